"""Where the verdict flips along one parameter, at every point drawn from the ranges of the others."""

from __future__ import annotations

from itertools import accumulate, pairwise

import numpy as np

from engine.crossings.difference import difference
from engine.crossings.lines import Line, lines_along
from engine.numerics.arrays import Array
from engine.ranges.points import Points, along, drawn, fewer, totals
from engine.scenarios.parameters import Parameter
from engine.scenarios.registry import find, value
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS

_EVALUATIONS = 2048
"""So many costs are asked for, of fewer points the more each of them takes."""

_LOOKS = np.geomspace(1e-6, 1.0, 300)
"""Where a polynomial is looked at for changes of sign, in shares of the domain."""

_AROUND = np.geomspace(1e-3, 1e3, 8)
"""Where the costs are looked at if they are no polynomials, in multiples of the value now."""

_HALVINGS = 8


def flips(scenario: Scenario, key: str) -> Array:
    """The crossover nearest to the value now, by ratio, at every point; NaN where there is none.

    Args:
        scenario: The scenario.
        key: The number of bugs that a model leaves, or another parameter along which the winner changes about as rarely.
    """
    parameter, now = find(key), float(value(scenario, key) or 0.0)
    lines = lines_along(parameter, scenario)
    if len(lines) == 1 and lines[0].degree and not (lines[0].reciprocal or lines[0].times_value):
        return _of_polynomials(lines[0], _others(scenario, key, len(lines[0].values)), scenario, now)
    return _searched(parameter, _others(scenario, key, len(_AROUND) + _HALVINGS), scenario, now)


def _others(scenario: Scenario, key: str, evaluations: int) -> Points:
    """Points at which the parameter stays to be set: where no other number has a range, one."""
    points = drawn(scenario, fewer(scenario, 1 << (_EVALUATIONS // evaluations).bit_length() - 1))
    here = np.zeros_like(next(iter(points.values())))
    points = {other: values for other, values in points.items() if other != key}
    return {**points, key: here if points else here[:1]}


def _of_polynomials(line: Line, points: Points, scenario: Scenario, now: float) -> Array:
    key = line.parameter.key
    gaps = _gaps(scenario, points, key, line.values)
    ends = accumulate(map(len, line.pieces), initial=0)
    places, found = [], []
    for nodes, (start, end) in zip(map(np.array, line.pieces), pairwise(ends), strict=True):
        inner = _LOOKS * line.parameter.kind.domain.reach
        looks = (
            nodes
            if line.degree == 1
            else np.concatenate([nodes[:1], inner[(inner > nodes[0]) & (inner < nodes[-1])], nodes[-1:]])
        )
        places.append(looks)
        found.append(_interpolating(nodes, looks) @ gaps[start:end])
    low, high, y_low, y_high = _nearest(np.concatenate(places), np.concatenate(found), now)
    return low + (high - low) * y_low / (y_low - y_high)


def _searched(parameter: Parameter, points: Points, scenario: Scenario, now: float) -> Array:
    key, reach = parameter.key, parameter.kind.domain.reach
    places = np.unique(np.minimum(min(now or 1.0, reach) * _AROUND, reach))
    low, high, y_low, y_high = _nearest(places, _gaps(scenario, points, key, places), now)
    for _ in range(_HALVINGS):
        middle = np.sqrt(low * high)
        y = difference(totals(scenario, {**points, key: np.where(np.isnan(middle), places[0], middle)}, RIVALS))
        upper = (y > 0.0) == (y_high > 0.0)
        low, y_low = np.where(upper, low, middle), np.where(upper, y_low, y)
        high, y_high = np.where(upper, middle, high), np.where(upper, y, y_high)
    return low + (high - low) * y_low / (y_low - y_high)


def _gaps(scenario: Scenario, points: Points, key: str, places: Array) -> Array:
    """C_B − C_A with the parameter at each of some values, at every point: ``(values, points)``."""
    return difference(along(scenario, key, places, points, RIVALS))


def _interpolating(nodes: Array, places: Array) -> Array:
    """What takes a polynomial's values at its nodes to those at other places: ``(places, nodes)``."""
    apart = nodes[:, None] - nodes + np.eye(len(nodes))
    away = places[:, None, None] - np.where(np.eye(len(nodes), dtype=np.bool_), 0.0, nodes)
    away[:, np.arange(len(nodes)), np.arange(len(nodes))] = 1.0
    found: Array = away.prod(axis=2) / apart.prod(axis=1)
    return found


def _nearest(places: Array, gaps: Array, now: float) -> tuple[Array, Array, Array, Array]:
    """The interval nearest to a value in which the sign changes: its ends and the differences there; NaN if there is none."""
    low, high, y_low, y_high = places[:-1, None], places[1:, None], gaps[:-1], gaps[1:]
    changes = np.isfinite(y_low) & np.isfinite(y_high) & ((y_low > 0.0) != (y_high > 0.0))
    roots = low + (high - low) * y_low / np.where(changes, y_low - y_high, 1.0)
    away = np.where(changes & (roots > 0.0), np.abs(np.log(np.maximum(roots, np.finfo(float).tiny) / (now or 1e-300))), np.inf)
    best = away.argmin(axis=0)
    there = np.isfinite(np.take_along_axis(away, best[None], axis=0)[0])
    every = np.arange(len(best))
    return (
        np.where(there, places[best], np.nan),
        np.where(there, places[best + 1], np.nan),
        np.where(there, y_low[best, every], np.nan),
        np.where(there, y_high[best, every], np.nan),
    )

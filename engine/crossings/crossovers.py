"""Where strategies A and B cost the same, along every parameter (docs/model.md, Crossovers).

Along most parameters the costs are polynomials of degree 3 at most, in the parameter or in its reciprocal,
so that a few evaluations of the engine give them whole. Along the others the difference is searched for
changes of sign. All parameters are evaluated together, in one call of the engine.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

import numpy as np

from engine.crossings.profile import Crossings, Profile
from engine.crossings.search import Bracket, Samples, grid, refine, zoomed
from engine.numerics.abandonment import go_on
from engine.numerics.arrays import Array
from engine.numerics.roots import at, between, fit, turning_points
from engine.prices.costs import costs
from engine.prices.long_prompts import priced_by_length
from engine.scenarios.parameters import Dependence, Parameter, Setting
from engine.scenarios.registry import assign, find, numbers, value
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS

TOLERANCE = 1e-12
"""Relative difference of two costs below which they are called the same."""

_LARGEST_RECIPROCAL = 1e12
"""Exact crossovers along fix rates are found down to the reciprocal of this."""

_CLOSE = 1e-6
"""Relative distance from a root of a polynomial within which the costs cross."""

Asked = Sequence[tuple[Parameter, Array]]
"""Parameters with the values that each takes while the others stay."""


# Infinite costs are results here, and so are costs too large for a float.
@np.errstate(all="ignore")
def crossovers(scenario: Scenario, keys: Iterable[str] | None = None) -> dict[str, Crossings]:
    """The crossings of A and B by key: along every number that moves their costs smoothly, unless ``keys`` are named.

    The scenario's numbers must be plain numbers, not arrays.

    Raises:
        ParameterError: If a key is unknown.
    """
    named = numbers() if keys is None else [find(key) for key in keys]
    lines = [
        plan(parameter, scenario)
        for parameter in named
        if parameter.kind.dependence not in (Dependence.NONE, Dependence.STEPPED)
    ]

    def differences(asked: Asked) -> list[Array]:
        return _split(difference(_totals(scenario, asked)), asked)

    asked = [(line.parameter, line.values) for line in lines]
    totals = _totals(scenario, asked)
    gaps = difference(totals)
    samples: dict[Line, Samples] = {}
    profiles: dict[Line, Profile] = {}
    for line, both, gap in zip(lines, _split(totals, asked), _split(gaps, asked), strict=True):
        if line.degree:
            profiles[line] = _exact(line, both[0].tolist(), gap.tolist())
        else:
            samples[line] = Samples(line.parameter, line.values, gap)
    for line, sample in zip(samples, zoomed(list(samples.values()), differences), strict=True):
        samples[line], profiles[line] = sample, sample.profile()
    # A straight line's root needs no second look.
    changes = [(line, i) for line in lines if line.degree != 1 for i in profiles[line].changes()]
    brackets = [
        _around(line.parameter, profiles[line].roots[i]) if line.degree else samples[line].bracket(i) for line, i in changes
    ]
    for (line, i), root in zip(changes, refine(brackets, differences), strict=True):
        profiles[line].roots[i] = root
    found = {line.parameter.key: profiles[line].crossings(line.parameter.key, _now(scenario, line.parameter)) for line in lines}
    return {
        key: replace(one, finite=bool(np.isfinite(both).all()), idle=bool((both == both[:, :1]).all()))
        for (key, one), both in zip(found.items(), _split(totals, asked), strict=True)
    }


def _around(parameter: Parameter, root: float) -> Bracket:
    """A narrow bracket of a polynomial's root, for putting it back into the costs."""
    return Bracket(parameter, root * (1.0 - _CLOSE), root * (1.0 + _CLOSE), -1.0, 1.0, near=True)


def _now(scenario: Scenario, parameter: Parameter) -> float | None:
    setting = value(scenario, parameter.key)
    return None if setting is None else float(setting)


@dataclass(frozen=True, eq=False)
class Line:
    """How one parameter is looked at.

    Attributes:
        parameter: Which.
        pieces: Nodes of each piece of its domain.
        degree: Degree of the costs on each piece; 0 if they are no polynomials.
        reciprocal: Whether nodes and polynomials are in one over the parameter.
    """

    parameter: Parameter
    pieces: tuple[tuple[float, ...], ...]
    degree: int
    reciprocal: bool = False

    @property
    def values(self) -> Array:
        """The parameter's values at all nodes."""
        nodes = np.array([x for piece in self.pieces for x in piece])
        return 1.0 / nodes if self.reciprocal else nodes


def plan(parameter: Parameter, scenario: Scenario) -> Line:
    """How to look at a parameter, by its law and the assumptions in force."""
    assumed, shared = scenario.assumptions, scenario.workflow.context == "shared"
    plain = assumed.regression_rate == 0.0
    lasting = assumed.spread == 0.0 and assumed.fading == 1.0 and assumed.attempt_limit is None
    order = 3 if assumed.growth != 0.0 else 2
    reach = parameter.kind.domain.reach
    by_length = priced_by_length(scenario)
    match parameter.kind.dependence:
        case Dependence.LINEAR if not (by_length and assumed.caching and parameter.field == "input_price"):
            return Line(parameter, ((0.0, reach),), 1)
        case Dependence.LENGTH if not by_length:
            return Line(parameter, ((0.0, reach),), 1)
        case Dependence.BUGS if not shared:
            return Line(parameter, ((0.0, reach),), 1)
        case Dependence.MIX if plain and not shared:
            return Line(parameter, ((0.0, 1.0),), 1)
        case _ if by_length:
            pass
        case Dependence.BUGS if assumed.caching:
            # The number of conversations, min(1, bugs), has a kink.
            return Line(parameter, (_nodes(0.0, 1.0, order), _nodes(1.0, reach, order)), order)
        case Dependence.BUGS:
            return Line(parameter, (_nodes(0.0, reach, order),), order)
        case Dependence.MIX if plain:
            return Line(parameter, (_nodes(0.0, 1.0, order),), order)
        case Dependence.FIX_RATE if plain and lasting:
            middle = (1e3,) if order == 2 else (30.0, 1e4)
            return Line(parameter, ((1.0, *middle, _LARGEST_RECIPROCAL),), order, reciprocal=True)
    return Line(parameter, (tuple(grid(parameter, scenario).tolist()),), 0)


def _nodes(low: float, high: float, degree: int) -> tuple[float, ...]:
    """Nodes for a polynomial: dense towards the low end of a wide piece, where its lower powers show."""
    if high <= 1.0:
        return tuple(low + (high - low) * step / degree for step in range(degree + 1))
    return (low, *(low + high ** ((step - 1) / degree) for step in range(1, degree)), high)


def _vary(scenario: Scenario, asked: Asked) -> Scenario:
    """One scenario of arrays in which each parameter in turn takes its values while the others stay."""
    total = sum(len(values) for _, values in asked)
    columns: dict[str, Setting] = {}
    start = 0
    for parameter, values in asked:
        block = slice(start, start + len(values))
        start += len(values)
        for target in parameter.targets:
            base = value(scenario, target)
            # What is left out stays so (NaN): it follows the value that it defaults to.
            column = columns.setdefault(target, np.full(total, np.nan if base is None else base))
            column[block] = values  # type: ignore[index]
    return assign(scenario, columns)


def _totals(scenario: Scenario, asked: Asked) -> Array:
    """Total costs of A and B, ``(2, n)``, for all values asked for, one parameter after another."""
    go_on()
    return costs(_vary(scenario, asked), RIVALS).total_cost if asked else np.empty((2, 0))


def _split(figures: Array, asked: Asked) -> list[Array]:
    """Figures by parameter: slices of the last axis."""
    ends = [0, *accumulate(len(values) for _, values in asked)]
    return [figures[..., start:end] for start, end in pairwise(ends)]


def difference(totals: Array) -> Array:
    """C_B − C_A from both totals: zero where they tie, infinite or NaN where one or both are infinite."""
    with np.errstate(invalid="ignore"):
        gap = totals[1] - totals[0]
        tie = np.abs(gap) <= TOLERANCE * np.where(np.isfinite(gap), np.abs(totals).max(axis=0), 0.0)
    return np.where(tie, 0.0, gap)


def _exact(line: Line, cost: list[float], gap: list[float]) -> Profile:
    """The profile of a line along which the costs are polynomials, by piece: from the cost of A and C_B − C_A."""
    profile, start = Profile(), 0
    for nodes in line.pieces:
        here = slice(start, start := start + len(nodes))
        profile = profile.followed_by(_piece(nodes, cost[here], gap[here]))
    return profile.of_reciprocal() if line.reciprocal else profile


def _piece(nodes: tuple[float, ...], cost: list[float], gap: list[float]) -> Profile:
    """The signs at the ends and turning points of one piece, and the roots between them."""
    if not all(map(math.isfinite, gap)):
        # A cost that is infinite at one node is infinite all over the inside of the piece.
        return Profile(list(nodes), [0.0 if math.isnan(y) else _sign(y) for y in gap], [False] * len(nodes))
    low, high = nodes[0], nodes[-1]
    if len(nodes) == 2:
        piece = Profile([low, high], [_sign(y) for y in gap], [True, True])
        if piece.changes():
            piece.roots[0] = low + (high - low) * (gap[0] / (gap[0] - gap[1]))
        return piece
    polynomial, size = fit(nodes, gap), fit(nodes, cost)
    inner = turning_points(polynomial, low, high)
    gaps = [gap[0], *(_unless_tied(at(polynomial, x), at(size, x)) for x in inner), gap[-1]]
    piece = Profile([low, *inner, high], [_sign(y) for y in gaps], [True] * len(gaps))
    piece.roots.update({i: between(polynomial, piece.points[i], piece.points[i + 1]) for i in piece.changes()})
    return piece


def _unless_tied(gap: float, cost: float) -> float:
    return 0.0 if abs(gap) <= TOLERANCE * max(abs(cost), abs(cost + gap)) else gap


def _sign(gap: float) -> float:
    return math.copysign(1.0, gap) if gap else 0.0

"""Points drawn from the ranges of a scenario, and what the strategies cost there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.numerics.abandonment import go_on
from engine.numerics.arrays import Array
from engine.prices.costs import costs
from engine.ranges.scale import spread_out
from engine.ranges.scores import scores
from engine.scenarios.registry import assign, find, value
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import Strategy

Points = Mapping[str, Array]
"""The values of some numbers, by key: arrays of the same length, one element for each point."""

_AT_ONCE = 1024
"""Points worked on at once: what they need stays in a cache, and work that nobody waits for any more ends soon."""


def ranged(scenario: Scenario) -> list[str]:
    """The keys of the numbers that have a range, in the order of the registry: each has a dimension of the points."""
    return [key for key, known in scenario.evidence.items() if known.ends is not None]


def drawn(scenario: Scenario, points: int) -> dict[str, Array]:
    """The values of the numbers that have a range at so many points, a power of two."""
    keys = ranged(scenario)
    found = {}
    for key, row in zip(keys, scores(points, len(keys)), strict=True):
        low, high = scenario.evidence[key].ends or (0.0, 0.0)
        found[key] = spread_out(find(key).kind.domain, low, float(value(scenario, key) or 0.0), high, row)
    return found


def totals(scenario: Scenario, points: Points, strategies: Sequence[Strategy]) -> Array:
    """Total costs of strategies at points, ``(strategies, points)``."""
    count = len(next(iter(points.values())))
    parts = []
    for start in range(0, count, _AT_ONCE):
        go_on()
        stretch = {key: values[start : start + _AT_ONCE] for key, values in points.items()}
        parts.append(costs(assign(scenario, stretch), strategies).total_cost)
    return np.concatenate(parts, axis=1)

"""Points drawn from the ranges of a scenario, and what the strategies cost there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.numerics.abandonment import go_on
from engine.numerics.arrays import Array
from engine.prices.costs import costs
from engine.prices.long_prompts import priced_by_length
from engine.ranges.scale import spread_out
from engine.ranges.scores import scores
from engine.scenarios.registry import assign, find, value
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import Strategy

Points = Mapping[str, Array]
"""The values of some numbers, by key: arrays of the same length, one element for each point."""

_AT_ONCE = 512
"""Points worked on at once where each takes long."""


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
    slow = scenario.assumptions.attempt_limit is not None or priced_by_length(scenario)
    width = _AT_ONCE if slow else count
    parts = []
    for start in range(0, count, width):
        go_on()
        stretch = {key: values[start : start + width] for key, values in points.items()}
        parts.append(costs(assign(scenario, stretch), strategies).total_cost)
    return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)

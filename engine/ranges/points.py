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


def ranged(scenario: Scenario) -> dict[str, tuple[float, float, float]]:
    """The numbers that have a range, by key in the order of the registry: its lower end, the value and its upper end.

    Each has a dimension of the points. A range that does not hold its value says nothing.
    """
    found = {}
    for key, known in scenario.evidence.items():
        now = value(scenario, key)
        if known.ends is not None and isinstance(now, int | float) and known.ends[0] < now < known.ends[1]:
            found[key] = (known.ends[0], float(now), known.ends[1])
    return found


def drawn(scenario: Scenario, points: int) -> dict[str, Array]:
    """The values of the numbers that have a range at so many points, a power of two."""
    ranges = ranged(scenario)
    rows = scores(points, len(ranges))
    return {key: spread_out(find(key).kind.domain, *ends, row) for (key, ends), row in zip(ranges.items(), rows, strict=True)}


def totals(scenario: Scenario, points: Points, strategies: Sequence[Strategy]) -> Array:
    """Total costs of strategies at points, ``(strategies, points)``."""
    count = len(next(iter(points.values())))
    parts = []
    for start in range(0, count, _AT_ONCE):
        go_on()
        stretch = {key: values[start : start + _AT_ONCE] for key, values in points.items()}
        parts.append(costs(assign(scenario, stretch), strategies).total_cost)
    return np.concatenate(parts, axis=1)

"""Points drawn from the ranges of a scenario, and what the strategies cost there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from engine.attempts.one_bug import LONGEST_FADING
from engine.numerics.abandonment import go_on
from engine.numerics.arrays import SAME, Array
from engine.prices.compaction import compacts
from engine.prices.costs import total_costs
from engine.prices.long_prompts import priced_by_length
from engine.ranges.scale import spread_out
from engine.ranges.scores import scores
from engine.scenarios.registry import assign, find, ranged
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import Strategy

Points = Mapping[str, Array]
"""The values of some numbers, by key: arrays of the same length, one element for each point."""

_AT_ONCE = 1024
"""Points worked on at once where each needs much: that stays in a cache, and work that nobody waits for any more ends soon."""

_LONG = 256.0
"""Attempts at a bug beyond which it takes long to follow them."""

_FEWEST = 64
"""Points that are drawn at least."""


def fewer(scenario: Scenario, points: int) -> int:
    """So many points, a power of two, or fewer where each takes much: compacted conversations, long curves of attempts."""
    if compacts(scenario):
        share = 16 if scenario.workflow.context == "shared" else 4
    else:
        share = 4 if _followed(scenario) > _LONG else 1
    return max(points // share, _FEWEST)


def _followed(scenario: Scenario) -> float:
    """Attempts at a bug that are followed one by one."""
    a = scenario.assumptions
    if a.attempt_limit is not None:
        return float(np.max(a.attempt_limit))
    mixed = np.any(np.asarray(a.fading) < 1.0) and np.any(np.asarray(a.spread) > 0.0)
    return LONGEST_FADING if mixed and priced_by_length(scenario) else 1.0


def drawn(scenario: Scenario, points: int) -> dict[str, Array]:
    """The values of the numbers that have a range at so many points, a power of two."""
    ranges = ranged(scenario)
    return {key: _column(key, *ends, points, at, len(ranges)) for at, (key, ends) in enumerate(ranges.items())}


@lru_cache(maxsize=64)
def _column(key: str, low: float, middle: float, high: float, points: int, dimension: int, dimensions: int) -> Array:
    """The values of one number: from one answer to the next hardly any of them changes."""
    column = spread_out(find(key).kind.domain, low, middle, high, scores(points, dimensions)[dimension])
    column.setflags(write=False)
    return column


def along(scenario: Scenario, key: str, x: Array, points: Points, strategies: Sequence[Strategy]) -> Array:
    """Total costs of strategies at points, with a parameter at each of some values: ``(strategies, x, points)``."""
    count = len(next(iter(points.values())))
    places = max(1, _AT_ONCE // count) if _is_slow(scenario) else len(x)
    parts = []
    for start in range(0, len(x), places):
        go_on()
        stretch = x[start : start + places, None]
        parts.append(total_costs(assign(scenario, {**points, key: stretch}), strategies))
    return np.concatenate(parts, axis=1)


def totals(scenario: Scenario, points: Points, strategies: Sequence[Strategy]) -> Array:
    """Total costs of strategies at points, ``(strategies, points)``."""
    count = len(next(iter(points.values())))
    width = _AT_ONCE if _is_slow(scenario) else count
    parts = []
    for start in range(0, count, width):
        go_on()
        stretch = {key: values[start : start + width] for key, values in points.items()}
        parts.append(total_costs(assign(scenario, stretch), strategies))
    return np.concatenate(parts, axis=1)


def cheapest_shares(costs: Array) -> Array:
    """At how many of the points each strategy is the cheapest, as a share; those that cost the same share a point.

    Args:
        costs: With strategies on the first axis and points on the last.
    """
    least = costs.min(axis=0)
    first = (costs <= least * (1.0 + SAME)) & np.isfinite(least)
    shares: Array = (first / np.maximum(first.sum(axis=0), 1)).mean(axis=-1)
    return shares


def _is_slow(scenario: Scenario) -> bool:
    return scenario.assumptions.attempt_limit is not None or priced_by_length(scenario) or compacts(scenario)

"""The cheapest number of weak attempts before the strong model goes on."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from engine.contenders.all_bugs import NEGLIGIBLE
from engine.numerics.arrays import SAME, Array
from engine.prices.one_strategy import OneStrategy

_TRIED_EACH = 1000
"""Limits up to here are all tried one by one; it is the largest one that a scenario may set."""

_MINIMA = 3
"""Local minima that are followed: one more than there can be, for those that rounding makes."""

Cost = Callable[[Array], Array]
"""Dollars for each limit."""


def limits_to_try(weak: OneStrategy) -> Array:
    """The limits that are all tried: 0, 1, 2, … and infinity."""
    return np.append(np.arange(min(weak.limit, _reach(weak) + 1.0, _TRIED_EACH + 1.0)), np.inf)


def cheapest_limit(weak: OneStrategy, limits: Array, costs: Array, cost: Cost) -> float:
    """The cheapest of the limits 0, 1, 2, … and infinity, which wins ties; else the smallest.

    Every limit up to ``_TRIED_EACH`` is tried, which is all there is with an attempt limit. Without one, where every
    attempt has the same chance, the search goes on to a limit at which every bug is fixed for all purposes: what one
    more weak attempt changes is a sum of few terms d^k·(a + b·k), so that the cost has few minima, each about as wide
    as k itself. A geometric grid shows them, and the lowest are followed down to single steps. With spread or fading
    and no attempt limit, or where conversations are compacted, limits between ``_TRIED_EACH`` and infinity are not tried.

    Args:
        weak: The weak model and the bugs.
        limits: As ``limits_to_try``.
        costs: What they cost.
        cost: Of any limits.
    """
    best, reach = _least(limits, costs), _reach(weak)
    if weak.limit < math.inf or math.isinf(reach) or reach <= _TRIED_EACH or weak.compaction is not None:
        return best
    grid = np.unique(np.geomspace(_TRIED_EACH, reach, int(100 * math.log10(reach / _TRIED_EACH)) + 8).round())
    tried = np.unique([best, np.inf, *_followed(cost, grid)])
    return _least(tried, cost(tried))


def _reach(weak: OneStrategy) -> float:
    """The limit beyond which nothing changes; infinite where attempts at a bug differ."""
    if weak.spread > 0.0 or weak.fading < 1.0:
        return math.inf
    rate = min((weak.rates[c] for c in weak.active), default=1.0)
    return min(2.0**52, math.log(NEGLIGIBLE) / math.log1p(-rate)) if rate < 1.0 else 1.0


def _least(limits: Array, costs: Array) -> float:
    # A shared fraction of a bug can cost less than nothing, an artefact of the continuation.
    least = costs.min()
    tied = limits[costs <= least + SAME * abs(least)]
    return math.inf if np.isinf(tied).any() else float(tied.min())


def _followed(cost: Cost, grid: Array) -> list[float]:
    """The lowest local minima of a function of whole numbers, from a grid that shows each of them."""
    costs = cost(grid)
    padded = np.concatenate([[np.inf], costs, [np.inf]])
    minima = np.flatnonzero((costs <= padded[:-2]) & (costs < padded[2:]))
    found = []
    for i in minima[np.argsort(costs[minima], kind="stable")][:_MINIMA]:
        low, high = grid[max(i - 1, 0)], grid[min(i + 1, len(grid) - 1)]
        while high - low > 2.0:
            points = np.unique(np.linspace(low, high, 65).round())
            lowest = int(np.argmin(cost(points)))
            low, high = points[max(lowest - 1, 0)], points[min(lowest + 1, len(points) - 1)]
        found += [low, (low + high) // 2.0, high]
    return found

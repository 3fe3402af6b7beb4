"""The distribution of the cost of a run of more bugs than brute force can follow, where conversations grow evenly.

Without growth and long prompts a conversation of F + 1 attempts costs one attempt, F later ones and C(F, 2) times what one adds
to the next, so that a run is told by three whole numbers summed over its bugs: F, C(F, 2) and the bugs given up on. Runs
that agree in these cost the same, and no others are taken to.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from . import odds
from .reading import Values, setup

Floats = NDArray[np.float64]

_LEAST = 1e-13
"""Chance of a combination below which it is dropped."""


def law(values: Values, generator: str, fixer: str) -> tuple[Floats, Floats]:
    """Total costs in dollars, increasing, and their chances; whole counts of bugs, each with a conversation of its own."""
    case = setup(values, generator, fixer)
    if case.shared or case.growth or case.regression_rate or case.long_prompt is not None or any(n % 1 for n in case.counts):
        raise ValueError("only whole bugs, each in a conversation that grows evenly")
    one, two, three = (float(cost) for cost in odds.conversation_costs(case, 3)[1:])
    keys: NDArray[np.int64] = np.zeros(1, dtype=np.int64)
    chances: Floats = np.ones(1)
    for c, bugs in enumerate(case.counts):
        if not bugs:
            continue
        ends = odds.ends_of_a_bug(case, c)
        failed = np.array([tries - 1 for tries, _, _ in ends])
        up = np.array([int(given_up) for _, given_up, _ in ends])
        key = (up << 48) + (failed << 32) + failed * (failed - 1) // 2
        chance = np.array([p for _, _, p in ends])
        for _ in range(int(bugs)):
            pairs = np.multiply.outer(chances, chance)
            kept = pairs > _LEAST
            keys, where = np.unique(np.add.outer(keys, key)[kept], return_inverse=True)
            chances = np.asarray(np.bincount(where.ravel(), pairs[kept]), dtype=np.float64)
    later, more = two - one, three - 2.0 * two + one
    costs = float(odds.generated(case)) + float(sum(case.counts)) * one
    costs = costs + (keys >> 32 & 0xFFFF) * later + (keys & 0xFFFFFFFF) * more + (keys >> 48) * float(case.handoff_cost)
    order = np.argsort(costs)
    return costs[order], chances[order]


def at_most(distribution: tuple[Floats, Floats], dollars: Floats) -> Floats:
    """P(cost ≤ dollars), ties to twelve digits counted."""
    costs, chances = distribution
    so_far = np.concatenate([[0.0], np.cumsum(chances)])
    return np.asarray(so_far[np.searchsorted(costs, dollars * (1 + 1e-12), side="right")])


def cheaper(a: tuple[Floats, Floats], b: tuple[Floats, Floats]) -> float:
    """The chance that an independent run of a costs less than one of b."""
    return float(a[1] @ (1.0 - at_most(b, a[0])))

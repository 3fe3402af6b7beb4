"""The failures at one bug before the attempt that ends it, as series, and moments of costs that are polynomials in them.

A series in s and t is E[(1+s)^X·(1+t)^G] with X failures and G bugs given up on, 0 or 1, cut after s⁶ and t²: a cost is of
degree three at most, its square of degree six. Everything is written in failures and further attempts, whose weights are
all positive, so that little cancels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from itertools import product

import numpy as np

from engine.attempts.one_bug import OneBug
from engine.chances.bug_ends import bug_ends
from engine.numerics.many_series import binomials
from engine.numerics.series import Series
from engine.prices.one_strategy import OneStrategy

ORDER = 7
HANDOFFS = 3

_POSSIBLE = 1e-300
"""Chance of more attempts above which they are followed."""


def failures(plain: OneStrategy, c: int, after: int = 0) -> tuple[Series, Series]:
    """Series of the failures before the attempt that ends a bug, ``after`` earlier ones not counted.

    Where it ends fixed, and where it is given up on; nothing for bugs that take no more than ``after`` attempts.
    """
    fixed, given_up = np.zeros((2, ORDER, HANDOFFS))
    rate = float(plain.rates[c])
    if plain.limit < math.inf:
        ends = bug_ends(plain, c, 0.0, 0)
        fixed[:, 0] = binomials(np.arange(float(len(ends.fixed[after:]))), ORDER) @ ends.fixed[after:]
        if ends.limit > after:
            given_up[:, 0] = given_up[:, 1] = ends.given_up * binomials(ends.limit - 1.0 - after, ORDER)
        return Series(fixed), Series(given_up)
    kept, moment = 1.0 - plain.spread, 1.0
    if after:
        bug = OneBug(*(np.array(x) for x in (rate, plain.spread, plain.fading, math.inf)))
        moment = float(bug.after(np.array(float(after))).begun)
    for k in range(ORDER):
        fixed[k, 0] = moment
        room = rate * kept - (k + 1) * plain.spread
        step = ((1.0 - rate) * kept + (k + after) * plain.spread) / room if room > 0.0 else 0.0
        moment = moment * step if rate < 1.0 else 0.0
    return Series(fixed), Series(given_up)


def chances(plain: OneStrategy, c: int, length: int) -> tuple[Series, Series]:
    """The same of 0, 1, 2, … failures themselves: their chances, and where it is given up on."""
    fixed, given_up = np.zeros((2, length, 2))
    ends = bug_ends(plain, c, _POSSIBLE, length)
    few = ends.fixed[:length]
    fixed[: len(few), 0] = few
    if 0 < ends.limit <= length:
        given_up[ends.limit - 1] = ends.given_up
    return Series(fixed), Series(given_up)


def expected(weights: Sequence[float], series: Series) -> float:
    """E[Y] of Y = Σ w_i·C(X, i)."""
    return float(sum(weights[i] * series.coefficients[i, 0] for i in range(4) if weights[i]))


def expected_product(a: Sequence[float], b: Sequence[float], series: Series) -> float:
    """E[Y·Z] of two such sums."""
    found = 0.0
    for i, j in product(range(4), repeat=2):
        if a[i] and b[j]:
            found += a[i] * b[j] * sum(factor * series.coefficients[m, 0] for m, factor in _products(i, j))
    return float(found)


@cache
def _products(i: int, j: int) -> tuple[tuple[int, float], ...]:
    """C(x, i)·C(x, j) = Σ factor·C(x, m), as pairs (m, factor)."""
    return tuple(
        (m, math.factorial(m) / (math.factorial(m - i) * math.factorial(m - j) * math.factorial(i + j - m)))
        for m in range(max(i, j), i + j + 1)
    )

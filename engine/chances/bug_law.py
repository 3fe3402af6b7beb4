"""How the work at one bug ends, attempt by attempt: the law that odds are made of."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.attempts.survival import survival
from engine.numerics.arrays import Array
from engine.prices.one_strategy import OneStrategy

_NEGLIGIBLE = 1e-18
"""Share of bugs still open below which a limit is never met."""

_LONGEST_MIXED = 4096
"""Attempts followed at most where spread and fading act together, which takes a step of Python for each."""


@dataclass(frozen=True, eq=False)
class BugLaw:
    """The ends of one bug of a class.

    Attributes:
        fixed: Chance that attempt 1, 2, … fixes it.
        given_up: Chance that it is given up on after ``limit`` attempts.
        limit: Attempts after which it is given up on; 0 for never.
        tail: Chance that it takes more attempts than ``fixed`` holds.
        endless: Chance that it is never fixed nor given up on.
    """

    fixed: Array
    given_up: float = 0.0
    limit: int = 0
    tail: float = 0.0
    endless: float = 0.0


def bug_law(plain: OneStrategy, c: int, cut: float, most: int) -> BugLaw:
    """The law of a bug of class ``c``, followed until a chance of ``cut`` is left, or for ``most`` attempts."""
    rate = float(plain.rates[c])
    if rate == 1.0:
        return BugLaw(np.ones(1))
    if plain.limit < math.inf:
        return _limited(plain, rate)
    if plain.spread == 0.0 and plain.fading == 1.0:
        fails = math.log1p(-rate)
        last = max(1, math.ceil(min(most, math.log(cut) / fails)))
        return BugLaw(rate * np.exp(fails * np.arange(last)), tail=math.exp(fails * last))
    return _unlimited(plain, rate, cut, most)


def _curve(plain: OneStrategy, rate: float, last: int) -> tuple[Array, Array]:
    """``(S_0 … S_last, s_1 … s_{last+1})``."""
    blocks = list(survival(np.array([rate]), np.array([plain.spread]), np.array([plain.fading]), last, (1,)))
    return np.concatenate([block[1][:, 0] for block in blocks]), np.concatenate([block[2][:, 0] for block in blocks])


def _limited(plain: OneStrategy, rate: float) -> BugLaw:
    last = int(plain.limit)
    still_open, fixed = _curve(plain, rate, last)
    done = np.flatnonzero(still_open < _NEGLIGIBLE)
    if done.size:
        return BugLaw(fixed[: max(1, int(done[0]))])
    return BugLaw(fixed[:last], float(still_open[last]), last)


def _unlimited(plain: OneStrategy, rate: float, cut: float, most: int) -> BugLaw:
    if plain.spread > 0.0 and plain.fading < 1.0:
        most = min(most, _LONGEST_MIXED)
    last = min(1024, most)
    while True:
        still_open, fixed = _curve(plain, rate, last)
        # With fading, the bugs open after t attempts that any later one fixes are fewer than this.
        later = still_open * (rate * plain.fading ** np.arange(last + 1) / (1.0 - plain.fading) if plain.fading < 1.0 else 1.0)
        done = np.flatnonzero(later <= cut)
        if done.size:
            end = max(1, int(done[0]))
            left = float(still_open[end])
            return BugLaw(fixed[:end], endless=left) if plain.fading < 1.0 else BugLaw(fixed[:end], tail=left)
        if last == most:
            return BugLaw(fixed[:last], tail=float(still_open[last]))
        last = min(8 * last, most)

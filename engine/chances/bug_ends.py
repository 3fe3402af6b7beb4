"""How the work at one bug ends, attempt by attempt."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.attempts.descendants import by_shares, new_bug, of_run, with_descendants
from engine.attempts.survival import survival
from engine.numerics.algebra import quotient
from engine.numerics.arrays import Array
from engine.prices.one_strategy import OneStrategy

_NEVER_MET = 1e-18
"""Share of bugs still open below which an attempt limit is never met."""

_LONGEST_MIXED = 4096
"""Attempts followed at most where spread and fading act together, which takes a step of Python for each."""


@dataclass(frozen=True, eq=False)
class BugEnds:
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


def all_bugs(plain: OneStrategy) -> float:
    """About how many bugs a run has, those that fixes introduce included: one at least."""
    return max(1.0, float(plain.bugs.sum())) / (1.0 - plain.regression)


def bug_ends(plain: OneStrategy, c: int, left: float, most: int) -> BugEnds:
    """The ends of a bug of class ``c``, followed until a chance ``left`` remains, or for ``most`` attempts."""
    rate = float(plain.rates[c])
    if rate == 1.0:
        return BugEnds(np.ones(1))
    if plain.limit < math.inf:
        return _limited(plain, rate)
    if plain.spread == 0.0 and plain.fading == 1.0:
        fails = math.log1p(-rate)
        last = max(1, math.ceil(min(most, math.log(left) / fails)))
        return BugEnds(rate * np.exp(fails * np.arange(last)), tail=math.exp(fails * last))
    return _unlimited(plain, rate, left, most)


def _curve(plain: OneStrategy, rate: float, last: int) -> tuple[Array, Array]:
    """``(S_0 … S_last, s_1 … s_{last+1})``."""
    blocks = list(survival(np.array([rate]), np.array([plain.spread]), np.array([plain.fading]), last, (1,)))
    return np.concatenate([block[1][:, 0] for block in blocks]), np.concatenate([block[2][:, 0] for block in blocks])


def _limited(plain: OneStrategy, rate: float) -> BugEnds:
    last = int(plain.limit)
    still_open, fixed = _curve(plain, rate, last)
    done = np.flatnonzero(still_open < _NEVER_MET)
    if done.size:
        return BugEnds(fixed[: max(1, int(done[0]))])
    return BugEnds(fixed[:last], float(still_open[last]), last)


def _unlimited(plain: OneStrategy, rate: float, left: float, most: int) -> BugEnds:
    if plain.spread > 0.0 and plain.fading < 1.0:
        most = min(most, _LONGEST_MIXED)
    last = min(1024, most)
    while True:
        still_open, fixed = _curve(plain, rate, last)
        # With fading, the bugs open after t attempts that any later one fixes are fewer than this.
        later = still_open * (rate * plain.fading ** np.arange(last + 1) / (1.0 - plain.fading) if plain.fading < 1.0 else 1.0)
        done = np.flatnonzero(later <= left)
        if done.size:
            end = max(1, int(done[0]))
            open_then = float(still_open[end])
            return BugEnds(fixed[:end], endless=open_then) if plain.fading < 1.0 else BugEnds(fixed[:end], tail=open_then)
        if last == most:
            return BugEnds(fixed[:last], tail=float(still_open[last]))
        last = min(8 * last, most)


def never(plain: OneStrategy, ends: Mapping[int, BugEnds]) -> float:
    """Chance that some bug is never fixed nor given up on."""
    if not any(one.endless for one in ends.values()):
        return 0.0
    mix, r = by_shares(plain.mix.tolist()), plain.regression
    ended = {c: np.array([1.0 - one.endless]) for c, one in ends.items()}
    families = with_descendants(ended, dict.fromkeys(ends, 0.0), mix, r, new_bug(1.0, quotient))
    return float(1.0 - of_run(families, plain.bugs.tolist())[0])

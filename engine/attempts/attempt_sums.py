"""Sums over the first attempts at one bug: what so many attempts, and no more, amount to.

With S_i the chance that a bug is still open after i attempts, so that attempt i + 1 is made with that chance,
k attempts amount to ``count`` = Σ_{i<k} S_i, ``pairs`` = Σ_{i<k} i·S_i and ``triples`` = Σ_{i<k} C(i,2)·S_i. They are
summed, every term positive: closed forms cancel where a fix is unlikely.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.attempts.late_attempts import LateAttempts, late_attempts
from engine.attempts.survival import retries, survival
from engine.numerics.arrays import Array


@dataclass(frozen=True, eq=False)
class AttemptSums:
    """The attempts at a bug up to a limit; arrays ``(2,)`` or ``(2, limits)``: easy, hard.

    Attributes:
        open: Chance that the bug is still open after them.
        count: Expected attempts.
        pairs: Expected pairs of an earlier and a later attempt.
        triples: Expected triples.
    """

    open: Array
    count: Array
    pairs: Array
    triples: Array

    def at(self, index: NDArray[np.int64]) -> AttemptSums:
        """The sums for some of the limits."""
        return AttemptSums(self.open[:, index], self.count[:, index], self.pairs[:, index], self.triples[:, index])

    def followed_by(self, other: AttemptSums) -> AttemptSums:
        """The sums for these limits and then others."""
        return AttemptSums(
            np.concatenate([self.open, other.open], axis=1),
            np.concatenate([self.count, other.count], axis=1),
            np.concatenate([self.pairs, other.pairs], axis=1),
            np.concatenate([self.triples, other.triples], axis=1),
        )


def endless(rates: Array, spread: float, fading: float) -> AttemptSums:
    """Attempts without a limit, ``(2, 1)``; infinite where they diverge."""
    after_first = retries(rates[:, None], np.array(spread), np.array(fading), np.array(np.inf)).moments
    count, pairs, triples = after_first[0] + 1.0, after_first[1] + after_first[0], after_first[2] + after_first[1]
    return AttemptSums(np.zeros_like(count), count, pairs, triples)


def up_to(rates: Array, spread: float, fading: float, last: int) -> AttemptSums:
    """The sums for every limit 0, 1, … ``last``, ``(2, last + 1)``: one pass over the survival curve."""
    parameters = (rates, np.array([spread]), np.array([fading]))
    still_open = np.concatenate([block for _, block, _ in survival(*parameters, last, (2,))]).T
    i = np.arange(last, dtype=np.float64)
    made = still_open[:, :-1]

    def summed(weights: Array) -> Array:
        return np.concatenate([np.zeros((2, 1)), np.cumsum(weights * made, axis=1)], axis=1)

    return AttemptSums(still_open, summed(np.ones_like(i)), summed(i), summed(i * (i - 1.0) / 2.0))


def of_alike(rates: Array, limits: Array) -> AttemptSums:
    """The sums for any limits where every attempt has the same chance, ``(2, limits)``.

    The first 2m attempts are the first m and, if those failed, m more: a limit of forty digits takes forty steps.

    Args:
        rates: Fix rates ``(2,)``.
        limits: Whole numbers as floats, below 2^53.
    """
    fails = 1.0 - rates[:, None]
    log_fails = np.log1p(-np.where(rates < 1.0, rates, 0.0))[:, None]
    whole = limits.astype(np.int64)
    made = np.zeros((1, len(limits)))
    count, pairs, triples = np.zeros((3, 2, len(limits)))

    def chance(attempts: Array) -> Array:
        """That all of so many attempts fail."""
        return np.where(attempts == 0.0, 1.0, np.where(fails > 0.0, np.exp(attempts * log_fails), 0.0))

    for bit in range(int(whole.max(initial=0)).bit_length() - 1, -1, -1):
        failed = chance(made)
        triples = triples + failed * (made * (made - 1.0) / 2.0 * count + made * pairs + triples)
        pairs = pairs + failed * (made * count + pairs)
        count = count * (1.0 + failed)
        made = 2.0 * made
        one_more = ((whole >> bit) & 1).astype(np.float64)
        failed = one_more * chance(made)
        triples = triples + failed * made * (made - 1.0) / 2.0
        pairs = pairs + failed * made
        count = count + failed
        made = made + one_more
    return AttemptSums(chance(made), count, pairs, triples)


def late(rates: Array, spread: float, fading: float, limits: Array, before: Array) -> LateAttempts:
    """Those of up to so many attempts that come after ``before`` others, ``(2, limits)``.

    Args:
        rates: Fix rates ``(2,)``.
        spread: Intra-class correlation.
        fading: Factor on the rate with every further attempt.
        limits: Whole numbers as floats, and infinity.
        before: The same, broadcast to the limits; infinite if no attempt counts.
    """
    finite = np.isfinite(limits)
    made = np.where(finite, limits, 0.0)
    skipped = np.minimum(before, made)
    if spread == 0.0 and fading == 1.0:
        reached, rest = of_alike(rates, skipped).open, of_alike(rates, made - skipped)
        figures = [np.where(made > skipped, reached, 0.0), reached * rest.count, reached * rest.pairs, reached * rest.triples]
    else:
        figures = _between(up_to(rates, spread, fading, int(made.max(initial=0.0))).open, skipped, made)
    if finite.all():
        return LateAttempts(*figures)
    # Without a limit a bug on which attempts fade may stay open for ever, so that attempts have no end.
    found = late_attempts(rates[:, None], np.array(spread), np.array(1.0), np.array(np.inf), before)
    hopeless = (fading < 1.0) & (rates[:, None] < 1.0) & np.isfinite(before)
    rest_of_all = (found.reached, *[np.where(hopeless, np.inf, x) for x in (found.count, found.pairs, found.triples)])
    return LateAttempts(*[np.where(finite, some, rest) for some, rest in zip(figures, rest_of_all, strict=True)])


def _between(still_open: Array, skipped: Array, made: Array) -> list[Array]:
    """``LateAttempts`` from the survival curve: sums of positive terms, of which differences would leave few digits."""
    i = np.arange(still_open.shape[1] - 1.0)
    later = i - skipped[:, None]
    counts = np.where((later >= 0.0) & (i < made[:, None]), 1.0, 0.0)
    weights = (np.where(later == 0.0, counts, 0.0), counts, counts * later, counts * later * (later - 1.0) / 2.0)
    return [still_open[:, :-1] @ weight.T for weight in weights]

"""The first attempts at one bug: up to each of many limits, after which another model may go on."""

from __future__ import annotations

import numpy as np

from engine.attempts.moments import Moments
from engine.attempts.one_bug import OneBug
from engine.attempts.survival import survival
from engine.numerics.arrays import Array

_FROM_THE_FIRST = np.zeros(())


def first_attempts(
    rates: Array, spread: float, fading: float, limits: Array, before: Array = _FROM_THE_FIRST
) -> tuple[Array, Moments]:
    """Chance that a bug is still open after so many attempts, and those of them that come after some others.

    Sums of positive terms: closed forms cancel where a fix is unlikely.

    Args:
        rates: Fix rates of the first attempt, ``(2,)``: easy, hard.
        spread: Intra-class correlation.
        fading: Factor on the rate with every further attempt.
        limits: Whole numbers as floats, and infinity, ``(limits,)``.
        before: Attempts that do not count, one number or one for each limit; infinite if none counts.

    Returns:
        Two times ``(2, limits)``. Without a limit no bug stays open: attempts at it go on.
    """
    endless = np.isinf(limits)
    made = np.where(endless, 0.0, limits)
    alike = spread == 0.0 and fading == 1.0
    left, found = _of_alike(rates, made, before) if alike else _along_curve(rates, spread, fading, made, before)
    if not endless.any():
        return left, found
    bug = OneBug.of(rates[:, None], np.array(spread), np.array(fading), np.array(np.inf))
    without_limit = bug.after(before)
    moments = (np.where(endless, x, y) for x, y in zip(without_limit.all, found.all, strict=True))
    return np.where(endless, 0.0, left), Moments(*moments)


def _along_curve(rates: Array, spread: float, fading: float, made: Array, before: Array) -> tuple[Array, Moments]:
    """One pass over the survival curve."""
    last = int(made.max(initial=0.0))
    blocks = survival(rates, np.array([spread]), np.array([fading]), last, rates.shape)
    still_open = np.concatenate([block for _, block, _ in blocks]).T
    later = np.arange(float(last)) - (before if before.ndim == 0 else before[:, None])
    counts = np.where(later >= 1.0, 1.0, 0.0)
    pairs = counts * np.where(counts > 0.0, later - 1.0, 0.0)
    weights = (np.where(later == 0.0, 1.0, 0.0), counts, pairs, pairs * np.where(counts > 0.0, later - 2.0, 0.0) / 2.0)
    at = made.astype(np.int64)
    if before.ndim == 0:
        # Sums for every limit up to the last.
        sums = (np.cumsum(weight * still_open[:, :-1], axis=1) for weight in weights)
        moments = Moments(*(np.concatenate([np.zeros((len(rates), 1)), each], axis=1)[:, at] for each in sums))
    else:
        within = np.arange(float(last)) < made[:, None]
        moments = Moments(*(still_open[:, :-1] @ np.where(within, weight, 0.0).T for weight in weights))
    return still_open[:, at], moments


def _of_alike(rates: Array, made: Array, before: Array) -> tuple[Array, Moments]:
    """Where every attempt has the same chance: those after others go as the first ones do."""
    fails = 1.0 - rates[:, None]
    log_fails = np.log1p(-np.where(rates < 1.0, rates, 0.0))[:, None]

    def failing(attempts: Array) -> Array:
        """The chance that all of so many attempts fail."""
        return np.where(attempts == 0.0, 1.0, np.where(fails > 0.0, np.exp(attempts * log_fails), 0.0))

    counted = np.maximum(made - before, 0.0)
    begun = np.where(counted > 0.0, failing(np.minimum(before, made)), 0.0)
    again = begun * fails
    # The first 2m attempts are the first m and, if those failed, m more: a limit of forty digits takes forty steps.
    whole = np.maximum(counted - 1.0, 0.0).astype(np.int64)
    done = np.zeros((1, whole.size))
    count, pairs, triples = np.zeros((3, len(rates), whole.size))
    for bit in range(int(whole.max(initial=0)).bit_length() - 1, -1, -1):
        failed = failing(done)
        triples = triples + failed * (done * (done - 1.0) / 2.0 * count + done * pairs + triples)
        pairs = pairs + failed * (done * count + pairs)
        count = count * (1.0 + failed)
        done = 2.0 * done
        one_more = ((whole >> bit) & 1).astype(np.float64)
        failed = one_more * failing(done)
        triples = triples + failed * done * (done - 1.0) / 2.0
        pairs = pairs + failed * done
        count = count + failed
        done = done + one_more
    return failing(made), Moments(begun, again * count, again * pairs, again * triples)

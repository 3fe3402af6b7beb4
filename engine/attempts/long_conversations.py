"""The attempts of one conversation about all bugs from a certain one on.

They are what is left of the moments of all attempts without the first ones, of which only the laws of their number
are needed: those of the classes, put together for the one sum that is asked for. Everything is counted in attempts
beyond one for each bug, since all bugs take at least one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.attempts.conversation import beyond_the_bugs, families_of
from engine.attempts.moments import Moments
from engine.attempts.one_bug import LONGEST_FADING
from engine.attempts.repairs import Repairs
from engine.attempts.survival import survival
from engine.numerics.abandonment import go_on
from engine.numerics.arrays import Array, distinct
from engine.numerics.infinity import times
from engine.numerics.many_series import ManySeries
from engine.numerics.rounding import ways

_ROUNDING = 1e-13
"""Chances below this are none: they are left over from a difference."""

LONGEST = 1 << 11
"""Attempts beyond one for each bug that are followed: lengths that only later ones pass count as never passed."""

_TINY = 1e-60
"""Chances below this are none in any conversation that is followed."""

_AT_ONCE = 1 << 20
"""Numbers worked on at once."""


def after_in_conversation(work: Repairs, before: Array) -> Moments:
    """The attempts after so many others of the whole conversation: ``(strategies, *shape)``.

    Fractional counts of bugs are rounded up or down at random, as in the odds: the chances of what happens in one
    conversation exist for whole bugs only.

    Args:
        work: The bugs, and how attempts at them go.
        before: m, attempts that do not count; infinite if no attempt counts.
    """
    counts, chance = ways(work.bugs)
    beyond = before - counts.sum(axis=0)
    furthest = np.minimum(_furthest(work, counts), LONGEST)
    _, f1, f2, f3 = beyond_the_bugs(_of_ways(families_of(work)), counts).coefficients
    beyond, furthest, chance, f1, f2, f3 = np.broadcast_arrays(beyond, furthest, chance, f1, f2, f3)
    some = (beyond < furthest) & (chance > 0.0)
    early = np.zeros((4, *beyond.shape))
    followed = some & (beyond >= 0.0)
    if followed.any():
        early[:, followed] = _early(_Columns.of(work, counts, followed), beyond[followed].astype(np.int64))
    return _left(beyond, (f1, f2, f3), some, early, chance)


def after_each_in_conversation(work: Repairs, before: Array, last: Array | None = None) -> Moments:
    """``after_in_conversation`` for many numbers of attempts at once; all of these may be reached.

    Args:
        work: The bugs, in arrays ``(n,)``.
        before: Attempts that do not count, ``(numbers, n)``.
        last: Attempts after which none counts any more, below ``LONGEST``; infinite if all do.
    """
    counts, chance = ways(work.bugs)
    _, f1, f2, f3 = beyond_the_bugs(_of_ways(families_of(work)), counts).coefficients
    beyond = before[:, None] - counts.sum(axis=0)
    if last is not None and (some := np.isfinite(last)).any():
        up_to = np.where(some, last - counts.sum(axis=0), -1.0)
        sums = _each_early(work, counts, up_to[None], np.asarray(up_to[None] >= 0.0))[:, 0]
        f1, f2, f3 = (np.where(some, x, y) for x, y in zip(_until(up_to, sums), (f1, f2, f3), strict=True))
    wanted = (beyond < LONGEST) & (chance > 0.0)
    early = _each_early(work, counts, beyond, np.asarray(wanted & (beyond >= 0.0)))
    return _left(beyond, (f1, f2, f3), wanted, early, chance)


def _of_ways(families: ManySeries) -> ManySeries:
    """The same for every way to round counts."""
    return ManySeries(families.coefficients[:, :, None], families.infinite)


def _each_early(work: Repairs, counts: Array, beyond: Array, followed: NDArray[np.bool_]) -> Array:
    """What the law of up to so many attempts beyond the bugs amounts to, ``(4, numbers, ways, n)``; none if not followed."""
    early, some = np.zeros((4, *followed.shape)), np.asarray(followed.any(axis=0))
    if some.any():
        last = np.where(followed, beyond, -1.0)[:, some].astype(np.int64)
        early[:, :, some] = _early_each(_Columns.of(work, counts, some), last)
    return early


def _until(last: Array, early: Array) -> tuple[Array, Array, Array]:
    """Moments of the attempts beyond the bugs up to the ``last`` one."""
    c, (_, y1, y2, y3) = last, early
    pairs = c * (c - 1.0) / 2.0
    return c - y1, pairs - c * y1 + y2, pairs * (c - 2.0) / 3.0 - pairs * y1 + c * y2 - y3


def furthest_in_conversation(work: Repairs) -> Array:
    """Attempts of a whole conversation that are never exceeded, but for a negligible chance."""
    counts, chance = ways(work.bugs)
    return np.asarray(np.where(chance > 0.0, counts.sum(axis=0) + _furthest(work, counts), 0.0).max(axis=0))


def _left(beyond: Array, moments: tuple[Array, Array, Array], some: NDArray[np.bool_], early: Array, chance: Array) -> Moments:
    """What is left of all attempts of a conversation without the first ones; the ways stand on the first axis of ``chance``."""
    f1, f2, f3 = moments
    reached = np.where(some, 1.0 - early[0], 0.0)
    none = reached < _ROUNDING
    k = np.where(none, 0.0, beyond)
    pairs_of_k = k * (k + 1.0) / 2.0
    count = f1 - k + early[1]
    pairs = np.where(np.isinf(f2), np.inf, f2 - k * f1 + pairs_of_k - early[2])
    triples = np.where(np.isinf(f3), np.inf, f3 - k * f2 + pairs_of_k * f1 - pairs_of_k * (k + 2.0) / 3.0 + early[3])
    # These are moments of such attempts, N = F + 1 of them if any: C(N, j) = C(F, j) + C(F, j − 1).
    figures = [reached, more := count - reached, second := pairs - more, triples - second]
    axis = beyond.ndim - chance.ndim
    return Moments(*(times(chance, np.where(none, 0.0, np.maximum(x, 0.0))).sum(axis=axis) for x in figures))


def _furthest(work: Repairs, counts: Array) -> Array:
    """Attempts beyond one for each bug that are never exceeded, but for a negligible chance (Chernoff's inequality)."""
    most = np.where(counts > 0.0, counts * (work.limit - 1.0), 0.0).sum(axis=0)
    most = np.where((counts.sum(axis=0) > 0.0) & (work.regression > 0.0), np.inf, most)
    # The generating function of one bug's failures: alike attempts without a limit take the longest.
    base = (1.0 + 0.5 ** np.arange(-2.0, 30.0)).reshape(-1, *[1] * (counts.ndim - 1))
    alike = (work.spread == 0.0) & (work.fading == 1.0)
    room = 1.0 - (1.0 - work.rates[:, None, None]) * base
    with np.errstate(divide="ignore", over="ignore"):
        one = np.where(alike & (room > 0.0), work.rates[:, None, None] / np.where(room > 0.0, room, 1.0), np.inf)
        one = np.minimum(one, base ** (work.limit - 1.0))
        again = work.regression * base * times(work.mix[:, None, None], one).sum(axis=0)
        family = np.where(again < 1.0, one * (1.0 - work.regression) / np.where(again < 1.0, 1.0 - again, 1.0), np.inf)
        bounds = (times(counts[:, None], np.log(family)).sum(axis=0) - math.log(_ROUNDING)) / np.log(base)
    return np.asarray(np.minimum(most, bounds.min(axis=0)))


@dataclass(frozen=True, eq=False)
class _Columns:
    """Scenarios side by side: arrays ``(n,)``, by class ``(2, n)``."""

    counts: Array
    rates: Array
    mix: Array
    spread: Array
    fading: Array
    limit: Array
    regression: Array

    @classmethod
    def of(cls, work: Repairs, counts: Array, kept: NDArray[np.bool_]) -> _Columns:
        """Those that are ``kept``, of all ways and strategies."""

        def column(x: Array) -> Array:
            return np.asarray(np.broadcast_to(x, kept.shape)[kept])

        def columns(x: Array) -> Array:
            return np.stack([column(x[0]), column(x[1])])

        alone = (column(x) for x in (work.spread, work.fading, work.limit, work.regression))
        return cls(columns(counts), columns(work.rates), columns(work.mix), *alone)

    def part(self, index: NDArray[np.int64]) -> _Columns:
        """Some of them."""
        return _Columns(*(x[..., index] for x in vars(self).values()))

    def different(self) -> tuple[_Columns, NDArray[np.int64]]:
        """Those that differ, and which of them each one is."""
        every = np.concatenate([np.atleast_2d(x) for x in vars(self).values()])
        first, where = distinct(every)
        return self.part(first), where

    @property
    def lasting(self) -> NDArray[np.bool_]:
        """Where all attempts at a bug go alike until it is fixed, and fixes introduce none."""
        alike = (self.spread == 0.0) & (self.fading == 1.0) & np.isinf(self.limit)
        return np.asarray(alike & (self.regression == 0.0))


def _early(columns: _Columns, last: Array) -> Array:
    """What the law of up to ``last`` attempts beyond the bugs amounts to, ``(4, n)``.

    With y = last − attempts: their chance, and the expectations of y, y(y+1)/2 and y(y+1)(y+2)/6.
    """
    sums = np.empty((4, len(last)))
    lasting = columns.lasting
    for alike in (lasting, ~lasting):
        # Those of about the same length go together.
        order = np.flatnonzero(alike)[np.argsort(last[alike])]
        while order.size:
            go_on()
            longest = int(last[order[: _AT_ONCE // (int(last[order[0]]) + 1) + 1][-1]])
            index, order = np.split(order, [max(1, _AT_ONCE // (longest + 1))])
            sums[:, index] = _sums(columns.part(index), last[index])
    return sums


def _early_each(columns: _Columns, last: NDArray[np.int64]) -> Array:
    """The same up to each of many numbers, ``(4, numbers, n)``; none for those below zero."""
    sums, most = np.zeros((4, *last.shape)), last.max(axis=0)
    lasting = columns.lasting
    for alike in (lasting, ~lasting):
        order = np.flatnonzero(alike)[np.argsort(most[alike])]
        while order.size:
            go_on()
            longest = int(most[order[: _AT_ONCE // (int(most[order[0]]) + 1) + 1][-1]])
            index, order = np.split(order, [max(1, _AT_ONCE // (longest + 1))])
            different, where = columns.part(index).different()
            easy, hard = _by_class(different, int(most[index].max()) + 1)
            law, at = _times(easy, hard), last[:, index]
            for i in range(4):
                law = np.cumsum(law, axis=1)
                here = at - min(i, 1)
                sums[i][:, index] = np.where(here >= 0, law[where, np.maximum(here, 0)], 0.0)
    return sums


def _sums(columns: _Columns, last: Array) -> Array:
    length = int(last.max()) + 1
    different, where = columns.different()
    easy, hard = (law[where] for law in _by_class(different, length))
    back = last[:, None] - np.arange(length)
    opposite = np.where(back >= 0, np.take_along_axis(hard, np.maximum(back, 0), axis=1), 0.0)
    # The sums over all pairs of classes: cumulative sums of the one against the other backwards.
    found, so_far = np.empty((4, len(last))), np.cumsum(easy, axis=1)
    found[0] = np.einsum("ij,ij->i", opposite, so_far)
    for order in (1, 2, 3):
        so_far = np.cumsum(so_far, axis=1)
        found[order] = np.einsum("ij,ij->i", opposite[:, 1:], so_far[:, :-1])
    return found


def _by_class(columns: _Columns, length: int) -> list[Array]:
    """By class, the law of the attempts at all its bugs beyond one for each, ``(n, length)``."""
    if columns.lasting.all():
        return [_negative_binomial(columns.counts[c], columns.rates[c], length) for c in (0, 1)]
    ends = [_ends(columns, c, length) for c in (0, 1)]
    introducing = np.flatnonzero(columns.regression >= _TINY)
    if introducing.size:
        r, mix = columns.regression[introducing, None], columns.mix[:, introducing, None]
        alone = [(fixed[introducing], given_up[introducing]) for fixed, given_up in ends]
        again = _later(sum(mix[c] * alone[c][0] for c in (0, 1)))
        new = _later(sum(mix[c] * (alone[c][0] * (1.0 - r) + alone[c][1]) for c in (0, 1)))
        new = _over_one_minus(new, r * again)
        for (fixed, _), (fixed_alone, _) in zip(ends, alone, strict=True):
            fixed[introducing] = fixed_alone * (1.0 - r) + r * _times(fixed_alone, new)
    return [_power(fixed + given_up, columns.counts[c]) for c, (fixed, given_up) in enumerate(ends)]


def _negative_binomial(bugs: Array, rate: Array, length: int) -> Array:
    """Failures before so many fixes; by logarithms, since the chance of none may be too small for a float."""
    k = np.arange(1.0, length)
    with np.errstate(divide="ignore"):
        first = times(bugs, np.log(rate))[:, None]
        steps = np.log((bugs[:, None] + k - 1.0) / k) + np.log1p(-rate)[:, None]
    return np.asarray(np.exp(np.cumsum(np.concatenate([first, steps], axis=1), axis=1)))


def _ends(columns: _Columns, c: int, length: int) -> tuple[Array, Array]:
    """The law of the failed attempts at one bug, ``(n, length)`` each: where it ends fixed, and where it is given up on."""
    n = len(columns.limit)
    fixed, given_up = np.zeros((2, n, length))
    last = length
    if (columns.fading < 1.0).any():
        last = min(last, LONGEST_FADING)
    if np.isfinite(columns.limit).all():
        last = min(last, int(columns.limit.max()))
    for first, still_open, next_fixed in survival(columns.rates[c], columns.spread, columns.fading, last, (n,)):
        t = np.arange(first, first + len(still_open))
        here = t < length
        fixed[:, t[here]] = np.where(t[here] < columns.limit[:, None], next_fixed[here].T, 0.0)
        ending = (t > 0) & (t <= length)
        given_up[:, t[ending] - 1] = np.where(t[ending] == columns.limit[:, None], still_open[ending].T, 0.0)
    # Transforms of numbers near the smallest float take a hundred times as long.
    return np.where(fixed < _TINY, 0.0, fixed), np.where(given_up < _TINY, 0.0, given_up)


def _later(series: Array) -> Array:
    """The same one attempt later."""
    return np.concatenate([np.zeros((len(series), 1)), series[:, :-1]], axis=1)


def _times(a: Array, b: Array) -> Array:
    """The product of two series, cut off where they are."""
    length = a.shape[1]
    size = 1 << (2 * length - 1).bit_length()
    convolved = np.fft.irfft(np.fft.rfft(a, size) * np.fft.rfft(b, size), size)[:, :length]
    return np.maximum(convolved, 0.0)


def _over_one_minus(a: Array, b: Array) -> Array:
    """The series a / (1 − b) where b begins with zero: a·(1 + b)·(1 + b²)·(1 + b⁴) and so on."""
    for _ in range(a.shape[1].bit_length()):
        a, b = a + _times(a, b), _times(b, b)
    return a


def _power(series: Array, exponents: Array) -> Array:
    """Each row to a power of its own."""
    result = np.zeros_like(series)
    result[:, 0] = 1.0
    left = exponents.astype(np.int64)
    while left.any():
        odd = (left & 1).astype(bool)
        result[odd] = _times(result[odd], series[odd])
        left >>= 1
        if left.any():
            series = _times(series, series)
    return result

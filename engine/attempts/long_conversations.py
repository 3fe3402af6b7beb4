"""The attempts of one conversation about all bugs from a certain one on.

They are what is left of the moments of all attempts without the first ones, of which only the law of their number is needed:
its generating function at points, from those of the bugs, and from there by an inverse Fourier transform. Everything is
counted in attempts beyond one for each whole bug, since all of these take at least one.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.attempts.descendants import by_shares, new_bug, of_run, with_descendants
from engine.attempts.moments import Moments
from engine.attempts.one_bug import LONGEST_FADING
from engine.attempts.repairs import Repairs
from engine.attempts.survival import survival
from engine.numerics.abandonment import go_on
from engine.numerics.algebra import quotient
from engine.numerics.arrays import Array, distinct
from engine.numerics.many_series import ORDER, ManySeries, ones

Complex = NDArray[np.complex128]

_ROUNDING = 1e-13
"""Chances below this are none: they are left over from a difference."""

LONGEST = 1 << 11
"""Attempts beyond one for each bug that are followed: lengths that only later ones pass count as never passed."""

_TINY = 1e-60
"""Chances below this are none in any conversation that is followed."""

_AT_ONCE = 1 << 15
"""Numbers worked on at once: that stays in a cache."""

_WRAPPED = 1e-12
"""Share of the chances of more attempts than points that an inverse transform on a smaller circle adds to those of few."""

_SHRUNK, _SHRUNK_BEYOND = 3.0, 4.0
"""Points of a smaller circle for every attempt that is followed, and how many times as long conversations it is for."""

_BASES = (0.01, 0.03, 0.07, 0.15, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95)
"""Where generating functions are evaluated for bounds, from 1 to where they may be infinite."""

_HUGE = 1e300
"""Instead of an infinite generating function."""

_BY_CLASS = ("rates", "bugs", "mix")
_FIGURES = (*_BY_CLASS, "spread", "fading", "limit", "regression")


def after_in_conversation(work: Repairs, before: Array) -> Moments:
    """The attempts after so many others of the whole conversation: ``(strategies, *shape)``.

    Fractional counts of bugs are rounded up or down at random, as in the odds: the chances of what happens in one
    conversation exist for whole bugs only.

    Args:
        work: The bugs, and how attempts at them go.
        before: m, attempts that do not count; infinite if no attempt counts.
    """
    beyond, furthest = np.broadcast_arrays(before - np.floor(work.bugs).sum(axis=0), _furthest(work))
    some = beyond < np.minimum(furthest, LONGEST)
    early = np.zeros((ORDER, *beyond.shape))
    followed = some & (beyond >= 0.0)
    if followed.any():
        kept = _kept(work, followed), beyond[followed].astype(np.int64)[None], furthest[followed]
        early[:, followed] = _early(*kept)[:, 0]
    return _left(_run(work), beyond, some, early)


def after_each_in_conversation(work: Repairs, before: Array, last: Array | None = None) -> Moments:
    """``after_in_conversation`` for many numbers of attempts at once; all of these may be reached.

    Args:
        work: The bugs, in arrays ``(n,)``.
        before: Attempts that do not count, ``(numbers, n)``.
        last: Attempts after which none counts any more, below ``LONGEST``; infinite if all do.
    """
    run, certain, furthest = _run(work), np.floor(work.bugs).sum(axis=0), _furthest(work)
    if last is not None and (some := last - certain < furthest).any():
        up_to = np.where(some, last - certain, -1.0)
        few = _early(work, up_to[None].astype(np.int64), furthest)[:, 0]
        # Conversations that are longer end with the last one.
        few[0] = 1.0
        until = ManySeries(few) * ones(up_to)
        run = ManySeries(np.where(some, until.coefficients, run.coefficients), run.infinite)
    beyond = before - certain
    some = beyond < np.minimum(furthest, LONGEST)
    early = _early(work, np.where(some, beyond, -1.0).astype(np.int64), furthest)
    return _left(run, beyond, some, early)


def furthest_in_conversation(work: Repairs) -> Array:
    """Attempts of a whole conversation that are never exceeded, but for a negligible chance."""
    return np.asarray(np.floor(work.bugs).sum(axis=0) + _furthest(work))


def _run(work: Repairs) -> ManySeries:
    """All attempts of a conversation beyond those that are counted from."""
    return of_run({c: work.families.at(c) for c in (0, 1)}, work.bugs, ones(np.ones([1] * (work.bugs.ndim - 1))))


def _left(run: ManySeries, beyond: Array, some: NDArray[np.bool_], early: Array) -> Moments:
    """What is left of all attempts of a conversation without the first ones."""
    after = (run * ones(-np.where(some, beyond, 0.0)) + ManySeries(-early)).over_one_more().coefficients
    return Moments(*np.where(some & (after[0] >= _ROUNDING), np.maximum(after, 0.0), 0.0))


def _furthest(work: Repairs) -> Array:
    """Attempts of a conversation that are never exceeded, but for a negligible chance (Chernoff's inequality)."""
    bugs, r, limit = work.bugs, work.regression, work.limit
    most = np.where(bugs > 0.0, np.ceil(bugs) * limit - np.floor(bugs), 0.0).sum(axis=0)
    most = np.where((bugs.sum(axis=0) > 0.0) & (r > 0.0), np.inf, most)
    alike = (work.spread == 0.0) & (work.fading == 1.0)
    # Alike attempts without a limit take the longest; where fixes introduce bugs, those at the slowest ones on and on.
    slowest = np.where((bugs > 0.0) | (work.mix * r > 0.0), work.rates, 1.0).min(axis=0) * (1.0 - r)
    with np.errstate(all="ignore"):
        widest = np.minimum(np.maximum(np.where(alike, 1.0 / (1.0 - slowest), 1.0), r ** (-1.0 / limit)), 5.0)
        base = 1.0 + (widest - 1.0) * np.reshape(_BASES, (-1, *[1] * widest.ndim))
        room = 1.0 - (1.0 - work.rates[:, None]) * base
        one = np.where(alike & (room > 0.0), work.rates[:, None] / room, _HUGE)
        one = np.minimum(one, base ** (limit - 1.0))
        families = with_descendants(
            dict(enumerate(one)),
            {0: 0.0, 1: 0.0},
            by_shares(work.mix),
            r,
            new_bug(base, lambda a, b: np.where(b < 1.0, a / (1.0 - b), _HUGE)),
        )
        bounds = (np.log(of_run(families, bugs, base)) - math.log(_ROUNDING)) / np.log(base)
    return np.asarray(np.minimum(most, np.where(np.isnan(bounds), np.inf, bounds).min(axis=0)))


def _kept(work: Repairs, some: NDArray[np.bool_]) -> Repairs:
    """Those of some strategies and scenarios: arrays ``(n,)``, by class ``(2, n)``."""
    shapes = {name: (2, *some.shape) if name in _BY_CLASS else some.shape for name in _FIGURES}
    kept: dict[str, Any] = {name: np.broadcast_to(getattr(work, name), shape)[..., some] for name, shape in shapes.items()}
    return replace(work, **kept)


def _part(work: Repairs, index: NDArray[np.int64]) -> Repairs:
    """Some of many columns."""
    figures: dict[str, Any] = {name: getattr(work, name)[..., index] for name in _FIGURES}
    return replace(work, **figures)


def _early(work: Repairs, last: NDArray[np.int64], furthest: Array) -> Array:
    """E[(1+s)^(attempts − last)] of conversations of up to ``last`` attempts beyond the bugs, up to s³: ``(4, numbers, n)``.

    Args:
        work: The bugs, in arrays ``(n,)``.
        last: So many, ``(numbers, n)``; below zero for none.
        furthest: Attempts beyond the bugs that are never exceeded.
    """
    # Those that are the same have the same law, to the last digit: what changes nothing is recognised by that.
    first, where = distinct(np.concatenate([np.atleast_2d(getattr(work, name)) for name in _FIGURES]))
    different, furthest = _part(work, first), furthest[first]
    sums, most = np.zeros((ORDER, *last.shape)), np.full(len(first), -1)
    np.maximum.at(most, where, last.max(axis=0))
    alike = (different.spread == 0.0) & (different.fading == 1.0) & np.isinf(different.limit)
    shrunk = furthest > _SHRUNK_BEYOND * (most + 1.0)
    points = np.where(shrunk, _SHRUNK * (most + 1.0), furthest + 1.0)
    kinds = np.where(most >= 0, 2 * alike + shrunk, -1)
    for kind in set(kinds.tolist()) - {-1}:
        # Those that need about as many points go together.
        order = np.flatnonzero(kinds == kind)
        order = order[np.argsort(points[order])]
        while order.size:
            go_on()
            at_once = max(1, int(_AT_ONCE / points[order[: int(_AT_ONCE / points[order[0]]) + 1][-1]]))
            index, order = np.split(order, [at_once])
            law = _law(_part(different, index), int(most[index].max()) + 1, points[index[-1]], shrunk=bool(kind & 1))
            place = np.full(len(first), -1)
            place[index] = np.arange(len(index))
            row = place[where]
            theirs = np.flatnonzero(row >= 0)
            for i in range(ORDER):
                law = np.cumsum(law, axis=1)
                here = last[:, theirs] - min(i, 1)
                sums[i][:, theirs] = np.where(here >= 0, (-1.0) ** i * law[row[theirs], np.maximum(here, 0)], 0.0)
    return sums


def _law(work: Repairs, length: int, points: float, *, shrunk: bool) -> Array:
    """Chances of 0, 1, 2, … attempts beyond the bugs, ``(n, length)``; either all go alike without a limit or none do.

    Args:
        work: The bugs.
        length: How many chances.
        points: At how many points of a circle the generating function is evaluated, at least.
        shrunk: Whether more attempts than points are likely. The inverse transform adds their chances to those of few, unless
            the circle is a smaller one.
    """
    size = min(factor << max(0, math.ceil(math.log2(points / factor))) for factor in (8, 10, 12, 14))
    radius = _WRAPPED ** (1.0 / size) if shrunk else 1.0
    z = radius * np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    shrinking = radius ** np.arange(length)
    fixed: dict[int, Complex] = {}
    given_up: dict[int, Complex] = {}
    for c in (0, 1):
        if np.isinf(work.limit).all() and not work.spread.any() and (work.fading == 1.0).all():
            fixed[c], given_up[c] = _geometric(work.rates[c][:, None], z), np.zeros(1, dtype=np.complex128)
        else:
            fixed[c], given_up[c] = (np.fft.rfft(curve * shrinking, size) for curve in _curves(work, c, length))
    mixed = by_shares(work.mix[..., None])
    families = with_descendants(fixed, given_up, mixed, work.regression[:, None], new_bug(z, quotient))
    run = of_run(families, work.bugs[..., None], z)
    return np.asarray(np.maximum(np.fft.irfft(run, size)[:, :length], 0.0) / shrinking)


def _geometric(rate: Array, z: Complex) -> Complex:
    """Where all attempts at a bug go alike: p / (1 − (1−p)z)."""
    below = 1.0 - (1.0 - rate) * z
    # Twice as fast as dividing complex numbers.
    return np.asarray(below.conj() * (rate / (below.real**2 + below.imag**2)))


def _curves(work: Repairs, c: int, length: int) -> tuple[Array, Array]:
    """The law of the failed attempts at one bug, ``(n, length)`` each: where it ends fixed, and where it is given up on."""
    n = len(work.limit)
    fixed, given_up = np.zeros((2, n, length))
    last = length
    if (work.fading < 1.0).any():
        last = min(last, LONGEST_FADING)
    if np.isfinite(work.limit).all():
        last = min(last, int(work.limit.max()))
    for first, still_open, next_fixed in survival(work.rates[c], work.spread, work.fading, last, (n,)):
        t = np.arange(first, first + len(still_open))
        here = t < length
        fixed[:, t[here]] = np.where(t[here] < work.limit[:, None], next_fixed[here].T, 0.0)
        ending = (t > 0) & (t <= length)
        given_up[:, t[ending] - 1] = np.where(t[ending] == work.limit[:, None], still_open[ending].T, 0.0)
    # Transforms of numbers near the smallest float take a hundred times as long.
    return np.where(fixed < _TINY, 0.0, fixed), np.where(given_up < _TINY, 0.0, given_up)

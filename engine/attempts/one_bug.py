"""The attempts at one bug: how many fail, how it ends, and what comes after so many of them (docs/model.md, Survival).

A bug takes T attempts, the last of which ends it: fixed, or given up on at the limit. What the rest of the engine needs
are binomial moments of the attempts before the last, or of those after so many others. They are sums of positive terms, so
that nothing cancels, however likely a fix is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.attempts.moments import Moments
from engine.attempts.survival import FOLLOWED_EACH, Different, is_separable, survival
from engine.numerics.arrays import Array, accumulated, every, some
from engine.numerics.infinity import times
from engine.numerics.many_series import ManySeries, binomials

_SHORT = 64
"""Limit up to which curves without both spread and fading are cheap."""

_STIRLING = 24
"""Where the series for large numbers begins."""

LONGEST_FADING = 1024
"""Attempts after which a fix rate that fades fixes nothing any more."""


@dataclass(frozen=True, eq=False)
class OneBug:
    """How attempts at a bug go; arrays of one rank that broadcast against each other.

    Attributes:
        rate: Mean fix rate of the first attempt.
        spread: Intra-class correlation σ of the bugs' own rates, 0 where all are alike.
        fading: Factor δ on the rate at every further attempt.
        limit: Attempts after which the bug is given up on; infinite for none.
    """

    rate: Array
    spread: Array
    fading: Array
    limit: Array

    @classmethod
    def of(cls, rate: Array, spread: Array, fading: Array, limit: Array) -> OneBug:
        """A bug of arrays whose ranks may differ."""
        rank = max(array.ndim for array in (rate, spread, fading, limit))
        return cls(*(x.reshape((1,) * (rank - x.ndim) + x.shape) for x in (rate, spread, fading, limit)))

    @cached_property
    def _figures(self) -> Sequence[Array]:
        """1 and three moments of the failures, the shares that end fixed and given up on; with limits, the variance of T."""
        unlimited = np.isinf(self.limit)
        if every(unlimited):
            return self._without_limit
        limited = list(_ends_with_limit(self.rate, self.spread, self.fading, np.where(unlimited, 1.0, self.limit)))
        if some(unlimited):
            endless = (*self._without_limit, self._variance_without_limit)
            limited = [np.where(unlimited, x, y) for x, y in zip(endless, limited, strict=True)]
        return limited

    @cached_property
    def _endless(self) -> tuple[list[Array], list[Array]]:
        """The failures at a bug that is never given up on: their moments, and each over the one before."""
        return _to_come(self.rate, self.spread, self.fading, 0.0)

    @property
    def _without_limit(self) -> Sequence[Array]:
        moments, _ = self._endless
        every_bug = np.ones((1,) * self.rate.ndim)
        return [np.ones_like(moments[0]), *moments, every_bug, 0.0 * every_bug]

    @property
    def _variance_without_limit(self) -> Array:
        _, (first, second, _) = self._endless
        variance = np.where(np.isinf(second), np.inf, first * (2.0 * second - first + 1.0))
        return np.where(first == 0.0, 0.0, variance)

    @property
    def failures(self) -> Sequence[Array]:
        """E[C(T−1, k)] for k = 1, 2, 3; infinite where it diverges."""
        return self._figures[1:4]

    @cached_property
    def beyond_the_first(self) -> ManySeries:
        """The same attempts, all but the first, as series."""
        return ManySeries.of(np.asarray(self._figures[:4]))

    @property
    def fixed(self) -> Array:
        """Share of bugs that end fixed."""
        return self._figures[4]

    @property
    def unresolved(self) -> Array:
        """Share of bugs given up on."""
        return self._figures[5]

    @property
    def variance(self) -> Array:
        """Variance of T."""
        return self._variance_without_limit if every(np.isinf(self.limit)) else self._figures[6]

    def after(self, attempts: Array) -> Moments:
        """The attempts after so many others, whole numbers that broadcast to the bug; infinite if none counts."""
        arrays = np.broadcast_arrays(self.rate, self.spread, self.fading, self.limit, attempts)
        rate, spread, fading, limit, before = (np.asarray(array, dtype=np.float64) for array in arrays)
        unlimited = np.isinf(limit)
        if unlimited.all():
            return _after_without_limit(rate, spread, fading, before)
        limited = _after_with_limit(rate, spread, fading, np.where(unlimited, 1.0, limit), before)
        if not unlimited.any():
            return limited
        endless = _after_without_limit(rate, spread, fading, before)
        return Moments(*(np.where(unlimited, x, y) for x, y in zip(endless.all, limited.all, strict=True)))


def _to_come(rate: Array, spread: Array, fading: Array, failed: Array | float) -> tuple[list[Array], list[Array]]:
    """E[C(F, k)], k = 1, 2, 3, of the failures still to come after so many, without a limit; and each over the one before.

    With Beta rates, b(b+1)…(b+k−1) / ((a−1)…(a−k)), where every failure adds one to b; σ = 0 is their limit.
    """
    if every(spread == 0.0) and every(fading == 1.0):
        # All attempts go alike.
        again = (1.0 - rate) / rate
        return [again, again * again, again * again * again], [again, again, again]
    kept = 1.0 - spread
    # With a certain fix there is nothing to spread or to fade.
    wide = np.where(rate < 1.0, spread, 0.0)
    fails, succeeds = (1.0 - rate) * kept + failed * wide, rate * kept
    hopeless = (fading < 1.0) & (rate < 1.0)
    ratios, moments = [], [np.ones_like(rate)]
    for k in range(3):
        room = succeeds - (k + 1) * wide
        endless = (room <= 0.0) | hopeless
        ratios.append(np.where(endless, np.inf, (fails + k * wide) / np.where(endless, 1.0, room)))
        moments.append(np.where(moments[k] == 0.0, 0.0, moments[k] * ratios[k]))
    return moments[1:], ratios


def _ends_with_limit(rate: Array, spread: Array, fading: Array, limit: Array) -> Array:
    """Sums over the survival curve, cut at the limit."""
    shape = np.broadcast_shapes(rate.shape, spread.shape, fading.shape, limit.shape)
    longest = float(limit.max())
    curves = np.broadcast_shapes(rate.shape, spread.shape, fading.shape)
    if math.prod(curves) < math.prod(shape) and math.prod(curves) * longest <= FOLLOWED_EACH:
        return _for_each_limit(rate, spread, fading, limit, curves, shape)
    cheap = longest <= _SHORT and is_separable(spread, fading).all()
    if math.prod(shape) * longest > FOLLOWED_EACH and not cheap:
        return _once_each(rate, spread, fading, limit, shape)
    return _summed(rate, spread, fading, limit, shape)


def _summed(rate: Array, spread: Array, fading: Array, limit: Array, shape: tuple[int, ...]) -> Array:
    figures = np.zeros((7, *shape))
    figures[0] = 1.0
    fixed_so_far, closed_so_far = np.zeros((2, *shape))
    shortest = int(limit.min())
    for first, still_open, next_fixed in survival(rate, spread, fading, int(limit.max()), shape):
        t = np.arange(first, first + len(still_open), dtype=np.float64)
        late = max(0, shortest - first)
        column = t[late:].reshape(-1, *[1] * len(shape))
        figures[5] += np.where(column == limit, still_open[late:], 0.0).sum(axis=0)
        failed, fixed_next = (
            np.concatenate([x[:late], np.where(column < limit, x[late:], 0.0)]) for x in (still_open, next_fixed)
        )
        figures[1:4] += np.tensordot((t >= 1.0) * binomials(t - 1.0, 3), failed, axes=1)
        figures[4] += fixed_next.sum(axis=0)
        # Var T = Σ S_t (1 − S_t) + 2 Σ S_t Σ_{0<s<t} (1 − S_s), where 1 − S_t is the sum of what was fixed.
        closed = accumulated(np.add, [fixed_so_far[None], fixed_next])
        earlier = accumulated(np.add, [closed_so_far[None], closed[:-1]])
        figures[6] += (failed * (closed[:-1] + 2.0 * earlier[:-1])).sum(axis=0)
        fixed_so_far, closed_so_far = closed[-1], earlier[-1]
    return figures


def _for_each_limit(
    rate: Array, spread: Array, fading: Array, limit: Array, curves: tuple[int, ...], shape: tuple[int, ...]
) -> Array:
    """Bugs that differ in nothing but their limits: sums up to all limits, from one pass over a curve."""
    blocks = list(survival(rate, spread, fading, int(limit.max()), curves))
    still_open, fixed_next = (np.concatenate([block[i] for block in blocks]) for i in (1, 2))
    t = np.arange(float(len(still_open))).reshape(-1, *[1] * len(curves))
    failed = np.where(t >= 1.0, still_open, 0.0)
    closed = _before(fixed_next)
    figures = [
        np.ones_like(failed),
        *(_before(weight * failed) for weight in binomials(t - 1.0, 3)),
        _before(fixed_next),
        still_open,
        _before(failed * (closed + 2.0 * _before(closed))),
    ]
    at = np.broadcast_to(limit, shape).astype(np.int64)[None]
    return np.stack([np.take_along_axis(np.broadcast_to(x, (len(t), *shape)), at, axis=0)[0] for x in figures])


def _before(summands: Array) -> Array:
    """Sums of those before each, along the first axis."""
    return np.concatenate([np.zeros_like(summands[:1]), np.cumsum(summands[:-1], axis=0)])


def _once_each(rate: Array, spread: Array, fading: Array, limit: Array, shape: tuple[int, ...]) -> Array:
    """Many bugs with long curves: those that are the same are followed once."""
    different = Different.of(shape, rate, spread, fading, limit)
    figures = np.empty((7, different.count))
    for part in different.parts():
        rate, spread, fading, limit = different.columns[:, part]
        figures[:, part] = _summed(rate, spread, fading, limit, rate.shape)
    return figures[:, different.where].reshape(7, *shape)


def _after_without_limit(rate: Array, spread: Array, fading: Array, before: Array) -> Moments:
    m = np.where(np.isinf(before), 0.0, before)
    certain = (rate >= 1.0) & (m > 0.0)
    reached = np.where(certain | np.isinf(before), 0.0, _chance_to_fail(rate, spread, fading, m))
    return Moments(reached, *(times(reached, moment) for moment in _to_come(rate, spread, fading, m)[0]))


def _chance_to_fail(rate: Array, spread: Array, fading: Array, tries: Array) -> Array:
    """S_m without a limit."""
    chance = np.exp(tries * np.log1p(-np.where(rate < 1.0, rate, 0.0)))
    chance = np.where((rate >= 1.0) & (tries > 0.0), 0.0, chance)
    rate, spread, fading, tries = np.broadcast_arrays(rate, spread, fading, tries)
    wide = (spread > 0.0) & (rate < 1.0)
    if wide.any():
        size, own = 1.0 / spread[wide] - 1.0, rate[wide]
        logs = _log_failing((1.0 - own) * size, own * size, tries[wide])
        # A spread too small for its shapes to be written makes no difference.
        chance[wide] = np.where(np.isfinite(size), np.exp(logs), chance[wide])
    fades = fading < 1.0
    if fades.any():
        # Every later moment is infinite then; the chance itself is summed, as long as it changes.
        last = min(tries[fades].max(), LONGEST_FADING)
        chance[fades] = _still_open(rate[fades], spread[fades], fading[fades], np.minimum(tries[fades], last))
    return chance


def _log_failing(b: Array, a: Array, tries: Array) -> Array:
    """Ln Γ(b + m)Γ(b + a) / Γ(b)Γ(b + a + m), in which a and m change roles freely.

    By Stirling's series, written so that the large terms that cancel are never formed; the first factors by themselves.
    """
    step, other = np.minimum(a, tries), np.maximum(a, tries)
    low = b + np.arange(float(_STIRLING)).reshape(-1, *[1] * step.ndim)
    less = (step / (low + step)) * (other / (low + other))
    # Either form keeps its digits where the other one loses them.
    factors = np.where(less < 0.5, np.log1p(-less), np.log(low / (low + step)) + np.log1p(step / (low + other)))
    first = factors.sum(axis=0)
    x = b + _STIRLING
    y = x + other
    rest = step * np.log1p(-other / y) + (x + step - 0.5) * np.log1p(step / x) - (y + step - 0.5) * np.log1p(step / y)
    return np.asarray(first + rest + _beyond(x + step) - _beyond(x) - _beyond(y + step) + _beyond(y))


def _beyond(x: Array) -> Array:
    """What Stirling's formula leaves out, for large x."""
    return np.asarray((1.0 / 12.0 - (1.0 / 360.0 - 1.0 / 1260.0 / (x * x)) / (x * x)) / x)


def _still_open(rate: Array, spread: Array, fading: Array, tries: Array) -> Array:
    """S at a number of attempts of each."""
    last = int(tries.max())
    different = Different.of(rate.shape, rate, spread, fading, np.full(rate.shape, float(last)))
    found, asked = np.empty(rate.size), tries.ravel().astype(np.int64)
    for part in different.parts():
        curve = _curve(different, part, last)
        here = (different.where >= part.start) & (different.where < part.stop)
        found[here] = curve[asked[here], different.where[here] - part.start]
    return found.reshape(rate.shape)


def _curve(different: Different, part: slice, last: int) -> Array:
    """S_0 … S_last, ``(last + 1, bugs of the part)``."""
    rate, spread, fading, _ = different.columns[:, part]
    return np.concatenate([still_open for _, still_open, _ in survival(rate, spread, fading, last, rate.shape)])


def _after_with_limit(rate: Array, spread: Array, fading: Array, limit: Array, before: Array) -> Moments:
    """Sums over the survival curve, from m to the limit: from its end backwards, so that every m has them."""
    last = int(limit.max())
    different = Different.of(rate.shape, rate, spread, fading, limit)
    figures = np.zeros((4, rate.size))
    asked = before.ravel()
    made = asked < limit.ravel()
    backwards = np.arange(last - 1.0, -1.0, -1.0)[:, None]
    for part in different.parts():
        here = np.flatnonzero((different.where >= part.start) & (different.where < part.stop) & made)
        if not here.size:
            continue
        sums = np.where(backwards < different.columns[3, part], _curve(different, part, last)[-2::-1], 0.0)
        at = last - 1 - asked[here].astype(np.int64), different.where[here] - part.start
        none = np.zeros_like(sums[:1])
        for order in range(4):
            figures[order, here] = sums[at]
            # Those of one order more sum these over all later attempts.
            sums = accumulated(np.add, [none, sums[:-1]])
    return Moments(*figures.reshape(4, *rate.shape))

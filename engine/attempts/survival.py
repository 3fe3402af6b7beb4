"""Attempts at one bug: from the survival curve to the moments of the failed attempts (docs/model.md, Survival).

A bug takes T attempts, the last of which ends it: fixed, or given up on at the limit. What the rest of
the engine needs are the binomial moments of the T − 1 attempts before the last, ``E[C(T−1, k)]``. They are
sums of positive terms, so that nothing cancels, however likely a fix is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.attempts.full_attempts import mixed
from engine.numerics.abandonment import go_on
from engine.numerics.arrays import Array

_BLOCK = 1 << 20
"""Numbers held at once while a survival curve is summed."""

_MANY = 1 << 15
"""Numbers beyond which bugs that are the same are followed once."""

_SHORT = 64
"""Limit up to which curves without both spread and fading are cheap."""

_TOGETHER = 512
"""Curves followed together."""


@dataclass(frozen=True, eq=False)
class Retries:
    """Moments of the attempts before the last at one bug, for bugs of each class.

    Attributes:
        figures: All eight of them on the first axis, as the properties name them.
    """

    figures: Array

    @property
    def moments(self) -> Array:
        """E[C(T−1, k)] for k = 1, 2, 3 on the first axis; infinite where it diverges."""
        return self.figures[:3]

    @property
    def fixed(self) -> Array:
        """The same counting only bugs that end fixed, for k = 0, 1, 2; k = 0 is their share."""
        return self.figures[3:6]

    @property
    def unresolved(self) -> Array:
        """Share of bugs given up on."""
        given_up: Array = self.figures[6]
        return given_up

    @property
    def variance(self) -> Array:
        """Variance of T."""
        variance: Array = self.figures[7]
        return variance


def retries(rate: Array, spread: Array, fading: Array, limit: Array) -> Retries:
    """The attempts at one bug that an attempt fixes with chance ``rate``.

    Args:
        rate: Mean fix rate of the first attempt.
        spread: Intra-class correlation σ of the bugs' own rates, 0 where all are alike.
        fading: Factor δ on the rate at every further attempt.
        limit: Attempts after which the bug is given up on; infinite for none.

    All arrays broadcast against each other.
    """
    rank = max(array.ndim for array in (rate, spread, fading, limit))
    rate, spread, fading, limit = (
        array.reshape((1,) * (rank - array.ndim) + array.shape) for array in (rate, spread, fading, limit)
    )
    unlimited = np.isinf(limit)
    if unlimited.all():
        return Retries(_without_limit(rate, spread, fading))
    limited = _with_limit(rate, spread, fading, np.where(unlimited, 1.0, limit))
    if unlimited.any():
        limited = np.where(unlimited, _without_limit(rate, spread, fading), limited)
    return Retries(limited)


def _without_limit(rate: Array, spread: Array, fading: Array) -> Array:
    """Closed forms: with Beta rates, E[C(T−1, k)] = b(b+1)…(b+k−1) / ((a−1)…(a−k)); σ = 0 is their limit."""
    kept = 1.0 - spread
    fails, succeeds = (1.0 - rate) * kept, rate * kept
    # With a certain fix there is nothing to spread or to fade.
    wide = np.where(rate < 1.0, spread, 0.0)
    hopeless = (fading < 1.0) & (rate < 1.0)
    factors, moments = [], []
    moment: Array = np.ones_like(rate)
    for k in range(3):
        room = succeeds - (k + 1) * wide
        endless = (room <= 0.0) | hopeless
        factors.append(np.where(endless, np.inf, (fails + k * wide) / np.where(endless, 1.0, room)))
        moment = np.where(moment == 0.0, 0.0, moment * factors[k])
        moments.append(moment)
    first, second, _ = factors
    variance = np.where(np.isinf(second), np.inf, first * (2.0 * second - first + 1.0))
    variance = np.where(first == 0.0, 0.0, variance)
    return np.stack([*moments, np.ones_like(first), *moments[:2], np.zeros_like(first), variance])


def _with_limit(rate: Array, spread: Array, fading: Array, limit: Array) -> Array:
    """Sums over the survival curve, cut at the limit."""
    shape = np.broadcast_shapes(rate.shape, spread.shape, fading.shape, limit.shape)
    longest = float(limit.max())
    cheap = longest <= _SHORT and _is_separable(spread, fading).all()
    if math.prod(shape) * longest > _MANY and not cheap:
        return _once_each(rate, spread, fading, limit, shape)
    return _summed(rate, spread, fading, limit, shape)


def _summed(rate: Array, spread: Array, fading: Array, limit: Array, shape: tuple[int, ...]) -> Array:
    figures = np.zeros((8, *shape))
    moments, fixed = figures[:3], figures[3:6]
    fixed_so_far, closed_so_far = np.zeros((2, *shape))
    for first, still_open, next_fixed in survival(rate, spread, fading, int(limit.max()), shape):
        t = np.arange(first, first + len(still_open), dtype=np.float64)
        column = t.reshape(-1, *[1] * len(shape))
        fixed_next = np.where(column < limit, next_fixed, 0.0)
        failed = np.where((column >= 1) & (column < limit), still_open, 0.0)
        moments += np.tensordot([np.ones_like(t), t - 1, (t - 1) * (t - 2) / 2], failed, axes=1)
        fixed += np.tensordot([np.ones_like(t), t, t * (t - 1) / 2], fixed_next, axes=1)
        figures[6] += np.where(column == limit, still_open, 0.0).sum(axis=0)
        # Var T = Σ S_t (1 − S_t) + 2 Σ S_t Σ_{0<s<t} (1 − S_s), where 1 − S_t is the sum of what was fixed.
        closed = fixed_so_far + np.cumsum(fixed_next, axis=0) - fixed_next
        earlier = closed_so_far + np.cumsum(closed, axis=0) - closed
        figures[7] += (failed * (closed + 2.0 * earlier)).sum(axis=0)
        fixed_so_far = closed[-1] + fixed_next[-1]
        closed_so_far = earlier[-1] + closed[-1]
    return figures


def _once_each(rate: Array, spread: Array, fading: Array, limit: Array, shape: tuple[int, ...]) -> Array:
    """Many bugs with long curves: those that are the same are followed once."""
    different = Different.of(shape, rate, spread, fading, limit)
    figures = np.empty((8, different.count))
    for part in different.parts():
        rate, spread, fading, limit = different.columns[:, part]
        figures[:, part] = _summed(rate, spread, fading, limit, rate.shape)
    return figures[:, different.where].reshape(8, *shape)


@dataclass(frozen=True, eq=False)
class Different:
    """Bugs that differ, of many.

    Attributes:
        columns: Rate, spread, fading and limit of each, ``(4, different ones)``.
        where: Which of them each of the many is, ``(many,)``.
        separable: How many of them, the first ones, have spread or fading alone, or none.
    """

    columns: Array
    where: NDArray[np.int64]
    separable: int

    @classmethod
    def of(cls, shape: tuple[int, ...], *arrays: Array) -> Different:
        """The different ones among rates, spreads, fadings and limits that broadcast to a shape."""
        rate, spread, fading, limit = (np.broadcast_to(array, shape).ravel() for array in arrays)
        mixed = ~_is_separable(spread, fading)
        if len(rate) * float(limit.max()) <= _MANY and not (mixed.any() and not mixed.all()):
            return cls(np.stack([rate, spread, fading, limit]), np.arange(len(rate)), len(rate) * (not mixed.any()))
        # Those that fade alike stand together.
        keys, where = np.unique(np.stack([mixed, fading, spread, rate, limit]), axis=1, return_inverse=True)
        return cls(keys[[3, 2, 1, 4]], where.ravel(), int((keys[0] == 0.0).sum()))

    @property
    def count(self) -> int:
        """How many differ."""
        return len(self.columns[0])

    def parts(self) -> Iterator[slice]:
        """Those that are followed together."""
        for start, end in ((0, self.separable), (self.separable, self.count)):
            for first in range(start, end, _TOGETHER):
                go_on()
                yield slice(first, min(first + _TOGETHER, end))


def _is_separable(spread: Array, fading: Array) -> NDArray[np.bool_]:
    """Where at most one of spread and fading is in force."""
    return np.asarray((fading == 1.0) | (spread == 0.0))


def survival(
    rate: Array, spread: Array, fading: Array, last: int, shape: tuple[int, ...]
) -> Iterator[tuple[int, Array, Array]]:
    """The survival curve in blocks of attempts: ``(t, S_t…, s_{t+1}…)`` from t = 0 to ``last``.

    ``S_t`` is the chance that a bug is still open after t attempts, ``s_{t+1}`` that the next one fixes it;
    both of shape ``(block, *shape)``, to which the arguments broadcast.
    """
    if _is_separable(spread, fading).all():
        return _separable(rate, spread, fading, last, shape)
    return mixed(rate, spread, fading, last, shape)


def _block(last: int, shape: tuple[int, ...]) -> int:
    return max(1, min(last + 1, _BLOCK // max(1, int(np.prod(shape)))))


def _separable(
    rate: Array, spread: Array, fading: Array, last: int, shape: tuple[int, ...]
) -> Iterator[tuple[int, Array, Array]]:
    """Spread or fading alone: each attempt at an open bug has a chance of its own, and they multiply."""
    size, kept = _block(last, shape), 1.0 - spread
    entering = np.ones(shape)
    for first in range(0, last + 1, size):
        go_on()
        t = np.arange(first, min(first + size, last + 1), dtype=np.float64).reshape(-1, *[1] * len(shape))
        faded, seen = rate * fading**t, kept + t * spread
        failing = np.broadcast_to(((1.0 - faded) * kept + t * spread) / seen, (len(t), *shape))
        products = np.cumprod(failing, axis=0) * entering
        still_open = np.concatenate([entering[None], products[:-1]])
        yield first, still_open, still_open * (faded * kept / seen)
        entering = products[-1]

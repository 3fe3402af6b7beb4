"""Attempts at one bug: from the survival curve to the moments of the failed attempts (docs/model.md, Survival).

A bug takes T attempts, the last of which ends it: fixed, or given up on at the limit. What the rest of
the engine needs are the binomial moments of the T − 1 attempts before the last, ``E[C(T−1, k)]``. They are
sums of positive terms, so that nothing cancels, however likely a fix is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.parameters import Array

_BLOCK = 1 << 20
"""Numbers held at once while a survival curve is summed."""

_NEGLIGIBLE = 1e-18
"""Weights below this change no result."""


@dataclass(frozen=True, eq=False)
class Retries:
    """Moments of the attempts before the last at one bug, for bugs of each class.

    Attributes:
        moments: E[C(T−1, k)] for k = 1, 2, 3; infinite where it diverges.
        fixed: The same counting only bugs that end fixed, for k = 0, 1, 2; k = 0 is their share.
        unresolved: Share of bugs given up on.
        variance: Variance of T.
    """

    moments: tuple[Array, Array, Array]
    fixed: tuple[Array, Array, Array]
    unresolved: Array
    variance: Array


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
        return _without_limit(rate, spread, fading)
    limited = _with_limit(rate, spread, fading, np.where(unlimited, 1.0, limit))
    if not unlimited.any():
        return limited
    endless = _without_limit(rate, spread, fading)
    return _choose(unlimited, endless, limited)


def _choose(where: NDArray[np.bool_], yes: Retries, no: Retries) -> Retries:
    def pick(first: Array, second: Array) -> Array:
        return np.where(where, first, second)

    return Retries(
        moments=(
            pick(yes.moments[0], no.moments[0]),
            pick(yes.moments[1], no.moments[1]),
            pick(yes.moments[2], no.moments[2]),
        ),
        fixed=(pick(yes.fixed[0], no.fixed[0]), pick(yes.fixed[1], no.fixed[1]), pick(yes.fixed[2], no.fixed[2])),
        unresolved=pick(yes.unresolved, no.unresolved),
        variance=pick(yes.variance, no.variance),
    )


def _without_limit(rate: Array, spread: Array, fading: Array) -> Retries:
    """Closed forms: with Beta rates, E[C(T−1, k)] = b(b+1)…(b+k−1) / ((a−1)…(a−k)); σ = 0 is their limit."""
    kept = 1.0 - spread
    fails, succeeds = (1.0 - rate) * kept, rate * kept
    # With a certain fix there is nothing to spread or to fade.
    wide = np.where(rate < 1.0, spread, 0.0)
    hopeless = (fading < 1.0) & (rate < 1.0)
    moment: Array = np.ones_like(rate)
    factors, moments = [], []
    for k in range(3):
        room = succeeds - (k + 1) * wide
        endless = (room <= 0.0) | hopeless
        factor = np.where(endless, np.inf, (fails + k * wide) / np.where(endless, 1.0, room))
        moment = factor if k == 0 else np.where(moment == 0.0, 0.0, moment * factor)
        factors.append(factor)
        moments.append(moment)
    first, second = factors[0], factors[1]
    variance = np.where(np.isinf(second), np.inf, first * (2.0 * second - first + 1.0))
    variance = np.where(first == 0.0, 0.0, variance)
    one, none = np.ones_like(first), np.zeros_like(first)
    return Retries((moments[0], moments[1], moments[2]), (one, moments[0], moments[1]), none, variance)


def _with_limit(rate: Array, spread: Array, fading: Array, limit: Array) -> Retries:
    """Sums over the survival curve, cut at the limit."""
    shape = np.broadcast_shapes(rate.shape, spread.shape, fading.shape, limit.shape)
    moments, fixed = np.zeros((3, *shape)), np.zeros((3, *shape))
    unresolved, variance, fixed_so_far, closed_so_far = np.zeros((4, *shape))
    for first, still_open, next_fixed in survival(rate, spread, fading, int(limit.max()), shape):
        t = np.arange(first, first + len(still_open), dtype=np.float64)
        column = t.reshape(-1, *[1] * len(shape))
        fixed_next = np.where(column < limit, next_fixed, 0.0)
        failed = np.where((column >= 1) & (column < limit), still_open, 0.0)
        unresolved = unresolved + np.where(column == limit, still_open, 0.0).sum(axis=0)
        fixed += np.tensordot([np.ones_like(t), t, t * (t - 1) / 2], fixed_next, axes=1)
        moments += np.tensordot([np.ones_like(t), t - 1, (t - 1) * (t - 2) / 2], failed, axes=1)
        # Var T = Σ S_t (1 − S_t) + 2 Σ S_t Σ_{0<s<t} (1 − S_s), where 1 − S_t is the sum of what was fixed.
        closed = fixed_so_far + np.cumsum(fixed_next, axis=0) - fixed_next
        earlier = closed_so_far + np.cumsum(closed, axis=0) - closed
        variance = variance + (failed * (closed + 2.0 * earlier)).sum(axis=0)
        fixed_so_far = closed[-1] + fixed_next[-1]
        closed_so_far = earlier[-1] + closed[-1]
    return Retries((moments[0], moments[1], moments[2]), (fixed[0], fixed[1], fixed[2]), unresolved, variance)


def survival(
    rate: Array, spread: Array, fading: Array, last: int, shape: tuple[int, ...]
) -> Iterator[tuple[int, Array, Array]]:
    """The survival curve in blocks of attempts: ``(t, S_t…, s_{t+1}…)`` from t = 0 to ``last``.

    ``S_t`` is the chance that a bug is still open after t attempts, ``s_{t+1}`` that the next one fixes it;
    both of shape ``(block, *shape)``, to which the arguments broadcast.
    """
    if bool(((fading == 1.0) | (spread == 0.0)).all()):
        return _separable(rate, spread, fading, last, shape)
    return _mixed(rate, spread, fading, last, shape)


def _block(last: int, shape: tuple[int, ...]) -> int:
    return max(1, min(last + 1, _BLOCK // max(1, int(np.prod(shape)))))


def _separable(
    rate: Array, spread: Array, fading: Array, last: int, shape: tuple[int, ...]
) -> Iterator[tuple[int, Array, Array]]:
    """Spread or fading alone: each attempt at an open bug has a chance of its own, and they multiply."""
    size, kept = _block(last, shape), 1.0 - spread
    entering = np.ones(shape)
    for first in range(0, last + 1, size):
        t = np.arange(first, min(first + size, last + 1), dtype=np.float64).reshape(-1, *[1] * len(shape))
        faded, seen = rate * fading**t, kept + t * spread
        failing = np.broadcast_to(((1.0 - faded) * kept + t * spread) / seen, (len(t), *shape))
        products = np.cumprod(failing, axis=0) * entering
        still_open = np.concatenate([entering[None], products[:-1]])
        yield first, still_open, still_open * (faded * kept / seen)
        entering = products[-1]


def _mixed(rate: Array, spread: Array, fading: Array, last: int, shape: tuple[int, ...]) -> Iterator[tuple[int, Array, Array]]:
    """Spread and fading together: attempt t counts as a full one with chance δ^t; e is the law of that count."""
    width = _width(float(fading.max()), last)
    k = np.arange(width, dtype=np.float64).reshape(-1, *[1] * len(shape))
    kept = 1.0 - spread
    seen = kept + k * spread
    fixing = rate * kept / seen
    after = np.cumprod(np.broadcast_to(((1.0 - rate) * kept + k * spread) / seen, (width, *shape)), axis=0)
    surviving = np.concatenate([np.ones((1, *shape)), after[:-1]])
    ending = surviving * fixing
    counts = np.zeros((width, *fading.shape))
    counts[0] = 1.0
    size = _block(last, shape)
    for first in range(0, last + 1, size):
        opened, ended = [], []
        for t in range(first, min(first + size, last + 1)):
            full = fading**t
            opened.append((counts * surviving).sum(axis=0))
            ended.append(full * (counts * ending).sum(axis=0))
            moved = full * counts
            counts = counts - moved
            counts[1:] += moved[:-1]
        yield first, np.stack(opened), np.stack(ended)


@lru_cache(maxsize=64)
def _width(fading: float, last: int) -> int:
    """How many full attempts can matter among ``last`` that fade: the rest has a negligible chance."""
    counts = np.zeros(last + 2)
    counts[0] = 1.0
    for t in range(last + 1):
        moved = counts * fading**t
        counts -= moved
        counts[1:] += moved[:-1]
    return int(np.max(np.nonzero(counts > _NEGLIGIBLE)[0])) + 1

"""The survival curve: the chance that a bug is still open after so many attempts (docs/model.md, Survival)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.attempts.spread_and_fading import mixed
from engine.numerics.abandonment import go_on
from engine.numerics.arrays import Array, accumulated, distinct

_BLOCK = 1 << 15
"""Numbers held at once while a curve is followed: they stay in a cache."""

FOLLOWED_EACH = 1 << 15
"""Numbers up to which every bug is followed, though some are the same; beyond, each of these once."""

_TOGETHER = 512
"""Curves followed together, at least."""


def survival(
    rate: Array, spread: Array, fading: Array, last: int, shape: tuple[int, ...]
) -> Iterator[tuple[int, Array, Array]]:
    """The survival curve in blocks of attempts: ``(t, S_t…, s_{t+1}…)`` from t = 0 to ``last``.

    ``S_t`` is the chance that a bug is still open after t attempts, ``s_{t+1}`` that the next one fixes it;
    both of shape ``(block, *shape)``, to which the arguments broadcast.
    """
    if is_separable(spread, fading).all():
        return _separable(rate, spread, fading, last, shape)
    return mixed(rate, spread, fading, last, shape)


def _block(last: int, shape: tuple[int, ...]) -> int:
    return max(1, min(last + 1, _BLOCK // max(1, int(np.prod(shape)))))


def _separable(
    rate: Array, spread: Array, fading: Array, last: int, shape: tuple[int, ...]
) -> Iterator[tuple[int, Array, Array]]:
    """Spread or fading alone: each attempt at an open bug has a chance of its own, and they multiply."""
    size, kept, spreads = _block(last, shape), 1.0 - spread, bool(spread.any())
    entering = np.ones(shape)
    for first in range(0, last + 1, size):
        go_on()
        t = np.arange(first, min(first + size, last + 1), dtype=np.float64).reshape(-1, *[1] * len(shape))
        fixing = rate * fading**t
        failing = 1.0 - fixing
        if spreads:
            seen = kept + t * spread
            failing, fixing = (failing * kept + t * spread) / seen, fixing * kept / seen
        open_until = accumulated(np.multiply, [entering[None], np.broadcast_to(failing, (len(t), *shape))])
        still_open, entering = open_until[:-1], open_until[-1]
        yield first, still_open, still_open * fixing


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
        mixed = ~is_separable(spread, fading)
        if len(rate) * float(limit.max()) <= FOLLOWED_EACH and not (mixed.any() and not mixed.all()):
            return cls(np.stack([rate, spread, fading, limit]), np.arange(len(rate)), len(rate) * (not mixed.any()))
        # Those that fade alike stand together.
        first, where = distinct(np.stack([mixed, fading, spread, rate, limit]))
        return cls(np.stack([rate, spread, fading, limit])[:, first], where, int((~mixed[first]).sum()))

    @property
    def count(self) -> int:
        """How many differ."""
        return len(self.columns[0])

    def parts(self) -> Iterator[slice]:
        """Those that are followed together."""
        width = max(_TOGETHER, int(_BLOCK / self.columns[3].max(initial=1.0)))
        for start, end in ((0, self.separable), (self.separable, self.count)):
            for first in range(start, end, width):
                go_on()
                yield slice(first, min(first + width, end))


def is_separable(spread: Array, fading: Array) -> NDArray[np.bool_]:
    """Where at most one of spread and fading is in force."""
    return np.asarray((fading == 1.0) | (spread == 0.0))

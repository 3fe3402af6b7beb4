"""Spread and fading together (docs/model.md, Survival): how many of t attempts that fade count as full ones.

Attempt i + 1 is a full one with chance δ^i, and no attempt at all otherwise; e is the law of their number.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from engine.numerics.abandonment import go_on
from engine.numerics.arrays import Array

_SHORT = 64
"""Attempts up to which bugs that fade differently are followed side by side."""

_ROWS = 64
"""Attempts whose laws are held at once."""

_NEGLIGIBLE = 1e-18
"""Weights below this change no result."""

_TINY = 1e-150
"""Chances below this are none: products of two of them would be smaller than floats, which takes a hundred times as long."""

_NEVER = 1e-30
"""Chances below this change no sum over a thousand attempts."""


def mixed(rate: Array, spread: Array, fading: Array, last: int, shape: tuple[int, ...]) -> Iterator[tuple[int, Array, Array]]:
    """The survival curve where bugs are spread out and fixes fade, as ``engine.attempts.survival.survival`` gives it."""
    flat = (np.broadcast_to(x, shape).astype(np.float64).tobytes() for x in (rate, spread, fading))
    still_open, next_fixed = _followed(*flat, last)
    yield 0, still_open.reshape(last + 1, *shape), next_fixed.reshape(last + 1, *shape)


# What all attempts cost and what the late ones add are asked for one after the other, of the same bugs.
@lru_cache(maxsize=2)
def _followed(rates: bytes, spreads: bytes, fadings: bytes, last: int) -> tuple[Array, Array]:
    """For bugs side by side the chances to be open after t attempts, and to be fixed by the next one."""
    rate, spread, fading = (np.frombuffer(numbers) for numbers in (rates, spreads, fadings))
    still_open, next_fixed = np.empty((2, last + 1, len(rate)))
    different = np.unique(fading)
    if last <= _SHORT and len(different) > 1:
        surviving, ending = _full_strength(rate, spread, last + 1)
        for t, full, law in _full_attempts_of_each(fading, last):
            still_open[t] = (law * surviving).sum(axis=0)
            next_fixed[t] = full * (law * ending).sum(axis=0)
        different = different[:0]
    for each in different:
        alike = np.flatnonzero(fading == each)
        width = _most_full_attempts(float(each), last) + 1
        both = np.concatenate(_full_strength(rate[alike], spread[alike], width), axis=1)
        both[both < _TINY] = 0.0
        for first, full, least, law in _full_attempts(float(each), last, width):
            found = law @ both[least : least + law.shape[1]]
            block = slice(first, first + len(full))
            still_open[block, alike] = found[:, : len(alike)]
            next_fixed[block, alike] = full[:, None] * found[:, len(alike) :]
        # From where on no attempt counts as a full one nothing changes.
        still_open[first + len(full) :, alike] = found[-1:, : len(alike)]
        next_fixed[first + len(full) :, alike] = 0.0
    return still_open, next_fixed


def _full_strength(rate: Array, spread: Array, width: int) -> tuple[Array, Array]:
    """The chances that 0, 1, … attempts that do not fade leave a bug open, and that then the next one fixes it."""
    k, kept = np.arange(width, dtype=np.float64)[:, None], 1.0 - spread
    seen = kept + k * spread
    after = np.cumprod(((1.0 - rate) * kept + k * spread) / seen, axis=0)
    surviving = np.concatenate([np.ones((1, len(rate))), after[:-1]])
    return surviving, surviving * (rate * kept / seen)


def _most_full_attempts(fading: float, last: int) -> int:
    """So many full ones of ``last`` attempts are never exceeded, but for a negligible chance (Chernoff's inequality)."""
    if fading == 1.0:
        return last
    mean = -math.expm1(last * math.log(fading)) / (1.0 - fading)
    k = np.arange(1.0, last + 1.0)
    likely = np.flatnonzero((k < mean) | (k - mean + k * np.log(mean / k) > math.log(_NEGLIGIBLE)))
    return int(likely[-1]) + 1 if likely.size else 0


def _full_attempts(fading: float, last: int, width: int) -> Iterator[tuple[int, Array, int, Array]]:
    """The law of how many of t attempts that fade count as full ones, in blocks of attempts as long as some attempt may.

    Of each block its first attempt, the chances δ^t, the least count that is likely enough, and the laws from that on,
    ``(block, counts)``.
    """
    decay = math.log(fading)
    law = np.zeros((_ROWS + 1, width))
    moved = np.empty(width)
    law[0, 0] = 1.0
    end = min(last, int(math.log(_NEVER) / decay)) if decay else last
    least = 0
    for first in range(0, end + 1, _ROWS):
        go_on()
        t = np.arange(first, min(first + _ROWS, last + 1), dtype=np.float64)
        full, empty = np.exp(t * decay), -np.expm1(t * decay)
        start = least
        for row in range(len(t)):
            size = min(first + row + 2, width)
            before, after, passed = law[row, least:size], law[row + 1, least:size], moved[least : size - 1]
            np.multiply(before, empty[row], out=after)
            np.multiply(before[:-1], full[row], out=passed)
            after[1:] += passed
            while law[row + 1, least] < _TINY and least < size - 1:
                law[row + 1, least] = 0.0
                least += 1
        yield first, full, start, law[: len(t), start:size]
        law[0] = law[len(t)]
        law[1:] = 0.0


def _full_attempts_of_each(fading: Array, last: int) -> Iterator[tuple[int, Array, Array]]:
    """The same for few attempts and many fadings side by side: of each attempt t its δ^t and laws, ``(counts, fadings)``."""
    law = np.zeros((last + 1, len(fading)))
    law[0] = 1.0
    for t in range(last + 1):
        full = fading**t
        yield t, full, law
        moved = full * law
        law = law - moved
        law[1:] += moved[:-1]

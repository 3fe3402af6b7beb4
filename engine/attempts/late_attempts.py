"""The attempts at one bug from a certain one on: how likely that one is, and what comes with it and after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.attempts.survival import Different, survival
from engine.numerics.arrays import Array
from engine.numerics.infinity import times

_STIRLING = 24
"""Where the series for large numbers begins."""

LONGEST_FADING = 1024
"""Attempts after which a fix rate that fades fixes nothing any more."""


@dataclass(frozen=True, eq=False)
class LateAttempts:
    """Attempts after m others, all arrays of one shape; S_i is the chance of attempt i + 1.

    Attributes:
        reached: S_m.
        count: Σ_{i≥0} S_{m+i}, the expected number of such attempts.
        pairs: Σ i·S_{m+i}.
        triples: Σ C(i,2)·S_{m+i}.
    """

    reached: Array
    count: Array
    pairs: Array
    triples: Array


def late_attempts(rate: Array, spread: Array, fading: Array, limit: Array, before: Array) -> LateAttempts:
    """The attempts after so many others.

    Args:
        rate: Fix rate of the first attempt at a bug.
        spread: Intra-class correlation.
        fading: Factor on the rate with every further attempt.
        limit: Attempts after which a bug is given up on; infinite for none.
        before: m, attempts that do not count: whole numbers, infinite if no attempt counts.

    All arrays broadcast against each other.
    """
    arrays = np.broadcast_arrays(rate, spread, fading, limit, before)
    rate, spread, fading, limit, before = (np.asarray(array, dtype=np.float64) for array in arrays)
    unlimited = np.isinf(limit)
    parts = []
    if unlimited.any():
        parts.append(_without_limit(rate, spread, fading, before))
    if not unlimited.all():
        parts.append(_with_limit(rate, spread, fading, np.where(unlimited, 1.0, limit), before))
    if len(parts) == 1:
        return parts[0]
    endless, limited = parts
    names = ("reached", "count", "pairs", "triples")
    return LateAttempts(*(np.where(unlimited, getattr(endless, name), getattr(limited, name)) for name in names))


def _without_limit(rate: Array, spread: Array, fading: Array, before: Array) -> LateAttempts:
    """After m failures a bug's rate is Beta with b grown by m: the closed forms of engine.attempts.survival, moved on."""
    m = np.where(np.isinf(before), 0.0, before)
    kept = 1.0 - spread
    wide = np.where(rate < 1.0, spread, 0.0)
    certain = (rate >= 1.0) & (m > 0.0)
    fails, succeeds = (1.0 - rate) * kept + m * wide, rate * kept
    hopeless = (fading < 1.0) & (rate < 1.0)
    reached = np.where(certain | np.isinf(before), 0.0, _chance_to_fail(rate, spread, fading, m))
    moments = [np.ones_like(rate)]
    for k in range(3):
        room = succeeds - (k + 1) * wide
        endless = (room <= 0.0) | hopeless
        factor = np.where(endless, np.inf, (fails + k * wide) / np.where(endless, 1.0, room))
        moments.append(np.where(moments[-1] == 0.0, 0.0, moments[-1] * factor))
    return LateAttempts(
        reached,
        times(reached, 1.0 + moments[1]),
        times(reached, moments[1] + moments[2]),
        times(reached, moments[2] + moments[3]),
    )


def _chance_to_fail(rate: Array, spread: Array, fading: Array, tries: Array) -> Array:
    """S_m without a limit."""
    plain = np.exp(tries * np.log1p(-np.where(rate < 1.0, rate, 0.0)))
    plain = np.where((rate >= 1.0) & (tries > 0.0), 0.0, plain)
    if (spread > 0.0).any():
        wide = np.where((spread > 0.0) & (rate < 1.0), spread, 0.5)
        size, own = 1.0 / wide - 1.0, np.where(rate < 1.0, rate, 0.5)
        logs = _log_failing((1.0 - own) * size, own * size, tries)
        # A spread too small for its shapes to be written makes no difference.
        plain = np.where((spread > 0.0) & (rate < 1.0) & np.isfinite(size), np.exp(logs), plain)
    if (fading < 1.0).any():
        # Every later moment is infinite then; the chance itself is summed, as long as it changes.
        last = int(min(tries.max(), LONGEST_FADING))
        plain = np.where(fading < 1.0, _still_open(rate, spread, fading, np.minimum(tries, last)), plain)
    return np.asarray(plain)


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


def _with_limit(rate: Array, spread: Array, fading: Array, limit: Array, before: Array) -> LateAttempts:
    """Sums over the survival curve, from m to the limit: from its end backwards, so that every m has them."""
    last = int(limit.max())
    different = Different.of(rate.shape, rate, spread, fading, limit)
    figures = np.zeros((4, rate.size))
    asked = before.ravel()
    made = asked < limit.ravel()
    i = np.arange(last)[:, None]
    for part in different.parts():
        here = np.flatnonzero((different.where >= part.start) & (different.where < part.stop) & made)
        if not here.size:
            continue
        reached = np.where(i < different.columns[3, part], _curve(different, part, last)[:-1], 0.0)
        count = np.cumsum(reached[::-1], axis=0)[::-1]
        at = asked[here].astype(np.int64), different.where[here] - part.start
        figures[0, here], figures[1, here] = reached[at], count[at]
        for order in (2, 3):
            # Those of one order less, of all later attempts.
            count = np.cumsum(count[::-1], axis=0)[::-1] - count
            figures[order, here] = count[at]
    return LateAttempts(*figures.reshape(4, *rate.shape))

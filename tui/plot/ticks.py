"""Nice limits and ticks of an axis, which stay where they are while they fit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tui.plot.chart import Numbers, Scale

# A held range is left when the data fills less than this part of it.
_FILLS_ENOUGH = 0.45
# Data from zero: an axis that starts at zero is honest unless that leaves most of it empty.
_START_AT_ZERO = 0.6
_MOST_TICKS = 50


@dataclass(frozen=True)
class Limits:
    """Range of an axis in axis coordinates (logarithms on a logarithmic axis)."""

    low: float
    high: float

    def cell(self, value: float, cells: int) -> int:
        """Column or row of a value among `cells` of them: plotext's own rounding."""
        if cells <= 1:
            return 0
        return math.floor(round(0.5 + (cells - 1) * (value - self.low) / (self.high - self.low), 8))

    def contains(self, low: float, high: float) -> bool:
        """Whether the range from `low` to `high` lies within."""
        slack = 1e-9 * (self.high - self.low)
        return self.low - slack <= low and high <= self.high + slack


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2, 5 times a power of ten that cuts `span` into at most `most` pieces."""
    least = max(span / max(1, most), 1e-300)
    power = 10.0 ** math.floor(math.log10(least))
    for factor in (1.0, 2.0, 5.0):
        if factor * power >= least * (1 - 1e-9):
            return factor * power
    return 10.0 * power


def limits_of(low: float, high: float) -> Limits:
    """A range that can be drawn: never empty, never infinite."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return Limits(0.0, 1.0)
    low, high = min(low, high), max(low, high)
    if high - low <= max(1e-12 * max(abs(low), abs(high)), 1e-200):
        half = max(abs(low), abs(high)) / 2
        half = half if half > 1e-200 else 1.0
        return Limits(low - half, high + half)
    return Limits(low, high)


def around(values: list[Numbers], scale: Scale, pieces: int, ceiling: float | None, held: Limits | None) -> Limits:
    """Nice limits around the finite values.

    Args:
        values: Axis coordinates; NaN where there is nothing.
        scale: Scale of the axis.
        pieces: How many ticks there is room for.
        ceiling: Axis coordinate above which values do not count.
        held: The limits until now, kept while the values fit and fill them.

    Returns:
        Limits on multiples of the tick step.
    """
    finite = [part[np.isfinite(part)] for part in values]
    lows = [float(part.min()) for part in finite if part.size]
    highs = [float(part.max()) for part in finite if part.size]
    if not lows:
        return held or Limits(0.0, 1.0)
    low, high = min(lows), max(highs)
    if ceiling is not None and ceiling > low:
        high = min(high, ceiling)
    if scale is Scale.LINEAR and 0 < low <= _START_AT_ZERO * high:
        low = 0.0
    if held is not None and held.contains(low, high) and high - low >= _FILLS_ENOUGH * (held.high - held.low):
        return held
    tight = limits_of(low, high)
    step = nice_step(tight.high - tight.low, max(2, min(pieces, 8)))
    if scale is Scale.LOG:
        step = min(step, 1.0)
    return Limits(math.floor(tight.low / step + 1e-9) * step, math.ceil(tight.high / step - 1e-9) * step)


def ticks(limits: Limits, scale: Scale, most: int) -> tuple[list[float], float]:
    """Values to label on an axis.

    Args:
        limits: Range in axis coordinates.
        scale: Scale of the axis.
        most: How many labels there is room for.

    Returns:
        The values, not their logarithms, and the step between them (0 when they have no common one).
    """
    if most < 1:
        return [], 0.0
    if scale is Scale.LOG:
        return _log_ticks(limits, most)
    # A range narrower than its position's precision has no room for steps.
    if limits.high - limits.low <= 1e-12 * max(abs(limits.low), abs(limits.high)):
        return [limits.low], 0.0
    span = limits.high - limits.low
    step = nice_step(span, max(1, most - 1))
    # Within the limits but for rounding, also where a step is longer than all of the axis.
    slack = 1e-9 * min(1.0, 0.5 * span / step)
    first, last = math.ceil(limits.low / step - slack), math.floor(limits.high / step + slack)
    return [n * step for n in range(first, min(last, first + _MOST_TICKS) + 1)], step


def _log_ticks(limits: Limits, most: int) -> tuple[list[float], float]:
    first, last = math.floor(limits.low), math.ceil(limits.high)
    for factors in ((1, 2, 5), (1, 3), (1,)):
        found = [
            factor * 10.0**power
            for power in range(max(first, -300), min(last, 300) + 1)
            for factor in factors
            if limits.contains(*(2 * [math.log10(factor * 10.0**power)]))
        ]
        if len(found) <= most:
            break
    found = found[:: -(-len(found) // most) or 1]
    if len(found) >= 2:
        return found, 0.0
    # Less than a decade: linear steps between the two ends read better than one number.
    inner = limits_of(10.0**limits.low, 10.0**limits.high)
    return ticks(inner, Scale.LINEAR, most)

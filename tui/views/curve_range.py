"""Which part of an axis the curves show: around the value and its nearest crossover, and steady from key to key."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.scenarios.parameters import Parameter

_ROOM = 1.25
_LONGEST_REACH = 8.0
"""A crossover farther away than this ratio does not stretch a linear axis; the verdict names it."""

_FIRM = 0.35
"""The value may lie in the middle so much of a range, from one end to the other, before the range follows it."""

_SMALLEST, _LARGEST = 1e-200, 1e300
"""Ranges end here, though numbers go on: beyond, half of one is nothing and twice of one is infinite."""


@dataclass(frozen=True)
class Range:
    """Part of an axis.

    Attributes:
        low: Its lower end.
        high: Its upper end.
        log: Whether it is logarithmic.
    """

    low: float
    high: float
    log: bool

    def place(self, value: float) -> float:
        """Where a value lies: 0 at the lower end, 1 at the upper one."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low) if value > 0 else -math.inf
        return (value - self.low) / (self.high - self.low)


def choose(parameter: Parameter, now: float | None, crossovers: list[float], *, log: bool, before: Range | None) -> Range:
    """The range to show.

    Args:
        parameter: The parameter of the axis.
        now: Its value, if it has one.
        crossovers: Where A and B cost the same.
        log: Whether the axis is to be logarithmic.
        before: The range until now; it stays while it shows what it has to.
    """
    now, crossovers = None if now is None else _drawable(now), [_drawable(x) for x in crossovers]
    fresh = _log_range(parameter, now, crossovers) if log else _linear_range(parameter, now, crossovers)
    if before is None or before.log != fresh.log:
        return fresh
    wanted = [now] if now is not None else []
    wanted += [x for x in crossovers if fresh.low <= x <= fresh.high][:1] if len(crossovers) == 1 else []
    inside = all(0.0 <= before.place(x) <= (0.97 if before.high < parameter.kind.domain.high else 1.0) for x in wanted)
    # A range that became far too wide is left as well.
    used = max((before.place(x) for x in wanted), default=1.0)
    return before if inside and (used > _FIRM * 0.6 or before.high <= fresh.high) else fresh


def _drawable(value: float) -> float:
    """The nearest value that a range can show."""
    return min(max(value, _SMALLEST), _LARGEST) if value > 0 else value


def _linear_range(parameter: Parameter, now: float | None, crossovers: list[float]) -> Range:
    domain = parameter.kind.domain
    value = now if now is not None and math.isfinite(now) else parameter.entry.start
    if domain.high <= 1.0:
        return Range(domain.low, domain.high, log=False)
    scale = value if value > 0 else min((x for x in crossovers if x > 0), default=1.0)
    near = [x for x in crossovers if x <= _LONGEST_REACH * scale]
    top = _nice(max([2.0 * scale, *(_ROOM * x for x in near)]))
    if domain.whole:
        top = max(math.ceil(top), domain.low + 2)
    return Range(domain.low if math.isfinite(domain.low) else 0.0, min(top, domain.high), log=False)


def _log_range(parameter: Parameter, now: float | None, crossovers: list[float]) -> Range:
    domain = parameter.kind.domain
    positive = [x for x in (now, *crossovers) if x is not None and x > 0 and math.isfinite(x)]
    value = now if now is not None and now > 0 else positive[0] if positive else parameter.entry.start or 1.0
    near = [x for x in positive if value / 1e4 <= x <= value * 1e4] or [value]
    low, high = _decade(min(near) / 3, down=True), _decade(max(near) * 3, down=False)
    if domain.whole:
        low = max(low, 1.0)
    high = min(high, domain.high)
    return Range(min(low, high / 10), high, log=True)


def _nice(value: float) -> float:
    """The next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    for factor in (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0):
        if factor * power >= value * (1 - 1e-9):
            return factor * power
    return 10.0 * power


def _decade(value: float, *, down: bool) -> float:
    """The next of 1, 2, 5 times a power of ten, below or above."""
    power = 10.0 ** math.floor(math.log10(value))
    found = [factor * power for factor in (1.0, 2.0, 5.0, 10.0)]
    if down:
        return max(x for x in found if x <= value * (1 + 1e-9))
    return min(x for x in found if x >= value * (1 - 1e-9))

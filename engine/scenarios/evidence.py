"""What is known of a number: the range in which it lies, and where that comes from (docs/model.md, How sure)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from engine.numerics.arrays import same
from engine.scenarios.notation import digits, show, show_range
from engine.scenarios.parameters import Parameter, ParameterError, Setting


@dataclass(frozen=True)
class Evidence:
    """What is known of one number of a scenario.

    Attributes:
        low: Lower end of the range in which it lies with a chance of 90 %; ``None`` where no range is known.
        high: The upper end; there are both or neither.
        source: Where value and range come from; any one line.
    """

    low: float | None = None
    high: float | None = None
    source: str = ""

    @property
    def ends(self) -> tuple[float, float] | None:
        """Both ends of the range, if one is known."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    def holds(self, value: Setting) -> bool:
        """Whether the range holds a value: strictly inside."""
        return self.ends is not None and isinstance(value, int | float) and self.ends[0] < value < self.ends[1]


NOTHING_KNOWN: Mapping[str, Evidence] = MappingProxyType({})
"""The evidence of a scenario without any."""


def show_known(parameter: Parameter, value: Setting, known: Evidence | None) -> str:
    """A value as a row shows it and, in brackets, its range if one is known: ``4.0 (2.0..8.0)``."""
    shown = show(parameter, value)
    return shown if known is None or known.ends is None else f"{shown} ({show_range(parameter, *known.ends)})"


def rangeless(parameter: Parameter) -> str:
    """Why a parameter has no range, whatever its value, in words that follow its name; empty if it may have one."""
    kind = parameter.kind
    if parameter.linked:
        return f"sets {' and '.join(parameter.targets)}, which have ranges of their own"
    if kind.domain.whole or not kind.numeric:
        return f"has no range: it is {kind.allowed}"
    return ""


def check_range(
    parameter: Parameter, value: Setting, low: float, high: float, name: str = "", write: Callable[[float], str] = digits
) -> Evidence:
    """The evidence that a range around a value is.

    Args:
        parameter: Of which parameter.
        value: Its value.
        low: The lower end.
        high: The upper end.
        name: How the parameter is called where the range was given: by its key unless said otherwise.
        write: How numbers are written there.

    Raises:
        ParameterError: If it can have none, or not this one; one sentence.
    """
    name = name or parameter.key
    if why := rangeless(parameter):
        raise ParameterError(f"{name} {why}")
    if not isinstance(value, int | float):
        raise ParameterError(f"{name} is {'left out' if value is None else 'an array'}; only a value can have a range")
    domain, given = parameter.kind.domain, f"{write(low)}..{write(high)}"
    if not low < high:
        raise ParameterError(f"the range of {name} must begin below its end, not {given}")
    if not (domain.low < low and high < domain.high):
        bounded = math.isfinite(domain.high)
        inside = f"above {write(domain.low)}{f' and below {write(domain.high)}' if bounded else ''}"
        raise ParameterError(f"the range of {name} must lie {inside}, not {given}")
    if not low < value < high:
        raise ParameterError(f"the range of {name} must have its value {write(value)} inside, not {given}")
    return Evidence(low, high)


def evidence_of(parameter: Parameter, value: Setting, low: float | None, high: float | None, source: str) -> Evidence:
    """What is known of a number that was measured: its source, and its range where there can be one around the value."""
    known = Evidence(source=source)
    if low is None or high is None:
        return known
    try:
        return replace(check_range(parameter, value, low, high), source=source)
    except ParameterError:  # at the end of what it may be there is no range around it
        return known


def still_holds(evidence: Evidence, before: Setting, after: Setting) -> bool:
    """Whether what was known of a value is true of another: inside the range; without a range, of no other."""
    return same(before, after) or evidence.holds(after)

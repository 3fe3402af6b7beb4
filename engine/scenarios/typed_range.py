"""Reading a range that people type, with a value before it or alone.

``4 (2..8)`` and ``4 ±20%`` set both; ``2..8`` and ``±20%`` keep the value; ``4 ()`` and ``()`` take the range away. The
ends are values of the parameter as ``typed.read`` takes them; behind ``±`` stands an amount or, in percent, a share of
the value. ``+-`` is the same as ``±``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import partial

from engine.scenarios.evidence import Evidence, check_range, rangeless
from engine.scenarios.notation import digits, exact, exact_range, full, show_range
from engine.scenarios.parameters import Parameter, ParameterError, Setting
from engine.scenarios.typed import Place, Typed, Unfinished, name_of, quoted, read

_SPREAD = re.compile(r"(.*?)(?:±|\+/?-)(.*)", re.DOTALL)
_ENDS = re.compile(r"(.*?)(?:\.{2,3}|…)(.*)", re.DOTALL)
_BRACKETS = re.compile(r"([^()]*)\(([^()]*)(\)?)\s*", re.DOTALL)

_SHARES = ("±20%", "±10%", "±5%", "±2%", "±1%")
"""Ranges that are proposed, the usual one first; near the end of a domain the others."""


@dataclass(frozen=True)
class Given:
    """What was given of a number.

    Attributes:
        value: Its value.
        evidence: Its range; ``None`` if it has none any more.
    """

    value: Setting
    evidence: Evidence | None


@dataclass(frozen=True)
class TypedRange:
    """A range that was typed, understood as far as it can be without the value that it is around.

    Attributes:
        parameter: The parameter.
        place: Where it was typed.
        value: The value before it; ``None``: it keeps the one that it has.
        ends: Both ends, if they were typed.
        spread: How far they are from the value: a change upwards of it, if that was typed. Without either there is no range.
        open: Whether more typing may make another range of it.
    """

    parameter: Parameter
    place: Place
    value: Typed | None = None
    ends: tuple[float, float] | None = None
    spread: Typed | None = None
    open: bool = False

    def given(self, now: Setting) -> Given:
        """Value and range that result from the present value.

        Raises:
            Unfinished: If there is none, but one may come of it with more typing.
            ParameterError: If there is none; one sentence.
        """
        value = now if self.value is None else self.value.value(now)
        ends = self.ends
        if self.spread is not None:
            ends = self.spread.around(float(value)) if isinstance(value, int | float) else (math.nan, math.nan)
        if ends is None:
            return Given(value, None)
        write = digits if self.place is Place.FILES else partial(exact, self.parameter)
        try:
            return Given(value, check_range(self.parameter, value, *ends, name_of(self.parameter, self.place), write))
        except ParameterError as error:
            raise (Unfinished(str(error)) if self.open else error) from None

    def meaning(self, now: Setting) -> str:
        """What it means: ``= 4 bugs, 2.0..8.0``, ``2.0..8.0 around 4 bugs``, ``no range``."""
        given = self.given(now)
        ends = given.evidence.ends if given.evidence else None
        shown = show_range(self.parameter, *ends) if ends else "no range"
        if self.value is None:
            return f"{shown} around {full(self.parameter, given.value)}" if ends else shown
        return f"{self.value.meaning(now)}, {shown}"


def is_range(text: str) -> bool:
    """Whether a text is, or begins, a range and no value alone."""
    return any(mark in text for mark in ("..", "…", "±", "(", ")", "+-", "+/-"))


def proposed(parameter: Parameter, value: Setting, known: Evidence | None) -> str:
    """What an editor of a range starts from: the one that is known, or a share of the value; nothing where neither can be."""
    if known is not None and known.ends is not None:
        return exact_range(parameter, *known.ends)
    for share in _SHARES:
        try:
            read_range(parameter, share, Place.SCREEN).given(value)
        except ParameterError:
            continue
        return share
    return ""


def read_range(parameter: Parameter, text: str, place: Place) -> TypedRange:
    """Understand a range that was typed; nothing takes the range away.

    Raises:
        Unfinished: If it is no range, but the beginning of one.
        ParameterError: If it is none, or the parameter has none; one sentence.
    """
    name = name_of(parameter, place)
    if why := rangeless(parameter):
        raise ParameterError(f"{name} {why}")
    if not text.strip():
        return TypedRange(parameter, place)
    before, inside, closed = text, "", False
    if bracketed := _BRACKETS.fullmatch(text):
        before, inside, closed = bracketed[1], bracketed[2], bool(bracketed[3])
        if not inside.strip():
            if closed:
                return TypedRange(parameter, place, _value(parameter, before, place))
            raise Unfinished(f"the range of {name} is not complete")
    elif "(" not in text and ")" not in text:
        if _ENDS.fullmatch(text):
            before, inside = "", text
        elif found := _SPREAD.fullmatch(text):
            before, inside = found[1], f"±{found[2]}"
    value = _value(parameter, before, place) if inside else None
    if found := _ENDS.fullmatch(inside):
        first, last = (end.strip() for end in found.groups())
        if first and last.endswith("%") and not first.endswith("%"):
            first += "%"
        ends = _end(parameter, first, place), _end(parameter, last, place)
        return TypedRange(parameter, place, value, ends, open=not closed)
    if (found := _SPREAD.fullmatch(inside)) and not found[1].strip():
        spread = _spread(parameter, found[2], place)
        return TypedRange(parameter, place, value, spread=spread, open=not (closed or spread.ended))
    if bracketed and not closed:
        raise Unfinished(f"the range of {name} is not complete")
    raise ParameterError(f"the range of {name} must be two values as in 2..8, or ± and an amount or share, not {quoted(text)}")


def _value(parameter: Parameter, text: str, place: Place) -> Typed | None:
    return read(parameter, text, place) if text.strip() else None


def _end(parameter: Parameter, text: str, place: Place) -> float:
    if not text:
        raise Unfinished(f"the range of {name_of(parameter, place)} needs both ends, one on either side of ..")
    typed = read(parameter, text, place)
    if typed.operator or not isinstance(typed.setting, float):
        raise ParameterError(f"the range of {name_of(parameter, place)} must end at values, not at {quoted(text)}")
    return typed.setting


def _spread(parameter: Parameter, text: str, place: Place) -> Typed:
    if not text.strip():
        raise Unfinished(f"the range of {name_of(parameter, place)} needs an amount or a share behind ±, as in ±20%")
    typed = read(parameter, f"+{text.strip()}", place)
    if typed.operator != "+":  # pragma: no cover - a sign before it leaves nothing else
        raise ParameterError(f"{name_of(parameter, place)} has no range of {quoted(text)}")
    return typed

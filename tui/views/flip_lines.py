"""How the list of what flips the verdict is written, at any width."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.scenarios.notation import show
from engine.scenarios.parameters import Parameter
from engine.scenarios.registry import find
from tui.reports.ranking import Flip, Steady, difference_text, ratio_text
from tui.widgets.lines import Line, fitted, right

_NARROW, _ROOMY, _WIDE = 52, 64, 104
_REACH = math.log(10.0)
"""The ratio that fills one side of a bar."""

_SHORT = (("strong ", "str. "), ("weak ", "weak "))


@dataclass(frozen=True)
class Columns:
    """How wide the columns are; zero leaves one out.

    Attributes:
        name: The parameter.
        symbol: Its symbol.
        now: Its value.
        crossover: Where it flips.
        ratio: How far that is, as a ratio.
        difference: The same as a difference.
        bar: The bar; an odd number.
    """

    name: int
    symbol: int
    now: int
    crossover: int
    ratio: int
    difference: int
    bar: int

    @classmethod
    def of(cls, width: int) -> Columns:
        """The columns for a width, the caret's column not counted."""
        if width < _NARROW:
            crossover, ratio, bar = 9, 7, 7
            return cls(max(width - crossover - ratio - bar - 2, 4), 0, 0, crossover, ratio, 0, bar)
        if width < _WIDE:
            now, crossover, ratio = (8, 13, 7) if width < _ROOMY else (12, 16, 9)
            bar = min(max((width - now - crossover - ratio - 22) // 2 * 2 + 1, 7), 31)
            return cls(width - now - crossover - ratio - bar - 2, 0, now, crossover, ratio, 0, bar)
        # Each holds the longest text of its kind and a gap before it.
        name, symbol, now, crossover, ratio, difference = 24, 9, 13, 16, 9, 16
        bar = min((width - name - symbol - now - crossover - ratio - difference - 3) // 2 * 2 - 1, 61)
        return cls(name, symbol, now, crossover, ratio, difference, bar)


def header(columns: Columns) -> Line:
    """What the columns are; above the bars, how far they reach."""
    cells = fitted("", 1) + fitted("parameter", columns.name) + fitted("", columns.symbol)
    cells += right("now", columns.now) if columns.now else ""
    cells += right("→ crossover" if columns.crossover > 11 else "flips at", columns.crossover - 1) + right(
        "by", columns.ratio + 1
    )
    cells += right("that is", columns.difference) if columns.difference else ""
    half = columns.bar // 2
    scale = fitted("÷10", half) + "┴" + right("×10", half) if half >= 4 else fitted("÷", half) + "┴" + right("×", half)
    return ((f"{cells}  {scale}", "dim"),)


def flip_line(flip: Flip, columns: Columns, caret: str, style: str) -> Line:
    """One parameter that can flip the verdict.

    Args:
        flip: Which.
        columns: The widths.
        caret: What stands before it.
        style: The style of its name; ``text`` and ``strong`` let the cells choose theirs.
    """
    parameter = find(flip.key)
    quiet = style == "dim"
    name = caret + fitted(_name(parameter, columns.name), columns.name)
    symbol = fitted(f" {parameter.full_symbol}", columns.symbol) if columns.symbol else ""
    now = right(show(parameter, flip.now), columns.now) if columns.now else ""
    mark = "+" if flip.others else " "
    arrow = "→ " if columns.now else ""
    target = right(arrow + show(parameter, flip.crossover), columns.crossover - 1)
    difference = right(difference_text(flip), columns.difference) if columns.difference else ""
    return (
        (name, style),
        (symbol, "dim"),
        (now, "dim" if quiet else "text"),
        (target, "dim" if quiet else "strong"),
        (mark, "dim"),
        (right(ratio_text(flip), columns.ratio), "dim" if quiet else "text"),
        (difference, "dim"),
        ("  " + bar(flip, columns.bar), "dim" if quiet else "heading"),
    )


def steady_line(steady: Steady, columns: Columns, width: int, caret: str, style: str) -> Line:
    """One parameter that cannot, with the reason in words."""
    parameter = find(steady.key)
    room = max(width - 1 - columns.name - 1, 0)
    reason = steady.reason if len(steady.reason) <= room else steady.reason.replace("wins at any value", "always wins")
    return ((caret + fitted(_name(parameter, columns.name), columns.name), style), (" " + fitted(reason, room), "dim"))


def bar(flip: Flip, width: int) -> str:
    """A bar from the middle to the side where the crossover lies; its length is the logarithm of the ratio.

    One side is a factor of ten; an arrow says that it is farther. Without a ratio there is only the arrow.
    """
    half = width // 2
    if flip.here:
        # No way to go: which side is whose.
        return right(flip.below, half) + "┼" + fitted(flip.above, half)
    if flip.now is None:
        return " " * half + "│" + " " * half
    if math.isinf(flip.distance):
        inside = "·" * (half - 1)
        return " " * half + "│" + inside + "▶" if flip.upwards else "◀" + inside + "│" + " " * half
    halves = max(round(2 * half * min(flip.distance / _REACH, 1.0)), 1)
    far = flip.distance > _REACH * (1 + 1e-9)
    full, part = ("━" * (half - 1), 0) if far else ("━" * (halves // 2), halves % 2)
    if flip.upwards:
        return " " * half + "│" + (full + ("▶" if far else "╸" * part)).ljust(half)
    return (("◀" if far else "╺" * part) + full).rjust(half) + "│" + " " * half


def _name(parameter: Parameter, width: int) -> str:
    title = parameter.title
    if len(title) > width:
        for long, short in _SHORT:
            title = title.replace(long, short, 1)
    return title

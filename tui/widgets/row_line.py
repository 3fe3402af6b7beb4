"""How one parameter row is written."""

from __future__ import annotations

from dataclasses import dataclass

from engine.scenarios.parameters import Parameter
from tui.state.panels import PANEL_OF
from tui.widgets.line_editor import LineEditor
from tui.widgets.lines import Line, fitted, right

_SHORT_UNITS = {"tokens": "tok", "$/Mtok": "$/Mt", "attempts": "att.", "calls": "", "tokens/s": "t/s"}
"""Units as rows write them; a line of help has them in full."""

_VALUE, _UNIT, _SYMBOL = 9, 4, 5
_WIDE_ENOUGH_FOR_SYMBOLS = 38


@dataclass(frozen=True)
class RowState:
    """Everything that a row's line depends on.

    Attributes:
        parameter: Its parameter.
        text: Its value as shown.
        left_out: Whether it has none, and the text says what that means.
        changed: Whether it differs from the saved value.
        ranged: Whether a range is known of it.
        unpublished: Whether it differs from the published assumption.
        plotted: Whether the curves are plotted against it.
        style: ``focus``, ``blurred`` (in focus while a view has the keys) or ``text``.
        editor: What is being typed, if anything.
        problem: Whether what is typed is no value.
    """

    parameter: Parameter
    text: str
    left_out: bool = False
    changed: bool = False
    ranged: bool = False
    unpublished: bool = False
    plotted: bool = False
    style: str = "text"
    editor: LineEditor | None = None
    problem: bool = False


def row_line(row: RowState, width: int) -> Line:
    """A row: a caret (``x`` on the one plotted against), label, symbol if there is room, value, ``±``, unit, marks."""
    in_focus = row.style != "text"
    caret = "▸" if in_focus else "x" if row.plotted else " "
    panel = PANEL_OF[row.parameter.key]
    label_width = max(width - 1 - 1 - _VALUE - 1 - _UNIT - 2, 4)
    symbol = ""
    if width >= _WIDE_ENOUGH_FOR_SYMBOLS:
        label_width -= _SYMBOL + 1
        symbol = " " + fitted(panel.symbol(row.parameter), _SYMBOL)
    label = caret + fitted(panel.label(row.parameter), label_width)
    label_style, symbol_style = (row.style, row.style) if in_focus else ("text", "dim")
    marks = (("*" if row.changed else " ", "changed"), ("≠" if row.unpublished else " ", "b"))
    if row.editor is not None:
        room = _VALUE + 1 + _UNIT
        return ((label, label_style), (symbol, label_style), (" ", label_style), *_typed(row, room), *marks)
    value_style = row.style if in_focus else "changed" if row.changed else "strong"
    unit = "" if row.left_out else _SHORT_UNITS.get(row.parameter.kind.unit, row.parameter.kind.unit)
    return (
        (label, label_style),
        (symbol, symbol_style),
        (" " + right(row.text, _VALUE) + ("±" if row.ranged else " "), value_style),
        (fitted(unit, _UNIT), row.style if in_focus else "dim"),
        *marks,
    )


def _typed(row: RowState, width: int) -> Line:
    """The text being typed, its end kept in view, with a cursor that does not blink."""
    editor = row.editor or LineEditor()
    first = max(editor.cursor - width + 1, 0)
    shown = (
        fitted(editor.text[first : first + width], width)
        if len(editor.text) <= width
        else editor.text[first:][:width].ljust(width)
    )
    at = editor.cursor - first
    style = "problem" if row.problem else "edit"
    if editor.selected:
        return ((shown[:at], "tab"), (shown[at:], style))
    return ((shown[:at], style), (shown[at : at + 1], "tab"), (shown[at + 1 :], style))

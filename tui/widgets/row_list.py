"""How all parameter rows are drawn: which are in view, under which heading, with a bar beside them."""

from __future__ import annotations

from collections.abc import Iterable
from operator import is_

from engine.scenarios.parameters import Parameter
from engine.scenarios.scenario import Scenario
from tui.state.panels import PANEL_OF, Panel, panel_lines
from tui.state.session import Session
from tui.state.snapshot import Snapshot
from tui.widgets.line_editor import LineEditor
from tui.widgets.lines import Line, Lines, fitted
from tui.widgets.row_line import RowState, row_line


class RowList(Lines):
    """The rows of every panel; one of them is in focus. What keys do to them is in ``tui.widgets.rows``."""

    def __init__(self, session: Session, widget_id: str | None = None) -> None:
        super().__init__(widget_id)
        self._session = session
        self._editor: LineEditor | None = None
        self._top = 0
        self._shown: list[Panel | Parameter] = []
        self._kept: dict[str, tuple[tuple[object, ...], Line]] = {}
        self.model_names: dict[str, str] = {}
        """What the headings of the models' panels add: by section."""

    def build(self, width: int, height: int) -> Iterable[Line]:
        """The lines in view; the heading of the topmost row stays in sight."""
        snapshot = self._session.snapshot
        every = panel_lines(snapshot.folded)
        self._keep_in_sight([line.key for line in every], snapshot, height)
        inner = width - 1
        self._shown = shown = every[self._top : self._top + height]
        if shown and isinstance(shown[0], Parameter):
            shown[0] = PANEL_OF[shown[0].key]
        lines = [
            self._heading(line, snapshot, inner) if isinstance(line, Panel) else self._row(line, snapshot, inner)
            for line in shown
        ]
        bar = self._scroll_bar(len(every), height) if len(every) > height else ["│"] * height
        empty = (" " * inner, "text")
        return [(*(lines[y] if y < len(lines) else (empty,)), (bar[y], "dim")) for y in range(height)]

    def _keep_in_sight(self, lines: list[str], snapshot: Snapshot, height: int) -> None:
        line = last = lines.index(snapshot.focus)
        if snapshot.focus in snapshot.opened:
            last += len(PANEL_OF[snapshot.focus].parameters)
        # One line above is kept free for the heading, and one below to show that there is more.
        highest, lowest = max(line - 1, 0), last - height + (2 if last + 1 < len(lines) else 1)
        self._top = min(max(self._top, lowest, 0), highest, max(len(lines) - height, 0))

    def _scroll_bar(self, lines: int, height: int) -> list[str]:
        first = round(self._top * height / lines)
        size = max(round(height * height / lines), 1)
        return ["┃" if first <= y < first + size else "│" for y in range(height)]

    def _heading(self, panel: Panel, snapshot: Snapshot, width: int) -> Line:
        if panel.key in snapshot.silent or panel.key == snapshot.focus:
            return self._fold(panel, snapshot, width)
        name = self.model_names.get(panel.key, "")
        title, name = fitted(panel.title, min(len(panel.title), width)), f" {name}" if name else ""
        rest = max(width - len(title), 0)
        name = fitted(name, min(len(name), max(rest - 2, 0))) if name.isascii() else fitted(name, max(rest - 2, 0))
        return ((title, "heading"), (name, "strong"), (" " + "─" * max(rest - len(name) - 1, 0), "dim"))

    def _fold(self, panel: Panel, snapshot: Snapshot, width: int) -> Line:
        """A heading that keys lead to: ``+`` opens, ``-`` folds; folded, it says how many rows there are."""
        folded, in_focus = panel.key in snapshot.folded, panel.key == snapshot.focus
        mark = "▸" if in_focus else "+" if folded else "-"
        count = f" {panel.count} " if folded else " "
        title = mark + fitted(panel.title, min(len(panel.title), max(width - 1 - len(count), 0))) + " "
        rule = "─" * max(width - len(title) - len(count), 0)
        style = self._style_in_focus if in_focus else "dim" if folded else "heading"
        return ((title, style), (rule + count, style if in_focus else "dim"))

    @property
    def _style_in_focus(self) -> str:
        return "focus" if self.has_focus else "blurred"

    def _row(self, parameter: Parameter, snapshot: Snapshot, width: int) -> Line:
        key, editing = parameter.key, snapshot.editing
        style = self._style_in_focus if key == snapshot.focus else "text"
        plain = style == "text" and not parameter.linked
        # All of them are immutable: as long as they are the same objects, so is the line.
        state = (*_held(snapshot.scenario, parameter), *_held(snapshot.saved, parameter), key == snapshot.axis, width)
        if plain and (kept := self._kept.get(key)) is not None and all(map(is_, kept[0], state)):
            return kept[1]
        typed = editing is not None and editing.key == key
        known = snapshot.known(key)
        line = row_line(
            RowState(
                parameter,
                snapshot.text(key),
                snapshot.value(key) is None,
                snapshot.changed(key),
                known is not None and known.ends is not None,
                snapshot.unpublished(key),
                key == snapshot.axis,
                style,
                self._editor if typed else None,
                typed and snapshot.stale,
            ),
            width,
        )
        if plain:
            self._kept[key] = (state, line)
        return line


def _held(scenario: Scenario, parameter: Parameter) -> tuple[object, object]:
    """What a row shows of a scenario: the section with its value, and what is known of that."""
    return getattr(scenario, parameter.section, None), scenario.evidence.get(parameter.key)

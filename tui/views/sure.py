"""How sure: how likely the verdict holds in what the ranges allow, and what is worth measuring."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.app import ComposeResult

from engine.confidence import Confidence
from engine.scenarios.registry import ranged
from engine.scenarios.strategies import A, B
from tui.answers.deadline import Deadline
from tui.plot.canvas import PlotCanvas
from tui.state.snapshot import Snapshot
from tui.terminal.abilities import ascii_only
from tui.views.scrolling import barred, scroll_bar, top_line
from tui.views.sure_text import NOTHING, Columns, about, chart, header, summary, worth_line
from tui.views.view import View
from tui.views.wheel import Wheel
from tui.widgets.lines import Line, Lines, wrapped

_HEIGHT_FOR_DETAIL = 7


class HowSure(Wheel, View, can_focus=True):
    """Figures above, the distribution of the saving, and below what is worth measuring, the most first."""

    ENTRY = "sure"

    DEFAULT_CSS = """
    HowSure { layout: vertical; }
    HowSure SureText { height: 3; width: 1fr; }
    HowSure WorthList { height: 1fr; min-height: 4; max-height: 20; width: 1fr; }
    HowSure.-nothing SureText { height: 1fr; }
    HowSure.-nothing PlotCanvas, HowSure.-nothing WorthList { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._asked: Confidence | None = None
        self._found: Confidence | None = None
        self._chosen = ""
        self._text = SureText()
        self._canvas = PlotCanvas(ascii_only=ascii_only())
        self._list = WorthList()
        self._deadline: Deadline[Confidence, Confidence] = Deadline(_whole, self._take, self.call_later)

    def compose(self) -> ComposeResult:
        """Figures, chart, list."""
        yield self._text
        yield self._canvas
        yield self._list

    @property
    def shown(self) -> list[str]:
        """The lines in view but for the chart's, without styles: for tests."""
        return [*self._text.plain, *self._list.plain]

    @property
    def chart_shown(self) -> PlotCanvas:
        """The canvas: for tests."""
        return self._canvas

    @property
    def cursor(self) -> str:
        """The number of the line under the cursor: the one most worth measuring, until the cursor is moved."""
        keys = self._keys
        return self._chosen if self._chosen in keys else keys[0] if keys else ""

    @property
    def _keys(self) -> list[str]:
        return list(self._found.worth_measuring) if self._found is not None else []

    def _listed(self) -> list[str]:
        """The numbers of the list; said if there are none."""
        if not (keys := self._keys):
            self.post_message(self.Say("No number has a range; type one on its row, such as ±20%"))
        return keys

    def show(self, snapshot: Snapshot) -> None:
        """Draw how sure the verdict in force is."""
        self._snapshot = snapshot
        if snapshot.sure is not self._asked:
            self._asked = snapshot.sure
            if snapshot.sure is None:
                self._deadline.forget()
                self._found = None
            else:
                self._found = self._deadline.ask(snapshot.sure) or self._found
        self._draw()

    def _take(self, _asked: Confidence, found: Confidence) -> None:
        self._found = found
        self._draw()

    def _draw(self) -> None:
        snapshot, found = self._snapshot, self._found
        if snapshot is None:
            return
        self.set_class(found is None, "-nothing")
        quiet = snapshot.stale or snapshot.unsure or found is not snapshot.sure
        self._text.draw(found, waits=bool(ranged(snapshot.scenario)), quiet=quiet)
        self._list.draw(snapshot, found, self.cursor, quiet=quiet, active=self.has_focus)
        if found is not None:
            self._canvas.chart = chart(found, _saving(snapshot), quiet=quiet)

    def watch_has_focus(self, _has_focus: bool) -> None:  # noqa: FBT001  Textual calls it so
        """The cursor shows whether it has the keys."""
        super().watch_has_focus(_has_focus)
        self._draw()

    # Keys

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        if keys := self._listed():
            self._chosen = keys[min(max(keys.index(self.cursor) + by, 0), len(keys) - 1)]
            self._draw()

    def action_move_to(self, index: int) -> None:
        """Move to the first or the last line."""
        self.action_move(-len(self._keys) if index == 0 else len(self._keys))

    def action_go(self) -> None:
        """Go to the row."""
        if self._listed():
            self.post_message(self.GoTo(self.cursor))

    # Mouse

    def on_click(self, event: events.Click) -> None:
        """A click on a line of the list moves the cursor; one on the cursor's goes to the row."""
        if event.widget is not self._list or not (key := self._list.key_at(event.y)):
            return
        if key == self.cursor:
            self.action_go()
        else:
            self._chosen = key
            self._draw()


def _whole(sure: Confidence) -> Confidence:
    """With what only this view shows worked out."""
    _ = sure.worth_measuring, sure.cheapest, sure.flips
    return sure


def _saving(snapshot: Snapshot) -> float:
    """What A saves of B's cost, or B of A's below zero."""
    verdict = snapshot.outcome.verdict
    return {A.key: 1.0, B.key: -1.0}.get(verdict.cheaper, 0.0) * verdict.saving


class SureText(Lines):
    """Three lines of figures; without ranges, how to type one."""

    def __init__(self) -> None:
        super().__init__()
        self._sure: Confidence | None = None
        self._waits = False
        self._quiet = False

    def draw(self, sure: Confidence | None, *, waits: bool, quiet: bool) -> None:
        """Show these figures."""
        self._sure, self._waits, self._quiet = sure, waits, quiet
        self.rebuild()

    def build(self, width: int, height: int) -> Iterable[Line]:
        """The lines."""
        if self._sure is None:
            return [((part, "dim"),) for part in wrapped("Working it out …" if self._waits else NOTHING, width, height)]
        styles = ("dim",) * 3 if self._quiet else ("strong", "text", "text")
        return [((text, style),) for text, style in zip(summary(self._sure, width), styles, strict=True)]


class WorthList(Lines):
    """What measuring each number is worth, and the sentence of the one under the cursor."""

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._sure: Confidence | None = None
        self._cursor = ""
        self._quiet = False
        self._active = False
        self._top = 0
        self._in_view: list[str] = []

    def draw(self, snapshot: Snapshot, sure: Confidence | None, cursor: str, *, quiet: bool, active: bool) -> None:
        """Show a list with the cursor on a number."""
        self._snapshot, self._sure, self._cursor, self._quiet, self._active = snapshot, sure, cursor, quiet, active
        self.rebuild()

    def key_at(self, y: int) -> str:
        """The number of a line; empty if it has none."""
        return self._in_view[y - 1] if 1 <= y <= len(self._in_view) else ""

    def build(self, width: int, height: int) -> Iterable[Line]:
        """Heading, the part of the list in view, the sentence."""
        snapshot, sure = self._snapshot, self._sure
        if snapshot is None or sure is None:
            return []
        known = snapshot.scenario.evidence
        columns = Columns.of(width - 2)
        keys = list(sure.worth_measuring)
        sentence = about(self._cursor, known.get(self._cursor), sure)
        detail = wrapped(sentence, width, 2) if height >= _HEIGHT_FOR_DETAIL else []
        room = max(height - 1 - len(detail), 1)
        self._top = top_line(self._top, keys.index(self._cursor), room, len(keys))
        self._in_view = keys[self._top : self._top + room]
        lines = [header(columns, sure)]
        for key, bar in zip(self._in_view, scroll_bar(self._top, room, len(keys)), strict=False):
            under = self._active and key == self._cursor
            style = "dim" if self._quiet else "focus" if under else "blurred" if key == snapshot.focus else "text"
            line = worth_line(key, known.get(key), sure, columns, "▸" if under else " ", style)
            lines.append(barred(line, width, bar))
        return [*lines, *([()] if len(lines) <= room else []), *(((part, "dim"),) for part in detail)]

"""Pinned scenarios and the one in force side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult

from presets.files.text import plain_text
from tui.answers.deadline import Deadline
from tui.reports.comparison import Entry, Part, comparison
from tui.state.snapshot import Pin, Snapshot
from tui.views.scrolling import barred, scroll_bar
from tui.views.view import View
from tui.views.wheel import Wheel
from tui.widgets.lines import Line, Lines, Span, fitted, right, wrapped

_EVERYTHING = 1000
_PAGE = 5


@dataclass(frozen=True)
class Layout:
    """Widths of the columns.

    Attributes:
        label: What a line shows.
        column: One scenario.
    """

    label: int
    column: int

    @classmethod
    def of(cls, width: int, columns: int, widest: int) -> Layout:
        """Columns as wide as what they hold, if all of them have room then; else narrower, down to a least width.

        Args:
            width: The cells there are.
            columns: How many scenarios are compared.
            widest: The longest text of a scenario.
        """
        label, least = (26, 14) if width >= 100 else (20, 13) if width >= 60 else (16, 9)
        return cls(label, min(max((width - label) // columns, least), max(widest + _GAP, least)))


_GAP = 3
"""Cells between two columns, a mark's included."""


class Compare(Wheel, View, can_focus=True):
    """A table with a column for each scenario; one of the pins is chosen, to be swapped in or removed."""

    ENTRY = "compare"

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._table = ComparisonTable()
        self.chosen = 0
        """The index of the pin that the keys are about."""

    def compose(self) -> ComposeResult:
        """The table."""
        yield self._table

    @property
    def shown(self) -> list[str]:
        """The lines in view, without styles: for tests."""
        return self._table.plain

    def show(self, snapshot: Snapshot) -> None:
        """Draw the table of the scenario in force and the pins."""
        before, self._snapshot = self._snapshot, snapshot
        if before is not None and len(snapshot.pins) > len(before.pins):
            # The newest pin is what the keys are about.
            self.chosen = len(snapshot.pins) - 1
        self.chosen = min(self.chosen, max(len(snapshot.pins) - 1, 0))
        self._draw()

    def _draw(self) -> None:
        if self._snapshot is not None:
            self._table.draw(self._snapshot, self.chosen, active=self.has_focus)

    def watch_has_focus(self, _has_focus: bool) -> None:  # noqa: FBT001  Textual calls it so
        """The cursor shows whether it has the keys."""
        super().watch_has_focus(_has_focus)
        self._draw()

    # Keys

    def _pinned(self) -> tuple[Pin, ...]:
        """What is pinned; said if nothing is."""
        pins = self._snapshot.pins if self._snapshot else ()
        if not pins:
            self.post_message(self.Say("Nothing is pinned; p puts the present scenario aside"))
        return pins

    def action_choose(self, by: int) -> None:
        """Choose another pin."""
        if pins := self._pinned():
            before, self.chosen = self.chosen, min(max(self.chosen + by, 0), len(pins) - 1)
            if self.chosen == before:
                self.post_message(self.Say(f"There is no pin beside {self.chosen + 1}"))
            self._draw()

    def action_move(self, by: int) -> None:
        """Show other lines."""
        if self._pinned() and not self._table.scroll_lines(by):
            self.post_message(self.Say("There are no lines beyond those in view"))

    def action_page(self, by: int) -> None:
        """Show other lines, most of a page further."""
        self._table.scroll_lines(by * max(self.size.height - 4, _PAGE))

    def action_move_to(self, index: int) -> None:
        """Show the first or the last lines."""
        self._table.scroll_lines(-_EVERYTHING if index == 0 else _EVERYTHING)

    def action_swap(self) -> None:
        """Work on the chosen pin; the scenario in force takes its place."""
        if self._pinned():
            self.post_message(self.TakePin(self.chosen))

    def action_remove(self) -> None:
        """Remove the chosen pin."""
        if self._pinned():
            self.post_message(self.Unpin(self.chosen))

    # Mouse

    def on_click(self, event: events.Click) -> None:
        """A click chooses a column."""
        index = self._table.pin_at(event.x)
        if index is not None:
            self.chosen = index
            self._draw()


class ComparisonTable(Lines):
    """The table's lines. The scenario in force keeps its place at the left; pins without room are counted."""

    DEFAULT_CSS = "ComparisonTable { width: 1fr; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._asked: Snapshot | None = None
        self._compared: Snapshot | None = None
        self._deadline: Deadline[Snapshot, list[Entry]] = Deadline(_compared, self._take, self.call_later)
        self._entries: list[Entry] = []
        self._widest = 0
        self._chosen = 0
        self._active = False
        self._top = 0
        self._first_pin = 0
        self._places: list[tuple[int, int, int]] = []

    def draw(self, snapshot: Snapshot, chosen: int, *, active: bool) -> None:
        """Draw a snapshot with one of the pins chosen."""
        self._snapshot, self._chosen, self._active = snapshot, chosen, active
        if self._asked is None or _about(snapshot) != _about(self._asked):
            self._asked = snapshot
            entries = self._deadline.ask(snapshot)
            if entries is not None:
                self._keep(snapshot, entries)
        self.rebuild()

    def _take(self, snapshot: Snapshot, entries: list[Entry]) -> None:
        self._keep(snapshot, entries)
        self.rebuild()

    def _keep(self, snapshot: Snapshot, entries: list[Entry]) -> None:
        self._compared, self._entries = snapshot, entries
        names = [plain_text(one.name) for one in (snapshot.scenario, *(pin.scenario for pin in snapshot.pins))]
        self._widest = max(map(cell_len, (*names, *(cell for entry in entries for cell in entry.cells))))

    def scroll_lines(self, by: int) -> bool:
        """Move the part in view; whether it moved."""
        before = self._top
        self._top += by
        self.rebuild()
        return self._top != before

    def pin_at(self, x: int) -> int | None:
        """The pin whose column is at a place."""
        return next((pin for first, end, pin in self._places if first <= x < end), None)

    def build(self, width: int, height: int) -> Iterable[Line]:
        """Headings, then the entries in view, then what the keys are about."""
        snapshot = self._snapshot
        if snapshot is None:
            return []
        if not snapshot.pins:
            return _explained(width)
        if self._compared is None or not self._compared.pins:
            return [(("Working it out …", "dim"),)]
        if self._compared is not self._asked:
            # What is shown is still about the state before.
            snapshot = replace(self._compared, pending=True)
        self._chosen = min(self._chosen, len(snapshot.pins) - 1)
        layout = Layout.of(width - 1, len(snapshot.pins) + 1, self._widest)
        pins = self._in_view(len(snapshot.pins), max((width - 1 - layout.label) // layout.column - 1, 1))
        first = layout.label + layout.column
        self._places = [(first + i * layout.column, first + (i + 1) * layout.column, pin) for i, pin in enumerate(pins)]
        lines = list(self._headers(snapshot, pins, layout))
        room = max(height - len(lines) - 1, 1)
        self._top = min(max(self._top, 0), max(len(self._entries) - room, 0))
        bars = scroll_bar(self._top, room, len(self._entries))
        for y, entry in enumerate(self._entries[self._top : self._top + room]):
            lines.append(barred(self._line(entry, pins, layout, width, stale=snapshot.stale), width, bars[y]))
        lines += [()] * (height - 1 - len(lines))
        label = plain_text(snapshot.pin_label(snapshot.pins[self._chosen]))
        return [*lines, ((fitted(f"pin {self._chosen + 1}: {label}", width), "dim"),)]

    def _in_view(self, count: int, room: int) -> list[int]:
        self._first_pin = min(max(self._first_pin, self._chosen - room + 1, 0), self._chosen, max(count - room, 0))
        return list(range(self._first_pin, min(self._first_pin + room, count)))

    def _headers(self, snapshot: Snapshot, pins: list[int], layout: Layout) -> Iterable[Line]:
        """Numbers of the pins; the scenarios' names below them, where they are not all the same."""
        hidden = len(snapshot.pins) - len(pins)
        more = f"{hidden} more: ←→" if hidden else ""
        titles: list[Span] = [(fitted(more, layout.label), "dim"), (_cell("now ", layout.column), "strong")]
        names: list[Span] = [
            (" " * layout.label, "dim"),
            (_cell(f"{plain_text(snapshot.scenario.name)} ", layout.column), "dim"),
        ]
        for pin in pins:
            chosen = pin == self._chosen
            style = ("focus" if self._active else "edit") if chosen else "strong"
            text = f"{'▸' if chosen else ''}pin {pin + 1}"
            titles += [(" " * (layout.column - len(text) - 1), "text"), (text, style), (" ", "text")]
            names.append((_cell(f"{plain_text(snapshot.pins[pin].scenario.name)} ", layout.column), "dim"))
        alike = {pin.scenario.name for pin in snapshot.pins} == {snapshot.scenario.name}
        return [tuple(titles)] if alike else [tuple(titles), tuple(names)]

    @staticmethod
    def _line(entry: Entry, pins: list[int], layout: Layout, width: int, *, stale: bool) -> Line:
        if entry.part is Part.HEADING:
            return ((f"{entry.label} ", "dim"), ("─" * max(width - len(entry.label) - 3, 0), "dim"))
        quiet = entry.part is Part.SAME or stale
        name = ("≠" if entry.part is Part.DIFFERENT else " ") + entry.label
        spans: list[Span] = [(fitted(name, layout.label), "dim" if quiet else "text")]
        shown = (0, *(pin + 1 for pin in pins))
        cramped = entry.narrow and any(cell_len(entry.cells[column]) > layout.column - 2 for column in shown)
        texts = entry.narrow if cramped else entry.cells
        for column in shown:
            mark = entry.marks[column]
            style = "dim" if quiet else {"✓": "good", "◂": "good", "≠": "changed"}.get(mark, "text")
            spans.append((_cell(texts[column] + mark, layout.column), style))
        return tuple(spans)


def _about(snapshot: Snapshot) -> tuple[object, ...]:
    """What the comparison depends on."""
    return snapshot.outcome, snapshot.pins, snapshot.axis


def _compared(snapshot: Snapshot) -> list[Entry]:
    return comparison(snapshot) if snapshot.pins else []


def _cell(text: str, width: int) -> str:
    """At the right end of a column, one space before it at least."""
    return " " + right(text, width - 1)


def _explained(width: int) -> list[Line]:
    sentences = (
        "Nothing is pinned yet.",
        "p puts the scenario aside as it is now; then change something and see both here, side by side.",
    )
    return [
        ((part, "text" if i == 0 else "dim"),) for i, sentence in enumerate(sentences) for part in wrapped(sentence, width, 4)
    ]

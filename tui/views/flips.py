"""What flips it: for every parameter how far its crossover is, nearest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from textual import events
from textual.app import ComposeResult

from engine.scenarios.notation import show
from engine.scenarios.registry import find
from engine.scenarios.strategies import TIE, A, B
from engine.verdict import WINNERS
from tui.answers.deadline import Deadline
from tui.reports.ranking import Flip, Ranking, Steady, ranking
from tui.state.snapshot import Snapshot
from tui.views.flip_lines import Columns, flip_line, header, steady_line
from tui.views.scrolling import barred, scroll_bar, top_line
from tui.views.view import View
from tui.views.wheel import Wheel
from tui.widgets.lines import Line, Lines, fitted, wrapped

_HEIGHT_FOR_DETAIL = 10
_HEIGHT_FOR_HEADING = 6
_PAGE = 8


class Flips(Wheel, View, can_focus=True):
    """The list. Its cursor is on the nearest crossover until it is moved; then it stays with its parameter."""

    ENTRY = "flips"

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._ranking = Ranking()
        self._ranked: Snapshot | None = None
        self._asked: Snapshot | None = None
        self._list = FlipList()
        self._chosen = ""
        self._deadline: Deadline[Snapshot, Ranking] = Deadline(ranking, self._rank_late, self.call_later)

    def compose(self) -> ComposeResult:
        """The lines."""
        yield self._list

    @property
    def shown(self) -> list[str]:
        """The lines in view, without styles: for tests."""
        return self._list.plain

    def show(self, snapshot: Snapshot) -> None:
        """Draw the ranking of the scenario in force."""
        self._snapshot = snapshot
        self._draw()

    @property
    def working(self) -> bool:
        """Whether the ranking is not that of the scenario in force."""
        return self._ranked is not self._asked

    @property
    def cursor(self) -> str:
        """The parameter of the line under the cursor; empty if there is no line."""
        keys = self._ranking.keys
        return self._chosen if self._chosen in keys else keys[0] if keys else ""

    def _draw(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        if self._asked is None or _about(snapshot) != _about(self._asked):
            self._asked = snapshot
            found = self._deadline.ask(snapshot)
            if found is not None:
                self._ranked, self._ranking = snapshot, found
        if self._ranked is None:
            self._list.wait()
            return
        if self._ranked is not self._asked:
            # What is drawn is still about the state before.
            snapshot = replace(self._ranked, focus=snapshot.focus, pending=True)
        self._list.draw(snapshot, self._ranking, self.cursor, active=self.has_focus)

    def _rank_late(self, snapshot: Snapshot, found: Ranking) -> None:
        self._ranked, self._ranking = snapshot, found
        self._draw()

    def watch_has_focus(self, _has_focus: bool) -> None:  # noqa: FBT001  Textual calls it so
        """The cursor shows whether it has the keys."""
        super().watch_has_focus(_has_focus)
        self._draw()

    # Keys

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        keys = self._ranking.keys
        if keys:
            self._move_to(min(max(keys.index(self.cursor) + by, 0), len(keys) - 1))

    def action_page(self, by: int) -> None:
        """Move the cursor by most of what is in view."""
        self.action_move(by * max(self.size.height - 4, _PAGE))

    def action_move_to(self, index: int) -> None:
        """Move to the first or the last line."""
        if self._ranking.keys:
            self._move_to(index % len(self._ranking.keys))

    def _move_to(self, index: int) -> None:
        self._chosen = self._ranking.keys[index]
        self._draw()

    def action_go(self) -> None:
        """Go to the row."""
        if self.cursor:
            self.post_message(self.GoTo(self.cursor))

    def action_flip(self) -> None:
        """Set the parameter to its crossover; from one to the next if it has several."""
        target = self._ranked.next_crossover(self.cursor) if self._ranked and self.cursor else None
        if target is not None and self._ranked is not None and target == self._ranked.value(self.cursor):
            self.post_message(self.Say(f"{find(self.cursor).title} is at its only crossover already"))
        elif target is not None:
            # The order will be another one.
            self._chosen = self.cursor
            self.post_message(self.Assign({self.cursor: target}))
        elif steady := next((one for one in self._ranking.steady if one.key == self.cursor), None):
            self.post_message(self.Say(steady.sentence))

    def action_plot(self) -> None:
        """Plot the curves against the parameter."""
        if self.cursor:
            self.post_message(self.PlotAgainst(self.cursor))

    # Mouse

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; one on its line goes to the row."""
        key = self._list.key_at(event.y)
        if not key:
            return
        if key == self.cursor:
            self.action_go()
        else:
            self._move_to(self._ranking.keys.index(key))


def _about(snapshot: Snapshot) -> tuple[object, object]:
    """What the ranking depends on."""
    return snapshot.outcome, snapshot.saved


class FlipList(Lines):
    """The lines of the list: what they mean, the parameters, and the sentence of the one under the cursor."""

    DEFAULT_CSS = "FlipList { width: 1fr; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._ranking = Ranking()
        self._cursor = ""
        self._active = False
        self._top = 0
        self._first = 0
        self._keys: list[str] = []

    def draw(self, snapshot: Snapshot, found: Ranking, cursor: str, *, active: bool) -> None:
        """Draw a ranking with the cursor on a parameter."""
        self._snapshot, self._ranking, self._cursor, self._active = snapshot, found, cursor, active
        self.rebuild()

    def wait(self) -> None:
        """There is no ranking yet."""
        self.rebuild()

    def key_at(self, y: int) -> str:
        """The parameter of a line of the screen; empty if it has none."""
        index = y - self._first
        return self._keys[index] if 0 <= index < len(self._keys) else ""

    def build(self, width: int, height: int) -> Iterable[Line]:
        """Heading, the part of the list in view, and the sentence of the line under the cursor."""
        snapshot = self._snapshot
        if snapshot is None:
            return [(("Working it out …", "dim"),)]
        sentence = self._sentence()
        detail = wrapped(sentence, width, 2) if height >= _HEIGHT_FOR_DETAIL else []
        inner = width - 1
        columns = Columns.of(inner - 1)
        top: list[Line] = [header(columns)]
        if height >= _HEIGHT_FOR_HEADING:
            top.insert(0, ((fitted(heading(snapshot, self._ranking, width), width), "dim" if snapshot.stale else "text"),))
        self._first = len(top)
        room = max(height - len(top) - (2 if detail else 0), 1)
        entries = self._entries()
        at = next((i for i, entry in enumerate(entries) if not isinstance(entry, str) and entry.key == self._cursor), 0)
        self._top = top_line(self._top, at, room, len(entries))
        in_view = entries[self._top : self._top + room]
        self._keys = ["" if isinstance(entry, str) else entry.key for entry in in_view]
        bars = scroll_bar(self._top, room, len(entries))
        lines: list[Line] = [barred(self._line(entry, columns, inner), width, bars[y]) for y, entry in enumerate(in_view)]
        return [*top, *lines, *([()] if len(lines) < room else []), *(((part, "dim"),) for part in detail)]

    def _entries(self) -> list[Flip | Steady | str]:
        found = self._ranking
        gap = [f"No crossover along these {len(found.steady)}"] if found.steady else []
        return [*found.flips, *gap, *found.steady]

    def _sentence(self) -> str:
        entries: list[Flip | Steady] = [*self._ranking.flips, *self._ranking.steady]
        entry = next((entry for entry in entries if entry.key == self._cursor), None)
        if entry is None or self._snapshot is None:
            return ""
        if isinstance(entry, Flip) and entry.others:
            crossings = self._snapshot.crossings(entry.key)
            every = ", ".join(show(find(entry.key), point.value) for point in crossings.points) if crossings else ""
            return f"{entry.sentence}; all crossovers: {every}"
        return entry.sentence

    def _line(self, entry: Flip | Steady | str, columns: Columns, width: int) -> Line:
        if isinstance(entry, str):
            return ((f" {entry} ", "dim"), ("─" * max(width - len(entry) - 2, 0), "dim"))
        under = self._active and entry.key == self._cursor
        in_focus = self._snapshot is not None and entry.key == self._snapshot.focus
        caret = "▸" if under else " "
        style = "focus" if under else "blurred" if in_focus else "text"
        if self._snapshot is not None and self._snapshot.stale:
            style = "dim"
        if isinstance(entry, Flip):
            return flip_line(entry, columns, caret, style)
        return steady_line(entry, columns, width, caret, "dim" if style == "text" else style)


def heading(snapshot: Snapshot, found: Ranking, width: int) -> str:
    """What the list says, in one line: the longest sentence that fits."""
    cheaper = snapshot.outcome.verdict.cheaper
    if cheaper == TIE:
        sentences = [
            "Both cost the same now; beside each bar, who is cheaper below and above",
            "A tie: who is cheaper below and above",
        ]
    elif not found.flips:
        sentences = [
            f"Nothing flips it: {WINNERS[cheaper]} wins along every parameter",
            f"Nothing flips it: {WINNERS[cheaper]} wins",
        ]
    else:
        now, other, count = WINNERS[cheaper], WINNERS[B.key if cheaper == A.key else A.key], len(found.flips)
        sentences = [
            f"{now.capitalize()} is cheaper now; each of these {count} alone flips it to {other}, nearest first",
            f"{now.capitalize()} now; each of these {count} flips it to {other}",
            f"{now} now; flips to {other} at:",
        ]
    return next((sentence for sentence in sentences if len(sentence) <= width), sentences[-1])

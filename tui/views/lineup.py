"""All strategies on the same inputs, cheapest first."""

from __future__ import annotations

import math
from collections.abc import Iterable

from textual.app import ComposeResult

from engine.attempts.finished import MEANING
from engine.contenders.contender import Contender
from engine.lineup import CAVEAT, Lineup, lineup
from engine.scenarios.scenario import Scenario
from tui.answers.deadline import Deadline
from tui.state.snapshot import Snapshot
from tui.views.lineup_lines import Columns, about, header, line
from tui.views.list_view import CursorList, ListView
from tui.views.scrolling import barred, scroll_bar, top_line
from tui.widgets.lines import Line, fitted, wrapped

_SHORT_CAVEAT = "≈ flattering: takes attempts as independent"


class LineUp(ListView, can_focus=True):
    """A ranking; the line under the cursor is explained."""

    ENTRY = "lineup"

    _list: LineupList

    def __init__(self) -> None:
        super().__init__()
        self._list = LineupList()

    def compose(self) -> ComposeResult:
        """The lines."""
        yield self._list

    def show(self, snapshot: Snapshot) -> None:
        """Draw the line-up of the scenario in force."""
        self._list.draw(snapshot, active=self.has_focus)

    def action_go(self) -> None:
        """Go to the row that governs the strategy under the cursor."""
        under = self._list.under_cursor
        if under is not None and under.idea.row:
            self.post_message(self.GoTo(under.idea.row))
        elif under is not None:
            self.post_message(self.Say(f"No row governs {under.name} alone: it follows from all of them"))


class LineupList(CursorList):
    """The lines, worked out once per paint."""

    DEFAULT_CSS = "LineupList { width: 1fr; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._found: Lineup | None = None
        self._asked: Scenario | None = None
        self._deadline: Deadline[Scenario, Lineup] = Deadline(lineup, self._take, self.call_later)
        self._top = 0
        self._key = ""

    @property
    def under_cursor(self) -> Contender | None:
        """The strategy under the cursor."""
        ranked = self._ranked
        return next((one for one in ranked if one.key == self._key), ranked[0] if ranked else None)

    @property
    def _ranked(self) -> tuple[Contender, ...]:
        return self._found.ranked if self._found else ()

    def draw(self, snapshot: Snapshot, *, active: bool) -> None:
        """Draw the line-up of a snapshot."""
        before, self._snapshot, self.active = self._snapshot, snapshot, active
        if before is None or before.scenario is not snapshot.scenario or before.stale != snapshot.stale:
            self.rebuild_soon()

    def move(self, by: int) -> None:
        """Move the cursor."""
        ranked, under = self._ranked, self.under_cursor
        if under is not None:
            self._key = ranked[min(max(ranked.index(under) + by, 0), len(ranked) - 1)].key
            self.rebuild_soon()

    def move_to_line(self, y: int) -> None:
        """Move the cursor to a line of the screen."""
        index = self._top + y - 1
        if y >= 1 and index < len(self._ranked):
            self._key = self._ranked[index].key
            self.rebuild_soon()

    def _take(self, _scenario: Scenario, found: Lineup) -> None:
        self._found = found
        self.rebuild_soon()

    def build(self, width: int, height: int) -> Iterable[Line]:
        """Heading, strategies, an explanation of the one under the cursor, the caveat."""
        if self._snapshot is None:
            return []
        scenario = self._snapshot.scenario
        if self._asked is not scenario:
            self._asked = scenario
            self._found = self._deadline.ask(scenario) or self._found
        if self._found is None:
            return [(("Working it out …", "dim"),)]
        quiet = self._snapshot.stale or self._found.scenario is not scenario
        columns = Columns.of(width - 1, self._found)
        ranked, under = self._ranked, self.under_cursor
        notes = self._notes(width, height - 1 - len(ranked))
        room = max(height - 1 - len(notes), 1)
        at = ranked.index(under) if under is not None else 0
        self._top = top_line(self._top, at, room, len(ranked))
        longest = max((one.total_cost for one in ranked if math.isfinite(one.total_cost)), default=0.0)
        lines: list[Line] = [header(columns)]
        bars = scroll_bar(self._top, room, len(ranked))
        for y, one in enumerate(ranked[self._top : self._top + room]):
            here = self.active and one is under
            style = "dim" if quiet else "focus" if here else "text"
            spans = line(one, columns, longest, "▸" if here else " ", style)
            lines.append(barred(spans, width, bars[y]))
        return [*lines, *notes]

    def _notes(self, width: int, spare: int) -> list[Line]:
        """What has to be said below the list; the caveat always, in a few words where there is little room."""
        short: Line = ((fitted(_SHORT_CAVEAT, width), "dim"),)
        under = self.under_cursor
        explained = wrapped(about(under), width, 4) if under is not None else []
        caveat = wrapped(f"≈ {CAVEAT}", width, 6)
        finished = wrapped(MEANING, width, 4)
        for paragraphs in ([explained, caveat, finished], [explained, caveat], [caveat]):
            if sum(len(part) + 1 for part in paragraphs) <= spare:
                lines: list[Line] = []
                for part in paragraphs:
                    lines += [(), *(((text, "dim"),) for text in part)]
                return lines
        return [*(((text, "dim"),) for text in explained[:2]), short] if self.active and spare >= 0 else [short]

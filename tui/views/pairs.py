"""Which two models: every pair that was measured on one benchmark, with the scenario's workflow and assumptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult

from engine.scenarios.scenario import Scenario
from presets.files.text import plain_text
from tui.answers.deadline import Deadline
from tui.answers.pairs import ORDERS, Ranking, Row, about, ranking, sources, with_sureness
from tui.plot.canvas import PlotCanvas
from tui.state.snapshot import Snapshot
from tui.terminal.abilities import ascii_only
from tui.views.list_view import CursorList, ListView
from tui.views.pairs_text import Columns, chart, header, line, notes, title, urgent
from tui.views.scrolling import barred, scroll_bar, top_line
from tui.widgets.lines import Line, wrapped

_HEIGHT_FOR_CHART = 19
_HEIGHT_FOR_DETAIL, _HEIGHT_FOR_NOTES = 8, 14
_HEAD = 2
"""Lines above the list."""


@dataclass(frozen=True, eq=False)
class Asked:
    """What is asked: which scenario, on which benchmark."""

    scenario: Scenario
    benchmark: str


class WhichTwo(ListView, can_focus=True):
    """A list of pairs, the one under the cursor explained, and below it their costs against their chances to finish."""

    ENTRY = "pairs"

    DEFAULT_CSS = """
    WhichTwo { layout: vertical; }
    WhichTwo PairsList { height: 1fr; width: 1fr; }
    WhichTwo PlotCanvas { height: 9; display: none; }
    WhichTwo.-tall PlotCanvas { display: block; }
    """

    _list: PairsList

    def __init__(self) -> None:
        super().__init__()
        self._list = PairsList(self._drawn, self.call_later)
        self._canvas = PlotCanvas(ascii_only=ascii_only())

    def compose(self) -> ComposeResult:
        """List, chart."""
        yield self._list
        yield self._canvas

    @property
    def working(self) -> bool:
        """Whether the pairs are still being worked out: what ``Enter`` takes would be another one."""
        return self._list.working

    @property
    def rows(self) -> list[Row]:
        """The pairs listed, in their order."""
        return self._list.rows

    @property
    def chart_shown(self) -> PlotCanvas:
        """The canvas: for tests."""
        return self._canvas

    def show(self, snapshot: Snapshot) -> None:
        """Draw the pairs for the scenario in force."""
        self._list.draw(snapshot, active=self.has_focus)

    def _drawn(self, found: Ranking, under: Row | None, quiet: bool) -> None:  # noqa: FBT001  as the list calls it
        self._canvas.chart = chart(found, under, quiet=quiet)

    def on_resize(self, event: events.Resize) -> None:
        """A chart where there is room."""
        self.set_class(event.size.height >= _HEIGHT_FOR_CHART, "-tall")

    # Keys

    def action_page(self, by: int) -> None:
        """Move by a page."""
        self._list.move(by * max(self._list.size.height - 4, 1))

    def action_benchmark(self, by: int) -> None:
        """Show the pairs of another benchmark."""
        self._list.turn(by)

    def action_order(self, by: int) -> None:
        """Order by another column."""
        self.post_message(self.Say(f"Pairs by {self._list.reorder(by)}, the best first"))

    def action_search(self) -> None:
        """Ask for words that the models' names must have."""
        from tui.dialogs.dialog import AskName

        hint = "Enter lists the pairs with these words in their names, nothing lists all, Esc goes back"
        self.app.push_screen(AskName("Pairs with:", self._list.text, hint, self._search, optional=True))

    def _search(self, text: str, _: bool) -> None:  # noqa: FBT001  as AskName calls it
        self._list.search(text.strip())

    def action_take(self) -> None:
        """Take the pair under the cursor into the scenario."""
        if (row := self._list.under_cursor) is not None and (found := self._list.found) is not None:
            label = f"{row.names[0]} and {row.names[1]}, quality of {plain_text(found.benchmark.name)}"
            self.post_message(self.Put(row.pairing.scenario, label))


class PairsList(CursorList):
    """The lines, worked out once per paint; how sure each is comes when it is there.

    Args:
        drawn: Is told what is drawn and which pair is under the cursor; the chart follows.
        post: The view's ``call_later``: keys that wait for an answer look whether it is there when the view gets a message.
    """

    def __init__(self, drawn: Callable[[Ranking, Row | None, bool], None], post: Callable[..., object]) -> None:
        super().__init__()
        self._drawn = drawn
        self._snapshot: Snapshot | None = None
        self._asked: Asked | None = None
        self._nothing = False
        self.found: Ranking | None = None
        """The newest answer, or nothing."""
        self._deadline: Deadline[Asked, list[Ranking]] = Deadline(_rankings, self._take, post)
        self._sureness: Deadline[Ranking, Ranking] = Deadline(with_sureness, self._take_sure, post, share=0.1)
        self._benchmark = ""
        self._order = next(iter(ORDERS))
        self.text = ""
        """Words that the models' names must have."""
        self._chosen: tuple[str, ...] = ()
        self._top = 0

    @property
    def working(self) -> bool:
        """Whether the answer is not there yet."""
        return self._deadline.busy

    @property
    def rows(self) -> list[Row]:
        """The pairs listed, in their order."""
        return self.found.ordered(self._order, self.text) if self.found is not None else []

    @property
    def under_cursor(self) -> Row | None:
        """The pair under the cursor: the first, until the cursor is moved."""
        rows = self.rows
        return next((row for row in rows if _key(row) == self._chosen), rows[0] if rows else None)

    def draw(self, snapshot: Snapshot, *, active: bool) -> None:
        """Draw the pairs for a snapshot."""
        before, self._snapshot, self.active = self._snapshot, snapshot, active
        if before is None or before.scenario is not snapshot.scenario or before.stale != snapshot.stale:
            self._ask(snapshot.scenario)

    # What keys do

    def move(self, by: int) -> None:
        """Move the cursor."""
        rows, under = self.rows, self.under_cursor
        if under is not None:
            self._choose(rows[min(max(rows.index(under) + by, 0), len(rows) - 1)])

    def move_to_line(self, y: int) -> None:
        """Move the cursor to a line of the screen."""
        index = self._top + y - _HEAD
        if y >= _HEAD and index < len(rows := self.rows):
            self._choose(rows[index])

    def _choose(self, row: Row) -> None:
        self._chosen = _key(row)
        self.rebuild_soon()

    def turn(self, by: int) -> None:
        """Go to another benchmark."""
        if self.found is not None and self._snapshot is not None:
            names = [one.id for one in self.found.benchmarks]
            self._benchmark = names[(names.index(self.found.benchmark.id) + by) % len(names)]
            self._chosen = ()
            self._ask(self._snapshot.scenario)

    def reorder(self, by: int) -> str:
        """Order by another column; which."""
        names = list(ORDERS)
        self._order = names[(names.index(self._order) + by) % len(names)]
        self.rebuild_soon()
        return self._order

    def search(self, text: str) -> None:
        """List only pairs with these words in their names."""
        self.text = text
        self.rebuild_soon()

    # The answer

    def _ask(self, scenario: Scenario) -> None:
        """Have the pairs worked out at once, not when the lines are built: keys that follow act on them."""
        asked = self._asked
        if asked is None or asked.scenario is not scenario or asked.benchmark != self._benchmark:
            self._asked = Asked(scenario, self._benchmark)
            if (found := self._deadline.ask(self._asked)) is not None:
                self._arrived(found)
        self.rebuild_soon()

    def _take(self, _asked: Asked, found: list[Ranking]) -> None:
        self._arrived(found)
        self.rebuild_soon()

    def _arrived(self, found: list[Ranking]) -> None:
        self._nothing = not found
        for one in found:
            self.found = self._sureness.ask(one) or one

    def _take_sure(self, asked: Ranking, found: Ranking) -> None:
        if self.found is asked:
            self.found = found
            self.rebuild_soon()

    # Lines

    def build(self, width: int, height: int) -> Iterable[Line]:
        """Heading, pairs, the one under the cursor in some sentences, and what the marks mean if there is room."""
        if self._snapshot is None:
            return []
        found = self.found
        if found is None:
            said = "No two models were measured on one benchmark" if self._nothing else "Working it out …"
            return [((said, "dim"),)]
        quiet = self._snapshot.stale or found.scenario is not self._snapshot.scenario
        rows, under = self.rows, self.under_cursor
        self._drawn(found, under, quiet)
        lines: list[Line] = [title(found, self._order, self.text, len(rows), width)]
        if under is None:
            return [*lines, (("No pair has all of these words; / lists others", "dim"),)]
        columns = Columns.of(width - 2, found)
        below = self._below(found, under, width, height - _HEAD - len(rows))
        room = max(height - _HEAD - len(below), 1)
        self._top = top_line(self._top, rows.index(under), room, len(rows))
        lines.append(header(columns, self._order))
        bars = scroll_bar(self._top, room, len(rows))
        for row, bar in zip(rows[self._top : self._top + room], bars, strict=False):
            here = self.active and row is under
            spans = line(row, columns, "▸" if here else " ", "dim" if quiet else "focus" if here else "text")
            lines.append(barred(spans, width, bar))
        return [*lines, *below]

    def _below(self, found: Ranking, under: Row, width: int, spare: int) -> list[Line]:
        """What is said below the list: what must be, of the pair under the cursor, and of all where there is room."""
        height = self.size.height
        if height < _HEIGHT_FOR_DETAIL:
            return []
        blank = height >= _HEIGHT_FOR_NOTES
        said = wrapped(urgent(found), width, 2)
        said += wrapped(about(under), width, max(min(height // 4, 4), spare - len(said) - blank))
        more = [part for text in notes(found) for part in wrapped(text, width, 3)]
        paragraphs = [said, more] if len(said) + len(more) + 2 <= max(spare, height // 3) else [said]
        return [((text, "dim"),) for part in paragraphs for text in ["", *part] if text or blank]


def _key(row: Row) -> tuple[str, ...]:
    return tuple(name for one in (row.pairing.strong, row.pairing.weak) for name in (one.model.id, one.measurement.id))


def _rankings(asked: Asked) -> list[Ranking]:
    found = ranking(asked.scenario, asked.benchmark, *sources())
    return [] if found is None else [found]

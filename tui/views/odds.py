"""How much one run may cost: the distributions of A and B, and the chance to stay within a budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events
from textual.app import ComposeResult

from engine.odds import Odds, odds
from engine.scenarios.notation import exact
from engine.scenarios.parameters import BUDGET, ParameterError
from engine.scenarios.scenario import Scenario
from engine.scenarios.steps import stepped
from engine.scenarios.strategies import RIVALS
from engine.scenarios.typed import Place, read
from presets.files.refusal import Refusal
from tui.answers.deadline import Deadline
from tui.answers.figures import dollars
from tui.plot.canvas import PlotCanvas
from tui.state.snapshot import Snapshot
from tui.terminal.abilities import ascii_only
from tui.views.lazy_lines import LazyLines
from tui.views.odds_text import TEXT_ROWS, chart, remark, table, usual_budget, who
from tui.views.view import View
from tui.widgets.lines import Line, fitted

_BEFORE = "Working it out; these are the odds before"
_LOW = 14


class OddsView(View, can_focus=True):
    """Numbers above, the chart below."""

    ENTRY = "odds"

    DEFAULT_CSS = f"""
    OddsView {{ layout: vertical; }}
    OddsView OddsText {{ height: {TEXT_ROWS}; width: 1fr; }}
    OddsView.-low OddsText {{ height: {TEXT_ROWS - 1}; }}
    """

    def __init__(self) -> None:
        super().__init__()
        self._text = OddsText()
        self._canvas = PlotCanvas(ascii_only=ascii_only())
        self._deadline: Deadline[Scenario, Odds] = Deadline(_odds, self._take_odds, self.call_later)
        self._asked: Scenario | None = None
        self._snapshot: Snapshot | None = None
        self._chosen: float | None = None
        self._density = False
        self.found: Odds | None = None
        """The odds shown; those of another scenario while the ones wanted are being worked out."""

    def compose(self) -> ComposeResult:
        """Text and chart."""
        yield self._text
        yield self._canvas

    def on_resize(self, event: events.Resize) -> None:
        """Where there is little room the chart needs the last line of text."""
        self.set_class(event.size.height < _LOW, "-low")

    @property
    def shown(self) -> list[str]:
        """The lines of text, without styles: for tests."""
        return self._text.plain

    @property
    def chart_shown(self) -> PlotCanvas:
        """The canvas: for tests."""
        return self._canvas

    @property
    def budget(self) -> float:
        """The budget in dollars: the one chosen, or a round one that fits."""
        if self._chosen is not None:
            return self._chosen
        return usual_budget(self.found) if self.found is not None else 1.0

    def show(self, snapshot: Snapshot) -> None:
        """Draw the odds of the scenario in force."""
        before, self._snapshot = self._snapshot, snapshot
        if before is None or before.scenario is not snapshot.scenario or before.stale != snapshot.stale:
            # The work itself waits until nothing else is to be done, so that queued keys share it.
            self._text.due(self._work)

    def _work(self) -> None:
        if self._snapshot is None:
            return
        scenario = self._snapshot.scenario
        if self._asked is not scenario:
            self._asked = scenario
            self.found = self._deadline.ask(scenario) or self.found
        self._draw()

    def _take_odds(self, _scenario: Scenario, found: Odds) -> None:
        self.found = found
        self._draw()

    def _draw(self) -> None:
        snapshot, found = self._snapshot, self.found
        if snapshot is None:
            return
        waits = found is not None and found.scenario is not snapshot.scenario
        self._text.draw(found, self.budget, waits=waits, quiet=waits or snapshot.stale)
        if found is not None:
            self._canvas.chart = chart(found, self.budget, density=self._density, quiet=waits or snapshot.stale)

    # Keys

    def action_budget(self, by: int) -> None:
        """Change the budget by steps."""
        changed = stepped(BUDGET, self.budget, by)
        self._chosen = changed if isinstance(changed, float) and changed > 0.0 else self.budget
        self._draw()

    def action_type_budget(self) -> None:
        """Ask for a budget."""
        from tui.dialogs.dialog import AskName

        hint = "Enter takes it, +10% or *2 changes it, nothing chooses a round one, Esc goes back"
        proposal = exact(BUDGET, self.budget)
        self.app.push_screen(AskName("Budget of one run in dollars:", proposal, hint, self._take, optional=True))

    def action_shape(self) -> None:
        """Switch between runs that cost no more and runs that cost about so much."""
        self._density = not self._density
        self._draw()

    def _take(self, text: str, _: bool) -> None:  # noqa: FBT001  as AskName calls it
        try:
            value = read(BUDGET, text, Place.SCREEN).value(self.budget)
        except ParameterError as error:
            raise Refusal(str(error)) from None
        self._chosen = value if isinstance(value, float) else None
        self._draw()


class OddsText(LazyLines):
    """Who is cheaper how often, and a table."""

    def __init__(self) -> None:
        super().__init__()
        self._found: Odds | None = None
        self._budget = 1.0
        self._waits = False
        self._quiet = False
        self._work: Callable[[], None] | None = None

    def due(self, work: Callable[[], None]) -> None:
        """Have something worked out before the lines are built, once for all changes until then."""
        self._work = work
        self.rebuild_soon()

    def draw(self, found: Odds | None, budget: float, *, waits: bool, quiet: bool) -> None:
        """Show these odds."""
        self._found, self._budget, self._waits, self._quiet = found, budget, waits, quiet
        self.rebuild_soon()

    def build(self, width: int, height: int) -> Iterable[Line]:
        """The lines."""
        work, self._work = self._work, None
        if work is not None:
            work()
        if self._found is None:
            return [(("Working it out …", "dim"),)]
        numbers = table(self._found, self._budget, width, quiet=self._quiet)
        rows = height - 1 - len(numbers)
        said = remark(self._found, width, max(rows, 1))
        more = "  (z: with a note)" if said and rows < 1 else ""
        first = _BEFORE if self._waits else who(self._found, width - len(more)) + more
        keys = f"budget {dollars(self._budget)}: < > change it, B types one; d shape"
        below = said or [keys if len(keys) <= width else f"budget {dollars(self._budget)}: < > B; d shape"]
        head: Line = ((fitted(first, width), "dim" if self._quiet else "strong"),)
        return [head, *numbers, *(((part, "dim"),) for part in below)]


def _odds(scenario: Scenario) -> Odds:
    return odds(scenario, strategies=RIVALS)

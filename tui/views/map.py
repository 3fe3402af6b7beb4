"""Who wins where: two parameters at once."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult

from engine.scenarios.registry import find
from engine.verdict import value_text
from tui.answers.answer import HEADLINE
from tui.state.snapshot import Snapshot
from tui.views.live_map import MapPicture
from tui.views.map_field import unfit
from tui.views.view import View

_Y = "weak.hard_fix_rate"


class Map(View, can_focus=True):
    """Shading says who wins and how much that saves; a cursor asks about other points than the present one."""

    ENTRY = "map"

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._picture = MapPicture()
        self.x_key = HEADLINE
        """The parameter of the columns."""
        self.y_key = _Y
        """The parameter of the rows."""

    def compose(self) -> ComposeResult:
        """The picture."""
        yield self._picture

    @property
    def shown(self) -> list[str]:
        """The lines in view, without styles: for tests."""
        return self._picture.plain

    def show(self, snapshot: Snapshot) -> None:
        """Draw the map around the scenario in force."""
        before, self._snapshot = self._snapshot, snapshot
        # Walking through the rows changes nothing here.
        if (
            before is None
            or before.outcome is not snapshot.outcome
            or before.stale != snapshot.stale
            or before.saved is not snapshot.saved
        ):
            self._draw()

    def _draw(self, notice: str = "") -> None:
        if self._snapshot is not None:
            self._picture.draw(self._snapshot, self.x_key, self.y_key, notice)

    # Axes

    def action_across(self) -> None:
        """Put the row in focus on the columns."""
        self._choose(across=True)

    def action_up(self) -> None:
        """Put the row in focus on the rows."""
        self._choose(across=False)

    def _choose(self, *, across: bool) -> None:
        if self._snapshot is None:
            return
        key, stays, leaves = self._snapshot.focus, *((self.y_key, self.x_key) if across else (self.x_key, self.y_key))
        if problem := unfit(key, stays):
            self._draw(problem)
            return
        # The other axis' parameter chosen: they change places.
        other = leaves if key == stays else stays
        self.x_key, self.y_key = (key, other) if across else (other, key)
        self._picture.cursor = None
        self._draw()

    # The cursor

    def action_look(self, across: int, up: int) -> None:
        """Move the cursor, which starts at the present values."""
        self._picture.look(across, up)

    def action_take(self) -> None:
        """Set both parameters to the values under the cursor."""
        if (values := self._picture.values()) is None:
            self.post_message(self.Say("Both are what they are: the arrow keys move the cursor to other values"))
            return
        self._picture.cursor = None
        label = ", ".join(f"{find(key).title} → {value_text(find(key), value)}" for key, value in values.items())
        self.post_message(self.Assign(values, label))

    def action_home(self) -> None:
        """Back to the present values."""
        self._picture.cursor = None
        self._draw()

    def on_click(self, event: events.Click) -> None:
        """A click asks about a point; a second one on it takes it."""
        if self._picture.point_at(event.x, event.y):
            self.action_take()

    def on_blur(self) -> None:
        """Without the keys there is no cursor."""
        if self._picture.cursor is not None:
            self.action_home()

"""Who wins where: two parameters at once."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.app import ComposeResult

from engine.costs import costs
from engine.notation import money
from engine.registry import assign, find
from engine.strategies import RIVALS
from engine.verdict import WINNERS, judge, value_text
from tui.snapshot import HEADLINE, Snapshot
from tui.terminal.abilities import ascii_only
from tui.views.curve_range import Range
from tui.views.lazy_lines import LazyLines
from tui.views.map_field import Axis, Field, axis_of, field, unfit
from tui.views.map_picture import ASCII, UNICODE, Frame, frame, legend, picture
from tui.views.view import View
from tui.widgets.lines import Line, fitted

_Y = "weak.hard_fix_rate"
_LEAST_COLUMNS, _LEAST_ROWS = 12, 3


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


class MapPicture(LazyLines):
    """The map's lines, calculated and drawn at most once per paint."""

    DEFAULT_CSS = "MapPicture { width: 1fr; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._keys = (HEADLINE, _Y)
        self._notice = ""
        self._ranges: dict[str, Range] = {}
        self._axes: tuple[Axis, Axis] | None = None
        self._frame = Frame(0, 0, 0)
        self._field: Field | None = None
        self._about: tuple[object, ...] = ()
        self._glyphs = ASCII if ascii_only() else UNICODE
        self.cursor: tuple[int, int] | None = None
        """Column and row of the cell asked about, from the upper left."""

    def draw(self, snapshot: Snapshot, x_key: str, y_key: str, notice: str) -> None:
        """Draw the map of a snapshot; a notice stands in the place of the legend until the next change."""
        self._snapshot, self._keys, self._notice = snapshot, (x_key, y_key), notice
        self.rebuild_soon()

    def look(self, across: int, up: int) -> None:
        """Move the cursor."""
        if self._axes is None or not self._frame.columns or not self._frame.rows:
            return
        column, row = self.cursor or _present(self._axes, self._frame)
        self.cursor = (
            min(max(column + across, 0), self._frame.columns - 1),
            min(max(row - up, 0), self._frame.rows - 1),
        )
        self._notice = ""
        self.rebuild_soon()

    def point_at(self, x: int, y: int) -> bool:
        """Put the cursor under the mouse; whether it was there already."""
        column, row = x - self._frame.left, y - 1
        if not (0 <= column < self._frame.columns and 0 <= row < self._frame.rows):
            return False
        if self.cursor == (column, row):
            return True
        self.cursor = (column, row)
        self.rebuild_soon()
        return False

    def values(self) -> dict[str, float] | None:
        """The values under the cursor by parameter; ``None`` without a cursor."""
        if self.cursor is None or self._axes is None:
            return None
        (x, y), (column, row) = self._axes, self.cursor
        across, up = x.middle(column, self._frame.columns), y.middle(self._frame.rows - 1 - row, self._frame.rows)
        return {x.parameter.key: across, y.parameter.key: up}

    def build(self, width: int, height: int) -> Iterable[Line]:
        """Titles, map, ticks and legend."""
        snapshot = self._snapshot
        if snapshot is None:
            return []
        x, y = (axis_of(snapshot, key, self._ranges.get(key)) for key in self._keys)
        self._ranges |= {x.parameter.key: x.range, y.parameter.key: y.range}
        where = frame(y, width, height)
        if where.columns < _LEAST_COLUMNS or where.rows < _LEAST_ROWS:
            self._axes = None
            return [((fitted("Too small for the map; z gives it the whole screen", width), "dim"),)]
        about = (snapshot.scenario, snapshot.saved, self._keys, x.range, y.range, where)
        if self._field is None or about != self._about:
            self._field, self._about = field(snapshot, x, y, where.columns, where.rows), about
        self._axes, self._frame = (x, y), where
        if self.cursor is not None:
            self.cursor = min(self.cursor[0], where.columns - 1), min(self.cursor[1], where.rows - 1)
        lines = picture(self._field, x, y, where, self._glyphs, self.cursor)
        if snapshot.stale:
            lines = [tuple((text, "dim") for text, _ in line) for line in lines]
        answer = self._notice or self._asked(snapshot, width)
        below = answer or legend(width, self._glyphs, coarse=self._field.coarse)
        return [*lines, ((fitted(below, width), "text" if answer else "dim"),)]

    def _asked(self, snapshot: Snapshot, width: int) -> str:
        """What holds at the cursor."""
        values = self.values()
        if values is None or self._axes is None:
            return ""
        scaled = next((key for key in values if find(key).scales), next(iter(values)))
        verdict = judge(costs(assign(snapshot.base(scaled), values), RIVALS))
        (x_key, across), (y_key, up) = values.items()
        glyphs = self._glyphs
        at = f"{glyphs.right} {value_text(find(x_key), across)} {glyphs.up} {value_text(find(y_key), up)}"
        saves = f" saves {100 * verdict.saving:.0f} %" if verdict.saving else ""
        short = f"{at}: {WINNERS[verdict.cheaper]}{saves}"
        long = f"{short} (${money(verdict.cost)} against ${money(verdict.other_cost)}); Enter sets both, Home goes back"
        return long if len(long) <= width else f"{short}; Enter sets both"


def _present(axes: tuple[Axis, Axis], where: Frame) -> tuple[int, int]:
    """Column and row of the values in force; the middle where they are not on the map."""
    x, y = axes
    column, up = x.cell(x.now, where.columns), y.cell(y.now, where.rows)
    return where.columns // 2 if column is None else column, where.rows // 2 if up is None else where.rows - 1 - up

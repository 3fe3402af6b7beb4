"""The map as a widget: worked out while the screen goes on, with a cursor that asks about other points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.prices.costs import costs
from engine.scenarios.registry import assign, find
from engine.scenarios.strategies import RIVALS
from engine.verdict import WINNERS, Verdict, judge, value_text
from tui.answers.deadline import Deadline
from tui.answers.figures import dollars
from tui.state.snapshot import Snapshot
from tui.terminal.abilities import ascii_only
from tui.views.curve_range import Range
from tui.views.lazy_lines import LazyLines
from tui.views.map_field import Axis, Field, axis_of, field
from tui.views.map_picture import ASCII, UNICODE, Frame, frame, legend, picture
from tui.widgets.lines import Line, fitted

_LEAST_COLUMNS, _LEAST_ROWS = 12, 3


@dataclass(frozen=True, eq=False)
class Wanted:
    """A map to be worked out.

    Attributes:
        snapshot: Of which state.
        keys: The parameters of columns and rows.
        ranges: The parts of their axes that were shown until now.
        width: Columns of the screen.
        height: Its lines.
    """

    snapshot: Snapshot
    keys: tuple[str, str]
    ranges: Mapping[str, Range]
    width: int
    height: int

    @property
    def about(self) -> tuple[object, ...]:
        """What the map depends on."""
        return self.snapshot.outcome, self.snapshot.saved, self.keys, self.width, self.height


@dataclass(frozen=True, eq=False)
class Found:
    """A map worked out; its field is missing where there is no room for one."""

    axes: tuple[Axis, Axis]
    frame: Frame
    field: Field | None


@dataclass(frozen=True, eq=False)
class Point:
    """Values of both parameters in some state."""

    snapshot: Snapshot
    values: Mapping[str, float]

    @property
    def about(self) -> tuple[object, ...]:
        """What the verdict there depends on."""
        return self.snapshot.outcome, self.snapshot.saved, self.values


def _map(wanted: Wanted) -> Found:
    x, y = (axis_of(wanted.snapshot, key, wanted.ranges.get(key)) for key in wanted.keys)
    where = frame(y, wanted.width, wanted.height)
    roomy = where.columns >= _LEAST_COLUMNS and where.rows >= _LEAST_ROWS
    return Found((x, y), where, field(wanted.snapshot, x, y, where.columns, where.rows) if roomy else None)


def _verdict(point: Point) -> Verdict:
    return judge(costs(assign(point.snapshot.scenario, point.values), RIVALS))


class MapPicture(LazyLines):
    """The map's lines, calculated and drawn at most once per paint."""

    DEFAULT_CSS = "MapPicture { width: 1fr; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._keys = ("", "")
        self._notice = ""
        self._ranges: dict[str, Range] = {}
        self._axes: tuple[Axis, Axis] | None = None
        self._frame = Frame(0, 0, 0)
        self._maps: Deadline[Wanted, Found] = Deadline(_map, self._take_map, self.call_later)
        self._asked: Wanted | None = None
        self._drawn: Wanted | None = None
        self._found: Found | None = None
        self._verdicts: Deadline[Point, Verdict] = Deadline(_verdict, self._take_verdict, self.call_later)
        self._point: Point | None = None
        self._verdict: Verdict | None = None
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
        wanted = Wanted(snapshot, self._keys, dict(self._ranges), width, height)
        if self._asked is None or wanted.about != self._asked.about:
            self._asked = wanted
            if (found := self._maps.ask(wanted)) is not None:
                self._keep(wanted, found)
        found, drawn = self._found, self._drawn
        if found is None or drawn is None or (drawn.width, drawn.height) != (width, height):
            return [(("Working it out …", "dim"),)]
        if found.field is None:
            return [((fitted("Too small for the map; z gives it the whole screen", width), "dim"),)]
        x, y = found.axes
        where = found.frame
        if self.cursor is not None:
            self.cursor = min(self.cursor[0], where.columns - 1), min(self.cursor[1], where.rows - 1)
        lines = picture(found.field, x, y, where, self._glyphs, self.cursor)
        if snapshot.stale or self._maps.busy:
            lines = [tuple((text, "dim") for text, _ in line) for line in lines]
        answer = self._notice or self._at_cursor(snapshot, width)
        below = answer or legend(width, self._glyphs, coarse=found.field.coarse)
        return [*lines, ((fitted(below, width), "text" if answer else "dim"),)]

    def _take_map(self, wanted: Wanted, found: Found) -> None:
        self._keep(wanted, found)
        self.rebuild_soon()

    def _keep(self, wanted: Wanted, found: Found) -> None:
        self._drawn, self._found = wanted, found
        self._ranges |= {axis.parameter.key: axis.range for axis in found.axes}
        self._axes, self._frame = (found.axes, found.frame) if found.field is not None else (None, self._frame)

    def _take_verdict(self, _point: Point, verdict: Verdict) -> None:
        self._verdict = verdict
        self.rebuild_soon()

    def _at_cursor(self, snapshot: Snapshot, width: int) -> str:
        """What holds at the cursor."""
        values = self.values()
        if values is None:
            return ""
        point = Point(snapshot, values)
        if self._point is None or point.about != self._point.about:
            self._point, self._verdict = point, self._verdicts.ask(point)
        verdict = self._verdict
        (x_key, across), (y_key, up) = values.items()
        glyphs = self._glyphs
        at = f"{glyphs.right} {value_text(find(x_key), across)} {glyphs.up} {value_text(find(y_key), up)}"
        if verdict is None:
            return f"{at} …"
        saves = f" saves {100 * verdict.saving:.0f} %" if verdict.saving else ""
        short = f"{at}: {WINNERS[verdict.cheaper]}{saves}"
        long = f"{short} ({dollars(verdict.cost)} against {dollars(verdict.other_cost)}); Enter sets both, Home goes back"
        return long if len(long) <= width else f"{short}; Enter sets both"


def _present(axes: tuple[Axis, Axis], where: Frame) -> tuple[int, int]:
    """Column and row of the values in force; the middle where they are not on the map."""
    x, y = axes
    column, up = x.cell(x.now, where.columns), y.cell(y.now, where.rows)
    return where.columns // 2 if column is None else column, where.rows // 2 if up is None else where.rows - 1 - up

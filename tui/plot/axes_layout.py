"""Where the axes of a chart lie and what stands beside them, steady from one chart to the next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tui.plot import ticks
from tui.plot.chart import Chart, Numbers, Scale, scaled
from tui.plot.plotext_frame import Area
from tui.plot.ticks import Limits

# Below this there is only room for the curves.
_LEAST_COLUMNS, _LEAST_ROWS = 12, 3
_COLUMNS_PER_Y_TICK, _ROWS_PER_Y_TICK = 14, 4


@dataclass(frozen=True)
class Layout:
    """A plot's geometry, from the upper left cell.

    Attributes:
        area: Size and ranges of the part within the axes.
        left: Column of the area's first column.
        top: Row of the area's first row.
        gutter: Columns right of the area, for labels of curves.
        ticked: Whether there is room for axes.
        x_ticks: Axis coordinates and labels.
        y_ticks: The same; labels of one width.
        title: Title below the x axis.
    """

    area: Area
    left: int
    top: int
    gutter: int
    ticked: bool
    x_ticks: tuple[tuple[float, str], ...] = ()
    y_ticks: tuple[tuple[float, str], ...] = ()
    title: str = ""


class AxesLayout:
    """Lays out axes, keeping limits and the width of labels while they fit."""

    def __init__(self) -> None:
        self._about: tuple[object, ...] = ()
        self._y: Limits | None = None
        self._label_width = 0

    def layout(self, chart: Chart, curves: list[tuple[Numbers, Numbers]], width: int, height: int) -> Layout:
        """Choose limits, ticks and places.

        Args:
            chart: What is drawn.
            curves: Axis coordinates of all its curves.
            width: Columns of the whole plot.
            height: Rows of the whole plot.
        """
        about = (chart.subject, chart.title, chart.x_scale, chart.y_scale, chart.y_limits, chart.y_format, width, height)
        if about != self._about:
            self._about, self._y, self._label_width = about, None, 0
        longest = max((len(series.label) for series in chart.series), default=0)
        gutter = longest + 1 if 0 < longest <= width // 4 else 0
        title = chart.title.strip() if height >= _LEAST_ROWS + 4 else ""
        rows = height - 2 - bool(title)
        x = self._x_limits(chart, curves)
        y = self._y_limits(chart, curves, max(2, rows // _ROWS_PER_Y_TICK))
        self._y = y
        y_ticks = self._y_ticks(chart, y, max(2, rows // _ROWS_PER_Y_TICK + 1))
        left = len(y_ticks[0][1]) + 1
        columns = width - left - gutter
        if columns < _LEAST_COLUMNS or rows < _LEAST_ROWS:
            gutter = min(gutter, width - 1)
            return Layout(Area(x, y, width - gutter, height), 0, 0, gutter, ticked=False)
        x_ticks = _x_ticks(chart, x, columns)
        # Plotext leaves a title that does not fit out, but not its row.
        title = title[: max(0, columns)].strip()
        return Layout(Area(x, y, columns, rows), left, 0, gutter, True, tuple(x_ticks), tuple(y_ticks), title)

    def _x_limits(self, chart: Chart, curves: list[tuple[Numbers, Numbers]]) -> Limits:
        if chart.x_limits is not None:
            low, high = scaled(chart.x_limits, chart.x_scale)
            return ticks.limits_of(float(low), float(high))
        finite = [x[np.isfinite(x)] for x, _ in curves]
        low = min((float(x.min()) for x in finite if x.size), default=0.0)
        high = max((float(x.max()) for x in finite if x.size), default=1.0)
        return ticks.limits_of(low, high)

    def _y_limits(self, chart: Chart, curves: list[tuple[Numbers, Numbers]], pieces: int) -> Limits:
        if chart.y_limits is not None:
            low, high = scaled(chart.y_limits, chart.y_scale)
            return ticks.limits_of(float(low), float(high))
        ceiling = None if chart.y_ceiling is None else float(scaled([chart.y_ceiling], chart.y_scale)[0])
        return ticks.around([y for _, y in curves], chart.y_scale, pieces, ceiling, self._y)

    def _y_ticks(self, chart: Chart, limits: Limits, most: int) -> list[tuple[float, str]]:
        values, step = ticks.ticks(limits, chart.y_scale, most)
        labels = [chart.y_format(value, step) for value in values] or [""]
        self._label_width = max(self._label_width, *map(len, labels))
        positions = [float(at) for at in scaled(values, chart.y_scale)] if values else [limits.low]
        return [(at, f"{label:>{self._label_width}} ") for at, label in zip(positions, labels, strict=True)]


def _x_ticks(chart: Chart, limits: Limits, columns: int) -> list[tuple[float, str]]:
    most = max(2, columns // _COLUMNS_PER_Y_TICK + 1)
    values, step = ticks.ticks(limits, chart.x_scale, most)
    labels = [chart.x_format(value, step) for value in values]
    # A long label leaves room for fewer.
    fitting = max(1, columns // (max(map(len, labels), default=0) + 2))
    if len(values) > fitting >= 2 and chart.x_scale is Scale.LINEAR:
        values, step = ticks.ticks(limits, chart.x_scale, fitting)
        labels = [chart.x_format(value, step) for value in values]
    positions = [float(at) for at in scaled(values, chart.x_scale)] if values else []
    # Without any label plotext would take the row of labels away.
    return list(zip(positions, labels, strict=True)) or [(limits.low, " ")]

"""A chart as rows of characters: limits, axes, curves, marks and labels put together.

The axes are drawn again only when a tick changes and a curve only when its points do: of the four or five layers of
a chart, one key press usually changes one or two.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable
from typing import NamedTuple

import numpy as np

from tui.plot import sampling
from tui.plot.axes_layout import AxesLayout, Layout
from tui.plot.chart import STYLES, Chart, Guide, Mark, Marker, Numbers, Series, scaled
from tui.plot.glyphs import ASCII_GUIDES, ASCII_MARKERS, GUIDES, PLOTEXT_MARKERS, ascii_text
from tui.plot.labels import Labels
from tui.plot.plotext_frame import Area, Cell, Curve, Line, PlotextFrame

_STYLE_INDEX = {name: index for index, name in enumerate(STYLES)}
_ON_A_CURVE = 0.25
"""Rows between a mark and the curve that it lies on, at most."""


class Row(NamedTuple):
    """One line: characters, and for each the index of its style in `STYLES`."""

    text: str
    styles: bytes


class ChartRows:
    """Draws charts for one widget, remembering what need not be drawn again.

    Args:
        ascii_only: Draw with ASCII characters.
        frame: Draws with plotext; left out, the usual way.
    """

    def __init__(self, *, ascii_only: bool = False, frame: PlotextFrame | None = None) -> None:
        self._ascii = ascii_only
        self._guide_glyphs = ASCII_GUIDES if ascii_only else GUIDES
        self._frame = frame or PlotextFrame()
        self._axes = AxesLayout()
        self._kept: dict[Hashable, list[Cell]] = {}
        self._used: dict[Hashable, list[Cell]] = {}

    def draw(self, chart: Chart, width: int, height: int) -> tuple[Row, ...]:
        """Draw a chart.

        Args:
            chart: What to draw.
            width: Cells per row.
            height: Rows.

        Returns:
            Exactly `height` rows of `width` cells.
        """
        if width < 1 or height < 1:
            return tuple(Row("", b"") for _ in range(max(0, height)))
        curves = [(series, *_coordinates(series, chart)) for series in (*chart.ghosts, *chart.series)]
        layout = self._axes.layout(chart, [(x, y) for _, x, y in curves], width, height)
        self._used = {}
        picture = _Picture(width, height, layout)
        if layout.ticked:
            picture.put_axes(self._axis_cells(layout), titled=bool(layout.title), ascii_only=self._ascii)
        labels = Labels(picture.characters, layout, picture.put_text)
        layers = [
            *(self._guide_layer(chart, guide, layout.area) for guide in chart.guides),
            *(self._curve_layer(series, x, y, layout.area) for series, x, y in curves),
            *(self._mark_layer(chart, mark, layout.area) for mark in chart.marks),
        ]
        parts: list[Guide | Series | Mark] = [*chart.guides, *(series for series, _, _ in curves), *chart.marks]
        drawn = list(zip(parts, self._layer_cells(layout.area, layers), strict=True))
        lines = [(x, y, cells) for (_, x, y), (_, cells) in zip(curves, drawn[len(chart.guides) :], strict=False)]
        near = _ON_A_CURVE * (layout.area.y.high - layout.area.y.low) / layout.area.rows
        drawn = [
            (part, _on_its_curve(cells, part, chart, lines, near) if isinstance(part, Mark) else cells) for part, cells in drawn
        ]
        for part, cells in drawn:
            picture.put(cells, _STYLE_INDEX[part.style], self._guide_glyphs if isinstance(part, Guide) else None)
        self._label(labels, chart, drawn)
        self._kept = self._used
        return picture.rows()

    def _label(self, labels: Labels, chart: Chart, drawn: list[tuple[Guide | Series | Mark, list[Cell]]]) -> None:
        """Write the labels of everything that was drawn; those of marks first, as they are the most wanted."""
        shown = [(part, self._text(part.label), cells, _STYLE_INDEX[part.style]) for part, cells in drawn if cells]
        for part, text, cells, style in reversed(shown):
            if isinstance(part, Mark):
                labels.at_mark(text, cells[0], style)
        ends = [(text, cells, style) for part, text, cells, style in shown if isinstance(part, Series) and text]
        labels.at_ends(ends)
        for part, text, _, style in shown:
            if isinstance(part, Guide):
                at = scaled([part.at], chart.x_scale if part.vertical else chart.y_scale)[0]
                labels.at_guide(text, float(at), style, vertical=part.vertical)

    def _text(self, text: str) -> str:
        return ascii_text(text) if self._ascii else text

    def _marker(self, marker: Marker) -> str:
        return (ASCII_MARKERS if self._ascii else PLOTEXT_MARKERS)[marker]

    def _layer_cells(self, area: Area, layers: list[Curve | Line | None]) -> list[list[Cell]]:
        """Cells of each layer: from the last chart, or drawn, all new ones in one plot."""
        keys = [None if layer is None else _key(area, layer) for layer in layers]
        for key in keys:
            if key in self._kept:
                self._used[key] = self._kept[key]
        new = {key: layer for key, layer in zip(keys, layers, strict=True) if layer is not None and key not in self._used}
        self._used.update(zip(new, self._frame.layers(area, list(new.values())), strict=True))
        return [[] if key is None else self._used[key] for key in keys]

    def _axis_cells(self, layout: Layout) -> list[Cell]:
        title = self._text(layout.title)
        x_ticks = [(at, self._text(label)) for at, label in layout.x_ticks]
        y_ticks = [(at, self._text(label)) for at, label in layout.y_ticks]
        key = (layout.area, tuple(x_ticks), tuple(y_ticks), title)
        cells = self._kept.get(key)
        if cells is None:
            cells = self._frame.axes(layout.area, x_ticks, y_ticks, title)
        self._used[key] = cells
        return cells

    def _curve_layer(self, series: Series, x: Numbers, y: Numbers, area: Area) -> Curve | None:
        xs, ys = sampling.points(x, y, area)
        if not np.isfinite(ys).any():
            return None
        lines = series.marker in (Marker.THIN, Marker.HEAVY)
        if lines:
            xs, ys = sampling.thinned(xs, ys, area)
        elif series.marker in (Marker.BAND_THIN, Marker.BAND_HEAVY):
            xs, ys = xs[::2], ys[::2]
        return Curve(xs.tolist(), ys.tolist(), self._marker(series.marker), lines)

    def _guide_layer(self, chart: Chart, guide: Guide, area: Area) -> Line | None:
        at = float(scaled([guide.at], chart.x_scale if guide.vertical else chart.y_scale)[0])
        return Line(at, guide.vertical) if (area.x if guide.vertical else area.y).contains(at, at) else None

    def _mark_layer(self, chart: Chart, mark: Mark, area: Area) -> Curve | None:
        x, y = float(scaled([mark.x], chart.x_scale)[0]), float(scaled([mark.y], chart.y_scale)[0])
        if not (area.x.contains(x, x) and area.y.contains(y, y)):
            return None
        return Curve([x], [y], self._marker(mark.marker), lines=False)


def _on_its_curve(
    cells: list[Cell], mark: Mark, chart: Chart, curves: list[tuple[Numbers, Numbers, list[Cell]]], near: float
) -> list[Cell]:
    """A mark's cell, moved by a row where its curve is drawn there: the textures of curves round heights finer than marks."""
    if not cells:
        return cells
    (cell,) = cells
    at, height = float(scaled([mark.x], chart.x_scale)[0]), float(scaled([mark.y], chart.y_scale)[0])
    for x, y, drawn in curves:
        present = np.isfinite(x) & np.isfinite(y)
        rows = [other.row for other in drawn if other.column == cell.column and abs(other.row - cell.row) <= 1]
        if rows and abs(float(np.interp(at, x[present], y[present])) - height) <= near:
            return [cell._replace(row=min(rows, key=lambda row: abs(row - cell.row)))]
    return cells


def _key(area: Area, layer: Curve | Line) -> Hashable:
    if isinstance(layer, Line):
        return area, layer
    # NaN is not equal to itself, its bytes are.
    return area, layer.marker, len(layer.x), array("d", layer.x + layer.y).tobytes()


def _coordinates(series: Series, chart: Chart) -> tuple[Numbers, Numbers]:
    return scaled(series.x, chart.x_scale), scaled(series.y, chart.y_scale)


class _Picture:
    """Rows being drawn, the top one first."""

    def __init__(self, width: int, height: int, layout: Layout) -> None:
        self.characters = [[" "] * width for _ in range(height)]
        self._styles = [bytearray(width) for _ in range(height)]
        self._layout = layout

    def put_axes(self, cells: list[Cell], *, titled: bool, ascii_only: bool) -> None:
        last = len(self.characters) - 1
        for column, row, character in cells:
            self.characters[last - row][column] = ascii_text(character) if ascii_only else character
        if titled:
            self._styles[last] = bytearray([_STYLE_INDEX["title"]]) * len(self._styles[last])

    def put(self, cells: list[Cell], style: int, glyphs: dict[int, int] | None) -> None:
        """Put cells of the area, their characters translated."""
        left, bottom = self._layout.left, self._layout.top + self._layout.area.rows - 1
        characters, styles = self.characters, self._styles
        for column, row, character in cells:
            characters[bottom - row][left + column] = character.translate(glyphs) if glyphs else character
            styles[bottom - row][left + column] = style

    def put_text(self, column: int, row: int, text: str, style: int) -> None:
        self.characters[row][column : column + len(text)] = text
        self._styles[row][column : column + len(text)] = bytes([style]) * len(text)

    def rows(self) -> tuple[Row, ...]:
        return tuple(Row("".join(text), bytes(styles)) for text, styles in zip(self.characters, self._styles, strict=True))

"""The map as lines of text: shading, frontier, axes, marks and labels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from engine.scenarios.notation import show
from engine.verdict import value_text
from tui.plot.chart import Scale, TickFormat, dollar_tick, percent_tick, plain_tick
from tui.plot.ticks import Limits, ticks
from tui.views.map_field import FINE, LEVELS, Axis, Field
from tui.widgets.lines import Line, fitted

_CHROME = 3
"""Rows above and below the map: titles, ticks, legend."""


@dataclass(frozen=True)
class Glyphs:
    """The characters of a map.

    Attributes:
        a: Shading where A wins, by how much.
        b: Shading where B wins.
        frontier: A cell that the frontier crosses, by the quarters where A wins: upper left 1, upper right 2, lower left 4,
            lower right 8.
        tie: Both cost the same.
        endless: Both cost infinitely much.
        now: The values in force.
        crossover: Where the verdict flips along one axis.
        up, right: The directions of the axes.
    """

    a: str
    b: str
    frontier: str
    tie: str
    endless: str
    now: str
    crossover: str
    up: str
    right: str


UNICODE = Glyphs("░▒▓", "⠂⠆⠶", " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█", "=", "∞", "●", "✕", "↑", "→")
ASCII = Glyphs("-=#", ".:%", " +++++++++++++++", "~", "?", "o", "x", "^", ">")


@dataclass(frozen=True)
class Frame:
    """Where the map lies in its widget.

    Attributes:
        left: Columns of the labels beside it.
        columns: Its columns.
        rows: Its rows.
    """

    left: int
    columns: int
    rows: int


def frame(y: Axis, width: int, height: int) -> Frame:
    """The geometry for a size; nothing is drawn where there are no columns or rows."""
    labels = [text for _, text in _ticks(y, max(height - _CHROME, 1), 4)]
    left = max(map(len, labels), default=0) + 1
    return Frame(left, max(width - left, 0), max(height - _CHROME, 0))


def picture(field: Field, x: Axis, y: Axis, where: Frame, glyphs: Glyphs, cursor: tuple[int, int] | None) -> list[Line]:
    """Titles, the map with its y labels, the x labels; one line short of the legend.

    Args:
        field: The numbers, of the size of ``where``.
        x: The axis of the columns.
        y: The axis of the rows.
        where: The geometry.
        glyphs: The characters.
        cursor: Column and row, from the upper left, of a cell to point out.
    """
    canvas = _Canvas(field, glyphs)
    _mark(canvas, x, y, where, glyphs)
    canvas.name_regions()
    if cursor is not None:
        canvas.emphasise(*cursor)
    labels = {where.rows - 1 - row: text for row, text in _ticks(y, where.rows, 4)}
    lines: list[Line] = [_titles(x, y, where.left + where.columns, glyphs)]
    lines += [((labels.get(row, "").rjust(where.left - 1) + "│", "dim"), *canvas.spans(row)) for row in range(where.rows)]
    return [*lines, ((_x_labels(x, where), "dim"),)]


def legend(width: int, glyphs: Glyphs, *, coarse: bool) -> str:
    """What the characters mean, as much as there is room for."""
    low, high = (f"{level:.0%}".rstrip("%") for level in LEVELS)
    words = [
        f"{glyphs.a} A strong first   {glyphs.b} B weak first",
        f"saves <{low} {low}–{high} >{high} %",
        f"{glyphs.now} now",
        f"{glyphs.crossover} crossover",
        *(["coarse: many attempts"] if coarse else []),
    ]
    if len("   ".join(words)) > width:
        words = [f"{glyphs.a} A  {glyphs.b} B", f"saves {low} {high}%", f"{glyphs.now} now", f"{glyphs.crossover} flips"]
    while words and len("  ".join(words)) > width:
        words.pop()
    return ("   " if len("   ".join(words)) <= width else "  ").join(words)


class _Canvas:
    """Characters and styles of the map's cells."""

    def __init__(self, field: Field, glyphs: Glyphs) -> None:
        sign = field.sign
        # Quarters where A wins, as bits; a cell with some but not all of them lies on the frontier.
        wins, loses = sign > 0, sign < 0
        bits = np.zeros(field.level.shape, dtype=np.int64)
        some_a, some_b = np.zeros_like(bits, dtype=bool), np.zeros_like(bits, dtype=bool)
        for down in range(FINE):
            for across in range(FINE):
                bits += wins[down::FINE, across::FINE] * (1 << (FINE * down + across))
                some_a |= wins[down::FINE, across::FINE]
                some_b |= loses[down::FINE, across::FINE]
        table = glyphs.tie + glyphs.endless + glyphs.a + glyphs.b + glyphs.frontier
        index = np.where(field.endless, 1, 0)
        index = np.where(some_a & ~some_b, 2 + field.level, index)
        index = np.where(some_b & ~some_a, 5 + field.level, index)
        index = np.where(some_a & some_b, 8 + bits, index)
        self.winner: NDArray[np.int64] = np.where(some_a & some_b, 0, some_a.astype(np.int64) - some_b)
        self.text = [[table[i] for i in row] for row in index.tolist()]
        names = {1: "a", -1: "b", 0: "strong"}
        self.styles = [[names[i] for i in row] for row in self.winner.tolist()]
        self._written = np.zeros_like(self.winner, dtype=bool)

    def put(self, column: int, row: int, text: str, style: str) -> None:
        """Write over cells, as far as there are any."""
        for offset, character in enumerate(text):
            if 0 <= row < len(self.text) and 0 <= column + offset < len(self.text[row]):
                self.text[row][column + offset] = character
                self.styles[row][column + offset] = style
                self._written[row, column + offset] = True

    def emphasise(self, column: int, row: int) -> None:
        """Point a cell out."""
        self.styles[row][column] = "focus"

    def name_regions(self) -> None:
        """Write who wins into the widest part of each region that nothing is written in."""
        for winner, style, names in ((1, "a", (" A strong first ", " A ")), (-1, "b", (" B weak first ", " B "))):
            row, first, length = _widest((self.winner == winner) & ~self._written)
            name = next((name for name in names if len(name) + 2 <= length), "")
            if name:
                self.put(first + (length - len(name)) // 2, row, name, style)

    def spans(self, row: int) -> Line:
        """One row as spans of one style each."""
        spans, at = [], 0
        for style, run in groupby(self.styles[row]):
            end = at + len(list(run))
            spans.append(("".join(self.text[row][at:end]), style))
            at = end
        return tuple(spans)


def _widest(inside: NDArray[np.bool_]) -> tuple[int, int, int]:
    """Row, first column and length of the longest run; of several, the one in the middle."""
    best: list[tuple[int, int, int]] = []
    longest = 0
    for row, cells in enumerate(inside):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], cells.view(np.int8), [0]))))
        for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            if last - first > longest:
                longest, best = last - first, []
            if last - first == longest:
                best.append((row, first, longest))
    return best[len(best) // 2] if best else (0, 0, 0)


def _mark(canvas: _Canvas, x: Axis, y: Axis, where: Frame, glyphs: Glyphs) -> None:
    """The crossovers along both axes through the values in force, labelled, and those values."""
    column, from_bottom = x.cell(x.now, where.columns), y.cell(y.now, where.rows)
    row = None if from_bottom is None else where.rows - 1 - from_bottom
    if row is not None:
        for value in x.crossovers:
            if (at := _beside(x, value, where.columns)) is not None:
                _labelled(canvas, at, row, glyphs.crossover, show(x.parameter, value), where.columns, column)
    if column is not None:
        for value in y.crossovers:
            if (up := _beside(y, value, where.rows)) is not None:
                _labelled(canvas, column, where.rows - 1 - up, glyphs.crossover, show(y.parameter, value), where.columns, None)
    if column is not None and row is not None:
        canvas.put(column, row, glyphs.now, "strong")


def _beside(axis: Axis, value: float, cells: int) -> int | None:
    """The cell of a crossover; the next one on its side where the value in force has its own: neither hides the other."""
    cell, now = axis.cell(value, cells), axis.cell(axis.now, cells)
    if cell is None or cell != now or axis.now is None:
        return cell
    upwards = cell + 1 < cells if value >= axis.now else cell == 0
    return cell + 1 if upwards else cell - 1


def _labelled(canvas: _Canvas, column: int, row: int, glyph: str, text: str, columns: int, avoid: int | None) -> None:
    """A mark with its value beside it: to the right, or to the left where something else stands there, or nowhere."""
    end = column + 1 + len(text) + 1
    if end <= columns and not (avoid is not None and column < avoid <= end):
        canvas.put(column + 1, row, f"{text} ", "strong")
    elif (first := column - len(text) - 1) >= 0 and not (avoid is not None and first <= avoid < column):
        canvas.put(first, row, f" {text}", "strong")
    canvas.put(column, row, glyph, "strong")


def _titles(x: Axis, y: Axis, width: int, glyphs: Glyphs) -> Line:
    def title(axis: Axis, arrow: str, words: str) -> str:
        name = words.format(title=axis.parameter.title, symbol=axis.parameter.full_symbol)
        return f"{arrow} {name}" + (f" {value_text(axis.parameter, axis.now)}" if axis.now is not None else "")

    for words in ("{title} [{symbol}]", "{title}", "{symbol}"):
        up, right = title(y, glyphs.up, words), title(x, glyphs.right, words)
        if len(up) + len(right) + 2 <= width:
            break
    gap = max(width - len(up) - len(right), 2)
    return ((fitted(up + " " * gap + right, width), "strong"),)


def _tick_format(axis: Axis) -> TickFormat:
    notation = axis.parameter.kind.notation
    return percent_tick if notation == "percent" else dollar_tick if notation == "money" else plain_tick


def _ticks(axis: Axis, cells: int, cells_per_tick: int) -> list[tuple[int, str]]:
    """Cells with their labels, from the lower end."""
    shown = axis.range
    scale = Scale.LOG if shown.log else Scale.LINEAR
    limits = Limits(math.log10(shown.low), math.log10(shown.high)) if shown.log else Limits(shown.low, shown.high)
    values, step = ticks(limits, scale, max(cells // cells_per_tick + 1, 2))
    write = _tick_format(axis)
    return [(cell, write(value, step)) for value in values if (cell := axis.cell(value, cells)) is not None]


def _x_labels(x: Axis, where: Frame) -> str:
    line = [" "] * (where.left + where.columns)
    taken = 0
    for cell, text in _ticks(x, where.columns, 14):
        first = min(max(where.left + cell - len(text) // 2, 0), len(line) - len(text))
        if first >= taken:
            line[first : first + len(text)] = text
            taken = first + len(text) + 2
    return "".join(line)

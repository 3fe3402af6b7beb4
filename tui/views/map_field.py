"""Who wins where over two parameters: the numbers behind the map."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.numerics.arrays import Array
from engine.scenarios.parameters import Dependence, Parameter
from engine.scenarios.registry import find
from engine.sweep import plane, scattered
from tui.state.panels import row_of
from tui.state.snapshot import Snapshot
from tui.views.curve_range import Range, choose

FINE = 2
"""Points across each cell and down it: the frontier is drawn in quarters of cells."""

_MOST_WORK = 500_000
"""Cells times attempts that one drawing may take; beyond it several cells share a point."""

LEVELS = (0.2, 0.5)
"""Savings at which the shading becomes denser."""


@dataclass(frozen=True)
class Axis:
    """One side of the map.

    Attributes:
        parameter: Its parameter.
        range: The part of it that is shown.
        now: The parameter's value, if it has one.
        crossovers: Where the verdict flips along it while the other parameter stays.
    """

    parameter: Parameter
    range: Range
    now: float | None
    crossovers: tuple[float, ...]

    def cell(self, value: float | None, cells: int) -> int | None:
        """Which of so many cells a value falls into; ``None`` if it is outside."""
        if value is None:
            return None
        place = self.range.place(value)
        return min(int(place * cells), cells - 1) if 0.0 <= place <= 1.0 else None

    def value(self, place: float) -> float:
        """The value at a place: 0 at the lower end, 1 at the upper one."""
        low, high = self.range.low, self.range.high
        return low * (high / low) ** place if self.range.log else low + (high - low) * place

    def middle(self, cell: int, cells: int) -> float:
        """A round value inside a cell, the one in force if it is there."""
        if self.now is not None and self.cell(self.now, cells) == cell:
            return self.now
        low, high = self.value(cell / cells), self.value((cell + 1) / cells)
        middle = self.value((cell + 0.5) / cells)
        if self.parameter.kind.domain.whole:
            return float(round(middle))
        digits = -math.floor(math.log10((high - low) / 2.0)) if high > low else 6
        return round(middle, digits)

    def points(self, count: int) -> Array:
        """Values in the middles of so many equal parts."""
        places = (np.arange(count) + 0.5) / count
        low, high = self.range.low, self.range.high
        values = low * (high / low) ** places if self.range.log else low + (high - low) * places
        return np.clip(values.round(), max(low, 1.0), None) if self.parameter.kind.domain.whole else values


@dataclass(frozen=True, eq=False)
class Field:
    """The map in numbers, rows from the top.

    Attributes:
        sign: 1 where A is cheaper, −1 where B is, 0 elsewhere; ``FINE`` points per cell and direction.
        level: Shading per cell: 0, 1 or 2.
        endless: Per cell, whether both costs are infinite.
        coarse: Whether several cells share a point.
    """

    sign: NDArray[np.int8]
    level: NDArray[np.int8]
    endless: NDArray[np.bool_]
    coarse: bool


def axis_of(snapshot: Snapshot, key: str, before: Range | None) -> Axis:
    """The axis of a parameter, around its value and nearest crossover.

    Args:
        snapshot: The state of the session.
        key: The parameter.
        before: The range until now; it stays while it shows what it has to.
    """
    parameter = find(key)
    setting = snapshot.value(key)
    now = float(setting) if isinstance(setting, int | float) else None
    crossings = snapshot.crossings(key)
    points = tuple(point.value for point in crossings.points) if crossings else ()
    shown = choose(parameter, now, list(points), log=parameter.kind.logarithmic, before=before)
    if not shown.low < shown.high:
        # Around a value too small to have a neighbourhood.
        shown = Range(shown.low, shown.low + parameter.entry.start, log=False)
    return Axis(parameter, shown, now, points)


def unfit(key: str, other: str) -> str:
    """Why a parameter cannot be an axis beside another one, as a sentence without its full stop; empty if it can."""
    parameter, across = row_of(key), find(other)
    if not parameter.kind.numeric:
        return f"{parameter.title} is no number, so it cannot be an axis"
    if parameter.kind.dependence is Dependence.NONE:
        return f"{parameter.title} does not matter to A and B"
    if key != other and set(parameter.targets) & set(across.targets):
        return f"{parameter.title} and {across.title} set the same number; choose another axis first"
    return ""


def field(snapshot: Snapshot, x: Axis, y: Axis, columns: int, rows: int) -> Field:
    """Evaluate the map for so many cells: each in its middle, and those at the frontier at all of their points."""
    limit = snapshot.scenario.assumptions.attempt_limit
    attempts = float(limit) if isinstance(limit, int | float) else 1.0
    # An axis of limits is as much work as its highest one.
    attempts = max(attempts, *(a.range.high for a in (x, y) if a.parameter.kind.domain.whole), 1.0)
    block = max(math.ceil(math.sqrt(columns * rows * attempts / _MOST_WORK)), 1)
    x_key, y_key = x.parameter.key, y.parameter.key
    found = plane(snapshot.scenario, x_key, x.points(-(-columns // block)), y_key, y.points(-(-rows // block))[::-1])

    def per_cell(values: Array) -> Array:
        return np.repeat(np.repeat(values, block, axis=0), block, axis=1)[:rows, :columns]

    sign = per_cell(found.sign)
    fine = np.repeat(np.repeat(sign, FINE, axis=0), FINE, axis=1)
    if block == 1:
        down, across = np.nonzero(np.repeat(np.repeat(_at_frontier(sign), FINE, axis=0), FINE, axis=1))
        x_fine, y_fine = x.points(columns * FINE), y.points(rows * FINE)[::-1]
        fine[down, across] = scattered(snapshot.scenario, x_key, x_fine[across], y_key, y_fine[down]).sign
    level = np.digitize(per_cell(found.saving), LEVELS).astype(np.int8)
    endless = per_cell(np.where(np.isinf(found.a) & np.isinf(found.b), 1.0, 0.0)) == 1.0
    return Field(fine.astype(np.int8), level, endless, block > 1)


def _at_frontier(sign: Array) -> NDArray[np.bool_]:
    """Which cells differ from one around them."""
    rows, columns = sign.shape
    wide = np.pad(sign, 1, mode="edge")
    around = [wide[row : row + rows, column : column + columns] for row in range(3) for column in range(3)]
    return np.asarray(np.minimum.reduce(around) != np.maximum.reduce(around))

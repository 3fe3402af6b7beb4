"""What to draw: a chart described without a terminal, a size or a colour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers: TypeAlias = NDArray[np.float64]

TickFormat: TypeAlias = Callable[[float, float], str]
"""Writes one tick: the value and the distance between two ticks (0 on a logarithmic axis)."""

STYLES: tuple[str, ...] = (
    "axis",
    "title",
    "ghost",
    "guide",
    "a",
    "b",
    "c",
    "d",
    "mark",
    "value",
)
"""Names of styles; the widget has a component class `plot--NAME` for each. The index of a name is the style index of a cell."""


class Scale(Enum):
    """Scale of an axis."""

    LINEAR = "linear"
    LOG = "log"


class Marker(Enum):
    """Texture of a curve, told apart without colour, or glyph of a mark."""

    THIN = "thin"
    """A fine line (braille)."""
    HEAVY = "heavy"
    """A thick line (quadrant blocks)."""
    DOTS = "dots"
    """One small dot per column: ghosts."""
    STEPS = "steps"
    """One small square per column: a third curve."""
    PLUSES = "pluses"
    """One plus sign per column: a fourth curve."""
    BAND_THIN = "band thin"
    """One light dot in every other column: an end of the band around a thin curve."""
    BAND_HEAVY = "band heavy"
    """One small hollow square in every other column: an end of the band around a thick one."""
    CROSS = "cross"
    """A crossover."""
    POINT = "point"
    """The current value."""
    HOLLOW = "hollow"
    """The current value of a ghost, or one outside of the curve's range."""


@dataclass(frozen=True, eq=False)
class Series:
    """A curve. Points that are not finite are gaps.

    Attributes:
        x: Increasing coordinates.
        y: One value for each of `x`.
        label: Short name written at the right end of the curve; may be empty.
        marker: Texture.
        style: One of `STYLES`.
    """

    x: ArrayLike
    y: ArrayLike
    label: str = ""
    marker: Marker = Marker.THIN
    style: str = "a"


@dataclass(frozen=True, eq=False)
class Mark:
    """A single point with a label beside it."""

    x: float
    y: float
    label: str = ""
    marker: Marker = Marker.CROSS
    style: str = "mark"


@dataclass(frozen=True, eq=False)
class Guide:
    """A straight line over the whole chart, behind the curves.

    Attributes:
        at: Position, on the x axis when vertical.
        vertical: Direction.
        label: Written at the upper (vertical) or right (horizontal) end.
        style: One of `STYLES`.
    """

    at: float
    vertical: bool = True
    label: str = ""
    style: str = "guide"


def plain_tick(value: float, step: float) -> str:
    """Write a tick with as many decimals as the step needs: `0.5`, `20k`, `1.5M`."""
    size = abs(value) if step == 0 else max(abs(value), step)
    for unit, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if size >= 10 * unit or (size >= unit and (step == 0 or step >= unit)):
            return f"{_decimals(value / unit, step / unit)}{name}"
    return _decimals(value, step)


def dollar_tick(value: float, step: float) -> str:
    """Write a tick as an amount: `$0.50`, `$20k`."""
    text = plain_tick(abs(value), step)
    return f"-${text}" if value < 0 else f"${text}"


def percent_tick(value: float, step: float) -> str:
    """Write a tick of a fraction as a percentage: `25%`."""
    return f"{_decimals(value * 100, step * 100)}%"


def _decimals(value: float, step: float) -> str:
    if step <= 0:
        return f"{value:.6g}"
    digits = max(0, -int(np.floor(np.log10(step) + 1e-9)))
    # A step of 2.5 needs one digit more than its magnitude says.
    if digits < 12 and abs(round(step, digits) - step) > step * 1e-6:
        digits += 1
    text = f"{value:.{min(digits, 12)}f}"
    return text[1:] if float(text) == 0 and text.startswith("-") else text


@dataclass(frozen=True, eq=False)
class Chart:
    """Everything to draw in one plot.

    Attributes:
        series: Curves, later ones over earlier ones.
        marks: Points, over all curves, the last on top.
        guides: Straight lines behind the curves.
        ghosts: Faint curves behind `series`: pinned scenarios.
        title: Title of the x axis.
        x_scale: Scale of the x axis.
        y_scale: Scale of the y axis.
        x_limits: Range of the x axis; `None` for that of the curves.
        y_limits: Range of the y axis; `None` for nice numbers around the curves.
        y_ceiling: No curve stretches the y axis above this: cost goes to infinity where fixing fails.
        x_format: Writes ticks of the x axis.
        y_format: Writes ticks of the y axis.
        subject: What is plotted. While it stays the same, the limits of the y axis change only when they must,
            so that a small change of a value sends few bytes.
    """

    series: tuple[Series, ...] = ()
    marks: tuple[Mark, ...] = ()
    guides: tuple[Guide, ...] = ()
    ghosts: tuple[Series, ...] = ()
    title: str = ""
    x_scale: Scale = Scale.LINEAR
    y_scale: Scale = Scale.LINEAR
    x_limits: tuple[float, float] | None = None
    y_limits: tuple[float, float] | None = None
    y_ceiling: float | None = None
    x_format: TickFormat = plain_tick
    y_format: TickFormat = plain_tick
    subject: str = ""


def scaled(values: ArrayLike, scale: Scale) -> Numbers:
    """Coordinates on the axis: logarithms on a logarithmic one, NaN for everything that has no place."""
    result = np.array(values, dtype=np.float64, ndmin=1)
    if scale is Scale.LOG:
        with np.errstate(divide="ignore", invalid="ignore"):
            result = np.log10(result)
    result[~np.isfinite(result)] = np.nan
    return result

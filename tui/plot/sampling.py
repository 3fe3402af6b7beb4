"""A curve as points for a plot of so many columns and rows."""

from __future__ import annotations

import numpy as np

from tui.plot.chart import Numbers
from tui.plot.plotext_frame import Area

# Columns of a piece that is drawn as one straight line where it is nearly one.
_PIECE = 8
# The finest marker has four dots per row; a bend of this part of a row is not seen.
_UNSEEN = 0.1


def points(x: Numbers, y: Numbers, area: Area) -> tuple[Numbers, Numbers]:
    """One point per column, gaps as NaN, nothing far outside.

    Args:
        x: Axis coordinates, NaN where there is no point.
        y: As many.
        area: Where they will be drawn.

    Returns:
        Coordinates for plotext.
    """
    size = min(x.size, y.size)
    x, y = x[:size], y[:size].copy()
    y[np.isnan(x)] = np.nan
    x, y = _one_per_column(x, y, area)
    # A line is drawn dot by dot: towards a point far outside it would take for ever.
    margin = _row(area)
    return x, np.clip(y, area.y.low - margin, area.y.high + margin)


def thinned(x: Numbers, y: Numbers, area: Area) -> tuple[Numbers, Numbers]:
    """The same line with fewer points: plotext takes its time for each.

    Args:
        x: One coordinate per column.
        y: As many, NaN for gaps.
        area: Where they will be drawn.
    """
    pieces = (x.size - 1) // _PIECE
    if pieces < 1:
        return x, y
    inner = y[: pieces * _PIECE].reshape(pieces, _PIECE)
    ends = y[_PIECE : pieces * _PIECE + 1 : _PIECE]
    share = np.arange(_PIECE) / _PIECE
    straight = inner[:, :1] + (ends[:, None] - inner[:, :1]) * share
    # Comparing with NaN is false: a piece with a gap keeps all its points.
    bare = np.abs(inner - straight).max(axis=1) < _UNSEEN * _row(area)
    kept = np.ones(x.size, dtype=bool)
    kept[: pieces * _PIECE].reshape(pieces, _PIECE)[bare, 1:] = False
    return x[kept], y[kept]


def _row(area: Area) -> float:
    return (area.y.high - area.y.low) / max(1, area.rows - 1)


def _one_per_column(x: Numbers, y: Numbers, area: Area) -> tuple[Numbers, Numbers]:
    grid = np.linspace(area.x.low, area.x.high, area.columns)
    result = np.full(area.columns, np.nan)
    for first, last in _runs(np.isfinite(y)):
        part_x, part_y = x[first:last], y[first:last]
        if np.any(np.diff(part_x) < 0):
            order = np.argsort(part_x, kind="stable")
            part_x, part_y = part_x[order], part_y[order]
        inside = (grid >= part_x[0]) & (grid <= part_x[-1])
        if inside.any():
            result[inside] = np.interp(grid[inside], part_x, part_y)
            continue
        # Narrower than a column, but not nothing.
        column = area.x.cell(float(part_x[0]), area.columns)
        if 0 <= column < area.columns:
            result[column] = part_y[0]
    return grid, result


def _runs(present: np.typing.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Starts and ends of the stretches without a gap."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], present, [False])).astype(np.int8)))
    return [(int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True)]

"""Which cells differ between two drawings."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Region

from tui.plot.chart_rows import Row


def changed_regions(before: Sequence[Row], after: Sequence[Row]) -> list[Region]:
    """Regions one row high that together contain every changed cell, at most one per row.

    Args:
        before: Rows shown until now.
        after: As many rows, each as wide.
    """
    regions = []
    for y, (old, new) in enumerate(zip(before, after, strict=True)):
        if old != new:
            first, last = _span(old, new)
            regions.append(Region(first, y, last - first, 1))
    return regions


def _span(old: Row, new: Row) -> tuple[int, int]:
    """The columns from the first change to after the last."""
    before, after = list(zip(*old, strict=True)), list(zip(*new, strict=True))
    first = next(column for column, cells in enumerate(zip(before, after, strict=True)) if cells[0] != cells[1])
    last = next(column for column in range(len(after) - 1, -1, -1) if before[column] != after[column])
    return first, last + 1

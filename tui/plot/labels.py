"""Labels of curves, marks and guides, put where nothing is covered."""

from __future__ import annotations

from collections.abc import Callable

from tui.plot.axes_layout import Layout
from tui.plot.plotext_frame import Cell


class Labels:
    """Finds places for labels in a picture.

    Args:
        characters: The picture so far, rows from the top; what is not a space is taken.
        layout: Its geometry.
        put: Writes text into the picture: column, row, text, style.
    """

    def __init__(self, characters: list[list[str]], layout: Layout, put: Callable[[int, int, str, int], None]) -> None:
        self._characters = characters
        self._layout = layout
        self._put = put
        self._left, self._right = layout.left, layout.left + layout.area.columns
        self._top, self._bottom = layout.top, layout.top + layout.area.rows

    def at_ends(self, ends: list[tuple[str, list[Cell], int]]) -> None:
        """Label curves at their right end: name, cells and style of each."""
        places: list[tuple[int, str, int]] = []
        for text, cells, style in ends:
            last = max(cell.column for cell in cells)
            rows = sorted(self._row(cell) for cell in cells if cell.column == last)
            row = rows[len(rows) // 2]
            at_edge = last >= self._layout.area.columns - 1
            if not at_edge and self._beside(text, self._left + last, row, style):
                continue
            places.append((row, text, style))
        self._in_gutter(places)

    def at_mark(self, text: str, cell: Cell, style: int) -> None:
        """Label a mark."""
        if text:
            self._beside(text, self._left + cell.column, self._row(cell), style, force=True)

    def at_guide(self, text: str, at: float, style: int, *, vertical: bool) -> None:
        """Label a guide at its upper or right end, if that is free."""
        area = self._layout.area
        limits = area.x if vertical else area.y
        if not text or not limits.contains(at, at):
            return
        cell = limits.cell(at, area.columns if vertical else area.rows)
        if vertical:
            self._first_free(text, [(self._left + cell + 2, self._top), (self._left + cell - 1 - len(text), self._top)], style)
        else:
            row, column = self._bottom - 1 - cell, self._right - len(text)
            self._first_free(text, [(column, row - 1), (column, row + 1)], style)

    def _row(self, cell: Cell) -> int:
        return self._bottom - 1 - cell.row

    def _in_gutter(self, places: list[tuple[int, str, int]]) -> None:
        """Write labels into the gutter, moving apart those of one row."""
        if not self._layout.gutter:
            return
        taken: set[int] = set()
        # Increasing rows: of two curves that end together, the upper keeps its row.
        for row, text, style in sorted(places, key=lambda place: place[0]):
            free = (at for distance in range(len(places) + 1) for at in (row + distance, row - distance))
            at = next((at for at in free if self._top <= at < self._bottom and at not in taken), None)
            if at is not None:
                taken.add(at)
                self._put(self._right, at, f" {text}"[: self._layout.gutter], style)

    def _beside(self, text: str, column: int, row: int, style: int, *, force: bool = False) -> bool:
        """Write text next to a cell."""
        right, left, middle = column + 2, column - 1 - len(text), column - len(text) // 2
        places = [(right, row), (right, row + 1), (middle, row + 1), (middle, row - 1), (left, row), (right, row - 1)]
        if self._first_free(text, places, style):
            return True
        for place in places if force else ():
            if self._within(text, *place):
                self._put(*place, text, style)
                return True
        return False

    def _first_free(self, text: str, places: list[tuple[int, int]], style: int) -> bool:
        for column, row in places:
            if self._within(text, column, row):
                around = self._characters[row][max(self._left, column - 1) : min(self._right, column + len(text) + 1)]
                if all(character == " " for character in around):
                    self._put(column, row, text, style)
                    return True
        return False

    def _within(self, text: str, column: int, row: int) -> bool:
        return self._left <= column and column + len(text) <= self._right and self._top <= row < self._bottom

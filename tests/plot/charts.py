"""Charts, sizes and screens for the tests of drawing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyte
from pyte.screens import Char

from tui.plot.chart import Chart, Guide, Mark, Marker, Series
from tui.plot.chart_rows import Row

BRAILLE = {chr(code) for code in range(0x2801, 0x2900)}
QUADRANTS = set("▖▗▘▝▀▄▌▐▞▚▛▜▙▟█")


def two_lines(shift: float = 0.0, points: int = 120) -> Chart:
    """Two lines that cross, a ghost, a guide, a crossover and the current value."""
    x = np.linspace(0, 12, points)
    a, b = 1.1 + 0.05 * x + shift, 0.2 + 0.012 * x * x + 0.1 * shift * x
    return Chart(
        series=(Series(x, a, "A", Marker.THIN, "a"), Series(x, b, "B", Marker.HEAVY, "b")),
        marks=(Mark(10.0, 1.6, "10.0"), Mark(4.0, float(np.interp(4, x, b)), "", Marker.POINT, "value")),
        guides=(Guide(7.0),),
        ghosts=(Series(x, 0.8 * a, "", Marker.DOTS, "ghost"),),
        title="bugs the weak model leaves",
        subject="bugs",
    )


def text_of(rows: Sequence[Row]) -> str:
    """The rows' characters as lines."""
    return "\n".join(row.text for row in rows)


def find(rows: Sequence[Row], character: str) -> list[tuple[int, int]]:
    """Columns and rows of a character."""
    return [(x, y) for y, row in enumerate(rows) for x, found in enumerate(row.text) if found == character]


def terminal(width: int, height: int, *writes: str) -> pyte.Screen:
    """A terminal after some writes."""
    screen = pyte.Screen(width, height)
    # Textual switches wrapping off.
    stream = pyte.Stream(screen)
    stream.feed("\x1b[?7l")
    for data in writes:
        stream.feed(data)
    return screen


def cells_of(screen: pyte.Screen) -> list[list[object]]:
    """All cells of a terminal as they look: what colour a blank's text would have does not show."""
    return [[_look(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]


def _look(cell: Char) -> Char:
    if cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough):
        return cell._replace(fg="default", bold=False, italics=False)
    return cell

"""Which part of a long list is in view, and the bar that shows it."""

from __future__ import annotations

from tui.widgets.lines import Line


def top_line(top: int, cursor: int, height: int, total: int) -> int:
    """The first line to show so that the cursor's is in view, moving no more than needed.

    Args:
        top: The first line until now.
        cursor: The line that must be in view.
        height: How many lines there is room for.
        total: How many lines there are.
    """
    if height <= 0 or total <= height:
        return 0
    # One line beyond the cursor shows that there is more.
    lowest = cursor - height + (2 if cursor + 1 < total and height > 2 else 1)
    highest = cursor - (1 if cursor > 0 and height > 2 else 0)
    return min(max(top, lowest, 0), highest, total - height)


def scroll_bar(top: int, height: int, total: int) -> list[str]:
    """One character per line: thick where the part in view lies."""
    if total <= height:
        return [" "] * height
    size = max(round(height * height / total), 1)
    first = round(top * (height - size) / (total - height))
    return ["┃" if first <= y < first + size else "│" for y in range(height)]


def barred(line: Line, width: int, bar: str) -> Line:
    """A line with its part of the bar in the last of so many columns."""
    used = sum(len(text) for text, _ in line)
    return (*line, (" " * max(width - 1 - used, 0), "text"), (bar, "dim"))

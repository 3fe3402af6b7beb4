"""What a terminal shows that is too small for the explorer."""

from __future__ import annotations

from collections.abc import Iterable

from tui.widgets.lines import Line, Lines, wrapped

MIN_WIDTH, MIN_HEIGHT = 60, 16


class TooSmall(Lines):
    """One sentence: how large the terminal is and how large it must be."""

    def build(self, width: int, height: int) -> Iterable[Line]:
        """The sentence."""
        size = self.app.size
        text = f"Crossover needs {MIN_WIDTH}×{MIN_HEIGHT}; this is {size.width}×{size.height}. Your work is kept."
        return [((line, "strong"),) for line in wrapped(text, width, height)]

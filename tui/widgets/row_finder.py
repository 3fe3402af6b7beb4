"""Finding a row by part of its name: what is typed, which rows have it, and where to go from one to the next."""

from __future__ import annotations

from dataclasses import dataclass

from tui.widgets.line_editor import LineEditor
from tui.widgets.panels import ROW_KEYS, matches


@dataclass
class Finder:
    """One search after the other; rows are told by the keys of their parameters.

    Attributes:
        typed: What is being typed; ``None`` while nothing is.
        last: What was found last; empty if nothing was, or it is forgotten.
        origin: The row where finding began.
    """

    typed: LineEditor | None = None
    last: str = ""
    origin: str = ""

    def begin(self, row: str) -> None:
        """Start typing."""
        self.origin, self.typed = row, LineEditor()

    def type(self, typed: LineEditor) -> str:
        """Type on; the row that it leads to."""
        self.typed = typed
        return next(iter(matches(typed.text)), self.origin)

    def beside(self, row: str, by: int) -> str | None:
        """Another row that has what is being typed, best match first."""
        found = matches(self.typed.text) if self.typed else []
        if not found:
            return None
        return found[(found.index(row) + by) % len(found)] if row in found else found[0]

    def take(self) -> None:
        """Stay where it led to; without a match nothing was found."""
        self.last = self.typed.text.strip() if self.typed and matches(self.typed.text) else ""
        self.typed = None

    def give_up(self) -> str:
        """Find nothing; the row to go back to."""
        self.typed = None
        return self.origin

    def another(self, row: str, by: int) -> str | None:
        """The next other row that has what was found last, in the order of the screen, round its ends."""
        found, here = matches(self.last), ROW_KEYS.index(row)
        around = [*ROW_KEYS[here + 1 :], *ROW_KEYS[:here]]
        return next((key for key in (around if by > 0 else around[::-1]) if key in found), None)

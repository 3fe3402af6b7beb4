"""A line of text being typed, with a cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace

_LONGEST = 40


@dataclass(frozen=True)
class LineEditor:
    """Text and cursor; every change gives a new one.

    Attributes:
        text: What is typed.
        cursor: How many characters stand before the cursor.
    """

    text: str = ""
    cursor: int = 0

    @classmethod
    def at_end(cls, text: str) -> LineEditor:
        """A text with the cursor behind it."""
        return cls(text, len(text))

    def insert(self, text: str) -> LineEditor:
        """Type something; what is too long or cannot be printed is left out."""
        text = "".join(character for character in text if character.isprintable())[: _LONGEST - len(self.text)]
        return LineEditor(self.text[: self.cursor] + text + self.text[self.cursor :], self.cursor + len(text))

    def move(self, by: int) -> LineEditor:
        """Move the cursor."""
        return replace(self, cursor=min(max(self.cursor + by, 0), len(self.text)))

    def rub_out(self) -> LineEditor:
        """Delete the character before the cursor."""
        return self.move(-1).delete() if self.cursor else self

    def delete(self) -> LineEditor:
        """Delete the character at the cursor."""
        return LineEditor(self.text[: self.cursor] + self.text[self.cursor + 1 :], self.cursor)

"""A line of text being typed, with a cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace

from textual.message import Message

LONGEST = 40
"""So many characters fit."""


@dataclass
class TooLong(Message):
    """More was typed or pasted than fits into a field.

    Attributes:
        longest: How many characters do.
    """

    longest: int


@dataclass(frozen=True)
class LineEditor:
    """Text and cursor; every change gives a new one.

    Attributes:
        text: What is typed.
        cursor: How many characters stand before the cursor.
        selected: Whether all of it is selected: what is typed next replaces it.
    """

    text: str = ""
    cursor: int = 0
    selected: bool = False

    @classmethod
    def prefilled(cls, text: str) -> LineEditor:
        """A text to replace by typing, or to change after moving the cursor."""
        return cls(text, len(text), selected=bool(text))

    @property
    def room(self) -> int:
        """How many more characters fit; what is selected makes room."""
        return LONGEST - (0 if self.selected else len(self.text))

    def insert(self, text: str) -> LineEditor:
        """Type something; what is too long or cannot be printed is left out."""
        if self.selected:
            return LineEditor().insert(text)
        text = "".join(character for character in text if character.isprintable())[: self.room]
        return LineEditor(self.text[: self.cursor] + text + self.text[self.cursor :], self.cursor + len(text))

    def move(self, by: int) -> LineEditor:
        """Move the cursor; out of a selection, to its beginning or end."""
        by = by if not self.selected else -len(self.text) if by < 0 else len(self.text)
        return replace(self, cursor=min(max(self.cursor + by, 0), len(self.text)), selected=False)

    def rub_out(self) -> LineEditor:
        """Delete the character before the cursor, or what is selected."""
        if self.selected:
            return LineEditor()
        return self.move(-1).delete() if self.cursor else self

    def delete(self) -> LineEditor:
        """Delete the character at the cursor, or what is selected."""
        if self.selected:
            return LineEditor()
        return LineEditor(self.text[: self.cursor] + self.text[self.cursor + 1 :], self.cursor)

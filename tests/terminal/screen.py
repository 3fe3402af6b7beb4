"""What a terminal shows after all that was written to it."""

from __future__ import annotations

import codecs
import re
from typing import Any

import pyte

# Pyte prints, or takes for other codes, what it does not know: questions about private modes, the keyboard protocol,
# the shapes of cursor and pointer, the clipboard.
_UNKNOWN_TO_PYTE = re.compile(
    r"\x1b\[[<>=?][\d;]*[a-gi-km-z]|\x1b\[\?[\d;]*\$p|\x1b\[[\d;]* q|\x1b\](?![02];)[^\x07\x1b]*(?:\x07|\x1b\\)"
)
_UNFINISHED = re.compile(r"\x1b(?:\[[<>=?]?[\d; ]*\$?|\][^\x07\x1b]*\x1b?)?\Z")


class Screen:
    """A terminal's cells and title.

    Args:
        columns: Its width.
        rows: Its height.
    """

    def __init__(self, columns: int, rows: int) -> None:
        self._screen: Any = pyte.Screen(columns, rows)
        self._stream: Any = pyte.Stream(self._screen)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._unfinished = ""

    def feed(self, written: bytes) -> None:
        """Show what a program wrote."""
        text = self._unfinished + self._decoder.decode(written)
        end = _UNFINISHED.search(text)
        self._unfinished = text[end.start() :] if end else ""
        whole = text[: end.start()] if end else text
        self._stream.feed(_UNKNOWN_TO_PYTE.sub("", whole))

    def resize(self, columns: int, rows: int) -> None:
        """Become another size."""
        self._screen.resize(rows, columns)

    @property
    def lines(self) -> list[str]:
        """The rows, as wide as the screen."""
        return list(self._screen.display)

    @property
    def text(self) -> str:
        """All rows, without the blanks at their ends."""
        return "\n".join(line.rstrip() for line in self.lines)

    @property
    def title(self) -> str:
        """The title of the window."""
        return str(self._screen.title)

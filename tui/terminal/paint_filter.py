"""Lets through to the terminal only what changes it.

Sits where a driver writes. Textual paints in one string per frame, between the two codes of a synchronised update
where the terminal knows them; everything else a driver writes sets modes. A string that might touch the screen in
another way makes the filter forget what is there, so that the next paint is written whole.
"""

from __future__ import annotations

import re

from tui.terminal.cells import TerminalCells

_SYNC_START, _SYNC_END = "\x1b[?2026h", "\x1b[?2026l"
_PAINT_START = re.compile(r"\x1b\[\d+;\d+H")
# Modes other than the alternate screen, requests, keyboard protocol, clipboard, title, pointer, bell.
_LEAVES_CELLS_ALONE = re.compile(
    r"(?:\x1b\[\?(?:(?!(?:1049|1047|47)[;hl])\d+;?)+(?:[hl]|\$p)|\x1b\[[<>=?]?[\d;]*u|\x1b\[\??6n|\x1b\[>?0?c|\x1b\[\d+ q"
    r"|\x1b\](?!8;)[^\x07\x1b]*(?:\x07|\x1b\\)|\x07)*"
)


class PaintFilter:
    """Turns what a driver is told to write into what it must write."""

    def __init__(self) -> None:
        self._cells = TerminalCells(0, 0)
        self._frame: str | None = None
        self._forgotten = False

    def forget(self) -> None:
        """Write the next paints whole; may be called from a signal handler or another thread."""
        self._forgotten = True

    def filtered(self, data: str, width: int, height: int) -> str:
        """What to write now.

        Args:
            data: What Textual writes.
            width: Columns of the terminal.
            height: Rows of the terminal.
        """
        if self._forgotten or (width, height) != (self._cells.width, self._cells.height):
            self._forgotten = False
            self._cells = TerminalCells(width, height)
        if data == _SYNC_START and self._frame is None:
            # Held back: a frame that changes nothing is not worth its frame.
            self._frame = ""
            return ""
        if data == _SYNC_END and self._frame is not None:
            frame, self._frame = self._frame, None
            return f"{_SYNC_START}{frame}{_SYNC_END}" if frame else ""
        output = data
        if _PAINT_START.match(data):
            changes = self._cells.changes(data)
            output = data if changes is None else changes
        elif not _LEAVES_CELLS_ALONE.fullmatch(data):
            self._cells.forget()
        if self._frame is None:
            return output
        self._frame += output
        return ""

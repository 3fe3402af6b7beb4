"""How far a long reading is, on a terminal's standard error; nothing anywhere else."""

from __future__ import annotations

import os
import sys
from time import monotonic
from types import TracebackType
from typing import Self

from presets.logs.book import Book
from tui.cli import output

_EVERY = 0.1
_CELLS = 24


class Progress:
    """A line that a book of what is read keeps up to date, and that is gone in the end.

    Attributes:
        book: The book to read with.
    """

    def __init__(self) -> None:
        self.book = Book(advance=self._advance)
        self._shows = output.is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"
        self._read = 0
        self._next = monotonic() + _EVERY
        self._shown = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._shown:
            self._write("")

    def _advance(self, size: int) -> None:
        self._read += size
        if self._shows and (now := monotonic()) >= self._next:
            self._next = now + _EVERY
            self._write(line(self._read, self.book.total))

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(f"\r\033[K{text}")
            sys.stderr.flush()
        except OSError:
            self._shows = self._shown = False
            output.give_up(sys.stderr)
        else:
            self._shown = bool(text)


def line(read: int, total: int) -> str:
    """What has been read of how many bytes: ``reading logs  [#########---------------]  38%  456 of 1,200 MB``."""
    if not total:
        return "looking for logs"
    share = min(1.0, read / total)
    cells = "#" * int(share * _CELLS)
    return f"reading logs  [{cells:-<{_CELLS}}] {share:4.0%}  {read / 1e6:,.0f} of {total / 1e6:,.0f} MB"

"""Texts that were broken into lines for another width, broken anew for this one."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

_SLACK = 8
"""Cells that a line broken by its length may leave free: people do not break between a number and its unit."""
_INDENT = re.compile(r" *")
_ITEM = re.compile(r" *(?:[-*•·] +|\S(?:.*?\S)?  +)")
"""What an item of a list begins with: a bullet, or a term with at least two spaces behind it."""
_NUMBERED = re.compile(r" *\d+[.)] ")


@dataclass
class _Piece:
    """A line as it was meant, however often it was broken.

    Attributes:
        text: All of it.
        hang: The indentation of its second and later lines.
    """

    text: str
    hang: int


def rewrapped(text: str, width: int) -> list[str]:
    """The lines of a text at another width.

    A line is taken for broken by its length where the next word would have reached the end of the longest line of the text;
    then it goes on. Lines that end early, blank ones, and items of lists stay lines of their own; what belongs to an item is
    indented as it was.

    Args:
        text: Lines, without tabs.
        width: Cells for each line.
    """
    lines = [line.rstrip() for line in text.strip("\n").split("\n")]
    longest = max(map(len, lines), default=0)
    pieces: list[_Piece] = []
    before = ""
    for line in lines:
        if before and _goes_on(before, line, longest, pieces[-1]):
            pieces[-1].text += " " + line.lstrip()
            pieces[-1].hang = _indent(line)
        else:
            pieces.append(_Piece(line, _hang(line)))
        before = line
    return [part for piece in pieces for part in _broken(piece, width)]


def _goes_on(before: str, line: str, longest: int, piece: _Piece) -> bool:
    if not line:
        return False
    if _indent(line) != piece.hang and not (piece.text == before and _indent(line) > _indent(before) and _is_item(before)):
        return False
    if _is_item(line) and _indent(line) <= _indent(piece.text):
        return False
    # A sentence may end in a number; only after another item is it an item.
    if _NUMBERED.match(line) and _NUMBERED.match(piece.text):
        return False
    return len(before) + 1 + len(line.split(maxsplit=1)[0]) > longest - _SLACK


def _broken(piece: _Piece, width: int) -> list[str]:
    hang = piece.hang if piece.hang <= width // 2 else min(_indent(piece.text) + 2, width // 2)
    return textwrap.wrap(
        piece.text, max(width, 1), subsequent_indent=" " * hang, replace_whitespace=False, break_on_hyphens=False
    ) or [""]


def _indent(line: str) -> int:
    found = _INDENT.match(line)
    return found.end() if found else 0


def _is_item(line: str) -> bool:
    return _ITEM.match(line) is not None


def _hang(line: str) -> int:
    """Where further lines of an item begin: under its text."""
    found = _ITEM.match(line)
    return found.end() if found and found.group().strip() in "-*•·" else _indent(line)

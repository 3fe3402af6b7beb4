"""What a terminal shows, and the shortest way from there to what it should show.

Textual repaints whole pieces of rows. Most of their cells are already on the screen, and on a slow line every byte
is waited for. `TerminalCells` reads a paint as the terminal would, compares it with what it knows the terminal to show,
and writes only the cells that differ.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len

_PAINT = re.compile(
    r"\x1b\[(?P<row>\d+);(?P<column>\d+)H"
    r"|\x1b\[(?P<style>[0-9;]*)m"
    r"|(?P<link>\x1b\]8;[^\x07\x1b]*(?:\x1b\\|\x07))"
    r"|(?P<line>\n)"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
)
# One column each: Latin letters, Greek, raised letters, punctuation, arrows, mathematics, boxes, blocks, shapes, crosses,
# braille.
_NARROW = re.compile(
    r"[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u0391-\u03a1\u03a3-\u03ce\u1d2c-\u1d6a\u2010-\u2027\u2030-\u205e"
    r"\u2074-\u208e\u2090-\u209c\u20a0-\u20bf\u2190-\u2319\u2500-\u25fc\u2713-\u2718\u2800-\u28ff]*"
)
_UNKNOWN = "?"


class TerminalCells:
    """Remembers what was written to a terminal's cells.

    Args:
        width: Columns of the terminal.
        height: Rows of the terminal.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        # A cell is its character and its style; None is unknown.
        self._characters: list[list[str | None]] = []
        self._styles: list[list[str]] = []
        self._end: tuple[int, int] | None = None
        self.forget()

    def forget(self) -> None:
        """Know nothing about the terminal any more: everything is written again."""
        self._characters = [[None] * self.width for _ in range(self.height)]
        self._styles = [[_UNKNOWN] * self.width for _ in range(self.height)]
        self._end = None

    def changes(self, paint: str) -> str | None:
        """What must be written for a paint.

        Args:
            paint: Cursor positions, styles and text, beginning with a position and ending without a style.

        Returns:
            Text with the same effect on the terminal, or `None` when the paint has something else in it. Then it must
            be written as it is, and nothing is known about the terminal.
        """
        writer = _Writer(self.width)
        row, column, style, link, at = -1, 0, "", "", 0
        end: tuple[int, int] | None = None
        for match in _PAINT.finditer(paint):
            if match.start() != at:
                break
            kind = match.lastgroup
            if kind == "text":
                if not 0 <= row < self.height:
                    break
                width = self._put(row, column, match["text"], style, link, writer)
                if column + width > self.width:
                    break
                column, end = column + width, None
            elif kind == "style":
                style = "" if match["style"] in ("", "0") else match["style"]
            elif kind == "column":
                row, column = end = int(match["row"]) - 1, int(match["column"]) - 1
            elif kind == "link":
                link = "" if match["link"].startswith("\x1b]8;;\x1b") else match["link"]
            else:
                # Textual moves the cursor after each line break. Where it is without that, the terminal decides.
                row = -1
            at = match.end()
        if at != len(paint) or style or link:
            self.forget()
            return None
        moved, self._end = end != self._end, end
        return writer.result(end, moved=moved)

    def _put(self, row: int, column: int, text: str, style: str, link: str, writer: _Writer) -> int:
        """Compare a run of text with the screen and write what differs.

        Returns:
            The columns the text takes.
        """
        narrow = not link and (text.isascii() or _NARROW.fullmatch(text) is not None)
        width = len(text) if narrow else cell_len(text)
        end = column + width
        if end > self.width:
            return width
        characters, styles = self._characters[row], self._styles[row]
        if not narrow:
            # How a terminal shows this is not known well enough to compare cell by cell.
            writer.write_whole(row, column, f"{link}{text}\x1b]8;;\x1b\\" if link else text, style)
            characters[column:end] = [None] * width
            styles[column:end] = [_UNKNOWN] * width
            return width
        new, new_styles = list(text), [style] * width
        if " " in text and (blank := blank_style(style)) != style:
            new_styles = [blank if character == " " else style for character in text]
        old, old_styles = characters[column:end], styles[column:end]
        if old == new and old_styles == new_styles:
            return width
        first = -1
        for at in range(width):
            differs = old[at] != new[at] or old_styles[at] != new_styles[at]
            if differs and first < 0:
                first = at
            elif not differs and first >= 0:
                writer.write(row, column + first, text[first:at], style)
                first = -1
        if first >= 0:
            writer.write(row, column + first, text[first:], style)
        characters[column:end] = new
        styles[column:end] = new_styles
        return width


class _Writer:
    """Writes runs of cells with few bytes for moving and colouring."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._parts: list[str] = []
        self._row, self._column = -1, -1
        self._style = ""

    def write(self, row: int, column: int, text: str, style: str) -> None:
        """Write narrow characters."""
        self._move(row, column)
        self._column += len(text)
        if style != self._style:
            # The colour of a blank's text does not show: it need not be set before it.
            if text.startswith(" ") and blank_style(style) == blank_style(self._style):
                rest = text.lstrip(" ")
                self._parts.append(text[: len(text) - len(rest)])
                text = rest
            if not text:
                return
            self._parts.append(style_change(self._style, style))
            self._style = style
        self._parts.append(text)

    def write_whole(self, row: int, column: int, text: str, style: str) -> None:
        """Write what may move the cursor by any number of columns."""
        self.write(row, column, text, style)
        self._row = -1

    def result(self, end: tuple[int, int] | None, *, moved: bool) -> str:
        """All that was written, leaving the cursor at `end`, where it has `moved` to."""
        if self._style:
            self._parts.append("\x1b[m")
        if end is not None and (self._parts or moved):
            self._parts.append(f"\x1b[{end[0] + 1};{end[1] + 1}H")
        return "".join(self._parts)

    def _move(self, row: int, column: int) -> None:
        if (row, column) == (self._row, self._column):
            return
        # After the last column a terminal waits before it wraps: where a relative move starts is not certain.
        steps = column - self._column
        certain = 0 <= self._column < self._width
        if row == self._row and steps > 0 and certain:
            move = f"\x1b[{steps}C" if steps > 1 else "\x1b[C"
        elif row == self._row + 1 and self._row >= 0 and -4 <= steps <= 0 and certain:
            move = "\x1b[B" + "\b" * -steps
        else:
            move = f"\x1b[{row + 1};{column + 1}H"
        self._parts.append(move)
        self._row, self._column = row, column


_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}


# Underlined, blinking, reversed, struck out, overlined: attributes that show on a blank, as do codes not understood.
_BLANK_SHOWS = frozenset(("4", "5", "6", "7", "9", "21", "53"))


@lru_cache(maxsize=4096)
def blank_style(style: str) -> str:
    """The part of a style that shows on a blank."""
    parts = _split(style)
    if parts is None or _BLANK_SHOWS.intersection(parts.attributes):
        return style
    return parts.background


@lru_cache(maxsize=4096)
def style_change(before: str, after: str) -> str:
    """The shortest code that turns one style into another."""
    if not after:
        return "\x1b[m"
    anew = f"0;{after}" if before else after
    old, new = _split(before), _split(after)
    if old is None or new is None or not set(old.attributes) - set(new.attributes) <= set(_OFF):
        return f"\x1b[{anew}m"
    off = list(dict.fromkeys(_OFF[code] for code in old.attributes if code not in new.attributes))
    # Bold and faint are switched off by the same code.
    on = [code for code in new.attributes if code not in old.attributes or _OFF.get(code) in off]
    colours = [
        part or default
        for part, previous, default in ((new.text, old.text, "39"), (new.background, old.background, "49"))
        if part != previous
    ]
    codes = ";".join((*off, *on, *colours))
    # No code at all is the code that switches everything off.
    return f"\x1b[{min(codes, anew, key=len)}m" if codes else ""


class _Style(NamedTuple):
    attributes: tuple[str, ...]
    text: str
    background: str


def _split(style: str) -> _Style | None:
    """Attributes, text colour and background of a style; `None` for codes that are not understood."""
    attributes: list[str] = []
    colours = {"3": "", "4": ""}
    codes = iter(style.split(";") if style else ())
    for code in codes:
        if code in ("39", "49"):
            colours[code[0]] = ""
        elif code in ("38", "48"):
            kind = next(codes, "")
            rest = [next(codes, "") for _ in range({"5": 1, "2": 3}.get(kind, 0))]
            if not rest or not all(rest):
                return None
            colours[code[0]] = ";".join((code, kind, *rest))
        elif re.fullmatch(r"3[0-7]|9[0-7]", code):
            colours["3"] = code
        elif re.fullmatch(r"4[0-7]|10[0-7]", code):
            colours["4"] = code
        elif re.fullmatch(r"[1-9]|21|53", code):
            attributes.append(code)
        else:
            return None
    return _Style(tuple(attributes), colours["3"], colours["4"])

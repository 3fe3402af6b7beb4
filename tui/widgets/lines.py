"""A widget made of lines of text, which repaints those lines only that changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import ClassVar, TypeAlias

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui.workarounds.fence import Fenced, borne

Span: TypeAlias = tuple[str, str]
"""A piece of text and the name of its style, one of ``STYLES``."""

Line: TypeAlias = tuple[Span, ...]
"""One line of the screen: plain text without control characters, never markup."""

_BREAK = re.compile(r" (?!%)(?!(?<=\d )\d{3}\b)")
"""A space where a line may end: not before a percent sign, nor between the groups of a number."""

STYLES: tuple[str, ...] = (
    "text",
    "strong",
    "dim",
    "heading",
    "focus",
    "blurred",
    "edit",
    "problem",
    "changed",
    "good",
    "a",
    "b",
    "key",
    "tab",
)
"""The names of styles; each is a component class ``lines--NAME`` of the screen."""


class LinesScreen(Screen[None]):
    """A screen with widgets made of lines. It has the styles of all of them.

    Textual works out a widget's component classes one by one, each time that a class changes on it or above it: in every
    widget they would be most of what a start or a resize takes.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"lines--{name}" for name in STYLES}

    DEFAULT_CSS = """
    LinesScreen {
        & > .lines--text { color: $foreground; }
        & > .lines--strong { color: $foreground; text-style: bold; }
        & > .lines--dim { color: $foreground 60%; }
        & > .lines--heading { color: $primary; text-style: bold; }
        & > .lines--focus { color: $foreground; text-style: reverse; }
        & > .lines--blurred { color: $foreground; text-style: bold; }
        & > .lines--edit { color: $foreground; text-style: bold underline; }
        & > .lines--problem { color: $error; text-style: bold; }
        & > .lines--changed { color: $warning; text-style: bold; }
        & > .lines--good { color: $success; text-style: bold; }
        & > .lines--a { color: $primary; text-style: bold; }
        & > .lines--b { color: $warning; text-style: bold; }
        & > .lines--key { color: $foreground; text-style: bold; }
        & > .lines--tab { color: $foreground; text-style: bold reverse; }
        &:ansi > .lines--text { color: ansi_default; }
        &:ansi > .lines--strong { color: ansi_default; }
        &:ansi > .lines--dim { color: ansi_default; text-style: dim; }
        &:ansi > .lines--focus { color: ansi_default; text-style: reverse; }
        &:ansi > .lines--blurred { color: ansi_default; }
        &:ansi > .lines--edit { color: ansi_default; }
        &:ansi > .lines--key { color: ansi_default; }
        &:ansi > .lines--tab { color: ansi_default; text-style: bold reverse; }
    }
    """


class Lines(Fenced, Widget):
    """Shows lines. A subclass builds them in ``build`` from its own state and calls ``rebuild`` after changes."""

    def __init__(self, widget_id: str | None = None) -> None:
        super().__init__(id=widget_id)
        self._lines: tuple[Line, ...] = ()
        self._built_for = Size(0, 0)
        self._styles: dict[str, Style] = {}

    def build(self, width: int, height: int) -> Iterable[Line]:
        """The lines to show; missing ones are blank, those beyond the height are not shown."""
        raise NotImplementedError

    def rebuild(self) -> None:
        """Build the lines anew and repaint those that differ."""
        if not self.size:
            return
        before = self._lines
        self._build()
        regions = [Region(0, y, self._built_for.width, 1) for y in changed_lines(before, self._lines)]
        if regions:
            self.refresh(*regions)

    def _build(self) -> None:
        size = self._built_for = self.size
        try:
            self._lines = tuple(self.build(size.width, size.height))[: size.height]
        except Exception as error:
            self._lines = ()
            if not borne(self, error):
                raise

    def say_failed(self, sentence: str) -> None:
        """Show that it could not be built, until it is built again."""
        self._lines = tuple(((part, "problem"),) for part in wrapped(sentence, self.size.width, self.size.height))
        self.refresh()

    @property
    def plain(self) -> list[str]:
        """What is shown, without styles: for tests."""
        return ["".join(text for text, _ in line) for line in self._lines]

    def notify_style_update(self) -> None:
        """Take over the colours of a new theme."""
        super().notify_style_update()
        self._styles = {}

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render; lines for a new size are built with its first paint, which comes before the event."""
        if self._built_for != self.size:
            self._build()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Render one line."""
        width = self.size.width
        if not self._styles:
            self._styles = {name: self.screen.get_component_rich_style(f"lines--{name}") for name in STYLES}
        line = self._lines[y] if y < len(self._lines) else ()
        strip = Strip([Segment(text, self._styles[style]) for text, style in line if text])
        return strip.adjust_cell_length(width, self._styles["text"])


def changed_lines(before: Sequence[Line], after: Sequence[Line]) -> list[int]:
    """The numbers of the lines that differ; a missing line is blank."""
    longest = max(len(before), len(after))
    return [y for y in range(longest) if (before[y] if y < len(before) else ()) != (after[y] if y < len(after) else ())]


def fitted(text: str, width: int) -> str:
    """``text`` in exactly ``width`` cells: filled with spaces, or cut with an ellipsis."""
    if text.isascii():
        return text.ljust(width) if len(text) <= width else f"{text[: max(width - 1, 0)]}…"[:width]
    length = cell_len(text)
    if length <= width:
        return text + " " * (width - length)
    return f"{set_cell_size(text, width - 1)}…" if width > 1 else "…"[:width]


def right(text: str, width: int) -> str:
    """``text`` at the right end of ``width`` cells."""
    length = len(text) if text.isascii() else cell_len(text)
    return " " * (width - length) + text if length <= width else fitted(text, width)


def wrapped(text: str, width: int, height: int) -> list[str]:
    """``text`` broken between words into at most ``height`` lines; the last one is cut if there is more."""
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < height - 1 and cell_len(rest) > width:
        cut = max((space.start() for space in _BREAK.finditer(rest) if space.start() <= width), default=0) or width
        lines.append(rest[:cut])
        rest = rest[cut:].lstrip()
    return [*lines, fitted(rest, width).rstrip()] if rest else lines

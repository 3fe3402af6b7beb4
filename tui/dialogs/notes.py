"""The notes of a scenario: to read, and to edit where no editor is chosen."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static, TextArea

from presets.files.text import plain_text
from tui.dialogs.dialog import Dialog, Prose
from tui.workarounds.bindings import OrderedKeys


class NotesDialog(Dialog[bool]):
    """The notes, shown as they are; whether they are to be edited.

    Args:
        name: The scenario's name.
        notes: Its notes.
        not_theirs: What was changed since the notes were saved; empty if nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [("e", "edit", "Edit")]

    def __init__(self, name: str, notes: str, not_theirs: str = "") -> None:
        super().__init__()
        self._heading, self._text = plain_text(name), plain_text(notes, lines=True) or "This scenario has no notes."
        self._not_theirs = plain_text(not_theirs)

    def compose(self) -> ComposeResult:
        """The text, which scrolls."""
        with Vertical(id="box"):
            yield Static(Content(self._heading).stylize("bold"))
            if self._not_theirs:
                yield Static(Content(self._not_theirs), classes="problem")
            with VerticalScroll():
                yield Prose(self._text)
            yield Static(Content("↑↓ scroll, e edits, Esc goes back"), classes="hint")

    def action_edit(self) -> None:
        """Leave, to edit them."""
        self.dismiss(True)


class NotesArea(OrderedKeys, TextArea):
    """Several lines of text; what could steer the terminal is shown as what it is, and stays."""

    def get_line(self, line_index: int) -> Text:
        """A line to show: every character is as wide as the one it stands for."""
        line = super().get_line(line_index)
        line.plain = "\t".join(plain_text(part) for part in line.plain.split("\t"))
        return line


class EditNotes(Dialog[str]):
    """The notes, to be written here; what they are then, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [("f2,ctrl+s", "take", "Take")]
    _HINT = "F2 or ^s takes them, Esc goes back"

    def __init__(self, name: str, notes: str) -> None:
        super().__init__()
        self._heading = f"Notes of {plain_text(name)}"
        self._area = NotesArea(notes, compact=True, highlight_cursor_line=False)
        # A blinking cursor sends bytes for ever.
        self._area.cursor_blink = False
        self._before = self._area.text
        self._below = Static(Content(self._HINT), classes="hint")
        self._warned = False

    def compose(self) -> ComposeResult:
        """The text, and what the keys do."""
        with Vertical(id="box"):
            yield Static(Content(self._heading).stylize("bold"))
            yield self._area
            yield self._below

    @on(TextArea.Changed)
    def _changed(self) -> None:
        self._say(self._HINT, problem=False)

    def _say(self, text: str, *, problem: bool) -> None:
        self._warned = problem
        self._below.set_classes("problem" if problem else "hint")
        self._below.update(Content(text))

    def action_take(self) -> None:
        """The notes are these, if they were changed."""
        self.dismiss(None if self._area.text == self._before else self._area.text)

    def action_leave(self) -> None:
        """Leave; what was written goes away only when that is pressed again."""
        if self._area.text == self._before or self._warned:
            self.dismiss(None)
        else:
            self._say("Esc again throws the changes away, F2 or ^s takes them", problem=True)

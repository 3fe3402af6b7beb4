"""Taking the answer along: what, and to which file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from presets.document import AlreadyThere
from presets.refusal import Refusal, shown
from presets.text import plain_text
from tui import report
from tui.screens.dialog import Dialog, NameInput
from tui.snapshot import Snapshot

_HINT = "↑↓ choose what, the name can be changed, Enter writes, Esc goes back"
_SUFFIXES = tuple(kind.suffix for kind in report.KINDS)


class ReportDialog(Dialog[str]):
    """A name for the file, whose end says what is written; below it, what there is. Returns what was done, as a sentence.

    Args:
        snapshot: What is taken along.
        title: The scenario's short name, for the names of the file and of the verdict.
        picture: The screen as SVG, for the picture is not to show this dialog.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Up", priority=True),
        Binding("down,tab", "choose(1)", "Down", priority=True),
    ]

    def __init__(self, snapshot: Snapshot, title: str, picture: Callable[[], str]) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._title = title
        self._picture = picture
        self._input = NameInput(f"{file_name(title)}{_SUFFIXES[0]}")
        self._kinds = Static()
        self._message = Static(Content(_HINT), classes="hint")
        self._may_replace = ""

    def compose(self) -> ComposeResult:
        """The name, the kinds, what to do or what is wrong."""
        with Vertical(id="box"):
            yield Static(Content("Take the answer along: write which file?").stylize("bold"))
            yield self._input
            yield self._kinds
            yield self._message

    def on_mount(self) -> None:
        """The name can be typed at once."""
        self._input.focus()
        self._show_kinds()

    @property
    def _suffix(self) -> str:
        return Path(self._input.value.strip()).suffix.lower()

    def _show_kinds(self) -> None:
        chosen = self._suffix
        lines = [
            Content.assemble(
                ("▸ " if kind.suffix == chosen else "  ", "bold"),
                (f"{kind.suffix:<6}{kind.title:<10}", "bold" if kind.suffix == chosen else ""),
                (kind.text, "" if kind.suffix == chosen else "dim"),
            )
            for kind in report.KINDS
        ]
        self._kinds.update(Content("\n").join(lines))

    def _say(self, text: str, *, problem: bool) -> None:
        self._message.set_classes("problem" if problem else "hint")
        self._message.update(Content(plain_text(text)))

    def action_choose(self, by: int) -> None:
        """Choose another kind: the name ends otherwise."""
        name = self._input.value.strip()
        now = self._suffix
        index = (_SUFFIXES.index(now) + by) % len(_SUFFIXES) if now in _SUFFIXES else 0
        stem = name[: -len(now)] if now in _SUFFIXES else name
        self._input.value = f"{stem or file_name(self._title)}{_SUFFIXES[index]}"
        self._input.cursor_position = len(self._input.value)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._may_replace = ""
        self._say(_HINT, problem=False)
        self._show_kinds()

    @on(Input.Submitted)
    def _write(self, event: Input.Submitted) -> None:
        """Write; over a file that is there only when Enter is pressed again."""
        event.stop()
        name = event.value.strip()
        if not name:
            return
        replace = name == self._may_replace
        try:
            path = report.write(self._snapshot, Path(name), screen=self._picture, overwrite=replace)
        except AlreadyThere as refusal:
            self._may_replace = name
            self._say(f"{refusal}: Enter again writes over it", problem=True)
        except Refusal as refusal:
            self._say(str(refusal), problem=True)
        else:
            self.dismiss(f"Wrote {shown(path)}")


def file_name(title: str) -> str:
    """A scenario's title as the beginning of a file's name in the current directory."""
    kept = "".join(character if character.isalnum() or character in "._- " else "-" for character in title)
    return kept.strip(" .-")[:80] or "crossover"

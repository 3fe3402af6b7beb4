"""Numbers from people's own logs: where these are, how far the reading is, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, ProgressBar, Static

from engine.numerics.abandonment import go_on
from presets.calibration.calibration import Calibration
from presets.files.places import named_path
from presets.files.refusal import Refusal
from presets.files.text import plain_text
from presets.logs.agents import standard_places
from presets.logs.book import Book
from tui.answers.deadline import Deadline
from tui.dialogs.dialog import Dialog, PathInput

_EVERY = 0.1
_HINT = "Enter reads them, Tab completes a path, Esc goes back"


class LogsDialog(Dialog[Calibration]):
    """Reads logs behind the explorer's back; Enter then takes what they say, Esc stops at any time.

    Args:
        read: Reads the logs at some paths with a book, in a thread.
        summary: What came of it, in lines of plain text.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "take", "Take")]
    AUTO_FOCUS = "Input"

    def __init__(
        self, read: Callable[[list[Path], Book], Calibration], summary: Callable[[Calibration], Iterator[str]]
    ) -> None:
        super().__init__()
        self._read, self._summary = read, summary
        self._input = PathInput(placeholder="where Claude Code and Codex put them; or a file or folder", bare=True)
        self._bar = ProgressBar(show_eta=False)
        self._text = Static()
        self._box = VerticalScroll(id="box")
        self._below = Static(Content(_HINT), classes="hint", id="below")
        self._found: Calibration | None = None
        self._reading: Deadline[list[Path], Calibration | Refusal]
        self._reading = Deadline(self._work, self._done, self.call_later, share=0.0)
        self._next = 0.0

    def compose(self) -> ComposeResult:
        """The question, a line to type in, how far it is, what was found, what to do."""
        with self._box:
            yield Static(Content("Numbers from your agents' logs").stylize("bold"))
            yield self._input
            yield self._bar
            yield self._text
            yield self._below

    def on_mount(self) -> None:
        """Nothing is read yet."""
        self._bar.display = False
        self._text.update(
            Content("They are only read. No text of any prompt or answer is shown, kept or sent; what is taken are numbers.")
        )

    def _say(self, text: str, *, problem: bool = False) -> None:
        self._below.set_classes("problem" if problem else "hint")
        self._below.update(Content(plain_text(text)))

    @on(Input.Changed)
    def _typed(self) -> None:
        self._say(_HINT)

    @on(PathInput.Completed)
    def _completed(self, message: PathInput.Completed) -> None:
        self._say(message.about or _HINT)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            paths = [named_path(typed)] if (typed := event.value.strip()) else standard_places()
        except Refusal as refusal:
            self._say(str(refusal), problem=True)
            return
        if not paths:
            self._say("No logs of Claude Code or Codex where these put them; a file or folder can be typed", problem=True)
            return
        self._box.focus()
        self._input.disabled = True
        self._bar.display = True
        self._bar.update(total=None, progress=0)
        self._say("Reading …  Esc stops")
        if (found := self._reading.ask(paths)) is not None:
            self._done(paths, found)

    @property
    def working(self) -> bool:
        """Whether logs are being read."""
        return self._reading.busy

    def on_unmount(self) -> None:
        """Nobody waits for it any more."""
        self._reading.forget()

    def _work(self, paths: list[Path]) -> Calibration | Refusal:
        """In another thread."""
        book = Book()
        book.advance = lambda _: self._advance(book)
        try:
            return self._read(paths, book)
        except Refusal as refusal:
            return refusal

    def _advance(self, book: Book) -> None:
        go_on()
        if (now := monotonic()) >= self._next:
            self._next = now + _EVERY
            self.call_later(partial(self._bar.update, total=book.total or None, progress=book.bytes))

    def _done(self, _paths: list[Path], found: Calibration | Refusal) -> None:
        self._bar.display = False
        if isinstance(found, Refusal):
            self._input.disabled = False
            self._input.focus()
            self._say(str(found), problem=True)
            return
        self._found = found
        self._input.display = False
        self._text.update(Content("\n".join(plain_text(line) for line in self._summary(found))))
        self._say("Enter opens it, the present scenario is pinned; ↑↓ scroll, Esc goes back")

    def action_take(self) -> None:
        """Take what came of it."""
        if self._found is not None:
            self.dismiss(self._found)

"""The base of the dialogs, and the simplest ones: a question with choices, a name to type."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from presets.files.paths import completed, completions
from presets.files.refusal import Refusal, Unasked
from presets.files.text import plain_text
from tui.dialogs.wrapping import rewrapped
from tui.widgets.line_editor import TooLong
from tui.workarounds.bindings import OrderedKeys
from tui.workarounds.closing import ClosesOnce
from tui.workarounds.fence import Fenced

Result = TypeVar("Result")
_LONGEST = 200
_NAMED = 12


class Dialog(ClosesOnce, Fenced, ModalScreen[Result], Generic[Result]):
    """A box above the explorer that Esc leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Back")]

    def __init__(self) -> None:
        super().__init__(classes="dialog")

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)


@dataclass(frozen=True)
class Choice:
    """One answer to a question.

    Attributes:
        name: What the dialog returns.
        key: The letter that chooses it.
        text: What it says.
    """

    name: str
    key: str
    text: str


class AskChoice(Dialog[str]):
    """A question with a few answers; each has a letter, Enter takes the one in focus."""

    def __init__(self, question: str, choices: list[Choice]) -> None:
        super().__init__()
        self._question = question
        self._choices = choices

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical(id="box"):
            yield Static(Content(self._question))
            options = [Option(Content.assemble((f" {c.key} ", "bold"), f" {c.text}"), c.name) for c in self._choices]
            yield OptionList(*options)
            yield Static(Content("Enter or the letter answers, Esc goes back"), classes="hint")

    def on_key(self, event: events.Key) -> None:
        """Every letter answers."""
        answers = {choice.key: choice.name for choice in self._choices}
        if event.character in answers:
            event.stop()
            self.dismiss(answers[event.character])

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)


class Prose(Static):
    """A text that was broken into lines for another width; it is broken anew for this one."""

    def __init__(self, text: str) -> None:
        super().__init__(Content(text))
        self._text = text

    def on_resize(self, event: events.Resize) -> None:
        """Break it for the width that there is."""
        self.update(Content("\n".join(rewrapped(self._text, event.size.width))))


class _Harmless(Highlighter):
    """Shows the text of a field without what could steer the terminal; its value stays what was typed or pasted."""

    def highlight(self, text: Text) -> None:
        text.plain = plain_text(text.plain)


def tame(field: Input) -> None:
    """Make a field harmless, and its cursor keep still: a blinking one sends bytes for ever."""
    field.highlighter = _Harmless()
    field.cursor_blink = False


class NameInput(OrderedKeys, Input):
    """One line of text. What it begins with is selected, so that typing replaces it."""

    def __init__(self, value: str = "", placeholder: str = "") -> None:
        super().__init__(value, placeholder=placeholder, max_length=_LONGEST)
        tame(self)

    def on_paste(self, event: events.Paste) -> None:
        """Take as much of a paste as fits; Textual would take nothing of one that is too long."""
        start, end = sorted(self.selection)
        line, room = "".join(event.text.splitlines()[:1]), _LONGEST - len(self.value) + end - start
        if len(line) > room:
            event.stop()
            event.prevent_default()
            self.replace(line[:room], start, end)
            self.post_message(TooLong(_LONGEST))


class PathInput(NameInput):
    """A line for a path, which Tab completes.

    Args:
        value: What it begins with.
        suffixes: The ends of the names that are meant; none: every file.
        bare: Whether a name without a slash is a path, too, in the current folder.
        placeholder: What stands in an empty line.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "Complete")]

    @dataclass
    class Completed(Message):
        """Tab was pressed: what the path may become."""

        found: list[str]
        typed: str
        is_path: bool = True

        @property
        def about(self) -> str:
            """The choice that is left, in a line."""
            if not self.is_path:
                return "Tab completes paths, and those begin with ./ or ~/ or /"
            if not self.found:
                return f"Nothing there begins with {plain_text(self.typed)}" if self.typed else "Nothing is there"
            if len(self.found) == 1:
                return ""
            names = [Path(path).name + os.sep * path.endswith(os.sep) for path in self.found]
            return plain_text(f"{len(names)} begin so: {'  '.join(names[:_NAMED])}{' …' * (len(names) > _NAMED)}")

    def __init__(self, value: str = "", suffixes: Iterable[str] = (), *, bare: bool = False, placeholder: str = "") -> None:
        super().__init__(value, placeholder)
        self._suffixes, self._bare = tuple(suffixes), bare

    def action_complete(self) -> None:
        """Complete the path as far as it is certain."""
        typed = self.value.lstrip()
        if not (self._bare or os.sep in typed or typed.startswith("~")):
            self.post_message(self.Completed([], typed, is_path=False))
            return
        found = completions(typed, self._suffixes)
        if (path := completed(typed, found)) != self.value:
            self.value = path
        self.cursor_position = len(self.value)
        self.post_message(self.Completed(found, typed))


class AskName(Dialog[str]):
    """Asks for a name, until what is typed can be taken: what is wrong with it stands below the field, the text stays.

    Args:
        question: What the name is for.
        value: The name that is proposed.
        hint: What Enter does.
        take: Does what is to be done with the name, raising ``Refusal`` if that cannot be; the flag says whether
            someone said yes to what is not done unasked.
        again: What Enter does once more, after an ``Unasked``.
        optional: Whether nothing is an answer, too.
        suffixes: For a path that Tab completes, the ends of the names that are meant, of any file if there are none;
            ``None``: no path.
    """

    def __init__(
        self,
        question: str,
        value: str,
        hint: str,
        take: Callable[[str, bool], None],
        again: str = "Enter again does it",
        *,
        optional: bool = False,
        suffixes: tuple[str, ...] | None = None,
    ) -> None:
        super().__init__()
        self._question, self._hint = question, hint
        self._take, self._again, self._optional = take, again, optional
        self._input = NameInput(value) if suffixes is None else PathInput(value, suffixes, bare=not suffixes)
        self._below = Static(Content(hint), classes="hint")
        self._confirmed: str | None = None

    def compose(self) -> ComposeResult:
        """The question, a line to type in, and what to do or what is wrong."""
        with Vertical(id="box"):
            yield Static(Content(self._question).stylize("bold"))
            yield self._input
            yield from self.choices()
            yield self._below

    def choices(self) -> Iterable[Widget]:
        """What stands between the field and what is below it."""
        return ()

    def _say(self, text: str, *, problem: bool) -> None:
        self._below.set_classes("problem" if problem else "hint")
        self._below.update(Content(plain_text(text)))

    @on(Input.Changed)
    def _typed(self) -> None:
        self._confirmed = None
        self._say(self._hint, problem=False)

    @on(PathInput.Completed)
    def _completed(self, message: PathInput.Completed) -> None:
        self._say(message.about or self._hint, problem=False)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        name = event.value.strip()
        if not name and not self._optional:
            return
        confirmed, self._confirmed = name == self._confirmed, None
        try:
            self._take(name, confirmed)
        except Unasked as refusal:
            self._confirmed = name
            self._say(f"{refusal}. {self._again}", problem=True)
        except Refusal as refusal:
            self._say(f"{refusal}", problem=True)
        else:
            self.dismiss(name)

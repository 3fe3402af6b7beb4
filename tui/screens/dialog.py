"""The base of the dialogs, and the simplest ones: a question with choices, a text to read, a name to type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from rich.highlighter import Highlighter
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from presets.text import plain_text
from tui.ordered_keys import OrderedKeys

Result = TypeVar("Result")


class Dialog(ModalScreen[Result], Generic[Result]):
    """A box above the explorer that Esc leaves."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "Back")]

    class Arrived(Message):
        """The dialog is there and takes keys; sent to the screen below."""

    def __init__(self) -> None:
        super().__init__(classes="dialog")

    def on_screen_resume(self) -> None:
        """Tell the screen below, once the focus is where it belongs."""
        self.call_after_refresh(self._arrived)

    def _arrived(self) -> None:
        for screen in self.app.screen_stack:
            if screen is not self:
                screen.post_message(self.Arrived())

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with an answer; Textual would close the screen below at a second one that was on its way already."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

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


class Question(Dialog[str]):
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


class Reading(Dialog[None]):
    """A text of several lines, shown as it is."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._heading, self._text = title, text

    def compose(self) -> ComposeResult:
        """The text, which scrolls."""
        with Vertical(id="box"):
            yield Static(Content(self._heading).stylize("bold"))
            with VerticalScroll():
                yield Static(Content(self._text))
            yield Static(Content("↑↓ scroll, Esc goes back"), classes="hint")


class _Harmless(Highlighter):
    """Shows the text of a field without what could steer the terminal; its value stays what was typed or pasted."""

    def highlight(self, text: Text) -> None:
        text.plain = plain_text(text.plain)


def tame(field: Input) -> None:
    """Make a field harmless, and its cursor keep still: a blinking one sends bytes for ever."""
    field.highlighter = _Harmless()
    field.cursor_blink = False


class NameInput(OrderedKeys, Input):
    """One line of text."""

    def __init__(self, value: str = "", placeholder: str = "") -> None:
        super().__init__(value, placeholder=placeholder, max_length=200, select_on_focus=False)
        tame(self)


class AskName(Dialog[str]):
    """Asks for a name."""

    def __init__(self, question: str, value: str, hint: str) -> None:
        super().__init__()
        self._question, self._value, self._hint = question, value, hint

    def compose(self) -> ComposeResult:
        """The question and a line to type in."""
        with Vertical(id="box"):
            yield Static(Content(self._question))
            yield NameInput(self._value)
            yield Static(Content(self._hint), classes="hint")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.dismiss(event.value.strip())

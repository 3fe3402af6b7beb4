"""A list that is searched by typing, with a preview of the line in focus."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.dialogs.dialog import Dialog, NameInput

_JUMP = 10
_ROWS = 9


class Preview(Static):
    """What is known about the line in focus; what has no room ends in an ellipsis."""

    def __init__(self, rows: int) -> None:
        super().__init__(id="preview")
        self._rows = rows
        self._whole = Content("")

    def show(self, content: Content) -> None:
        """Show as much of a text as there is room for."""
        self._whole = content
        self._fit(self.size.width)

    def on_resize(self, event: events.Resize) -> None:
        """Fit it to the width that there is."""
        self._fit(event.size.width)

    def _fit(self, width: int) -> None:
        lines = self._whole.wrap(width) if width else [self._whole]
        if len(lines) > self._rows:
            last, *_ = lines[self._rows - 1].wrap(max(width - 2, 1))
            lines[self._rows - 1 :] = [last.rstrip() + " …"]
        self.update(Content("\n").join(lines))


class Found(OptionList):
    """What was found. The line in focus is in sight, however much room the preview leaves."""

    def on_resize(self) -> None:
        """Its height is another one."""
        self.call_after_refresh(self.scroll_to_highlight)


class Picker(Dialog[str]):
    """Type to search, ↑↓ to move, Enter to take. A subclass says what there is."""

    HINT: ClassVar[str] = "type to search, ↑↓ move, Enter takes it, Esc goes back"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", priority=True),
        Binding("down", "move(1)", "Down", priority=True),
        # The beginning and the end of what is typed are on Ctrl+A and Ctrl+E.
        Binding("home", "move(-9999)", "First", priority=True),
        Binding("end", "move(9999)", "Last", priority=True),
        Binding("pageup", f"move(-{_JUMP})", "Page up", priority=True),
        Binding("pagedown", f"move({_JUMP})", "Page down", priority=True),
    ]

    def __init__(self, first: str = "") -> None:
        super().__init__()
        self._first = first
        self._heading = Static(id="heading")
        self._input = NameInput(placeholder="search")
        self._list = Found(id="list")
        self._list.can_focus = False
        self._preview = Preview(_ROWS)

    def heading(self) -> str:
        """What stands above the list."""
        raise NotImplementedError

    def found(self, text: str) -> Iterable[tuple[str, Content]]:
        """The lines that match a search: an id and how it is written."""
        raise NotImplementedError

    def preview(self, name: str) -> Content:  # noqa: ARG002  a subclass uses it
        """What is known about the line in focus."""
        return Content("")

    def compose(self) -> ComposeResult:
        """Heading, search, list, preview."""
        with Vertical(id="box"):
            yield self._heading
            yield self._input
            yield self._list
            yield self._preview
            yield Static(Content(self.HINT), classes="hint")

    def on_mount(self) -> None:
        """Everything is listed before anything is typed."""
        self.refill()
        self._input.focus()

    def refill(self, text: str | None = None) -> None:
        """List what matches. Typing leads to the best match; otherwise the line in focus stays if it is still there."""
        searched = self._input.value if text is None else text
        chosen = "" if text is not None and searched.strip() else self.chosen or self._first
        self._heading.update(Content(self.heading()).stylize("bold"))
        self._list.clear_options()
        options = [Option(line, name) for name, line in self.found(searched)]
        self._list.add_options(options)
        names = [option.id for option in options]
        self._list.highlighted = (names.index(chosen) if chosen in names else 0) if options else None
        if not options:
            self._preview.show(Content("Nothing has all of these words."))

    @property
    def chosen(self) -> str | None:
        """The id of the line in focus."""
        index = self._list.highlighted
        return None if index is None else self._list.get_option_at_index(index).id

    def action_move(self, by: int) -> None:
        """Move in the list."""
        count = self._list.option_count
        if count:
            self._list.highlighted = min(max((self._list.highlighted or 0) + by, 0), count - 1)

    def say(self, problem: str) -> None:
        """A problem in the place of what is known about the line in focus."""
        self._preview.show(Content(problem).stylize("$error"))

    def take(self, name: str) -> None:
        """Take the line in focus."""
        self.dismiss(name)

    @on(Input.Changed)
    def _searched(self, event: Input.Changed) -> None:
        self.refill(event.value)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if self.chosen is not None:
            self.take(self.chosen)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        if event.option.id is not None:
            self.take(event.option.id)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        # One that was on its way while the list became another one says nothing.
        if event.option.id is not None and event.option.id == self.chosen:
            self._preview.show(self.preview(event.option.id))

"""A view that is a list with a cursor, and the list."""

from __future__ import annotations

from abc import abstractmethod

from textual import events

from tui.views.lazy_lines import LazyLines
from tui.views.view import View
from tui.views.wheel import Wheel

_EVERYTHING = 1000


class CursorList(LazyLines):
    """Lines of which one is under the cursor."""

    active = False
    """Whether the view has the keys."""

    @abstractmethod
    def move(self, by: int) -> None:
        """Move the cursor, not beyond either end."""

    @abstractmethod
    def move_to_line(self, y: int) -> None:
        """Move the cursor to a line of the screen, if it may stand there."""


class ListView(Wheel, View):
    """Keys, wheel and clicks move the cursor of its list."""

    _list: CursorList

    @property
    def shown(self) -> list[str]:
        """The lines in view, without styles: for tests."""
        return self._list.plain

    def watch_has_focus(self, _has_focus: bool) -> None:  # noqa: FBT001  Textual calls it so
        """The cursor shows whether it has the keys."""
        super().watch_has_focus(_has_focus)
        self._list.active = _has_focus
        self._list.rebuild_soon()

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._list.move(by)

    def action_move_to(self, index: int) -> None:
        """Move to the first or the last line."""
        self._list.move(-_EVERYTHING if index == 0 else _EVERYTHING)

    def on_click(self, event: events.Click) -> None:
        """A click on a line moves the cursor."""
        if event.widget in (self, self._list):
            self._list.move_to_line(event.y)

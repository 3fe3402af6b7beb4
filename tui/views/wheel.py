"""The wheel of a mouse over a view with a cursor or a long table."""

from __future__ import annotations

from abc import abstractmethod

from textual import events


class Wheel:
    """A view through which the wheel moves as the keys for one line do."""

    @abstractmethod
    def action_move(self, by: int) -> None:
        """Move by so many lines."""

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Down by a line."""
        event.stop()
        self.action_move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Up by a line."""
        event.stop()
        self.action_move(-1)

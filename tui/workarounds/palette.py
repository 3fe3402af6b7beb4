"""A command palette that bears a terminal of a few columns.

There its list has commands but no lines, among which Textual 8.2 looks for one and fails. Made for
``CommandPalette._action_command_list``; without that name Home and End do nothing in it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.command import CommandPalette

from tui.workarounds.closing import ClosesOnce


class NarrowPalette(ClosesOnce, CommandPalette):
    """Home and End move in the list of commands, if it has lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("home", "command_list('first')", "First", priority=True),
        Binding("end", "command_list('last')", "Last", priority=True),
    ]

    def _action_command_list(self, action: str) -> None:
        with suppress(LookupError, AttributeError):
            super()._action_command_list(action)

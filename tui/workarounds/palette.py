"""A command palette that bears a terminal of a few columns, and to be closed while it searches.

In such a terminal its list has commands but no lines, among which Textual 8.2 looks for one and fails; and a search that
ends after the list is gone fails to show it. Made for ``CommandPalette._action_command_list``, ``_watch__list_visible`` and
``_watch__show_busy``; without the first name Home and End do nothing in it, without the others it is as Textual does it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.css.query import NoMatches

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

    def _watch__list_visible(self) -> None:
        with suppress(NoMatches, AttributeError):
            super()._watch__list_visible()

    async def _watch__show_busy(self) -> None:
        with suppress(NoMatches, AttributeError):
            await super()._watch__show_busy()

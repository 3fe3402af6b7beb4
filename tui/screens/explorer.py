"""The explorer: the screen with all its actions."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import BindingType

from presets.refusal import Refusal
from tui.keys import bindings, by_id
from tui.screens.file_actions import FileActions
from tui.screens.price_actions import PriceActions
from tui.screens.report_actions import ReportActions
from tui.screens.value_actions import ValueActions
from tui.screens.view_actions import ViewActions
from tui.terminal.changed_cells_driver import repaint


class Explorer(ValueActions, ViewActions, FileActions, PriceActions, ReportActions):
    """One screen, no wizard; the first answer is visible at once."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("explorer")

    @work(exclusive=True)
    async def action_help(self) -> None:
        """Every key; Enter does what the key does."""
        from tui.screens.help_dialog import HelpDialog

        name = await self.app.push_screen_wait(HelpDialog(self.active_keys(), self.available, self._keys.names))
        if name is not None:
            await self.run_key(name)

    async def run_key(self, name: str) -> None:
        """Do what a key does, by its id."""
        key = by_id()[name]
        place = (
            self._rows
            if key.where in ("rows", "editing", "finding")
            else self.current_view
            if key.where == self._view
            else self
        )
        action = f"of_view('{key.view}', '{key.action}')" if key.view else key.action
        await self.app.run_action(action, default_namespace=place)

    def action_palette(self) -> None:
        """Every action."""
        self.app.action_command_palette()

    @work(exclusive=True)
    async def action_theme(self) -> None:
        """Choose the colours; the settings file remembers them."""
        from tui.screens.theme_dialog import ThemeDialog
        from tui.settings import remember_theme

        theme = await self.app.push_screen_wait(ThemeDialog(self.app))
        if theme is None:
            return
        try:
            remember_theme(theme)
        except Refusal as refusal:
            self.say(f"{theme} is used until you leave; it is not remembered: {refusal}", problem=True)
        else:
            self.say(f"{theme} is used from now on; settings.toml remembers it")

    def action_repaint(self) -> None:
        """Paint everything anew: something else wrote on the terminal."""
        repaint(self.app)

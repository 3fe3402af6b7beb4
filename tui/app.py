"""The application: settings, terminal, first screen."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from contextlib import suppress

# Before Textual is imported: its frame timer would hold back the second paint of a key (see docs/performance.md).
os.environ.setdefault("TEXTUAL_FPS", "240")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from textual import on
from textual.app import App
from textual.driver import Driver
from textual.widgets import Input

from presets.refusal import Refusal
from tui.plot.changed_cells_driver import changed_cells_driver
from tui.screens.explorer import Explorer
from tui.settings import Settings, load
from tui.terminal import ascii_driver, ascii_only, set_title
from tui.workspace import Workspace, first_document

_TERMINAL_COLOURS = ("ansi-dark", "ansi-light")
"""Themes that leave the colours to the terminal."""


class ExplorerApp(App[None]):
    """Crossover's explorer."""

    CSS_PATH = "app.tcss"
    TITLE = "Crossover"
    ENABLE_COMMAND_PALETTE = True
    INLINE_PADDING = 0

    def __init__(self, workspace: Workspace, settings: Settings | None = None, message: str = "") -> None:
        self._settings = settings or Settings()
        # Without colours Textual keeps the terminal's own only if it knows from the start that they are used.
        super().__init__(ansi_color=True if self._settings.theme in ("", *_TERMINAL_COLOURS) else None)
        self._workspace = workspace
        self._message = message
        self.animation_level = "none"

    def get_driver_class(self) -> type[Driver]:
        """One that sends changed cells only, and ASCII only where the terminal shows no more."""
        driver = changed_cells_driver(super().get_driver_class())
        return ascii_driver(driver) if ascii_only() else driver

    def get_default_screen(self) -> Explorer:
        """The explorer."""
        self.explorer = Explorer(self._workspace, self._message, self._settings.keys)
        return self.explorer

    def on_mount(self) -> None:
        """Colours first; what the first screen does not need comes after it."""
        self.theme = self._theme()
        for number in (signal.SIGHUP, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self._dropped, number)
        self.call_after_refresh(self._after_first_paint)

    def _theme(self) -> str:
        if self._settings.theme in self.available_themes:
            return self._settings.theme
        # Some terminals say what their background is; the colours are the terminal's own either way.
        light = os.environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
        return _TERMINAL_COLOURS[light]

    def _after_first_paint(self) -> None:
        self.explorer.show_prices()
        try:
            left = self._workspace.begin_drafts()
        except Refusal as refusal:
            self.explorer.say(f"Unsaved work is not kept: {refusal}", problem=True)
            left = []
        if left:
            self.explorer.offer_drafts(left)
        # The collector walks what was made at the start again and again, and that is the longest pause a key can meet.
        gc.collect()
        gc.freeze()

    def _dropped(self, number: int) -> None:
        """The line is gone, or the session is to end: keep what is being typed too, then leave in order."""
        self.explorer.session.commit()
        # Where nothing can be kept there is nobody left to tell.
        with suppress(Refusal):
            self._workspace.keep_draft()
        self.exit(return_code=128 + number)

    def action_command_palette(self) -> None:
        """Every action, from the list of keys."""
        from textual.command import CommandPalette

        from tui.palette import KeyCommands

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(providers=[KeyCommands], placeholder="Search for an action"))

    @on(Input.Changed)
    def _still_cursor(self, event: Input.Changed) -> None:
        # A blinking cursor sends bytes for ever.
        event.input.cursor_blink = False

    def on_unmount(self) -> None:
        """Give the window its title back."""
        set_title(self, "")


def run(scenario_argument: str | None, *, mouse: bool) -> int:
    """Open the explorer and stay until it is left.

    Args:
        scenario_argument: A name or path; ``None``: where the last session ended.
        mouse: Whether to listen to the mouse.

    Returns:
        The exit status.
    """
    # Where a shell exports them they would hide every resize of the terminal.
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)
    try:
        settings = load()
        document, message = first_document(scenario_argument)
    except Refusal as refusal:
        sys.stderr.write(f"crossover: {refusal}\n")
        return 1
    workspace = Workspace(document)
    app = ExplorerApp(workspace, settings, message)
    app.run(mouse=mouse)
    workspace.leave()
    return app.return_code or 0

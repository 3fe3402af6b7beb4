"""The application: settings, terminal, first screen."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

# Before Textual is imported: its frame timer would hold back the second paint of a key (see docs/performance.md).
os.environ.setdefault("TEXTUAL_FPS", "240")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from textual import events, on
from textual.app import App
from textual.dom import DOMNode
from textual.driver import Driver
from textual.message_pump import MessagePump
from textual.theme import BUILTIN_THEMES

from presets.files.aside import set_aside
from presets.files.places import configuration
from presets.files.refusal import Refusal
from presets.kept.drafts import Draft
from tui.answers.memory import keep_memory
from tui.dialogs.dialog import Dialog
from tui.plot.plotext_frame import check
from tui.screens.explorer import Explorer
from tui.state.failures import sentence as failure
from tui.state.settings import FILE, Settings, load
from tui.state.workspace import Workspace, first_document
from tui.terminal.abilities import ascii_only
from tui.terminal.browser import in_browser
from tui.terminal.endings import Endings
from tui.views.view import View
from tui.widgets.line_editor import TooLong
from tui.widgets.lines import Lines
from tui.workarounds.ascii_driver import ascii_driver
from tui.workarounds.browser_driver import browser_driver
from tui.workarounds.changed_cells_driver import changed_cells_driver
from tui.workarounds.fence import FencedApp
from tui.workarounds.first_paint import begin_with_theme, repaint_same_size
from tui.workarounds.input_driver import input_driver
from tui.workarounds.signals import signal_driver
from tui.workarounds.steady_driver import give_back, in_front, set_title, steady_driver
from tui.workarounds.typed_ahead import Input, TypedAhead

_TERMINAL_COLOURS = ("ansi-dark", "ansi-light")
"""Themes that leave the colours to the terminal, for a dark and for a light one."""


# Textual's own key to quit, which no screen can take back, would not ask what to do with unsaved work.
class ExplorerApp(FencedApp, App[None], inherit_bindings=False):
    """Crossover's explorer."""

    CSS_PATH = "app.tcss"
    TITLE = "Crossover"

    def __init__(self, workspace: Workspace, settings: Settings | None = None, problems: Iterable[str] = ()) -> None:
        keep_memory()
        self._settings = settings or Settings()
        theme = starting_theme(self._settings.theme)
        begin_with_theme(self, theme)
        self._typed = TypedAhead(
            self,
            caught_up=lambda left_out: self.explorer.caught_up(left_out=left_out),
            working=lambda place: isinstance(place, View) and place.working,
        )
        # Without colours Textual keeps the terminal's own only if it knows from the start that they are used.
        super().__init__(ansi_color=_own_colours(theme))
        self._workspace = workspace
        self._begun = False
        self._event_loop: asyncio.AbstractEventLoop | None = None
        self.problems = [*self._settings.problems, *problems]
        """What was found wrong at the start, in sentences."""
        self.animation_level = "none"

    def get_driver_class(self) -> type[Driver]:
        """One that knows its terminal, bears signals and any input, sends changed cells, and ASCII where no more is shown."""
        driver = input_driver(changed_cells_driver(super().get_driver_class()), self._typed)
        driver = signal_driver(steady_driver(browser_driver(driver)))
        return ascii_driver(driver) if ascii_only() else driver

    def watch_theme(self, theme: str) -> None:
        """Another theme has colours of its own, or leaves them to the terminal."""
        self.ansi_color = _own_colours(theme)

    def get_default_screen(self) -> Explorer:
        """The explorer."""
        self.explorer = Explorer(self._workspace, self._settings.keys)
        self.explorer.typed = self._typed
        return self.explorer

    def on_mount(self) -> None:
        """Nothing that is changed may get lost: drafts are kept before a key can be pressed."""
        self._event_loop = asyncio.get_running_loop()
        pins = self._workspace.recall_pins()
        left, problems = self._workspace.begin_drafts()
        self.problems += [*([pins] if pins else []), *problems]
        self.call_after_refresh(self._after_first_paint, left)

    def _after_first_paint(self, left: list[Draft]) -> None:
        self._begun = True
        if self.problems:
            sentences = [f"{sentence}{'' if sentence.endswith('?') else '.'}" for sentence in self.problems]
            self.explorer.say(" ".join(sentences).removesuffix("."), problem=True)
        if left:
            self.explorer.offer_drafts(left)
        # The collector walks what was made at the start again and again, and that is the longest pause a key can meet.
        gc.collect()
        gc.freeze()
        gc.enable()
        self._typed.begin()

    def leave_in_order(self, status: int) -> bool:
        """From any thread: the line is gone, or the session is to end. ``False`` where it cannot leave by itself."""
        if self._event_loop is None or not in_front(self):
            return False
        # A loop that is closed has left already.
        with suppress(RuntimeError):
            self._event_loop.call_soon_threadsafe(self._dropped, status)
        return True

    def wake(self) -> None:
        """From any thread: have signals answered now, not with the next key."""
        if self._event_loop is not None:
            with suppress(RuntimeError):
                self._event_loop.call_soon_threadsafe(int)

    def _dropped(self, status: int) -> None:
        self.keep_everything()
        self.exit(return_code=status)

    def leave_at_once(self) -> None:
        """From any thread, in the middle of anything: keep what is unsaved, and give the terminal back."""
        try:
            self.keep_everything()
        finally:
            give_back(self)

    def keep_everything(self) -> None:
        """Keep as a draft what is unsaved, and what is being typed too; also after a defect of ours."""
        # Where nothing can be kept there is nobody left to tell.
        with suppress(Refusal):
            self._workspace.keep_draft(typed=True)
        with suppress(Refusal):
            self._workspace.keep_pins()

    async def on_event(self, event: events.Event) -> None:
        """Hand out what is typed, pasted and clicked when everything before it is dealt with."""
        if not isinstance(event, Input) or event.is_forwarded:
            await super().on_event(event)
        elif self._typed.turn_of(event):
            try:
                if isinstance(event, events.Key):
                    self.explorer.be_quiet()
                await super().on_event(event)
            finally:
                self._typed.handed_out()

    @on(TooLong)
    def _say_too_long(self, message: TooLong) -> None:
        """What was typed or pasted does not fit."""
        self.explorer.say(f"Only {message.longest} characters fit there: the rest was left out", problem=True)

    def action_command_palette(self) -> None:
        """Every action, from the list of keys."""
        from tui.screens.palette import KeyCommands, Palette

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(KeyCommands, "Search for an action"))

    async def run_action(self, *arguments: Any, **options: Any) -> bool:
        """Do what a key does; nothing once the session is being left: Textual takes keys until the end, but no widgets."""
        try:
            return not self.explorer.is_attached or await super().run_action(*arguments, **options)
        except Exception as error:
            if not self.bears(self.explorer, error):
                raise
            return True

    def bears(self, place: MessagePump, error: Exception) -> bool:
        """Say what failed in its place, or in that of the messages; only what fails before the first paint ends the session."""
        if not self._begun or not self.explorer.is_attached:
            return False
        above = list(place.ancestors_with_self) if isinstance(place, DOMNode) else []
        scenario = self._workspace.session.scenario
        if view := next((node for node in above if isinstance(node, View)), None):
            view.say_failed(failure("This view", error, scenario, "; the other views work"))
        elif isinstance(place, Lines):
            place.say_failed(failure("This part", error, scenario, "; the others work"))
        else:
            for dialog in above:
                if isinstance(dialog, Dialog):
                    dialog.dismiss(None)
            self.explorer.failed(error)
        return True

    def on_resize(self, event: events.Resize) -> None:
        """Paint everything, also where Textual sees no reason to."""
        repaint_same_size(self, event.size)

    def on_unmount(self) -> None:
        """Give the window its title back."""
        set_title(self, "")


def starting_theme(wanted: str) -> str:
    """The theme of the settings; without one, one with the terminal's own colours."""
    if wanted:
        return wanted
    # Some terminals say what their background is; the colours are the terminal's own either way.
    light = os.environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
    return _TERMINAL_COLOURS[light]


def _own_colours(theme: str) -> bool | None:
    """Textual's ``ansi_color``: whether the colours are the terminal's."""
    return True if BUILTIN_THEMES[theme].ansi else None


def settings_in_force() -> tuple[Settings, str]:
    """The settings, or the defaults and what is wrong with the file, which then is set aside."""
    file = configuration() / FILE
    try:
        return load(), ""
    except Refusal as refusal:
        return Settings(), set_aside(file, refusal)


def run(scenario_argument: str | None, tell: Callable[[str], None], *, mouse: bool) -> int:
    """Open the explorer and stay until it is left.

    Args:
        scenario_argument: A name or path; ``None``: where the last session ended.
        tell: Gets, when the session is over, what was found wrong at the start, a sentence each.
        mouse: Whether to listen to the mouse.

    Returns:
        The exit status.

    Raises:
        Refusal: If that one, or the library that draws charts, cannot be used.
    """
    check()
    # Where a shell exports them they would hide every resize of the terminal.
    # A browser's size is told in that way only.
    for name in () if in_browser() else ("COLUMNS", "LINES"):
        os.environ.pop(name, None)
    settings, *problems = settings_in_force()
    document, problem = first_document(scenario_argument)
    workspace = Workspace(document)
    app = ExplorerApp(workspace, settings, filter(None, [*problems, problem, workspace.prices.begin()]))
    with Endings((0, 1), app.leave_in_order, app.leave_at_once, app.wake):
        app.run(mouse=mouse)
        # Textual has no code for the end that a defect of its reader of keys brings.
        status = 1 if app.return_code is None else app.return_code
        if status == 1:
            app.keep_everything()
        workspace.leave()
    # In full, where the help line had no room, and to be read again.
    for sentence in app.problems:
        tell(sentence)
    return status

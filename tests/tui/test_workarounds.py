"""What Textual does without each workaround: where such a test fails after an update, the workaround can go.

That the explorer does better is held where it is promised: ``tests/reliability``, ``tests/tui``, ``tests/plot``.
"""

from __future__ import annotations

import ast
import inspect
import os
import signal
import sys
import textwrap
from contextlib import nullcontext
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
from textual import events, messages, work
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.containers import Vertical
from textual.css.query import NoMatches
from textual.css.stylesheet import Stylesheet
from textual.driver import Driver
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input, Static

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals", allow_module_level=True)

from textual.drivers.linux_driver import LinuxDriver
from textual.drivers.web_driver import WebDriver

from tests.plot.recording_driver import RecordingDriver
from tui.workarounds.bindings import OrderedKeys, remap, run_binding
from tui.workarounds.browser_driver import browser_driver
from tui.workarounds.closing import ClosesOnce
from tui.workarounds.fence import Fenced, FencedApp, _answering
from tui.workarounds.first_paint import begin_with_theme, repaint_same_size, size_classes
from tui.workarounds.input_driver import input_driver
from tui.workarounds.palette import NarrowPalette
from tui.workarounds.signals import suspend
from tui.workarounds.steady_driver import in_front, set_title
from tui.workarounds.typed_ahead import TypedAhead, _signals

ROOT = Path(__file__).parents[2]


def test_the_workarounds_are_for_the_version_in_use() -> None:
    assert version("textual").startswith("8.2.")


@cache
def _own_names(kind: type) -> set[str]:
    """What a class has under names that it keeps to itself: methods, and what they set."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    methods = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    stores = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)}
    return {name for name in methods | stores if name.startswith("_") and not name.startswith("__")}


@pytest.mark.slow
def test_no_other_module_uses_names_that_textual_keeps_to_itself() -> None:
    """Not by accident either: a later Textual may take a name that a widget of ours has."""
    for file in sorted((ROOT / "tui").rglob("*.py")):
        if file.parent.name == "workarounds" or file.name == "__main__.py":
            continue
        source = file.read_text(encoding="utf-8")
        assert "textual._" not in source, file
        assert 'getattr(app, "_' not in source, file
        module = import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
        kinds = [kind for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == module.__name__]
        for kind in kinds:
            bases = [base for base in kind.__mro__ if base.__module__.startswith("textual.")]
            taken = {name for base in bases for name in _own_names(base)}
            assert not bases or not _own_names(kind) & taken, kind


def test_where_names_of_textual_are_gone_its_own_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Bears(FailsWithin())
    for name in ("textual._context", "textual._xterm_parser"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, "tui.workarounds.decoder", raising=False)
    assert _answering() is None
    assert input_driver(LinuxDriver, TypedAhead(app, lambda _: None, lambda _: False)) is LinuxDriver
    monkeypatch.setattr(app, "_driver", None)
    set_title(app, "Costs")
    assert not in_front(app)
    assert not suspend(app)


async def test_where_nothing_tells_that_work_has_ended_keys_do_not_wait_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async with One(Modes()).run_test() as pilot:
        app, widget = pilot.app, pilot.app.query_one(Modes)
        assert len(_signals(app, app.screen, widget)) == 3
        with monkeypatch.context() as context:
            context.delattr(widget, "message_signal")
            assert _signals(app, app.screen, widget) == ()


async def test_where_a_widget_has_no_map_of_keys_textuals_keymap_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    mapped: list[object] = []
    monkeypatch.setattr(App, "update_keymap", lambda _, keymap: mapped.append(keymap))
    async with One(Modes()).run_test() as pilot:
        widget = pilot.app.query_one(Modes)
        with monkeypatch.context() as context:
            context.setattr(widget, "_bindings", None)
            remap(widget, {"begin": "f2"})
            assert not await run_binding(widget, events.Key("enter", None))
    assert mapped == [{"begin": "f2"}]


# Failures


class Fails(Static, can_focus=True):
    def on_key(self) -> None:
        raise ZeroDivisionError

    def later(self) -> None:
        raise ZeroDivisionError


class FailsWithin(Fenced, Fails):
    pass


class One(App[None]):
    """An app of one widget."""

    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget


class Bears(FencedApp, One):
    def __init__(self, widget: Widget) -> None:
        super().__init__(widget)
        self.borne: list[MessagePump] = []

    def bears(self, place: MessagePump, error: Exception) -> bool:
        assert isinstance(error, ZeroDivisionError)
        self.borne.append(place)
        return True


@pytest.mark.parametrize("where", ["handler", "callback"])
async def test_an_app_ends_for_whatever_is_raised(where: str) -> None:
    async def fail(app: One) -> None:
        async with app.run_test() as pilot:
            if where == "callback":
                app.widget.call_after_refresh(app.widget.later)  # type: ignore[attr-defined]
            else:
                await pilot.press("a")
            await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await fail(One(Fails()))
    app = Bears(FailsWithin())
    await fail(app)
    assert len(app.borne) == 1


# Keys


class Modes(Static, can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", id="begin"),
        Binding("enter", "take", id="take"),
    ]
    did = ""

    def action_begin(self) -> None:
        self.did += "begin "

    def action_take(self) -> None:
        self.did += "take "


@pytest.mark.parametrize("ours", [False, True])
async def test_a_keymap_takes_every_action_off_a_key_that_one_of_them_leaves(*, ours: bool) -> None:
    widget = Modes()
    if ours:
        remap(widget, {"begin": "f2"})
    async with One(widget).run_test() as pilot:
        if not ours:
            pilot.app.update_keymap({"begin": "f2"})
        await pilot.press("enter", "f2")
    assert widget.did == ("take begin " if ours else "begin ")


class Types(Static, can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [("backspace", "rub_out", "")]
    typed = ""

    def check_consume_key(self, _key: str, character: str | None = None) -> bool:
        return character is not None

    async def on_key(self, event: events.Key) -> None:
        if event.character is not None:
            event.stop()
            event.prevent_default()
            self.typed += event.character

    def action_rub_out(self) -> None:
        self.typed = self.typed[:-1]


class TypesInOrder(OrderedKeys, Types):
    pass


@pytest.mark.parametrize(("kind", "typed"), [(Types, "4"), (TypesInOrder, "5")])
async def test_a_widget_gets_keys_before_the_binding_of_the_one_before_is_found(kind: type[Types], typed: str) -> None:
    widget = kind()
    async with One(widget).run_test() as pilot:
        for key, character in (("4", "4"), ("backspace", None), ("5", "5")):
            pilot.app.post_message(events.Key(key, character))
        await pilot.pause()
    assert widget.typed == typed


class Asks(ModalScreen[None]):
    def compose(self) -> ComposeResult:
        yield Input()


class Opens(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [("o", "ask", "")]

    def compose(self) -> ComposeResult:
        yield Types()

    @work
    async def action_ask(self) -> None:
        await self.push_screen_wait(Asks())


async def test_a_dialog_does_not_get_what_was_typed_while_it_opened() -> None:
    app = Opens()
    async with app.run_test() as pilot:
        widget = app.query_one(Types)
        widget.can_focus = False
        app.set_focus(None)
        for key in "oa":
            app.post_message(events.Key(key, key))
        await pilot.pause()
        assert isinstance(app.screen, Asks)
        assert app.screen.query_one(Input).value == ""


# Screens


class Closes(ClosesOnce, ModalScreen[None]):
    pass


@pytest.mark.parametrize(("kind", "left"), [(ModalScreen, 1), (Closes, 2)])
async def test_a_screen_that_is_dismissed_twice_closes_the_one_below(kind: type[ModalScreen[None]], left: int) -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        below, above = kind(), kind()
        await app.push_screen(below)
        await app.push_screen(above)
        above.dismiss()
        above.dismiss()
        await pilot.pause()
        assert len(app.screen_stack) == left


class Palette(CommandPalette):
    BINDINGS = NarrowPalette.BINDINGS


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Palette, NarrowPalette])
async def test_a_palette_looks_for_a_line_in_a_list_that_has_no_room_for_one(kind: type[CommandPalette]) -> None:
    async def pressed() -> None:
        app = App[None]()
        async with app.run_test(size=(2, 1)) as pilot:
            await app.push_screen(kind())
            await pilot.pause()
            await pilot.press("pagedown")
            await pilot.pause()

    if kind is NarrowPalette:
        await pressed()
    else:
        with pytest.raises(LookupError):
            await pressed()


@pytest.mark.parametrize("kind", [Palette, NarrowPalette])
async def test_a_palette_shows_what_it_found_in_a_list_that_is_gone(kind: type[CommandPalette]) -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        palette = kind()
        await app.push_screen(palette)
        await pilot.pause()
        await palette.query_children().remove()
        with nullcontext() if kind is NarrowPalette else pytest.raises(NoMatches):
            palette._list_visible = not palette._list_visible
            await palette._watch__show_busy()


# Paint


@pytest.mark.parametrize("ours", [False, True])
async def test_an_app_that_gets_its_theme_reads_its_style_sheets_again(*, ours: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[bool] = []
    reparse = Stylesheet.reparse

    def counting(sheet: Stylesheet) -> None:
        reads.append(True)
        reparse(sheet)

    monkeypatch.setattr(Stylesheet, "reparse", counting)

    class Themed(App[None]):
        def __init__(self) -> None:
            if ours:
                begin_with_theme(self, "nord")
            super().__init__()
            if not ours:
                self.theme = "nord"

    async with Themed().run_test() as pilot:
        await pilot.pause()
        assert pilot.app.theme == "nord"
    assert bool(reads) != ours


@pytest.mark.parametrize("ours", [False, True])
async def test_a_screen_has_no_class_of_its_size_when_it_is_mounted(*, ours: bool) -> None:
    found: list[bool] = []

    class Sized(Screen[None]):
        HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (80, "-wide")]  # noqa: RUF012

        def __init__(self) -> None:
            super().__init__(classes=size_classes(self.app.size, self.HORIZONTAL_BREAKPOINTS, [(0, "-low")]) if ours else "")

        def on_mount(self) -> None:
            found.append(self.has_class("-wide"))

    class Shows(App[None]):
        def get_default_screen(self) -> Screen[None]:
            return Sized()

    async with Shows().run_test(size=(100, 20)) as pilot:
        await pilot.pause()
        assert pilot.app.screen.has_class("-wide")
    assert found == [ours]


class Recorded(One):
    """An app that tells what it writes to its terminal."""

    def get_driver_class(self) -> type[Driver]:
        return RecordingDriver

    @property
    def recorded(self) -> RecordingDriver:
        driver = self._driver
        assert isinstance(driver, RecordingDriver)
        return driver


class Repaints(Recorded):
    def on_resize(self, event: events.Resize) -> None:
        repaint_same_size(self, event.size)


@pytest.mark.parametrize("kind", [Recorded, Repaints])
async def test_nothing_is_painted_for_a_resize_to_the_same_size(kind: type[Recorded]) -> None:
    app = kind(Static("text"))
    async with app.run_test(headless=False, size=(40, 10)) as pilot:
        await pilot.pause()
        before = len(app.recorded.whole)
        app.post_message(events.Resize(app.size, app.size))
        await pilot.pause()
        assert ("text" in "".join(app.recorded.whole[before:])) == (kind is Repaints)


async def test_whole_stretches_are_sent_for_a_cell_that_changes() -> None:
    line = Static("-" * 40)
    app = Recorded(line)
    async with app.run_test(headless=False, size=(40, 10)) as pilot:
        await pilot.pause()
        before = len(app.recorded.whole)
        line.update("-" * 39 + "+")
        await pilot.pause()
        assert "-" * 39 in "".join(app.recorded.whole[before:])
        short = "".join(app.recorded.short[before:])
        assert "+" in short
        assert "-" not in short


async def test_borders_are_drawn_in_unicode_and_the_window_gets_no_title(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    box = Vertical()
    box.styles.border = ("round", "white")
    app = Recorded(box)
    app.title = "Costs"
    async with app.run_test(headless=False, size=(40, 10)) as pilot:
        await pilot.pause()
        written = "".join(app.recorded.whole)
        assert "╭" in written
        assert "\x1b]2;" not in written
        set_title(app, "Costs")
        assert app.recorded.whole[-1] == "\x1b]2;Costs\x07"


# The terminal


@pytest.mark.parametrize("sent", ["\x1b[97;1:3u", "\x1b[4294967296u"])
def test_the_parser_raises_at_sequences_that_it_does_not_expect(sent: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        list(XTermParser().feed(sent))


def test_the_parser_types_what_terminals_answer_and_loses_the_next_key() -> None:
    parser = XTermParser()
    typed = [message.character for message in parser.feed("\x1b]11;rgb:0/0/0\x1b\\") if isinstance(message, events.Key)]
    assert "".join(filter(None, typed)).endswith("rgb:0/0/0")
    assert list(parser.feed("q")) == []


class Bare(LinuxDriver):
    """A driver without a terminal, which counts its starts."""

    def __init__(self) -> None:
        self._auto_restart, self._debug, self.exit_event, self.starts = True, False, Event(), 0

    def start_application_mode(self) -> None:
        self.starts += 1

    def process_message(self, message: Any) -> None:
        pass


def test_the_reader_of_keys_ends_at_a_byte_that_is_not_utf8() -> None:
    driver = Bare()
    driver.fileno, write = os.pipe()
    os.write(write, b"\xff")
    try:
        with pytest.raises(UnicodeDecodeError):
            driver.run_input_thread()
    finally:
        os.close(driver.fileno)
        os.close(write)


def test_a_session_that_is_continued_unasked_starts_a_second_time() -> None:
    driver = Bare()
    driver._sigcont_application()
    assert driver.starts == 1


def test_a_page_that_is_closed_leaves_as_a_person_does() -> None:
    posted: list[object] = []
    driver = WebDriver.__new__(WebDriver)
    driver._app = SimpleNamespace(post_message=posted.append)  # type: ignore[assignment]
    driver.on_meta("quit", {})
    assert [type(message) for message in posted] == [messages.ExitApp]


def test_where_the_driver_of_a_browser_has_other_names_it_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    assert browser_driver(LinuxDriver) is LinuxDriver
    monkeypatch.setenv("TEXTUAL_DRIVER", "textual.drivers.web_driver:WebDriver")
    assert browser_driver(WebDriver) is not WebDriver
    monkeypatch.delattr(WebDriver, "on_meta")
    assert browser_driver(WebDriver) is WebDriver


async def test_the_screen_is_written_to_standard_error_whatever_that_is() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTSTP, signal.SIGCONT)}
    try:
        assert LinuxDriver(App[None]())._file is sys.__stderr__
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_a_terminal_that_does_not_say_its_size_has_two(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "unknown")
    monkeypatch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((0, 0)))
    assert LinuxDriver._get_terminal_size(Bare()) == (80, 24)
    assert App[None]().console.size == (80, 25)

"""A Textual driver that knows its terminal: its true size, where to write, when it is gone, and how to give it back at once.

Textual asks for the size in two ways that disagree where the terminal does not say it, writes to standard error, which may be
a file, fails or waits for ever where the terminal is gone, and has no name for the window's title. Made for Textual 8.2
(``App._driver``, ``Driver._size``, ``LinuxDriver._get_terminal_size``, ``_file``, ``attrs_before``); without these names it
does what Textual does, and the title stays.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from threading import Lock
from typing import Any

from textual.app import App
from textual.driver import Driver

from tui.terminal.size import terminal_size

_GIVE_BACK = (
    b"\x18"  # whatever was begun is not finished
    b"\x1b[m\x1b[?2026l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?2004l\x1b[?7h\x1b[?2048l\x1b[?1004l"
    b"\x1b]2;\x07\x1b[<u\x1b[?1049l\x1b[?25h"
)


def steady_driver(usual: type[Driver]) -> type[Driver]:
    """The driver class to use instead of the usual one, which stays if it is not for terminals on Linux and macOS."""
    if sys.platform == "win32":
        return usual
    from textual.drivers.linux_driver import LinuxDriver

    if not issubclass(usual, LinuxDriver):
        return usual

    class SteadyDriver(usual):  # type: ignore[valid-type, misc]
        """Believes its terminal alone."""

        def __init__(self, app: App[Any], **options: Any) -> None:
            super().__init__(app, **options)
            # Standard error may be a file while the screen is a terminal.
            self._file = _Line()
            self._size = options.get("size") or terminal_size(self._file.fileno())

        def _get_terminal_size(self) -> tuple[int, int]:
            return terminal_size(self._file.fileno(), tuple(self._app.size))

        def start_application_mode(self) -> None:
            # What ran before may have left it so that writing fails where it should wait.
            with suppress(OSError):
                os.set_blocking(self._file.fileno(), True)
            super().start_application_mode()

    return SteadyDriver


class _Line:
    """The terminal as a file that nobody minds losing: who writes would otherwise wait for ever for the one who failed."""

    def __init__(self) -> None:
        self._file: Any = sys.__stdout__
        self._busy = Lock()
        self._cut = False

    def write(self, text: str) -> None:
        with self._busy, suppress(OSError):
            if not self._cut:
                self._file.write(text)

    def flush(self) -> None:
        with self._busy, suppress(OSError):
            if not self._cut:
                self._file.flush()

    def fileno(self) -> int:
        return int(self._file.fileno())

    def cut(self) -> None:
        """Write nothing any more; what a terminal that has stopped did not take is thrown away."""
        import termios

        self._cut = True
        while True:
            with suppress(termios.error):
                # Linux tells a waiting writer of a terminal that goes on, not of one that was emptied.
                termios.tcflow(self.fileno(), termios.TCOOFF)
                termios.tcflush(self.fileno(), termios.TCOFLUSH)
                termios.tcflow(self.fileno(), termios.TCOON)
            if self._busy.acquire(timeout=0.01):
                return


def driver_of(app: App[Any]) -> Any:
    """The driver of an app that runs, if it has one."""
    return getattr(app, "_driver", None)


def set_title(app: App[Any], title: str) -> None:
    """Give the terminal's window a title; empty: the one it had before. ``title`` has no control characters."""
    if (driver := driver_of(app)) is not None and not app.is_headless:
        driver.write(f"\x1b]2;{title}\x07" if title else "\x1b]2;\x07")


def in_front(app: App[Any]) -> bool:
    """Whether the terminal is there, and this process's to use: not in the hands of a shell that stopped it."""
    driver = driver_of(app)
    if driver is None:
        return False
    try:
        return os.tcgetpgrp(driver.fileno) == os.getpgrp()
    except OSError as error:
        # Not the terminal that controls this session: no shell shares it.
        return error.errno == errno.ENOTTY


def give_back(app: App[Any]) -> None:
    """Leave the terminal of an app as it was found, from any thread and whatever is still to be written to it."""
    import termios

    driver = driver_of(app)
    if not in_front(app) or not isinstance(line := getattr(driver, "_file", None), _Line):
        return
    if (before := getattr(driver, "attrs_before", None)) is not None:
        with suppress(termios.error):
            termios.tcsetattr(driver.fileno, termios.TCSANOW, before)
    line.cut()
    with suppress(termios.error, OSError):
        termios.tcflush(line.fileno(), termios.TCOFLUSH)
        os.write(line.fileno(), _GIVE_BACK)

"""A Textual driver that bears signals when Textual 8.2 does not expect them.

Being continued without having been suspended: a shell's ``kill -STOP`` asks nobody, and the end of a dropped line sends
the signal that otherwise ends a suspension. Textual would start a second time: two threads would share the keys, and the
program could not be left. And two resizes at once: the second signal interrupts what the first one called, which has
read the size already and reports it last.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from time import sleep
from typing import Any

from textual.app import App
from textual.driver import Driver

from tui.workarounds.steady_driver import driver_of, in_front

_BOTH = 0.1
"""Seconds after which a program that was continued has heard of what came along."""


def signal_driver(usual: type[Driver]) -> type[Driver]:
    """The driver class to use instead of the usual one, which stays if it is not for terminals on Linux and macOS."""
    if sys.platform == "win32":
        return usual
    from textual.drivers.linux_driver import LinuxDriver

    if not issubclass(usual, LinuxDriver):
        return usual

    class SignalDriver(usual):  # type: ignore[valid-type, misc]
        """Starts only what has stopped, and reads the size in the order of the signals."""

        _active = False

        def start_application_mode(self) -> None:
            super().start_application_mode()
            self._active = True
            one_after_the_other(signal.SIGWINCH)

        def stop_application_mode(self) -> None:
            self._active = False
            super().stop_application_mode()

        def resume_application_mode(self) -> None:
            if self._elsewhere():
                # What continues a program for its end tells it of both at once, and the system tells any thread, in any order.
                sleep(_BOTH)
                if self._elsewhere():
                    # In the background until the shell brings it back. Ignored by a program that is to end.
                    os.kill(os.getpid(), signal.SIGTTOU)
                    return
            if self._active:
                # Not in the signal's handler: what it interrupts may hold the lock that writing needs.
                asyncio.get_running_loop().call_soon_threadsafe(self._make_up)
            else:
                super().resume_application_mode()

        def _elsewhere(self) -> bool:
            """Whether the terminal is there, but in the hands of another job."""
            try:
                return os.tcgetpgrp(self.fileno) != os.getpgrp()
            except OSError:
                return False

        def _make_up(self) -> None:
            """Suspend and resume: the shell may have changed the terminal's modes."""
            if in_front(self._app):
                self.suspend_application_mode()
                self.resume_application_mode()

    return SignalDriver


def suspend(app: App[Any]) -> bool:
    """Suspend an app, as a terminal's own Ctrl+Z does; ``False`` where nobody could continue it."""
    driver = driver_of(app)
    # The group of a session's leader is nobody's job.
    if driver is None or not driver.can_suspend or os.getpgrp() == os.getsid(0):
        return False
    driver.suspend_application_mode()
    # A program that only waits for this one, as "uv run" does, is a part of the job. Told to stop by itself it might be
    # faster, and the shell have the terminal before that is as it was.
    os.killpg(os.getpgrp(), signal.SIGSTOP)
    return True


def one_after_the_other(number: signal.Signals) -> None:
    """Have the handler of a signal called by the event loop, where nothing interrupts it."""
    handler, loop = signal.getsignal(number), asyncio.get_running_loop()
    if callable(handler):
        signal.signal(number, lambda *arguments: loop.call_soon_threadsafe(handler, *arguments))

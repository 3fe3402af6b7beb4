"""A Textual driver that bears being continued although it was never suspended.

A shell's ``kill -STOP`` asks nobody, and the end of a dropped line sends the signal that otherwise ends a suspension.
Textual 8.2 would start a second time then: two threads would share the keys, and the program could not be left.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from textual.driver import Driver


def suspension_driver(usual: type[Driver]) -> type[Driver]:
    """The driver class to use instead of the usual one, which stays if it is not for terminals on Linux and macOS."""
    if sys.platform == "win32":
        return usual
    from textual.drivers.linux_driver import LinuxDriver

    if not issubclass(usual, LinuxDriver):
        return usual

    class SuspensionDriver(usual):  # type: ignore[valid-type, misc]
        """Starts only what has stopped."""

        _active = False

        def start_application_mode(self) -> None:
            super().start_application_mode()
            self._active = True

        def stop_application_mode(self) -> None:
            self._active = False
            super().stop_application_mode()

        def resume_application_mode(self) -> None:
            if self._active:
                # Not in the signal's handler: what it interrupts may hold the lock that writing needs.
                asyncio.get_running_loop().call_soon_threadsafe(self._make_up)
            else:
                super().resume_application_mode()

        def _make_up(self) -> None:
            """Suspend and resume: the shell may have changed the terminal's modes."""
            try:
                in_front = os.tcgetpgrp(self.fileno) == os.getpgrp()
            except OSError:  # the line is gone
                return
            if in_front:
                self.suspend_application_mode()
                self.resume_application_mode()
            else:
                # In the background until the shell brings it back, as Textual does it after a suspension.
                os.kill(os.getpid(), signal.SIGSTOP)

    return SuspensionDriver

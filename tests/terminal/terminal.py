"""A terminal with a program on it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
from collections.abc import Callable
from time import perf_counter
from types import TracebackType
from typing import Self

from tests.terminal.answers import Answers
from tests.terminal.keys import key
from tests.terminal.process import Launch, ended, work_done
from tests.terminal.screen import Screen

PATIENCE = 30.0
"""Seconds after which a test gives up waiting; far more than anything takes on a busy machine."""


class Gone(AssertionError):
    """The program ended, or did not do what was waited for."""


class Terminal:
    """Runs a program, answers its questions as xterm does, shows what it writes and presses keys. A context manager.

    Args:
        launch: Starts the program.
        columns: The width.
        rows: The height.
        synchronised: Whether to know synchronised output.
    """

    def __init__(self, launch: Launch, columns: int = 120, rows: int = 40, *, synchronised: bool = False) -> None:
        self.columns, self.rows = columns, rows
        self.screen = Screen(columns, rows)
        self.received = bytearray()
        """Every byte that the program wrote."""
        self.alive = True
        """Whether anybody can still write to the terminal."""
        self.heard = 0.0
        """When the last bytes came, on the clock of ``perf_counter``."""
        self._answers = Answers(synchronised=synchronised)
        self._master, slave = pty.openpty()
        self._set_size()
        os.set_blocking(self._master, False)
        self.started = perf_counter()
        self.process = launch(os.ttyname(slave))
        self._status: int | None = None
        # Ours must be closed for the end of the program to show; until it has opened its own, that would be an end, too.
        self._slave: int | None = slave

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # What the person does

    def press(self, *names: str) -> None:
        """Press keys, without waiting for anything."""
        for name in names:
            self.write(key(name))

    def write(self, data: bytes) -> None:
        """Send bytes, reading meanwhile where the program does not take them."""
        while data:
            try:
                data = data[os.write(self._master, data) :]
            except BlockingIOError:
                readable, writable, _ = select.select([self._master], [self._master], [], PATIENCE)
                if not readable and not writable:
                    raise Gone(f"the program takes no input any more\n{self.text}") from None
                if readable:
                    self.read(0.0)
            except OSError:
                self.alive = False
                return

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; the program gets its signal."""
        self.columns, self.rows = columns, rows
        self.screen.resize(columns, rows)
        self._set_size()

    def _set_size(self) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, 0, 0))

    # What the program does

    @property
    def text(self) -> str:
        """What the screen shows."""
        return self.screen.text

    def shows(self, text: str) -> bool:
        """Whether the screen shows a text, maybe broken between two lines."""
        shown = self.text
        return text in shown or text in " ".join(shown.split())

    def read(self, seconds: float) -> int:
        """Show the next bytes; their number, 0 if there are none for so long or nobody writes any more."""
        if not self.alive or not select.select([self._master], [], [], max(seconds, 0.0))[0]:
            return 0
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # the last one who could write is gone
            data = b""
        if not data:
            self.alive = False
            return 0
        self.heard = perf_counter()
        if self._slave is not None:
            os.close(self._slave)
            self._slave = None
        self.received += data
        self.screen.feed(data)
        if answer := self._answers.to(data):
            self.write(answer)
        return len(data)

    def read_for(self, seconds: float) -> int:
        """Show everything that comes within a time; the number of bytes."""
        until, count = perf_counter() + seconds, 0
        while self.alive and (left := until - perf_counter()) > 0:
            count += self.read(left)
        return count

    def settled(self, silence: float = 0.5) -> str:
        """Read until nothing has come for a while in which the program did not work either; what the screen shows then."""
        before = work_done(self.process.pid)
        while self.read(silence) or before is None or work_done(self.process.pid) != before:
            before = work_done(self.process.pid)
        return self.text

    def wait_until(self, condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Read until a condition holds.

        Raises:
            Gone: If it does not in time, or the program ends before.
        """
        until = perf_counter() + seconds
        while not condition():
            left = until - perf_counter()
            if not self.alive or left <= 0:
                reason = "the program ended" if not self.alive else f"nothing for {seconds:.0f} s"
                raise Gone(f"waiting for {what}: {reason}\n{self.text}")
            # Not for long: a condition may come true without anything being written, as when a file appears.
            self.read(min(left, 0.05))

    def wait_for(self, *texts: str, seconds: float = PATIENCE) -> None:
        """Read until the screen shows all of these texts; one that is broken between two lines counts."""
        self.wait_until(lambda: all(self.shows(text) for text in texts), " and ".join(map(repr, texts)), seconds)

    def wait_without(self, text: str, seconds: float = PATIENCE) -> None:
        """Read until the screen does not show a text any more."""
        self.wait_until(lambda: text not in self.text, f"no {text!r}", seconds)

    def wait_for_exit(self, seconds: float = PATIENCE) -> int:
        """Read until the program has ended; its exit status, negative for a signal."""
        until = perf_counter() + seconds
        while not ended(self.process.pid, 0.0):
            if perf_counter() > until:
                raise Gone(f"still running after {seconds:.0f} s\n{self.text}")
            if not self.read(0.05):
                ended(self.process.pid, 0.05)
        while self.read(0.0):
            pass
        return self._reap()

    # The end

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        if self._status is None:
            os.kill(self.process.pid, number)

    def kill(self) -> None:
        """Kill the program, and return when everything that it held is free."""
        self.signal(signal.SIGKILL)
        if not ended(self.process.pid, PATIENCE):
            raise Gone("killed, but still there")
        self._reap()

    def hang_up(self) -> None:
        """Drop the line: the terminal is gone, as when a connection breaks."""
        if self._slave is not None:
            os.close(self._slave)
            self._slave = None
        if self._master >= 0:
            os.close(self._master)
            self._master = -1
        self.alive = False

    def close(self) -> None:
        """Kill the program if it is still there, and give the terminal back."""
        try:
            self.kill()
        finally:
            self.hang_up()

    def _reap(self) -> int:
        if self._status is None:
            self._status = self.process.status()
        return self._status

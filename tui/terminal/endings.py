"""Ends the program when it is told to, or when its terminal is gone, whatever it does at that moment.

A handler that waits for its turn in the event loop does not come to it while a paint waits for a terminal that reads
nothing, while something is computed, or before the loop runs and after. So a thread waits for signals, and for the terminal
to be gone, and first asks the program to leave in order. If it has not left soon, the thread keeps what can be kept, gives
the terminal back and ends the process.
"""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Callable, Iterable
from threading import Event, Thread
from types import FrameType, TracebackType
from typing import Any, Self

SOON = 0.7
"""Seconds that the program has for leaving in order."""

_LAST_THINGS = 1.0
"""Seconds that keeping and giving back may take: a disk may not answer, a terminal may not read."""

_OVER = 0


class Endings:
    """While it is entered, SIGHUP, SIGTERM, SIGINT and the end of the terminal end the program with 128 + the signal's number.

    Args:
        terminals: Descriptors of the terminal.
        in_order: Asks the program to leave with this status; whether there is any hope that it does. Must not wait.
        at_once: Keeps what can be kept and gives the terminal back, while the program may be in the middle of anything.
        wake: Makes the program look whether there was a signal: the system may tell of it another thread than the one that
            answers, and that one may be waiting for something else.
    """

    def __init__(
        self,
        terminals: Iterable[int],
        in_order: Callable[[int], bool],
        at_once: Callable[[], None],
        wake: Callable[[], None],
    ) -> None:
        self._terminals = terminals
        self._in_order, self._at_once, self._wake = in_order, at_once, wake
        self._over = Event()
        self._before: dict[int, Any] = {}
        self._ends: tuple[int, int] = (-1, -1)

    def __enter__(self) -> Self:
        if sys.platform == "win32":
            return self
        self._ends = read, write = os.pipe()
        os.set_blocking(write, False)
        # Python's own handler, in C, writes the number of every signal that it hears of, also while no line of Python runs.
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            # What a shell or nohup wants ignored stays ignored.
            if (before := signal.getsignal(number)) is not signal.SIG_IGN:
                self._before[number] = before
                signal.signal(number, _told)
        Thread(target=self._watch, args=(read,), name="endings", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._ends[1] < 0:
            return
        self._over.set()
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.write(self._ends[1], bytes((_OVER,)))

    def _watch(self, read: int) -> None:
        poll = select.poll()
        poll.register(read, select.POLLIN)
        for terminal in self._terminals:
            poll.register(terminal, 0)
        while True:
            for descriptor, event in poll.poll():
                number = 0
                if descriptor == read:
                    heard = os.read(read, 1024)
                    if _OVER in heard:
                        return
                    self._wake()
                    # Whoever else handles a signal for a while means it for something else.
                    number = next((one for one in heard if one in self._before and signal.getsignal(one) is _told), 0)
                elif event & (select.POLLHUP | select.POLLERR):
                    number = signal.SIGHUP
                else:  # a system that cannot tell
                    poll.unregister(descriptor)
                if number:
                    self._end(128 + number)
                    return

    def _end(self, status: int) -> None:
        if self._in_order(status) and self._over.wait(SOON):
            return
        last = Thread(target=self._at_once, name="last things", daemon=True)
        last.start()
        last.join(_LAST_THINGS)
        os._exit(status)


def _told(_number: int, _frame: FrameType | None) -> None:
    """A program that is to end neither stops nor takes the terminal again when it is continued for its end."""
    for number in (signal.SIGTSTP, signal.SIGCONT):
        signal.signal(number, _nothing)
    for number in (signal.SIGTTIN, signal.SIGTTOU):
        signal.signal(number, signal.SIG_IGN)


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """No answer."""

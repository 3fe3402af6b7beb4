"""Processes that own a pseudo-terminal."""

from __future__ import annotations

import os
import select
import shutil
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol, TypeAlias


class Process(Protocol):
    """A program that runs on a terminal."""

    @property
    def pid(self) -> int:
        """Its process id."""

    def status(self) -> int:
        """Its exit status once it has ended, negative for a signal; to be asked once."""


Launch: TypeAlias = Callable[[str], Process]
"""Starts a program on the terminal of this name and makes it the leader of a session there."""


class _Child:
    def __init__(self, pid: int) -> None:
        self.pid = pid

    def status(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def program(command: Sequence[str], environment: Mapping[str, str]) -> Launch:
    """A program of its own.

    Args:
        command: Its name or path, and its arguments.
        environment: The whole of its environment.
    """

    def launch(terminal: str) -> Process:
        path = shutil.which(command[0], path=environment.get("PATH"))
        if path is None:
            raise FileNotFoundError(command[0])
        # The leader of a session that opens a terminal makes it its own; nothing has to run between fork and exec.
        actions = [(os.POSIX_SPAWN_OPEN, 0, terminal, os.O_RDWR, 0), (os.POSIX_SPAWN_DUP2, 0, 1), (os.POSIX_SPAWN_DUP2, 0, 2)]
        # The tests themselves may have been started in the background, or by nohup.
        default = [signal.SIGHUP, signal.SIGINT, signal.SIGPIPE, signal.SIGXFSZ]
        pid = os.posix_spawn(path, list(command), dict(environment), file_actions=actions, setsid=True, setsigdef=default)
        return _Child(pid)

    return launch


def work_done(pid: int) -> int | None:
    """How much a process has worked so far, all of its threads; None while one of them works.

    Where processes have no folders, it is taken not to work.
    """
    done = 0
    for thread in Path(f"/proc/{pid}/task").glob("*/stat"):
        with suppress(OSError):
            state, *fields = thread.read_text("ascii").rpartition(")")[2].split()
            if state == "R":
                return None
            done += int(fields[10]) + int(fields[11])
    return done


def ended(pid: int, seconds: float) -> bool:
    """Wait for any process to end, and all that it held open to be closed; whether it has."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(seconds * 1000))
    finally:
        os.close(descriptor)

"""End to end: the explorer in a real pseudo-terminal, with real bytes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest

from presets.kept.drafts import abandoned
from presets.scenarios.document import open_path

_LIMIT = 30.0


class Terminal:
    """A terminal with the explorer in it."""

    def __init__(self, *arguments: str, size: tuple[int, int] = (80, 24), **environment: str) -> None:
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.sent = b""
        self._master, slave = pty.openpty()
        self._resize(slave, size)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tui.cli", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **environment},
            cwd=Path(__file__).parents[2],
        )
        os.close(slave)

    @staticmethod
    def _resize(descriptor: int, size: tuple[int, int]) -> None:
        fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def resize(self, size: tuple[int, int]) -> None:
        self._resize(self._master, size)
        self.screen.resize(size[1], size[0])
        os.kill(self.process.pid, signal.SIGWINCH)

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def read(self, seconds: float) -> bytes:
        """What arrives within a time; nothing if nothing does."""
        if not select.select([self._master], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:
            return b""
        self.sent += data
        self._stream.feed(data)
        return data

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    def wait_for(self, pattern: str) -> None:
        """Read until the screen shows something."""
        end = time.monotonic() + _LIMIT
        while not re.search(pattern, self.text):
            assert time.monotonic() < end, self.text
            self.read(0.2)

    def quiet(self, seconds: float) -> bytes:
        """What arrives until nothing has for a while."""
        got = b""
        while data := self.read(seconds):
            got += data
        return got

    def end(self) -> int:
        while self.process.poll() is None:
            self.read(0.1)
        return self.process.returncode

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self._master)


@pytest.fixture
def opened() -> Iterator[list[Terminal]]:
    terminals: list[Terminal] = []
    yield terminals
    for terminal in terminals:
        terminal.close()


@pytest.mark.slow
def test_a_session_from_start_to_end(opened: list[Terminal], home: Path) -> None:
    terminal = Terminal("textbook")
    opened.append(terminal)
    terminal.wait_for(r"WEAK FIRST: \$0\.849")
    terminal.wait_for(r"prices of 2026")
    terminal.quiet(0.5)
    assert b"\x1b]2;crossover: textbook\x07" in terminal.sent
    assert terminal.read(1.5) == b"", "idle, it sends nothing"
    terminal.press("6.3")
    terminal.wait_for(r"STRONG FIRST: ")
    terminal.press("\r")
    terminal.wait_for(r"6\.3 bugs\*")
    terminal.press("u")
    terminal.wait_for(r"Undone: weak bugs left 4\.0 → 6\.3")
    terminal.resize((120, 36))
    terminal.wait_for(r"WEAK FIRST is cheaper")
    terminal.press("U")
    terminal.wait_for(r"Redone")
    terminal.press("S")
    terminal.wait_for(r"Save under which name")
    terminal.press("\x15mine\r")
    terminal.wait_for(r"Saved mine")
    terminal.press("q")
    assert terminal.end() == 0
    assert open_path(home / "scenarios" / "mine.toml").scenario.weak.bugs == 6.3
    assert abandoned() == ([], [])


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_unsaved_work_survives_every_end(opened: list[Terminal], number: signal.Signals) -> None:
    terminal = Terminal("textbook")
    opened.append(terminal)
    terminal.wait_for(r"prices of 2026")
    terminal.quiet(0.3)
    terminal.press("9\r")
    terminal.wait_for(r"9\.0 bugs\*")
    terminal.quiet(0.3)
    os.kill(terminal.process.pid, number)
    terminal.end()
    assert [draft.scenario.weak.bugs for draft in abandoned()[0]] == [9.0]


@pytest.mark.slow
def test_ascii_where_the_terminal_has_no_more(opened: list[Terminal]) -> None:
    terminal = Terminal("textbook", LC_ALL="C")
    opened.append(terminal)
    terminal.wait_for(r"WEAK FIRST: \$0\.849")
    terminal.press("?")
    terminal.wait_for(r"Keys: \d+ are active here")
    terminal.press("\x1b")
    terminal.quiet(0.5)
    assert terminal.sent.isascii()


@pytest.mark.slow
def test_without_colour_no_colour_is_sent(opened: list[Terminal]) -> None:
    terminal = Terminal("textbook", NO_COLOR="1")
    opened.append(terminal)
    terminal.wait_for(r"WEAK FIRST: \$0\.849")
    terminal.quiet(0.3)
    codes = {code for match in re.finditer(rb"\x1b\[([0-9;]*)m", terminal.sent) for code in match[1].split(b";")}
    assert codes <= {b"", *(str(n).encode() for n in (0, 1, 2, 4, 7, 22, 24, 27, 39, 49))}


def test_what_cannot_be_opened_is_one_sentence(opened: list[Terminal]) -> None:
    terminal = Terminal("textbok")
    opened.append(terminal)
    assert terminal.end() == 1
    terminal.quiet(0.2)
    assert 'did you mean "textbook"?' in terminal.text
    assert "Traceback" not in terminal.text


@pytest.mark.slow
def test_keys_that_arrive_at_once_keep_their_order(opened: list[Terminal], home: Path) -> None:
    terminal = Terminal("textbook")
    opened.append(terminal)
    terminal.wait_for(r"prices of 2026")
    terminal.quiet(0.3)
    terminal.press("4\x7f57\x7f\r")
    terminal.wait_for(r"5\.0 bugs\*")
    terminal.press("\x1b[C\x1b[Cu\x1b[Cp")
    terminal.wait_for(r"Pinned as 1: .*weak bugs left 5\.1")
    terminal.press("S\x15ab\x7fc\r")
    terminal.wait_for(r"Saved ac in")
    assert (home / "scenarios" / "ac.toml").exists()

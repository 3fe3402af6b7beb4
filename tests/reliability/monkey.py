"""Random keys, mouse events, pastes and resizes.

``python -m tests.reliability.monkey 10000`` sends ten thousand; a second number is the seed.
"""

from __future__ import annotations

import json
import os
import re
import select
import socket
import sys
import tempfile
from collections import Counter
from itertools import zip_longest
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from tests.reliability.kills import MODULES, check_files
from tests.terminal import keys
from tests.terminal.explorer import environment
from tests.terminal.nursery import Nursery
from tests.terminal.terminal import PATIENCE, Terminal

ENTRY = "tests.reliability.observed:main"
_WORDS = ("12.5", "1e9", "-3", "97%", "20k", "none", "", "\x1b[31m", "[b]x[/b]", "ä€😀", "9" * 400, "a\nb\n", "1_000", "nan")
_SIZES = ((1, 1), (2, 1), (1, 40), (400, 1), (59, 15), (60, 16), (80, 24), (120, 40), (200, 60), (400, 120))
_CODES = re.compile(r"\x1b\[[<>=?]?[\d;]*[ -/]*[@-~]")
_KEYS = (*keys.KEYS, *map(chr, range(33, 127)), *"0123456789" * 2, *("right", "left", "up", "down", "enter", "escape") * 6)


def event(random: Random, terminal: Terminal) -> str:
    """Do something; what it was."""
    kind = random.choices(("key", "mouse", "paste", "resize"), (80, 12, 4, 4))[0]
    if kind == "key":
        name: str = random.choice(_KEYS)
        terminal.press(name)
        return name
    if kind == "resize":
        size = random.choice(_SIZES) if random.random() < 0.6 else (random.randint(1, 400), random.randint(1, 120))
        terminal.resize(*size)
        return f"{size[0]}×{size[1]}"
    if kind == "paste":
        text = random.choice(_WORDS)
        terminal.write(keys.paste(text))
        return f"paste {text[:10]!r}"
    column, row = random.randrange(max(terminal.columns, 1)), random.randrange(max(terminal.rows, 1))
    button = random.choice((keys.LEFT_BUTTON, keys.LEFT_BUTTON, 2, 32, 35, keys.WHEEL_UP, keys.WHEEL_DOWN))
    terminal.write(keys.click(column, row) if button == keys.LEFT_BUTTON else keys.mouse(button, column, row))
    return f"button {button} at {column}, {row}"


class Monkey:
    """Presses things in sessions, and looks whether each is what it says it is.

    Args:
        nursery: Starts sessions of ``ENTRY``.
        home: The user's folder; random saves and reports go into it, too.
        seed: Of everything.
    """

    def __init__(self, nursery: Nursery, home: Path, seed: int) -> None:
        self._nursery = nursery
        self._home = home
        self._random = Random(seed)
        self.done: Counter[str] = Counter()
        """How often what happened."""
        self.last: list[str] = []
        """What was done in the last session, for reports."""

    def play(self, count: int) -> None:
        """Do so many things; a session that is left is followed by another.

        Raises:
            AssertionError: If a session crashes, or its screen does not say what its scenario is.
        """
        while self.done["events"] < count:
            self._session(count)
            self.done["sessions"] += 1
            check_files(self._home)

    def _session(self, count: int) -> None:
        self.last = []
        path = self._home.parent / "observed"
        path.unlink(missing_ok=True)
        launch = self._nursery.session(["textbook", str(path)], environment(self._home), self._home)
        with Terminal(launch) as terminal, socket.socket(socket.AF_UNIX) as window:
            terminal.wait_until(path.exists, "its window")
            terminal.wait_for("prices of")
            window.connect(str(path))
            while self.done["events"] < count:
                for _ in range(self._random.randint(1, 12)):
                    self.last.append(event(self._random, terminal))
                    self.done["events"] += 1
                    terminal.read(0.0)
                if not self._consistent(terminal, window):
                    assert terminal.wait_for_exit() == 0, self._report(terminal)
                    return

    def _consistent(self, terminal: Terminal, window: socket.socket) -> bool:
        """Wait until the screen is what it must be; ``False`` if the session has been left."""
        until = perf_counter() + PATIENCE
        problem = "nothing was told"
        while perf_counter() < until:
            while terminal.read(0.01):
                pass
            if (state := self._ask(terminal, window)) is None:
                return False
            while terminal.read(0.0):
                pass
            assert not state["failures"], f"{state['failures']}\n{self._report(terminal)}"
            if not (problem := _difference(terminal, state)):
                self.done["screens"] += 1
                return True
        raise AssertionError(f"{problem}\n{self._report(terminal)}")

    def _ask(self, terminal: Terminal, window: socket.socket) -> dict[str, Any] | None:
        """What it says of itself; nothing if it has ended."""
        until, told = perf_counter() + PATIENCE, b""
        try:
            window.sendall(b"?\n")
            while not told.endswith(b"\n"):
                # Who reads nothing from a program for long keeps it from going on.
                while not select.select([window], [], [], 0.002)[0]:
                    terminal.read(0.0)
                    assert perf_counter() < until, f"no answer for {PATIENCE:.0f} s\n{self._report(terminal)}"
                if not (part := window.recv(1 << 20)):
                    return None
                told += part
        except OSError:
            return None
        state: dict[str, Any] = json.loads(told)
        return state

    def _report(self, terminal: Terminal) -> str:
        # A traceback may be longer than the screen.
        last = (
            _CODES.sub("", bytes(terminal.received[-4000:]).decode(errors="replace")) if not terminal.alive else terminal.text
        )
        return f"{terminal.columns}×{terminal.rows} after {self.last[-40:]}\n{last}"


def _difference(terminal: Terminal, state: dict[str, Any]) -> str:
    """How the screen differs from what it must be, if it does."""
    if state["size"] != [terminal.columns, terminal.rows]:
        return f"it takes the terminal for one of {state['size']}"
    shown, must = [line.rstrip() for line in terminal.screen.lines], [line.rstrip() for line in state["lines"]]
    if shown != must:
        row, one, other = next((row, *pair) for row, pair in enumerate(zip_longest(shown, must)) if pair[0] != pair[1])
        return f"row {row} is\n{one!r}, not\n{other!r}"
    if not state["stale"] and state["shown"] != state["headline"]:
        return f"the session says {state['shown']!r}, the engine {state['headline']!r}"
    narrow = terminal.columns < _WIDE or terminal.rows < _HIGH or state["dialog"]
    if not narrow and not any(state["headline"] in line for line in must) and not state["stale"]:
        return _verdict_missing(must, state["headline"])
    return ""


_WIDE, _HIGH = 140, 40


def _verdict_missing(lines: list[str], headline: str) -> str:
    # The view alone on the whole screen has no verdict.
    verdict = any("is cheaper:" in line or "cost the same" in line for line in lines)
    return f"no line says {headline!r}" if verdict else ""


def main() -> None:
    """Play."""
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as name, Nursery((*MODULES, *VIEWS), ENTRY) as nursery:
        home = Path(name) / "home"
        home.mkdir()
        os.environ["CROSSOVER_HOME"] = str(home)
        monkey = Monkey(nursery, home, seed)
        started = perf_counter()
        monkey.play(count)
        sys.stdout.write(f"{dict(monkey.done)} in {perf_counter() - started:.0f} s\n")


VIEWS = ("tui.views.flips", "tui.views.map", "tui.views.lineup", "tui.views.compare")
"""What a session with a monkey will load sooner or later."""

if __name__ == "__main__":
    main()

"""Keys written at once do what they do one by one, whatever they open, close, mount or move."""

from __future__ import annotations

from pathlib import Path

import pytest

from presets.scenarios.document import open_path
from tests.reliability.conftest import Start
from tests.terminal.explorer import environment
from tests.terminal.nursery import Nursery
from tests.terminal.terminal import Terminal

_CLEAR = b"\x15"
_RIGHT, _DOWN, _TAB, _ESCAPE, _PALETTE = b"\x1b[C", b"\x1b[B", b"\t", b"\x1b\x1b[I", b"\x10"
"""Escape with what a terminal may send at any time behind it: it is over at once."""


def _saved(home: Path) -> dict[str, float]:
    return {path.stem: float(open_path(path).scenario.weak.bugs) for path in (home / "scenarios").glob("*.toml")}


def test_a_dialog_gets_what_was_typed_while_it_opened(start: Start, mine: Path, home: Path) -> None:
    terminal = start()
    terminal.write(b"S" + _CLEAR + b"ab\x7fc\r")
    terminal.wait_for("Saved ac in")
    assert set(_saved(home)) == {"mine", "ac"}


def test_a_value_is_corrected_and_taken_before_what_follows(start: Start, mine: Path) -> None:
    terminal = start()
    terminal.write(b"4\x7f57\x7f\r")
    terminal.wait_for("mine *", " 5.0 ")
    terminal.write(_RIGHT * 2 + b"u" + _RIGHT + b"p")
    terminal.wait_for("Pinned as 1: ", "weak bugs left 5.1")


@pytest.mark.slow
def test_what_follows_a_dialog_is_for_what_comes_then(start: Start, mine: Path, home: Path) -> None:
    terminal = start()
    terminal.write(b"S" + _CLEAR + b"one\r" + b"5\r" + b"S" + _CLEAR + b"two\r" + b"6\rs" + b"7\rS" + _ESCAPE + b"8\r")
    terminal.wait_for("two *", " 8.0 ")
    assert _saved(home) == {"mine": 4.0, "one": 4.0, "two": 6.0}


@pytest.mark.slow
def test_a_dialog_that_asks_again_and_another_question(start: Start, mine: Path, home: Path) -> None:
    terminal = start()
    terminal.write(b"5\rS" + _CLEAR + b"/\r" + _CLEAR + b"new\r6\ronear\rd" + _RIGHT)
    terminal.wait_for("near-parity *")
    assert _saved(home) == {"mine": 4.0, "new": 5.0}


def test_a_session_is_left_with_everything_that_was_typed(start: Start, mine: Path, home: Path) -> None:
    terminal = start()
    terminal.write(b"5\rqs6\r7")
    assert terminal.wait_for_exit() == 0
    assert _saved(home) == {"mine": 5.0}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "shows"),
    [
        (_PALETTE + b"puts aside pin\r", "Pinned as 1"),
        (b"?scenario aside\r", "Pinned as 1"),
        (b"?xyz" + _CLEAR + b"aside\r", "Pinned as 1"),
        (b"/hard" + b"\r" + _RIGHT * 3 + b"p", "hard fraction"),
        # The pairs on the next benchmark are there before one of them is taken.
        (b"W\t" + _RIGHT + _DOWN + b"\r", "quality of Terminal-Bench 2.1"),
    ],
)
def test_a_list_is_searched_before_enter_takes_from_it(start: Start, mine: Path, keys: bytes, shows: str) -> None:
    terminal = start()
    terminal.write(keys)
    terminal.wait_for(shows)


def test_a_view_that_is_shown_for_the_first_time_gets_its_keys(start: Start, mine: Path) -> None:
    terminal = start()
    # The third line of what flips it, its row, two steps there; the odds; and back.
    terminal.write(b"F\t" + _DOWN * 2 + b"\r" + _RIGHT * 2 + b"O\tC")
    terminal.wait_for("mine *", "│")
    one_by_one = start()
    for key in (b"F", _TAB, _DOWN, _DOWN, b"\r", _RIGHT, _RIGHT, b"O", _TAB, b"C"):
        one_by_one.write(key)
        one_by_one.settled()
    assert terminal.settled() == one_by_one.settled()


def test_a_click_has_its_turn_too(start: Start, mine: Path) -> None:
    terminal = start()
    terminal.settled()
    row = next(y for y, line in enumerate(terminal.screen.lines) if "hard fraction" in line and y > 12)
    terminal.write(b"S" + _CLEAR + b"click\r" + b"\x1b[<0;4;%dM\x1b[<0;4;%dm" % (row + 1, row + 1) + _RIGHT)
    terminal.wait_for("▸hard fraction", "click *")


def test_keys_before_the_first_paint_are_for_what_it_shows(nursery: Nursery, home: Path) -> None:
    home.mkdir()
    with Terminal(nursery.session(["textbook"], environment(home), home), 100, 30) as terminal:
        # From then on the terminal leaves keys as they are.
        terminal.wait_until(lambda: b"\x1b[?25l" in terminal.received, "the explorer")
        terminal.write(b"9\rS" + _CLEAR + b"early\r")
        terminal.wait_for("Saved early in")
    assert _saved(home) == {"early": 9.0}


def test_keys_typed_together_are_answered_with_one_paint(start: Start, mine: Path) -> None:
    terminal = start()
    terminal.settled()
    before = len(terminal.received)
    terminal.write(_RIGHT * 30)
    terminal.settled()
    together = len(terminal.received) - before
    for _ in range(30):
        terminal.write(_RIGHT)
        terminal.settled(0.2)
    assert len(terminal.received) - before - together > 5 * together

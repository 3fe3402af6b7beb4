"""Random keys, mouse events, pastes and resizes: no crash, and the screen always says what the scenario is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reliability.kills import MODULES
from tests.reliability.monkey import ENTRY, VIEWS, Monkey
from tests.terminal.explorer import explorer
from tests.terminal.nursery import Nursery
from tests.terminal.terminal import Terminal


@pytest.fixture(scope="module")
def observed() -> Iterator[Nursery]:
    with Nursery((*MODULES, *VIEWS), ENTRY) as nursery:
        yield nursery


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_random_input(observed: Nursery, home: Path, seed: int) -> None:
    home.mkdir()
    monkey = Monkey(observed, home, seed)
    monkey.play(100)
    assert monkey.done["screens"] > 5


@pytest.mark.slow
@pytest.mark.parametrize("output", ["changed", "whole"])
def test_a_terminal_made_smaller_and_larger_again_at_once(home: Path, output: str) -> None:
    with Terminal(explorer(home, "textbook", CROSSOVER_OUTPUT=output), 120, 40) as terminal:
        terminal.wait_for("cheaper", "prices of")
        whole = terminal.settled()
        # A terminal forgets the rows that it loses, and two resizes may reach the program as one.
        terminal.resize(400, 1)
        terminal.resize(120, 40)
        terminal.wait_until(lambda: terminal.text == whole, "the whole screen")


@pytest.mark.slow
def test_a_dialog_that_is_answered_twice(home: Path) -> None:
    with Terminal(explorer(home, "textbook"), 120, 40) as terminal:
        terminal.wait_for("cheaper", "prices of")
        terminal.press("?")
        terminal.wait_for("type to search")
        # The help dialog closes at the first; the second one may reach it before it is gone.
        terminal.press("enter", "enter", "enter")
        terminal.wait_without("type to search")
        assert terminal.alive


@pytest.mark.slow
def test_the_list_of_actions_in_a_tiny_terminal(home: Path) -> None:
    with Terminal(explorer(home, "textbook"), 120, 40) as terminal:
        terminal.wait_for("cheaper", "prices of")
        terminal.press("ctrl+p")
        terminal.wait_for("Search for an action")
        terminal.resize(2, 1)
        terminal.press("pagedown", "pageup", "down", "end")
        terminal.resize(120, 40)
        terminal.press("escape")
        terminal.wait_for("cheaper")


@pytest.mark.slow
def test_pasted_text_cannot_turn_the_line_round(home: Path) -> None:
    with Terminal(explorer(home, "textbook"), 120, 40) as terminal:
        terminal.wait_for("cheaper", "prices of")
        terminal.press("o")
        terminal.wait_for("Open a scenario")
        terminal.write(b"\x1b[200~over\xe2\x80\xaeride\xc2\x9bm\x1b[201~")
        terminal.wait_until(lambda: b"ride" in terminal.received, "the pasted text")
        shown = bytes(terminal.received).decode()
        assert "\u202e" not in shown
        assert "\x9b" not in shown

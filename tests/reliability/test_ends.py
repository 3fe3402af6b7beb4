"""How a session may end without being left: nothing is lost, and the next start offers it back."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from presets.kept import drafts
from tests.reliability.conftest import Start
from tests.terminal.process import ended
from tests.terminal.terminal import PATIENCE, Terminal


def offered(start: Start, scenario: str = "mine") -> Terminal:
    """A new session, when it has offered what was left and that was taken."""
    terminal = start(scenario)
    terminal.wait_for("A session ended without saving its changes to mine")
    terminal.press("r")
    terminal.wait_for("Recovered")
    return terminal


def changed(start: Start) -> Terminal:
    """A session with one change, whose draft is on the disk."""
    terminal = start()
    terminal.press("right")
    terminal.wait_for("mine *", " 4.1 ")
    terminal.wait_until(lambda: any(drafts.drafts_folder().glob("*.toml")), "the draft")
    return terminal


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_a_signal_loses_nothing(start: Start, mine: Path, number: signal.Signals) -> None:
    terminal = changed(start)
    terminal.signal(number)
    terminal.wait_for_exit()
    offered(start).wait_for("mine *", " 4.1 ")


def test_a_dropped_line_loses_nothing(start: Start, mine: Path) -> None:
    terminal = changed(start)
    terminal.hang_up()
    assert ended(terminal.process.pid, PATIENCE)
    offered(start).wait_for("mine *", " 4.1 ")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_keeps_what_is_being_typed(start: Start, mine: Path, number: signal.Signals) -> None:
    terminal = start()
    terminal.press("7")
    terminal.wait_for("take it", "now 7.0")
    terminal.signal(number)
    terminal.wait_for_exit()
    offered(start).wait_for("mine *", " 7.0 ")


def test_a_signal_leaves_the_terminal_as_it_was(start: Start, mine: Path) -> None:
    terminal = changed(start)
    terminal.signal(signal.SIGTERM)
    terminal.wait_for_exit()
    assert b"\x1b[?1049l" in terminal.received


@pytest.mark.slow
@pytest.mark.parametrize("key", ["v", "?", "o"])
def test_keys_until_the_very_end_change_nothing(start: Start, mine: Path, key: str) -> None:
    terminal = start()
    terminal.press("q")
    while terminal.alive:
        terminal.press(key)
        terminal.read(0.001)
    assert terminal.wait_for_exit() == 0
    assert "Error" not in terminal.text


@pytest.mark.slow
def test_two_sessions_leave_two_drafts(start: Start, mine: Path) -> None:
    first = changed(start)
    second = start()
    assert "A session ended" not in second.text
    second.press("9", "enter")
    second.wait_for("mine *", "now 9.0")
    second.wait_until(lambda: len(list(drafts.drafts_folder().glob("*.toml"))) == 2, "two drafts")
    first.kill()
    second.kill()
    assert sorted(draft.scenario.weak.bugs for draft in drafts.abandoned()[0]) == [4.1, 9.0]
    third = offered(start)
    third.kill()
    assert sorted(draft.scenario.weak.bugs for draft in drafts.abandoned()[0]) == [4.1, 9.0]

"""A scenario's file that someone else changes or deletes: a clear sentence, and both versions are kept."""

from __future__ import annotations

from pathlib import Path

from presets.scenarios.document import open_path
from tests.reliability.conftest import Start
from tests.terminal.terminal import Terminal


def change(path: Path, bugs: float) -> None:
    """Somebody saves another value."""
    document = open_path(path)
    scenario = document.scenario
    text = path.read_text(encoding="utf-8").replace("bugs = 4.0", f"bugs = {bugs}")
    path.write_text(text, encoding="utf-8")
    assert open_path(path).scenario != scenario


def modified(start: Start) -> Terminal:
    terminal = start()
    terminal.press("right")
    terminal.wait_for("mine *", " 4.1 ")
    return terminal


def bugs(path: Path) -> object:
    return open_path(path).scenario.weak.bugs


def test_a_changed_file_and_a_new_name(start: Start, mine: Path) -> None:
    terminal = modified(start)
    change(mine, 8.0)
    terminal.press("s")
    terminal.wait_for("was changed by someone else since it", "save mine under a new name")
    terminal.press("n")
    terminal.wait_for("Save under which name?")
    terminal.press("ctrl+u", *"other", "enter")
    terminal.wait_for("Saved other")
    assert (bugs(mine), bugs(mine.with_name("other.toml"))) == (8.0, 4.1)


def test_a_changed_file_and_mine_over_it(start: Start, mine: Path) -> None:
    terminal = modified(start)
    change(mine, 8.0)
    terminal.press("s")
    terminal.wait_for("was changed by someone else since it")
    terminal.press("w")
    terminal.wait_for("Saved mine")
    assert bugs(mine) == 4.1
    kept = mine.with_name("mine.toml~")
    assert b"bugs = 8.0" in kept.read_bytes()


def test_a_changed_file_and_theirs(start: Start, mine: Path) -> None:
    terminal = modified(start)
    change(mine, 8.0)
    terminal.press("s")
    terminal.wait_for("was changed by someone else since it")
    terminal.press("escape")
    terminal.wait_without("was changed by someone else since it")
    assert " 4.1 " in terminal.text
    terminal.press("s")
    terminal.wait_for("was changed by someone else since it")
    terminal.press("r")
    terminal.wait_for(" 8.0 ")
    assert bugs(mine) == 8.0


def test_a_deleted_file(start: Start, mine: Path) -> None:
    terminal = modified(start)
    mine.unlink()
    terminal.press("s")
    terminal.wait_for("was deleted since it was opened")
    terminal.press("w")
    terminal.wait_for("Saved mine")
    assert bugs(mine) == 4.1


def test_a_damaged_file_is_not_written_over(start: Start, mine: Path) -> None:
    terminal = modified(start)
    mine.write_bytes(b"my shopping list")
    terminal.press("s")
    terminal.wait_for("was changed by someone else since it")
    terminal.press("w")
    terminal.wait_for("Not saved:")
    assert mine.read_bytes() == b"my shopping list"


def test_two_sessions_on_one_scenario(start: Start, mine: Path) -> None:
    first, second = modified(start), start()
    second.press("9", "enter")
    second.wait_for("mine *", "now 9.0")
    first.press("s")
    first.wait_for("Saved mine")
    second.press("s")
    second.wait_for("was changed by someone else since it")
    second.press("w")
    second.wait_for("Saved mine")
    assert bugs(mine) == 9.0
    assert b"bugs = 4.1" in mine.with_name("mine.toml~").read_bytes()
    # The first one learns of it in turn.
    first.press("right")
    first.wait_for(" 4.2 ")
    first.press("s")
    first.wait_for("was changed by someone else since it")

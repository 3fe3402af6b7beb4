"""Saving, opening, leaving: every flow with its keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from presets.scenarios.document import open_path
from presets.scenarios.library import open_scenario
from tests.tui.conftest import Hands, Opener


def problem(hands: Hands) -> str:
    """What a dialog says is wrong."""
    return str(hands.app.screen.query_one(".problem", Static).render())


def put(path: Path, old: str, new: str) -> None:
    """Someone else changes a file."""
    path.write_text(path.read_text().replace(old, new))


def protect(path: Path) -> None:
    path.chmod(0o400)


def remove(path: Path) -> None:
    path.unlink()


def content(path: Path) -> str:
    return path.read_text()


@pytest.mark.slow
async def test_saving_a_bundled_scenario_asks_for_a_name(hands: Hands, home: Path) -> None:
    await hands.press("right", "s")
    assert "your version needs a name" in hands.everything
    await hands.answer("cheaper weak")
    saved = open_path(home / "scenarios" / "cheaper-weak.toml").scenario
    assert saved.weak.bugs == 4.1
    assert saved.name == "cheaper weak"
    first = "copied from textbook; changed: weak bugs left 4.0 → 4.1"
    assert saved.notes.startswith(f"{first}\n\nNotes of textbook:\n\nThe smallest example")
    assert "Saved cheaper-weak" in hands.message
    assert not hands.now.modified
    assert "*" not in hands.title


@pytest.mark.slow
async def test_a_copy_stays_the_copy_through_undo_and_further_saves(hands: Hands, home: Path) -> None:
    await hands.press("right", "s")
    await hands.answer("copy")
    await hands.press("u")
    now = hands.now.scenario
    assert (now.name, now.weak.bugs) == ("copy", 4.0)
    assert now.notes.startswith("copied from textbook; changed: nothing\n")
    await hands.press("U")
    assert not hands.now.modified
    await hands.press("right", "s")
    path = home / "scenarios" / "copy.toml"
    assert open_path(path).scenario.notes.startswith("copied from textbook; changed: weak bugs left 4.0 → 4.2\n")
    assert path.read_text().startswith("# A scenario for crossover.")
    await hands.press("S")
    await hands.answer("copy")
    await hands.press("w")
    assert open_path(path).scenario.notes.count("copied from") == 1
    await hands.press("R", "u")
    assert hands.now.scenario.name == "copy"


async def test_saving_in_place_keeps_the_previous_version(explorers: Opener, mine: Path) -> None:
    hands = await explorers("mine")
    await hands.press("right", "s")
    assert open_path(mine).scenario.weak.bugs == 4.1
    assert mine.with_name("mine.toml~").exists()
    await hands.press("s")
    assert "Nothing to save" in hands.message


@pytest.mark.slow
async def test_save_as_asks_before_writing_over_another(explorers: Opener, mine: Path) -> None:
    hands = await explorers("textbook")
    await hands.press("right", "S")
    await hands.answer("mine")
    assert "mine.toml exists already" in problem(hands)
    assert "Enter again writes over it" in problem(hands)
    await hands.answer("yours")
    assert hands.title.startswith("Crossover  yours")
    await hands.press("right", "S")
    await hands.answer("mine")
    assert open_path(mine).scenario.weak.bugs == 4.0
    await hands.press("enter")
    assert open_path(mine).scenario.weak.bugs == 4.2


@pytest.mark.slow
async def test_save_as_can_be_left_and_refuses_impossible_names(hands: Hands) -> None:
    await hands.press("right", "S")
    await hands.answer("///")
    assert "/// names no file; a name must follow" in hands.everything
    await hands.press("escape")
    assert hands.app.screen is hands.explorer
    await hands.press("S")
    await hands.answer("textbook")
    assert "is a bundled scenario" in hands.everything
    await hands.press("escape")
    assert hands.now.modified


@pytest.mark.slow
@pytest.mark.parametrize(("key", "here", "there"), [("w", 4.1, 4.1), ("r", 9.0, 9.0), ("escape", 4.1, 9.0)])
async def test_a_file_changed_on_disk_is_noticed(explorers: Opener, mine: Path, key: str, here: float, there: float) -> None:
    hands = await explorers("mine")
    await hands.press("right")
    put(mine, "bugs = 4.0", "bugs = 9.0")
    await hands.press("s")
    assert "was changed by someone else" in hands.asked
    await hands.press(key)
    assert hands.now.value("weak.bugs") == here
    assert open_path(mine).scenario.weak.bugs == there


@pytest.mark.slow
async def test_a_deleted_file_can_be_saved_under_a_new_name(explorers: Opener, mine: Path) -> None:
    hands = await explorers("mine")
    await hands.press("right")
    remove(mine)
    await hands.press("s")
    assert "was deleted" in hands.asked
    await hands.press("n")
    await hands.answer("mine too")
    assert open_path(mine.with_name("mine-too.toml")).scenario.weak.bugs == 4.1


async def test_a_write_protected_file_is_replaced_only_when_told(explorers: Opener, mine: Path) -> None:
    hands = await explorers("mine")
    await hands.press("right")
    before = content(mine)
    protect(mine)
    await hands.press("s")
    assert "is write-protected; nothing was written" in hands.asked
    await hands.press("escape")
    assert content(mine) == before
    assert hands.now.modified
    await hands.press("s", "w")
    assert "Saved mine" in hands.message
    assert open_path(mine).scenario.weak.bugs == 4.1


@pytest.mark.slow
@pytest.mark.usefixtures("mine")
async def test_opening_shows_verdicts_and_opens(explorers: Opener) -> None:
    hands = await explorers("textbook")
    await hands.press("o")
    assert "WEAK FIRST is cheaper" in hands.everything
    await hands.write("mine")
    await hands.press("enter")
    assert hands.title.startswith("Crossover  mine")
    assert hands.message == "Opened mine"


@pytest.mark.slow
async def test_opening_asks_about_unsaved_changes(hands: Hands) -> None:
    await hands.press("right", "o")
    await hands.write("swe-issue")
    await hands.press("enter")
    assert "has unsaved changes" in hands.asked
    await hands.press("n")
    assert hands.title.startswith("Crossover  textbook *")
    await hands.press("o")
    await hands.write("swe-issue")
    await hands.press("down", "up", "enter", "d")
    assert hands.title.startswith("Crossover  swe-issue")
    assert not hands.now.undo


@pytest.mark.slow
async def test_opening_a_path_that_is_none_is_refused(hands: Hands) -> None:
    await hands.press("o")
    await hands.write("/nowhere/at.toml")
    await hands.press("enter")
    assert "there is no such file" in hands.everything
    await hands.press("ctrl+u")
    await hands.write("swe-issue")
    await hands.press("enter")
    assert hands.title.startswith("Crossover  swe-issue")


@pytest.mark.slow
@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_quitting_asks_only_when_something_is_unsaved(explorers: Opener, key: str) -> None:
    hands = await explorers()
    await hands.press(key)
    assert hands.app._exit
    hands = await explorers()
    await hands.press("right", key)
    assert "Leave? textbook has unsaved changes" in hands.asked
    await hands.press("escape")
    assert not hands.app._exit
    await hands.press(key, "d")
    assert hands.app._exit


@pytest.mark.slow
@pytest.mark.parametrize("dialog", ["o", "S", "w", "i", "question_mark", "ctrl+p", "T"])
async def test_no_key_ends_the_session_from_a_dialog(hands: Hands, dialog: str) -> None:
    await hands.press("right", dialog, "ctrl+q")
    assert not hands.app._exit
    await hands.press("escape")
    assert hands.now.changed("weak.bugs")


async def test_quitting_can_save_first(explorers: Opener, mine: Path) -> None:
    hands = await explorers("mine")
    await hands.press("right", "q", "s")
    assert hands.app._exit
    assert open_path(mine).scenario.weak.bugs == 4.1


def write_evil(home: Path) -> None:
    (home / "scenarios").mkdir(parents=True)
    path = home / "scenarios" / "evil.toml"
    text = Path(open_scenario("textbook").source.path or "").read_text()
    path.write_text(
        text.replace('name = "Textbook example"', 'name = "[bold]x[/] \\u001b]0;pwned\\u0007 \\u202e"')
        .replace('model = "anthropic/claude-haiku-4-5"', 'model = "[@click=app.quit]m[/]"')
        .replace("notes = '''", "notes = '''[red]not red[/]")
    )


@pytest.mark.slow
async def test_names_from_files_cannot_steer_the_terminal(explorers: Opener, home: Path) -> None:
    write_evil(home)
    hands = await explorers("evil")
    for keys in ((), ("i",), ("escape", "o"), ("escape", "m"), ("escape", "p"), ("P",)):
        await hands.press(*keys)
        text = "\n".join(hands.screen_lines())
        assert "\x1b" not in text
        assert "\u202e" not in text
    await hands.press("escape", "i")
    assert "[bold]x[/]" in "\n".join(hands.screen_lines())
    assert "[red]not red[/]" in "\n".join(hands.screen_lines())

"""Unsaved work that outlives its session, and what the next start opens."""

from __future__ import annotations

from pathlib import Path

import pytest

from presets.kept import drafts as drafts_of
from presets.scenarios.document import open_path
from presets.scenarios.library import open_scenario
from tests.tui.conftest import Opener
from tui.state.workspace import Workspace, first_document


def block(home: Path) -> None:
    """A file in the place of a folder."""
    home.mkdir()
    (home / "state").write_text("")


def remove(path: Path) -> None:
    path.unlink()


def drafts(home: Path) -> list[Path]:
    return list((home / "state" / "drafts").glob("*.toml"))


@pytest.mark.slow
async def test_unsaved_work_survives_and_is_offered_back(explorers: Opener, mine: Path) -> None:
    hands = await explorers("mine")
    await hands.press("right")
    hands.explorer.workspace._drafts.close()  # type: ignore[union-attr]
    hands.explorer.workspace._drafts = None
    other = await explorers("textbook")
    assert "ended without saving its changes to mine" in other.everything
    await other.press("r")
    assert other.title.startswith("Crossover  mine *")
    assert other.now.value("weak.bugs") == 4.1
    assert other.now.undo == "recovered work"
    await other.press("u")
    assert other.now.value("weak.bugs") == 4.0
    await other.press("U", "s")
    assert open_path(mine).scenario.weak.bugs == 4.1


@pytest.mark.slow
@pytest.mark.parametrize(("key", "left"), [("l", 1), ("d", 0)])
async def test_unsaved_work_can_wait_or_go(explorers: Opener, home: Path, key: str, left: int) -> None:
    hands = await explorers()
    await hands.press("right")
    hands.explorer.workspace._drafts.close()  # type: ignore[union-attr]
    hands.explorer.workspace._drafts = None
    other = await explorers()
    await other.press(key)
    assert len(drafts(home)) == left
    assert not other.now.modified


async def test_two_sessions_keep_their_own_drafts(explorers: Opener, home: Path) -> None:
    one, two = await explorers(), await explorers()
    await one.press("right")
    await two.press("left")
    assert sorted(map(open_bugs, drafts(home))) == [3.9, 4.1]
    assert two.app.screen is two.explorer
    await one.press("left")
    assert len(drafts(home)) == 1


def open_bugs(path: Path) -> float:
    text = path.read_text()
    weak = text[text.index("[weak]") :]
    return float(next(line for line in weak.splitlines() if line.startswith("bugs")).partition("=")[2])


def test_the_next_start_opens_what_was_open_last(mine: Path) -> None:
    workspace = Workspace(open_scenario("mine"))
    workspace.leave()
    document, message = first_document(None)
    assert (document.source.title, message) == ("mine", "")
    mine.unlink()
    document, message = first_document(None)
    assert document.source.title == "textbook"
    assert "The last scenario cannot be opened" in message


async def test_work_is_said_not_to_be_kept_where_it_cannot(explorers: Opener, home: Path) -> None:
    block(home)
    hands = await explorers()
    assert "Unsaved work is not kept" in hands.message
    await hands.press("right")
    assert hands.now.value("weak.bugs") == 4.1


@pytest.mark.slow
async def test_that_the_file_of_recovered_work_is_gone_is_said(explorers: Opener, mine: Path) -> None:
    hands = await explorers("mine")
    await hands.press("right")
    hands.explorer.workspace._drafts.close()  # type: ignore[union-attr]
    hands.explorer.workspace._drafts = None
    remove(mine)
    other = await explorers("textbook")
    await other.press("r")
    assert other.message == "Recovered; its file is gone, so nothing is known of what was saved"
    await other.press("S")
    await other.answer("again")
    assert other.now.scenario.notes.startswith("copied from mine; what changed is not known")


def test_work_from_nowhere_is_not_saved_in_the_file_that_was_open(mine: Path) -> None:
    session = drafts_of.Keeper.begin()
    session.keep(open_scenario("swe-issue").scenario, None)
    session.close()
    workspace = Workspace(open_path(mine, "mine"))
    ((draft,), _) = workspace.begin_drafts()
    assert workspace.recover(draft)
    assert workspace.source.path is None
    workspace.leave()


def test_work_whose_file_is_gone_stays_unsaved_and_kept(mine: Path) -> None:
    dropped = Workspace(open_path(mine, "mine"))
    dropped.begin_drafts()
    dropped.session.step("weak.bugs", 3)
    dropped.keep_draft()
    worked_on = dropped.session.scenario
    dropped.leave()
    mine.unlink()
    later = Workspace(first_document(None)[0])
    ((draft,), _) = later.begin_drafts()
    assert later.recover(draft)
    assert later.session.scenario == worked_on
    assert later.snapshot.modified
    assert not later.snapshot.undo
    later.session.step("weak.bugs", 3)
    later.session.reset()
    assert later.session.scenario == worked_on
    later.keep_draft()
    later.leave()
    ((again,), _) = Workspace(first_document(None)[0]).begin_drafts()
    assert again.scenario == worked_on

"""Unsaved work: kept while a session lives, offered when it is gone, never shared."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.registry import assign
from presets.drafts import Session, abandoned, adopt, discard, drafts_folder
from presets.library import open_scenario
from presets.refusal import Refusal

DOCUMENT = open_scenario("textbook")
CHANGED = assign(DOCUMENT.scenario, {"weak.bugs": 6.3})

_CRASHING = """
import os, sys
from engine.registry import assign
from presets.drafts import Session
from presets.library import open_scenario
document = open_scenario("textbook")
session = Session.begin()
for bugs in range(1, 1_000_000):
    session.keep(assign(document.scenario, {"weak.bugs": float(bugs)}), document.source)
    print(bugs, flush=True)
"""


def crashed(rounds: int) -> float:
    """A session of another process that is killed after some changes; the last one it reported."""
    root = Path(__file__).parents[2]
    process = subprocess.Popen([sys.executable, "-c", _CRASHING], cwd=root, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        for _ in range(rounds):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().splitlines()
    return float(rest[-1]) if rest else float(rounds)


def test_a_killed_session_loses_at_most_the_last_change() -> None:
    for rounds in (1, 3, 20):
        reported = crashed(rounds)
        (draft,) = abandoned()
        bugs = float(draft.scenario.weak.bugs)
        assert reported <= bugs <= reported + 1
        assert draft.source == DOCUMENT.source
        discard(draft)
    assert abandoned() == []


def test_a_living_session_is_left_alone() -> None:
    session = Session.begin()
    session.keep(CHANGED, DOCUMENT.source)
    assert session.path.exists()
    assert abandoned() == []
    session.close()
    (draft,) = abandoned()
    assert draft.scenario == CHANGED
    assert draft.path == session.path


def test_sessions_never_share_a_draft() -> None:
    first, second = Session.begin(), Session.begin()
    first.keep(CHANGED, DOCUMENT.source)
    second.keep(DOCUMENT.scenario, None)
    assert first.path != second.path
    first.close()
    second.close()
    assert {draft.source for draft in abandoned()} == {DOCUMENT.source, None}


def test_a_cleared_draft_is_gone() -> None:
    session = Session.begin()
    session.keep(CHANGED, DOCUMENT.source)
    session.clear()
    session.clear()
    session.close()
    session.close()
    assert abandoned() == []
    assert os.listdir(drafts_folder()) == []


def test_the_same_work_is_written_once() -> None:
    session = Session.begin()
    session.keep(CHANGED, DOCUMENT.source)
    before = session.path.stat().st_ino
    session.keep(CHANGED, DOCUMENT.source)
    assert session.path.stat().st_ino == before
    session.keep(DOCUMENT.scenario, DOCUMENT.source)
    assert session.path.stat().st_ino != before
    session.close()


def test_an_adopted_draft_belongs_to_the_new_session_only() -> None:
    old = Session.begin()
    old.keep(CHANGED, DOCUMENT.source)
    old.close()
    (draft,) = abandoned()
    first, second = Session.begin(), Session.begin()
    taken = adopt(draft, first)
    assert taken is not None
    assert taken.scenario == CHANGED
    assert adopt(draft, second) is None
    assert abandoned() == []
    assert first.path.exists()
    assert not draft.path.exists()
    first.close()
    assert [left.scenario for left in abandoned()] == [CHANGED]
    second.close()


def test_a_draft_of_a_session_that_came_back_is_not_taken_or_discarded() -> None:
    session, other = Session.begin(), Session.begin()
    session.keep(CHANGED, None)
    session.close()
    (draft,) = abandoned()
    taken = adopt(draft, other)
    assert taken is not None
    discard(draft)
    assert other.path.exists()
    other.close()


def test_a_draft_that_cannot_be_read_is_left_alone() -> None:
    folder = drafts_folder()
    folder.mkdir(parents=True)
    (folder / "a.toml").write_text("half a fi")
    assert abandoned() == []
    assert (folder / "a.toml").exists()


def test_locks_of_killed_sessions_are_tidied_up() -> None:
    folder = drafts_folder()
    folder.mkdir(parents=True)
    (folder / "dead.lock").touch()
    old = folder / ".x.toml.1.tmp"
    old.touch()
    os.utime(old, (0, 0))
    (folder / ".y.toml.1.tmp").touch()
    assert abandoned() == []
    assert os.listdir(folder) == [".y.toml.1.tmp"]


def test_drafts_are_their_owners_only(home: Path) -> None:
    session = Session.begin()
    session.keep(CHANGED, DOCUMENT.source)
    assert session.path.stat().st_mode & 0o777 == 0o600
    assert drafts_folder().stat().st_mode & 0o777 == 0o700
    assert home in session.path.parents
    session.close()


def test_a_full_disk_keeps_the_draft_before(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session.begin()
    session.keep(CHANGED, DOCUMENT.source)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(Refusal, match="the disk is full"):
            session.keep(DOCUMENT.scenario, DOCUMENT.source)
    session.close()
    assert [draft.scenario for draft in abandoned()] == [CHANGED]


def test_a_state_folder_that_cannot_be_made_is_one_sentence(home: Path) -> None:
    home.write_text("a file where the folder should be")
    assert abandoned() == []
    with pytest.raises(Refusal, match="cannot be made"):
        Session.begin()

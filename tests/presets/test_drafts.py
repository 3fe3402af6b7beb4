"""Unsaved work: kept while a session lives, offered when it is gone, never shared."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from engine.scenarios.registry import assign
from presets.files.refusal import Refusal
from presets.kept.drafts import Keeper, abandoned, adopt, discard, drafts_folder
from presets.kept.memory import last_scenario, remember
from presets.scenarios.document import open_path, save
from presets.scenarios.library import open_scenario
from tests.presets.files import IRREGULAR, MINIMAL

DOCUMENT = open_scenario("textbook")
CHANGED = assign(DOCUMENT.scenario, {"weak.bugs": 6.3})

_CRASHING = """
import os, sys
from engine.scenarios.registry import assign
from presets.kept.drafts import Keeper
from presets.scenarios.library import open_scenario
document = open_scenario("textbook")
session = Keeper.begin()
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


@pytest.mark.slow
def test_a_killed_session_loses_at_most_the_last_change() -> None:
    for rounds in (1, 3, 20):
        reported = crashed(rounds)
        ((draft,), _) = abandoned()
        bugs = float(draft.scenario.weak.bugs)
        assert reported <= bugs <= reported + 1
        assert draft.source == DOCUMENT.source
        discard(draft)
    assert abandoned() == ([], [])


def test_a_living_session_is_left_alone() -> None:
    session = Keeper.begin()
    session.keep(CHANGED, DOCUMENT.source)
    assert session.path.exists()
    assert abandoned() == ([], [])
    session.close()
    ((draft,), _) = abandoned()
    assert draft.scenario == CHANGED
    assert draft.path == session.path


def test_sessions_never_share_a_draft() -> None:
    first, second = Keeper.begin(), Keeper.begin()
    first.keep(CHANGED, DOCUMENT.source)
    second.keep(DOCUMENT.scenario, None)
    assert first.path != second.path
    first.close()
    second.close()
    assert {draft.source for draft in abandoned()[0]} == {DOCUMENT.source, None}


def test_a_cleared_draft_is_gone() -> None:
    session = Keeper.begin()
    session.keep(CHANGED, DOCUMENT.source)
    session.clear()
    session.clear()
    session.close()
    session.close()
    assert abandoned() == ([], [])
    assert os.listdir(drafts_folder()) == []


def test_the_same_work_is_written_once() -> None:
    session = Keeper.begin()
    session.keep(CHANGED, DOCUMENT.source)
    before = session.path.stat().st_ino
    session.keep(CHANGED, DOCUMENT.source)
    assert session.path.stat().st_ino == before
    session.keep(DOCUMENT.scenario, DOCUMENT.source)
    assert session.path.stat().st_ino != before
    session.close()


def test_an_adopted_draft_belongs_to_the_new_session_only() -> None:
    old = Keeper.begin()
    old.keep(CHANGED, DOCUMENT.source)
    old.close()
    ((draft,), _) = abandoned()
    first, second = Keeper.begin(), Keeper.begin()
    taken = adopt(draft, first)
    assert taken is not None
    assert taken.scenario == CHANGED
    assert adopt(draft, second) is None
    assert abandoned() == ([], [])
    assert first.path.exists()
    assert not draft.path.exists()
    first.close()
    assert [left.scenario for left in abandoned()[0]] == [CHANGED]
    second.close()


def test_a_draft_of_a_session_that_came_back_is_not_taken_or_discarded() -> None:
    session, other = Keeper.begin(), Keeper.begin()
    session.keep(CHANGED, None)
    session.close()
    ((draft,), _) = abandoned()
    taken = adopt(draft, other)
    assert taken is not None
    discard(draft)
    assert other.path.exists()
    other.close()


def left_with(**about: str) -> str:
    """What is wrong with a draft that says so about itself."""
    folder = drafts_folder()
    folder.mkdir(parents=True, exist_ok=True)
    said = {"changed": "2026-11-20T12:00:00+00:00", "word": "x", "digest": "0", "path": "/x.toml"} | about
    lines = [f'{key} = "{text}"' for key, text in said.items()]
    (folder / "a.toml").write_text("\n".join([MINIMAL, "[draft]", *lines]))
    drafts, problems = abandoned()
    assert len(drafts) + len(problems) == 1
    return problems[0] if problems else ""


def test_a_draft_that_cannot_be_used_is_set_aside_and_stops_nobody() -> None:
    folder = drafts_folder()
    folder.mkdir(parents=True)
    for number in ("", "2", "3"):
        (folder / "a.toml").write_text(f"half a fi{number}")
        drafts, (problem,) = abandoned()
        assert drafts == []
        assert problem.startswith(f"Set aside as a.toml.unusable{number}: ")
        assert "a.toml, line 1: " in problem
        assert (folder / f"a.toml.unusable{number}").read_text() == f"half a fi{number}"
    assert abandoned() == ([], [])


@pytest.mark.parametrize(
    "changed",
    ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00", "9999-12-31T23:59:59-12:00", "yesterday", "2026-11-20T12:00+99"],
)
def test_a_draft_of_an_impossible_time_is_set_aside(changed: str) -> None:
    assert "draft.changed must be a date and time" in left_with(changed=changed)


@pytest.mark.parametrize("changed", ["0002-01-02T00:00:00+14:00", "9998-12-31T11:59:59-12:00", "2026-11-20"])
def test_a_possible_time_can_be_shown_everywhere(changed: str) -> None:
    assert left_with(changed=changed) == ""
    ((draft,), _) = abandoned()
    for hours in (-23, 23):
        assert draft.changed.astimezone(timezone(timedelta(hours=hours))) == draft.changed


@pytest.mark.parametrize("path", ["x.toml", "../x.toml", "/a\\u0000b"])
def test_a_draft_of_an_impossible_file_is_set_aside(path: str) -> None:
    assert "draft.path must be the absolute path of a file" in left_with(path=path)


@pytest.mark.parametrize("make", IRREGULAR.values(), ids=IRREGULAR)
def test_what_is_no_file_among_the_drafts_is_set_aside_at_once(make: Callable[[Path], None]) -> None:
    session = Keeper.begin()
    session.keep(CHANGED, DOCUMENT.source)
    session.close()
    make(drafts_folder() / "a.toml")
    ((draft,), (problem,)) = abandoned()
    assert draft.scenario == CHANGED
    assert problem.startswith("Set aside as a.toml.unusable: ")
    assert problem.endswith(", not a file")
    assert os.path.lexists(drafts_folder() / "a.toml.unusable")


def test_a_draft_that_cannot_be_read_now_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Keeper.begin()
    session.keep(CHANGED, DOCUMENT.source)
    session.close()

    def failing(*_: object) -> bytes:
        raise OSError(errno.EIO, "")

    with monkeypatch.context() as patched:
        patched.setattr(os, "read", failing)
        drafts, (problem,) = abandoned()
        assert drafts == []
        assert problem.startswith("Not used: ")
    assert [draft.scenario for draft in abandoned()[0]] == [CHANGED]


@pytest.mark.parametrize("name", [os.fsdecode(b"caf\xe9.toml"), "two\nlines.toml", "x" * 200 + ".toml", "bytes:78.toml"])
def test_work_on_a_file_of_any_name_is_kept_and_offered(tmp_path: Path, name: str) -> None:
    folder = tmp_path / ("y" * 100)
    folder.mkdir()
    path = folder / name
    path.write_text(MINIMAL)
    document = open_path(path)
    session = Keeper.begin()
    session.keep(assign(document.scenario, {"weak.bugs": 6.3}), document.source)
    session.close()
    ((draft,), problems) = abandoned()
    assert problems == []
    assert draft.source == document.source
    remember(document.source)
    assert last_scenario() == (str(path), "")
    assert save(draft.scenario, draft.source).scenario == draft.scenario
    assert open_path(path).scenario.weak.bugs == 6.3


def test_drafts_and_memory_are_flushed_with_their_new_folders(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[tuple[Path, bytes]] = []
    flush = os.fsync

    def watched(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        flushed.append((path, b"" if path.is_dir() else path.read_bytes()))
        flush(descriptor)

    if not Path("/proc/self/fd").exists():
        pytest.skip("needs /proc")
    monkeypatch.setattr(os, "fsync", watched)
    session = Keeper.begin()
    folders = [home.parent, home, home / "state"]
    assert [path for path, _ in flushed] == folders
    flushed.clear()
    session.keep(CHANGED, DOCUMENT.source)
    (file, content), (folder, _) = flushed
    assert file.name.endswith(".tmp")
    assert content == session.path.read_bytes()
    assert folder == drafts_folder()
    flushed.clear()
    remember(DOCUMENT.source)
    assert [path.name for path, _ in flushed][-1] == "state"
    assert flushed[0][1] == (home / "state" / "last.toml").read_bytes()
    session.close()


def test_locks_of_killed_sessions_are_tidied_up() -> None:
    folder = drafts_folder()
    folder.mkdir(parents=True)
    (folder / "dead.lock").touch()
    old = folder / ".x.toml.1.tmp"
    old.touch()
    os.utime(old, (0, 0))
    (folder / ".y.toml.1.tmp").touch()
    assert abandoned() == ([], [])
    assert os.listdir(folder) == [".y.toml.1.tmp"]


def test_drafts_are_their_owners_only(home: Path) -> None:
    session = Keeper.begin()
    session.keep(CHANGED, DOCUMENT.source)
    assert session.path.stat().st_mode & 0o777 == 0o600
    assert drafts_folder().stat().st_mode & 0o777 == 0o700
    assert home in session.path.parents
    session.close()


def test_a_full_disk_keeps_the_draft_before(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Keeper.begin()
    session.keep(CHANGED, DOCUMENT.source)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(Refusal, match="the disk is full"):
            session.keep(DOCUMENT.scenario, DOCUMENT.source)
    session.close()
    assert [draft.scenario for draft in abandoned()[0]] == [CHANGED]


def test_a_state_folder_that_cannot_be_made_is_one_sentence(home: Path) -> None:
    home.write_text("a file where the folder should be")
    assert abandoned() == ([], [])
    with pytest.raises(Refusal, match="cannot be made"):
        Keeper.begin()

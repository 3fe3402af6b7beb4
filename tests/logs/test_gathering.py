from __future__ import annotations

import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from presets.files import lines as long_files
from presets.files.reading import Missing
from presets.logs.agents import standard_places
from presets.logs.book import Book
from presets.logs.gathering import gather
from presets.logs.outcomes import TestCommands
from presets.logs.record import LoggedSession, Request
from tests.logs import as_claude_code as claude

USUAL = TestCommands()
ANSWER = Request("claude-opus-5", 20_000, 300, time=1.7e9)


def log(path: Path, identity: str, time: float = 1.7e9, project: str = "/home/user/shop") -> Path:
    """A conversation with one answer."""
    asked = claude.said("Make it so.", time)
    rows = [asked, claude.answer(replace(ANSWER, time=time), identity, claude.text())]
    claude.save(path, [row | {"cwd": project, "sessionId": identity} for row in rows])
    os.utime(path, (time, time))
    return path


def found(*paths: Path, book: Book | None = None, since: float | None = None, project: str = "") -> list[str]:
    sessions = gather(paths, book or Book(), USUAL, since, project)
    return [session.key for session in sessions if isinstance(session, LoggedSession)]


def test_every_file_is_read_once_and_nobody_is_waited_for(tmp_path: Path) -> None:
    logs, other = tmp_path / "logs", tmp_path / "other"
    one = log(logs / "deep" / "a.jsonl", "s1")
    log(logs / "b.jsonl", "s2", 1.6e9)
    other.mkdir()
    (other / "again.jsonl").symlink_to(one)
    (other / "hard.jsonl").hardlink_to(one)
    (other / "round").symlink_to(tmp_path, target_is_directory=True)
    (other / "nowhere").symlink_to(tmp_path / "none")
    (other / "notes.md").write_text("# Notes")
    os.mkfifo(other / "pipe.jsonl")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.fspath(other / "s"))
        book = Book()
        told: list[int] = []
        book.advance = told.append
        assert found(one, logs, other, other / "again.jsonl", book=book) == ["s2", "s1"]
    assert book.skipped == {"links that lead nowhere": 1, "files of no known format": 1, "pipes, sockets and devices": 2}
    assert (book.files, book.duplicates) == (2, 0)
    assert book.total == sum(told) == sum(path.stat().st_size for path in (one, logs / "b.jsonl", other / "notes.md"))


def test_reading_can_be_stopped_while_files_are_looked_for(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(_: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        found(tmp_path, book=Book(advance=stop))


def test_what_was_named_and_cannot_be_used_is_said_by_its_name(tmp_path: Path) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("# Notes")
    book = Book()
    assert found(notes, log(tmp_path / "a.jsonl", "s1"), book=book) == ["s1"]
    assert book.skipped == {f"files of no known format ({notes})": 1}
    with pytest.raises(Missing, match=r"nothing\.jsonl: there is no such file or folder"):
        found(tmp_path / "nothing.jsonl")


def test_what_may_not_be_read_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = log(tmp_path / "a.jsonl", "s1"), log(tmp_path / "b.jsonl", "s2")
    (tmp_path / "locked").mkdir()
    opened, scanned = os.open, os.scandir

    def no_open(path: Path, *rest: int) -> int:
        if Path(path) == one:
            raise PermissionError(13, "no")
        return opened(path, *rest)

    def no_scan(path: Path) -> object:
        if Path(path).name == "locked":
            raise PermissionError(13, "no")
        return scanned(path)

    monkeypatch.setattr(os, "open", no_open)
    monkeypatch.setattr(os, "scandir", no_scan)
    book = Book()
    assert found(tmp_path, two, book=book) == ["s2"]
    assert book.skipped == {"folders that cannot be read (permission denied)": 1, "files that cannot be read": 1}
    assert found(one, book=book) == []
    assert book.skipped[f"files that cannot be read ({one}: permission denied)"] == 1


def test_sessions_are_chosen_by_time_and_by_project(tmp_path: Path) -> None:
    log(tmp_path / "a.jsonl", "old", 1.5e9)
    recent = log(tmp_path / "b.jsonl", "copied later", 1.5e9, "/home/user/bank")
    os.utime(recent, (1.8e9, 1.8e9))
    log(tmp_path / "c.jsonl", "new", 1.7e9)
    book = Book()
    assert found(tmp_path, since=1.6e9, book=book) == ["new"]
    assert book.skipped == {"files that nobody has written to since then": 1}
    assert found(tmp_path, project="Bank") == ["copied later"]
    assert found(tmp_path) == ["old", "new", "copied later"]


def test_a_line_that_no_memory_holds_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_files, "LONGEST", 10)
    monkeypatch.setattr(long_files, "_AT_ONCE", 4)
    path = tmp_path / "a"
    path.write_bytes(b"one\r\n" + b"x" * 35 + b"\n\n" + b"y" * 9 + b"\nlast")
    book = Book()
    assert list(long_files.lines(path, book)) == [b"one", b"", b"y" * 9, b"last"]
    assert book.skipped == {"lines of more than 64 MB": 1}
    assert book.bytes == path.stat().st_size


def test_logs_are_looked_for_where_their_agents_put_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    usual = [tmp_path / place for place in (".config/claude/projects", ".claude/projects", ".codex/sessions")]
    moved = [tmp_path / place for place in ("one/projects", "two/projects", "three/archived_sessions")]
    for folder in (*usual, *moved):
        folder.mkdir(parents=True)
    assert standard_places({}) == usual
    elsewhere = {"CLAUDE_CONFIG_DIR": f"~/one, {tmp_path}/two/projects", "CODEX_HOME": f"{tmp_path}/three"}
    assert standard_places(elsewhere) == moved

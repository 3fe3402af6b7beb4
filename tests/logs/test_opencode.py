"""What is read from OpenCode's database and exports."""

from __future__ import annotations

import json
import math
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from presets.files.lines import head
from presets.logs.book import Book
from presets.logs.outcomes import TestCommands
from presets.logs.readers import opencode
from presets.logs.record import LoggedSession, Request
from tests.logs.as_opencode import export, write
from tests.logs.made import made
from tests.logs.plain import assert_same, parts
from tests.logs.true import TRAPS, TrueWork

SMALL = TrueWork(generation_calls=2, fix_calls=2, calls_spread=0.0)


def read(path: Path, book: Book) -> list[LoggedSession]:
    assert opencode.recognises(path, head(path))
    return list(opencode.sessions(path, book, TestCommands()))


@pytest.mark.parametrize("version", [1, 2])
def test_generated_sessions_come_back_from_a_database_without_the_copies_of_forks(tmp_path: Path, version: int) -> None:
    sessions = [case.session for case in made(4, 5, habits=TRAPS)]
    book = Book()
    path = write(sessions, tmp_path, version=version)
    found = read(path, book)
    mains = [session for session in found if parts(session)[0]]
    beside = [request for session in found for request in parts(session)[1]]
    for got, wrote in zip(mains, sessions, strict=True):
        assert_same(got.events, parts(wrote)[0], "write_hour", "command", "Compacted.prompt")
        assert (got.agent, got.project) == ("OpenCode", "project")
    assert_same(beside, [request for session in sessions for request in parts(session)[1]], "write_hour")
    assert beside
    assert book.duplicates == sum(isinstance(event, Request) for session in mains for event in session.events)
    assert not book.skipped
    # What was exported of a session that stands in the database as well says nothing new.
    assert read(export(sessions[0], tmp_path), book) == []


@pytest.mark.parametrize("version", [1, 2])
def test_a_database_without_indexes_says_the_same_and_takes_no_pass_for_each_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    worked: list[None] = []

    class Counted(sqlite3.Connection):
        def __init__(self, *given: Any, **more: Any) -> None:
            super().__init__(*given, **more)
            self.set_progress_handler(lambda: worked.append(None), 100)

    path = write([case.session for case in made(20, 5, work=SMALL)], tmp_path, version=version)
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Counted))
    found = read(path, Book())
    with_indexes = len(worked)
    with closing(sqlite3.connect(path)) as database:
        for table in ("message", "part", "session_message"):
            database.execute(f"DROP INDEX {table}_of_session")
    worked.clear()
    assert read(path, Book()) == found
    assert len(worked) < 8 * with_indexes


def test_an_export_says_the_same_and_what_it_cost_where_that_is_not_nothing(tmp_path: Path) -> None:
    (case,) = made(1, 5)
    path = export(case.session, tmp_path)
    (session,) = read(path, Book())
    assert_same(session.events, case.session.events, "write_hour", "command")
    whole = json.loads(path.read_text())
    answer = next(message["info"] for message in whole["messages"] if message["info"]["role"] == "assistant")
    answer["cost"] = 0.25
    path.write_text(json.dumps(whole))
    (session,) = read(path, Book())
    first, second = [event for event in session.events if isinstance(event, Request)][:2]
    assert first.dollars == 0.25
    assert math.isnan(second.dollars)  # what a subscription pays for has no price


def test_a_database_that_is_locked_damaged_or_of_somebody_else_is_one_counted_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opencode, "_PATIENCE", 0.01)
    path = write([case.session for case in made(1, 5)], tmp_path)
    book = Book()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        assert read(path, book) == []
    whole = bytearray(path.read_bytes())
    whole[4096:] = b"x" * (len(whole) - 4096)
    path.write_bytes(whole)
    read(path, book)
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE session (id)")
    read(path, book)
    # What has no end is not waited for, and what fills the memory not read.
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS id, {} FROM c"
    part = "CREATE TABLE part (id, message_id, session_id, data);"
    session = "CREATE TABLE session (id, parent_id, directory, time_created); INSERT INTO session VALUES ('s', NULL, '', 1);"
    message = "CREATE TABLE message (id, session_id, time_created, data);"
    for schema in (
        f"{part} {message} CREATE VIEW session AS {endless.format('NULL AS parent_id, x AS directory, x AS time_created')}",
        f"{part} {session} CREATE VIEW message AS {endless.format('1 AS session_id, 1 AS time_created, 1 AS data')}",
        f"{part} {session} {message} INSERT INTO part VALUES (1, 2, 's', zeroblob(70000000))",
    ):
        path.unlink()
        with closing(sqlite3.connect(path)) as other:
            other.executescript(f"{schema};")
        assert read(path, book) == []
    assert dict(book.skipped) == {
        "databases that another program keeps locked": 1,
        "databases that are damaged, or of another kind": 4,
        "databases that hold more than 64 MB in one place": 1,
    }


def test_broken_messages_are_left_out_and_counted(tmp_path: Path) -> None:
    path = write([case.session for case in made(1, 5)], tmp_path, forks=False)
    book = Book()
    (whole,) = read(path, book)
    with closing(sqlite3.connect(path)) as database:
        bad = [
            "{",
            "7",
            None,
            '{"role": "assistant", "tokens": {"input": -1}}',
            '{"role": "assistant", "tokens": {"output": "x"}}',
        ]
        for number, data in enumerate(bad):
            key = whole.key
            database.execute("INSERT INTO message VALUES (?, ?, ?, ?)", (f"m{number}", key, number, data))
        database.execute("INSERT INTO part VALUES ('p', 'm', ?, '[')", (whole.key,))
        database.commit()
    book = Book()
    (session,) = read(path, book)
    assert session.events == whole.events
    assert dict(book.skipped) == {"broken messages": len(bad)}

"""OpenCode: a database (SQLite) of sessions, messages and their parts, or a session that ``opencode export`` wrote.

Versions from 2 have tables of their own, and leave those of version 1 as they were: only the new ones are read where
there are any messages in them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from presets.files.lines import LONGEST
from presets.logs.book import Book
from presets.logs.documents import document
from presets.logs.outcomes import TestCommands
from presets.logs.readers.opencode_messages import Frame, Message, first_message, second_message
from presets.logs.record import Event, LoggedSession
from presets.logs.values import Broken, inner, items, parsed, text

NAME = "OpenCode"

_MAGIC = b"SQLite format 3\0"
_PATIENCE = 2.0
"""Seconds that are waited for a database that somebody writes to."""

# Views and virtual tables may be endless, and OpenCode has none.
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"

_BY_SESSION = {"message": "id, time_created, data", "part": "id, message_id, data", "session_message": "type, seq, data"}
"""Tables that are asked for the rows of one session after the other, and what else is read of them."""


def recognises(path: Path, head: bytes) -> bool:
    """Whether a file is a database of OpenCode's, or a session that it exported."""
    if head.startswith(_MAGIC):
        return path.name.startswith("opencode") and path.suffix == ".db"
    start = head[:4096]
    return start.lstrip().startswith(b"{") and b'"info"' in start and b'"id"' in start and b'"ses_' in start


def sessions(path: Path, book: Book, tests: TestCommands) -> Iterator[LoggedSession]:
    """The sessions of a database, oldest first, or the one that was exported."""
    if path.suffix == ".db":
        yield from _database(path, book, tests)
        return
    whole = document(path, book)
    if whole is None:
        return
    head = inner(whole, "info")
    frame = Frame(tests, text(head, "directory"), text(head, "parentID"))
    messages = (
        _told(book, first_message, inner(message, "info"), items(message, "parts"), frame)
        for message in items(whole, "messages")
    )
    yield from _session(text(head, "id") or path.name, frame, messages, book)


def _session(key: str, frame: Frame, messages: Iterable[Message], book: Book) -> Iterator[LoggedSession]:
    """A session of the messages that no other one had before it: a fork begins with copies."""
    events: list[Event] = []
    waiting: list[Event] = []
    for message in messages:
        if message.identity is None:
            waiting += message.events
        elif not book.first(NAME, *message.identity):
            waiting.clear()
        else:
            events += waiting
            waiting.clear()
            events += message.events
    if events:
        yield LoggedSession(key, NAME, (*events, *waiting), frame.folder, parent=frame.parent)


def _told(book: Book, tell: Callable[..., Message], *given: Any) -> Message:
    """What a message says, or nothing if its numbers are none."""
    try:
        return tell(*given)
    except Broken:
        book.skip("broken messages")
        return Message()


def _database(path: Path, book: Book, tests: TestCommands) -> Iterator[LoggedSession]:
    try:
        book.took(path.stat().st_size)
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE)) as database:
            database.text_factory = _decoded
            tables = {str(name) for (name,) in database.execute(_TABLES)}
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
            second = {"session_v2", "session_message"} <= tables and database.execute(
                "SELECT 1 FROM session_message"
            ).fetchone()
            if not second and not {"session", "message", "part"} <= tables:
                raise sqlite3.DatabaseError
            for table in _BY_SESSION.keys() & tables:
                _find_by_session(database, table)
            yield from (_second if second else _first)(database, book, tests)
    except (sqlite3.Error, OSError, UnicodeDecodeError) as error:  # the last of a message that quotes what is damaged
        book.skip(f"databases that {_why(str(error))}")


def _find_by_session(database: sqlite3.Connection, table: str) -> None:
    """See to it that the rows of a session are found without looking at those of all others, as in OpenCode's own databases.

    Where a table has no index for that, where its rows stand is written down once, beside the database, and a view takes its
    name. Where that cannot be done rows are looked for as the table is.
    """
    (*_, plan) = database.execute(f"EXPLAIN QUERY PLAN SELECT data FROM {table} WHERE session_id = ''").fetchone()  # noqa: S608
    if not plan.startswith("SCAN"):
        return
    with suppress(sqlite3.OperationalError):
        database.executescript(f"""
            CREATE TEMP TABLE place_of_{table} AS SELECT session_id, rowid AS place FROM main.{table};
            CREATE INDEX temp.{table}_by_session ON place_of_{table} (session_id);
            CREATE TEMP VIEW {table} AS SELECT places.session_id, {_BY_SESSION[table]}
                FROM place_of_{table} AS places CROSS JOIN main.{table} AS rows ON rows.rowid = place;
        """)  # noqa: S608


def _why(said: str) -> str:
    """Why a database is not read, from what SQLite says."""
    if "locked" in said or "busy" in said:
        return "another program keeps locked"
    # One that is written to cannot be read where nobody may put the files that this takes beside it.
    if "too big" in said:
        return "hold more than 64 MB in one place"
    if "unable to open" in said or "readonly" in said:
        return "cannot be opened here"
    return "are damaged, or of another kind"


def _first(database: sqlite3.Connection, book: Book, tests: TestCommands) -> Iterator[LoggedSession]:
    for key, frame in _sessions(database, "session", tests):
        parts: dict[Any, list[dict[str, Any]]] = {}
        for message, data in database.execute("SELECT message_id, data FROM part WHERE session_id = ? ORDER BY id", (key,)):
            with suppress(Broken):
                # The texts of answers are not looked at, and may be long.
                part = parsed(data)
                if text(part, "type") in {"text", "tool"}:
                    parts.setdefault(message, []).append(part)
        rows = database.execute("SELECT id, data FROM message WHERE session_id = ? ORDER BY time_created, id", (key,))
        messages = (_told(book, first_message, data, parts.pop(row, []), frame) for row, data in _data(rows, book))
        yield from _session(str(key), frame, messages, book)


def _second(database: sqlite3.Connection, book: Book, tests: TestCommands) -> Iterator[LoggedSession]:
    for key, frame in _sessions(database, "session_v2", tests):
        rows = database.execute("SELECT type, data FROM session_message WHERE session_id = ? ORDER BY seq", (key,))
        messages = (_told(book, second_message, kind, data, frame) for kind, data in _data(rows, book))
        yield from _session(str(key), frame, messages, book)


def _sessions(database: sqlite3.Connection, table: str, tests: TestCommands) -> list[tuple[Any, Frame]]:
    """Key and frame of every session, the oldest first: copies come after what they were made of."""
    rows = database.execute(f"SELECT id, parent_id, directory FROM {table} ORDER BY time_created, id")  # noqa: S608
    return [(key, Frame(tests, str(folder or ""), str(parent or ""))) for key, parent, folder in rows]


def _data(rows: Iterable[tuple[Any, Any]], book: Book) -> Iterator[tuple[Any, dict[str, Any]]]:
    """What stands in one column of every row, and the object in the other."""
    for column, data in rows:
        try:
            yield column, parsed(data)
        except Broken:
            book.skip("broken messages")


def _decoded(value: bytes) -> str:
    return value.decode(errors="replace")

"""Writes sessions as OpenCode does: a database of either version, or what it exports."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from presets.logs.record import Asked, Checked, Compacted, Edited, Event, GaveUp, LoggedSession, Request
from tests.logs import plain
from tests.logs.writing import PRINTED, until_next

_FIRST = """
    CREATE TABLE session (id text PRIMARY KEY, project_id text, parent_id text, directory text, time_created integer);
    CREATE TABLE message (id text PRIMARY KEY, session_id text, time_created integer, data text);
    CREATE TABLE part (id text PRIMARY KEY, message_id text, session_id text, data text);
    CREATE TABLE session_message (id text PRIMARY KEY, session_id text, type text, seq integer, time_created integer, data);
    CREATE INDEX message_of_session ON message (session_id, time_created, id);
    CREATE INDEX part_of_session ON part (session_id);
    CREATE INDEX session_message_of_session ON session_message (session_id, seq);
"""
_SECOND = """
    CREATE TABLE session_v2 (id text PRIMARY KEY, parent_id text, fork_session_id text, directory text, time_created integer);
"""


def write(sessions: Iterable[LoggedSession], folder: Path, *, version: int = 1, forks: bool = True) -> Path:
    """A database of sessions, each with a fork that begins with copies of all its messages; sub-agents are children.

    Args:
        sessions: What happened.
        folder: Where the file goes.
        version: Of OpenCode, 1 or 2; a database of version 2 has old tables, frozen, with the first session in them.
        forks: Whether there are any.
    """
    path = folder / "opencode.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.executescript(_FIRST + (_SECOND if version == 2 else ""))
        for number, session in enumerate(sessions):
            if version == 1 or number == 0:
                _first(database, session, number, forks=forks)
            if version == 2:
                _second(database, session, number, forks=forks)
        database.commit()
    return path


def export(session: LoggedSession, folder: Path) -> Path:
    """What ``opencode export`` writes of a session."""
    messages = [{"info": data, "parts": parts} for data, parts in _messages(_main(session))]
    path = folder / f"{session.key}.json"
    head = {"id": f"ses_{session.key}", "directory": session.project, "time": {"created": 1}}
    path.write_text(json.dumps({"info": head, "messages": messages}, indent=2))
    return path


def _main(session: LoggedSession) -> list[Event]:
    return plain.parts(session)[0]


def _conversations(session: LoggedSession, *, forks: bool) -> Iterator[tuple[str, str | None, list[Event]]]:
    """Key, parent and events of a session, its fork and its sub-agents."""
    key = f"ses_{session.key}"
    yield key, None, _main(session)
    for number, event in enumerate(session.events):
        if isinstance(event, Request) and event.aside:
            yield f"{key}_child{number}", key, [Asked(event.time - event.seconds), event]
    if forks:
        yield f"{key}_fork", None, _main(session)


def _first(database: sqlite3.Connection, session: LoggedSession, number: int, *, forks: bool) -> None:
    for order, (key, parent, events) in enumerate(_conversations(session, forks=forks)):
        row = (key, "p", parent, session.project, 1000 * number + order)
        database.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?)", row)
        for count, (data, parts) in enumerate(_messages(events)):
            message = f"msg_{key}_{count:05}"
            created = data["time"]["created"]
            database.execute("INSERT INTO message VALUES (?, ?, ?, ?)", (message, key, created, json.dumps(data)))
            for place, part in enumerate(parts):
                values = (f"prt_{message}_{place}", message, key, json.dumps(part))
                database.execute("INSERT INTO part VALUES (?, ?, ?, ?)", values)


def _second(database: sqlite3.Connection, session: LoggedSession, number: int, *, forks: bool) -> None:
    for order, (key, parent, events) in enumerate(_conversations(session, forks=forks)):
        row = (key, parent, None, session.project, 1000 * number + order)
        database.execute("INSERT INTO session_v2 VALUES (?, ?, ?, ?, ?)", row)
        for count, (data, parts) in enumerate(_messages(events)):
            kind, payload = _newer(data, parts)
            values = (f"msg_{key}_{count:05}", key, kind, count, data["time"]["created"], json.dumps(payload))
            database.execute("INSERT INTO session_message VALUES (?, ?, ?, ?, ?, ?)", values)


def _newer(data: dict[str, Any], parts: list[dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """Kind and content of a message as version 2 keeps it."""
    if data["role"] == "user":
        return "user", {"text": parts[0]["text"], "time": data["time"]}
    content = [
        {
            "type": "tool",
            "id": part["callID"],
            "name": "shell" if part["tool"] == "bash" else part["tool"],
            "state": {
                "status": part["state"]["status"],
                "input": part["state"]["input"],
                "structured": {"exit": part["state"]["metadata"].get("exit")},
                "content": [{"type": "text", "text": part["state"]["output"]}],
            },
            "time": {
                "created": part["state"]["time"]["start"],
                "ran": part["state"]["time"]["start"],
                "completed": part["state"]["time"]["end"],
            },
        }
        for part in parts
        if part["type"] == "tool"
    ]
    kept: dict[str, Any] = {name: data[name] for name in ("time", "cost", "tokens", "error") if name in data}
    return "compaction" if data.get("summary") else "assistant", {
        **kept,
        "model": {"id": data["modelID"], "providerID": "someone"},
        "content": content,
    }


def _messages(events: list[Event]) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Messages of version 1, with their parts."""
    for number, event in enumerate(events):
        if isinstance(event, Asked):
            words = "fix it" if event.more else "Please add a feature that does this and that."
            yield {"role": "user", "time": {"created": _ms(event.time)}}, [{"type": "text", "text": words}]
        elif isinstance(event, Compacted):
            yield {**_answer("x", event.time, event.time), "summary": True, "tokens": _tokens(0, 0, 0, 0)}, []
        elif isinstance(event, Request):
            then = until_next(events[number + 1 :])
            data = _answer(event.model, event.time - event.seconds, max([event.time, *(one.time for one in then)]))
            data["tokens"] = _tokens(event.prompt - event.read - event.write, event.output, event.read, event.write)
            if any(isinstance(one, GaveUp) for one in then):
                data["error"] = {"name": "MessageAbortedError", "data": {}}
            tools = [_tool("read", event.time, event.time, {"filePath": "a"}, "text", {}), *(map(_used, then))]
            found = [part for part in tools if part]
            yield data, [{"type": "step-start"}, *found, {"type": "step-finish", "tokens": data["tokens"], "cost": 0}]


def _answer(model: str, created: float, completed: float) -> dict[str, Any]:
    times = {"created": _ms(created), "completed": _ms(completed)}
    return {"role": "assistant", "modelID": model, "providerID": "someone", "cost": 0, "time": times}


def _tokens(uncached: int, output: int, read: int, write: int) -> dict[str, Any]:
    thought = output // 3
    return {"input": uncached, "output": output - thought, "reasoning": thought, "cache": {"read": read, "write": write}}


def _used(event: Event) -> dict[str, Any] | None:
    if isinstance(event, Edited):
        file = "tests/test_it.py" if event.tests_only else "src/it.py"
        if int(event.time) % 3 == 0:
            return _tool("bash", event.time, event.time, {"command": f"sed -i s/a/b/ {file}"}, "", {"exit": 0})
        return _tool("edit", event.time, event.time, {"filePath": file, "oldString": "a", "newString": "b"}, "", {})
    if isinstance(event, Checked):
        command = "pytest -q" + (" | tail -3" if event.passed is None else "")
        said = PRINTED[event.passed]
        details = {"exit": int(event.passed is False), "output": said}
        return _tool("bash", event.time - event.seconds, event.time, {"command": command}, said, details)
    return None


def _tool(name: str, start: float, end: float, given: dict[str, Any], output: str, details: dict[str, Any]) -> dict[str, Any]:
    times = {"start": _ms(start), "end": _ms(end)}
    state = {"status": "completed", "input": given, "output": output, "metadata": details, "time": times}
    return {"type": "tool", "tool": name, "callID": f"call_{_ms(start)}", "state": state}


def _ms(time: float) -> int:
    return round(1000 * time)

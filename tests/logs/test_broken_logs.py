"""Whatever stands in a log, reading it ends, and nothing is raised."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from presets.calibration.tasks import told
from presets.logs.book import Book
from presets.logs.gathering import gather
from presets.logs.outcomes import TestCommands
from presets.logs.record import Request
from presets.logs.values import MOST
from tests.logs import as_claude_code, as_codex, as_harness, as_opencode
from tests.logs.as_table import rows
from tests.logs.made import made, made_trials
from tests.logs.test_table import as_csv
from tests.logs.true import TRAPS, TrueWork
from tests.searching import examples

_JUNK: tuple[Any, ...] = (
    None, True, False, -1, 0, 10**13, 10**400, 1e308, -0.5, math.nan, math.inf, "", "x", "\x1b[2J", "\ud800", "9" * 5000,
    "2026-13-45T99:99:99Z", "0001-01-01T00:00:00+23:59", [], [[]], {}, {"type": "tool_use"}, [None, 3], "*** Begin Patch",
    "Process exited with code 99999999999999999999", "{", '{"metadata": 3}',
)  # fmt: skip
_BYTES = (b"\x00", b"\xff", b'"', b"\n", b"{", b"]", b",", b"\r", b"\xef\xbb\xbf", b"1e999", b"[" * 5000)


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small logs of every format."""
    folder = tmp_path_factory.mktemp("logs")
    sessions = [
        case.session for case in made(2, 3, work=TrueWork(generation_calls=4, fix_calls=2, calls_spread=0), habits=TRAPS)
    ]
    as_claude_code.write(sessions, folder / "claude")
    as_codex.write(sessions[:1], folder / "codex", records=True)
    as_codex.write(sessions[1:], folder / "codex")
    as_opencode.export(sessions[0], folder)
    for version in (1, 2):
        (folder / f"v{version}").mkdir()
        as_opencode.write(sessions[:1], folder / f"v{version}", version=version, forks=False)
    trials = list(made_trials(1, work=TrueWork(generation_calls=4, calls_spread=0)))
    as_harness.write_harbor(trials, folder)
    as_harness.write_mini_swe(trials, folder / "mini")
    (folder / ".aider.results.json").write_text(
        '{"model": "m", "tests_outcomes": [false, true], "prompt_tokens": 5, "cost": 1}'
    )
    (folder / "results.json").write_text('{"task_id": "t", "trial_name": "n", "is_resolved": true, "model_name": "m"}')
    (folder / "table.csv").write_text(as_csv(rows(sessions[0])))
    (folder / "table.jsonl").write_text("\n".join(map(json.dumps, rows(sessions[1]))))
    return folder


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Everything that stands in a value, by what holds it and its key or number there."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield value, key
        yield from places(item)


def spoilt_text(text: str, random: Random) -> str:
    """JSON with another value somewhere, or what it was if it is none."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    for _ in range(random.randint(1, 3)):
        found = list(places(value))
        if not found:
            break
        holder, key = random.choice(found)
        if isinstance(holder, dict) and random.random() < 0.2:
            del holder[key]
        else:
            holder[key] = deepcopy(random.choice(_JUNK))
    return json.dumps(value)


def spoil(content: bytes, random: Random) -> bytes:
    """A file with some of its lines, values or bytes changed."""
    how = random.random()
    if how < 0.6:
        # Of a file that is one value, all of it is the line.
        whole = content.lstrip().startswith(b"{\n") or content.count(b"\n") < 2
        lines = [content.decode()] if whole else content.decode().split("\n")
        for _ in range(random.randint(1, 6)):
            number = random.randrange(len(lines))
            lines[number] = spoilt_text(lines[number], random)
        return "\n".join(lines).encode(errors="surrogatepass")
    spoilt = bytearray(content)
    for _ in range(random.randint(1, 8)):
        place = random.randrange(len(spoilt) + 1)
        spoilt[place : place + random.choice((0, 0, 1, 40))] = random.choice(_BYTES)
    return bytes(spoilt[: random.randrange(len(spoilt))] if how > 0.95 else spoilt)


def spoil_database(path: Path, copy: Path, random: Random) -> None:
    """A database with other values in some cells, or other bytes somewhere."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        tables = [("message", "data"), ("part", "data"), ("session_message", "data"), ("session_message", "type")]
        for _ in range(random.randint(1, 8)):
            table, column = random.choice([*tables, ("session", "directory"), ("session", "parent_id")])
            cells = target.execute(f"SELECT rowid, {column} FROM {table}").fetchall()
            if cells:
                row, data = random.choice(cells)
                value = random.choice((spoilt_text(str(data), random), None, 7, b"\xff\x00", "{"))
                text = value.encode(errors="replace").decode() if isinstance(value, str) else value
                target.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (text, row))
        target.commit()
    if random.random() < 0.3:
        content = bytearray(copy.read_bytes())
        for _ in range(random.randint(1, 50)):
            content[random.randrange(16, len(content))] = random.randrange(256)
        copy.write_bytes(content)


@pytest.mark.slow
@settings(max_examples=examples(6), phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_spoilt_logs_are_read_to_their_end_and_give_numbers_that_can_be(logs: Path, tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    spoilt = tmp_path / "spoilt"
    for path in sorted(logs.rglob("*")):
        if not path.is_file() or path.name.endswith(("-wal", "-shm")):
            continue
        copy = spoilt / path.relative_to(logs)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.unlink(missing_ok=True)
        if path.suffix == ".db":
            spoil_database(path, copy, random)
        else:
            copy.write_bytes(spoil(path.read_bytes(), random))
    book = Book()
    for session in gather([spoilt], book, TestCommands()):
        for event in session.events:
            assert math.isnan(event.time) or 0 < event.time < 1e11
            if isinstance(event, Request):
                assert event.model
                assert 0 <= event.read + event.write <= event.prompt <= 3 * MOST
                assert 0 <= event.write_hour <= event.write
                assert 0 <= event.output <= 2 * MOST
                assert math.isnan(event.dollars) or 0 <= event.dollars <= MOST
                assert math.isnan(event.seconds) or event.seconds >= 0
        told(session)

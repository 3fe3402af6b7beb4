"""What is read from the plain table."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from presets.files.lines import head
from presets.logs.book import Book
from presets.logs.outcomes import TestCommands
from presets.logs.readers import table
from presets.logs.readers.recognise import reader_of
from presets.logs.record import LoggedSession, Request
from tests.logs.amounts import amounts
from tests.logs.as_table import COLUMNS, rows
from tests.logs.made import made
from tests.logs.plain import assert_same
from tests.logs.true import TRAPS, TrueWork


def read(path: Path, book: Book | None = None) -> list[LoggedSession]:
    reader = reader_of(path, head(path))
    assert reader is not None
    assert reader.NAME == "Table"
    return list(reader.sessions(path, book or Book(), TestCommands()))


def as_csv(values: list[dict[str, Any]], between: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=between)
    writer.writeheader()
    writer.writerows(values)
    return text.getvalue()


def test_sessions_come_back_from_csv_json_lines_and_parquet(tmp_path: Path) -> None:
    sessions = [case.session for case in made(10, 6, work=TrueWork(hour_share=0.3), habits=TRAPS)]
    values = [row for session in sessions for row in rows(session)]
    (tmp_path / "semicolons.csv").write_text("\ufeff" + as_csv(values, ";"))
    # Empty cells are left out, as some engines do.
    lines = (json.dumps({key: value for key, value in row.items() if value is not None}) for row in values)
    (tmp_path / "lines.jsonl").write_text("\n".join(lines))
    parquet.write_table(pa.Table.from_pylist(values), tmp_path / "table.parquet", row_group_size=100)
    want = amounts(sessions)
    for path in sorted(tmp_path.iterdir()):
        book = Book()
        found = read(path, book)
        assert amounts(found) == want, path.name
        assert [(session.key, session.project) for session in found] == [(one.key, one.project) for one in sessions]
        requests = ([event for event in session.events if isinstance(event, Request)] for session in (*found, *sessions))
        every = list(requests)
        for got, wrote in zip(every[: len(found)], every[len(found) :], strict=True):
            assert_same(got, wrote)
        assert not book.skipped
        assert book.bytes >= 0.9 * path.stat().st_size


HEAD = "task,model,role,attempt,outcome,prompt_tokens,cached_tokens,cache_write_tokens,output_tokens,seconds"


def told(tmp_path: Path, *lines: str) -> str:
    """What is made of rows of task ``t`` and model ``m``, given by role, attempt and outcome."""
    path = tmp_path / "few.csv"
    path.write_text("\n".join([HEAD, *(f"t,m,{line},100,50,0,10,2" for line in lines)]))
    (session,) = read(path)
    words = [
        type(event).__name__ + {True: "+", False: "-", None: ""}[getattr(event, "passed", None)] for event in session.events
    ]
    return " ".join(word for word in words if word not in {"Asked", "Edited"})


@pytest.mark.parametrize(
    ("lines", "want"),
    [
        (("generate,,pass",), "Request Checked+"),
        (("generate,,", "generate,,fail", "fix,1,", "fix,1,pass"), "Request Request Checked- Request Request Checked+"),
        (("generate,,fail", "fix,1,gave_up", "generate,,pass"), "Request Checked- Request Checked- GaveUp Request Checked+"),
        # The generation is somebody else's.
        (("fix,1,fail", "fix,2,pass"), "Checked- Request Checked- Request Checked+"),
        # A new bug begins though the one before was not fixed.
        (("generate,,fail", "fix,1,fail", "fix,1,pass"), "Request Checked- Request Checked- GaveUp Checked- Request Checked+"),
        # Nobody can tell how the attempts went on.
        (("generate,,fail", "generate,,", "generate,,pass"), "Request Checked- Compacted Request Request Checked+"),
        (("generate,,fail", "aside,,", "fix,,pass"), "Request Checked- Request Request Checked+"),
    ],
)
def test_roles_attempts_and_outcomes_say_what_happened(tmp_path: Path, lines: tuple[str, ...], want: str) -> None:
    assert told(tmp_path, *lines) == want


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (HEAD.replace("prompt_tokens", "promt_tokens"), 'unknown column "promt_tokens"; did you mean "prompt_tokens"?'),
        (HEAD.replace(",seconds", ""), 'there is no column "seconds"'),
        (HEAD + ",task", 'there are two columns "task"'),
    ],
)
def test_columns_that_are_unknown_missing_or_twice_there_are_refused_in_one_sentence(
    tmp_path: Path, head: str, said: str
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(head + "\n")
    book = Book()
    assert read(path, book) == []
    (sentence,) = book.skipped
    assert sentence.startswith("tables that cannot be used (")
    assert sentence.endswith(f"mine.csv: {said})")


@pytest.mark.parametrize("together", [1, 5, 512])
def test_broken_rows_and_rows_that_stand_apart_are_counted_and_copies_read_once_however_many_are_looked_at_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr(table, "_TOGETHER", together)
    path = tmp_path / "mine.csv"
    bad = ["t,m,fox,,,1,0,0,1,", "t,m,fix,,won,1,0,0,1,", ",m,fix,,,1,0,0,1,", "t,m,fix,,,1,1,1,1,", "t,m,fix,,,-1,0,0,1,"]
    bad += ["t,m,fix,,,,0,0,1,", "t,m,fix", "t,m,fix,,,9e99,0,0,1,", "t,m,fix,,,nan,0,0,1,"]
    good = ["t,m,generate,,pass,100,0,0,10,1", "u,m,generate,,pass,100,0,0,10,1", "t,m,generate,,pass,100,0,0,10,1"]
    path.write_text("\n".join([HEAD, *bad, *good, '"']))
    book = Book()
    assert [session.key for session in read(path, book)] == ["t", "u"]
    assert dict(book.skipped) == {
        "broken rows": len(bad) + 1,
        "rows of sessions whose other rows stand elsewhere in the table: sort it by session": 1,
    }
    assert read(path, book) == []
    assert book.duplicates == 2


def test_parquet_that_is_damaged_of_another_kind_or_cannot_be_read_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, book = tmp_path / "some.parquet", Book()
    parquet.write_table(pa.table({"a": [1]}), path)
    assert read(path, book) == []
    path.write_bytes(path.read_bytes()[:40])
    assert read(path, book) == []
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert read(path, book) == []
    assert dict(book.skipped) == {"Parquet files of another kind": 1, "Parquet files that are damaged": 1, table.NOT_READ: 1}

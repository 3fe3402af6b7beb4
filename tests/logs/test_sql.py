"""The SQL of the docs makes of logs what our own readers make of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from presets.logs.book import Book
from presets.logs.gathering import gather
from presets.logs.outcomes import TestCommands
from tests.logs import as_claude_code, as_codex
from tests.logs.amounts import amounts
from tests.logs.made import made
from tests.logs.true import TRAPS, TrueWork

SQL = Path(__file__).parents[2] / "docs" / "sql"
# In a process of its own: at the end of one that has loaded it, DuckDB complains of what is left of it.
_RUN = "import sys, duckdb; duckdb.connect().execute(sys.stdin.read())"


def statements(name: str, logs: Path) -> str:
    """A file of the docs for these logs, as the page says to use it."""
    text = (SQL / f"{name}.sql").read_text()
    return text.replace("'logs/**", f"'{logs}/**").replace("TEMPORARY VIEW", "TEMPORARY TABLE")


@pytest.mark.slow
@pytest.mark.parametrize("agent", ["claude_code", "codex"])
def test_the_table_of_the_sql_comes_to_what_our_readers_make_of_the_logs(tmp_path: Path, agent: str) -> None:
    logs, tables = tmp_path / "logs", tmp_path / "tables"
    tables.mkdir()
    # Codex keeps no share of the cache for an hour.
    work = TrueWork(hour_share=0.3 if agent == "claude_code" else 0)
    sessions = [case.session for case in made(6, 8, work=work, habits=TRAPS)]
    (as_claude_code if agent == "claude_code" else as_codex).write(sessions, logs)
    sql = [statements(name, logs) for name in ("duckdb", agent, "table")]
    sql += [f"COPY crossover TO '{tables}/table.{ending}';" for ending in ("csv", "parquet")]
    subprocess.run([sys.executable, "-c", _RUN], input="\n".join(sql), text=True, capture_output=True, check=True)
    own = amounts(gather([logs], Book(), TestCommands()))
    assert own.checks > 30
    assert {end for _, _, end, _ in own.spells} == {"fixed", "given up", "open"}
    for table in tables.iterdir():
        book = Book()
        assert amounts(gather([table], book, TestCommands())) == own
        assert (book.files, dict(book.skipped)) == (1, {})

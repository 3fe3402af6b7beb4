"""The plain table: a row per request, as CSV, JSON lines or Parquet, for whatever no reader knows (docs/logs.md).

The rows of a session stand together, in the order in which things happened.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

from presets.files.lines import lines
from presets.files.reading import opened
from presets.files.refusal import shown
from presets.files.text import cut, plain_text
from presets.logs.book import Book
from presets.logs.outcomes import TestCommands
from presets.logs.readers.table_rows import FILLED, Column, Row, from_objects, from_texts, likely, rows, wrong
from presets.logs.record import UNKNOWN, Asked, Checked, Compacted, Edited, Event, GaveUp, LoggedSession
from presets.logs.values import Broken, known, parsed

NAME = "Table"

NOT_READ = "Parquet files: install llm-crossover[parquet] to read them"
_PARQUET = b"PAR1"
_AT_ONCE = 8192
"""Rows of a Parquet file that stand in memory at once."""
_TOGETHER = 512
"""Rows of a text that are looked at together."""

_BROKEN = "broken rows"

_LONGEST = 500
"""Characters of what is said to be wrong with a table."""

T = TypeVar("T")


def recognises(path: Path, head: bytes) -> bool:
    """Whether a file is such a table, or meant to be one."""
    if head.startswith(_PARQUET):
        return path.suffix in {".parquet", ".pq"}
    first = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode(errors="replace")
    if first.lstrip().startswith("{"):
        try:
            return likely(parsed(first))
        except Broken:
            return False
    return likely(_header(first))


def sessions(path: Path, book: Book, _tests: TestCommands) -> Iterator[LoggedSession]:
    """The sessions of a table."""
    found = _of_parquet(path, book) if path.suffix in {".parquet", ".pq"} else _of_lines(path, book)
    met: set[int] = set()
    for key, together in groupby(found, attrgetter("session")):
        if hash(key) in met:
            apart = sum(1 for _ in together)
            book.skip("rows of sessions whose other rows stand elsewhere in the table: sort it by session", apart)
            continue
        met.add(hash(key))
        first = next(together)
        conversation = _Conversation(key, first.project)
        for one in chain([first], together):
            conversation.add(one)
        yield from conversation.session(book)


class _Conversation:
    """The events of a session while its rows come."""

    def __init__(self, key: str, project: str) -> None:
        self.key = key
        self.project = project
        self.events: list[Event] = []
        self.task: str | None = None
        self.attempt = 0
        """The attempt at the bug that the row before belongs to; 0 before the first one."""
        self.ended = False
        """Whether the row before ran the check that ends its attempt."""
        self.bug = self.followed = False
        """Whether there is a bug, and whether the attempts at it are known so far."""

    def add(self, one: Row) -> None:
        """Take the next row in."""
        time = one.request.time
        if one.role == "aside":
            self.events.append(one.request)
            return
        if one.task != self.task:
            self.task, self.bug = one.task, False
            self.events.append(Asked(known(time - one.request.seconds, time)))
        if one.role == "fix" and self.bug and one.attempt == 1 and (self.attempt > 1 or (self.attempt == 1 and self.ended)):
            # Another bug, and the one before was not fixed.
            self.events.append(GaveUp(time))
            self.bug = False
        if one.role == "fix" and not self.bug:
            # The failure stands with none of the rows: somebody else's.
            self.failed(UNKNOWN)
        if one.role == "generate" and self.bug and self.followed:
            self.events.append(Compacted(time))
        self.followed = one.role == "fix"
        self.events.append(one.request)
        self.attempt, self.ended = one.attempt, bool(one.outcome)
        if one.outcome == "pass":
            self.events += [Edited(time), Checked(passed=True, time=time)]
            self.bug = False
        elif one.outcome:
            if self.bug:
                self.events += [Edited(time), Checked(passed=False, time=time)]
            else:
                self.failed(time)
            if one.outcome == "gave_up":
                self.events.append(GaveUp(time))
                self.bug = False

    def failed(self, time: float) -> None:
        """A bug is found."""
        self.events += [Edited(time), Checked(passed=False, time=time)]
        self.bug = self.followed = True
        self.attempt = 0

    def session(self, book: Book) -> Iterator[LoggedSession]:
        """The session, unless another table had the very same."""
        if self.events and book.first(NAME, self.key, *self.events):
            yield LoggedSession(self.key, NAME, tuple(self.events), self.project)


def _header(line: str) -> list[str]:
    """The columns of a line, whatever stands between them."""
    return [cell.strip().strip('"') for cell in line.strip().split(_between(line))]


def _between(line: str) -> str:
    return max(",;\t", key=line.count)


def _refused(path: Path, what: str, book: Book) -> None:
    book.skip(f"tables that cannot be used ({shown(path)}: {cut(plain_text(what), _LONGEST)})")


def _of_lines(path: Path, book: Book) -> Iterator[Row]:
    """The rows of a text: CSV, or JSON lines."""
    stream = lines(path, book)
    first = next(stream, b"").removeprefix(b"\xef\xbb\xbf")
    if first.lstrip().startswith(b"{"):
        yield from _of_json(path, chain([first], stream), book)
    else:
        yield from _of_csv(path, first.decode(errors="replace"), stream, book)


def _of_json(path: Path, stream: Iterator[bytes], book: Book) -> Iterator[Row]:
    values = _objects(stream, book)
    first = next(values, None)
    if first is None:
        return
    # Cells that are empty may be left out.
    if what := wrong(first, FILLED):
        _refused(path, what, book)
        return
    yield from _in_blocks(chain([first], values), from_objects, book)


def _objects(stream: Iterator[bytes], book: Book) -> Iterator[dict[str, Any]]:
    for line in stream:
        if line.strip():
            try:
                yield parsed(line)
            except Broken:
                book.skip(_BROKEN)


def _of_csv(path: Path, first: str, stream: Iterator[bytes], book: Book) -> Iterator[Row]:
    columns = _header(first)
    if what := wrong(columns):
        _refused(path, what, book)
        return
    texts = (f"{line.decode(errors='replace')}\n" for line in stream)
    yield from _in_blocks(_cells(csv.reader(texts, delimiter=_between(first)), book), partial(from_texts, columns), book)


def _cells(reader: Iterator[list[str]], book: Book) -> Iterator[list[str]]:
    """The rows that are not empty."""
    while True:
        try:
            yield from filter(None, reader)
        except csv.Error:
            book.skip(_BROKEN)
        else:
            return


def _in_blocks(values: Iterator[T], columns: Callable[[Sequence[T]], Mapping[str, Column]], book: Book) -> Iterator[Row]:
    block, begun = [], book.bytes
    for value in values:
        block.append(value)
        # Rows may be large: of a block no more than what the book is told at once stands in memory.
        if len(block) == _TOGETHER or book.bytes != begun:
            yield from _rows(block, columns, book)
            block, begun = [], book.bytes
    if block:
        yield from _rows(block, columns, book)


def _rows(block: Sequence[Any], columns: Callable[[Any], Mapping[str, Column]], book: Book) -> Iterator[Row]:
    """The rows of a block. One with a broken row in it is halved until that row stands alone."""
    try:
        found = rows(columns(block), len(block))
    except Broken:
        if len(block) == 1:
            book.skip(_BROKEN)
            return
        half = len(block) // 2
        found = chain(_rows(block[:half], columns, book), _rows(block[half:], columns, book))
    yield from found


def _of_parquet(path: Path, book: Book) -> Iterator[Row]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        book.skip(NOT_READ)
        return
    with opened(path) as descriptor, open(descriptor, "rb", closefd=False) as stream:
        try:
            table = parquet.ParquetFile(stream)
            columns = table.schema_arrow.names
            if not likely(columns):
                book.skip("Parquet files of another kind")
                return
            if what := wrong(columns):
                _refused(path, what, book)
                return
            size = path.stat().st_size
            for batch in table.iter_batches(_AT_ONCE):
                yield from _rows(batch, _plain, book)
                book.took(size * batch.num_rows // max(1, table.metadata.num_rows))
        except (pa.ArrowException, OSError, ValueError):
            book.skip("Parquet files that are damaged")


def _plain(batch: Any) -> dict[str, Column]:
    """Columns of a Parquet file, with times as texts."""
    return {
        name: [value.isoformat() if isinstance(value, datetime) else value for value in column]
        for name, column in batch.to_pydict().items()
    }

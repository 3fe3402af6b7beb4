"""From files and folders to sessions, whichever agents wrote them."""

from __future__ import annotations

import math
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from presets.files.lines import head
from presets.files.reading import Missing
from presets.files.refusal import Refusal, reason, shown
from presets.logs.book import Book
from presets.logs.outcomes import TestCommands
from presets.logs.readers.recognise import reader_of
from presets.logs.record import LoggedSession

_MOST_NAMED = 8


def gather(
    paths: Iterable[Path],
    book: Book,
    tests: TestCommands,
    since: float | None = None,
    project: str = "",
) -> Iterator[LoggedSession]:
    """Every session that logs tell of, file by file, the oldest first; those of sub-agents after all others.

    A file is read once, however often it is found. What cannot be read, or is of no known format, is counted in the book, by
    its name if it was given itself.

    Args:
        paths: Of files, and of folders, in which everything is looked at.
        book: Told what is read and left out, and while nothing is read, that the work goes on; its ``total`` is known before
            the first session comes.
        tests: Which commands run tests.
        since: Only sessions that went on after this time, in seconds since 1970.
        project: Only sessions in whose project's name this occurs, whether written in capitals or not.

    Raises:
        Missing: If one of the paths does not exist.
    """
    files = _Files(book, since)
    for path in paths:
        files.find(path)
    book.total = sum(file.size for file in files.found)
    whole: set[str] = set()
    beside: list[tuple[LoggedSession, Path]] = []
    # Older files first, so that a resumed conversation is the copy; and main conversations before those of sub-agents, which
    # may repeat their answers.
    for file in sorted(files.found, key=lambda file: (file.path.name.startswith("agent-"), file.changed, file.path)):
        for session in _sessions(file, book, tests):
            book.took(0)
            if session.parent:
                beside.append((session, file.path))
            elif _wanted(session, file.path, since, project):
                whole.add(session.key)
                yield session
    parents = {session.key: session.parent for session, _ in beside}
    for session, path in beside:
        main = _main(session.parent, parents)
        if main in whole or _wanted(session, path, since, project):
            yield replace(session, parent=main)


def no_session(paths: Sequence[Path], book: Book, *, chosen: bool = False) -> str:
    """Why there is nothing to learn from, in a clause.

    Args:
        paths: That were gathered from.
        book: Where it says what was left out.
        chosen: Whether only some sessions were asked for.
    """
    left_out = f" ({', '.join(f'{why}: {count}' for why, count in book.skipped.most_common())})" if book.skipped else ""
    if chosen:
        return f"--since and --project leave no session in {named(paths)}{left_out}"
    return f"there is no session of an agent in {named(paths)}{left_out}"


def named(paths: Sequence[Path]) -> str:
    """Files and folders in a sentence, the first of many."""
    return ", ".join(shown(path) for path in paths[:_MOST_NAMED]) + (" and others" if len(paths) > _MOST_NAMED else "")


def _main(parent: str, parents: Mapping[str, str]) -> str:
    """The conversation for which sub-agents of sub-agents worked."""
    met = set()
    while parent in parents and parent not in met:
        met.add(parent)
        parent = parents[parent]
    return parent


@dataclass(frozen=True, slots=True)
class _File:
    """A regular file; ``named`` where somebody gave its own path."""

    path: Path
    size: int
    changed: float
    named: bool


class _Files:
    """All regular files below some paths, each once."""

    def __init__(self, book: Book, since: float | None) -> None:
        self.found: list[_File] = []
        self._book = book
        self._since = since
        self._met: set[tuple[int, int]] = set()

    def find(self, path: Path) -> None:
        try:
            status = os.stat(path)
        except (FileNotFoundError, NotADirectoryError, ValueError):
            raise Missing(f"{shown(path)}: there is no such file or folder") from None
        except OSError as error:
            self._book.skip(_unread(Refusal(f"{shown(path)}: {reason(error)}")))
            return
        pending = [(path, status, True)]
        while pending:
            path, status, named = pending.pop()
            self._book.took(0)
            if (status.st_dev, status.st_ino) in self._met:
                continue
            self._met.add((status.st_dev, status.st_ino))
            if stat.S_ISDIR(status.st_mode):
                pending += [(inside, its, False) for inside, its in self._inside(path)]
            elif stat.S_ISREG(status.st_mode):
                self._keep(_File(path, status.st_size, status.st_mtime, named))
            else:
                self._book.skip("pipes, sockets and devices")

    def _inside(self, folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    try:
                        yield folder / entry.name, entry.stat()
                    except OSError:
                        self._book.skip("links that lead nowhere")
        except OSError as error:
            self._book.skip(f"folders that cannot be read ({reason(error)})")

    def _keep(self, file: _File) -> None:
        if self._since is not None and file.changed < self._since:
            self._book.skip("files that nobody has written to since then")
        else:
            self.found.append(file)


def _sessions(file: _File, book: Book, tests: TestCommands) -> Iterator[LoggedSession]:
    try:
        reader = reader_of(file.path, head(file.path))
        if reader is None:
            book.skip(f"files of no known format ({shown(file.path)})" if file.named else "files of no known format")
            book.advance(file.size)
            return
        book.files += 1
        yield from reader.sessions(file.path, book, tests)
    except Refusal as refusal:
        book.skip(_unread(refusal) if file.named else "files that cannot be read")


def _unread(refusal: Refusal) -> str:
    return f"files that cannot be read ({refusal})"


def _wanted(session: LoggedSession, path: Path, since: float | None, project: str) -> bool:
    """Whether a session is one of those that were asked for."""
    last = max((event.time for event in session.events if event.time == event.time), default=math.inf)
    if since is not None and last < since:
        return False
    names = session.project or os.fspath(path.parent)
    return project.lower() in names.lower()

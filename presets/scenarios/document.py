"""A scenario file as it was opened: what it said, where it is, and whether it still says so."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, replace
from pathlib import Path

from engine.scenarios.scenario import Scenario
from presets.files.reading import present, read_bytes
from presets.files.refusal import AlreadyThere, Refusal, Unasked, reason, shown
from presets.files.text import plain_text
from presets.files.tomlfile import line_problem
from presets.files.writing import folder_locked, make_folder, protection, resolved, write_keeping
from presets.scenarios.scenario_file import edit_scenario, parse_scenario, render_scenario

BUNDLED = Path(__file__).resolve().parent
"""The folder of the bundled scenarios, which are never written."""


class ChangedOnDisk(Unasked):
    """The file is not what was opened: another session or editor changed or deleted it."""


@dataclass(frozen=True)
class Source:
    """Where a scenario came from.

    Attributes:
        word: What finds it again: a name of the library, or a path; without a file, what it is called.
        path: The file, symbolic links resolved; ``None`` where it has none yet.
        digest: What its content was (``digest``).
        bundled: Whether it came with Crossover and is never written.
    """

    word: str
    path: Path | None
    digest: str
    bundled: bool = False

    def follow(self, name: str, path: Path, new_name: str, new_path: Path) -> Source:
        """Where it is once a scenario of the library has another name and file."""
        return replace(
            self,
            word=new_name if self.word == name else self.word,
            path=new_path if self.path == path else self.path,
        )

    @property
    def title(self) -> str:
        """A short name to show: the file's, without its suffix."""
        return plain_text(self.path.stem if self.path else self.word) or "unsaved"


@dataclass(frozen=True)
class Document:
    """A scenario together with its file.

    Attributes:
        scenario: The scenario as the file has it; another one in its place is *modified*.
        source: The file.
        anew: Whether it was there and had to be written anew as a whole; comments are in its version before only.
    """

    scenario: Scenario
    source: Source
    anew: bool = False


def digest(content: bytes) -> str:
    """A fingerprint of a file's content."""
    # Imported where it is needed; loading the library behind it takes longer than a comparison.
    import hashlib

    return hashlib.sha256(content).hexdigest()


def open_path(path: Path, word: str = "") -> Document:
    """Open a scenario file.

    Args:
        path: The file.
        word: What finds it again, if that is not its path.

    Raises:
        Refusal: If it cannot be read or is no scenario.
    """
    content = read_bytes(path)
    scenario = parse_scenario(content, shown(path))
    file = resolved(path)
    return Document(scenario, Source(word or str(path), file, digest(content), file.parent == BUNDLED))


def save(scenario: Scenario, source: Source, *, overwrite: bool = False) -> Document:
    """Write a scenario back to the file it came from: the lines of what changed; comments, order and layout stay.

    Where that cannot be done the file is written anew. Its previous version is kept beside it with ``~`` behind its name.

    Args:
        scenario: What to write.
        source: Where it came from, as remembered when it was opened or last saved.
        overwrite: Whether to write although the file was changed or deleted since, or is write-protected.

    Returns:
        The document as it is now, whose source belongs to the next save.

    Raises:
        ChangedOnDisk: If the file was changed or deleted since it was opened.
        Unasked: If it is write-protected.
        Refusal: If it is bundled, cannot be written, or is no scenario any more.
    """
    if source.path is None:
        raise Refusal("this scenario has no file yet; save it under a name")
    return _write(scenario, source.path, source.word, None if overwrite else source.digest, source.path)


def save_new(scenario: Scenario, path: Path, word: str = "", *, overwrite: bool = False, like: Path | None = None) -> Document:
    """Write a scenario to a file that it did not come from, or that is not as it was then.

    Args:
        scenario: What to write.
        path: The file.
        word: What finds it again, if that is not its path.
        overwrite: Whether to replace a scenario that is there already, or what is write-protected.
        like: The file that it came from, whose comments, order and layout it gets, if that can still be read.

    Raises:
        AlreadyThere: If the file exists.
        Unasked: If its folder is write-protected.
        Refusal: If it cannot be written, or what is there is no scenario.
    """
    path = resolved(path)
    return _write(scenario, path, word or str(path), None if overwrite else "", like and resolved(like))


def _write(scenario: Scenario, path: Path, word: str, expected: str | None, like: Path | None) -> Document:
    """Write; ``expected`` is the digest that must be there, nothing for no file, ``None``: someone was asked."""
    if path.parent == BUNDLED:
        raise Refusal(f"{shown(path)} is bundled with Crossover and never changed; save under another name")
    content = render_scenario(scenario)
    _check_readable(scenario, content, path)
    asked = expected is None
    make_folder(path.parent, asked=asked)
    with folder_locked(path.parent):
        _drop_leftovers(path)
        before = present(path)
        if expected is not None:
            _check_expected(path, before, expected)
        if before is not None:
            _check_scenario_there(path, before)
        edited = edit_scenario((before if like == path else _read(like)) or b"", scenario)
        content = edited or content
        if before != content:
            write_keeping(path, content, before, asked=asked)
    anew = before is not None and like == path and edited is None
    return Document(scenario, Source(word, path, digest(content)), anew)


def _read(path: Path | None) -> bytes | None:
    """What a file says that need not be there."""
    try:
        return present(path) if path is not None else None
    except Refusal:
        return None


def _check_readable(scenario: Scenario, content: bytes, path: Path) -> None:
    """What is written must come back the same; this finds texts and numbers that no file may hold."""
    if problem := line_problem(scenario.strong.model) or line_problem(scenario.weak.model):
        raise Refusal(f"{shown(path)} was not written: the id of a model {problem}")
    if parse_scenario(content, f"{shown(path)} was not written, it would be refused: new version") != scenario:
        raise Refusal(f"{shown(path)} was not written: the scenario would not read back the same")


def _check_expected(path: Path, before: bytes | None, expected: str) -> None:
    """Refuse what nobody was asked about, all of it in one sentence."""
    problem: Unasked | None = None
    if before is None:
        if expected:
            problem = ChangedOnDisk("was deleted since it was opened")
    elif not expected:
        problem = AlreadyThere("exists already")
    elif digest(before) != expected:
        problem = ChangedOnDisk("was changed by someone else since it was opened")
    try:
        protected = protection(path)
    except OSError as error:
        raise Refusal(f"{shown(path)} was not written: {reason(error)}") from None
    if problem or protected:
        words = " and ".join(filter(None, [str(problem or ""), protected]))
        raise type(problem or Unasked(""))(f"{shown(path)} {words}; nothing was written")


def _check_scenario_there(path: Path, before: bytes) -> None:
    try:
        parse_scenario(before, shown(path))
    except Refusal as refusal:
        raise Refusal(f"{refusal}; nothing was written over it") from None


def _drop_leftovers(path: Path) -> None:
    """Remove what killed sessions left half written; nobody else writes, the folder is locked."""
    starts = (f".{path.name}.", f".{path.name}~.")
    with contextlib.suppress(OSError):  # the write itself will say what is wrong
        for name in os.listdir(path.parent):
            if name.startswith(starts) and name.endswith(".tmp"):
                os.unlink(path.parent / name)

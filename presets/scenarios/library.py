"""Finding scenarios by name or path, bundled ones and the user's own, and saving under a name."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.scenarios.registry import suggestion
from engine.scenarios.scenario import Scenario
from presets.files.places import configuration, named_path
from presets.files.refusal import Refusal, shown
from presets.files.text import cut
from presets.scenarios.document import BUNDLED, Document, open_path, save_new

DEFAULT = "textbook"
"""The bundled scenario that the explorer opens on when nothing else is known."""

SUFFIX = ".toml"
_LONGEST_NAME = 80


@dataclass(frozen=True)
class Entry:
    """A scenario of the library, not read yet.

    Attributes:
        name: What finds it: its name, or its path if it is not in the library.
        path: Its file.
        bundled: Whether it came with Crossover; otherwise it is the user's own.
    """

    name: str
    path: Path
    bundled: bool


def own_scenarios() -> Path:
    """The folder of the user's own scenarios; it need not exist."""
    return configuration() / "scenarios"


def entries() -> list[Entry]:
    """Every scenario of the library by name, the user's own first; one of theirs hides a bundled one."""
    own = _listed(own_scenarios(), bundled=False)
    names = {entry.name for entry in own}
    return own + [entry for entry in _listed(BUNDLED, bundled=True) if entry.name not in names]


def _listed(folder: Path, *, bundled: bool) -> list[Entry]:
    try:
        with os.scandir(folder) as found:
            files = [entry.name for entry in found if entry.name.endswith(SUFFIX) and entry.is_file()]
    except OSError:
        return []
    names = sorted(file.removesuffix(SUFFIX) for file in files if not file.startswith("."))
    return [Entry(name, folder / f"{name}{SUFFIX}", bundled) for name in names]


def locate(word: str, commands: Iterable[str] = ()) -> Entry:
    """The scenario that a person means: a name of the library or a path.

    Args:
        word: What they wrote. With a slash, or ending in ``.toml``, it is a path first.
        commands: Commands that they may have meant, for the suggestion.

    Raises:
        Refusal: If there is none; the nearest name is suggested.
    """
    if os.sep in word:
        return _at(word)
    known = {entry.name: entry for entry in entries()}
    if word.endswith(SUFFIX) and _exists(word):
        return _at(word)
    if entry := known.get(word) or known.get(word.removesuffix(SUFFIX)):
        return entry
    if word and _exists(word):
        return _at(word)
    meant = suggestion(word, [*known, *commands])
    sought = "command" if meant and meant == suggestion(word, [*commands]) else "scenario"
    raise Refusal(f'there is no {sought} "{cut(word, 80)}"{meant or _listing()}')


def open_scenario(word: str) -> Document:
    """Open the scenario that a person means.

    Raises:
        Refusal: If there is none, or its file cannot be used.
    """
    entry = locate(word)
    return open_path(entry.path, entry.name)


def own_path(name: str) -> Path:
    """The file in the user's library for a name that they chose.

    Raises:
        Refusal: If nothing of the name can be part of a file's name, or a bundled scenario has it.
    """
    stem = file_stem(name)
    if not stem:
        raise Refusal("a name needs at least one letter or digit")
    if any(entry.name == stem for entry in _listed(BUNDLED, bundled=True)):
        raise Refusal(f'"{stem}" is a bundled scenario and never changed; choose another name')
    return own_scenarios() / f"{stem}{SUFFIX}"


def save_as(scenario: Scenario, word: str, *, overwrite: bool = False, like: Path | None = None) -> Document:
    """Save under a name in the user's library, or at a path if ``word`` has a slash.

    Args:
        scenario: What to write.
        word: The name or path; ``.toml`` is added to a path that lacks it.
        overwrite: Whether to replace a scenario that is there already.
        like: The file that it came from, whose comments, order and layout it gets.

    Raises:
        presets.files.refusal.AlreadyThere: If the file exists.
        Refusal: If it cannot be written, or ``word`` is a folder's path.
    """
    path = path_of(word)
    return save_new(scenario, path, "" if os.sep in word else path.stem, overwrite=overwrite, like=like)


def path_of(word: str) -> Path:
    """The file that saving under a name or path writes.

    Raises:
        Refusal: If there can be none.
    """
    if os.sep not in word:
        return own_path(word)
    if os.path.basename(word).strip().removesuffix(SUFFIX) in ("", ".", ".."):
        raise Refusal(f"{shown(word)} names no file; a name must follow the last slash")
    return named_path(word if word.endswith(SUFFIX) else f"{word}{SUFFIX}")


def file_stem(name: str) -> str:
    """A safe file name from any name: lower-case letters, digits, dots, and dashes for everything else."""
    name = unicodedata.normalize("NFKC", name.strip()).lower().removesuffix(SUFFIX)
    kept = "".join(character if character.isalnum() or character in "._" else "-" for character in name)
    while "--" in kept:
        kept = kept.replace("--", "-")
    kept = kept.strip("-.")
    while len(kept.encode()) > _LONGEST_NAME:
        kept = kept[:-1]
    return kept.strip("-.")


def _at(word: str) -> Entry:
    path = named_path(word)
    return Entry(str(path), path, bundled=False)


def _exists(word: str) -> bool:
    try:
        os.stat(word)
    except (OSError, ValueError):
        return False
    return True


def _listing() -> str:
    return '; "crossover scenarios" lists them'

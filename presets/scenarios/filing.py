"""Renaming, duplicating and deleting scenarios of the library. What is deleted is set aside, never gone."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from presets.files.aside import free_beside
from presets.files.refusal import Refusal, reason, shown
from presets.files.writing import folder_locked, protection, sync_folder
from presets.scenarios.copies import notes_of_copy
from presets.scenarios.document import Document, open_path, save_new
from presets.scenarios.library import Entry, own_path

_SUFFIX = ".deleted"


@dataclass(frozen=True)
class Deleted:
    """A scenario that was deleted.

    Attributes:
        entry: What it was.
        aside: Where its file is now.
    """

    entry: Entry
    aside: Path


def rename(entry: Entry, name: str) -> Entry:
    """Give a scenario's file another name, and its previous version with it; what stands in it stays.

    Raises:
        Refusal: If it is bundled, the name is taken or none, or it cannot be renamed.
    """
    path = _new_path(name)
    _move(entry, path)
    if not os.path.lexists(f"{path}~"):
        with suppress(OSError):
            os.rename(f"{entry.path}~", f"{path}~")
    return Entry(path.stem, path, bundled=False)


def duplicate(entry: Entry, name: str) -> Document:
    """Save a copy of a scenario, whose notes say whose it is; comments, order and layout of its file come along.

    Raises:
        Refusal: If it cannot be read, the name is taken or none, or the copy cannot be written.
    """
    path, scenario = _new_path(name), open_path(entry.path).scenario
    copy = replace(scenario, name=name.strip(), notes=notes_of_copy(entry.name, scenario, scenario))
    return save_new(copy, path, path.stem, like=entry.path)


def delete(entry: Entry) -> Deleted:
    """Set a scenario's file aside, beside itself under a free name.

    Raises:
        Refusal: If it is bundled, or cannot be renamed.
    """
    aside = free_beside(entry.path, _SUFFIX)
    _move(entry, aside)
    return Deleted(entry, aside)


def restore(deleted: Deleted) -> None:
    """Bring back what was deleted.

    Raises:
        Refusal: If its name is taken by now, or its file is gone.
    """
    _move(Entry(deleted.entry.name, deleted.aside, bundled=False), deleted.entry.path)


def _new_path(name: str) -> Path:
    if os.sep in name:
        raise Refusal("a name has no slash; saving under another name (S) takes a path")
    return own_path(name)


def _move(entry: Entry, path: Path) -> None:
    if entry.bundled:
        raise Refusal(f"{entry.name} is bundled with Crossover and never changed; a duplicate is yours")
    try:
        with folder_locked(path.parent):
            if os.path.lexists(path):
                raise Refusal(f"{shown(path)} exists already; choose another name")
            if problem := protection(entry.path):
                raise Refusal(f"{shown(entry.path)} {problem}; nothing was changed")
            os.rename(entry.path, path)
        sync_folder(path.parent)
    except OSError as error:
        raise Refusal(f"{shown(entry.path)} was not renamed: {reason(error)}") from None

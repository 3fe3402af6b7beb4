"""Files that the explorer reads by itself and cannot use: moved aside, so that they neither stop it nor get lost."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

from presets.files.reading import Unread
from presets.files.refusal import Refusal, reason
from presets.files.writing import folder_locked, protection, sync_folder

_SUFFIX = ".unusable"


def set_aside(path: Path, refusal: Refusal) -> str:
    """Rename a file that cannot be used to a free name beside it.

    What only cannot be read now (no permission, a failing disk) stays where it is: nothing is known to be wrong with it.

    Args:
        path: The file, or what is in its place.
        refusal: What is wrong with it.

    Returns:
        One sentence: what became of it, and what is wrong.
    """
    if isinstance(refusal, Unread):
        return f"Not used: {refusal}"
    try:
        with folder_locked(path.parent):
            if problem := protection(path):
                return f"Not used, and left in place since it {problem}: {refusal}"
            other = free_beside(path, _SUFFIX)
            os.rename(path, other)
        sync_folder(path.parent)
    except Refusal as locked:
        return f"Not used: {refusal} ({locked})"
    except OSError as error:
        return f"Not used, and not set aside ({reason(error)}): {refusal}"
    return f"Set aside as {other.name}: {refusal}"


def free_beside(path: Path, suffix: str) -> Path:
    """A name beside a file, with something behind its own, that nothing has."""
    for number in count(1):
        other = path.with_name(f"{path.name}{suffix}{'' if number == 1 else number}")
        try:
            os.lstat(other)
        except FileNotFoundError:
            return other
    raise AssertionError

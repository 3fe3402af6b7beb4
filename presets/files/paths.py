"""Completing a path that somebody types."""

from __future__ import annotations

import os
from collections.abc import Iterable

_MOST = 2000


def completions(typed: str, suffixes: Iterable[str] = ()) -> list[str]:
    """What a path that was begun may become, each in full as it would be typed; folders end with a slash.

    Args:
        typed: The beginning, ``~`` and ``~name`` understood; without a slash it is a name in the current folder.
        suffixes: The ends of names that count, in any case; none: every file. Folders always count.
    """
    if typed.startswith("~") and os.sep not in typed:
        # The home folder itself; a user that is not known has none.
        return [f"{typed}{os.sep}"] if os.path.expanduser(typed) != typed else []
    folder, begun = os.path.split(typed)
    shown = typed[: len(typed) - len(begun)]
    ends = tuple(suffix.lower() for suffix in suffixes)
    found = []
    try:
        with os.scandir(os.path.expanduser(folder) or os.curdir) as listing:
            for entry in listing:
                if not entry.name.startswith(begun) or (entry.name.startswith(".") and not begun):
                    continue
                if _is_folder(entry):
                    found.append(f"{shown}{entry.name}{os.sep}")
                elif not ends or entry.name.lower().endswith(ends):
                    found.append(f"{shown}{entry.name}")
                if len(found) >= _MOST:
                    break
    except (OSError, ValueError):
        return []
    return sorted(found)


def completed(typed: str, found: list[str]) -> str:
    """As much of a path as all that it may become have in common; never less than was typed."""
    common = os.path.commonprefix(found)  # noqa: RUF071  what is typed ends anywhere, not with a part of the path
    return common if len(common) > len(typed) else typed


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False

"""What is written down about a defect of the program itself, for whoever is asked to mend it. It is sent nowhere."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from presets.files.places import state
from presets.files.writing import make_folder, write_atomically

_MOST = 20


def failures_folder() -> Path:
    """Where they are."""
    return state() / "failures"


def keep(text: str) -> Path:
    """Put a description of a failure on disk; the same one again is the same file. The last twenty are kept.

    Raises:
        Refusal: If it cannot be written.
    """
    folder = failures_folder()
    make_folder(folder)
    content = text.encode("utf-8", "replace")
    path = folder / f"{hashlib.sha256(content).hexdigest()[:12]}.txt"
    write_atomically(path, content)
    with suppress(OSError):
        for old in sorted(folder.glob("*.txt"), key=lambda one: one.stat().st_mtime)[:-_MOST]:
            os.unlink(old)
    return path

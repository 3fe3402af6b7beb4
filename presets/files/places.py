"""Where the user's files live: their own, and the state of sessions."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from presets.files.refusal import Refusal, shown

HOME_VARIABLE = "CROSSOVER_HOME"
"""The environment variable that moves the user's files: settings and scenarios there, state in ``state``."""


def configuration() -> Path:
    """The folder of the user's own files; it need not exist."""
    if home := _home():
        return home
    # Imported where it is needed: answers about a file given by its path do without.
    import platformdirs

    return platformdirs.user_config_path("crossover", appauthor=False)


def state() -> Path:
    """The folder of drafts and of what the last session did; it need not exist."""
    if home := _home():
        return home / "state"
    import platformdirs

    return platformdirs.user_state_path("crossover", appauthor=False)


def _home() -> Path | None:
    home = os.environ.get(HOME_VARIABLE, "")
    return named_path(home) if home.strip() else None


def named_path(text: str) -> Path:
    """The absolute path that a person means: ``~/…`` lies in their home folder, ``~name/…`` in another user's.

    Raises:
        Refusal: If there is no such user, or the current folder was deleted.
    """
    if text.startswith("~") and (os.sep in text or text == "~"):
        user = text.partition(os.sep)[0]
        with contextlib.suppress(ValueError):  # characters that no user's name has
            text = os.path.expanduser(text)
        if text.startswith("~"):
            raise Refusal(f"{shown(user)} is nobody's home folder")
    try:
        return Path(os.path.abspath(text))
    except OSError:
        raise Refusal(f"{shown(text)} cannot be found: the current folder was deleted") from None

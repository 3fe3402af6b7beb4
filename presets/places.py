"""Where files live: the bundled ones, the user's own, and the state of sessions."""

from __future__ import annotations

import os
from pathlib import Path

BUNDLED = Path(__file__).resolve().parent
"""The folder of the bundled catalogue and, in ``scenarios``, of the bundled scenarios."""

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


def own_scenarios() -> Path:
    """The folder of the user's own scenarios."""
    return configuration() / "scenarios"


def bundled_scenarios() -> Path:
    """The folder of the bundled scenarios."""
    return BUNDLED / "scenarios"


def _home() -> Path | None:
    home = os.environ.get(HOME_VARIABLE, "")
    return Path(os.path.abspath(os.path.expanduser(home))) if home.strip() else None

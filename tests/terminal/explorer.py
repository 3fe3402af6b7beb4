"""The explorer as a person has it: the installed command on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.terminal.process import Launch, program

ROOT = Path(__file__).parents[2]
_UNSET = (
    "PYTHONDONTWRITEBYTECODE",
    "COLORTERM",
    "NO_COLOR",
    "COLORFGBG",
    "LINES",
    "COLUMNS",
    "LANG",
    "LC_CTYPE",
    "CROSSOVER_ASCII",
    "TEXTUAL",
    "TMUX",
)


def command() -> list[str]:
    """What is typed to start it: the installed script, or the module where nothing is installed."""
    script = Path(sys.executable).parent / "crossover"
    return [str(script)] if script.exists() else [sys.executable, "-m", "llm_crossover"]


def environment(home: Path, changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of an xterm with 256 colours.

    Args:
        home: The user's folder.
        changes: What else is set.
    """
    inherited = {name: value for name, value in os.environ.items() if name not in _UNSET}
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    usual = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "CROSSOVER_HOME": str(home), "PYTHONPATH": path}
    return {**inherited, **usual, **(changes or {})}


def explorer(home: Path, *arguments: str, **changes: str) -> Launch:
    """The explorer as a process of its own.

    Args:
        home: The user's folder.
        arguments: Of the command.
        changes: What else is set in the environment.
    """
    return program([*command(), *arguments], environment(home, changes))

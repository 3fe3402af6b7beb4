"""Which kinds of terminal can show the explorer, by the name that the environment gives them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from presets.files.text import cut, plain_text

_KNOWS_NOTHING = ("", "dumb", "unknown")


def unfit(environment: Mapping[str, str] | None = None) -> str:
    """Why the explorer cannot be shown on the terminal that ``TERM`` names; empty if it can.

    Everything since the VT100 understands what Textual writes, whatever its name: a name that this machine does not know is
    most often that of a newer terminal at the other end of a line. A name that the machine does know as one that places
    text in another way, or nowhere, is refused.
    """
    if sys.platform == "win32":
        return ""
    name = (os.environ if environment is None else environment).get("TERM", "").strip()
    if name not in _KNOWS_NOTHING and _moves_its_cursor(name):
        return ""
    says = f"TERM={cut(plain_text(name), 40)} says that this one cannot" if name else "TERM does not say which one this is"
    return (
        f'the explorer needs a terminal that puts text anywhere on its screen, and {says}; "crossover compare" answers on any'
    )


def _moves_its_cursor(name: str) -> bool:
    try:
        import curses
    except ImportError:
        return True
    try:
        curses.setupterm(name, 1)
        moves = curses.tigetstr("cup")
    except curses.error:
        return True
    return moves is not None and moves.startswith(b"\x1b[")

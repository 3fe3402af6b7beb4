"""How large a terminal is, asked of the terminal itself.

Textual 8.2 asks in two ways, of which one believes in 80x25 where ``TERM`` is not known and the other in 80x24 where a
terminal does not say: a program that hears both paints for ever.
"""

from __future__ import annotations

import os

_VT100 = (80, 24)
_LARGEST = (1000, 500)
"""Columns and rows that are used of what no screen can be."""


def terminal_size(descriptor: int, before: tuple[int, int] | None = None) -> tuple[int, int]:
    """Columns and rows of a terminal.

    Args:
        descriptor: The terminal.
        before: Its size as far as it was known; what it does not say (a serial line says 0) is as before, at first as on a
            VT100.
    """
    try:
        said = tuple(os.get_terminal_size(descriptor))
    except OSError:
        said = (0, 0)
    width, height = (
        min(length, most) if length > 0 else usual for length, usual, most in zip(said, before or _VT100, _LARGEST, strict=True)
    )
    return width, height

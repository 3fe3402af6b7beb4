"""A Textual driver for a terminal that shows ASCII only.

Textual 8.2 draws borders, scroll bars and cursors in Unicode whatever the locale says. Only documented names: an app
chooses its driver class, and a driver writes.
"""

from __future__ import annotations

from textual.driver import Driver

from tui.terminal.abilities import to_ascii


def ascii_driver(usual: type[Driver]) -> type[Driver]:
    """A driver that writes ASCII only, whatever a widget draws."""

    class AsciiDriver(usual):  # type: ignore[valid-type, misc]
        """Replaces what the terminal cannot show."""

        def write(self, data: str) -> None:
            super().write(to_ascii(data))

    return AsciiDriver

"""What the terminal can show, and the few things Textual has no name for: its title, and text in ASCII."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from rich.cells import cell_len
from textual.app import App
from textual.driver import Driver

_ASCII = {
    "▸": ">", "─": "-", "│": "|", "┃": "#", "→": ">", "↑": "^", "↓": "v", "←": "<", "×": "x", "−": "-", "…": "~", "≠": "!",
    "∞": "8", "·": ".", "φ": "f", "σ": "s", "δ": "d", "Δ": "D", "₀": "0", "ᵉ": "e", "ʰ": "h", "′": "'", "—": "-", "–": "-",
    "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+", "┼": "+", "╭": "+", "╮": "+", "╰": "+",
    "╯": "+", "━": "=", "█": "#", "▀": "#", "▄": "#", "▌": "#", "▐": "#", "▁": "_", "▔": "-", "▏": "|", "▕": "|", "▎": "|",
    "●": "o", "✕": "x", "✓": "v", "“": '"', "”": '"', "’": "'", "\u00a0": " ", "║": "|", "═": "=", "▊": "#", "▋": "#",
    "≥": ">", "≤": "<", "≈": "~", "÷": "/", "╸": "=", "╺": "=", "⚠": "!", "▶": ">", "◀": "<", "▼": "v", "▲": "^", "■": "#",
    "□": "o", "◂": "<", "░": ".", "▒": ":", "▓": "#", "⭘": "o", "╱": "/", "╲": "\\", "⌫": "<", "␛": "?", "�": "?",
}  # fmt: skip
"""One character for one, so that columns stay."""


def ascii_only(environment: Mapping[str, str] | None = None) -> bool:
    """Whether the locale says that the terminal shows ASCII only; ``CROSSOVER_ASCII`` (1 or 0) overrules it."""
    env = os.environ if environment is None else environment
    if (chosen := env.get("CROSSOVER_ASCII", "")) in ("0", "1"):
        return chosen == "1"
    locale = env.get("LC_ALL") or env.get("LC_CTYPE") or env.get("LANG") or ""
    # Where the locale is C, Python itself sets LC_CTYPE to C.UTF-8 before we can look; LANG still says what was meant.
    if not env.get("LC_ALL") and locale == "C.UTF-8" and env.get("LANG"):
        locale = env["LANG"]
    # Nothing said: nearly every terminal of today shows UTF-8.
    return bool(locale) and "utf8" not in locale.lower().replace("-", "")


def to_ascii(text: str) -> str:
    """Text with every character replaced by as many of ASCII as it has columns."""
    return text if text.isascii() else "".join(map(_ascii, text))


@lru_cache(maxsize=4096)
def _ascii(character: str) -> str:
    if character.isascii():
        return character
    if replacement := _ASCII.get(character):
        return replacement
    width, code = cell_len(character), ord(character)
    if width == 1 and (plain := unicodedata.normalize("NFKD", character)[0]).isascii():
        return plain
    if 0x2500 <= code < 0x2580:
        return "+" if code >= 0x250C and code < 0x254C else "-"
    return ("#" if 0x2580 <= code < 0x25A0 else ":" if 0x2800 <= code < 0x2900 else "?") * width


def ascii_driver(usual: type[Driver]) -> type[Driver]:
    """A driver that writes ASCII only, whatever a widget draws."""

    class AsciiDriver(usual):  # type: ignore[valid-type, misc]
        """Replaces what the terminal cannot show."""

        def write(self, data: str) -> None:
            super().write(to_ascii(data))

    return AsciiDriver


def set_title(app: App[Any], title: str) -> None:
    """Give the terminal's window a title; empty: the one it had before. ``title`` has no control characters."""
    # Textual has no call for it; everything that is written must go through its driver.
    driver = getattr(app, "_driver", None)
    if driver is None or app.is_headless:
        return
    driver.write(f"\x1b]2;{title}\x07" if title else "\x1b]2;\x07")

"""What keys, the mouse and a paste send, as xterm sends it."""

from __future__ import annotations

from types import MappingProxyType

KEYS: MappingProxyType[str, bytes] = MappingProxyType(
    {
        "up": b"\x1b[A",
        "down": b"\x1b[B",
        "right": b"\x1b[C",
        "left": b"\x1b[D",
        "home": b"\x1b[H",
        "end": b"\x1b[F",
        "pageup": b"\x1b[5~",
        "pagedown": b"\x1b[6~",
        "shift+left": b"\x1b[1;2D",
        "shift+right": b"\x1b[1;2C",
        "delete": b"\x1b[3~",
        "backspace": b"\x7f",
        "enter": b"\r",
        "tab": b"\t",
        "shift+tab": b"\x1b[Z",
        "escape": b"\x1b",
        "space": b" ",
        "f1": b"\x1bOP",
        "f12": b"\x1b[24~",
        **{f"ctrl+{letter}": bytes([ord(letter) & 0x1F]) for letter in "abcdefghijklmnopqrstuvwxyz"},
    }
)
"""The keys that are more than a character."""

LEFT_BUTTON, WHEEL_UP, WHEEL_DOWN = 0, 64, 65


def key(name: str) -> bytes:
    """What a key sends: one of ``KEYS`` by its name, or a character."""
    return KEYS[name] if name in KEYS else name.encode()


def mouse(button: int, column: int, row: int, *, pressed: bool = True) -> bytes:
    """What the mouse sends at a cell counted from 0, where a program asked for SGR reports."""
    return f"\x1b[<{button};{column + 1};{row + 1}{'M' if pressed else 'm'}".encode()


def click(column: int, row: int) -> bytes:
    """A press and a release."""
    return mouse(LEFT_BUTTON, column, row) + mouse(LEFT_BUTTON, column, row, pressed=False)


def paste(text: str) -> bytes:
    """A bracketed paste."""
    return b"\x1b[200~" + text.encode() + b"\x1b[201~"

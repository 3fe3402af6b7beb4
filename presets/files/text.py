"""Text that comes from files, made harmless before it is shown."""

from __future__ import annotations

# Letters and marks by category that are nevertheless drawn as nothing.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u3164\uffa0")


def plain_text(text: str, *, lines: bool = False) -> str:
    """``text`` with every character that could steer a terminal replaced by a visible one.

    Control characters become their pictures (an escape reads ``␛``); bidirectional, zero-width and other
    format characters, line separators, surrogates and unassigned characters become ``�``. One character
    stays one character, so columns do not shift. Markup is left alone: whoever shows the text must not
    interpret it.

    Args:
        text: Anything.
        lines: Whether line breaks and tabs may stay (a tab as one space), for texts of several lines.
    """
    if text.isprintable() and _INVISIBLE.isdisjoint(text):
        return text
    if lines:
        text = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(character if lines and character == "\n" else _visible(character) for character in text)


def _visible(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if character in _INVISIBLE:
        return "\ufffd"
    # Spaces of other widths are not "printable" but harmless.
    return character if character.isprintable() or (character.isspace() and code > 0x85 and not _breaks(code)) else "\ufffd"


def _breaks(code: int) -> bool:
    return code in {0x2028, 0x2029}


def cut(text: str, longest: int) -> str:
    """``text``, with an ellipsis in place of what is beyond ``longest`` characters."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"

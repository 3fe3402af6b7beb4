"""What a terminal answers when a program asks it something."""

from __future__ import annotations

import re

_QUESTION = re.compile(
    rb"\x1b\[\?(?P<mode>\d+)\$p"  # is this mode set?
    rb"|(?P<cursor>\x1b\[6n)"  # where is the cursor?
    rb"|(?P<primary>\x1b\[0?c)"  # who are you?
    rb"|(?P<secondary>\x1b\[>0?c)"
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[?>]?[\d;]*\$?)?\Z")
_SYNCHRONISED_OUTPUT = 2026


class Answers:
    """Reads what a program writes and finds its questions, also one that two reads tear apart.

    Args:
        synchronised: Whether the terminal knows synchronised output; xterm does not.
    """

    def __init__(self, *, synchronised: bool = False) -> None:
        self._synchronised = synchronised
        self._unfinished = b""

    def to(self, written: bytes) -> bytes:
        """The answers to all questions in what was written."""
        data = self._unfinished + written
        end = _UNFINISHED.search(data)
        self._unfinished = data[end.start() :] if end else b""
        return b"".join(self._answer(question) for question in _QUESTION.finditer(data))

    def _answer(self, question: re.Match[bytes]) -> bytes:
        if question["mode"]:
            mode = int(question["mode"])
            known = self._synchronised and mode == _SYNCHRONISED_OUTPUT
            return b"\x1b[?%d;%d$y" % (mode, 2 if known else 0)
        if question["cursor"]:
            return b"\x1b[1;1R"
        return b"\x1b[>41;379;0c" if question["secondary"] else b"\x1b[?64;1;22c"

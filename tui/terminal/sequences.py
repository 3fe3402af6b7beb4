"""Takes what a terminal sends apart: characters, escape sequences, pastes.

It knows the grammar of ECMA-48 and not what a sequence means: one that nobody knows still ends where it ends. What is
kept is bounded, whether a sequence has no end, a reply was not asked for, or a paste has megabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_PASTE = 20_000
"""How many characters of one paste are kept."""
SILENCE = 1.0
"""Seconds after which nothing more of a sequence or a paste is expected."""
_LONGEST_SEQUENCE = 64
_PASTE_START, _PASTE_END = "\x1b[200~", "\x1b[201~"
_PIECE = re.compile(
    r"""
    (?P<typed> [^\x1b]+)
    | (?P<sequence>
        \x1b\[ (?: \[[A-Z]                          # a function key of the Linux console
                 | M[^\x1b]{3}                      # the mouse, where no other report is known: three bytes follow
                 | \d+\$                            # a key of rxvt
                 | (?![\[M])[ -?]*+[@-~])             # in any order: there are terminals that send −1
      | \x1bO[0-9;]*+[@-~]
      | \x1b(?=\x1b)                                # the key Escape
      | \x1b[^\x1b\[O\]P_]                          # Alt and a character, as are those that begin no reply
      | \x1b(?: \](?![0-9]|\Z) | P(?![0-9;>!$+|]|\Z) | _(?!G|\Z))
      )
    | (?P<reply>                                    # a text from the terminal; one that stops early stopped at a key
        \x1b(?: \][0-9] | P[0-9;>!$+|] | _G) [^\x00-\x1f\x7f-\x9f]*+ (?: \x07 | \x1b\\ | \x9c | (?!\x1b?\Z))
      )
    | (?P<broken>                                   # what follows cannot belong to it
        (?: \x1b\[(?: \[ | M[^\x1b]{0,2}(?=\x1b) | (?![\[M])[ -?]*+) | \x1bO[0-9;]*+ ) (?!\Z)
      )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Typed:
    """Characters as they came."""

    text: str


@dataclass(frozen=True)
class Sequence:
    """One escape sequence; a lone Escape; or Escape and the character that was pressed together with Alt."""

    text: str


@dataclass(frozen=True)
class Pasted:
    """What stood between the marks of a paste; ``cut`` says that there was more than is kept."""

    text: str
    cut: bool


Piece = Typed | Sequence | Pasted


class Sequences:
    """Reads on where the last text ended. Replies with a text are left out, as is what breaks off."""

    def __init__(self) -> None:
        self._rest = ""
        self._paste: list[str] | None = None
        self._kept, self._cut = 0, False

    def patience(self, escape: float) -> float | None:
        """Seconds of silence after which to ``give_up``; ``None`` while nothing is unfinished.

        Args:
            escape: Seconds after which an Escape was the key and not the start of a sequence.
        """
        if self._paste is None and not self._rest:
            return None
        return escape if self._paste is None and _may_be_pressed(self._rest) else SILENCE

    def feed(self, text: str) -> Iterator[Piece]:
        """The pieces that are whole with this text."""
        text, self._rest = self._rest + text, ""
        at = 0
        while at < len(text):
            if self._paste is not None:
                end = text.find(_PASTE_END, at)
                if end < 0:
                    # The end may have begun.
                    self._rest = text[max(len(text) - len(_PASTE_END) + 1, at) :]
                    self._keep(text[at : len(text) - len(self._rest)])
                    return
                self._keep(text[at:end])
                at = end + len(_PASTE_END)
                yield self._end_of_paste()
            elif found := _PIECE.match(text, at):
                at = found.end()
                if found["typed"]:
                    yield Typed(found["typed"])
                elif found["sequence"] == _PASTE_START:
                    self._paste = []
                elif found["sequence"] and len(found["sequence"]) <= _LONGEST_SEQUENCE:
                    yield Sequence(found["sequence"])
            else:
                self._rest = _shortened(text[at:])
                return

    def give_up(self) -> Iterator[Piece]:
        """Nothing came for as long as ``patience`` said: what is unfinished ends here."""
        rest, self._rest = self._rest, ""
        if self._paste is not None:
            self._keep(rest)
            yield self._end_of_paste()
        elif _may_be_pressed(rest):
            yield Sequence(rest)

    def _keep(self, text: str) -> None:
        assert self._paste is not None  # noqa: S101  the callers are inside a paste
        kept = text[: LONGEST_PASTE - self._kept]
        self._paste.append(kept)
        self._kept += len(kept)
        self._cut |= len(kept) < len(text)

    def _end_of_paste(self) -> Pasted:
        pasted = Pasted("".join(self._paste or ()), self._cut)
        self._paste, self._kept, self._cut = None, 0, False
        return pasted


def _may_be_pressed(unfinished: str) -> bool:
    """Whether it is Escape, or Alt and a character, if nothing follows."""
    return 0 < len(unfinished) <= len("\x1b[")


def _shortened(unfinished: str) -> str:
    """A sequence of which so much is kept that it is known to be too long, and a last Escape, which may begin its end."""
    return unfinished[: _LONGEST_SEQUENCE + 1] + ("\x1b" if unfinished[_LONGEST_SEQUENCE + 1 :].endswith("\x1b") else "")

"""What a terminal sends, as Textual's events; whatever cannot be one is dropped.

Textual 8.2 decodes strictly, and its ``XTermParser`` raises, hangs or types characters where a sequence is not one that
it expects. Here it gets one whole sequence at a time, only of a kind that means something to the explorer, and what it
makes of it counts only if it is a key, the mouse, the focus or that synchronised updates are known. Reports of a size
are none of these: the size is what the terminal's own settings say, and a resize has its signal.
"""

from __future__ import annotations

import re
import sys
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator

from textual import constants, events, messages
from textual._xterm_parser import XTermParser
from textual.message import Message

from tui.terminal.sequences import SILENCE, Piece, Sequence, Sequences, Typed

_EXPECTED = (events.Key, events.MouseEvent, events.AppFocus, events.AppBlur, messages.TerminalSupportsSynchronizedOutput)
_LAST_COUNTS = ((events.MouseMove,), (events.AppFocus, events.AppBlur))
_MOUSE = re.compile(r"\x1b\[<\d+;\d+;\d+[Mm]")
_SYNCHRONISED = re.compile(r"\x1b\[\?2026;\d\$y")
_KEY = re.compile(r"\x1b(?:O\d?[@-~]|\[\[[A-E]|\[(?!48;.*t)(?P<parameters>[\d;:]*)[@-~$])")
_LARGEST_COORDINATE = 0x7FFF
_SURROGATES = range(0xD800, 0xE000)
_RELEASED = "3"


class Decoder:
    """Reads on where the last bytes ended.

    Args:
        debug: Whether Textual shall log what it gets.
    """

    def __init__(self, *, debug: bool = False) -> None:
        self._debug = debug
        self._characters = getincrementaldecoder("utf-8")("replace")
        self._sequences = Sequences()
        self._parser = XTermParser(debug)
        self._cut = False

    @property
    def cut(self) -> bool:
        """Whether a paste was cut since this was asked last."""
        cut, self._cut = self._cut, False
        return cut

    @property
    def patience(self) -> float | None:
        """Seconds of silence after which to ``give_up``; ``None`` while nothing is unfinished."""
        if self._characters.getstate()[0]:
            return SILENCE
        return self._sequences.patience(constants.ESCAPE_DELAY)

    def feed(self, data: bytes) -> Iterator[Message]:
        """The events that are whole with these bytes; of the pointer's places in a row, or of the focus, only the last one."""
        last: Message | None = None
        for message in self._events(self._sequences.feed(self._characters.decode(data))):
            kinds = next((kinds for kinds in _LAST_COUNTS if isinstance(message, kinds)), None)
            if last is not None and (kinds is None or not isinstance(last, kinds)):
                yield last
            last = message if kinds else None
            if kinds is None:
                yield message
        if last is not None:
            yield last

    def give_up(self) -> Iterator[Message]:
        """Nothing came for as long as ``patience`` said: what is unfinished ends here."""
        if rest := self._characters.decode(b"", final=True):
            yield from self._events(self._sequences.feed(rest))
        else:
            yield from self._events(self._sequences.give_up())

    def _events(self, pieces: Iterable[Piece]) -> Iterator[Message]:
        for piece in pieces:
            if isinstance(piece, Typed):
                yield from self._parsed(piece.text)
            elif isinstance(piece, Sequence):
                yield from self._sequence(piece.text)
            else:
                self._cut |= piece.cut
                yield events.Paste(piece.text.replace("\x00", ""))

    def _sequence(self, sequence: str) -> Iterable[Message]:
        if sequence == "\x1b":
            return (events.Key("escape", sequence),)
        if (known := _known(sequence)) and (parsed := self._parsed(known)):
            return parsed
        if len(sequence) == len("\x1bx"):
            return map(_with_alt, self._parsed(sequence[1]))
        return ()

    def _parsed(self, text: str) -> list[Message]:
        try:
            parsed = list(self._parser.feed(text))
        except Exception:  # noqa: BLE001  whatever it stumbles over, the session goes on without it
            parsed = []
        if not parsed:
            # It may be waiting for more, or not be able to go on.
            before, self._parser = self._parser, XTermParser(self._debug)
            self._parser.last_x, self._parser.last_y = before.last_x, before.last_y
        return [message for message in parsed if isinstance(message, _EXPECTED)]


def _known(sequence: str) -> str | None:
    """A sequence as Textual takes it, if it is of a kind that means something here."""
    numbers = [int(digits) for digits in re.findall(r"[0-9]+", sequence)]
    if _MOUSE.fullmatch(sequence):
        return sequence if max(numbers) <= _LARGEST_COORDINATE else None
    if _SYNCHRONISED.fullmatch(sequence) or len(sequence) == len("\x1bx"):
        return sequence
    key = _KEY.fullmatch(sequence)
    if key is None or not all(number < _SURROGATES.start or _SURROGATES.stop <= number <= sys.maxunicode for number in numbers):
        return None
    return sequence if ":" not in sequence else _pressed(key["parameters"], sequence[-1])


def _pressed(parameters: str, final: str) -> str | None:
    """A key of kitty's protocol without the other codes that it might have had; nothing if it was released."""
    code, modifiers, *text = [*parameters.split(";"), ""][: max(parameters.count(";") + 1, 2)]
    modifiers, _, kind = modifiers.partition(":")
    return None if kind == _RELEASED else "\x1b[" + ";".join((code.partition(":")[0], modifiers, *text)) + final


def _with_alt(message: Message) -> Message:
    """A key that was pressed together with Alt, under the name that Textual gives it."""
    if not isinstance(message, events.Key) or len(message.key) != 1:
        return message
    shift = "shift+" if message.key.isupper() else ""
    return events.Key(f"alt+{shift}{message.key.lower() if shift else message.key}", message.character)

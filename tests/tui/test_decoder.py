"""Whatever a terminal sends is a key, the mouse, the focus, a paste, or nothing; afterwards keys are keys again."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.message import Message

from tests.searching import examples
from tui.terminal.sequences import LONGEST_PASTE
from tui.workarounds.decoder import Decoder

_PIECES = (
    *(b"\x1b" + rest for rest in (b"", b"[", b"]", b"P", b"_G", b"O", b"[M", b"[<", b"[?", b"[200~", b"[201~", b"\\")),
    *(b"0", b"9", b"48", b"57399", b"55296", b"1114112", b"4294967296", b"-1", b";", b":", b"1:3", b"$", b" ", b"!"),
    *(bytes([code]) for code in (*b"\x00\x07\x18\r\xe4\xffu~ARtMmycIq",)),
    *(b"\xc2\x9b", b"\xed\xa0\x80", "ä€𝄞".encode()),
    *(b"\x1b[<0;5;5M", b"\x1b[48;24;80;0;0t", b"\x1b[?2048;2$y", b"\x1b[97;1:3u", b"\x1b]11;rgb:0/0/0\x1b\\"),
)
_INPUT = st.lists(st.one_of(st.sampled_from(_PIECES), st.binary(max_size=8)), max_size=30).map(b"".join)

_LAST_COUNTS = ("AppFocus", "AppBlur", "MouseMove")


def _described(messages: list[Message]) -> list[tuple[str, ...]]:
    return [(type(message).__name__, *(str(item) for item in message.__rich_repr__())) for message in messages]


def _decoded(*chunks: bytes) -> list[Message]:
    decoder = Decoder()
    return list(chain.from_iterable(decoder.feed(chunk) for chunk in chunks))


def _after_silence(decoder: Decoder) -> list[Message]:
    messages: list[Message] = []
    while decoder.patience is not None:
        messages += decoder.give_up()
    return messages


def _keys(messages: list[Message]) -> list[tuple[str, str | None]]:
    assert all(isinstance(message, events.Key) for message in messages)
    return [(message.key, message.character) for message in messages if isinstance(message, events.Key)]


@pytest.mark.slow
@settings(max_examples=examples(1500), derandomize=True)
@given(_INPUT)
def test_nothing_that_is_sent_ends_or_deafens_the_reader(sent: bytes) -> None:
    decoder = Decoder()
    messages = [*decoder.feed(sent), *_after_silence(decoder)]
    for message in messages:
        if isinstance(message, events.Key):
            (message.key + (message.character or "")).encode()
        elif isinstance(message, events.MouseEvent):
            assert 0 <= message.x < 1 << 15
            assert 0 <= message.y < 1 << 15
    assert not any(isinstance(message, events.Resize | events.CursorPosition) for message in messages)
    assert _keys(list(decoder.feed(b"q"))) == [("q", "q")]


@pytest.mark.slow
@settings(max_examples=examples(500), derandomize=True)
@given(_INPUT, st.lists(st.integers(1, 9), max_size=40))
def test_where_input_is_torn_does_not_matter(sent: bytes, lengths: list[int]) -> None:
    chunks, rest = [], sent
    for length in lengths:
        chunks.append(rest[:length])
        rest = rest[length:]
    # Of reports of the pointer and the focus more come through.
    torn, whole = _described(_decoded(*chunks, rest)), _described(_decoded(sent))
    assert [one for one in torn if one[0] not in _LAST_COUNTS] == [one for one in whole if one[0] not in _LAST_COUNTS]


@pytest.mark.slow
@pytest.mark.parametrize("sequence", sorted(ANSI_SEQUENCES_KEYS, key=repr))
def test_every_key_that_textual_knows_stays_that_key(sequence: str) -> None:
    # Escape alone waits for what may follow; two of them are two presses; where the cursor is, nobody asked.
    usual = [message for message in XTermParser().feed(sequence) if not isinstance(message, events.CursorPosition)]
    if sequence not in ("\x1b", "\x1b\x1b"):
        assert _keys(_decoded(sequence.encode())) == _keys(usual)


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        (b"\x1b", [("escape", "\x1b")]),
        (b"\x1b\x1b[C", [("escape", "\x1b"), ("right", None)]),
        (b"\x1bA", [("alt+shift+a", "A")]),
        (b"\x1b[", [("left_square_bracket", "[")]),
        (b"\xe4", [("replacement_character", "\ufffd")]),
        (b"a\xffb", [("a", "a"), ("replacement_character", "\ufffd"), ("b", "b")]),
        (b"\x1b[97;1:1u", [("a", "a")]),
        (b"\x1b[97:65;2:2;65u", [("A", "A")]),
        (b"\x1b[57399;1:3u", []),
        (b"\x1b[97;;55296u", []),
        (b"\x1b[48;100000;100000;0;0t", []),
        (b"\x1b[6;20R", []),
        (b"\x1b[99x", []),
        (b"\x1b[12;", []),
        (b"\x1b[<0;99999;5M", []),
        (b"\x1b[<0;-5;1M", []),
        (b"\x1b[Mabc", []),
        (b"\x1b]11;rgb:0/0/0\x07", []),
        (b"\x1bP1$r0m", []),
        (b"\x1b[" + b"1" * 100_000 + b"A", []),
    ],
)
def test_what_a_sequence_is(sent: bytes, keys: list[tuple[str, str | None]]) -> None:
    decoder = Decoder()
    assert _keys([*decoder.feed(sent), *_after_silence(decoder)]) == keys


def test_of_places_of_the_pointer_in_a_row_and_of_the_focus_the_last_one_counts() -> None:
    lost, first, key, second = _decoded(b"\x1b[I\x1b[O" * 100 + b"\x1b[<35;1;1M\x1b[<35;2;1Mq\x1b[<35;3;1M")
    assert isinstance(lost, events.AppBlur)
    assert isinstance(first, events.MouseMove)
    assert isinstance(second, events.MouseMove)
    assert (first.x, second.x) == (1, 2)
    assert _keys([key]) == [("q", "q")]


def test_the_mouse_still_points_at_cells_after_a_size_was_reported() -> None:
    _, press = _decoded(b"\x1b[?2026;2$y\x1b[?2048;2$y\x1b[48;24;80;0;0t\x1b[<0;5;7M")
    assert isinstance(press, events.MouseDown)
    assert (press.x, press.y) == (4, 6)


@pytest.mark.parametrize("end", [b"\x1b[201~", b"", b"\x1b[20"])
def test_a_paste_ends_with_its_mark_or_with_silence(end: bytes) -> None:
    decoder = Decoder()
    sent = b"\x1b[200~a\x1b[A\x00\r" + end
    pasted, key = *decoder.feed(sent), *_after_silence(decoder), *decoder.feed(b"q")
    assert isinstance(pasted, events.Paste)
    assert pasted.text == "a\x1b[A\r" + (end.decode() if end != b"\x1b[201~" else "")
    assert _keys([key]) == [("q", "q")]


def test_of_a_paste_without_end_so_much_is_kept() -> None:
    decoder = Decoder()
    for chunk in (b"\x1b[200~", *([b"x" * 10_000] * 100)):
        assert list(decoder.feed(chunk)) == []
    (pasted,) = _after_silence(decoder)
    assert isinstance(pasted, events.Paste)
    assert len(pasted.text) == LONGEST_PASTE

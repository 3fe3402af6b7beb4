"""A terminal that sends what no key is: the session goes on, at its size; a defect of ours keeps the work and says so."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest

from presets.kept.drafts import abandoned
from tests.reliability.conftest import Start
from tests.terminal.explorer import environment
from tests.terminal.process import program
from tests.terminal.terminal import Terminal

_HOSTILE = {
    "Latin-1": b"\xe4",
    "no character at all": b"\xff\xfe\xc0\x80\xed\xa0\x80",
    "half a character": b"\xf0\x9f",
    "a key of kitty released": b"\x1b[57399;1:3u",
    "a key that is no character": b"\x1b[99999999999999999999u\x1b[97;;55296u",
    "an absurd size": b"\x1b[48;100000;100000;0;0t",
    "a size without pixels, then the mouse": b"\x1b[?2048;2$y\x1b[48;24;80;0;0t\x1b[<35;5;5M",
    "another size": b"\x1b[?2048;1$y\x1b[48;7;20;70;200t",
    "the mouse far away": b"\x1b[<35;99999999999;99999999999M\x1b[<0;-5;1M\x1b[<;;M\x1b[M\xff\xff\xff",
    "controls": bytes(range(0x80, 0xA0)) + b"\x00\x1c\x1d\x1e\x1f",
    "a reply without an end": b"\x1b]11;rgb:0000/0000/0000",
    "nested sequences": b"\x1b[1;\x1b[2;\x1b]1\x1b[\x1b[" + b"9" * 5000 + b"\x1b[",
    "the cursor's place": b"\x1b[24;80R",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", _HOSTILE)
def test_what_no_key_is_changes_nothing(start: Start, mine: Path, name: str) -> None:
    terminal = start()
    before = terminal.settled()
    terminal.write(_HOSTILE[name])
    # Longer than the end of a sequence is waited for.
    terminal.settled(1.5)
    terminal.press("9", "enter")
    terminal.wait_for("9.0 bugs*")
    terminal.press("u")
    terminal.wait_for("Undone")
    terminal.press("ctrl+l")
    assert len(terminal.settled().splitlines()) == len(before.splitlines())
    assert "bugs left" in terminal.text


@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_leave_a_session_that_answers(start: Start, mine: Path, seed: int) -> None:
    random = Random(seed)
    terminal = start()
    pieces = (b"\x1b[", b"\x1b", b"\x1b]1", b";", b":", b"<", b"M", b"u", b"t", b"R", b"~", *map(b"%d".__mod__, (0, 48, 99999)))
    for _ in range(60):
        # No letters that are keys: what they do is nobody's surprise.
        sent = b"".join(random.choice(pieces) for _ in range(9)) + bytes(random.choices(range(0x80, 0x100), k=5))
        terminal.write(sent)
    terminal.settled(1.5)
    terminal.press("escape", "escape")
    terminal.settled()
    terminal.press("?")
    terminal.wait_for("type to search")


def test_a_byte_that_is_not_utf8_is_typed_as_the_mark_for_that(start: Start, mine: Path) -> None:
    terminal = start()
    terminal.press("o")
    terminal.wait_for("Open a scenario")
    terminal.write(b"g\xe4n\x1b[200~\xff\x1b[201~")
    terminal.wait_for("g\ufffdn\ufffd")


_DEFECT = """
from tui.workarounds.decoder import Decoder
feed = Decoder.feed
Decoder.feed = lambda self, data: feed(self, data) if data != b"u" else 1 / 0
"""


@pytest.mark.slow
def test_a_session_that_dies_of_a_defect_of_its_reader_keeps_the_work_and_fails(home: Path) -> None:
    code = f"import sys\nfrom tui.app import run\n{_DEFECT}\nsys.exit(run('textbook', print, mouse=True))"
    with Terminal(program([sys.executable, "-c", code], environment(home)), 120, 40) as terminal:
        terminal.wait_for("prices of")
        terminal.press("9", "enter")
        terminal.wait_for("9.0 bugs*")
        terminal.press("u")
        assert terminal.wait_for_exit() == 1
    assert [draft.scenario.weak.bugs for draft in abandoned()[0]] == [9.0]

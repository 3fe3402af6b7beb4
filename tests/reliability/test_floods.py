"""More input than anybody types: memory stays what it was, it is said once, and the next key is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.conftest import Start
from tests.terminal.terminal import Terminal

_TOO_MUCH = "Too much came at once"
_MOST_MORE = 20 << 20
"""Bytes that a session may take for what it was sent."""


def _memory(terminal: Terminal) -> int:
    status = Path(f"/proc/{terminal.process.pid}/status").read_text("ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) << 10


_FLOODS = {
    "100 000 keys": b"\x1b[C\x1b[D\x1b[A\x1b[B" * 25_000,
    "one key held": b"\x1b[C" * 100_000,
    "a paste without marks": b"1234.56 7890\n" * 100_000,
    "a paste without an end": b"\x1b[200~" + b"1234.56 7890 " * 100_000,
    "many pastes": (b"\x1b[200~" + b"8" * 10_000 + b"\x1b[201~") * 500,
    "the mouse": b"".join(b"\x1b[<35;%d;9M" % (i % 90 + 1) for i in range(100_000)),
    "reports of the focus": b"\x1b[I\x1b[O" * 75_000,
    "a sequence without an end": b"\x1b[" + b"1;" * 1_500_000,
    "a reply without an end": b"\x1b]11;" + b"1;" * 1_500_000,
    "sizes": b"\x1b[48;100000;100000;0;0t" * 50_000,
}
_SAID = {
    **dict.fromkeys(_FLOODS, _TOO_MUCH),
    **dict.fromkeys(("a paste without marks", "a paste without an end", "many pastes"), "Only 40 characters fit there"),
    # Of these nothing is a key; of the mouse and the focus the last word counts.
    **dict.fromkeys(("the mouse", "reports of the focus", "a sequence without an end", "a reply without an end", "sizes"), ""),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", _FLOODS)
def test_a_flood(start: Start, mine: Path, name: str) -> None:
    terminal = start()
    terminal.settled()
    before = _memory(terminal)
    terminal.write(_FLOODS[name])
    terminal.settled(1.5)
    terminal.wait_for(_SAID[name])
    assert _memory(terminal) - before < _MOST_MORE
    terminal.press("escape")
    terminal.settled()
    terminal.press("?")
    terminal.wait_for("type to search")


def test_what_is_too_long_for_a_value_is_cut_and_said(start: Start, mine: Path) -> None:
    terminal = start()
    terminal.write(b"\x1b[200~" + b"0" * 39 + b"123\x1b[201~")
    terminal.wait_for("Only 40 characters fit there")


def test_what_is_too_long_for_a_name_is_cut_and_said(start: Start, mine: Path, home: Path) -> None:
    terminal = start()
    terminal.write(b"S\x15\x1b[200~" + b"n" * 100 + b"o" * 150 + b"\x1b[201~")
    terminal.wait_for("Only 200 characters fit there")


def test_a_paste_without_an_end_is_the_paste(start: Start, mine: Path) -> None:
    terminal = start()
    terminal.write(b"\x1b[200~9.25")
    terminal.wait_for("= 9.25 bugs")
    terminal.press("enter")
    terminal.wait_for(" 9.25 bugs*")

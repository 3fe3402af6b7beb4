from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.plot.charts import cells_of, terminal
from tests.searching import examples
from tui.terminal.cells import _NARROW, TerminalCells, style_change

WIDTH, HEIGHT = 24, 6
STYLES = ["", "1", "7", "2;31", "38;5;208", "1;38;5;12;48;5;233", "38;2;1;2;3;49", "3;4;39;49", "48;5;7", "97;44", "1;2"]

styles = st.sampled_from(STYLES)
texts = st.text("ab ·⣀▄✕│0", min_size=1, max_size=12)


@st.composite
def paints(draw: st.DrawFn, text: st.SearchStrategy[str] = texts) -> str:
    """A paint as Textual writes it: pieces of rows, each begun by a position."""
    parts = []
    for _ in range(draw(st.integers(1, 6))):
        row, column = draw(st.integers(0, HEIGHT - 1)), draw(st.integers(0, WIDTH - 1))
        parts.append(f"\x1b[{row + 1};{column + 1}H")
        for piece in draw(st.lists(text, min_size=1, max_size=3)):
            # Never past the right edge, as a compositor sees to.
            while cell_len(piece) > WIDTH - column:
                piece = piece[:-1]  # noqa: PLW2901
            column += cell_len(piece)
            style = draw(styles)
            if piece:
                parts.append(f"\x1b[{style}m{piece}\x1b[0m" if style else piece)
    parts.append("\x1b[1;1H")
    return "".join(parts)


@pytest.mark.slow
@settings(deadline=None, max_examples=examples(300))
@given(sequence=st.lists(paints(), min_size=1, max_size=6))
def test_the_terminal_shows_the_same_as_without(sequence: list[str]) -> None:
    cells = TerminalCells(WIDTH, HEIGHT)
    whole, short = terminal(WIDTH, HEIGHT), terminal(WIDTH, HEIGHT)
    written: list[str] = []
    for paint in sequence:
        changes = cells.changes(paint)
        assert changes is not None
        written.append(changes)
    whole, short = terminal(WIDTH, HEIGHT, *sequence), terminal(WIDTH, HEIGHT, *written)
    assert cells_of(whole) == cells_of(short)
    assert (whole.cursor.x, whole.cursor.y) == (short.cursor.x, short.cursor.y)


@pytest.mark.slow
@settings(deadline=None)
@given(paint=paints())
def test_the_same_again_writes_nothing(paint: str) -> None:
    cells = TerminalCells(WIDTH, HEIGHT)
    # A paint may write one cell twice; after the second time it is settled only if the last is.
    cells.changes(paint)
    again = cells.changes(paint)
    if len({part.split("H")[0] for part in paint.split("\x1b[")}) == paint.count("H") and paint.count("H") == 2:
        assert again == ""


def test_only_changed_cells_are_written() -> None:
    cells = TerminalCells(80, 24)
    cells.changes(f"\x1b[3;1H\x1b[38;5;12;48;5;233m{'x' * 80}\x1b[0m\x1b[1;1H")
    changes = cells.changes(f"\x1b[3;1H\x1b[38;5;12;48;5;233m{'x' * 40}y{'x' * 39}\x1b[0m\x1b[1;1H")
    assert changes == "\x1b[3;41H\x1b[38;5;12;48;5;233my\x1b[m\x1b[1;1H"


def test_everything_is_written_after_forgetting() -> None:
    cells = TerminalCells(80, 24)
    paint = "\x1b[3;1H\x1b[31mabc\x1b[0m\x1b[1;1H"
    first = cells.changes(paint)
    assert cells.changes(paint) == ""
    cells.forget()
    assert cells.changes(paint) == first


def test_a_moved_cursor_is_moved() -> None:
    cells = TerminalCells(80, 24)
    cells.changes("\x1b[3;1Habc\x1b[1;1H")
    assert cells.changes("\x1b[3;1Habc\x1b[5;6H") == "\x1b[5;6H"


@pytest.mark.slow
@settings(deadline=None, max_examples=examples(200))
@given(sequence=st.lists(paints(st.text("ab世界é́✅", min_size=1, max_size=5)), min_size=1, max_size=4))
def test_wide_and_odd_characters_are_always_written(sequence: list[str]) -> None:
    cells = TerminalCells(WIDTH, HEIGHT)
    for paint in sequence:
        written = cells.changes(paint)
        assert written is not None
        for character in set(paint) & set("世界✅"):
            assert written.count(character) == paint.count(character)


@pytest.mark.parametrize(
    "paint",
    [
        "\x1b[1;1Habc\x1b[2J\x1b[1;1H",
        "\x1b[1;1Habc\x1b[K",
        "\x1b[1;1H\x1b[31mabc",
        "\x1b[1;1Habc\nabc",
        "\x1b[1;78Habcdef\x1b[1;1H",
        "\x1b[99;1Habc\x1b[1;1H",
        "\x1b[1;1Ha\tb\x1b[1;1H",
        "\x1b[1;1Ha\x1b[?25hb\x1b[1;1H",
        "\x1b[1;1H\x1b]8;id=1;http://example.org\x1b\\a\x1b[1;1H",
    ],
)
def test_what_is_not_understood_is_left_alone_and_forgotten(paint: str) -> None:
    cells = TerminalCells(80, 24)
    known = "\x1b[3;1Habc\x1b[1;1H"
    cells.changes(known)
    assert cells.changes(paint) is None
    assert cells.changes(known) == known


def test_links_are_always_written() -> None:
    cells = TerminalCells(80, 24)
    paint = "\x1b[1;1H\x1b]8;id=1;http://example.org\x1b\\\x1b[4ma\x1b[0m\x1b]8;;\x1b\\b\x1b[1;1H"
    for _ in range(2):
        written = cells.changes(paint)
        assert written is not None
        assert "http://example.org" in written
        assert written.count("\x1b]8;;\x1b\\") == 1


@given(before=styles, after=styles)
def test_style_changes_arrive_at_the_style(before: str, after: str) -> None:
    direct = terminal(4, 1, f"\x1b[0;{after}mx" if after else "\x1b[0mx")
    changed = terminal(4, 1, f"\x1b[0;{before}m" if before else "\x1b[0m", style_change(before, after), "x")
    assert cells_of(changed) == cells_of(direct)


def test_characters_taken_for_narrow_are_narrow() -> None:
    for code in range(0x20, 0x3000):
        character = chr(code)
        if _NARROW.fullmatch(character):
            assert cell_len(character) == 1, hex(code)
            assert unicodedata.east_asian_width(character) not in "WF", hex(code)
            assert unicodedata.category(character) not in ("Mn", "Me", "Cf", "Cc", "Cn"), hex(code)

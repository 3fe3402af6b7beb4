from __future__ import annotations

import pytest

from tui.terminal.paint_filter import PaintFilter

START, END = "\x1b[?2026h", "\x1b[?2026l"
PAINT = "\x1b[1;1H\x1b[31mabc\x1b[0m\x1b[1;1H"
WHOLE = "\x1b[1;1H\x1b[31mabc\x1b[m\x1b[1;1H"


def write(paint_filter: PaintFilter, *writes: str, size: tuple[int, int] = (80, 24)) -> str:
    return "".join(paint_filter.filtered(data, *size) for data in writes)


def test_a_synchronised_frame_is_one_write() -> None:
    paint_filter = PaintFilter()
    assert write(paint_filter, START) == ""
    assert write(paint_filter, PAINT) == ""
    assert write(paint_filter, END) == START + WHOLE + END


def test_a_frame_that_changes_nothing_is_not_sent() -> None:
    paint_filter = PaintFilter()
    write(paint_filter, START, PAINT, END)
    assert write(paint_filter, START, PAINT, END) == ""
    assert write(paint_filter, START, END) == ""


def test_other_writes_within_a_frame_keep_their_place() -> None:
    assert write(PaintFilter(), START, "\x07", PAINT, END) == f"{START}\x07{WHOLE}{END}"


@pytest.mark.parametrize(
    "mode",
    [
        "\x1b[?25l",
        "\x1b[?1000h\x1b[?1003h",
        "\x1b[>25u",
        "\x1b[?2026$p",
        "\x1b]52;c;YWJj\x07",
        "\x1b]0;title\x1b\\",
        "\x07",
        "",
    ],
)
def test_modes_pass_and_change_nothing(mode: str) -> None:
    paint_filter = PaintFilter()
    write(paint_filter, PAINT)
    assert write(paint_filter, mode) == mode
    assert write(paint_filter, PAINT) == ""


@pytest.mark.parametrize("other", ["\x1b[?1049h", "\x1b[?1049l", "\x1b[2J", "text", "\x1b[?47h", "\n", "\x1b[?25;1049h"])
def test_whatever_may_touch_the_screen_makes_the_next_paint_whole(other: str) -> None:
    paint_filter = PaintFilter()
    write(paint_filter, PAINT)
    assert write(paint_filter, other) == other
    assert write(paint_filter, PAINT) == WHOLE


def test_another_size_or_a_request_makes_the_next_paint_whole() -> None:
    paint_filter = PaintFilter()
    write(paint_filter, PAINT)
    assert write(paint_filter, PAINT, size=(81, 24)) == WHOLE
    paint_filter.forget()
    assert write(paint_filter, PAINT, size=(81, 24)) == WHOLE
    assert write(paint_filter, PAINT, size=(81, 24)) == ""

"""Any terminal: sizes, resizing, too small, NO_COLOR, ASCII."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from engine.scenarios.registry import find
from tests.tui.conftest import Hands, Opener
from tui.terminal.abilities import ascii_only, to_ascii
from tui.views.curve_range import Range, choose


@pytest.mark.slow
@pytest.mark.parametrize("size", [(60, 16), (79, 24), (80, 24), (119, 30), (120, 36), (200, 60), (400, 120)])
async def test_nothing_is_clipped_silently(explorers: Opener, size: tuple[int, int]) -> None:
    hands = await explorers(size=size)
    lines = hands.screen_lines()
    assert len(lines) == size[1]
    assert all(len(line) == size[0] for line in lines)
    text = "\n".join(lines)
    assert "WEAK FIRST" in text
    assert "? help" in text
    assert "▸bugs left" in text
    if size[0] >= 80:
        assert "weak only" in text
        assert "Curves" in text


@pytest.mark.slow
@pytest.mark.parametrize("size", [(59, 16), (60, 15), (20, 3), (1, 1)])
async def test_too_small_says_how_large_it_must_be(explorers: Opener, size: tuple[int, int]) -> None:
    hands = await explorers(size=size)
    shown = " ".join("".join(line).strip() for line in hands.screen_lines())
    if size[0] > 10:
        assert f"this is {size[0]}×{size[1]}" in " ".join(shown.split())
    await hands.press("right")
    assert hands.now.value("weak.bugs") == 4.0, "nobody changes what they cannot see"
    await hands.resize(80, 24)
    await hands.press("right")
    assert hands.now.value("weak.bugs") == 4.1


@pytest.mark.slow
async def test_resizing_keeps_everything(hands: Hands) -> None:
    await hands.press("6")
    for size in ((80, 24), (60, 16), (30, 5), (200, 60), (120, 36)):
        await hands.resize(*size)
        assert all(len(line) == size[0] for line in hands.screen_lines())
    assert hands.now.value("weak.bugs") == 6.0
    assert hands.explorer._rows.has_focus
    assert hands.now.undo == "weak bugs left 4.0 → 6.0"


async def test_on_a_narrow_terminal_tab_turns_the_page(explorers: Opener) -> None:
    hands = await explorers(size=(70, 20))
    assert hands.explorer._rows.display
    assert not hands.explorer._table.is_on_screen
    await hands.press("tab")
    assert "weak only" in "\n".join(hands.screen_lines())
    await hands.press("tab")
    assert "▸bugs left" in "\n".join(hands.screen_lines())
    await hands.press("x")
    assert "weak only" in "\n".join(hands.screen_lines())
    await hands.press("escape", "down")
    assert hands.now.focus == "weak.hard_fraction"


async def test_without_colour_everything_is_told_by_words_and_marks(explorers: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    hands = await explorers(size=(80, 24))
    assert hands.app.no_color
    await hands.press("right")
    text = "\n".join(hands.screen_lines())
    assert "▸bugs left" in text
    assert "bugs*" in text


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "de_DE.utf8"}, False),
        ({"LANG": "C"}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ({"LC_CTYPE": "C.UTF-8"}, False),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, True),
        ({"LC_ALL": "en_US.ISO-8859-1"}, True),
        ({"LANG": "C", "CROSSOVER_ASCII": "0"}, False),
        ({"LANG": "en_US.UTF-8", "CROSSOVER_ASCII": "1"}, True),
    ],
)
def test_ascii_where_the_locale_has_no_utf8(environment: dict[str, str], *, expected: bool) -> None:
    assert ascii_only(environment) is expected


def test_ascii_keeps_columns() -> None:
    text = "▸bugs left  φ pᵉ ×1.33 −23 % ∞ ┃ │ … 猫"
    assert to_ascii(text).isascii()
    assert len(to_ascii(text)) == cell_len(text)
    assert to_ascii(text).startswith(">bugs left  f pe x1.33 -23 % 8 # | ~ ??")


@pytest.mark.parametrize("log", [False, True])
def test_the_range_holds_still_while_the_value_is_inside(*, log: bool) -> None:
    bugs = find("weak.bugs")
    first = choose(bugs, 4.0, [5.3], log=log, before=None)
    for value in (4.1, 4.5, 5.0, 6.0, 3.0):
        assert choose(bugs, value, [5.3], log=log, before=first) == first
    far = choose(bugs, 40.0, [5.3], log=log, before=first)
    assert far != first
    assert 0 <= far.place(40.0) <= 1


@pytest.mark.parametrize(
    ("key", "now", "crossovers"),
    [
        ("weak.bugs", 0.0, []),
        ("weak.bugs", 1e6, [1e-3]),
        ("weak.hard_fix_rate", 1e-9, [0.2]),
        ("weak.hard_fix_rate", 1.0, []),
        ("assumptions.attempt_limit", None, []),
        ("assumptions.attempt_limit", 1000.0, []),
        ("workflow.prompt_tokens", 0.0, [5000.0]),
        ("strong.input_price", 1e300, []),
        ("strong.input_price", 1.7e308, [1e308]),
        ("strong.input_price", 5e-324, []),
        ("strong.input_price", 0.0, [5e-324]),
        ("weak.bugs", 1e-310, [1e300]),
        ("weak.hard_fix_rate", 5e-324, [5e-324]),
        ("lineup.escalate_after", 0.0, []),
        ("both.bugs", None, [3.0]),
    ],
)
@pytest.mark.parametrize("log", [False, True])
def test_a_range_can_always_be_drawn(key: str, now: float | None, crossovers: list[float], *, log: bool) -> None:
    shown: Range = choose(find(key), now, crossovers, log=log, before=None)
    assert shown.low < shown.high < 1e308, "twice of it is a number"
    assert not log or shown.low > 0
    assert choose(find(key), now, crossovers, log=log, before=shown) == shown
    # Values beyond all that can be drawn are at an end.
    if now is not None and (now > 0 or not log) and not (0 < now < 1e-200 or now > 1e300):
        assert -1e-9 <= shown.place(now) <= 1 + 1e-9


@pytest.mark.slow
@pytest.mark.parametrize("key", ["question_mark", "o", "m", "S", "i", "w", "q", "ctrl+p", "T"])
async def test_dialogs_survive_every_size(hands: Hands, key: str) -> None:
    await hands.press("right", key)
    assert hands.app.screen is not hands.explorer
    for size in ((1, 1), (3, 2), (5, 40), (200, 1), (40, 8), (80, 24)):
        await hands.resize(*size)
    await hands.press("escape")
    assert hands.app.screen is hands.explorer


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60)])
async def test_the_verdict_warns_of_an_outgrown_window(explorers: Opener, size: tuple[int, int]) -> None:
    hands = await explorers(size=size)
    assert "context window outgrown: A in 7.4 % of runs" in hands.verdict
    assert hands.verdict.index("until") < hands.verdict.index("outgrown")
    await hands.find("weak context window")
    await hands.press("enter", *["backspace"] * 6, "n", "o", "n", "e", "enter")
    assert hands.now.value("weak.context_window") is None
    assert "outgrown" not in hands.verdict

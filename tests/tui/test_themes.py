"""Choosing the colours: the whole screen follows at once, Esc puts the old ones back, Enter is remembered."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import pytest
from rich.style import Style
from textual.theme import BUILTIN_THEMES

from tests.tui.conftest import Hands, Opener
from tests.tui.test_settings import write
from tui.state.settings import FILE, THEMES, Settings, load

Cells: TypeAlias = list[list[tuple[str, Style | None]]]


def cells(hands: Hands) -> Cells:
    """Every cell of the screen with its style; the colour that a blank's text would have does not show."""
    return [
        [(character, _shown(character, segment.style)) for segment in line for character in segment.text]
        for line in hands.app.screen._compositor.render_strips()
    ]


def _shown(character: str, style: Style | None) -> Style | None:
    return Style(bgcolor=style.bgcolor) if style and character == " " and not style.reverse else style


async def painted(explorers: Opener, theme: str, view: str, size: tuple[int, int]) -> Cells:
    """The screen of an explorer that was started with a theme."""
    hands = await explorers(settings=Settings(theme=theme), size=size)
    await hands.press(view)
    return cells(hands)


async def try_theme(hands: Hands, theme: str) -> None:
    """Open the list and move to a theme."""
    await hands.press("T")
    steps = THEMES.index(theme) - THEMES.index(hands.app.theme)
    await hands.press(*["down" if steps > 0 else "up"] * abs(steps))
    await hands.pilot.pause()


PAIRS = [("ansi-dark", "nord"), ("nord", "ansi-light"), ("textual-light", "dracula"), ("ansi-dark", "ansi-light")]


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after", "view"), [*((*pair, "C") for pair in PAIRS), (*PAIRS[0], "F"), (*PAIRS[1], "M")])
async def test_the_whole_screen_is_painted_in_a_theme_that_is_taken(
    explorers: Opener, before: str, after: str, view: str
) -> None:
    expected = await painted(explorers, after, view, (120, 36))
    hands = await explorers(settings=Settings(theme=before))
    await hands.press(view)
    first = cells(hands)
    await try_theme(hands, after)
    await hands.press("enter")
    await hands.press("escape")
    # What was said about it stands in the last rows but one.
    assert cells(hands)[:-3] == expected[:-3]
    assert first != expected or {before, after} == {"ansi-dark", "ansi-light"}


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_theme_is_tried_on_the_whole_screen_while_one_moves(explorers: Opener, size: tuple[int, int]) -> None:
    expected = await painted(explorers, "nord", "C", size)
    hands = await explorers(size=size)
    await hands.press("C")
    before = cells(hands)
    await try_theme(hands, "nord")
    shown = cells(hands)
    text = ["".join(character for character, _ in line) for line in shown]
    top = next(y for y, line in enumerate(text) if "╭" in line)
    bottom = next(y for y, line in enumerate(text) if "╰" in line)
    right = text[top].index("╮") + 1
    assert right <= size[0] // 2, "half of the screen is free to show it"
    for y, line in enumerate(shown):
        assert line[right if top <= y <= bottom else 0 :] == expected[y][right if top <= y <= bottom else 0 :], y
    await hands.press("escape")
    assert cells(hands) == before
    assert hands.app.theme == "ansi-dark"


async def test_every_theme_is_offered_and_the_one_in_use_is_marked(explorers: Opener) -> None:
    assert set(THEMES) == set(BUILTIN_THEMES)
    hands = await explorers(settings=Settings(theme="nord"))
    await hands.press("T")
    marked = [line for line in hands.screen_lines() if "●" in line and "│" in line and "nord" in line]
    assert len(marked) == 1
    await hands.press("down")
    assert any("● nord" in line for line in hands.screen_lines()), "the one in use, not the one that is tried"


@pytest.mark.slow
async def test_what_is_taken_is_remembered(explorers: Opener, home: Path) -> None:
    write('# mine\n[keys]\n"explorer.pin" = "b"\n')
    hands = await explorers()
    await hands.press("T")
    await hands.write("drac")
    await hands.press("enter")
    assert hands.app.theme == "dracula"
    assert hands.message == "dracula is used from now on; settings.toml remembers it"
    assert load() == Settings({"explorer.pin": "b"}, "dracula")
    assert (home / FILE).read_text().endswith('# mine\n[keys]\n"explorer.pin" = "b"\n')


@pytest.mark.slow
async def test_what_cannot_be_remembered_is_said_and_used_all_the_same(explorers: Opener, home: Path) -> None:
    write("theme = nord\n")
    hands = await explorers()
    await hands.press("T")
    await hands.write("drac")
    await hands.press("enter")
    assert hands.app.theme == "dracula"
    assert hands.message.startswith("dracula is used until you leave; it is not remembered: ")
    assert "line 1" in hands.message
    assert (home / FILE).read_text() == "theme = nord\n"


@pytest.mark.slow
async def test_a_search_without_a_match_changes_nothing(explorers: Opener, home: Path) -> None:
    hands = await explorers(settings=Settings(theme="nord"))
    await hands.press("T")
    await hands.write("zzz")
    await hands.press("enter", "escape")
    assert hands.app.theme == "nord"
    assert not (home / FILE).exists()

"""Searching in lists: the very name comes first, what does not match is not there, and nothing is said to be nothing."""

from __future__ import annotations

import pytest
from textual.command import Hit
from textual.widgets import Input, OptionList, Static

from presets.files.searching import has_words
from presets.scenarios.library import open_scenario, own_path
from tests.tui.conftest import Hands, Opener
from tui.dialogs.picker import Picker
from tui.keys.registry import by_id
from tui.screens.palette import KeyCommands
from tui.widgets.matching import best_first, closeness


def listed(hands: Hands) -> list[str]:
    """The ids of the lines of the list in front."""
    options = hands.app.screen.query_one(OptionList)
    return [str(option.id) for option in options.options]


def chosen(hands: Hands) -> str | None:
    assert isinstance(hands.app.screen, Picker)
    return hands.app.screen.chosen


def test_words_and_closeness() -> None:
    assert has_words("Opus claude", "anthropic/claude-opus Claude Opus")
    assert not has_words("opus gpt", "Claude Opus")
    assert has_words("", "anything")
    assert [closeness("text", *names) for names in (("a", "Text"), ("textbook",), ("my-text",))] == [0, 1, 2]
    names = ["my-textbook", "textbook-2", "other textbook", "textbook"]
    assert best_first("TextBook ", names, lambda name: (name,)) == ["textbook", "textbook-2", "my-textbook", "other textbook"]
    assert best_first(" ", names, lambda name: (name,)) == names


@pytest.mark.slow
@pytest.mark.parametrize("opened", ["a-textbook", "textbook-2", "swe-issue"])
async def test_o_puts_the_very_name_first(explorers: Opener, opened: str) -> None:
    for name in ("a-textbook", "textbook-2"):
        hands = await explorers()
        hands.explorer.workspace.save_as(name)
    hands = await explorers(opened)
    await hands.press("o")
    assert chosen(hands) == opened
    await hands.write("textbook")
    assert listed(hands) == ["textbook", "textbook-2", "a-textbook"]
    assert chosen(hands) == "textbook"
    await hands.press("enter")
    await hands.pilot.pause()
    assert hands.explorer.workspace.title == "textbook"


@pytest.mark.slow
async def test_m_puts_the_very_name_first_whatever_model_is_in_use(hands: Hands) -> None:
    await hands.press("m")
    names = listed(hands)
    await hands.write("claude-haiku-4-5")
    assert chosen(hands) == listed(hands)[0] == "anthropic/claude-haiku-4-5"
    assert len(listed(hands)) < len(names)


async def test_the_very_key_comes_first_in_help(hands: Hands) -> None:
    await hands.press("question_mark", "x")
    assert listed(hands)[0] in ("explorer.plot", "map.across")


@pytest.mark.slow
@pytest.mark.parametrize("key", ["o", "m", "question_mark"])
async def test_a_search_without_a_match_shows_nothing_and_says_so(hands: Hands, key: str) -> None:
    await hands.press(key)
    await hands.write("xyzzy")
    assert listed(hands) == []
    assert "Nothing has all of these words." in str(hands.app.screen.query_one("#preview", Static).render())
    await hands.press("enter")
    assert hands.app.screen is not hands.explorer
    await hands.press("escape")
    assert hands.app.screen is hands.explorer


@pytest.mark.slow
async def test_the_palette_finds_words_not_letters(hands: Hands) -> None:
    async def found(text: str) -> list[str]:
        return [str(hit.match_display) async for hit in KeyCommands(hands.explorer).search(text) if isinstance(hit, Hit)]

    assert await found("xyzzy") == []
    assert (await found("save as"))[0] == "save as (S)"
    assert (await found("report"))[0] == "write report (w)"
    assert len(await found("s")) > len(await found("sa")) > 0
    await hands.press("ctrl+p")
    await hands.write("save as")
    await hands.app.workers.wait_for_complete()
    await hands.press("enter")
    await hands.pilot.pause()
    assert hands.app.screen.query_one(Input).value == "my textbook"


async def test_what_a_dialog_proposes_is_replaced_by_typing(hands: Hands) -> None:
    await hands.press("S")
    await hands.write("mine")
    await hands.press("enter")
    await hands.pilot.pause()
    assert hands.explorer.workspace.title == "mine"
    assert own_path("mine").exists()


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (60, 24), (120, 36)])
async def test_a_preview_that_has_no_room_for_all_ends_in_an_ellipsis(explorers: Opener, size: tuple[int, int]) -> None:
    hands = await explorers(size=size)
    await hands.press("o")
    for name in ("textbook", "swe-issue"):
        await hands.press("ctrl+u")
        await hands.write(name)
        preview = hands.app.screen.query_one("#preview", Static)
        said = str(preview.render()).rstrip()
        assert said.endswith(" …")
        last = said.split()[-2]
        assert last in open_scenario(name).scenario.notes.split()
        shown = " ".join(line.strip("│ ") for line in hands.screen_lines())
        assert f"{last} …" in shown


@pytest.mark.parametrize("key", ["o", "m"])
async def test_what_the_keys_of_a_list_do_has_room_in_a_line(explorers: Opener, key: str) -> None:
    hands = await explorers(size=(80, 24))
    await hands.press(key)
    hint = hands.app.screen.query_one(".hint", Static)
    assert hint.size.height == 1


async def test_the_scenario_in_use_is_seen_in_the_list(explorers: Opener) -> None:
    hands = await explorers("textbook", (80, 24))
    await hands.press("o")
    assert any("textbook" in line and "bundled" in line for line in hands.screen_lines())


@pytest.mark.slow
async def test_help_keeps_each_key_to_a_line_and_shows_the_one_in_focus_whole(explorers: Opener) -> None:
    hands = await explorers("textbook", (80, 24))
    await hands.press("question_mark")
    await hands.write("crossover, where")
    shown = [line.strip("│ ") for line in hands.screen_lines()]
    assert any(line.startswith("g  ") and line.endswith("…") for line in shown)
    whole = " ".join(" ".join(shown).split())
    assert by_id()["explorer.crossover"].tooltip.split(".")[0] in whole

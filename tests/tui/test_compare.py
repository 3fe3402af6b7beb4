"""Pinned scenarios side by side."""

from __future__ import annotations

import pytest

from presets.scenarios.library import open_scenario
from tests.tui.conftest import Hands, Opener
from tui.reports.comparison import Part, comparison
from tui.state.session import Session
from tui.views.compare import Compare


def session(*bugs: float) -> Session:
    """A session with one pin for each number of bugs."""
    made = Session(open_scenario("textbook").scenario)
    for count in bugs:
        made.assign({"weak.bugs": count})
        made.pin()
    return made


def test_results_then_differences_then_the_rest() -> None:
    made = session(4.0, 9.0)
    made.assign({"weak.bugs": 6.0, "workflow.context": "shared"})
    entries = comparison(made.snapshot)
    parts = [entry.part for entry in entries if entry.part is not Part.HEADING]
    assert parts == sorted(parts, key=[Part.RESULT, Part.DIFFERENT, Part.SAME].index)
    table = {entry.label: entry for entry in entries}
    assert table["weak bugs left"].cells == ("6.0", "4.0", "9.0")
    assert table["weak bugs left"].marks == (" ", "≠", "≠")
    assert table["context"].cells == ("shared", "fresh", "fresh")
    assert table["prompt"].part is Part.SAME
    assert table["A strong → weak"].marks == ("✓", " ", "✓")
    assert table["B weak → strong"].marks == (" ", "✓", " ")
    assert table["flips at q_w"].cells[1:] == ("5.335", "5.335")
    assert "2 inputs differ" in table


def test_a_pin_like_the_scenario_differs_nowhere() -> None:
    assert "No input differs" in {entry.label for entry in comparison(session(4.0).snapshot)}


def test_ties_and_endless_costs() -> None:
    made = session(4.0)
    made.go_to_crossover("weak.bugs")
    assert comparison(made.snapshot)[2].cells[0] == "tie"
    made.assign({"assumptions.fading": 0.5})
    table = {entry.label: entry for entry in comparison(made.snapshot)}
    assert table["A strong → weak"].cells[0] == "∞"


def test_texts_from_files_are_harmless() -> None:
    from dataclasses import replace

    scenario = open_scenario("textbook").scenario
    evil = replace(scenario, name="\x1b[2J", strong=replace(scenario.strong, model="x/\x1b]52;c;aa\x07"))
    made = Session(evil)
    made.pin()
    assert all("\x1b" not in cell for entry in comparison(made.snapshot) for cell in entry.cells)


# With keys


def shown(hands: Hands) -> str:
    return "\n".join(hands.explorer.query_one(Compare).shown)


async def test_nothing_pinned(hands: Hands) -> None:
    await hands.press("P")
    assert "Nothing is pinned yet" in shown(hands)
    await hands.press("tab", "left", "right", "down", "pagedown", "enter", "delete")
    assert not hands.now.modified


async def test_choosing_swapping_removing(hands: Hands) -> None:
    await hands.press("p", "right", "p", "right", "P")
    assert "pin 1" in shown(hands)
    assert "pin 2" in shown(hands)
    await hands.press("tab", "left")
    assert "▸pin 1" in shown(hands)
    now = hands.now.value("weak.bugs")
    await hands.press("enter")
    assert hands.now.value("weak.bugs") == 4.0
    assert hands.now.pins[0].scenario.weak.bugs == now
    await hands.press("right", "backspace")
    assert len(hands.now.pins) == 1
    await hands.press("delete")
    assert not hands.now.pins
    assert "Nothing is pinned yet" in shown(hands)


async def test_the_newest_pin_is_chosen(hands: Hands) -> None:
    await hands.press("P", "p", "right", "p", "right", "p")
    assert "▸pin 3" in shown(hands)


@pytest.mark.slow
async def test_many_pins_scroll_sideways(explorers: Opener) -> None:
    hands = await explorers(size=(80, 24))
    await hands.press(*["p", "right"] * 6, "P", "tab")
    assert "4 more" in shown(hands)
    await hands.press(*["left"] * 9)
    assert "▸pin 1" in shown(hands)
    assert "pin 6" not in shown(hands)
    await hands.press(*["right"] * 9)
    assert "▸pin 6" in shown(hands)


@pytest.mark.slow
async def test_scrolling_down(explorers: Opener) -> None:
    hands = await explorers(size=(80, 24))
    await hands.press("p", "right", "P", "tab")
    assert "A strong → weak" in shown(hands)
    await hands.press("down", "j", "pagedown")
    assert "A strong → weak" not in shown(hands)
    await hands.press(*["pagedown"] * 20)
    assert "advised, hard" in shown(hands)
    await hands.press("up", "k", *["pageup"] * 20)
    assert "A strong → weak" in shown(hands)


async def test_names_where_they_differ(hands: Hands) -> None:
    await hands.press("p")
    hands.explorer.workspace.open(open_scenario("swe-issue"))
    await hands.press("P")
    lines = hands.explorer.query_one(Compare).shown
    assert "SWE-bench" in lines[1]
    assert "Textbook" in lines[1]


async def test_the_mouse(hands: Hands) -> None:
    await hands.press("p", "right", "p", "P")
    await hands.pilot.click(Compare, offset=(40, 0))
    await hands.pilot.pause()
    assert "▸pin 1" in shown(hands)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(60, 24), (80, 24), (120, 36), (200, 60)])
async def test_every_size(explorers: Opener, size: tuple[int, int]) -> None:
    hands = await explorers(size=size)
    await hands.press("p", "right", "p", "right", "P")
    view = hands.explorer.query_one(Compare)
    assert all(len(line) <= view.size.width for line in view.shown)
    assert "✓" in shown(hands)


@pytest.mark.slow
async def test_columns_are_as_wide_as_what_they_hold_where_there_is_room(explorers: Opener) -> None:
    hands = await explorers("refactor", (200, 60))
    await hands.press("p", "right", "p", "right", "P")
    table = "\n".join(hands.explorer.query_one(Compare).shown)
    assert "claude-opus-5-5" in table
    assert "…" not in table
    narrow = await explorers("refactor", (120, 36))
    await narrow.press("ctrl+x", "p", "right", "P")
    model = next(line for line in narrow.explorer.query_one(Compare).shown if "strong model" in line)
    assert model.count("claude-opus-5-5") == 2


@pytest.mark.slow
async def test_the_saving_is_shown_whole_where_columns_are_narrow(explorers: Opener) -> None:
    hands = await explorers("swe-issue", size=(80, 24))
    await hands.press("p", "right", "p", "right", "P")
    view = hands.app.screen.query_one(Compare)
    (line,) = (line for line in view.shown if line.strip().startswith("cheaper"))
    assert "…" not in line
    assert line.count("%") == 3
    hands = await explorers("swe-issue", size=(120, 36))
    await hands.press("p", "P")
    view = hands.app.screen.query_one(Compare)
    assert any("B −15 %" in line for line in view.shown)

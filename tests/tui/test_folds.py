"""Panels whose rows say nothing are one line, until somebody opens them or something leads to a row of theirs."""

from __future__ import annotations

import pytest

from engine.scenarios.registry import PARAMETERS, assign
from engine.scenarios.steps import stepped
from presets.scenarios.library import entries, open_scenario
from tests.tui.conftest import Hands, Opener
from tui.state.panels import FOLDS, PANEL_OF, ROW_KEYS
from tui.state.session import Session

FOLDED = ["what if", "calls", "waiting", "compaction", "strong.long prompts", "weak.long prompts"]
FOLDED += ["lineup.advice", "lineup.router", "lineup.plan first"]
"""The panels that say nothing in the textbook example, in the order of the screen."""

IN_FOLDS = [key for key in ROW_KEYS if PANEL_OF[key].folds and not PARAMETERS[key].linked]


@pytest.fixture
def session() -> Session:
    return Session(open_scenario("textbook").scenario)


def folded(session: Session) -> list[str]:
    return [key for key in FOLDS if key in session.snapshot.folded]


def heading(hands: Hands, key: str) -> str:
    """The line of a panel's heading."""
    return next(line for line in hands.rows.split("\n") if line[1:].startswith(FOLDS[key].title))


def test_the_textbook_example_folds_what_it_does_not_use(session: Session) -> None:
    assert folded(session) == FOLDED
    hidden = [key for key in ROW_KEYS if key not in session.snapshot.places]
    assert hidden == [p.key for key in FOLDED for p in FOLDS[key].parameters]


@pytest.mark.parametrize("name", [entry.name for entry in entries()])
def test_nothing_that_a_scenario_says_is_folded(name: str) -> None:
    session = Session(open_scenario(name).scenario)
    for key in ROW_KEYS:
        parameter = PARAMETERS[key]
        says = not parameter.required and not parameter.linked and session.snapshot.value(key) != parameter.default
        assert key in session.snapshot.places or not says, key


@pytest.mark.parametrize("key", IN_FOLDS)
def test_a_row_that_is_set_is_there_wherever_the_focus_is_and_when_it_is_undone_no_more(session: Session, key: str) -> None:
    fold, before = PANEL_OF[key].key, folded(session)
    session.step(key, 3)
    assert fold not in session.snapshot.folded
    assert fold not in session.snapshot.places, "a heading that cannot be folded is no place to stop at"
    session.undo()
    assert folded(session) == before


@pytest.mark.parametrize("key", IN_FOLDS)
def test_what_is_saved_or_pinned_is_there_too(session: Session, key: str) -> None:
    plain, fold = session.scenario, PANEL_OF[key].key
    used = assign(plain, {key: stepped(PARAMETERS[key], session.snapshot.value(key), 3)})
    session.open(used, plain)
    assert fold not in session.snapshot.folded
    session.open(plain)
    assert (fold in session.snapshot.folded) == (fold in FOLDED)
    session.open(used)
    session.pin()
    session.open(plain)
    assert fold not in session.snapshot.folded


@pytest.mark.slow
@pytest.mark.parametrize("key", ROW_KEYS)
def test_whatever_is_plotted_against_or_gone_to_is_there(session: Session, key: str) -> None:
    session.plot_against(key)
    assert key in session.snapshot.places
    session.plot_against("weak.bugs")
    session.focus(key)
    assert key in session.snapshot.places
    session.focus("weak.bugs")
    assert key in session.snapshot.places, "it does not close behind those who leave"


def test_which_panels_are_open_is_no_step_of_the_history_and_outlives_a_scenario(session: Session) -> None:
    session.step("lineup.advice", 1)
    assert "lineup.advice" not in session.snapshot.folded
    assert not session.snapshot.modified
    assert not session.snapshot.undo
    session.step("weak.bugs", 1)
    session.undo()
    assert "lineup.advice" not in session.snapshot.folded
    session.open(open_scenario("refactor").scenario)
    assert "lineup.advice" not in session.snapshot.folded


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_a_folded_panel_is_one_dim_line_with_its_name(explorers: Opener, size: tuple[int, int]) -> None:
    hands = await explorers(size=size)
    await hands.press(*["down"] * 4)
    line = next(line for line in hands.explorer._rows._lines if line[0][0].startswith("+What if"))
    assert heading(hands, "what if").rstrip("│┃ ").endswith("─ 3 rows")
    assert {style for _, style in line} == {"dim"}
    assert "price factor" not in hands.rows


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 16)])
@pytest.mark.parametrize("key", ["right", "enter"])
async def test_a_key_opens_a_panel_with_all_of_its_rows_in_sight(explorers: Opener, size: tuple[int, int], key: str) -> None:
    hands = await explorers(size=size)
    for fold in reversed(FOLDED):
        hands.explorer.session.focus(fold)
        await hands.press(key)
        assert hands.row.startswith(f"▸{FOLDS[fold].title} ──")
        for parameter in FOLDS[fold].parameters:
            assert f"\n {FOLDS[fold].label(parameter)[:10]}" in hands.rows
        await hands.press("down")
        assert hands.now.focus == FOLDS[fold].parameters[0].key
        assert heading(hands, fold).startswith("-")
        await hands.press("up", "enter" if key == "enter" else "left")
        assert hands.row.startswith(f"▸{FOLDS[fold].title} ─")
        assert fold in hands.now.folded


@pytest.mark.slow
async def test_the_keys_go_from_line_to_line_and_never_to_what_is_folded(hands: Hands) -> None:
    await hands.press("home")
    seen = [hands.now.focus]
    while seen[-1:] != seen[-2:-1]:
        assert hands.row
        await hands.press("down")
        seen.append(hands.now.focus)
    assert seen[:-1] == hands.now.places
    assert [key for key in seen[:-1] if key in FOLDS] == FOLDED
    await hands.press("pageup", "pageup")
    assert hands.now.focus == "lineup.advice"
    await hands.press("pagedown", "pagedown", "pagedown")
    assert hands.now.focus == "lineup.plan first"


async def test_the_help_of_a_heading_names_what_is_in_it(hands: Hands) -> None:
    hands.explorer.session.focus("weak.long prompts")
    await hands.press("shift+left")
    assert hands.message == "weak long prompts goes no further than folded"
    await hands.press("right")
    assert hands.message.startswith("Weak, long prompts: long above · long input · long output. Folded while ")


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("5", "what if is no number; ← → change it"),
        ("x", "what if is folded or open, no number to plot against; ←→ change it"),
        ("g", "no crossover along what if: it is folded or open, not a number"),
        ("backspace", "what if is as it was saved"),
    ],
)
async def test_keys_for_values_say_that_a_heading_has_none(hands: Hands, key: str, said: str) -> None:
    hands.explorer.session.focus("what if")
    await hands.press(key)
    assert hands.message == said
    await hands.press(key)
    assert hands.now.editing is None
    assert not hands.now.modified
    assert hands.now.axis == "weak.bugs"


async def test_a_heading_is_no_axis_of_the_map(hands: Hands) -> None:
    hands.explorer.session.focus("strong.long prompts")
    await hands.press("X")
    assert "strong long prompts is no number, so it cannot be an axis" in "\n".join(hands.screen_lines())


async def test_m_on_a_heading_is_about_its_model(hands: Hands) -> None:
    hands.explorer.session.focus("strong.long prompts")
    await hands.press("m")
    assert "Model for STRONG" in "\n".join(hands.screen_lines())


@pytest.mark.slow
async def test_finding_opens_what_it_finds_and_nothing_that_it_passes(hands: Hands) -> None:
    await hands.press("slash")
    await hands.write("advi")
    assert hands.now.focus == "lineup.advice_rate"
    assert hands.row.startswith("▸advice rate")
    await hands.press("ctrl+u", *["backspace"] * 4)
    await hands.write("planned")
    assert hands.row.startswith("▸planned bugs")
    assert "lineup.advice" in hands.now.folded
    await hands.press("enter", "home")
    assert "lineup.plan first" not in hands.now.folded
    await hands.press("slash")
    await hands.write("advi")
    await hands.press("escape")
    assert "lineup.advice" in hands.now.folded
    assert hands.now.focus == ROW_KEYS[0]


async def test_n_goes_on_from_a_heading(hands: Hands) -> None:
    await hands.find("long output")
    first = hands.now.focus
    hands.explorer.session.focus("weak.long prompts" if first.startswith("strong") else "strong.long prompts")
    await hands.press("n")
    assert hands.now.focus.endswith("long_output_price")
    assert hands.now.focus != first
    assert hands.row.startswith("▸long output")


@pytest.mark.slow
async def test_a_view_leads_to_a_row_that_was_folded(hands: Hands) -> None:
    await hands.press("L", "tab", "home")
    for _ in range(12):
        await hands.press("enter")
        if hands.now.focus == "lineup.advice_rate":
            break
        await hands.press(*["tab"] * hands.explorer._rows.has_focus, "down")
    assert hands.row.startswith("▸advice rate")
    await hands.press("home")
    assert "lineup.advice" not in hands.now.folded


@pytest.mark.slow
async def test_a_models_dearer_prices_of_long_prompts_open_their_panel(explorers: Opener) -> None:
    hands = await explorers(size=(80, 24))
    await hands.press("m")
    await hands.write("haiku")
    await hands.press("down", "enter")
    assert "weak.long prompts" not in hands.now.folded
    assert "strong.long prompts" in hands.now.folded
    await hands.press("u")
    assert "weak.long prompts" in hands.now.folded


@pytest.mark.slow
async def test_a_panel_does_not_close_under_the_hands(hands: Hands) -> None:
    await hands.find("planned bugs")
    await hands.press("right")
    assert hands.now.value("lineup.planned_bugs") == 1.0
    await hands.press("backspace")
    assert hands.row.startswith("▸planned bugs")
    await hands.press("up", "up", "left")
    assert hands.row.startswith("▸Plan first ─")
    assert "lineup.plan first" in hands.now.folded


async def test_a_click_opens_and_folds(hands: Hands) -> None:
    where = (5, hands.rows.split("\n").index(heading(hands, "what if")))
    await hands.pilot.click("#rows", offset=where)
    assert "strong price factor" in hands.rows
    await hands.pilot.click("#rows", offset=(5, where[1] + 1))
    assert hands.now.focus == "strong.price_scale"
    assert hands.now.editing is None
    await hands.pilot.click("#rows", offset=where)
    assert "strong price factor" not in hands.rows
    assert hands.now.focus == "what if"

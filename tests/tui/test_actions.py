"""The explorer's own keys: crossovers, context, undo, pins, views, zoom."""

from __future__ import annotations

import math

import pytest

from engine.prices.costs import costs
from engine.scenarios.parameters import Dependence
from engine.scenarios.registry import assign, find
from engine.verdict import judge
from presets.scenarios.library import entries, open_scenario
from tests.tui.conftest import Hands, Opener
from tui.keys.views import VIEWS
from tui.screens.palette import KeyCommands
from tui.state.panels import ROW_KEYS
from tui.state.session import Session

JUMPS = "where the costs depend on it, they jump from one value to the next"


@pytest.mark.slow
async def test_g_goes_to_the_crossover(hands: Hands) -> None:
    await hands.press("g")
    assert "A TIE" in hands.verdict
    assert "weak bugs left is at its crossover, 5.3" in hands.message
    await hands.press("u")
    assert hands.message.startswith("Undone: weak bugs left 4.0 → 5.3")
    await hands.find("attempt limit")
    await hands.press("g")
    assert hands.message == f"no crossover along attempt limit [N]: {JUMPS}"
    assert not hands.now.modified


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("cache hits", "no crossover along cache hits [h]: it changes neither cost now (used with caching on)"),
        ("hand-off", "no crossover along hand-off cost [H]: it changes neither cost now (used with an attempt limit)"),
        ("generation", "no crossover along generation [G₀]: weak first wins at any value"),
        ("fading", "no crossover along fading [δ]: weak first wins wherever a cost is finite"),
        ("caching", "no crossover along caching: it is on or off, not a number"),
        ("context", "no crossover along context: it is fresh or shared, not a number"),
        ("weak long above", f"no crossover along weak long above [Λ_w]: {JUMPS}"),
        (
            "weak long input",
            "no crossover along weak long input [c_w⁺in]: it changes neither cost now (used where prompts get so long)",
        ),
        ("weak context window", f"no crossover along weak context window [W_w]: {JUMPS}"),
        ("advice rate", "no crossover along advice rate [u]: A and B do not depend on it"),
    ],
)
async def test_g_says_why_there_is_no_crossover(hands: Hands, part: str, sentence: str) -> None:
    await hands.find(part)
    await hands.press("g")
    assert hands.message.startswith(sentence)
    assert not hands.now.modified


async def test_g_at_the_only_crossover_says_so(hands: Hands) -> None:
    await hands.press("g", "down", "up", "g")
    assert hands.message.startswith("weak bugs left is at its only crossover already, 5.3")
    assert len(hands.explorer.session.history.labels) == 1
    await hands.press("F", "tab", "g")
    assert hands.message.endswith(" is at its only crossover already")


async def test_g_in_what_flips_it_says_why_there_is_no_crossover(hands: Hands) -> None:
    await hands.press("F", "tab", "end", "g")
    assert hands.message.startswith("no crossover along ")


@pytest.mark.slow
@pytest.mark.parametrize("scenario", [entry.name for entry in entries()])
def test_what_g_says_of_every_row_is_true(scenario: str) -> None:
    session = Session(open_scenario(scenario).scenario)
    for key in ROW_KEYS:
        session.focus(key)
        parameter, now = find(key), session.snapshot
        if now.next_crossover(key) is not None or not parameter.kind.numeric:
            continue
        crossings, domain = now.crossings(key), parameter.kind.domain
        top = domain.reach if not domain.open_high else 0.9
        bottom = max(domain.low, 0.01)
        tried = [x for x in (parameter.entry.start, (top + bottom) // 2, (top + bottom) / 2, bottom, top) if x in domain]
        verdicts = [judge(costs(assign(now.scenario, {key: x}))) for x in tried]
        spans = {(verdict.cost_a, verdict.cost_b) for verdict in verdicts}
        if crossings is None:
            assert parameter.kind.dependence is Dependence.STEPPED or len(spans) == 1, key
        elif crossings.idle:
            assert len(spans) == 1, key
        elif crossings.throughout:
            winners = {verdict.cheaper for verdict in verdicts if math.isfinite(verdict.cost)}
            assert winners == {crossings.throughout}, key
            assert crossings.finite or parameter.key in ("assumptions.fading", "assumptions.spread"), key


@pytest.mark.slow
async def test_x_plots_against_the_row(hands: Hands) -> None:
    await hands.find("strong input price")
    await hands.press("x")
    assert hands.now.axis == "strong.input_price"
    assert hands.message == "The curves are plotted against strong input price"
    await hands.find("cache hits")
    await hands.press("x")
    assert hands.message == "The curves are plotted against cache hits; it changes neither cost now (used with caching on)"
    await hands.find("advice rate")
    await hands.press("x")
    assert hands.message == "The curves are plotted against advice rate; A and B do not depend on it"
    await hands.find("fading")
    await hands.press("x")
    assert hands.message == "The curves are plotted against fading; along part of it a cost is infinite"
    await hands.find("strong input price")
    await hands.press("x")
    await hands.find("context")
    await hands.press("x")
    assert hands.message == "context is fresh or shared, no number to plot against; ←→ change it"
    assert hands.now.axis == "strong.input_price"


async def test_l_switches_the_axis(hands: Hands) -> None:
    from tui.views.curves import Curves

    curves = hands.explorer.query_one(Curves)
    scales = [curves._canvas.chart.x_scale]
    for _ in range(2):
        await hands.press("l")
        scales.append(curves._canvas.chart.x_scale)
    assert [scale.value for scale in scales] == ["linear", "log", "linear"]
    await hands.press("F", "l")
    assert hands.message == "That key is for the view Curves (C)"


async def test_c_switches_the_context(hands: Hands) -> None:
    await hands.press("c")
    assert "shared context" in hands.title
    assert hands.message == "Context shared, one conversation for all bugs: A $1.10 → $1.22, B $0.849 → $1.31"
    assert "STRONG FIRST" in hands.verdict
    await hands.press("c")
    assert "fresh per bug" in hands.title


@pytest.mark.slow
async def test_undo_redo_reset(hands: Hands) -> None:
    await hands.press("u")
    assert hands.message == "undo: nothing to undo"
    await hands.press("right", "down", "right")
    await hands.press("u", "u")
    assert not hands.now.modified
    await hands.press("U", "ctrl+y")
    assert hands.now.value("weak.hard_fraction") == 0.26
    await hands.press("R")
    assert not hands.now.modified
    assert "as saved" in hands.message
    await hands.press("u")
    assert hands.now.modified
    await hands.press("U", "U")
    assert hands.message == "redo: nothing to redo"


async def test_pins_are_ghosts(hands: Hands) -> None:
    from tui.views.curves import Curves

    await hands.press("p")
    assert hands.message == "Pinned as 1: Textbook example"
    assert "1 pinned" in hands.title
    await hands.find("strong hard fraction")
    await hands.press("shift+right")
    chart = hands.explorer.query_one(Curves)._canvas.chart
    assert [ghost.label for ghost in chart.ghosts] == ["1"]
    await hands.press("ctrl+x")
    assert not hands.now.pins
    await hands.press("ctrl+x")
    assert hands.message == "drop pins: nothing is pinned"


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 60), (60, 16)])
async def test_every_view_opens_at_every_size(explorers: Opener, size: tuple[int, int]) -> None:
    hands = await explorers(size=size)
    for view in VIEWS:
        await hands.press(view.key)
        assert hands.explorer.current_view.id == view.name
        assert hands.explorer.current_view.size.height > 2
        assert all(len(line) == size[0] for line in hands.screen_lines())
    await hands.press("escape")
    assert hands.explorer._rows.has_focus


@pytest.mark.slow
async def test_v_goes_round_and_tab_gives_a_view_the_keys(hands: Hands) -> None:
    for view in (*VIEWS[1:], VIEWS[0]):
        await hands.press("v")
        assert hands.explorer.current_view.id == view.name
    await hands.press("V")
    assert hands.explorer.current_view.id == VIEWS[-1].name
    await hands.press("F", "tab")
    assert hands.explorer.current_view.has_focus
    await hands.press("right_square_bracket", "left_square_bracket")
    assert hands.explorer.current_view.id == "flips"
    await hands.press("tab")
    assert hands.explorer._rows.has_focus


async def test_enter_on_a_flip_goes_to_its_row(hands: Hands) -> None:
    await hands.press("F", "tab", "down", "enter")
    assert hands.explorer._rows.has_focus
    assert hands.now.focus == "weak.hard_fix_rate"


@pytest.mark.slow
async def test_zoom_gives_the_view_the_whole_screen_and_back(hands: Hands) -> None:
    explorer = hands.explorer
    before = explorer.current_view.size
    await hands.press("z")
    assert not explorer._rows.display
    assert not explorer._table.display
    assert explorer.current_view.size.width > before.width
    assert explorer.current_view.size.height > before.height
    await hands.press("z")
    assert explorer._rows.has_focus
    assert explorer.current_view.size == before
    await hands.press("z", "escape")
    assert explorer._rows.display
    assert explorer._rows.has_focus


async def test_the_answer_takes_the_whole_width_and_gives_it_back(hands: Hands) -> None:
    explorer = hands.explorer
    width = explorer._table.size.width
    await hands.press("Z")
    assert not explorer._rows.display
    assert explorer._table.size.width > width
    await hands.press("z")
    assert not explorer._table.display
    await hands.press("Z")
    assert explorer._table.display
    await hands.press("Z")
    assert explorer._rows.has_focus
    assert explorer._table.size.width == width


async def test_a_tab_can_be_clicked(hands: Hands) -> None:
    await hands.pilot.click("#tabs", offset=(10, 0))
    await hands.pilot.pause()
    assert hands.explorer.current_view.id == VIEWS[1].name


async def test_keys_without_effect_are_greyed(hands: Hands) -> None:
    bar = hands.explorer._keys
    greyed = {text.strip() for line in bar._lines for text, style in line if style == "dim"}
    assert {"undo", "save"} <= greyed
    await hands.press("right")
    greyed = {text.strip() for line in bar._lines for text, style in line if style == "dim"}
    assert not {"undo", "save"} & greyed


@pytest.mark.slow
async def test_help_is_contextual_and_searchable_and_does_it(hands: Hands) -> None:
    await hands.press("question_mark")
    text = "\n".join(hands.screen_lines())
    assert "Keys:" in text
    await hands.write("shared")
    assert "Switches between a fresh context per bug and a shared one." in "\n".join(hands.screen_lines())
    await hands.press("enter")
    assert hands.now.scenario.workflow.context == "shared"
    await hands.press("question_mark", "escape")
    assert hands.app.screen is hands.explorer


@pytest.mark.slow
async def test_the_palette_has_every_action(hands: Hands) -> None:
    from textual.command import CommandPalette

    await hands.press("ctrl+p")
    assert isinstance(hands.app.screen, CommandPalette)
    await hands.write("reset")
    await hands.press("escape")
    await hands.press("right", "ctrl+p")
    await hands.write("puts back every")
    await hands.pilot.pause()
    await hands.press("enter")
    for _ in range(20):
        if not hands.now.modified:
            break
        await hands.pilot.pause()
    assert not hands.now.modified


@pytest.mark.slow
@pytest.mark.parametrize("key", ["question_mark", "S", "i", "o", "w", "T", "ctrl+p"])
async def test_a_dialog_closes_once(hands: Hands, key: str) -> None:
    await hands.press(key)
    dialog = hands.app.screen
    assert dialog is not hands.explorer
    for _ in range(2):
        hands.app.call_later(dialog.dismiss)
    await hands.pilot.pause()
    assert hands.app.screen_stack == [hands.explorer]


async def test_the_palette_runs_one_action(hands: Hands) -> None:
    run = KeyCommands(hands.explorer)._runner("explorer.context")
    for _ in range(2):
        hands.app.call_later(run)
    await hands.pilot.pause()
    assert hands.now.scenario.workflow.context == "shared"


async def test_notes_are_shown_as_plain_text(hands: Hands) -> None:
    await hands.press("i")
    assert "followed with a pencil" in " ".join(" ".join(hands.screen_lines()).split())
    await hands.press("escape")
    assert hands.app.screen is hands.explorer


@pytest.mark.slow
async def test_a_message_stays_until_the_next_key(hands: Hands) -> None:
    await hands.press("y", "y")
    assert "Copied" in hands.message
    await hands.press("down")
    assert "Copied" not in hands.message
    await hands.press("c", "M")
    assert "Context" not in hands.message
    await hands.press("c", "o", "escape")
    assert "Context" not in hands.message

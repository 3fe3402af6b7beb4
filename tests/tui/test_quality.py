"""Measured quality in the explorer: beside prices in the list of models, and in pairs."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from engine.scenarios.evidence import Evidence
from tests.tui.conftest import Hands, Opener
from tests.tui.test_slow_answers import Slow, settle, slow
from tui.answers.pairs import NO_LIMIT, about, ranking, sources
from tui.views.pairs import WhichTwo

__all__ = ["slow"]


@pytest.mark.slow
async def test_a_model_is_taken_with_its_quality_on_a_benchmark(hands: Hands) -> None:
    before = hands.now.scenario
    await hands.press("m", "tab")
    await hands.write("deepswe opus 5")
    assert "quality on DeepSWE 1.1: Claude Opus 5, 0.37 bugs, fixes 30.6 %" in hands.everything
    assert "The weak model's quality is not known to come from DeepSWE 1.1, too" in hands.everything
    await hands.press("enter")
    assert hands.now.undo == "strong model: Claude Opus 5, quality of DeepSWE 1.1"
    assert hands.now.scenario.workflow.generation_calls == 95.4
    await hands.press("m")
    await hands.write("kimi low")
    assert "DeepSWE 1.1: Kimi K3 (low), in OpenCode, 2026-08" in hands.everything
    assert "0.47 bugs a task (0.36..0.58), fixes 35.5 %" in hands.everything
    await hands.press("enter")
    assert "Taken from DeepSWE 1.1: strong fixes easy, fixes hard; weak bugs left," in hands.message
    found = hands.now.scenario
    assert (found.strong.easy_fix_rate, found.weak.easy_fix_rate) == (29.8 / 62, 16.8 / 49)
    assert found.evidence["weak.verbosity"] == Evidence(source="DeepSWE 1.1, Kimi K3 (low): 24 221 tokens a session")
    # Prices alone are on the line of the model, as ever; either is one step.
    await hands.press("m")
    await hands.write("luna")
    assert "GPT-6 Luna 0.10 0.50 $/Mtok weak 3 benchmarks" in hands.everything
    await hands.press("enter")
    assert (hands.now.scenario.weak.model, hands.now.scenario.weak.bugs) == ("openai/gpt-6-luna", 62 / 132)
    await hands.press("u", "u", "u")
    assert hands.now.scenario == before


@pytest.mark.slow
async def test_which_two_models(explorers: Opener) -> None:
    hands = await explorers("near-parity", size=(200, 60))
    await hands.press("W", "tab")
    view = hands.explorer.current_view
    assert isinstance(view, WhichTwo)
    # The benchmark that the notes are about comes first.
    assert view.shown[0].startswith("Terminal-Bench 2.1 (2 of 5: ← →), 27 pairs by total (< >)")
    assert "*≈^Claude Opus 5.5 (high)" in view.shown[2]
    await hands.press("left")
    # The same as on the command line, the cheapest first.
    listed, measured, _ = sources()
    found = ranking(hands.now.scenario, "deepswe-1.1", listed, measured)
    assert found is not None
    first, second, *_ = found.ordered("total")
    assert view.rows[0].total_cost == first.total_cost
    assert view.shown[0].startswith("DeepSWE 1.1 (1 of 5: ← →), 15 pairs by total (< >)")
    assert [name in view.shown[2] for name in (*first.names, "64 %")] == [True] * 3
    assert view.shown[2].startswith("▸*≈Claude Opus 5")
    assert len(view.chart_shown.chart.marks) == 16
    # Enter takes the pair: the answer is the row's.
    await hands.press("down")
    assert view.shown[3].startswith("▸")
    before = hands.now.scenario
    await hands.press("enter")
    assert hands.now.undo == f"{second.names[0]} and {second.names[1]}, quality of DeepSWE 1.1"
    assert hands.now.outcome.costs.total_cost.min() == pytest.approx(second.total_cost, rel=1e-12)
    assert "Strong Kimi K3" in hands.rows
    assert view.rows[1].total_cost == second.total_cost
    await hands.press("enter")
    assert hands.message == "The scenario has that already"
    await hands.press("u")
    assert hands.now.scenario == before
    # Other orders, other benchmarks, some names only.
    await hands.press("greater_than_sign", "greater_than_sign")
    chances = [row.finished for row in view.rows]
    assert chances == sorted(chances, reverse=True)
    await hands.press("right", "slash")
    await hands.write("sonnet")
    await hands.press("enter")
    assert view.shown[0].startswith('Terminal-Bench 2.1 (2 of 5: ← →), 7 of 27 pairs with "sonnet" by finishes (< >)')
    assert all("Claude Sonnet 5.5 (high)" in row.names for row in view.rows)
    # Without an attempt limit there is nothing to tell pairs apart by.
    await hands.press("slash", "ctrl+u", "enter", "escape")
    await hands.find("attempt limit")
    await hands.press("enter")
    await hands.write("none")
    await hands.press("enter")
    await hands.press("P", "W")
    await hands.resize(80, 24)
    assert NO_LIMIT in " ".join(" ".join(view.shown).split())
    # What is said of the pair under the cursor takes the lines that the list leaves.
    await hands.resize(80, 30)
    await hands.press("tab", "right", "right")
    assert len(view.rows) == 2
    assert about(view.rows[0])[-40:] in " ".join(" ".join(view.shown).split())


@pytest.fixture
def unusable(home: Path) -> Path:
    """A file of the user's own measurements that cannot be used."""
    home.mkdir(exist_ok=True)
    path = home / "quality.toml"
    path.write_text("schema = 2\n")
    return path


@pytest.mark.slow
async def test_a_file_of_own_measurements_that_cannot_be_used_is_said_and_left(hands: Hands, unusable: Path) -> None:
    await hands.press("m", "escape")
    assert "quality.toml, line 1: schema must be 1, not 2" in hands.message
    await hands.press("W", "z")
    view = hands.explorer.current_view
    assert isinstance(view, WhichTwo)
    assert "quality.toml, line 1: schema must be 1, not 2" in " ".join(view.shown)
    assert len(view.rows) == 15
    assert unusable.exists()  # noqa: ASYNC240


async def test_pairs_that_take_long_come_later_and_how_sure_they_are_later_still(hands: Hands, slow: Slow) -> None:
    await hands.press("W", "tab")
    view = hands.explorer.current_view
    assert isinstance(view, WhichTwo)
    figures, sureness = view._list._deadline, view._list._sureness
    await settle(hands, figures, sureness)
    assert not any(math.isnan(row.sure) for row in view.rows)
    slow.slow_down(sureness)
    await hands.press("right")
    await settle(hands, figures)
    assert len(view.rows) == 27
    assert all(math.isnan(row.sure) for row in view.rows)
    slow.gate.set()
    await settle(hands, sureness)
    assert not any(math.isnan(row.sure) for row in view.rows)

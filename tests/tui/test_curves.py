"""The curves on the screen: whose they are, and how they are told apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from engine.numerics.arrays import Array
from engine.prices.costs import costs
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, STRATEGIES, Strategy
from engine.sweep import Curve, curve
from tests.tui.conftest import Hands, Opener
from tui.plot.chart import Chart
from tui.plot.glyphs import ASCII_MARKERS, PLOTEXT_MARKERS
from tui.views.curves import Curves


def chart(hands: Hands) -> Chart:
    return hands.explorer.query_one(Curves)._canvas.chart


def labels(hands: Hands) -> list[str]:
    return [series.label for series in chart(hands).series]


async def test_one_key_draws_the_models_alone_as_well_and_takes_them_away(hands: Hands) -> None:
    assert labels(hands) == ["A", "B"]
    before = "\n".join(hands.screen_lines())
    await hands.press("a")
    assert labels(hands) == ["strong", "weak", "A", "B"]
    shown = "\n".join(hands.screen_lines())
    assert all(f" {label}" in shown for label in labels(hands))
    assert "▪▪" in shown
    assert "++" in shown
    await hands.press("a")
    assert "\n".join(hands.screen_lines()) == before


@pytest.mark.parametrize("key", ["weak.bugs", "strong.price_scale", "weak.price_scale"])
async def test_every_curve_is_what_its_strategy_costs(hands: Hands, key: str) -> None:
    hands.explorer.session.plot_against(key)
    await hands.press("a")
    by_label = {series.label: series for series in chart(hands).series}
    for label, strategy in zip(("A", "B", "strong", "weak"), STRATEGIES, strict=True):
        x, y = np.asarray(by_label[label].x), np.asarray(by_label[label].y)
        for i in (0, len(x) // 2, -1):
            expected = costs(assign(hands.now.scenario, {key: float(x[i])}), [strategy]).total_cost
            assert y[i] == pytest.approx(float(expected[0]))
    present = {mark.y for mark in chart(hands).marks if mark.style == "value"}
    assert present == set(hands.now.outcome.costs.total_cost.tolist())


async def test_they_are_told_apart_without_colour(hands: Hands) -> None:
    await hands.press("a")
    markers = [series.marker for series in chart(hands).series]
    for glyphs in (PLOTEXT_MARKERS, ASCII_MARKERS):
        assert len({glyphs[marker] for marker in markers}) == len(markers)
    assert len(set(ASCII_MARKERS.values())) == len(ASCII_MARKERS)


@pytest.mark.slow
async def test_the_choice_stays_for_the_session(hands: Hands) -> None:
    await hands.press("a", "F")
    assert "single models" not in hands.keys
    await hands.press("C", "right")
    assert labels(hands) == ["strong", "weak", "A", "B"]
    await hands.find("strong price f")
    await hands.press("x")
    assert labels(hands) == ["strong", "weak", "A", "B"]


async def test_a_model_that_costs_much_more_is_in_the_picture(hands: Hands) -> None:
    hands.explorer.session.assign({"strong.bugs": 40.0, "weak.bugs": 0.2})
    await hands.press("a")
    ceiling = chart(hands).y_ceiling
    assert ceiling is not None
    assert ceiling > max(hands.now.outcome.costs.total_cost)


async def test_nobody_works_on_curves_that_are_not_shown(explorers: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def counting(scenario: Scenario, key: str, x: Array, strategies: Sequence[Strategy]) -> Curve:
        asked.append(len(strategies))
        return curve(scenario, key, x, strategies)

    monkeypatch.setattr("tui.views.curves.curve", counting)
    hands = await explorers(size=(80, 24))
    await hands.press("right")
    assert set(asked) == {len(RIVALS)}
    asked.clear()
    await hands.press("a")
    assert asked == [len(STRATEGIES)], "one call of the engine for all of them"

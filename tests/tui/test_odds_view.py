"""The odds on the screen."""

from __future__ import annotations

import math
import threading
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.chances.law import Law
from engine.odds import Odds, odds
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, A, B
from presets.scenarios.library import open_scenario
from tests.tui.conftest import Hands, Opener
from tui.answers import deadline
from tui.answers.figures import chance, dollars
from tui.plot.chart import Series
from tui.views.odds import OddsView
from tui.views.odds_text import chart, quantile, reach, remark, stays, table, usual_budget, who


@cache
def textbook() -> Odds:
    return odds(open_scenario("textbook").scenario, strategies=RIVALS)


@cache
def endless() -> Odds:
    scenario = assign(open_scenario("textbook").scenario, {"assumptions.fading": 0.6})
    return odds(scenario, strategies=RIVALS)


@pytest.mark.parametrize(
    ("probability", "text"),
    [(0.0, "0 %"), (1.0, "100 %"), (1e-9, "<0.1 %"), (0.99999, ">99.9 %"), (0.5, "50 %"), (0.051, "5.1 %"), (0.9956, "99.6 %")],
)
def test_chances(probability: float, text: str) -> None:
    assert chance(probability) == text


@given(st.floats(0.0, 1.0, exclude_min=True, exclude_max=True))
def test_no_chance_is_rounded_to_certainty(probability: float) -> None:
    assert chance(probability) not in ("0 %", "100 %", "0.0 %", "100.0 %")


def test_what_is_not_known_is_not_made_up() -> None:
    assert dollars(math.inf) == "∞"
    assert dollars(math.nan) == chance(math.nan) == "?"
    cut = Law(np.array([1.0, 2.0]), np.array([0.5, 0.3]), reach=5.0)
    assert stays(cut, 10.0) == "?"
    assert stays(cut, 1.5) == "50 %"


@given(st.integers(20, 160))
def test_sentences_and_tables_fit(width: int) -> None:
    for found in (textbook(), endless()):
        assert len(who(found, width)) <= max(width, 28)
        widest = max(sum(len(text) for text, _ in line) for line in table(found, 1.2, width, quiet=False))
        assert widest <= max(width, 42)
        assert all(len(line) <= width for line in remark(found, width, 3))


def test_the_verdict_of_runs() -> None:
    assert who(textbook(), 140).startswith("Run against run, strong first is cheaper in 52 %, weak first in 48 %")
    assert textbook().of(B).mean < textbook().of(A).mean
    assert who(textbook(), 140).endswith("; on average weak first is: A has the longer tail")
    assert who(textbook(), 72) == "A cheaper in 52 %, B on average: A has the longer tail"
    assert who(textbook(), 46) == "A in 52 %, B on average: A has the longer tail"
    agreed = odds(open_scenario("older-model").scenario, strategies=RIVALS)
    assert all("average" not in who(agreed, width) for width in (20, 46, 72, 140))


def test_endless_costs_are_said() -> None:
    text = " ".join(remark(endless(), 200, 3))
    assert "never end" in text
    assert quantile(endless().of(A), 0.99) == "∞"


def test_the_budget_is_round_and_fits() -> None:
    assert usual_budget(textbook()) == 1.2
    assert usual_budget(endless()) > 0
    assert reach(textbook(), 1.2) >= textbook().of(A).quantiles[0.99]
    assert reach(textbook(), 50.0) >= 50.0


def values(series: Series) -> tuple[list[float], list[float]]:
    return np.asarray(series.x).tolist(), np.asarray(series.y).tolist()


def test_the_chart_shows_both_laws() -> None:
    drawn = chart(textbook(), 1.2, density=False, quiet=False)
    assert [series.label for series in drawn.series] == ["A", "B"]
    for series, strategy in zip(drawn.series, RIVALS, strict=True):
        x, y = values(series)
        assert y == sorted(y)
        law = textbook().of(strategy).law
        assert y[200] == pytest.approx(float(law.at_most(x[200])))
    assert len(drawn.marks) == 2
    shares = chart(textbook(), 1.2, density=True, quiet=False)
    assert all(0.9 < sum(values(series)[1]) <= 1.0 for series in shares.series)
    assert {series.style for series in chart(textbook(), 1.2, density=False, quiet=True).series} == {"ghost"}


# With keys


def view(hands: Hands) -> OddsView:
    return hands.explorer.query_one(OddsView)


async def test_the_view(hands: Hands) -> None:
    await hands.press("O")
    lines = view(hands).shown
    assert lines[0].strip() == "A cheaper in 52 %, B on average: A has the longer tail"
    assert "≤$1.20" in lines[1]
    assert "$1.10" in lines[2]
    assert "$0.849" in lines[3]


@pytest.mark.slow
async def test_the_budget(hands: Hands) -> None:
    await hands.press("O", ">", ">")
    assert view(hands).budget == 1.4
    assert "≤$1.40" in view(hands).shown[1]
    await hands.press("<")
    assert view(hands).budget == 1.3
    await hands.press("tab", "right", "left", "left")
    assert view(hands).budget == 1.2
    await hands.press("full_stop")
    assert view(hands).budget == 2.2
    await hands.press(*["shift+left"] * 30)
    assert view(hands).budget > 0


@pytest.mark.slow
async def test_typing_a_budget(hands: Hands) -> None:
    await hands.press("O", "B", "ctrl+u")
    await hands.write("0.75")
    await hands.press("enter")
    assert view(hands).budget == 0.75
    await hands.press("B", "ctrl+u", "x", "enter")
    assert 'budget must be a finite number at least 0, not "x"' in "\n".join(hands.screen_lines())
    await hands.press("escape")
    assert view(hands).budget == 0.75
    await hands.press("B")
    await hands.write("$3")
    await hands.press("enter")
    assert view(hands).budget == 3.0
    await hands.press("B", "plus")
    await hands.write("10%")
    await hands.press("enter")
    assert view(hands).budget == 3.3
    await hands.press("B", "backspace", "enter")
    assert view(hands).budget == 1.2


async def test_the_other_shape(hands: Hands) -> None:
    await hands.press("O")
    before = view(hands).chart_shown.chart.title
    await hands.press("d")
    assert view(hands).chart_shown.chart.title != before
    await hands.press("d")
    assert view(hands).chart_shown.chart.title == before


async def test_every_keystroke_is_answered(hands: Hands) -> None:
    await hands.press("O")
    before = view(hands).shown
    await hands.press("6")
    assert view(hands).shown != before
    assert view(hands).found is not None
    await hands.press("x")
    styles = {style for line in view(hands)._text._lines[:4] for _, style in line}
    assert styles == {"dim"}


async def test_odds_that_are_late_are_announced_and_the_last_ones_dimmed(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()

    def slow(scenario: Scenario) -> Odds:
        gate.wait()
        return odds(scenario, strategies=RIVALS)

    await hands.press("O")
    view(hands)._deadline._work = slow
    with monkeypatch.context() as impatient:
        impatient.setattr(deadline, "patience", 0.0)
        await hands.press("right")
    assert view(hands).shown[0].startswith("Working it out; these are the odds before")
    assert view(hands).chart_shown.chart.series[0].style == "ghost"
    gate.set()
    while view(hands)._deadline.busy:
        await hands.pilot.pause()
    await hands.pilot.pause()
    found = view(hands).found
    assert found is not None
    assert found.scenario is hands.now.scenario
    assert "cheaper in" in view(hands).shown[0]


@pytest.mark.slow
@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 36), (200, 60)])
async def test_every_size(explorers: Opener, size: tuple[int, int]) -> None:
    hands = await explorers(size=size)
    await hands.press("O")
    assert all(len(line) <= view(hands).size.width for line in view(hands).shown)
    assert view(hands).chart_shown.size.height >= 3

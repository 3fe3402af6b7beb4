"""Odds where the number of calls varies: runs that are played, against the law where they hardly vary."""

from __future__ import annotations

import math

import pytest

from engine.odds import odds
from engine.scenarios.registry import assign
from engine.scenarios.strategies import A
from tests.engine.scenarios import TEXTBOOK
from tests.work import calls

CONTEXTS = ("fresh", "shared")
CALLS = {
    "workflow.fix_calls": 4.0,
    "workflow.generation_calls": 6.0,
    "workflow.tool_tokens": 300.0,
    "workflow.handover_tokens": 2500.0,
}
SPREAD = CALLS | {"workflow.fix_calls": 3.25, "workflow.generation_calls": 6.5, "assumptions.calls_spread": 0.75}
LENGTHS = {
    "strong.long_prompt_threshold": 30e3,
    "strong.long_input_price": 9.0,
    "strong.long_output_price": 31.0,
    "weak.long_prompt_threshold": 23.5e3,
    "weak.long_input_price": 1.5,
    "weak.long_output_price": 8.0,
}


@pytest.mark.slow
@pytest.mark.parametrize("context", CONTEXTS)
def test_runs_that_are_played_are_those_of_the_law_where_calls_hardly_spread(context: str) -> None:
    changes = {"assumptions.attempt_limit": 6.0, "assumptions.handoff_cost": 2.0, "assumptions.growth": 0.1}
    changes |= {"assumptions.spread": 0.2, "assumptions.regression_rate": 0.1}
    scenario = assign(assign(TEXTBOOK, CALLS | LENGTHS | changes), {"workflow.context": context})
    known, played = odds(scenario, 12.0), odds(assign(scenario, {"assumptions.calls_spread": 1e-5}), 12.0)
    for one, other in zip(known.strategies, played.strategies, strict=True):
        assert other.law.error > 0.0
        assert "standard error" in other.note
        assert one.over_budget == pytest.approx(other.over_budget, abs=5.0 * other.law.error)
        assert other.mean == pytest.approx(one.mean, rel=1e-9)
        assert other.sd == pytest.approx(one.sd, rel=0.06)
        for level, dollars in one.quantiles.items():
            tie = 1e-3 * dollars
            assert float(other.law.at_most(dollars + tie)) > level - 5.0 * other.law.error
            assert float(other.law.below(dollars - tie)) < level + 5.0 * other.law.error
    assert known.strong_first_cheaper == pytest.approx(played.strong_first_cheaper, abs=0.03)


def test_runs_that_are_played_cost_the_mean() -> None:
    scenario = assign(TEXTBOOK, SPREAD | {"assumptions.attempt_limit": 6.0})
    for one in odds(scenario).strategies:
        mean = float(one.law.costs @ one.law.chances)
        assert abs(mean - one.mean) < 5.0 * one.sd * 2.0 * one.law.error


def test_runs_without_end_are_known_as_far_as_they_are_cheap() -> None:
    found = odds(assign(TEXTBOOK, SPREAD | {"weak.easy_fix_rate": 1e-9}), 1.0).of(A)
    assert math.isfinite(found.law.reach)
    assert found.law.beyond > 0.5
    assert "where the computation ends" in found.note or found.law.why_unknown


def test_as_many_runs_that_are_played_never_end_as_the_law_has_where_calls_do_not_vary() -> None:
    fading = assign(TEXTBOOK, CALLS | {"assumptions.fading": 0.4, "assumptions.spread": 0.2, "workflow.context": "fresh"})
    varied = assign(fading, {"assumptions.calls_spread": 0.5})
    for one, other in zip(odds(fading).strategies, odds(varied).strategies, strict=True):
        assert one.law.endless > 0.05
        assert other.law.endless == pytest.approx(one.law.endless, abs=5.0 * other.law.error)
        assert other.law.beyond == 0.0
        assert "never end" in other.note


@pytest.mark.slow
def test_rates_that_are_next_to_nothing_are_played() -> None:
    tiny = {"weak.easy_fix_rate": 5e-324, "weak.hard_fix_rate": 1.0, "assumptions.spread": 1.0 - 1e-9}
    found = odds(assign(TEXTBOOK, SPREAD | tiny), 1.0).of(A)
    assert found.law.beyond > 0.5 or found.law.why_unknown


def test_runs_that_hardly_end_are_not_played_for_ever() -> None:
    spread = assign(TEXTBOOK, SPREAD | {"weak.hard_fix_rate": 1e-3, "weak.easy_fix_rate": 0.01, "assumptions.spread": 0.5})
    # Some hundred for each of a thousand attempts.
    assert calls(lambda: odds(spread, 12.0, (A,)), 300_000) > 0

"""Probabilities are good to a millionth where costs have no common step and bugs are too many to follow each combination."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.odds import ACCURACY, LEVELS, odds
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import assign
from engine.scenarios.strategies import RIVALS, STRATEGIES, A, B
from presets.scenarios.library import open_scenario
from tests.engine.scenarios import ONE_CALL, changed, named, plain
from tests.engine.test_odds import BASE
from tests.truth import cheap_runs, counted
from tests.truth import odds as truth
from tests.truth.fraction import Fraction

AWKWARD: dict[str, Setting] = {
    "strong.input_price": math.pi,
    "weak.input_price": 1 / math.e,
    "strong.output_price": math.sqrt(300),
    "workflow.context": "fresh",
}

CASES: dict[str, dict[str, Setting]] = {
    "eight bugs, one of them hard": {
        "both.bugs": 8.0,
        "strong.hard_fraction": 0.125,
        "weak.hard_fraction": 0.125,
        "assumptions.spread": 0.37,
        "assumptions.attempt_limit": 50.0,
    },
    "few bugs, many attempts": {
        "both.bugs": 3.0,
        "strong.hard_fraction": 1.0,
        "weak.hard_fraction": 1.0,
        "assumptions.spread": 0.5,
        "assumptions.attempt_limit": 120.0,
    },
    "hand-offs": {
        "both.bugs": 6.0,
        "strong.hard_fraction": 0.5,
        "weak.hard_fraction": 0.5,
        "assumptions.spread": 0.2,
        "assumptions.attempt_limit": 20.0,
        "assumptions.handoff_cost": math.log(2.0),
    },
    "fading": {
        "both.bugs": 8.0,
        "strong.hard_fraction": 0.25,
        "weak.hard_fraction": 0.25,
        "assumptions.fading": 0.97,
        "assumptions.attempt_limit": 30.0,
    },
}


scenario_of = named(BASE | {"weak.easy_fix_rate": 0.6, "weak.hard_fix_rate": 0.15} | AWKWARD, CASES)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_probabilities_are_good_to_a_millionth(name: str) -> None:
    scenario = scenario_of(name)
    laws = {one: counted.law(plain(scenario), one.generator, one.fixer) for one in RIVALS}
    budget = float(np.dot(*laws[B]))
    found = odds(scenario, budget, RIVALS)
    assert any(np.any(found.of(strategy).law.blur) for strategy in RIVALS)
    for strategy in RIVALS:
        ours, expected = found.of(strategy), laws[strategy]
        costs = expected[0]
        # Between any two costs that can be told apart; and at any amount.
        apart = np.diff(costs) > 1e-9 * costs[1:]
        between = (costs[1:] + costs[:-1])[apart] / 2.0
        anywhere = np.random.default_rng(1).uniform(costs[0], costs[-1] / 8.0, 20_000)
        for dollars in (between, anywhere):
            assert np.max(np.abs(ours.law.at_most(dollars) - counted.at_most(expected, dollars))) < ACCURACY
        assert ours.over_budget == pytest.approx(1.0 - float(counted.at_most(expected, np.array(budget))), abs=ACCURACY)
        for level, quantile in ours.quantiles.items():
            at, before = (float(counted.at_most(expected, np.array(quantile * by))) for by in (1 + 1e-9, 1 - 1e-9))
            assert before - ACCURACY <= level <= at + ACCURACY
        assert list(ours.quantiles) == list(LEVELS)
        assert ours.accuracy <= 5 * ACCURACY
    assert found.strong_first_cheaper == pytest.approx(counted.cheaper(laws[A], laws[B]), abs=ACCURACY)
    assert found.weak_first_cheaper == pytest.approx(counted.cheaper(laws[B], laws[A]), abs=ACCURACY)


def test_counted_runs_are_those_of_brute_force() -> None:
    changes: dict[str, Setting] = {"both.bugs": 4.0}
    scenario = assign(scenario_of("hand-offs"), changes | {"assumptions.attempt_limit": 4.0})
    costs, chances = counted.law(plain(scenario), "weak", "strong")
    expected = truth.law(plain(scenario), "weak", "strong")
    assert costs == pytest.approx(list(expected), rel=1e-12)
    assert chances == pytest.approx(list(expected.values()), rel=1e-9, abs=1e-15)


REGRESSIONS: dict[str, Setting] = {"assumptions.regression_rate": 0.3, "assumptions.growth": 0.1}
SPREAD: dict[str, Setting] = {"assumptions.spread": 0.1, "assumptions.attempt_limit": None}

LONG_TAILS: list[tuple[str, dict[str, Setting], str]] = [
    ("textbook", REGRESSIONS, "strong-weak"),
    ("textbook", REGRESSIONS, "weak-weak"),
    ("older-model", REGRESSIONS, "weak-strong"),
    ("textbook", SPREAD, "weak-weak"),
    ("small-script", SPREAD, "weak-weak"),
]
"""Bundled scenarios with a strategy whose dearest runs cost far more than the usual ones, and what changes them."""


@pytest.mark.slow
@pytest.mark.parametrize(("name", "changes", "key"), LONG_TAILS)
def test_a_long_tail_leaves_cheap_runs_exact(name: str, changes: dict[str, Setting], key: str) -> None:
    scenario = assign(open_scenario(name).scenario, {"workflow.context": "fresh"} | changes)
    strategy = next(one for one in STRATEGIES if one.key == key)
    ours = odds(scenario, 1.0, (strategy,)).of(strategy)
    costs, chances = cheap_runs.law(plain(scenario), strategy.generator, strategy.fixer, Fraction(1))
    assert ours.over_budget == pytest.approx(1.0 - chances.sum(), abs=ACCURACY)
    assert ours.accuracy == ACCURACY
    some = np.random.default_rng(1).integers(0, costs.size, 200)
    assert ours.law.at_most(costs[some]) == pytest.approx(np.cumsum(chances)[some], abs=ACCURACY)


@pytest.mark.slow
def test_a_quantile_says_how_far_it_may_be_off_where_only_unlikely_costs_are_on_a_grid() -> None:
    sizes = {
        "prompt_tokens": 30e3,
        "generation_tokens": 150e3,
        "fix_tokens": 18e3,
        "trace_tokens": 9e3,
        "handover_tokens": None,
    }
    scenario = changed(
        open_scenario("greenfield").scenario,
        {"workflow.context": "fresh", "assumptions.cache_hit_rate": 0.95, "assumptions.handoff_cost": 0.0},
        *(SPREAD, ONE_CALL, {f"workflow.{key}": size for key, size in sizes.items()}),
    )
    strategy = next(one for one in STRATEGIES if one.key == "strong-strong")
    ours = odds(scenario, None, (strategy,)).of(strategy)
    costs, chances = cheap_runs.law(plain(scenario), strategy.generator, strategy.fixer, Fraction(800))
    expected = float(costs[np.searchsorted(np.cumsum(chances), 0.99)])
    assert 0.0 < ours.blur < 1.0
    assert ours.quantiles[0.99] == pytest.approx(expected, rel=0.0, abs=ours.blur)

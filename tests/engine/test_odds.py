"""The odds against brute force: every outcome of every attempt followed, costs in exact fractions."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.chances.law import Law
from engine.odds import ACCURACY, LEVELS, odds
from engine.prices.costs import costs
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, A, B
from tests.engine.scenarios import TEXTBOOK, named, plain
from tests.searching import examples
from tests.truth import odds as truth

BASE = {
    "strong.bugs": 1.5,
    "weak.bugs": 2.5,
    "weak.hard_fraction": 0.4,
    "weak.easy_fix_rate": 0.7,
    "weak.hard_fix_rate": 0.3,
    "strong.easy_fix_rate": 0.9,
    "strong.hard_fix_rate": 0.5,
    "weak.verbosity": 1.5,
    "strong.cache_read_price": 0.4,
    "strong.cache_write_price": 5.0,
}

ASSUMED: dict[str, dict[str, object]] = {
    "published": {},
    "whole counts": {"strong.bugs": 2.0, "strong.hard_fraction": 0.5, "weak.bugs": 4.0, "weak.hard_fraction": 0.25},
    "less than a bug": {"strong.bugs": 0.25, "weak.bugs": 0.6},
    "caching": {"assumptions.caching": True},
    "cache misses": {"assumptions.caching": True, "assumptions.cache_hit_rate": 0.75},
    "growth": {"assumptions.growth": 0.25},
    "limit": {"assumptions.attempt_limit": 3.0},
    "hand-off": {"assumptions.attempt_limit": 3.0, "assumptions.handoff_cost": 1.5},
    "spread": {"assumptions.spread": 0.25, "assumptions.attempt_limit": 6.0, "assumptions.handoff_cost": 0.7},
    "fading": {"assumptions.fading": 0.75, "assumptions.attempt_limit": 9.0, "assumptions.handoff_cost": 0.7},
    "nearly everything": {
        "assumptions.caching": True,
        "assumptions.cache_hit_rate": 0.5,
        "assumptions.growth": 0.5,
        "assumptions.spread": 0.2,
        "assumptions.attempt_limit": 5.0,
        "assumptions.handoff_cost": 2.0,
    },
    "sure fixes": {"weak.easy_fix_rate": 1.0, "weak.hard_fix_rate": 1.0},
    "free fixes": {"weak.input_price": 0.0, "weak.output_price": 0.0},
    "prices by a factor": {"strong.price_scale": 0.7, "weak.price_scale": 1.3, "assumptions.caching": True},
    "awkward prices": {"strong.input_price": math.pi, "weak.input_price": 1 / math.e, "strong.output_price": math.sqrt(300)},
}


scenario_of = named(BASE, ASSUMED)


def assert_law(ours: Law, expected: truth.Law) -> None:
    """The two distribution functions agree between any two neighbouring costs."""
    xs = list(expected)
    between = [(a + b) / 2 for a, b in pairwise(xs) if b - a > 1e-9 * b]
    below = np.cumsum([0.0, *expected.values()])[np.searchsorted(xs, between)]
    assert np.max(np.abs(ours.at_most(np.array(between)) - below), initial=0.0) < ACCURACY
    assert float(ours.at_most(xs[-1])) == pytest.approx(1.0, abs=ACCURACY)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "context"), [*((name, "shared") for name in ASSUMED), *((name, "fresh") for name in ASSUMED if name != "caching")]
)
def test_odds_are_exact(name: str, context: str) -> None:
    assert_exact(scenario_of(name, context))


def assert_exact(scenario: Scenario) -> None:
    """Everything that the odds say is what brute force finds."""
    laws = {strategy: truth.law(plain(scenario), strategy.generator, strategy.fixer) for strategy in RIVALS}
    budget = truth.mean(laws[B])
    found = odds(scenario, budget, RIVALS)
    for strategy in RIVALS:
        ours, expected = found.of(strategy), laws[strategy]
        assert_law(ours.law, expected)
        assert ours.over_budget == pytest.approx(truth.over_budget(expected, budget), abs=ACCURACY)
        assert ours.mean == pytest.approx(truth.mean(expected), rel=1e-9)
        assert ours.sd == pytest.approx(math.sqrt(max(truth.variance(expected), 0.0)), rel=1e-6, abs=1e-9)
        for level in LEVELS:
            least, most = (truth.quantile(expected, level, slack) for slack in (ACCURACY, -ACCURACY))
            assert least * (1 - 1e-9) <= ours.quantiles[level] <= most * (1 + 1e-9)
        assert ours.note == ""
        assert ours.accuracy == ACCURACY
    less, tie, more = truth.compare(laws[A], laws[B])
    assert found.strong_first_cheaper == pytest.approx(less, abs=ACCURACY)
    assert found.tie == pytest.approx(tie, abs=ACCURACY)
    assert found.weak_first_cheaper == pytest.approx(more, abs=ACCURACY)
    assert found.undecided == 0.0


@st.composite
def small(draw: st.DrawFn) -> Scenario:
    """Scenarios whose outcomes can all be followed."""
    rates = st.one_of(st.just(1.0), st.floats(0.6, 1.0))
    changes: dict[str, object] = {"workflow.context": draw(st.sampled_from(["fresh", "shared"]))}
    for model in ("strong", "weak"):
        changes |= {f"{model}.{key}": draw(rates) for key in ("easy_fix_rate", "hard_fix_rate")}
        changes |= {f"{model}.bugs": draw(st.floats(0.0, 2.0)), f"{model}.hard_fraction": draw(st.floats(0.0, 1.0))}
        changes |= {f"{model}.{side}_price": draw(st.floats(0.0, 20.0)) for side in ("input", "output")}
    if draw(st.booleans()):
        changes |= {
            "assumptions.attempt_limit": draw(st.integers(1, 4).map(float)),
            "assumptions.handoff_cost": draw(st.sampled_from([0.0, 0.5])),
            "assumptions.fading": draw(st.sampled_from([1.0, 0.7])),
        }
    changes["assumptions.growth"] = draw(st.sampled_from([0.0, 0.3]))
    return assign(TEXTBOOK, changes)  # type: ignore[arg-type]


@given(small())
@settings(max_examples=examples(25), deadline=None)
def test_odds_of_any_small_scenario_are_exact(scenario: Scenario) -> None:
    assert_laws(scenario)


def assert_laws(scenario: Scenario) -> None:
    """The laws and how they compare are what brute force finds."""
    found = odds(scenario, None, RIVALS)
    for strategy in RIVALS:
        expected = truth.law(plain(scenario), strategy.generator, strategy.fixer)
        assert_law(found.of(strategy).law, expected)
        assert found.of(strategy).over_budget is None
    less, tie, more = truth.compare(*(truth.law(plain(scenario), s.generator, s.fixer) for s in RIVALS))
    ours = (found.strong_first_cheaper, found.tie, found.weak_first_cheaper)
    assert ours == pytest.approx((less, tie, more), abs=ACCURACY)


@pytest.mark.slow
@given(small())
@settings(max_examples=examples(50), deadline=None)
def test_laws_are_laws(scenario: Scenario) -> None:
    found = odds(scenario, 1.0)
    for one in found.strategies:
        assert np.all(np.diff(one.law.costs) > 0.0)
        assert np.all(one.law.chances >= 0.0)
        assert one.law.cumulative[-1] == pytest.approx(1.0, abs=ACCURACY)
        assert list(one.quantiles.values()) == sorted(one.quantiles.values())
        assert 0.0 <= (one.over_budget or 0.0) <= 1.0
    total = found.strong_first_cheaper + found.tie + found.weak_first_cheaper + found.undecided
    assert total == pytest.approx(1.0, abs=ACCURACY)


@pytest.mark.slow
@given(st.integers(0, 3), st.integers(0, 3), st.sampled_from(["fresh", "shared"]))
@settings(max_examples=examples(25), deadline=None)
def test_means_and_variances_are_those_of_the_costs(easy: int, hard: int, context: str) -> None:
    """For whole counts; an attempt that costs one dollar and leaves nothing behind makes the cost their number."""
    changes = {"weak.bugs": float(easy + hard), "weak.hard_fraction": hard / max(1, easy + hard), "workflow.context": context}
    changes |= {"workflow.prompt_tokens": 0.0, "workflow.generation_tokens": 0.0, "workflow.trace_tokens": 0.0}
    changes |= {"workflow.fix_tokens": 1.0, "strong.output_price": 1e6, "strong.input_price": 0.0}
    for name in ("published", "limit", "spread", "fading"):
        scenario = assign(TEXTBOOK, BASE | changes | ASSUMED[name] | {"assumptions.handoff_cost": 0.0})  # type: ignore[arg-type]
        figures = costs(scenario, (B,))
        found = odds(scenario, None, (B,)).of(B)
        assert found.mean == pytest.approx(float(figures.total_cost[0]), rel=1e-10)
        assert found.sd**2 == pytest.approx(float(figures.attempts_variance[0]), rel=1e-8, abs=1e-12)


def test_identical_strategies_tie_or_are_equally_likely_to_win() -> None:
    scenario = assign(TEXTBOOK, {f"strong.{key}": getattr(TEXTBOOK.weak, key) for key in vars(TEXTBOOK.weak) if key != "model"})
    found = odds(scenario, None, RIVALS)
    assert found.tie > 0.0
    assert found.strong_first_cheaper == pytest.approx(found.weak_first_cheaper, abs=ACCURACY)


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_without_bugs_the_cost_is_the_generation(context: str) -> None:
    scenario = assign(TEXTBOOK, {"strong.bugs": 0.0, "weak.bugs": 0.0, "workflow.context": context})
    found = odds(scenario, 0.1, RIVALS)
    generation = costs(scenario, RIVALS).generation_cost
    assert found.of(A).quantiles[0.99] == pytest.approx(float(generation[0]))
    assert found.of(A).sd == 0.0
    assert found.weak_first_cheaper == 1.0
    assert (found.of(A).over_budget, found.of(B).over_budget) == (1.0, 0.0)


def test_a_budget_that_is_a_possible_cost_is_kept() -> None:
    scenario = assign(TEXTBOOK, {"strong.bugs": 0.0})
    cost = float(costs(scenario, (A,)).total_cost[0])
    assert odds(scenario, cost, RIVALS).of(A).over_budget == 0.0
    assert odds(scenario, cost * (1 - 1e-9), RIVALS).of(A).over_budget == 1.0

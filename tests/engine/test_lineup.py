"""The line-up with the published assumptions, against exact fractions, and the limits that must coincide."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.attempts.finished import finished
from engine.contenders.advisor import advisor
from engine.contenders.best_of import best_of
from engine.lineup import CAVEAT, lineup
from engine.prices.costs import costs
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import STRATEGIES, A, Strategy
from tests.engine.relays import cascade, cheapest_limit, with_limits
from tests.engine.scenarios import GENERATORS, TEXTBOOK, close, modest, plain
from tests.searching import examples
from tests.truth import exact, lineup_exact


def assert_cascade_exact(scenario: Scenario) -> None:
    given_limit = int(scenario.lineup.escalate_after)  # type: ignore[arg-type]
    for generator in GENERATORS:
        ours = cascade(scenario, generator)
        truth = lineup_exact.cascade(plain(scenario), generator, given_limit, inherits=scenario.lineup.escalation_inherits)
        assert ours.note == ""
        assert close(ours.total_cost, truth["total_cost"])
        assert close(ours.attempts, truth["weak_attempts"] + truth["strong_attempts"])
        assert close(ours.escalated_bugs, truth["escalated_bugs"], relative=1e-9)


def assert_advisor_exact(scenario: Scenario) -> None:
    inputs = scenario.lineup
    for generator in GENERATORS:
        truth = lineup_exact.advisor(
            plain(scenario),
            generator,
            advice_rate=inputs.advice_rate,  # type: ignore[arg-type]
            advice_tokens=inputs.advice_tokens,  # type: ignore[arg-type]
            advised_rates=(inputs.advised_easy_fix_rate, inputs.advised_hard_fix_rate),  # type: ignore[arg-type]
        )
        ours = advisor(scenario, generator)
        assert ours.note == ""
        assert close(ours.total_cost, truth["total_cost"])
        assert close(ours.attempts, truth["attempts"])
        assert close(ours.consultations, truth["consultations"])


@pytest.mark.slow
@given(modest())
@settings(max_examples=examples(100), deadline=None)
def test_cascade_in_fresh_context_is_exact(scenario: Scenario) -> None:
    assert_cascade_exact(scenario)


@pytest.mark.slow
@given(modest(whole=True))
@settings(max_examples=examples(80), deadline=None)
def test_cascade_in_shared_context_is_exact(scenario: Scenario) -> None:
    assert_cascade_exact(scenario)


@pytest.mark.slow
@given(modest())
@settings(max_examples=examples(100), deadline=None)
def test_advisor_in_fresh_context_is_exact(scenario: Scenario) -> None:
    assert_advisor_exact(scenario)


@pytest.mark.slow
@given(modest(whole=True))
@settings(max_examples=examples(80), deadline=None)
def test_advisor_in_shared_context_is_exact(scenario: Scenario) -> None:
    assert_advisor_exact(scenario)


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("limit", [1, 2, 3, 8])
def test_best_of_n_is_exact(context: str, limit: int) -> None:
    scenario = assign(TEXTBOOK, {"workflow.context": context, "strong.bugs": 6.0, "lineup.escalate_after": float(limit)})
    truth = lineup_exact.best_of(plain(scenario), limit)
    ours = best_of(scenario)
    assert ours.runs == truth["runs"]
    assert close(ours.run_cost, truth["run_cost"])
    assert close(ours.success, truth["success"])
    assert close(ours.total_cost, truth["runs"] * truth["run_cost"])


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("generator", GENERATORS)
def test_best_limit_of_the_cascade_beats_every_other(context: str, generator: str) -> None:
    scenario = assign(TEXTBOOK, {"workflow.context": context, "lineup.escalation_inherits": True, "strong.bugs": 4.0})
    ours = cascade(scenario, generator)
    values = plain(scenario)
    others = [lineup_exact.cascade(values, generator, k, inherits=True)["total_cost"] for k in (*range(40), None)]
    assert ours.total_cost == pytest.approx(float(min(others)), rel=1e-9)


@pytest.mark.slow
@given(st.integers(0, 10**6))
@settings(max_examples=examples(20), deadline=None)
def test_best_limit_is_found_far_out(seed: int) -> None:
    """Rates of one in a thousand and less: against every limit up to a hundred thousand."""
    rng = np.random.default_rng(seed)
    changes = {
        f"{model}.{rate}_fix_rate": 10 ** rng.uniform(low, -0.5)
        for model, low in (("strong", -2.5), ("weak", -4.0))
        for rate in ("easy", "hard")
    }
    changes |= {f"weak.{side}_price": 10 ** rng.uniform(-4, 0) for side in ("input", "output")}
    choices = {"workflow.context": ["fresh", "shared"][seed % 2], "lineup.escalation_inherits": seed % 3 == 0}
    scenario = assign(TEXTBOOK, changes | choices)  # type: ignore[arg-type]
    best = cheapest_limit(scenario, "weak")
    brute = with_limits(scenario, "weak", np.append(np.arange(1e5), np.inf)).total_cost.min()
    assert with_limits(scenario, "weak", np.array([best])).total_cost[0] <= brute * (1 + 1e-11)


def test_equal_models_leave_nothing_to_escalate_for() -> None:
    scenario = replace(TEXTBOOK, strong=TEXTBOOK.weak)
    limits = with_limits(scenario, "weak", np.array([0.0, 3.0, np.inf])).total_cost
    inheriting = assign(scenario, {"lineup.escalation_inherits": True})
    assert np.ptp(with_limits(inheriting, "weak", np.array([0.0, 3.0, 50.0, np.inf])).total_cost) < 1e-12
    # Starting afresh drops the conversation, which is cheaper for the same model.
    assert limits[1] < limits[0] == pytest.approx(limits[2], rel=1e-12)


@pytest.mark.slow
@given(modest())
@settings(max_examples=examples(60), deadline=None)
def test_no_advice_is_plain_weak(scenario: Scenario) -> None:
    silent = assign(scenario, {"lineup.advice_rate": 0.0})
    for i, strategy in enumerate((A, Strategy("", "", "weak", "weak"))):
        expected = costs(silent, (strategy,)).total_cost[0]
        assert advisor(silent, GENERATORS[i]).total_cost == pytest.approx(float(expected), rel=1e-12)


def test_advised_rates_left_out_are_midway() -> None:
    named = assign(
        TEXTBOOK, {"lineup.advised_easy_fix_rate": (0.97 + 0.8) / 2, "lineup.advised_hard_fix_rate": (0.32 + 0.07) / 2}
    )
    assert advisor(TEXTBOOK, "weak").total_cost == pytest.approx(advisor(named, "weak").total_cost, rel=1e-12)


def test_line_up_holds_every_strategy_and_ranks_them() -> None:
    found = lineup(TEXTBOOK)
    keys = [one.key for one in found.contenders]
    assert keys == [
        *(strategy.key for strategy in STRATEGIES),
        "cascade-strong",
        "cascade-weak",
        "advisor-strong",
        "advisor-weak",
        "best-of-n",
    ]
    ranked = [one.total_cost for one in found.ranked]
    assert ranked == sorted(ranked)
    assert found.caveat == CAVEAT
    assert found.notes == ()
    assert found.of("cascade-weak").total_cost <= min(found.of("weak-weak").total_cost, found.of("weak-strong").total_cost)
    assert {"generator", "best_limit", "total_cost", "attempts", "escalated_bugs"} <= found.of("cascade-weak").as_dict().keys()
    assert {"runs", "success", "total_cost"} <= found.of("best-of-n").as_dict().keys()


def test_a_budget_below_one_run_buys_none() -> None:
    scenario = assign(TEXTBOOK, {"strong.input_price": 0.0, "strong.output_price": 0.0, "strong.bugs": 0.0})
    found = lineup(scenario).of("best-of-n")
    assert (found.runs, found.total_cost, found.success) == (0.0, 0.0, 0.0)
    assert math.isinf(found.cost_per_finished_task)
    assert lineup(scenario).ranked[-1].key == "best-of-n"


def test_runs_that_cost_nothing_have_no_end() -> None:
    found = best_of(assign(TEXTBOOK, {"weak.input_price": 0.0, "weak.output_price": 0.0}))
    assert math.isinf(found.runs or 0.0)
    assert found.success == 1.0
    assert found.total_cost == 0.0


@given(st.integers(1, 6), st.floats(0.0, 0.8), st.sampled_from([0.0, 0.3]))
@settings(max_examples=examples(40), deadline=None)
def test_finished_tasks_match_a_first_step_analysis(limit: int, regression: float, spread: float) -> None:
    """Whole counts: the chance that no bug is given up on, from the law of one bug and its descendants."""
    changes = {"weak.bugs": 3.0, "weak.hard_fraction": 1.0, "assumptions.attempt_limit": float(limit)}
    changes |= {"assumptions.regression_rate": regression, "assumptions.spread": spread}
    scenario = assign(TEXTBOOK, changes)
    case = assign(scenario, {"weak.bugs": 1.0, "assumptions.regression_rate": 0.0})
    unresolved = float(exact.strategy(plain(case), "weak", "weak")["unresolved_bugs"])
    chance = 1.0
    for _ in range(10_000):
        # One bug ends well if it is fixed, and then brings no new bug or one that ends well.
        chance = (1 - unresolved) * (1 - regression + regression * chance)
    found = finished(scenario, [strategy for strategy in STRATEGIES if strategy.key == "weak-weak"])
    assert float(found[0]) == pytest.approx(chance**3, rel=1e-9)

"""Seconds and what they cost: against exact fractions, as the prices and constants that they are, and in their limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.crossings.crossovers import crossovers
from engine.lineup import lineup
from engine.odds import odds
from engine.prices.costs import costs
from engine.prices.one_strategy import product
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import assign, value
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, STRATEGIES
from tests.engine.figures import EVERYTHING, built
from tests.engine.scenarios import TEXTBOOK, assumed, modest, plain, published
from tests.engine.test_calls import VARIED, WHOLE, assert_lineup_exact, with_calls
from tests.engine.test_costs_exact import assert_exact
from tests.engine.test_crossovers_exact import assert_crossings
from tests.searching import examples
from tests.truth import odds as truth
from tests.truth.scenarios import WAITING as NAMED
from tests.truth.scenarios import scenario

KNOWN: dict[str, Setting] = {
    "strong.output_speed": 60.0,
    "strong.first_token_seconds": 2.5,
    "weak.output_speed": 160.0,
    "weak.first_token_seconds": 0.75,
    "workflow.tool_seconds": 3.0,
    "workflow.test_seconds": 90.0,
    "assumptions.hour_value": 80.0,
}
LINEUP: dict[str, Setting] = {
    "lineup.routing_accuracy": 0.7,
    "lineup.planned_bugs": 2.0,
    "lineup.escalate_after": 2.0,
    "lineup.advice_rate": 0.4,
}

seconds = st.one_of(st.just(0.0), st.floats(1e-3, 1e4))
speeds = st.floats(1e-2, 1e5)


@st.composite
def with_waiting(draw: st.DrawFn, scenarios: st.SearchStrategy[Scenario], *, known: bool = False) -> Scenario:
    """Scenarios that say how long it takes; only if ``known`` surely of both models."""
    speed = speeds if known else st.one_of(st.none(), speeds)
    changes: dict[str, Setting] = {f"{model}.output_speed": draw(speed) for model in ("strong", "weak")}
    changes |= {f"{model}.first_token_seconds": draw(seconds) for model in ("strong", "weak")}
    changes |= {f"workflow.{which}_seconds": draw(seconds) for which in ("tool", "test")}
    return assign(draw(scenarios), changes | {"assumptions.hour_value": draw(st.one_of(st.just(0.0), st.floats(0.01, 1e3)))})


@pytest.mark.slow
@given(with_waiting(st.one_of(published(), with_calls(assumed(limited=False)), with_calls(assumed(limited=True)))))
@settings(max_examples=examples(30), deadline=None)
def test_seconds_and_their_cost_are_exact(scenario: Scenario) -> None:
    assert_exact(scenario)


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("name", NAMED)
def test_the_scenarios_of_the_truths_are_exact(name: str, context: str) -> None:
    assert_exact(built(scenario(name, context)))


@pytest.mark.slow
@given(with_waiting(with_calls(st.one_of(modest(), modest(whole=True)), tokens=5e4), known=True))
@settings(max_examples=examples(8), deadline=None)
def test_the_lineup_is_exact(scenario: Scenario) -> None:
    """And its seconds are what it costs where only seconds do, a dollar each."""
    assert_lineup_exact(scenario)
    free: dict[str, Setting] = {f"{model}.price_scale": 0.0 for model in ("strong", "weak")}
    by_the_second = lineup(assign(scenario, free | {"assumptions.hour_value": 3600.0}))
    for one in lineup(scenario).contenders:
        same = by_the_second.of(one.key)
        taken = same.total_cost if same.run_cost is None else product(one.runs or 0.0, same.run_cost)
        assert one.seconds == pytest.approx(taken, rel=1e-9), one.key


def priced(scenario: Scenario, hour: float) -> Scenario:
    """The scenario in which writing is paid in dollars alone that took so much time: nothing else takes any."""
    changes: dict[str, Setting] = {}
    for model in ("strong", "weak"):
        more = 1e6 * hour / 3600.0 / float(value(scenario, f"{model}.output_speed"))  # type: ignore[arg-type]
        for price in ("output_price", "long_output_price"):
            if (paid := value(scenario, f"{model}.{price}")) is not None:
                changes[f"{model}.{price}"] = float(paid) + more
    return assign(scenario, changes)


LONG: dict[str, Setting] = {
    "strong.long_prompt_threshold": 42e3,
    "strong.long_input_price": 9.0,
    "strong.long_output_price": 31.0,
    "weak.long_prompt_threshold": 43.5e3,
    "weak.long_output_price": 8.0,
}
SORTS: dict[str, dict[str, Setting]] = {
    "calls": {**WHOLE, "assumptions.attempt_limit": 4.0, "assumptions.handoff_cost": 2.0},
    "long prompts": {**LONG, **WHOLE},
    "long prompts, everything": {**LONG, **EVERYTHING},
    "inherited": {"lineup.escalation_inherits": True, "assumptions.fading": 0.8, "assumptions.attempt_limit": 6.0},
}


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.slow
@pytest.mark.parametrize("name", SORTS)
def test_time_for_writing_is_a_price_of_output(name: str, context: str) -> None:
    """In costs, line-up, odds and crossovers alike, with every assumption."""
    speeds = {key: setting for key, setting in KNOWN.items() if "speed" in key}
    scenario = assign(TEXTBOOK, SORTS[name] | LINEUP | speeds | {"workflow.context": context})
    timed, dearer = assign(scenario, {"assumptions.hour_value": 80.0}), priced(scenario, 80.0)
    assert costs(timed).total_cost == pytest.approx(costs(dearer).total_cost, rel=1e-12)
    dollars, other, unpaid = lineup(timed), lineup(dearer), lineup(scenario)
    for one in dollars.contenders:
        same = other.of(one.key)
        assert one.total_cost == pytest.approx(same.total_cost, rel=1e-11), one.key
        assert one.waiting_cost == pytest.approx(one.seconds * 80.0 / 3600.0, rel=1e-11)
        # What is not for waiting is what it costs where an hour has no value.
        if one.runs is None:
            assert one.total_cost - one.waiting_cost == pytest.approx(unpaid.of(one.key).total_cost, rel=1e-9)
            assert one.generation_cost == pytest.approx(unpaid.of(one.key).generation_cost, rel=1e-12)
            assert one.seconds == unpaid.of(one.key).seconds
    for run, other_run in zip(odds(timed).strategies, odds(dearer).strategies, strict=True):
        assert run.mean == pytest.approx(other_run.mean, rel=1e-9)
        assert run.sd == pytest.approx(other_run.sd, rel=1e-9)
        for level, amount in run.quantiles.items():
            assert amount == pytest.approx(other_run.quantiles[level], abs=1e-9 * amount + run.blur + other_run.blur)
    keys = ("weak.bugs", "weak.hard_fix_rate", "workflow.fix_tokens")
    for key, found in crossovers(timed, keys).items():
        points = [point.value for point in crossovers(dearer, [key])[key].points]
        assert [point.value for point in found.points] == pytest.approx(points, rel=1e-8)


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("name", SORTS)
def test_what_calls_and_tests_take_is_counted_by_attempts(name: str, context: str) -> None:
    """Where writing takes no time and both models are as quick: so much for each attempt, advice and classified bug."""
    scenario = assign(TEXTBOOK, SORTS[name] | LINEUP | {"workflow.context": context})
    changes = KNOWN | {"strong.output_speed": 1e300, "weak.output_speed": 1e300, "weak.first_token_seconds": 2.5}
    scenario = assign(scenario, changes)
    again = 3.0 if "workflow.fix_calls" in SORTS[name] else 0.0
    attempt = (1.0 + again) * 2.5 + again * 3.0 + 90.0
    generation = 5.0 * 2.5 + 4.0 * 3.0 + 90.0 if again else 92.5
    bugs = {"strong": 1.0, "weak": 4.0}
    for one in lineup(scenario).contenders:
        if one.runs is not None:
            continue
        classified = bugs[one.generator] if "rout" in one.key else 0.0
        beside = classified + (one.consultations or 0.0) + (one.key == "plan-first")
        if classified and scenario.assumptions.regression_rate and context == "fresh":
            continue
        assert one.seconds == pytest.approx(generation + one.attempts * attempt + beside * 2.5, rel=1e-9), one.key


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_odds_of_a_run_that_waits_are_exact(context: str) -> None:
    changes = WHOLE | KNOWN | {"workflow.context": context, "assumptions.attempt_limit": 4.0, "assumptions.handoff_cost": 2.0}
    timed = assign(TEXTBOOK, changes)
    found = odds(timed, strategies=RIVALS)
    for strategy in RIVALS:
        law, ours = truth.law(plain(timed), strategy.generator, strategy.fixer), found.of(strategy)
        assert ours.mean == pytest.approx(truth.mean(law), rel=1e-9)
        assert ours.sd == pytest.approx(truth.variance(law) ** 0.5, rel=1e-6)
        for level in ours.quantiles:
            low, high = (truth.quantile(law, level, slack) for slack in (1e-6, -1e-6))
            assert low * (1 - 1e-6) - ours.blur <= ours.quantiles[level] <= high * (1 + 1e-6) + ours.blur


def test_runs_that_are_played_wait_as_well() -> None:
    timed = assign(TEXTBOOK, VARIED | KNOWN | {"assumptions.attempt_limit": 6.0})
    for one in odds(timed).strategies:
        assert one.mean == pytest.approx(float(costs(timed, [one.strategy]).total_cost[0]), rel=1e-9)
        assert abs(float(one.law.costs @ one.law.chances) - one.mean) < 5.0 * one.sd * 2.0 * one.law.error


@given(st.one_of(published(), assumed()), st.floats(0.01, 1e3))
@settings(max_examples=examples(15), deadline=None)
def test_without_speeds_or_without_a_value_nothing_is_paid(scenario: Scenario, hour: float) -> None:
    """To the last digit; of a run without end an hour that is worth nothing costs nothing."""
    before = costs(scenario)
    unknown = assign(scenario, KNOWN | {"assumptions.hour_value": hour, "strong.output_speed": None, "weak.output_speed": None})
    for free in (unknown, assign(scenario, KNOWN | {"assumptions.hour_value": 0.0})):
        after = costs(free)
        assert np.array_equal(after.total_cost, before.total_cost)
        assert not after.waiting_cost.any()
        assert np.isnan(after.seconds).all() == (free is unknown)


def test_time_is_known_where_every_speed_that_it_needs_is() -> None:
    one = assign(TEXTBOOK, KNOWN | LINEUP | {"strong.output_speed": None})
    assert [math.isnan(x) for x in costs(one).seconds] == [not (s.generator == s.fixer == "weak") for s in STRATEGIES]
    known = {contender.key for contender in lineup(one).contenders if not math.isnan(contender.seconds)}
    assert known == {"weak-weak"}
    dollars = lineup(assign(one, {"weak.output_speed": None}))
    for contender in lineup(one).contenders:
        if contender.key != "weak-weak":
            assert contender.total_cost == dollars.of(contender.key).total_cost
    assert all(not math.isnan(one.seconds) for one in lineup(assign(TEXTBOOK, KNOWN | LINEUP)).contenders)


def test_equal_models_take_the_same_time() -> None:
    alike = assign(TEXTBOOK, KNOWN | {"weak.output_speed": 60.0, "weak.first_token_seconds": 2.5})
    same = Scenario(strong=alike.weak, weak=alike.weak, workflow=alike.workflow, assumptions=alike.assumptions)
    assert len(set(costs(same).seconds.tolist())) == 1


@pytest.mark.slow
@pytest.mark.parametrize(("context", "changes"), [("fresh", WHOLE | {"strong.bugs": 3.0}), ("shared", {})])
def test_crossovers_of_waiting_are_exact_and_put_back(context: str, changes: dict[str, Setting]) -> None:
    timed = assign(TEXTBOOK, KNOWN | changes | {"workflow.context": context, "weak.output_speed": 10.0})
    found = crossovers(timed, [*KNOWN, "workflow.fix_calls", "workflow.fix_tokens", "weak.hard_fix_rate"])
    assert found["weak.output_speed"].points
    assert found["assumptions.hour_value"].points
    for key, one in found.items():
        for point in one.points:
            a, b = costs(assign(timed, {key: point.value}), RIVALS).total_cost
            assert a == pytest.approx(b, rel=1e-9), key
    for key in ("assumptions.hour_value", "weak.output_speed", "weak.first_token_seconds"):
        assert_crossings(plain(timed), key, found[key])

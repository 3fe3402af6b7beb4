"""Routers, cascade routing and plan first: against exact fractions, walks and agents, and the limits that must coincide."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.contenders.cascade import CASCADE
from engine.contenders.cascade_routing import CASCADE_ROUTING
from engine.contenders.contender import without
from engine.contenders.plan_first import plan_first
from engine.contenders.relayed import relayed
from engine.contenders.router import ROUTER
from engine.lineup import lineup
from engine.odds import odds
from engine.prices.costs import costs
from engine.prices.one_strategy import one_strategy
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, STRATEGIES, WEAK_ONLY
from tests.engine import test_lineup_assumed, test_lineup_long_prompts
from tests.engine.lineup_runs import simulated
from tests.engine.lineup_walks import Plan, walked
from tests.engine.relays import with_limits
from tests.engine.scenarios import GENERATORS, TEXTBOOK, assumed, close, modest, plain
from tests.searching import examples
from tests.truth import exact, lineup_exact
from tests.truth import odds as odds_truth
from tests.truth.reading import planned_setup
from tests.truth.scenarios import CHANGES, deviation

ROUTING = {"lineup.routing_accuracy": 0.7}


def assert_routing_exact(scenario: Scenario) -> None:
    inputs, values = scenario.lineup, plain(scenario)
    accuracy = float(inputs.routing_accuracy)  # type: ignore[arg-type]
    limit = int(inputs.escalate_after)  # type: ignore[arg-type]
    for generator in GENERATORS:
        for relay, truth in (
            (ROUTER, lineup_exact.router(values, generator, accuracy)),
            (
                CASCADE_ROUTING,
                lineup_exact.cascade_routing(values, generator, accuracy, limit, inherits=inputs.escalation_inherits),
            ),
        ):
            ours = relayed(relay, scenario, generator)
            assert ours.note == ""
            assert close(ours.total_cost, truth["total_cost"])
            assert close(ours.attempts, truth["weak_attempts"] + truth["strong_attempts"])
            assert close(ours.escalated_bugs, truth["escalated_bugs"])


@pytest.mark.slow
@given(modest())
@settings(max_examples=examples(80), deadline=None)
def test_routing_in_fresh_context_is_exact(scenario: Scenario) -> None:
    assert_routing_exact(scenario)


@pytest.mark.slow
@given(modest(whole=True))
@settings(max_examples=examples(60), deadline=None)
def test_routing_in_shared_context_is_exact(scenario: Scenario) -> None:
    """Each bug of a class is classified by itself: it is not known how many of them go which way."""
    assert_routing_exact(scenario)


@pytest.mark.slow
@given(st.one_of(modest(), modest(whole=True)))
@settings(max_examples=examples(80), deadline=None)
def test_plan_first_is_exact(scenario: Scenario) -> None:
    inputs = scenario.lineup
    (ours,) = plan_first(scenario)
    truth = lineup_exact.plan_first(plain(scenario), inputs.plan_tokens, inputs.planned_bugs)  # type: ignore[arg-type]
    assert close(ours.total_cost, truth["total_cost"])
    assert close(ours.generation_cost, truth["generation_cost"])
    assert close(ours.attempts, truth["attempts"])


@pytest.mark.slow
@given(assumed(limited=True), st.floats(0.0, 5.0), st.integers(0, 9000))
@settings(max_examples=examples(60), deadline=None)
def test_plan_first_holds_every_assumption(scenario: Scenario, bugs: float, tokens: int) -> None:
    (ours,) = plan_first(assign(scenario, {"lineup.planned_bugs": bugs, "lineup.plan_tokens": float(tokens)}))
    truth = lineup_exact.plan_first(plain(scenario), tokens, bugs)
    assert ours.note == ""
    assert ours.unresolved_bugs is not None
    assert close(ours.unresolved_bugs, truth["unresolved_bugs"])
    if scenario.workflow.context == "fresh" or bugs >= 1.0:
        # Less than one bug in one conversation is an analytic continuation, in which large numbers cancel.
        assert close(ours.total_cost, truth["total_cost"], relative=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize("thresholds", test_lineup_long_prompts.THRESHOLDS)
@pytest.mark.parametrize("inherits", [False, True])
@pytest.mark.parametrize("name", test_lineup_long_prompts.ASSUMED)
def test_routing_against_walks(name: str, inherits: bool, thresholds: str) -> None:  # noqa: FBT001
    scenario = assign(test_lineup_long_prompts.scenario_of(name, thresholds, "fresh"), ROUTING)
    scenario = assign(scenario, {"lineup.escalation_inherits": inherits})
    for generator in GENERATORS:
        tried = np.array([0.0, 1.0, 3.0, np.inf])
        ours = with_limits(scenario, generator, tried, CASCADE_ROUTING).total_cost
        truth = [walked(plain(scenario), generator, Plan(k, inherits, accuracy=0.7)) for k in tried.tolist()]
        assert ours == pytest.approx(truth, rel=1e-11)
        assert relayed(ROUTER, scenario, generator).total_cost == pytest.approx(truth[-1], rel=1e-11)


@pytest.mark.parametrize("name", ["published", "alike", "limit", "spread", "fading"])
def test_routing_in_one_conversation_against_walks(name: str) -> None:
    scenario = test_lineup_long_prompts.scenario_of(
        name, "in the middle", "shared", strong__bugs=2.0, strong__hard_fraction=0.5, lineup__routing_accuracy=0.7
    )
    scenario = test_lineup_long_prompts.cheap(scenario)
    for generator in GENERATORS:
        tried = np.array([0.0, 1.0, 3.0, np.inf])
        ours = with_limits(scenario, generator, tried, CASCADE_ROUTING).total_cost
        truth = [walked(plain(scenario), generator, Plan(k, accuracy=0.7)) for k in tried.tolist()]
        assert ours == pytest.approx(truth, rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("limit", [2.0, math.inf])
@pytest.mark.parametrize("name", test_lineup_assumed.ASSUMED)
def test_routing_against_simulated_agents(name: str, limit: float) -> None:
    """With everything at once, hand-offs and finished tasks too."""
    scenario = assign(test_lineup_assumed.scenario_of(name), ROUTING)
    ours = with_limits(scenario, "weak", np.array([limit]), CASCADE_ROUTING)
    found = simulated(plain(scenario), "weak", test_lineup_assumed.RUNS, 13, limit=limit, inherits=False, accuracy=0.7)
    figures = {
        "total_cost": ours.total_cost,
        "attempts": ours.attempts,
        "escalated_bugs": ours.summed(ours.each.begun[1]),
        "unresolved_bugs": ours.unresolved,
        "finished": ours.finished,
    }
    for key, figure in figures.items():
        assert abs(deviation(found[key], float(figure[0]))) < 4.5, (key, found[key], figure)


@pytest.mark.slow
@given(assumed(limited=True), st.integers(0, 5))
@settings(max_examples=examples(60), deadline=None)
def test_sure_routing_is_one_of_the_others_and_its_classifying(scenario: Scenario, limit: int) -> None:
    """All bugs easy and known to be, or hard and taken for easy: the cascade. The other way round: the strong model alone."""
    limits = np.array([float(limit), np.inf])
    for hard, accuracy in ((0.0, 1.0), (1.0, 0.0), (0.0, 0.0), (1.0, 1.0)):
        alike = assign(scenario, {f"{model}.hard_fraction": hard for model in GENERATORS})
        if scenario.workflow.context == "shared":
            alike, _ = without(alike, "caching", "growth", "regression_rate")
        alike = assign(alike, {"lineup.routing_accuracy": accuracy})
        for generator in GENERATORS:
            routed = with_limits(alike, generator, limits, CASCADE_ROUTING)
            expected = with_limits(alike, generator, limits if hard != accuracy else np.zeros(2))
            weak = one_strategy(alike, generator, "weak").attempts
            classifying = routed.bugs.sum(axis=0) * weak.prompt * weak.new_price
            assert routed.total_cost == pytest.approx(expected.total_cost + classifying, rel=1e-9)
            assert routed.finished == pytest.approx(expected.finished, rel=1e-9)


@pytest.mark.slow
@given(assumed(limited=True), st.sampled_from([0.0, 0.3, 1.0]))
@settings(max_examples=examples(40), deadline=None)
def test_cascade_routing_without_weak_attempts_is_the_strong_model(scenario: Scenario, accuracy: float) -> None:
    scenario = assign(scenario, {"lineup.routing_accuracy": accuracy})
    for generator in GENERATORS:
        routed, strong = (with_limits(scenario, generator, np.zeros(1), relay) for relay in (CASCADE_ROUTING, CASCADE))
        weak = one_strategy(
            without(scenario, "caching")[0] if scenario.workflow.context == "shared" else scenario, generator, "weak"
        )
        classifying = routed.bugs.sum(axis=0) * weak.attempts.prompt * weak.attempts.new_price
        assert routed.total_cost == pytest.approx(strong.total_cost + classifying, rel=1e-9)
        assert routed.attempts == pytest.approx(strong.attempts, rel=1e-9)


@pytest.mark.slow
@given(assumed(limited=True))
@settings(max_examples=examples(40), deadline=None)
def test_no_plan_and_the_same_bugs_is_weak_only(scenario: Scenario) -> None:
    unplanned = assign(scenario, {"lineup.plan_tokens": 0.0, "lineup.planned_bugs": scenario.weak.bugs})
    (ours,) = plan_first(unplanned)
    alone = costs(unplanned, (WEAK_ONLY,))
    reading = scenario.workflow.prompt_tokens * scenario.strong.input_price * scenario.strong.price_scale / 1e6
    assert ours.total_cost == pytest.approx(float(alone.total_cost[0] + reading), rel=1e-12)
    assert ours.attempts == pytest.approx(float(alone.attempts[0]), rel=1e-12)


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("generator", GENERATORS)
def test_best_limit_of_cascade_routing_beats_every_other(context: str, generator: str) -> None:
    scenario = assign(assign(TEXTBOOK, ROUTING), {"workflow.context": context, "lineup.escalation_inherits": True})
    scenario = assign(scenario, {"strong.bugs": 4.0})
    ours = relayed(CASCADE_ROUTING, scenario, generator)
    values = plain(scenario)
    every = [lineup_exact.cascade_routing(values, generator, 0.7, k, inherits=True)["total_cost"] for k in (*range(40), None)]
    assert ours.total_cost == pytest.approx(float(min(every)), rel=1e-9)


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_a_plan_is_paid_at_the_long_prices_where_its_prompt_is_long(context: str) -> None:
    """And the weak model's prompts are long with the plan that would not be without."""
    long = {"strong.long_prompt_threshold": 19_000.0, "strong.long_input_price": 10.0, "strong.long_output_price": 30.0}
    long |= {"weak.long_prompt_threshold": 22_000.0, "weak.long_input_price": 1.0, "weak.long_output_price": 5.0}
    scenario = assign(TEXTBOOK, long | {"workflow.context": context, "lineup.planned_bugs": 2.0, "strong.verbosity": 3.0})
    (short,) = plan_first(assign(scenario, {"lineup.plan_tokens": 2_000.0}))
    planning = (10.0 * 20_000 + 30.0 * 2_000) / 1e6
    assert short.generation_cost == pytest.approx(planning + (0.5 * 22_000 + 2.5 * 18_000) / 1e6, rel=1e-12)
    (longer,) = plan_first(assign(scenario, {"lineup.plan_tokens": 2_001.0}))
    planning = (10.0 * 20_000 + 30.0 * 2_001) / 1e6
    assert longer.generation_cost == pytest.approx(planning + (1.0 * 22_001 + 5.0 * 18_000) / 1e6, rel=1e-12)


@pytest.mark.parametrize("name", ["published", "limit", "cache misses"])
@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_odds_of_plan_first_against_brute_force(context: str, name: str) -> None:
    """Beside weak only, and nowhere else."""
    changes = {"lineup.plan_tokens": 2_000.0, "lineup.planned_bugs": 1.5}
    scenario = assign(TEXTBOOK, {f"{model}.hard_fix_rate": 0.4 for model in GENERATORS} | changes)
    scenario = assign(scenario, CHANGES[name] | {"workflow.context": context})  # type: ignore[arg-type]
    law = odds_truth.law_of(planned_setup(plain(scenario), 2_000.0, 1.5))
    budget = odds_truth.quantile(law, 0.7)
    ours = odds(scenario, budget).strategies[-1]
    assert ours.strategy.key == "plan-first"
    assert ours.mean == pytest.approx(odds_truth.mean(law), rel=1e-9)
    assert ours.over_budget == pytest.approx(odds_truth.over_budget(law, budget), abs=2e-6)
    for level in (0.1, 0.5, 0.9):
        assert ours.quantiles[level] == pytest.approx(odds_truth.quantile(law, level), rel=1e-9)
    assert [one.strategy for one in odds(scenario, strategies=RIVALS).strategies] == list(RIVALS)


def test_lines_appear_where_their_keys_are_given() -> None:
    usual = [one.key for one in lineup(TEXTBOOK).contenders]
    assert [key for key in usual if "rout" in key or "plan" in key] == []
    routed = {one.key for one in lineup(assign(TEXTBOOK, ROUTING)).contenders}
    assert routed - set(usual) == {f"{key}-{generator}" for key in ("router", "cascade-routing") for generator in GENERATORS}
    planned = {one.key for one in lineup(assign(TEXTBOOK, {"lineup.planned_bugs": 0.0})).contenders}
    assert planned - set(usual) == {"plan-first"}


@pytest.mark.parametrize("key", ["router-weak", "cascade-routing-strong"])
def test_routing_in_one_conversation_says_what_it_leaves_out(key: str) -> None:
    scenario = assign(test_lineup_assumed.scenario_of("everything", "shared"), ROUTING)
    scenario = assign(scenario, {"weak.long_prompt_threshold": 100_000.0, "weak.long_input_price": 3.0})
    note = lineup(scenario).of(key).note
    assert all(word in note for word in ("caching", "growth", "regressions", "long prompts"))
    assert ("inherits" in note) == key.startswith("cascade")
    assert all(lineup(scenario).of(strategy.key).note == "" for strategy in STRATEGIES)


def test_classifying_reads_a_long_prompt_at_its_price() -> None:
    long = {"weak.long_prompt_threshold": 30_000.0, "weak.long_input_price": 5.0, "strong.hard_fraction": 1.0}
    scenario = assign(TEXTBOOK, long | {"strong.bugs": 1.0, "lineup.routing_accuracy": 1.0})
    alone = exact.strategy({key: value for key, value in plain(scenario).items() if "long_" not in key}, "strong", "strong")
    ours = relayed(ROUTER, scenario, "strong").total_cost
    assert ours == pytest.approx(float(alone["total_cost"]) + 5.0 * 38_000 / 1e6, rel=1e-12)

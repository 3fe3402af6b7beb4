"""Attempts and generations of several calls: the engine against exact fractions, walks call by call, and simulated agents."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.contenders.advisor import advisor
from engine.contenders.cascade_routing import CASCADE_ROUTING
from engine.contenders.contender import without
from engine.contenders.plan_first import plan_first
from engine.contenders.relayed import relayed
from engine.contenders.router import ROUTER
from engine.crossings.crossovers import crossovers
from engine.odds import LEVELS, odds
from engine.prices.context_window import outgrowing
from engine.prices.costs import costs
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, STRATEGIES
from tests.engine import test_costs_exact, test_lineup, test_lineup_assumed, test_lineup_long_prompts, test_long_prompts
from tests.engine.figures import built
from tests.engine.lineup_runs import simulated, simulated_advice
from tests.engine.lineup_walks import Plan, walked
from tests.engine.relays import cascade, with_limits
from tests.engine.scenarios import GENERATORS, TEXTBOOK, assumed, close, modest, plain, published
from tests.engine.test_crossovers_exact import assert_crossings
from tests.engine.test_routing import assert_routing_exact
from tests.searching import examples
from tests.truth import exact, lineup_exact
from tests.truth import odds as truth
from tests.truth.scenarios import CALLS as NAMED
from tests.truth.scenarios import deviation, scenario

WHOLE = {"workflow.generation_calls": 5.0, "workflow.fix_calls": 4.0, "workflow.tool_tokens": 600.0}
"""Calls that can be walked one by one, of answers whose length is no rounded one."""
VARIED = {
    "workflow.generation_calls": 6.5,
    "workflow.fix_calls": 3.25,
    "workflow.tool_tokens": 450.0,
    "workflow.handover_tokens": 2_500.0,
    "assumptions.calls_spread": 0.75,
}
KEYS = [f"workflow.{key}" for key in ("generation_calls", "fix_calls", "tool_tokens", "handover_tokens")]

numbers = st.one_of(st.just(1.0), st.floats(1.0, 1.5), st.floats(1.0, 300.0), st.integers(2, 100).map(float))


@st.composite
def with_calls(draw: st.DrawFn, scenarios: st.SearchStrategy[Scenario], *, tokens: float = 1e6) -> Scenario:
    """Scenarios with sessions of calls."""
    changes = {
        "workflow.generation_calls": draw(numbers),
        "workflow.fix_calls": draw(numbers),
        "workflow.tool_tokens": draw(st.one_of(st.just(0.0), st.floats(1.0, tokens))),
        "workflow.handover_tokens": draw(st.one_of(st.none(), st.just(0.0), st.floats(1.0, tokens))),
        "assumptions.calls_spread": draw(st.one_of(st.just(0.0), st.floats(1e-3, 3.0))),
    }
    return assign(draw(scenarios), changes)


@given(with_calls(published()))
@settings(max_examples=examples(30), deadline=None)
def test_the_published_model_with_calls_is_exact(scenario: Scenario) -> None:
    test_costs_exact.assert_exact(scenario)


@pytest.mark.slow
@given(with_calls(st.one_of(assumed(limited=False), assumed(limited=True))))
@settings(max_examples=examples(50), deadline=None)
def test_every_assumption_with_calls_is_exact(scenario: Scenario) -> None:
    test_costs_exact.assert_exact(scenario)


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("name", NAMED)
def test_the_scenarios_of_the_truths_are_exact(name: str, context: str) -> None:
    test_costs_exact.assert_exact(built(scenario(name, context)))


@pytest.mark.slow
@given(st.one_of(published(), assumed()), st.floats(0.0, 3.0), st.floats(0.0, 1e6))
@settings(max_examples=examples(25), deadline=None)
def test_one_call_is_as_if_nothing_were_said(scenario: Scenario, spread: float, tool: float) -> None:
    """To the last digit."""
    said = assign(scenario, {"assumptions.calls_spread": spread, "workflow.tool_tokens": tool})
    for name, figure in vars(costs(said)).items():
        if isinstance(figure, np.ndarray):
            assert np.array_equal(figure, getattr(costs(scenario), name), equal_nan=True)


@pytest.mark.slow
@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("name", test_long_prompts.ASSUMED)
@pytest.mark.parametrize("calls", [1.0, 4.0])
def test_long_prompts_and_windows_against_walks(calls: float, name: str, context: str) -> None:
    more = {"workflow.fix_calls": calls, "workflow.tool_tokens": 700.0, "workflow.handover_tokens": 9_000.0}
    scenario = assign(test_long_prompts.scenario_of(name, context), more | {"workflow.generation_calls": 3.0})
    ours, outgrows = costs(scenario).long_prompt_cost, outgrowing(scenario)
    for i, strategy in enumerate(STRATEGIES):
        dearer, too_long = test_long_prompts.expected(scenario, strategy)
        assert float(ours[i]) == pytest.approx(dearer, rel=1e-8, abs=1e-12), strategy
        assert float(outgrows.chance[i]) == pytest.approx(too_long, abs=1e-9), strategy


def test_a_generation_grows_long_on_its_way() -> None:
    """Prompts of 20,000, 24,200 … 36,800 tokens, each with an answer of 3,600."""
    scenario = assign(TEXTBOOK, WHOLE | {"strong.long_prompt_threshold": 28_400.0, "strong.long_input_price": 10.0})
    generated = costs(assign(scenario, {"strong.bugs": 0.0}))
    assert generated.long_prompt_cost[0] == pytest.approx(6 * (32_600 + 36_800) / 1e6, rel=1e-12)
    for window, too_long in ((40_400.0, 0.0), (40_399.0, 1.0)):
        fits = assign(scenario, {"strong.context_window": window, "strong.bugs": 0.0})
        assert outgrowing(fits).chance[0] == too_long


@pytest.mark.slow
@given(with_calls(modest(), tokens=5e4))
@settings(max_examples=examples(25), deadline=None)
def test_the_lineup_in_fresh_context_is_exact(scenario: Scenario) -> None:
    assert_lineup_exact(scenario)


@pytest.mark.slow
@given(with_calls(modest(whole=True), tokens=5e4))
@settings(max_examples=examples(15), deadline=None)
def test_the_lineup_in_shared_context_is_exact(scenario: Scenario) -> None:
    assert_lineup_exact(scenario)


def assert_lineup_exact(scenario: Scenario) -> None:
    """Cascade, router, cascade routing, advisor and plan first."""
    test_lineup.assert_cascade_exact(scenario)
    assert_routing_exact(scenario)
    test_lineup.assert_advisor_exact(scenario)
    (planned,) = plan_first(scenario)
    inputs = scenario.lineup
    expected = lineup_exact.plan_first(plain(scenario), inputs.plan_tokens, inputs.planned_bugs)  # type: ignore[arg-type]
    assert close(planned.total_cost, expected["total_cost"])
    assert close(planned.generation_cost, expected["generation_cost"])


@given(with_calls(assumed(limited=True)), st.floats(0.0, 5.0), st.integers(0, 9000))
@settings(max_examples=examples(15), deadline=None)
def test_plan_first_holds_every_assumption(scenario: Scenario, bugs: float, tokens: int) -> None:
    (ours,) = plan_first(assign(scenario, {"lineup.planned_bugs": bugs, "lineup.plan_tokens": float(tokens)}))
    expected = lineup_exact.plan_first(plain(scenario), tokens, bugs)
    if scenario.workflow.context == "fresh" or bugs >= 1.0:
        assert close(ours.total_cost, expected["total_cost"], relative=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize("thresholds", ["generation as well", "weak only"])
@pytest.mark.parametrize("inherits", [False, True])
@pytest.mark.parametrize("name", test_lineup_long_prompts.ASSUMED)
def test_cascade_and_routing_against_walks(name: str, inherits: bool, thresholds: str) -> None:  # noqa: FBT001
    scenario = assign(test_lineup_long_prompts.scenario_of(name, thresholds, "fresh"), WHOLE)
    scenario = assign(scenario, {"lineup.escalation_inherits": inherits, "lineup.routing_accuracy": 0.7})
    for generator in GENERATORS:
        tried = np.array([0.0, 1.0, 3.0, np.inf])
        for relay, accuracy in ((None, None), (CASCADE_ROUTING, 0.7)):
            ours = with_limits(scenario, generator, tried, *([relay] if relay else [])).total_cost
            walks = [walked(plain(scenario), generator, Plan(k, inherits, accuracy=accuracy)) for k in tried.tolist()]
            assert ours == pytest.approx(walks, rel=1e-11)


@pytest.mark.slow
@pytest.mark.parametrize("thresholds", ["generation as well", "weak only"])
@pytest.mark.parametrize("name", test_lineup_long_prompts.ASSUMED)
def test_advisor_against_walks(name: str, thresholds: str) -> None:
    scenario, _ = without(assign(test_lineup_long_prompts.scenario_of(name, thresholds, "fresh"), WHOLE), "spread")
    for generator in GENERATORS:
        expected = walked(plain(scenario), generator, test_lineup_long_prompts.advice(scenario))
        assert advisor(scenario, generator).total_cost == pytest.approx(expected, rel=1e-11)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["published", "alike", "limit", "spread", "fading"])
def test_one_conversation_of_two_models_against_walks(name: str) -> None:
    scenario = test_lineup_long_prompts.scenario_of(
        name, "in the middle", "shared", strong__bugs=2.0, strong__hard_fraction=0.5, lineup__routing_accuracy=0.7
    )
    scenario = assign(test_lineup_long_prompts.cheap(scenario), WHOLE)
    for generator in GENERATORS:
        tried = np.array([0.0, 1.0, 3.0, np.inf])
        for relay, accuracy in ((None, None), (CASCADE_ROUTING, 0.7)):
            ours = with_limits(scenario, generator, tried, *([relay] if relay else [])).total_cost
            walks = [walked(plain(scenario), generator, Plan(k, accuracy=accuracy)) for k in tried.tolist()]
            assert ours == pytest.approx(walks, rel=1e-9)
        if name != "spread":
            expected = walked(plain(scenario), generator, test_lineup_long_prompts.advice(scenario))
            assert advisor(scenario, generator).total_cost == pytest.approx(expected, rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["everything"])
def test_the_lineup_against_simulated_agents(name: str) -> None:
    """With calls that vary, and everything else."""
    scenario = assign(test_lineup_assumed.scenario_of(name), VARIED)
    values, runs = plain(scenario), test_lineup_assumed.RUNS // 4
    scenario = assign(scenario, {"lineup.escalate_after": 2.0, "lineup.escalation_inherits": True})
    scenario = assign(scenario, {"lineup.routing_accuracy": 0.7})
    found = simulated(values, "weak", runs, 21, limit=2, inherits=True)
    assert abs(deviation(found["total_cost"], cascade(scenario, "weak").total_cost)) < 4.5
    found = simulated(values, "weak", runs, 22, limit=np.inf, inherits=True, accuracy=0.7)
    assert abs(deviation(found["total_cost"], relayed(ROUTER, scenario, "weak").total_cost)) < 4.5
    advice = {"lineup.advice_rate": 0.4, "lineup.advice_tokens": 3000.0}
    advice |= {"lineup.advised_easy_fix_rate": 0.85, "lineup.advised_hard_fix_rate": 0.3}
    advised, _ = without(assign(scenario, advice), "spread")
    found = simulated_advice(plain(advised), "weak", runs, 23, asks=0.4, length=3000.0, advised=(0.85, 0.3))
    assert abs(deviation(found["total_cost"], advisor(advised, "weak").total_cost)) < 4.5


@pytest.mark.parametrize(
    ("name", "context"),
    [("published", "shared"), ("caching", "shared"), ("growth", "shared"), ("limit", "shared"), ("limit", "fresh")],
)
def test_odds_of_a_sure_number_of_calls_are_exact(name: str, context: str) -> None:
    scenario = assign(test_long_prompts.scenario_of(name, context), WHOLE)
    found = odds(scenario, strategies=RIVALS)
    for strategy in RIVALS:
        law = truth.law(plain(scenario), strategy.generator, strategy.fixer)
        ours = found.of(strategy)
        assert ours.mean == pytest.approx(truth.mean(law), rel=1e-9)
        assert ours.sd == pytest.approx(truth.variance(law) ** 0.5, rel=1e-6)
        for level in LEVELS:
            low, high = (truth.quantile(law, level, slack) for slack in (1e-6, -1e-6))
            assert low * (1 - 1e-6) - ours.blur <= ours.quantiles[level] <= high * (1 + 1e-6) + ours.blur


@pytest.mark.slow
@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("caching", [False, True])
def test_crossovers_along_calls_are_exact(context: str, caching: bool) -> None:  # noqa: FBT001
    scenario = assign(TEXTBOOK, VARIED | {"workflow.context": context, "assumptions.caching": caching, "strong.bugs": 2.0})
    scenario = assign(scenario, {"strong.cache_read_price": 0.4, "weak.cache_read_price": 0.05})
    found = crossovers(scenario, [*KEYS, "assumptions.calls_spread", "weak.bugs", "workflow.fix_tokens"])
    for key, ours in found.items():
        assert_crossings(plain(scenario), key, ours)
    assert any(ours.points for key, ours in found.items() if key in KEYS)
    assert exact.crossovers(plain(scenario), "workflow.generation_calls").values

"""The line-up with assumptions: against simulated agents, and the limits that must coincide."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.attempts.finished import finished
from engine.contenders.advisor import advisor
from engine.contenders.best_of import best_of
from engine.contenders.contender import without
from engine.lineup import lineup
from engine.prices.costs import costs
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import STRATEGIES, A
from tests.engine.lineup_runs import simulated, simulated_advice
from tests.engine.relays import cascade, with_limits
from tests.engine.scenarios import TEXTBOOK, assumed, named, plain
from tests.searching import examples
from tests.truth.scenarios import deviation

import numpy as np  # isort: skip

RUNS = 6_000

BASE = {
    "strong.bugs": 1.5,
    "weak.bugs": 3.0,
    "weak.verbosity": 1.5,
    "weak.easy_fix_rate": 0.6,
    "weak.hard_fix_rate": 0.25,
    "strong.cache_read_price": 0.4,
    "strong.cache_write_price": 5.0,
    "weak.cache_read_price": 0.05,
    "weak.cache_write_price": 0.7,
}

ASSUMED: dict[str, dict[str, object]] = {
    "caching": {"assumptions.caching": True, "assumptions.cache_hit_rate": 0.8},
    "regressions": {"assumptions.regression_rate": 0.3},
    "growth": {"assumptions.growth": 0.3},
    "fading and limit": {"assumptions.fading": 0.8, "assumptions.attempt_limit": 6.0, "assumptions.handoff_cost": 2.0},
    "spread and limit": {"assumptions.spread": 0.3, "assumptions.attempt_limit": 5.0},
    "everything": {
        "assumptions.caching": True,
        "assumptions.cache_hit_rate": 0.7,
        "assumptions.regression_rate": 0.25,
        "assumptions.growth": 0.2,
        "assumptions.spread": 0.2,
        "assumptions.fading": 0.9,
        "assumptions.attempt_limit": 7.0,
        "assumptions.handoff_cost": 1.5,
    },
}


scenario_of = named(BASE, ASSUMED)


@pytest.mark.slow
@pytest.mark.parametrize("inherits", [False, True])
@pytest.mark.parametrize("name", ASSUMED)
def test_cascade_against_simulated_agents(name: str, inherits: bool) -> None:  # noqa: FBT001
    scenario = assign(scenario_of(name), {"lineup.escalate_after": 2.0, "lineup.escalation_inherits": inherits})
    ours = cascade(scenario, "weak")
    assert ours.note == ""
    found = simulated(plain(scenario), "weak", RUNS, 11, limit=2, inherits=inherits)
    for figure in ("total_cost", "attempts", "escalated_bugs", "unresolved_bugs", "finished"):
        assert abs(deviation(found[figure], getattr(ours, figure))) < 4.5, (figure, found[figure], getattr(ours, figure))


@pytest.mark.slow
@pytest.mark.parametrize("name", ASSUMED)
def test_advisor_against_simulated_agents(name: str) -> None:
    scenario, left_out = without(scenario_of(name), "spread")
    advice = {"lineup.advice_rate": 0.4, "lineup.advice_tokens": 3000.0}
    advice |= {"lineup.advised_easy_fix_rate": 0.85, "lineup.advised_hard_fix_rate": 0.3}
    scenario = assign(scenario, advice)
    ours = advisor(assign(scenario_of(name), advice), "weak")
    assert ("spread" in ours.note) == bool(left_out)
    found = simulated_advice(plain(scenario), "weak", RUNS, 12, asks=0.4, length=3000.0, advised=(0.85, 0.3))
    for figure in ("total_cost", "attempts", "consultations", "unresolved_bugs", "finished"):
        assert abs(deviation(found[figure], getattr(ours, figure))) < 4.5, (figure, found[figure], getattr(ours, figure))


@pytest.mark.slow
@given(assumed(limited=True))
@settings(max_examples=examples(60), deadline=None)
def test_cascade_ends_are_the_plain_strategies(scenario: Scenario) -> None:
    """No weak attempts is B's fix phase, no end of them is A's: with all assumptions, or all that it holds when shared."""
    scenario = assign(scenario, {"lineup.escalation_inherits": True})
    if scenario.workflow.context == "shared":
        scenario, _ = without(scenario, "caching", "growth", "regression_rate")
    figures = costs(scenario)
    chance = finished(scenario)
    for i, strategy in enumerate(STRATEGIES):
        limit = 0.0 if strategy.fixer == "strong" else np.inf
        found = with_limits(scenario, strategy.generator, np.array([limit]))
        each = figures.of(strategy)
        if scenario.workflow.context == "shared" and figures.attempts[i] < 1.0:
            # A shared fraction of a bug is an analytic continuation, in which large numbers cancel.
            continue
        assert found.total_cost[0] == pytest.approx(float(each["total_cost"]), rel=1e-7)
        assert found.attempts[0] == pytest.approx(float(each["attempts"]), rel=1e-8)
        assert found.unresolved[0] == pytest.approx(float(each["unresolved_bugs"]), rel=1e-7, abs=1e-300)
        assert found.finished[0] == pytest.approx(float(chance[i]), rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("name", ASSUMED)
def test_no_advice_is_plain_weak(name: str, context: str) -> None:
    dropped = ["spread", *(["caching", "growth", "regression_rate"] if context == "shared" else [])]
    scenario, _ = without(assign(scenario_of(name, context), {"lineup.advice_rate": 0.0}), *dropped)
    expected = costs(scenario, (A,)).total_cost[0]
    assert advisor(scenario, "strong").total_cost == pytest.approx(float(expected), rel=1e-12)


@pytest.mark.parametrize("name", ASSUMED)
def test_shared_conversations_say_what_they_leave_out(name: str) -> None:
    found = lineup(scenario_of(name, "shared"))
    dropped = [word for word in ("caching", "growth", "regressions") if word in name or name == "everything"]
    for key in ("cascade-strong", "cascade-weak", "advisor-strong", "advisor-weak"):
        assert all(word in found.of(key).note for word in dropped)
    for strategy in STRATEGIES:
        assert found.of(strategy.key).note == ""


@pytest.mark.parametrize("limit", [2.0, 5.0])
def test_best_of_n_holds_every_assumption(limit: float) -> None:
    """One run is the weak model alone with that limit, nobody paid for what it gives up on."""
    scenario = assign(scenario_of("everything"), {"lineup.escalate_after": limit, "strong.bugs": 9.0})
    run = assign(scenario, {"assumptions.attempt_limit": limit, "assumptions.handoff_cost": 0.0})
    weak = next(strategy for strategy in STRATEGIES if strategy.key == "weak-weak")
    one = float(costs(run, (weak,)).total_cost[0])
    budget = float(costs(scenario, (A,)).total_cost[0])
    ours = best_of(scenario)
    assert ours.runs == budget // one
    assert ours.run_cost == pytest.approx(one, rel=1e-12)
    assert ours.success == pytest.approx(
        1 - (1 - float(finished(run, (weak,), exponents=True)[0])) ** (budget // one), rel=1e-9
    )


def test_an_attempt_limit_caps_the_cascade() -> None:
    scenario = assign(scenario_of("fading and limit"), {"lineup.escalate_after": 9.0})
    found = cascade(scenario, "weak")
    assert found.escalated_bugs == 0.0
    never = with_limits(scenario, "weak", np.array([np.inf]))
    assert found.total_cost == pytest.approx(never.total_cost[0], rel=1e-12)


@pytest.mark.slow
@given(st.floats(0.0, 1.0), st.integers(1, 8))
@settings(max_examples=examples(30), deadline=None)
def test_attempts_with_a_far_limit_are_those_without(asks: float, seed: int) -> None:
    """The advisor's sums, attempt by attempt, meet its closed form."""
    changes = {"lineup.advice_rate": asks, "assumptions.growth": seed / 10, "assumptions.caching": True}
    endless = advisor(assign(TEXTBOOK, BASE | changes), "weak")
    limited = advisor(assign(TEXTBOOK, BASE | changes | {"assumptions.attempt_limit": 400.0}), "weak")
    assert limited.total_cost == pytest.approx(endless.total_cost, rel=1e-9)

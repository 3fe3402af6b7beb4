"""The line-up with prices by prompt length: against runs walked request by request, and the limits that must coincide."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.contenders.advisor import advisor
from engine.contenders.best_of import best_of
from engine.contenders.contender import without
from engine.lineup import Lineup, lineup
from engine.prices.costs import costs
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import STRATEGIES, Strategy
from tests.engine.lineup_walks import Plan, walked
from tests.engine.relays import cascade, cheapest_limit, with_limits
from tests.engine.scenarios import assumed, named, plain
from tests.searching import examples

GENERATORS = ("strong", "weak")

BASE: dict[str, object] = {
    "strong.bugs": 1.5,
    "weak.bugs": 2.0,
    "weak.easy_fix_rate": 0.6,
    "weak.hard_fix_rate": 0.35,
    "strong.easy_fix_rate": 0.7,
    "strong.hard_fix_rate": 0.45,
    "weak.verbosity": 1.5,
    "strong.verbosity": 0.75,
    "strong.price_scale": 0.5,
    "strong.cache_read_price": 0.4,
    "strong.cache_write_price": 5.0,
    "weak.cache_write_price": 0.75,
    "strong.long_input_price": 10.0,
    "strong.long_output_price": 30.0,
    "weak.long_input_price": 0.8,
    "weak.long_output_price": 3.0,
    "lineup.advice_rate": 0.4,
    "lineup.advice_tokens": 3000.0,
    "lineup.advised_easy_fix_rate": 0.85,
    "lineup.advised_hard_fix_rate": 0.5,
}

ASSUMED: dict[str, dict[str, object]] = {
    "published": {},
    "alike": {"weak.verbosity": 1.0, "strong.verbosity": 1.0, "lineup.advice_tokens": 0.0},
    "caching": {"assumptions.caching": True, "assumptions.cache_hit_rate": 0.7},
    "growth": {"assumptions.growth": 0.25},
    "regressions": {"assumptions.regression_rate": 0.3},
    "limit": {"assumptions.attempt_limit": 4.0, "assumptions.handoff_cost": 2.0},
    "spread": {"assumptions.spread": 0.25, "assumptions.attempt_limit": 7.0},
    "fading": {"assumptions.fading": 0.75, "assumptions.attempt_limit": 8.0},
    "nearly everything": {
        "assumptions.caching": True,
        "assumptions.cache_hit_rate": 0.8,
        "assumptions.regression_rate": 0.2,
        "assumptions.growth": 0.2,
        "assumptions.spread": 0.2,
        "assumptions.attempt_limit": 7.0,
        "assumptions.handoff_cost": 1.5,
    },
}

THRESHOLDS: dict[str, tuple[float | None, float | None]] = {
    "in the middle": (60_000.0, 70_000.0),
    "strong sooner": (45_000.0, 90_000.0),
    "from the first attempt": (30_000.0, 30_000.0),
    "generation as well": (15_000.0, 10_000.0),
    "strong only": (52_000.0, None),
    "weak only": (None, 52_000.0),
}


def scenario_of(name: str, thresholds: str, context: str, **more: object) -> Scenario:
    long = dict(zip(("strong.long_prompt_threshold", "weak.long_prompt_threshold"), THRESHOLDS[thresholds], strict=True))
    return named(BASE, ASSUMED)(name, context, long, **more)


def advice(scenario: Scenario) -> Plan:
    asked = scenario.lineup
    rates = (asked.advised_easy_fix_rate, asked.advised_hard_fix_rate)
    return Plan(asks=asked.advice_rate, length=asked.advice_tokens, advised=rates)  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("thresholds", THRESHOLDS)
@pytest.mark.parametrize("inherits", [False, True])
@pytest.mark.parametrize("name", ASSUMED)
def test_cascade_against_walks(name: str, inherits: bool, thresholds: str) -> None:  # noqa: FBT001
    scenario = scenario_of(name, thresholds, "fresh", lineup__escalation_inherits=inherits)
    for generator in GENERATORS:
        tried = np.array([0.0, 1.0, 3.0, 6.0, np.inf])
        ours = with_limits(scenario, generator, tried).total_cost
        truth = [walked(plain(scenario), generator, Plan(k, inherits)) for k in tried.tolist()]
        assert ours == pytest.approx(truth, rel=1e-11)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "thresholds"), [pair for i, pair in enumerate(product(ASSUMED, THRESHOLDS)) if (i + i // len(THRESHOLDS)) % 2 == 0]
)
def test_advisor_against_walks(name: str, thresholds: str) -> None:
    scenario, _ = without(scenario_of(name, thresholds, "fresh"), "spread")
    for generator in GENERATORS:
        truth = walked(plain(scenario), generator, advice(scenario))
        ours = advisor(scenario, generator)
        assert ours.total_cost == pytest.approx(truth, rel=1e-11)
        assert ours.note == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["published", "alike", "limit", "spread", "fading"])
def test_one_conversation_against_walks(name: str) -> None:
    scenario = cheap(scenario_of(name, "in the middle", "shared", strong__bugs=2.0, strong__hard_fraction=0.5))
    for generator in GENERATORS:
        tried = np.array([0.0, 1.0, 3.0, np.inf])
        ours = with_limits(scenario, generator, tried).total_cost
        truth = [walked(plain(scenario), generator, Plan(k)) for k in tried.tolist()]
        assert ours == pytest.approx(truth, rel=1e-9)
        if name != "spread":
            assert advisor(scenario, generator).total_cost == pytest.approx(
                walked(plain(scenario), generator, advice(scenario)), rel=1e-9
            )


@pytest.mark.parametrize("name", ["published", "alike", "limit", "spread", "fading"])
@pytest.mark.parametrize("thresholds", THRESHOLDS)
def test_one_conversation_leaves_out_and_says_what_only_some_prompts_cost_more(name: str, thresholds: str) -> None:
    """Unless all prompts of a model are long: then they have its long prices."""
    scenario = scenario_of(name, thresholds, "shared", lineup__escalate_after=2.0)
    for generator in GENERATORS:
        first = float(
            scenario.workflow.prompt_tokens + getattr(scenario, generator).verbosity * scenario.workflow.generation_tokens
        )
        always = [model for model, long in zip(GENERATORS, THRESHOLDS[thresholds], strict=True) if long and first > long]
        usual = priced_as_long(scenario, *always)
        part = [long for model, long in zip(GENERATORS, THRESHOLDS[thresholds], strict=True) if long and model not in always]
        for contender in (cascade, advisor):
            ours, expected = contender(scenario, generator), contender(usual, generator)
            fixing = ours.total_cost - ours.generation_cost
            assert fixing == pytest.approx(expected.total_cost - expected.generation_cost, rel=1e-12)
            assert ("long prompts" in ours.note) == bool(part)


def priced_as_long(scenario: Scenario, *models: str) -> Scenario:
    """With the prices of long prompts for all prompts of some models, and none for others."""
    prices = {
        f"{model}.{side}_price": getattr(getattr(scenario, model), f"long_{side}_price")
        for model in models
        for side in ("input", "output")
    }
    return assign(cheap(scenario), prices)


def cheap(scenario: Scenario) -> Scenario:
    nothing = dict.fromkeys(("long_prompt_threshold", "long_input_price", "long_output_price"))
    return assign(scenario, {f"{model}.{key}": None for model in GENERATORS for key in nothing})


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("name", ASSUMED)
def test_prompts_that_are_never_long_change_nothing(name: str, context: str) -> None:
    scenario = scenario_of(name, "in the middle", context, lineup__escalation_inherits=True)
    never = {f"{model}.long_prompt_threshold": 1e9 for model in GENERATORS}
    unpriced = {f"{model}.long_{side}_price": None for model in GENERATORS for side in ("input", "output")}
    assert_alike(lineup(assign(scenario, never)), lineup(cheap(scenario)), 1e-13)
    assert_alike(lineup(assign(scenario, unpriced)), lineup(cheap(scenario)), 0.0)


def assert_alike(found: Lineup, wanted: Lineup, relative: float) -> None:
    """The same figures, whatever the notes say."""
    for one, other in zip(found.contenders, wanted.contenders, strict=True):
        ours, theirs = ({**each.as_dict(), "note": ""} for each in (one, other))
        assert ours.keys() == theirs.keys()
        for key, figure in ours.items():
            expected = (
                pytest.approx(theirs[key], rel=relative, abs=0.0, nan_ok=True) if isinstance(figure, float) else theirs[key]
            )
            assert figure == expected


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("name", [name for name in ASSUMED if "everything" not in name and name != "caching"])
def test_where_all_prompts_are_long_the_long_prices_are_the_prices(name: str, context: str) -> None:
    whole = {"strong.bugs": 2.0, "strong.hard_fraction": 0.5}
    long = assign(scenario_of(name, "generation as well", context), whole)
    assert_alike(lineup(long), lineup(priced_as_long(long, *GENERATORS)), 1e-9)


@pytest.mark.slow
@given(assumed(limited=True), st.floats(0.0, 60.0), st.floats(0.0, 60.0), st.floats(0.1, 4.0))
@settings(max_examples=examples(80), deadline=None)
def test_cascade_ends_are_the_plain_strategies(scenario: Scenario, strong: float, weak: float, factor: float) -> None:
    scenario = priced(assign(scenario, {"lineup.escalation_inherits": True, "workflow.context": "fresh"}), strong, weak, factor)
    figures = costs(scenario)
    for i, strategy in enumerate(STRATEGIES):
        limit = 0.0 if strategy.fixer == "strong" else np.inf
        found = with_limits(scenario, strategy.generator, np.array([limit]))
        assert found.total_cost[0] == pytest.approx(float(figures.total_cost[i]), rel=1e-7)


def priced(scenario: Scenario, strong: float, weak: float, factor: float) -> Scenario:
    """With thresholds so many attempts beyond the first prompt, and other prices by a factor."""
    work = scenario.workflow
    step = float(work.fix_tokens + work.trace_tokens) or 1.0
    changes = {}
    for name, attempts in (("strong", strong), ("weak", weak)):
        model = getattr(scenario, name)
        changes[f"{name}.long_prompt_threshold"] = float(work.prompt_tokens + attempts * step)
        changes[f"{name}.long_input_price"] = model.input_price * factor
        changes[f"{name}.long_output_price"] = model.output_price * factor
    return assign(scenario, changes)


@pytest.mark.slow
@given(assumed(limited=True), st.floats(0.0, 60.0), st.floats(0.1, 4.0))
@settings(max_examples=examples(60), deadline=None)
def test_no_advice_is_plain_weak(scenario: Scenario, threshold: float, factor: float) -> None:
    scenario, _ = without(assign(scenario, {"workflow.context": "fresh"}), "spread")
    silent = priced(assign(scenario, {"lineup.advice_rate": 0.0}), threshold, threshold, factor)
    for generator in GENERATORS:
        expected = costs(silent, (Strategy("", "", generator, "weak"),)).total_cost[0]
        found = advisor(silent, generator)
        assert found.note == ""
        assert found.total_cost == pytest.approx(float(expected), rel=1e-7)


@pytest.mark.parametrize("name", ["published", "spread", "fading"])
@pytest.mark.parametrize("inherits", [False, True])
def test_best_limit_beats_every_other(name: str, inherits: bool) -> None:  # noqa: FBT001
    """Dear prompts of the weak model make it worth while to escalate before they are reached."""
    more = {"weak__long_input_price": 4.0, "weak__long_output_price": 20.0, "lineup__escalation_inherits": inherits}
    scenario = scenario_of(name, "weak only", "fresh", strong__input_price=2.0, strong__output_price=8.0, **more)
    best = cheapest_limit(scenario, "weak")
    tried = np.array([*range(60), math.inf])
    every = [with_limits(scenario, "weak", np.array([k])).total_cost[0] for k in tried]
    assert with_limits(scenario, "weak", tried).total_cost == pytest.approx(every, rel=1e-12)
    assert with_limits(scenario, "weak", np.array([best])).total_cost[0] == pytest.approx(min(every), rel=1e-11)
    assert name == "spread" or best != cheapest_limit(cheap(scenario), "weak")


def test_long_tails_are_followed_to_their_end() -> None:
    """A fix in a billion attempts: nearly all of them are dear, so that the dear prices are the prices."""
    scenario = scenario_of("published", "in the middle", "fresh", weak__hard_fix_rate=1e-9, weak__bugs=2.0)
    scenario = assign(scenario, {"lineup.advised_hard_fix_rate": 1e-9})
    dear = assign(cheap(scenario), {"weak.input_price": 0.8, "weak.output_price": 3.0})
    never, expected = (with_limits(one, "weak", np.array([np.inf])).total_cost[0] for one in (scenario, dear))
    assert never == pytest.approx(expected, rel=1e-6)
    prices = {"strong.input_price": 10.0, "strong.output_price": 30.0}
    assert advisor(scenario, "weak").total_cost == pytest.approx(advisor(assign(dear, prices), "weak").total_cost, rel=1e-6)


def test_what_is_too_long_to_follow_is_said() -> None:
    """A conversation of thousands of short attempts: at most the difference that the other prices make throughout."""
    changes = {"workflow.fix_tokens": 40.0, "workflow.trace_tokens": 20.0, "strong.long_prompt_threshold": 400_000.0}
    changes |= {f"{model}.{rate}_fix_rate": 0.001 for model in GENERATORS for rate in ("easy", "hard")}
    changes |= {f"lineup.advised_{rate}_fix_rate": 0.001 for rate in ("easy", "hard")} | {"lineup.advice_tokens": 5.0}
    assert "long prompts" in advisor(assign(scenario_of("published", "in the middle", "fresh"), changes), "weak").note


def test_what_never_ends_is_infinite() -> None:
    for context in ("fresh", "shared"):
        for more in ({"assumptions__fading": 0.8}, {"assumptions__spread": 0.5}):
            scenario = scenario_of("published", "in the middle", context, weak__long_output_price=1.0, **more)
            with np.errstate(invalid="ignore"):
                assert np.isinf(with_limits(scenario, "weak", np.array([0.0, 3.0, np.inf])).total_cost).all()
            if "assumptions__fading" in more:
                assert math.isinf(advisor(scenario, "weak").total_cost)


def test_a_run_of_best_of_n_pays_for_a_long_first_prompt() -> None:
    scenario = scenario_of("published", "generation as well", "fresh", lineup__escalate_after=0.0, weak__bugs=0.0)
    found = best_of(scenario)
    assert found.run_cost == pytest.approx((0.8 * 20_000 + 3.0 * 1.5 * 18_000) / 1e6, rel=1e-12)
    assert found.generation_cost == pytest.approx(found.total_cost, rel=1e-12)
    generation = lineup(scenario).of("weak-weak").generation_cost
    assert generation == pytest.approx(found.run_cost, rel=1e-12)

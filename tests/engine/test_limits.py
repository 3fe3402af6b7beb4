"""Limits that must coincide: an assumption that goes to its published value, and inputs at the ends of their domains."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from engine.prices.costs import FIGURES, costs
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import STRATEGIES, TIE
from engine.verdict import judge
from tests.engine.figures import EVERYTHING, assert_same, published_part
from tests.engine.scenarios import TEXTBOOK, assumed, changed, published
from tests.searching import examples

CONTEXTS = ("fresh", "shared")
RATES = ("strong.easy_fix_rate", "strong.hard_fix_rate", "weak.easy_fix_rate", "weak.hard_fix_rate")
LIVELY = changed(TEXTBOOK, **{"weak.hard_fix_rate": 0.2, "assumptions.caching": True, "weak.cache_read_price": 0.1})
"""Rates at which a thousand attempts are as good as no limit."""

given_published = given(published())
given_assumed = given(assumed())
quick = settings(max_examples=examples(60), deadline=None)


def in_contexts(scenario: Scenario) -> list[Scenario]:
    return [assign(scenario, {"workflow.context": context}) for context in CONTEXTS]


def generated(scenario: Scenario, field: str) -> list[float]:
    """A field of the generator of each strategy."""
    return [float(getattr(getattr(scenario, strategy.generator), field)) for strategy in STRATEGIES]


@pytest.mark.slow
@given_assumed
@quick
def test_a_certain_fix_takes_one_attempt_whatever_is_assumed(scenario: Scenario) -> None:
    sure = assign(scenario, dict.fromkeys(RATES, 1.0) | {"assumptions.regression_rate": 0.0})
    for one in (sure, assign(sure, {"assumptions.fading": 0.5, "assumptions.attempt_limit": None})):
        found = costs(one)
        assert_allclose(found.attempts, generated(one, "bugs"), rtol=1e-14)
        assert_allclose(found.attempts_variance, 0.0, atol=0.0)
        assert_array_equal(found.unresolved_bugs, 0.0)


@pytest.mark.slow
@given_published
@quick
def test_certain_fixes_grow_only_a_shared_conversation(scenario: Scenario) -> None:
    fresh, shared = in_contexts(assign(scenario, dict.fromkeys(RATES, 1.0)))
    assert_array_equal(costs(fresh).growth_penalty, 0.0)
    found = costs(shared)
    for i, strategy in enumerate(STRATEGIES):
        fixer = getattr(shared, strategy.fixer)
        delta = fixer.verbosity * shared.workflow.fix_tokens + shared.workflow.trace_tokens
        bugs = getattr(shared, strategy.generator).bugs
        expected = fixer.price_scale * fixer.input_price * delta * bugs * (bugs - 1.0) / 2.0 / 1e6
        assert float(found.growth_penalty[i]) == pytest.approx(expected, rel=1e-12, abs=0.0)


@pytest.mark.slow
@given_assumed
@quick
def test_without_bugs_only_generation_costs(scenario: Scenario) -> None:
    found = costs(assign(scenario, {"both.bugs": 0.0}))
    for name in FIGURES:
        if name not in ("generation_cost", "total_cost", "seconds"):
            assert_array_equal(getattr(found, name), 0.0, err_msg=name)
    assert_array_equal(found.total_cost, found.generation_cost)


@pytest.mark.slow
@pytest.mark.parametrize(("share", "ignored"), [(0.0, "hard_fix_rate"), (1.0, "easy_fix_rate")])
@given_assumed
@quick
def test_the_rate_of_a_class_without_bugs_is_ignored(share: float, ignored: str, scenario: Scenario) -> None:
    one_class = assign(scenario, {"strong.hard_fraction": share, "weak.hard_fraction": share})
    other = assign(one_class, {f"strong.{ignored}": 1e-9, f"weak.{ignored}": 0.7})
    assert_same(costs(other), costs(one_class))


@pytest.mark.slow
@given_assumed
@quick
def test_what_adds_nothing_grows_nothing(scenario: Scenario) -> None:
    still = assign(scenario, {"workflow.fix_tokens": 0.0, "workflow.trace_tokens": 0.0})
    assert_array_equal(costs(still).growth_penalty, 0.0)


@pytest.mark.slow
@given_published
@quick
def test_what_adds_nothing_costs_the_same_in_both_contexts(scenario: Scenario) -> None:
    fresh, shared = in_contexts(assign(scenario, {"workflow.fix_tokens": 0.0, "workflow.trace_tokens": 0.0}))
    assert_same(costs(fresh), costs(shared), names=("fix_cost", "total_cost", "attempts", "attempts_variance"))


@pytest.mark.slow
@given_assumed
@quick
def test_free_tokens_cost_nothing_however_many(scenario: Scenario) -> None:
    free = {f"{m}.{p}_price": 0.0 for m in ("strong", "weak") for p in ("input", "output", "cache_read", "cache_write")} | {
        "assumptions.handoff_cost": 0.0
    }
    for fading in (scenario.assumptions.fading, 0.5):
        found = costs(assign(scenario, free | {"assumptions.fading": fading}))
        for name in ("generation_cost", "fix_cost", "growth_penalty", "handoff_cost", "total_cost"):
            assert_array_equal(getattr(found, name), 0.0, err_msg=name)
        verdict = judge(found)
        assert (verdict.cheaper, verdict.headline) == (TIE, "A TIE: both cost $0.00")


@pytest.mark.slow
@given_assumed
@quick
def test_the_defaults_are_the_published_model(scenario: Scenario) -> None:
    plain = published_part(scenario)
    spelled_out = {
        "assumptions.cache_hit_rate": 0.3,
        "assumptions.handoff_cost": 7.0,
        "strong.cache_read_price": 1.0,
        "weak.cache_write_price": 2.0,
    }
    for name in FIGURES:
        assert_array_equal(getattr(costs(assign(plain, spelled_out)), name), getattr(costs(plain), name), err_msg=name)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"assumptions.growth": 0.3},
        {"assumptions.regression_rate": 0.2, "assumptions.growth": 0.1},
        {"assumptions.spread": 0.0005, "weak.hard_fix_rate": 0.3},
    ],
    ids=["published", "growth", "regressions", "spread"],
)
def test_a_far_limit_is_none(context: str, more: dict[str, float]) -> None:
    endless = assign(LIVELY, {"workflow.context": context, **more})
    assert_same(costs(changed(endless, assumptions__attempt_limit=1000.0)), costs(endless), relative=1e-11)


def near(key: str, value: float, end: float, **more: object) -> tuple[dict[str, object], dict[str, object]]:
    common = {key.replace("__", "."): setting for key, setting in more.items()}
    return {**common, key: value}, {**common, key: end}


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(
    ("close", "end"),
    [
        near("assumptions.fading", 1 - 1e-13, 1.0, assumptions__attempt_limit=9.0),
        near("assumptions.fading", 1 - 1e-13, 1.0, assumptions__attempt_limit=9.0, assumptions__spread=0.3),
        near("assumptions.spread", 1e-13, 0.0),
        near("assumptions.spread", 1e-13, 0.0, assumptions__attempt_limit=9.0),
        near("assumptions.spread", 1e-13, 0.0, assumptions__attempt_limit=9.0, assumptions__fading=0.7),
        near("assumptions.regression_rate", 1e-13, 0.0),
        near("assumptions.regression_rate", 1e-13, 0.0, assumptions__attempt_limit=4.0, assumptions__growth=0.2),
        near("assumptions.growth", 1e-13, 0.0),
        near("assumptions.cache_hit_rate", 1 - 1e-13, 1.0),
        near("weak.verbosity", 1 + 1e-13, 1.0),
    ],
    ids=lambda change: " ".join(f"{key.partition('.')[2]}={value:g}" for key, value in change.items()),
)
def test_an_assumption_goes_to_its_end_without_a_jump(context: str, close: dict[str, float], end: dict[str, float]) -> None:
    scenario = assign(LIVELY, {"workflow.context": context})
    assert_same(costs(assign(scenario, close)), costs(assign(scenario, end)), relative=1e-9)


@pytest.mark.slow
@given_assumed
@quick
def test_caching_at_equal_prices_changes_nothing(scenario: Scenario) -> None:
    plain = assign(scenario, {"assumptions.caching": False})
    as_input = {f"{m}.cache_{p}_price": None for m in ("strong", "weak") for p in ("read", "write")}
    same = assign(scenario, {"assumptions.caching": True, **as_input})
    spelled_out = {
        f"{m}.cache_{p}_price": getattr(scenario, m).input_price for m in ("strong", "weak") for p in ("read", "write")
    }
    assert_same(costs(same), costs(plain))
    assert_same(costs(assign(same, spelled_out)), costs(plain))
    # Without a hit the price of reading from the cache does not matter either.
    never = assign(same, {"assumptions.cache_hit_rate": 0.0, "strong.cache_read_price": 9.0, "weak.cache_read_price": 0.0})
    assert_same(costs(never), costs(plain))


@pytest.mark.parametrize("share", [0.0, 0.1, 1.0])
@given(st.data())
@settings(max_examples=examples(20), deadline=None)
def test_caching_follows_the_formula_of_the_specification(share: float, data: st.DataObject) -> None:
    """Fresh, every read a hit at a share of the input price: c[q·L₁ + (I−q)(αL₁ + Δ) + αΔ·Σ(1−p)²/p²] + output."""
    scenario = assign(data.draw(published()), {"workflow.context": "fresh", "assumptions.caching": True})
    scenario = assign(scenario, {f"{m}.cache_read_price": share * getattr(scenario, m).input_price for m in ("strong", "weak")})
    found, work = costs(scenario), scenario.workflow
    for i, strategy in enumerate(STRATEGIES):
        fixer, generator = getattr(scenario, strategy.fixer), getattr(scenario, strategy.generator)
        start = work.prompt_tokens + generator.verbosity * work.generation_tokens
        written = fixer.verbosity * work.fix_tokens
        delta = written + work.trace_tokens
        bugs = (generator.bugs * (1 - generator.hard_fraction), generator.bugs * generator.hard_fraction)
        rates = (fixer.easy_fix_rate, fixer.hard_fix_rate)
        later = sum(n * (1 - p) / p for n, p in zip(bugs, rates, strict=True) if n)
        pairs = sum(n * ((1 - p) / p) ** 2 for n, p in zip(bugs, rates, strict=True) if n)
        read = generator.bugs * start + later * (share * start + delta) + share * delta * pairs
        paid = fixer.input_price * read + fixer.output_price * written * (generator.bugs + later)
        expected = fixer.price_scale * paid / 1e6
        assert float(found.fix_cost[i] + found.growth_penalty[i]) == pytest.approx(expected, rel=1e-12, abs=1e-300)


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.0, 1.0])
@given_assumed
@quick
def test_one_bug_is_one_conversation_in_either_context(share: float, scenario: Scenario) -> None:
    one = {"both.bugs": 1.0, "strong.hard_fraction": share, "weak.hard_fraction": share, "assumptions.regression_rate": 0.0}
    fresh, shared = in_contexts(assign(scenario, one))
    assert_same(costs(shared), costs(fresh))


@pytest.mark.slow
@given_assumed
@quick
def test_equal_models_cost_the_same(scenario: Scenario) -> None:
    equal = replace(scenario, strong=scenario.weak)
    found = costs(equal)
    for name in FIGURES:
        assert len(np.unique(getattr(found, name))) == 1, name


@pytest.mark.slow
@given_assumed
@quick
def test_models_that_change_places_change_strategies(scenario: Scenario) -> None:
    swapped = costs(replace(scenario, strong=scenario.weak, weak=scenario.strong))
    found = costs(scenario)
    for name in FIGURES:
        assert_array_equal(getattr(found, name), getattr(swapped, name)[[1, 0, 3, 2]], err_msg=name)


def test_all_assumptions_at_their_ends_are_the_published_model() -> None:
    ends = {
        "assumptions.regression_rate": 1e-14,
        "assumptions.growth": 1e-14,
        "assumptions.spread": 1e-14,
        "assumptions.fading": 1 - 1e-14,
        "assumptions.attempt_limit": 1000.0,
        "assumptions.handoff_cost": 0.0,
        "assumptions.caching": False,
    }
    for scenario in in_contexts(changed(LIVELY, assumptions__caching=False)):
        assert_same(costs(assign(assign(scenario, EVERYTHING), ends)), costs(scenario), relative=1e-9)

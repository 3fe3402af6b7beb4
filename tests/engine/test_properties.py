"""Scaling laws, monotony, and where figures are infinite."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from engine.outcome import Outcome
from engine.prices.costs import FIGURES, Costs, costs
from engine.scenarios.parameters import Dependence, Setting
from engine.scenarios.registry import assign, numbers, value
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import A, B
from engine.sentences import infinite_reason
from engine.verdict import judge
from tests.engine.figures import DOLLARS, TOKENS, assert_same
from tests.engine.scenarios import assumed, changed, factors, published
from tests.searching import examples

PRICES = [p.key for p in numbers() if p.key.endswith("_price")]
SIZES = ["workflow.prompt_tokens", "workflow.generation_tokens", "workflow.fix_tokens", "workflow.trace_tokens"]
RATES = ["strong.easy_fix_rate", "strong.hard_fix_rate", "weak.easy_fix_rate", "weak.hard_fix_rate"]
quick = settings(max_examples=examples(60), deadline=None)


def times_all(scenario: Scenario, keys: list[str], factor: float) -> Scenario:
    """The scenario with some values multiplied; what is left out stays so."""
    values = {key: value(scenario, key) for key in keys}
    return assign(scenario, {key: float(v) * factor for key, v in values.items() if v is not None})


@pytest.mark.slow
@given(assumed(), factors)
@quick
def test_costs_scale_with_prices(scenario: Scenario, factor: float) -> None:
    dearer = times_all(scenario, [*PRICES, "assumptions.handoff_cost"], factor)
    assert_same(costs(dearer), costs(scenario), names=DOLLARS, factor=factor)
    assert_same(costs(dearer), costs(scenario), names=set(FIGURES) - set(DOLLARS))


@pytest.mark.slow
@given(assumed(), factors)
@quick
def test_costs_scale_with_tokens(scenario: Scenario, factor: float) -> None:
    longer = times_all(scenario, [*SIZES, "assumptions.handoff_cost"], factor)
    assert_same(costs(longer), costs(scenario), names=(*DOLLARS, *TOKENS), factor=factor)


@pytest.mark.slow
@given(assumed(), st.integers(-5, 5))
@quick
def test_powers_of_two_scale_without_rounding(scenario: Scenario, power: int) -> None:
    found, scaled = costs(scenario), costs(times_all(scenario, [*PRICES, "assumptions.handoff_cost"], 2.0**power))
    for name in DOLLARS:
        assert_array_equal(getattr(scaled, name), getattr(found, name) * 2.0**power, err_msg=name)


@pytest.mark.slow
@given(assumed(), factors)
@quick
def test_verbosity_stands_for_tokens(scenario: Scenario, factor: float) -> None:
    verbose = assign(scenario, {"strong.verbosity": factor, "weak.verbosity": factor})
    plain = assign(scenario, {"strong.verbosity": 1.0, "weak.verbosity": 1.0})
    longer = times_all(plain, ["workflow.generation_tokens", "workflow.fix_tokens"], factor)
    assert_same(costs(verbose), costs(longer))


@pytest.mark.slow
@given(assumed(), st.floats(0.0, 50.0))
@quick
def test_attempts_are_additive_in_bugs_when_fresh(scenario: Scenario, more: float) -> None:
    fresh = assign(scenario, {"workflow.context": "fresh"})
    less, rest = value(fresh, "weak.bugs"), assign(fresh, {"weak.bugs": more})
    both = assign(fresh, {"weak.bugs": float(less) + more})  # type: ignore[arg-type]
    for name in ("attempts", "attempts_variance", "fix_cost", "growth_penalty", "handoff_cost", "unresolved_bugs"):
        parts = getattr(costs(fresh), name)[1] + getattr(costs(rest), name)[1]
        assert getattr(costs(both), name)[1] == pytest.approx(parts, rel=1e-12), name


def possible(scenario: Scenario) -> Scenario:
    """The scenario with whole numbers of bugs of each class where they share a conversation.

    The moments of other numbers are a continuation there, which need not rise with anything: C(q, 3) falls between 0.42
    and 1.58.
    """
    if scenario.workflow.context == "fresh":
        return scenario
    models = {name: getattr(scenario, name) for name in ("strong", "weak")}
    whole = {f"{name}.bugs": float(math.ceil(model.bugs)) for name, model in models.items()}
    return assign(
        scenario, whole | {f"{name}.hard_fraction": float(round(model.hard_fraction)) for name, model in models.items()}
    )


def no_less(more: Costs, than: Costs, names: tuple[str, ...] = ("total_cost",)) -> None:
    for name in names:
        x, y = getattr(more, name), getattr(than, name)
        slack = 1e-11 * np.where(np.isfinite(y), np.abs(y), 0.0)
        assert bool((x >= y - slack).all()), (name, x, y)


LINEAR = [p.key for p in numbers() if p.kind.dependence is Dependence.LINEAR and p.key != "assumptions.cache_hit_rate"]


@pytest.mark.slow
@pytest.mark.parametrize("key", LINEAR)
@given(st.data())
@settings(max_examples=examples(15), deadline=None)
def test_nothing_gets_cheaper_with_a_price_or_a_size(key: str, data: st.DataObject) -> None:
    scenario = possible(data.draw(assumed()))
    low, high = sorted(data.draw(st.tuples(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))))
    no_less(costs(assign(scenario, {key: high})), costs(assign(scenario, {key: low})))


@pytest.mark.slow
@given(assumed(), st.tuples(st.floats(0, 1e3), st.floats(0, 1e3)))
@quick
def test_bugs_cost(scenario: Scenario, bugs: tuple[float, float]) -> None:
    low, high = sorted(bugs)
    names = ("total_cost", "attempts", "fix_cost", "growth_penalty", "unresolved_bugs", "tokens_read", "tokens_written")
    more, fewer = (possible(assign(scenario, {"both.bugs": one})) for one in (high, low))
    no_less(costs(more), costs(fewer), names)


@pytest.mark.slow
@pytest.mark.parametrize("key", RATES)
@given(st.data())
@settings(max_examples=examples(25), deadline=None)
def test_a_better_fixer_is_cheaper(key: str, data: st.DataObject) -> None:
    # With regressions and a limit it need not be: fewer bugs given up on are more fixes, which introduce more bugs.
    scenario = possible(changed(data.draw(assumed()), assumptions__regression_rate=0.0))
    low, high = sorted(data.draw(st.tuples(st.floats(1e-6, 1), st.floats(1e-6, 1))))
    names = ("total_cost", "attempts", "fix_cost", "growth_penalty", "handoff_cost", "unresolved_bugs")
    no_less(costs(assign(scenario, {key: low})), costs(assign(scenario, {key: high})), names)


@pytest.mark.parametrize("key", ["assumptions.growth", "assumptions.regression_rate", "assumptions.spread"])
@given(st.data())
@settings(max_examples=examples(40), deadline=None)
def test_without_a_limit_every_assumption_costs(key: str, data: st.DataObject) -> None:
    scenario = possible(data.draw(published()))
    low, high = sorted(data.draw(st.tuples(st.floats(0, 0.9), st.floats(0, 0.9))))
    no_less(
        costs(assign(scenario, {key: high})), costs(assign(scenario, {key: low})), ("total_cost", "attempts", "tokens_read")
    )


@pytest.mark.slow
@given(assumed(limited=True), st.integers(1, 30))
@quick
def test_a_later_limit_resolves_more_and_takes_more_attempts(scenario: Scenario, later: int) -> None:
    limit = value(scenario, "assumptions.attempt_limit")
    more = costs(changed(scenario, assumptions__attempt_limit=float(limit) + later))  # type: ignore[arg-type]
    found = costs(scenario)
    no_less(more, found, ("attempts",))
    if scenario.assumptions.regression_rate == 0.0:
        no_less(found, more, ("unresolved_bugs",))


# Beta shapes a = p(1/σ − 1): a ≤ 1, 2, 3 take one moment after another away. The weak model fixes easy bugs with 1/2.
ATTEMPTS = {
    "attempts",
    "attempts_variance",
    "tokens_read",
    "tokens_written",
    "tokens_reread",
    "fix_cost",
    "growth_penalty",
    "total_cost",
}
READS = {"attempts_variance", "tokens_read", "tokens_reread", "growth_penalty", "total_cost"}


@pytest.mark.parametrize(
    ("changes", "infinite"),
    [
        ({"assumptions.spread": 0.5}, ATTEMPTS),
        ({"assumptions.spread": 0.25}, READS),
        ({"assumptions.spread": 0.25, "workflow.fix_tokens": 0.0, "workflow.trace_tokens": 0.0}, {"attempts_variance"}),
        ({"assumptions.spread": 0.25, "weak.input_price": 0.0}, READS - {"growth_penalty", "total_cost"}),
        ({"assumptions.spread": 0.15}, set()),
        ({"assumptions.spread": 0.15, "assumptions.growth": 0.1}, READS - {"attempts_variance"}),
        ({"assumptions.spread": 0.25, "assumptions.growth": 0.1}, READS | {"tokens_written"}),
        ({"assumptions.fading": 0.9}, ATTEMPTS),
        ({"assumptions.fading": 0.9, "assumptions.attempt_limit": 50.0}, set()),
        ({"assumptions.fading": 0.9, "assumptions.spread": 0.5, "weak.easy_fix_rate": 1.0}, set()),
        ({"assumptions.fading": 0.9, "assumptions.spread": 0.5, "strong.bugs": 0.0}, set()),
        ({"assumptions.fading": 0.9, "weak.easy_fix_rate": 1.0, "weak.hard_fraction": 0.5}, set()),
        (
            {
                "assumptions.fading": 0.9,
                "weak.easy_fix_rate": 1.0,
                "weak.hard_fraction": 0.5,
                "assumptions.regression_rate": 0.1,
            },
            ATTEMPTS,
        ),
    ],
)
@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_what_is_infinite(context: str, changes: dict[str, Setting], infinite: set[str]) -> None:
    base = changed(workflow__context=context, strong__hard_fraction=0.0, weak__hard_fraction=0.0, weak__easy_fix_rate=0.5)
    found = costs(assign(base, changes))
    figures = {name: float(array) for name, array in found.of(A).items()}
    assert {name for name, figure in figures.items() if math.isinf(figure)} == infinite
    assert [name for name, figure in figures.items() if math.isnan(figure)] == ["seconds"]
    reason = infinite_reason(Outcome(assign(base, changes), found, judge(found), {}), [A])
    assert ("attempt limit" in reason) == ("total_cost" in infinite)
    assert "total_cost" in infinite or not reason


@pytest.mark.slow
@given(assumed(), st.floats(0.05, 1.0))
@quick
def test_every_figure_is_a_number_or_infinite(scenario: Scenario, fading: float) -> None:
    found = costs(changed(scenario, assumptions__fading=fading))
    for name in FIGURES:
        assert np.isnan(getattr(found, name)).all() == (name == "seconds"), name
        assert name == "seconds" or not np.isnan(getattr(found, name)).any(), name
    assert all(math.isfinite(float(found.generation_cost[i])) for i in (0, 1))
    assert found.of(B)["generation_cost"] <= found.of(B)["total_cost"] or scenario.workflow.context == "shared"

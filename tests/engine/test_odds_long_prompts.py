"""The odds where long prompts have prices of their own: against conversations walked prompt by prompt, and agents."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.chances import fresh_law
from engine.chances.moments import mean_and_sd
from engine.odds import Odds, odds
from engine.prices.costs import costs
from engine.prices.one_strategy import one_strategy
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, STRATEGIES, A, Strategy
from tests.engine.scenarios import TEXTBOOK, assumed, named, plain
from tests.engine.test_odds import ASSUMED, BASE, assert_exact, assert_laws, small
from tests.engine.test_odds_far import REGRESSIONS, assert_fast, assert_simulated, difference
from tests.searching import examples
from tests.truth import odds as truth

CONTEXTS = ["fresh", "shared"]

PRICES: dict[str, Setting] = {
    "strong.long_input_price": 8.0,
    "strong.long_output_price": 30.0,
    "weak.long_input_price": 0.75,
    "weak.long_output_price": 3.0,
}

THRESHOLDS = ("strong.long_prompt_threshold", "weak.long_prompt_threshold")

FROM: dict[str, dict[str, Setting]] = {
    "the first prompt": {"strong.long_prompt_threshold": 15e3, "weak.long_prompt_threshold": 30e3},
    "a later prompt": {"strong.long_prompt_threshold": 50e3, "weak.long_prompt_threshold": 60e3},
    "one seldom seen": {"strong.long_prompt_threshold": 95e3, "weak.long_prompt_threshold": 200e3},
    "nowhere": {"strong.long_prompt_threshold": 1e9, "weak.long_prompt_threshold": 1e9},
    "cheaper later ones": {
        "strong.long_prompt_threshold": 50e3,
        "weak.long_prompt_threshold": 60e3,
        "strong.long_input_price": 1.0,
        "weak.long_input_price": 0.0,
        "weak.long_output_price": 0.0,
    },
}
"""Thresholds by where the long prompts begin."""


def scenario_of(name: str, context: str, where: str) -> Scenario:
    return named(BASE, ASSUMED)(name, context, PRICES, FROM[where])


def figures(found: Odds) -> list[float | None]:
    """Every number of some odds."""
    each = [(x.mean, x.sd, x.over_budget, x.accuracy, x.blur, *x.quantiles.values()) for x in found.strategies]
    compared = (found.strong_first_cheaper, found.tie, found.weak_first_cheaper, found.undecided)
    return [figure for row in (*each, compared) for figure in row]


@pytest.mark.slow
@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(
    ("name", "where"),
    [
        *product(["published", "less than a bug", "cache misses", "hand-off"], ["a later prompt", "cheaper later ones"]),
        *product(["less than a bug", "nearly everything"], ["the first prompt", "a later prompt"]),
        ("growth", "cheaper later ones"),
    ],
)
def test_odds_are_exact(name: str, context: str, where: str) -> None:
    assert_exact(scenario_of(name, context, where))


@st.composite
def small_with_long_prompts(draw: st.DrawFn) -> Scenario:
    changes: dict[str, Setting] = {}
    # They are kept as differences: one much smaller than the other price would have few digits.
    prices = st.one_of(st.just(0.0), st.floats(0.01, 20.0))
    for model in ("strong", "weak"):
        changes |= {f"{model}.long_{side}_price": draw(prices) for side in ("input", "output")}
        changes |= {f"{model}.long_prompt_threshold": draw(st.floats(0.0, 80e3))}
        # Input that is free has no factor that cached input could grow by.
        changes |= {f"{model}.input_price": draw(st.floats(0.1, 20.0))}
    return assign(draw(small()), changes)


@pytest.mark.slow
@given(small_with_long_prompts())
@settings(max_examples=examples(40), deadline=None)
def test_odds_of_any_small_scenario_are_exact(scenario: Scenario) -> None:
    assert_laws(scenario)
    assert_moments(scenario)


def assert_moments(scenario: Scenario, strategies: Sequence[Strategy] = STRATEGIES) -> None:
    found = odds(scenario, None, strategies)
    for ours in found.strategies:
        mean, sd = truth.mean_and_sd(plain(scenario), ours.strategy.generator, ours.strategy.fixer)
        assert ours.mean == pytest.approx(mean, rel=1e-10)
        assert ours.sd == pytest.approx(sd, rel=1e-9, abs=1e-9 * mean)


@pytest.mark.slow
@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("where", [where for where in FROM if where != "nowhere"])
@pytest.mark.parametrize("name", [name for name in ASSUMED if name != "free fixes"])
def test_means_and_deviations_are_exact(name: str, context: str, where: str) -> None:
    assert_moments(scenario_of(name, context, where))


@pytest.mark.slow
@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("threshold", [60e3, 3e6])
def test_many_long_conversations_are_followed(context: str, threshold: float) -> None:
    """Many bugs with many attempts at each, the dear ones sure or only just there."""
    changes: dict[str, Setting] = {"weak.bugs": 30.5, "strong.hard_fix_rate": 0.1, "strong.long_prompt_threshold": threshold}
    assert_moments(assign(TEXTBOOK, PRICES | changes | {"workflow.context": context}), RIVALS)


@pytest.mark.slow
@given(assumed(), st.data())
@settings(max_examples=examples(100), deadline=None)
def test_fresh_means_are_those_of_the_costs(scenario: Scenario, data: st.DataObject) -> None:
    changes: dict[str, Setting] = {"workflow.context": "fresh"}
    for model in ("strong", "weak"):
        changes[f"{model}.long_prompt_threshold"] = data.draw(st.sampled_from([0.0, 1e4, 1e6, 1e7]))
        for side in ("input", "output"):
            own = getattr(getattr(scenario, model), f"{side}_price")
            changes[f"{model}.long_{side}_price"] = own * data.draw(st.sampled_from([1.0, 1.5, 4.0]))
    scenario = assign(scenario, changes)
    for strategy, total in zip(STRATEGIES, costs(scenario).total_cost, strict=True):
        mean, _ = mean_and_sd(one_strategy(scenario, strategy.generator, strategy.fixer))
        assert mean == pytest.approx(float(total), rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("regression", [0.0, 0.3])
@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("where", FROM)
def test_means_of_whole_counts_are_those_of_the_costs(where: str, context: str, regression: float) -> None:
    changes: dict[str, Setting] = {"assumptions.regression_rate": regression, "assumptions.growth": 0.2}
    scenario = assign(scenario_of("whole counts", context, where), changes)
    total = costs(scenario).total_cost
    assert [one.mean for one in odds(scenario).strategies] == pytest.approx(total.tolist(), rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("where", ["a later prompt", "cheaper later ones"])
@pytest.mark.parametrize("name", REGRESSIONS)
def test_odds_with_regressions_against_simulated_agents(name: str, where: str, context: str) -> None:
    changes = REGRESSIONS[name] | PRICES | FROM[where] | {"workflow.context": context, "strong.bugs": 2.5}
    assert_simulated(assign(TEXTBOOK, changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("name", ASSUMED)
def test_where_all_prompts_are_long_their_prices_are_the_prices(name: str, context: str) -> None:
    changes: dict[str, Setting] = {"weak.input_price": 0.5, "weak.output_price": 2.5}
    # Cached input grows by the factor of the input price.
    changes |= {"weak.cache_read_price": 0.125, "strong.cache_read_price": 0.5, "strong.cache_write_price": 4.0}
    scenario = assign(TEXTBOOK, BASE | ASSUMED[name] | changes | {"workflow.context": context})  # type: ignore[arg-type]
    factors = {"strong": 1.5, "weak": 2.0}
    long: dict[str, Setting] = {f"{model}.long_prompt_threshold": 0.0 for model in factors}
    dear: dict[str, Setting] = {}
    for model, factor in factors.items():
        holder = getattr(scenario, model)
        long |= {f"{model}.long_input_price": factor * holder.input_price, f"{model}.long_output_price": 7.0}
        dear |= {f"{model}.input_price": factor * holder.input_price, f"{model}.output_price": 7.0}
        for kind in ("cache_read_price", "cache_write_price"):
            dear[f"{model}.{kind}"] = None if (own := getattr(holder, kind)) is None else factor * own
    ours, other = (odds(assign(scenario, prices), 1.0) for prices in (long, dear))
    assert figures(ours) == pytest.approx(figures(other), rel=1e-12, abs=1e-12)


def test_input_that_is_free_but_for_long_prompts() -> None:
    free = assign(TEXTBOOK, {"weak.input_price": 0.0, "weak.long_prompt_threshold": 0.0, "weak.long_input_price": 0.5})
    assert figures(odds(free, 1.0)) == pytest.approx(figures(odds(TEXTBOOK, 1.0)), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("name", ASSUMED)
def test_a_length_that_no_prompt_passes_changes_nothing(name: str, context: str) -> None:
    without = assign(TEXTBOOK, BASE | ASSUMED[name] | {"workflow.context": context})  # type: ignore[arg-type]
    far = assign(without, PRICES | FROM["nowhere"])
    assert figures(odds(far, 1.0)) == figures(odds(without, 1.0))


@pytest.mark.parametrize(("context", "bugs", "regression"), [("fresh", 4.0, 0.0), ("fresh", 4.0, 0.2), ("shared", 1.0, 0.0)])
def test_a_length_that_only_an_attempt_beyond_the_limit_passes_changes_nothing(
    context: str, bugs: float, regression: float
) -> None:
    changes: dict[str, Setting] = {"assumptions.attempt_limit": 4.0, "assumptions.handoff_cost": 1.0}
    changes |= {"assumptions.regression_rate": regression, "workflow.context": context}
    changes |= {f"{model}.hard_fraction": 1.0 for model in ("strong", "weak")}
    without = assign(TEXTBOOK, changes | {"strong.bugs": 1.0, "weak.bugs": bugs})
    # The fourth prompt of a conversation is as long as the first of these, the fifth would pass it.
    far, near = (
        assign(without, PRICES | {"strong.long_input_price": math.pi} | dict.fromkeys(THRESHOLDS, tokens))
        for tokens in (62e3, 61e3)
    )
    assert figures(odds(far, 1.0)) == figures(odds(without, 1.0))
    assert odds(near).of(A).mean > odds(without).of(A).mean


@pytest.mark.parametrize("where", ["the first prompt", "a later prompt"])
@pytest.mark.parametrize("price", [8.0, math.pi])
def test_grids_and_lattices_are_the_sums_one_by_one(where: str, price: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same law by both ways: on a lattice exactly, on a grid as near as it says."""
    changes: dict[str, Setting] = {"weak.bugs": 3.0, "strong.hard_fix_rate": 0.3, "strong.long_input_price": price}
    case = one_strategy(assign(TEXTBOOK, PRICES | FROM[where] | changes), "weak", "strong")
    one_by_one = fresh_law.fresh_law(case)
    monkeypatch.setattr(fresh_law, "FEW", 0)
    by_transform = fresh_law.fresh_law(case)
    width = float(np.max(by_transform.blur))
    assert (width == 0.0) == (price == 8.0)
    assert width < 1e-3 * one_by_one.costs[-1]
    assert difference(one_by_one, by_transform, max(width, 1e-9)) < 1e-6


@pytest.mark.parametrize("context", CONTEXTS)
def test_spread_without_a_limit_meets_a_far_limit(context: str) -> None:
    changes: dict[str, Setting] = {"assumptions.spread": 0.02, "workflow.context": context, "assumptions.growth": 0.1}
    endless = assign(scenario_of("published", context, "a later prompt"), changes)
    limited = assign(endless, {"assumptions.attempt_limit": 1000.0})
    for strategy in STRATEGIES:
        ours, other = (mean_and_sd(one_strategy(one, strategy.generator, strategy.fixer)) for one in (endless, limited))
        assert ours == pytest.approx(other, rel=1e-8)


@pytest.mark.parametrize("context", CONTEXTS)
def test_one_unlikely_fix_is_geometric(context: str) -> None:
    """A fix in ten thousand attempts: the odds of a cost are those of a number of attempts, dear from the fifth on."""
    rate = 1e-4
    changes: dict[str, Setting] = {"strong.bugs": 1.0, "strong.hard_fraction": 1.0, "weak.hard_fix_rate": rate}
    changes |= {"weak.long_prompt_threshold": 70e3, "workflow.context": context}
    found = odds(assign(TEXTBOOK, PRICES | changes), None, (A,)).of(A)
    for level, value in found.quantiles.items():
        attempts = math.ceil(math.log1p(-level) / math.log1p(-rate) - 1e-9)
        prompts = 38e3 + 8e3 * np.arange(attempts)
        dear = prompts > 70e3
        dollars = (np.where(dear, 0.75, 0.5) * prompts + np.where(dear, 3.0, 2.5) * 6e3).sum() / 1e6
        assert value == pytest.approx(0.44 + dollars, rel=1e-6)
    # So long a conversation costs c·T² and little more.
    assert found.sd / found.mean == pytest.approx(math.sqrt(5.0), rel=1e-3)


@pytest.mark.parametrize("context", CONTEXTS)
def test_fast_cases_are_fast(context: str) -> None:
    assert_fast(assign(TEXTBOOK, PRICES | FROM["a later prompt"] | {"workflow.context": context}))

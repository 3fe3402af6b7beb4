"""The odds where brute force ends: regressions, many bugs, long tails, awkward prices; and how fast they are."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.chances import fresh_law
from engine.chances.law import Law
from engine.chances.shared_law import shared_law
from engine.odds import ACCURACY, odds
from engine.prices.costs import costs
from engine.prices.one_strategy import one_strategy
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, A, B
from tests.engine.scenarios import TEXTBOOK, changed, plain
from tests.truth.simulation import simulate
from tests.work import calls

CONTEXTS = ["fresh", "shared"]

REGRESSIONS: dict[str, dict[str, object]] = {
    "regressions": {"assumptions.regression_rate": 0.3},
    "regressions and limit": {
        "assumptions.regression_rate": 0.4,
        "assumptions.attempt_limit": 3.0,
        "assumptions.handoff_cost": 0.5,
    },
    "everything": {
        "assumptions.caching": True,
        "assumptions.regression_rate": 0.25,
        "assumptions.growth": 0.1,
        "assumptions.spread": 0.25,
        "assumptions.fading": 0.9,
        "assumptions.attempt_limit": 7.0,
        "assumptions.handoff_cost": 2.0,
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("name", REGRESSIONS)
def test_odds_with_regressions_against_simulated_agents(name: str, context: str) -> None:
    assert_simulated(assign(TEXTBOOK, REGRESSIONS[name] | {"workflow.context": context, "strong.bugs": 2.5}))  # type: ignore[arg-type]


def assert_simulated(scenario: Scenario) -> None:
    """The odds are those of agents that work event by event."""
    runs = 40_000
    found = odds(scenario, None, RIVALS)
    for strategy in RIVALS:
        _, sample = simulate(plain(scenario), strategy.generator, strategy.fixer, runs, 5)
        ours = found.of(strategy)
        for share in np.linspace(0.02, 0.98, 25):
            x = float(np.quantile(sample, share)) * (1 + 1e-7)
            chance = float(ours.law.at_most(x))
            error = math.sqrt(max(chance * (1 - chance), 1 / runs) / runs)
            assert abs(float((sample <= x).mean()) - chance) < 4.5 * error
        assert abs(float(sample.mean()) - ours.mean) < 4.5 * float(sample.std()) / math.sqrt(runs)
        mean = float(ours.law.costs @ ours.law.chances)
        assert mean == pytest.approx(ours.mean, rel=1e-5)
        assert float((ours.law.costs - mean) ** 2 @ ours.law.chances) == pytest.approx(ours.sd**2, rel=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize("context", CONTEXTS)
def test_mean_with_regressions_is_that_of_the_costs(context: str) -> None:
    scenario = changed(workflow__context=context, weak__bugs=4.0, assumptions__regression_rate=0.35, assumptions__growth=0.2)
    assert odds(scenario, None, (B,)).of(B).mean == pytest.approx(float(costs(scenario, (B,)).total_cost[0]), rel=1e-9)


def difference(ours: Law, other: Law, width: float) -> float:
    """The largest difference of two distribution functions, costs that are off by ``width`` forgiven."""
    xs = ours.costs
    above = other.at_most(xs + width) - ours.at_most(xs)
    below = ours.at_most(xs) - other.below(xs - width)
    return float(max(np.max(-above), np.max(-below)))


@pytest.mark.parametrize(("bugs", "rate"), [(2.0, 0.2), (3.0, 0.4), (6.0, 0.6), (1.5, 0.1)])
def test_grids_and_lattices_are_the_sums_one_by_one(bugs: float, rate: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same law by both ways: on a lattice exactly, on a grid as near as it says."""
    for price, exact in ((4.0, True), (math.pi, False)):
        scenario = changed(workflow__context="fresh", weak__bugs=bugs, strong__hard_fix_rate=rate, strong__input_price=price)
        case = one_strategy(scenario, "weak", "strong")
        one_by_one = fresh_law.fresh_law(case)
        monkeypatch.setattr(fresh_law, "FEW", 0)
        by_transform = fresh_law.fresh_law(case)
        monkeypatch.undo()
        width = float(np.max(by_transform.blur))
        assert (width == 0.0) is exact
        assert width < 1e-3 * one_by_one.costs[-1]
        assert difference(one_by_one, by_transform, max(width, 1e-9)) < ACCURACY


def test_a_long_tail_on_grids_is_the_sum_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = changed(workflow__context="fresh", weak__bugs=2.0, weak__hard_fix_rate=0.01, weak__input_price=math.pi / 10)
    case = one_strategy(scenario, "weak", "weak")
    one_by_one = fresh_law.fresh_law(case)
    monkeypatch.setattr(fresh_law, "FEW", 0)
    on_grids = fresh_law.fresh_law(case)
    assert float(np.min(on_grids.blur)) < float(np.max(on_grids.blur))
    for level in np.linspace(0.05, 0.999, 200).tolist():
        assert abs(on_grids.quantile(level) - one_by_one.quantile(level)) <= on_grids.blur_of(level) * (1.0 + 1e-9) + 1e-9


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("bugs", [300.0, 30_000.0])
def test_many_bugs_are_nearly_normal(context: str, bugs: float) -> None:
    found = odds(changed(workflow__context=context, weak__bugs=bugs), None, (B,)).of(B)
    standard = (found.law.costs - found.mean) / found.sd
    normal = np.array([0.5 * (1 + math.erf(x / math.sqrt(2))) for x in standard])
    # Berry and Esseen: the law is as near to the normal one as 1/√n times its skewness allows.
    assert np.max(np.abs(found.law.cumulative - normal)) < 3 / math.sqrt(bugs)
    assert float(found.law.costs @ found.law.chances) == pytest.approx(found.mean, rel=1e-6)
    assert float((found.law.costs - found.mean) ** 2 @ found.law.chances) == pytest.approx(found.sd**2, rel=1e-4)


@pytest.mark.parametrize("context", CONTEXTS)
def test_one_unlikely_fix_is_geometric(context: str) -> None:
    """One hard bug at most: the distribution of the cost is that of one bug's attempts, however long they take."""
    rate = 1e-4
    scenario = changed(workflow__context=context, strong__bugs=1.0, strong__hard_fraction=1.0, weak__hard_fix_rate=rate)
    found = odds(scenario, None, (A,)).of(A)
    case = one_strategy(scenario, "strong", "weak")
    for level, value in found.quantiles.items():
        attempts = math.ceil(math.log1p(-level) / math.log1p(-rate) - 1e-9)
        expected = float(case.generation.first) + float(case.conversation(np.array([float(attempts)]))[0])
        assert value == pytest.approx(expected, rel=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(
    "more",
    [{"weak.hard_fix_rate": 1e-9}, {"assumptions.spread": 0.6}, {"weak.easy_fix_rate": 1e-7, "weak.hard_fix_rate": 1e-9}],
)
def test_what_takes_too_many_attempts_is_said(context: str, more: dict[str, object]) -> None:
    scenario = assign(TEXTBOOK, {"workflow.context": context} | more)  # type: ignore[arg-type]
    found = odds(scenario, 5.0, RIVALS)
    ours = found.of(A)
    assert "attempt limit" in ours.note
    assert math.isnan(ours.quantiles[0.99])
    assert math.isfinite(ours.quantiles[0.1])
    assert 0.0 < (ours.over_budget or 0.0) < 1.0
    total = found.strong_first_cheaper + found.tie + found.weak_first_cheaper + found.undecided
    assert total == pytest.approx(1.0, abs=ACCURACY)


@pytest.mark.parametrize("context", CONTEXTS)
def test_what_never_ends_is_infinite(context: str) -> None:
    """One hard bug, fading: it is never fixed with chance Π (1 − p·δ^t)."""
    rate, fading = 0.4, 0.5
    changes = {"weak.bugs": 1.0, "weak.hard_fraction": 1.0, "strong.hard_fix_rate": rate, "assumptions.fading": fading}
    found = odds(assign(TEXTBOOK, changes | {"workflow.context": context}), 1.0, (B,)).of(B)
    never = math.prod(1 - rate * fading**t for t in range(200))
    assert found.law.endless == pytest.approx(never, abs=ACCURACY)
    assert math.isinf(found.quantiles[0.99])
    assert math.isinf(found.mean)
    assert "never end" in found.note


def test_too_many_combinations_are_refused_in_words() -> None:
    scenario = changed(
        workflow__context="shared", weak__bugs=1e6, assumptions__attempt_limit=9.0, assumptions__handoff_cost=1.0
    )
    found = odds(scenario, 1.0, (B,)).of(B)
    assert "too many" in found.note
    assert math.isnan(found.quantiles[0.5])
    assert math.isfinite(found.mean)


def test_a_deep_budget_is_known_where_the_law_is() -> None:
    scenario = changed(workflow__context="shared", strong__bugs=1.0, strong__hard_fraction=1.0, weak__hard_fix_rate=1e-9)
    law = shared_law(one_strategy(scenario, "strong", "weak"))
    assert law.over(law.reach * 2) != law.over(law.reach * 2)
    assert law.over(0.0) == pytest.approx(1.0)


def assert_fast(scenario: Scenario) -> None:
    laws = [one.law for one in odds(scenario, 1.0, RIVALS).strategies]
    assert sum(law.costs.size for law in laws) < 80_000
    assert calls(lambda: odds(scenario, 1.0, RIVALS)) < 20_000


@pytest.mark.parametrize("context", CONTEXTS)
def test_fast_cases_are_fast(context: str) -> None:
    assert_fast(changed(workflow__context=context))

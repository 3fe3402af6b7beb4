"""Conversations that are compacted: the engine against walks call by call, runs that are played, and its own limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.crossings.crossovers import crossovers
from engine.crossings.difference import difference
from engine.odds import odds
from engine.prices.compaction import Numbers
from engine.prices.costs import FIGURES, costs
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, STRATEGIES
from engine.scenarios.together import problem
from tests.engine.scenarios import CACHED, COMPACTED, TEXTBOOK, WAITING, plain
from tests.searching import examples
from tests.truth.compaction import attempts_of, expected, limit_of, played, taking_place
from tests.truth.reading import setup

FOLLOWED = 300


@st.composite
def compacted(draw: st.DrawFn) -> Scenario:
    """Scenarios whose conversations are compacted, of whole bugs and calls, and followed to their end within 64 teeth."""
    few, calls = st.integers(0, 3).map(float), st.sampled_from([1.0, 2.0, 5.0, 23.0])
    window = st.sampled_from([None, 60_000.0, 120_000.0, 250_000.0])
    changes: dict[str, Setting] = {
        "workflow.context": draw(st.sampled_from(["fresh", "shared"])),
        "workflow.generation_calls": draw(calls),
        "workflow.fix_calls": draw(calls),
        "workflow.tool_tokens": draw(st.sampled_from([0.0, 150.0, 700.0])),
        "workflow.fix_tokens": draw(st.sampled_from([300.0, 1_100.0])),
        "workflow.trace_tokens": draw(st.sampled_from([0.0, 4_000.0])),
        "workflow.handover_tokens": draw(st.sampled_from([None, 0.0, 90_000.0])),
        "workflow.summary_tokens": draw(st.sampled_from([0.0, 900.0])),
        "strong.context_window": draw(window),
        "weak.context_window": draw(window),
        "weak.input_limit": draw(st.sampled_from([None, 45_000.0, 180_000.0])),
        "strong.long_prompt_threshold": draw(st.sampled_from([None, 2_000.0, 31_000.0, 84_000.0, 400_000.0])),
        "weak.long_prompt_threshold": draw(st.sampled_from([None, 23_500.0, 60_500.0, 170_000.0])),
        "strong.long_input_price": 9.0,
        "strong.long_output_price": draw(st.sampled_from([None, 30.0, 2.0])),
        "weak.long_output_price": 8.0,
        "strong.bugs": draw(few),
        "weak.bugs": draw(few),
        "strong.hard_fraction": draw(st.sampled_from([0.0, 1.0])),
        "weak.hard_fraction": draw(st.sampled_from([0.0, 1.0])),
        "strong.hard_fix_rate": 0.6,
        "weak.hard_fix_rate": draw(st.sampled_from([0.35, 1.0])),
        "assumptions.compact_at": draw(st.sampled_from([0.5, 0.7, 1.0])),
        "assumptions.caching": draw(st.booleans()),
        "assumptions.cache_hit_rate": draw(st.sampled_from([1.0, 0.8])),
        "assumptions.growth": draw(st.sampled_from([0.0, 0.0, 0.15])),
        "assumptions.regression_rate": draw(st.sampled_from([0.0, 0.2])),
        "assumptions.attempt_limit": draw(st.sampled_from([None, 3.0, 9.0])),
    }
    changes |= WAITING
    return assign(assign(TEXTBOOK, CACHED), changes)


def assert_walked(scenario: Scenario) -> None:
    found = costs(scenario)
    for strategy in STRATEGIES:
        ours = found.of(strategy)
        truth = expected(plain(scenario), strategy.generator, strategy.fixer, FOLLOWED)
        assert ours["growth_penalty"] >= -ours["fix_cost"]
        assert ours["fix_cost"] + ours["growth_penalty"] == pytest.approx(truth.pop("fixing_cost"), rel=1e-9)
        for name, figure in truth.items():
            assert float(ours[name]) == pytest.approx(figure, rel=1e-9, abs=1e-9), name
        parts = ("generation_cost", "fix_cost", "growth_penalty", "handoff_cost", "long_prompt_cost", "waiting_cost")
        assert ours["total_cost"] == pytest.approx(sum(ours[name] for name in parts), rel=1e-12)


@given(compacted().filter(lambda scenario: not problem(scenario)))
@settings(max_examples=examples(8), deadline=None)
def test_whole_calls_are_walked_exactly(scenario: Scenario) -> None:
    assert_walked(scenario)


@given(compacted())
@settings(max_examples=examples(15), deadline=None)
def test_a_window_or_a_prompt_length_that_is_never_reached_changes_no_digit(scenario: Scenario) -> None:
    scenario = assign(scenario, {"weak.input_limit": None})
    off = assign(scenario, {"assumptions.compact_at": None})
    without, wide = costs(off), costs(assign(scenario, {"strong.context_window": 1e15, "weak.context_window": None}))
    narrow = assign(scenario, {"strong.context_window": 120_000.0, "weak.context_window": 60_000.0})
    thresholds = ({f"{model}.long_prompt_threshold": tokens for model in ("strong", "weak")} for tokens in (None, 1e12))
    one_price, above = (costs(assign(narrow, changes)) for changes in thresholds)
    for name in FIGURES:
        np.testing.assert_array_equal(getattr(wide, name), getattr(without, name))
        np.testing.assert_array_equal(getattr(above, name), getattr(one_price, name))


def test_half_a_bug_saves_what_whole_ones_do_in_one_conversation() -> None:
    """The analytic continuation is not the mean over rounded counts, and their difference may exceed what compaction leaves."""
    shared: dict[str, Setting] = {"workflow.context": "shared", "weak.hard_fix_rate": 0.02, "workflow.fix_calls": 23.0}
    counts = {
        "strong.bugs": np.array([3.0, 2.0, 3.0, 3.0, 4.0]),
        "strong.hard_fraction": np.array([0.5, 0.5, 1 / 3, 2 / 3, 0.5]),
    }
    shares = []
    for compact_at in (None, 0.7):
        found = costs(assign(COMPACTED, shared | counts | {"assumptions.compact_at": compact_at}), RIVALS[:1])
        half, *rounded = (found.fix_cost + found.growth_penalty)[0]
        shares.append(half / np.mean(rounded))
    assert shares[1] == pytest.approx(shares[0], abs=0.03)


def test_every_scenario_of_an_array_is_counted_as_if_alone() -> None:
    changes = {
        "weak.hard_fix_rate": np.array([0.02, 0.5, 1.0, 0.1, 1e-9]),
        "workflow.trace_tokens": np.array([10e3, 0.0, 3e3, 90e3, 10e3]),
        "assumptions.growth": np.array([0.0, 0.1, 0.0, 0.3, 0.0]),
    }
    for context in ("fresh", "shared"):
        scenario = assign(COMPACTED, {"workflow.context": context})
        together = costs(assign(scenario, changes))
        for i in range(5):
            alone = costs(assign(scenario, {key: float(values[i]) for key, values in changes.items()}))
            np.testing.assert_allclose(together.total_cost[:, i], alone.total_cost, rtol=1e-9)
            np.testing.assert_allclose(together.compactions[:, i], alone.compactions, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("spread", [0.3, 1.0, 3.0, 20.0, 1e3])
def test_numbers_of_calls_have_their_mean_and_deviation(spread: float) -> None:
    """Else what compaction saves would not be what calls cost without it: a generation of many could cost less than nothing."""
    numbers = Numbers(np.array([spread]))
    calls = numbers.about(np.array([5.0]))
    assert numbers.mean(calls)[0] == pytest.approx(5.0, rel=1e-12)
    assert numbers.mean((calls - 5.0) ** 2)[0] == pytest.approx((4.0 * spread) ** 2, rel=1e-9)
    many = assign(COMPACTED, {"workflow.generation_calls": 1e4, "workflow.tool_tokens": 300.0})
    sure, varied = (costs(assign(many, {"assumptions.calls_spread": x})).generation_cost for x in (0.0, spread))
    assert varied == pytest.approx(sure, rel=1e-2), "nearly all calls are sent in conversations as long as that"


def test_an_attempt_that_compaction_makes_cheaper_again_and_again_is_not_undefined() -> None:
    changes = {"weak.context_window": 5_000.0, "workflow.generation_tokens": 220e3, "workflow.fix_calls": 2.0}
    changes |= {"assumptions.calls_spread": 1.0, "assumptions.spread": 0.73, "assumptions.compact_at": 0.9}
    found = costs(assign(TEXTBOOK, changes))
    assert np.isinf(found.attempts).all()
    assert np.isinf(found.fix_cost).all()


@pytest.mark.slow
def test_far_out_the_average_goes_on() -> None:
    """Thousands of attempts cost what a few hundred do, in proportion: the walk of all of them is near."""
    scenario = assign(COMPACTED, {"weak.hard_fix_rate": 1 / 3_000, "strong.bugs": 1.0, "strong.hard_fraction": 1.0})
    scenario = assign(scenario, {"weak.long_prompt_threshold": 50_100.0, "weak.long_input_price": 1.0})
    ours = costs(scenario, RIVALS[:1])
    truth = expected(plain(scenario), "strong", "weak", 30_000)
    assert float(ours.fix_cost[0] + ours.growth_penalty[0]) == pytest.approx(truth["fixing_cost"], rel=1e-3)
    assert float(ours.long_prompt_cost[0]) == pytest.approx(truth["long_prompt_cost"], rel=1e-3)
    assert float(ours.compactions[0]) == pytest.approx(truth["compactions"], rel=1e-3)


def spread_out(shape: float, **assumed: float) -> Scenario:
    """One bug that takes more than t attempts with a chance like t to the power of −shape, and no attempt limit."""
    changes = {"strong.bugs": 1.0, "strong.hard_fraction": 1.0, "weak.hard_fix_rate": 0.5}
    assumptions = {f"assumptions.{name}": value for name, value in assumed.items()}
    return assign(COMPACTED, changes | assumptions | {"assumptions.spread": 0.5 / (0.5 + shape)})


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_what_diverges_without_compaction_need_not_with_it(context: str) -> None:
    scenario, shape, walked = assign(spread_out(1.3), {"workflow.context": context}), 1.3, 6_000
    assert np.isinf(costs(assign(scenario, {"assumptions.compact_at": None})).total_cost[0])
    ours, values = costs(scenario, RIVALS[:1]), plain(scenario)
    case = setup(values, "strong", "weak")
    each, chances = attempts_of(case, limit_of(values, "weak"), case.growth, walked), taking_place(case, walked)
    expected_attempts = (2.0 * shape - 1.0) / (shape - 1.0)
    truth = chances @ each + (expected_attempts - chances.sum()) * each[-1_000:].mean(axis=0)
    for name, figure in zip(("tokens_reread", "tokens_written", "compactions"), truth[[0, 2, 3]], strict=True):
        assert float(getattr(ours, name)[0]) == pytest.approx(figure, rel=1e-3), name


def test_costs_do_not_jump_where_they_begin_to_diverge_without_compaction() -> None:
    for context in ("fresh", "shared"):
        for shape, growth in ((2.0, 0.0), (3.0, 0.1)):
            scenarios = [assign(spread_out(shape + x, growth=growth), {"workflow.context": context}) for x in (-1e-6, 1e-6)]
            below, above = (float(costs(scenario).total_cost[0]) for scenario in scenarios)
            assert below == pytest.approx(above, rel=1e-4)


def test_crossovers_put_back_cost_the_same_or_are_jumps() -> None:
    scenario = assign(COMPACTED, {"workflow.context": "shared", "weak.hard_fix_rate": 0.15, "strong.bugs": 2.0})
    keys = ["strong.bugs", "weak.input_price", "workflow.generation_tokens", "workflow.generation_calls"]
    points = [(key, point.value) for key, found in crossovers(scenario, keys).items() for point in found.points]
    assert {key for key, _ in points} == set(keys)
    for key, at in points:
        beside = at * np.array([1 - 1e-8, 1.0, 1 + 1e-8])
        gap = difference(costs(assign(scenario, {key: beside}), RIVALS).total_cost)
        total = costs(assign(scenario, {key: at}), RIVALS).total_cost.max()
        assert abs(gap[1]) <= 1e-9 * total or gap[0] * gap[2] < 0.0, key


def test_odds_are_played_and_near_the_mean() -> None:
    whole = {"strong.bugs": 2.0, "weak.bugs": 4.0, "strong.hard_fraction": 0.5, "weak.hard_fraction": 0.5}
    scenario = assign(COMPACTED, whole | {"weak.hard_fix_rate": 0.3, "workflow.context": "shared"})
    dear: dict[str, Setting] = {f"{model}.long_prompt_threshold": 30e3 for model in ("strong", "weak")}
    for changes in (
        dear | {"strong.long_input_price": 9.0, "weak.long_output_price": 30.0},
        WAITING | {"workflow.fix_calls": 6.0, "workflow.generation_calls": 40.0, "workflow.tool_tokens": 2_900.0},
    ):
        found = odds(assign(scenario, changes), strategies=RIVALS)
        for one in found.strategies:
            assert one.law.error
            assert "conversations are compacted" in one.note
            mean = float(one.law.costs @ one.law.chances)
            assert abs(mean - one.mean) < 4.5 * one.sd * 2.0 * one.law.error


def varying(rng: np.random.Generator) -> Scenario:
    """Scenarios with numbers of calls that vary, and teeth of five of them and more."""

    def between(low: float, high: float) -> float:
        return float(np.exp(rng.uniform(np.log(low), np.log(high))))

    calls, rates = np.round([between(8.0, 80.0), between(8.0, 80.0)]).tolist(), rng.uniform(0.15, 0.5, 2).tolist()
    sizes = {
        "workflow.prompt_tokens": between(500.0, 20e3),
        "workflow.fix_tokens": between(500.0, 20e3),
        "workflow.tool_tokens": between(50.0, 2e3),
        "workflow.trace_tokens": between(100.0, 6e3),
        "workflow.handover_tokens": between(500.0, 60e3),
        "workflow.summary_tokens": between(200.0, 5e3),
    }
    kept = sizes["workflow.prompt_tokens"] + sizes["workflow.summary_tokens"]
    tooth = between(5.5, 100.0) * (sizes["workflow.fix_tokens"] / calls[0] + sizes["workflow.tool_tokens"])
    changes: dict[str, Setting] = {
        "workflow.fix_calls": calls[0],
        "workflow.generation_calls": calls[1],
        "weak.verbosity": 1.0,
        "weak.context_window": (kept + tooth) / 0.7,
        "strong.context_window": (kept + tooth + 30e3) / 0.7,
        "strong.bugs": 4.0,
        "strong.hard_fraction": 0.5,
        "weak.easy_fix_rate": rates[0],
        "weak.hard_fix_rate": rates[1],
        "assumptions.calls_spread": float(rng.uniform(0.4, 1.0)),
        "assumptions.growth": float(rng.choice([0.0, 0.1])),
        "assumptions.attempt_limit": 12.0,
    }
    return assign(COMPACTED, sizes | changes)


@pytest.mark.slow
def test_calls_that_vary_are_near_to_runs_that_are_played() -> None:
    """Within 3 % in 95 of a hundred; the means that are played have errors of a quarter of a per cent."""
    rng, off = np.random.default_rng(10), []
    for seed in range(40):
        scenario = varying(rng)
        ours = float(costs(scenario, RIVALS[:1]).total_cost[0])
        truth, error = played(plain(scenario), "strong", "weak", 12, 200, seed)
        assert error < 0.015 * truth
        off.append(abs(ours / truth - 1.0))
    assert np.mean(np.less(off, 0.03)) >= 0.95
    assert max(off) < 0.05

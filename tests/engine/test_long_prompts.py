"""Dearer long prompts and context windows, against conversations walked prompt by prompt and simulated agents."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.numerics.arrays import Array
from engine.prices.context_window import outgrowing
from engine.prices.costs import costs
from engine.prices.prompt_lengths import Growing
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, STRATEGIES, Strategy
from tests.engine.scenarios import named, plain
from tests.searching import examples
from tests.truth import odds as truth
from tests.truth.reading import Setup, setup
from tests.truth.sessions import Conversation, played, surcharge

TERMS: dict[str, object] = {
    "strong.context_window": 90_000.0,
    "strong.long_prompt_threshold": 60_000.0,
    "strong.long_input_price": 10.0,
    "strong.long_output_price": 30.0,
    "weak.context_window": 130_000.0,
    "weak.long_prompt_threshold": 70_000.0,
    "weak.long_input_price": 0.8,
    "weak.long_output_price": 3.0,
}

BASE = {
    "strong.bugs": 1.5,
    "weak.bugs": 2.5,
    "weak.easy_fix_rate": 0.6,
    "weak.hard_fix_rate": 0.3,
    "strong.easy_fix_rate": 0.7,
    "strong.hard_fix_rate": 0.4,
    "weak.verbosity": 1.5,
    "strong.cache_read_price": 0.4,
    "strong.cache_write_price": 5.0,
}

ASSUMED: dict[str, dict[str, object]] = {
    "published": {},
    "caching": {"assumptions.caching": True, "assumptions.cache_hit_rate": 0.7},
    "growth": {"assumptions.growth": 0.25},
    "much growth": {"assumptions.growth": 3.0},
    "limit": {"assumptions.attempt_limit": 3.0},
    "input limit": {"strong.input_limit": 68_000.0, "weak.input_limit": 105_000.0, "assumptions.growth": 0.1},
    "long limit": {"assumptions.attempt_limit": 40.0, "assumptions.handoff_cost": 2.0},
    "spread": {"assumptions.spread": 0.25, "assumptions.attempt_limit": 7.0},
    "fading": {"assumptions.fading": 0.75, "assumptions.attempt_limit": 9.0},
    "nearly everything": {
        "assumptions.caching": True,
        "assumptions.growth": 0.2,
        "assumptions.spread": 0.2,
        "assumptions.attempt_limit": 8.0,
    },
}


MORE: dict[str, dict[str, object]] = {"regressions": {"assumptions.regression_rate": 0.3, "assumptions.growth": 0.1}}
"""Assumptions with which conversations have no short list of ends; `tests.engine.zscores` simulates them."""


scenario_of = named(BASE | TERMS, ASSUMED | MORE)


def walked(case: Setup, window: float, longest: int, limit: float = math.inf) -> list[tuple[float, bool]]:
    """What conversations of 0, 1, 2, … attempts cost more, and whether one of their requests is too long."""
    dearer, too_long, talk = 0.0, False, Conversation()
    walks = [(dearer, too_long)]
    for _ in range(longest):
        calls, talk = played(case, case.whole_calls, talk, case.growth)
        for request in calls:
            dearer += float(surcharge(case, request))
            too_long = too_long or request.read + request.answered > window or request.read > limit
        walks.append((dearer, too_long))
    return walks


def attempts_of(case: Setup) -> dict[int, float]:
    """The law of the number of attempts at all bugs."""
    law = {0: 1.0}
    for c, count in enumerate(case.counts):
        for share in [1.0] * math.floor(count) + [float(count % 1)]:
            if share:
                more: dict[int, float] = defaultdict(float)
                for so_far, chance in law.items():
                    more[so_far] += chance * (1 - share)
                    for tries, _, p in truth.ends_of_a_bug(case, c):
                        more[so_far + tries] += chance * share * p
                law = more
    return law


def expected(scenario: Scenario, strategy: Strategy) -> tuple[float, float]:
    """Dollars that long prompts cost more, and the chance to outgrow the window."""
    case, values = setup(plain(scenario), strategy.generator, strategy.fixer), plain(scenario)
    window = float(cast("float", values[f"{strategy.fixer}.context_window"]))
    limit = float(cast("float", values.get(f"{strategy.fixer}.input_limit", math.inf)))
    generation = float(case.generation_surcharge)
    if case.shared:
        law = attempts_of(case)
        walks = walked(case, window, max(law), limit)
        ends = [(walks[tries], chance) for tries, chance in law.items()]
        return generation + sum(more * p for (more, _), p in ends), sum(p for (_, too_long), p in ends if too_long)
    more, fits = generation, 1.0
    for c, count in enumerate(case.counts):
        of_one_bug = truth.ends_of_a_bug(case, c) if count else []
        walks = walked(case, window, max((tries for tries, _, _ in of_one_bug), default=0), limit)
        ends = [(walks[tries], p) for tries, _, p in of_one_bug]
        more += float(count) * sum(dollars * p for (dollars, _), p in ends)
        ill = sum(p for (_, too_long), p in ends if too_long)
        whole, part = divmod(float(count), 1)
        fits *= (1 - ill) ** whole * (1 - part * ill)
    return more, 1 - fits


def long_prompts(scenario: Scenario, strategies: Sequence[Strategy] = STRATEGIES) -> Array:
    """What our costs say that they add."""
    return costs(scenario, strategies).long_prompt_cost


@pytest.mark.slow
@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("name", ASSUMED)
def test_against_conversations_walked_prompt_by_prompt(name: str, context: str) -> None:
    scenario = scenario_of(name, context)
    ours, outgrows = long_prompts(scenario), outgrowing(scenario)
    for i, strategy in enumerate(STRATEGIES):
        more, too_long = expected(scenario, strategy)
        assert float(ours[i]) == pytest.approx(more, rel=1e-8, abs=1e-12), strategy
        assert float(outgrows.chance[i]) == pytest.approx(too_long, abs=1e-9), strategy


def test_the_generation_has_a_long_prompt_of_its_own() -> None:
    scenario = scenario_of("published", "fresh", workflow__prompt_tokens=60_001.0, strong__context_window=70_000.0)
    ours, outgrows = costs(scenario), outgrowing(scenario)
    without = costs(assign(scenario, {"strong.bugs": 0.0}))
    dearer = assign(scenario, {"strong.input_price": 10.0, "strong.output_price": 30.0, "strong.bugs": 0.0})
    assert without.total_cost[0] == pytest.approx(costs(dearer).total_cost[0], rel=1e-12)
    assert ours.generation_cost[0] == without.generation_cost[0]
    # The strong model's answer does not fit; the weak one's prompt is no long one for it.
    assert outgrows.chance[0] == 1.0
    assert costs(assign(scenario, {"weak.bugs": 0.0})).long_prompt_cost[1] == 0.0


def test_fresh_regressions_are_more_bugs() -> None:
    """With one class and no limit, r just multiplies the bugs by 1 / (1 − r)."""
    changes = {"weak.hard_fraction": 1.0, "strong.hard_fraction": 1.0}
    some = assign(scenario_of("published", "fresh", assumptions__regression_rate=0.4), changes)
    none = assign(scenario_of("published", "fresh", weak__bugs=2.5 / 0.6, strong__bugs=1.5 / 0.6), changes)
    assert long_prompts(some, RIVALS) == pytest.approx(long_prompts(none, RIVALS), rel=1e-12)


@pytest.mark.parametrize("assumption", ["published", "growth", "caching", "regressions", "limit"])
@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_prices_above_no_threshold_are_other_prices(context: str, assumption: str) -> None:
    """A threshold that every prompt exceeds makes the dear prices the prices, generation included."""
    whole = {"strong.bugs": 2.0, "strong.hard_fraction": 0.5, "weak.bugs": 4.0, "weak.hard_fraction": 0.25}
    long: dict[str, Setting] = {
        "strong.long_prompt_threshold": 0.0,
        "strong.long_input_price": 9.0,
        "strong.long_output_price": 31.0,
    }
    long |= {"weak.long_prompt_threshold": 0.0, "weak.long_input_price": 1.0, "weak.long_output_price": None}
    scenario = assign(scenario_of(assumption, context), whole | long)
    dear: dict[str, Setting] = {"strong.input_price": 9.0, "strong.output_price": 31.0, "weak.input_price": 1.0}
    for model, factor in (("strong", 9.0 / scenario.strong.input_price), ("weak", 1.0 / scenario.weak.input_price)):
        for price in ("cache_read_price", "cache_write_price"):
            cached = getattr(getattr(scenario, model), price)
            dear[f"{model}.{price}"] = None if cached is None else cached * factor
    full = costs(assign(scenario, dear | dict.fromkeys(long)))
    assert costs(scenario).total_cost == pytest.approx(full.total_cost, rel=1e-9)


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_a_threshold_out_of_reach_is_none(context: str) -> None:
    changes = {"assumptions__attempt_limit": 4.0, "weak__long_prompt_threshold": 1e7, "strong__long_prompt_threshold": 1e7}
    scenario = scenario_of("published", context, **changes)
    without = assign(scenario, dict.fromkeys(TERMS))
    assert not long_prompts(scenario).any()
    assert (costs(scenario).total_cost == costs(without).total_cost).all()
    assert not outgrowing(without).chance.any()
    assert np.isinf(outgrowing(without).last_attempt).all()


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_long_tails_are_followed_to_their_end(context: str) -> None:
    """A fix in a billion attempts: nearly all of them are dear, so that the dear prices are the prices."""
    changes = {"strong.bugs": 1.0, "strong.hard_fraction": 1.0, "weak.hard_fix_rate": 1e-9}
    changes |= {"weak.long_prompt_threshold": 1e6, "weak.long_input_price": 1.0, "weak.long_output_price": 2.5}
    scenario = assign(scenario_of("published", context), changes)
    full = costs(assign(scenario, {"weak.input_price": 1.0, "weak.output_price": 2.5}), RIVALS).total_cost[0]
    assert costs(scenario, RIVALS).total_cost[0] == pytest.approx(full, rel=1e-6)


def test_the_input_limit_counts_prompts_alone_and_the_window_answers_too() -> None:
    scenario = scenario_of("published", "fresh", strong__context_window=None, weak__context_window=None)
    assert not outgrowing(scenario).chance.any()
    prompt = scenario.workflow.prompt_tokens
    for limit, at_once in ((prompt, False), (prompt - 1.0, True)):
        assert outgrowing(assign(scenario, {"strong.input_limit": limit})).at_once.tolist() == [at_once, False, at_once, False]
    limits, windows = {"weak.input_limit": 90_000.0}, {"weak.context_window": 80_000.0}
    limited, windowed = (outgrowing(assign(scenario, one)).chance for one in (limits, windows))
    assert (outgrowing(assign(scenario, limits | windows)).chance == np.maximum(limited, windowed)).all()
    arrays = outgrowing(assign(scenario, {"weak.input_limit": np.array([np.nan, 90_000.0])})).chance
    np.testing.assert_array_equal(arrays.T, [outgrowing(scenario).chance, limited])


def test_what_never_ends_is_infinitely_dear() -> None:
    scenario = scenario_of("published", "fresh", assumptions__fading=0.8)
    outgrows = outgrowing(scenario, RIVALS)
    assert np.isinf(long_prompts(scenario, RIVALS)).all()
    rate, last = 0.4, int(outgrows.last_attempt[1])
    assert 0.0 < outgrows.chance[1] < 1.0
    one = scenario_of("published", "fresh", assumptions__fading=0.8, weak__bugs=1.0, weak__hard_fraction=1.0)
    chance = math.prod(1 - rate * 0.8**t for t in range(last))
    assert float(outgrowing(one, RIVALS).chance[1]) == pytest.approx(chance, rel=1e-9)


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_what_never_ends_is_infinite_at_any_price(context: str) -> None:
    cheaper = {"weak__long_input_price": 0.01, "weak__long_output_price": 0.01}
    scenario = scenario_of("published", context, assumptions__spread=0.5, **cheaper)
    assert np.isinf(costs(scenario).total_cost).all()


def test_some_bugs_outlive_any_window_where_rates_fade() -> None:
    changes = {"assumptions__fading": 0.5, "weak__context_window": 5e9, "weak__bugs": 1.0, "weak__hard_fraction": 1.0}
    for spread in (0.0, 0.2):
        scenario = scenario_of("published", "fresh", assumptions__spread=spread, **changes)
        near = assign(scenario, {"weak.context_window": 5e6})
        assert 0.2 < outgrowing(scenario, STRATEGIES).chance[3] < 1.0
        assert outgrowing(scenario).chance[3] == pytest.approx(outgrowing(near).chance[3], rel=1e-9)


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_spread_without_a_limit_meets_a_far_limit(context: str) -> None:
    """The closed form of what is left after some attempts, for bugs that differ a little."""
    endless = scenario_of("published", context, assumptions__spread=0.02)
    limited = assign(endless, {"assumptions.attempt_limit": 1000.0})
    assert long_prompts(endless) == pytest.approx(long_prompts(limited), rel=1e-6)
    assert outgrowing(endless).chance == pytest.approx(outgrowing(limited).chance, rel=1e-9)


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("name", ["published", "regressions", "nearly everything"])
def test_arrays_are_one_scenario_each(name: str, context: str) -> None:
    scenario = scenario_of(name, context)
    bugs, threshold = np.array([0.0, 0.5, 2.5, 7.0]), np.array([[20_000.0], [70_000.0], [np.nan]])
    arrays = assign(scenario, {"weak.bugs": bugs, "weak.long_prompt_threshold": threshold})
    together, outgrows = long_prompts(arrays, RIVALS), outgrowing(arrays, RIVALS).chance
    for i, j in np.ndindex(3, 4):
        limit = None if np.isnan(threshold[i, 0]) else float(threshold[i, 0])
        alone = assign(scenario, {"weak.bugs": float(bugs[j]), "weak.long_prompt_threshold": limit})
        assert together[:, i, j] == pytest.approx(long_prompts(alone, RIVALS), rel=1e-9, abs=1e-15)
        assert outgrows[:, i, j] == pytest.approx(outgrowing(alone, RIVALS).chance, rel=1e-9, abs=1e-12)


def test_many_bugs_in_one_conversation_do_not_underflow() -> None:
    """The chance that 700 hard bugs are fixed at once is too small for a float; that all are in the end is one."""
    scenario = scenario_of("published", "shared", weak__bugs=700.0, weak__hard_fraction=1.0, strong__hard_fix_rate=0.3)
    mean, sd = 700 / 0.3, math.sqrt(700 * 0.7) / 0.3
    case = setup(plain(scenario), "weak", "strong")
    threshold = float(case.start) + mean * float(case.added)
    long = assign(scenario, {"strong.long_prompt_threshold": threshold})
    more, case = long_prompts(long, RIVALS)[1], setup(plain(long), "weak", "strong")
    # Attempts are about normally distributed: half of the conversations have dear ones.
    first_dear = (threshold - float(case.start)) / float(case.added)
    tries = mean + sd * np.linspace(-8, 8, 4001)
    late = np.maximum(tries - first_dear, 0.0)
    read = late * (threshold + float(case.added) * (late - 1) / 2)
    weight = np.exp(-(np.linspace(-8, 8, 4001) ** 2) / 2)
    dollars = float(case.dear_new_price - case.new_price) * read
    dollars += late * float((case.dear_output_price - case.output_price) * case.written)
    assert float(more) == pytest.approx(float((dollars * weight).sum() / weight.sum()), rel=0.02)


@pytest.mark.slow
@given(
    st.floats(0, 1e6),
    st.one_of(st.just(0.0), st.floats(1.0, 1e5)),
    st.one_of(st.just(0.0), st.floats(1e-3, 20.0)),
    st.floats(0, 1e7),
)
@settings(max_examples=examples(300), deadline=None)
def test_attempts_within_a_limit_are_counted_to_the_last(first: float, step: float, growth: float, limit: float) -> None:
    tokens = Growing(np.array(first), np.array(step), np.array(growth))
    found = float(tokens.attempts_within(np.array(limit)))
    if math.isinf(found):
        assert step == 0.0
        assert first <= limit
    else:
        assert found == 0.0 or tokens.after(np.array(found - 1.0)) <= limit
        assert tokens.after(np.array(found)) > limit

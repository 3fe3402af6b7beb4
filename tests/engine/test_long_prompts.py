"""Dearer long prompts and context windows, against conversations walked prompt by prompt and simulated agents."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.costs import costs
from engine.long_prompts import Growing, LongPrompts, Terms, attempts_within, long_prompts
from engine.registry import assign
from engine.scenario import Scenario
from engine.strategies import RIVALS, STRATEGIES, Strategy
from tests.engine.scenarios import TEXTBOOK, plain
from tests.truth import odds as truth
from tests.truth import simulation
from tests.truth.reading import Setup, setup

TERMS = {
    "strong": Terms(window=90_000.0, threshold=60_000.0, input_price=10.0, output_price=30.0),
    "weak": Terms(window=130_000.0, threshold=70_000.0, input_price=0.8, output_price=3.0),
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
    "spread": {"assumptions.spread": 0.25, "assumptions.attempt_limit": 7.0},
    "fading": {"assumptions.fading": 0.75, "assumptions.attempt_limit": 9.0},
    "nearly everything": {
        "assumptions.caching": True,
        "assumptions.growth": 0.2,
        "assumptions.spread": 0.2,
        "assumptions.attempt_limit": 8.0,
    },
}


def scenario_of(name: str, context: str, **more: object) -> Scenario:
    changes = BASE | ASSUMED[name] | {"workflow.context": context} | {k.replace("__", "."): v for k, v in more.items()}
    return assign(TEXTBOOK, changes)  # type: ignore[arg-type]


def walked(case: Setup, terms: Terms, attempts: int) -> tuple[float, bool]:
    """What a conversation of so many attempts costs more, and whether one of its requests is too long."""
    prompt, seen, dearer, too_long = float(case.start), 0.0, 0.0, False
    own = float(case.hit_price if case.new_price == case.hit_price else 0.0)
    factor = float(terms.input_price or 0) / (own * 1e6 if own else float(INPUT_PRICE[case.output_price]))
    window, threshold, price = (float(x) for x in (terms.window or 0, terms.threshold or 0, terms.output_price or 0))
    for attempt in range(attempts):
        longer = 1.0 + float(case.growth) * attempt
        written = float(case.written) * longer
        if prompt > threshold:
            input_dollars = float(case.again_price) * seen + float(case.new_price) * (prompt - seen)
            dearer += (factor - 1.0) * input_dollars + (price / 1e6 - float(case.output_price)) * written
        too_long = too_long or prompt + written > window
        seen = prompt
        prompt += float(case.added) * longer
    return dearer, too_long


INPUT_PRICE = {
    setup(plain(TEXTBOOK), "weak", fixer).output_price: price
    for fixer, price in (("strong", TEXTBOOK.strong.input_price), ("weak", TEXTBOOK.weak.input_price))
}
"""The input price of the model of an output price, where caching hides it."""


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
    """Dollars more for fixing, and the chance to outgrow the window."""
    case, terms = setup(plain(scenario), strategy.generator, strategy.fixer), TERMS[strategy.fixer]
    if case.shared:
        ends = [(walked(case, terms, tries), chance) for tries, chance in attempts_of(case).items()]
        return sum(more * p for (more, _), p in ends), sum(p for (_, too_long), p in ends if too_long)
    more, fits = 0.0, 1.0
    for c, count in enumerate(case.counts):
        ends = [(walked(case, terms, tries), p) for tries, _, p in truth.ends_of_a_bug(case, c)] if count else []
        more += float(count) * sum(dollars * p for (dollars, _), p in ends)
        fits *= (1 - sum(p for (_, too_long), p in ends if too_long)) ** float(count)
    return more, 1 - fits


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("name", ASSUMED)
def test_fixing_against_conversations_walked_prompt_by_prompt(name: str, context: str) -> None:
    scenario = scenario_of(name, context)
    ours = long_prompts(scenario, STRATEGIES, TERMS)
    for i, strategy in enumerate(STRATEGIES):
        more, outgrows = expected(scenario, strategy)
        assert float(ours.fix_cost[i]) == pytest.approx(more, rel=1e-8, abs=1e-12), strategy
        assert float(ours.outgrows[i]) == pytest.approx(outgrows, abs=1e-9), strategy


def test_regressions_against_simulated_agents() -> None:
    """The attempts beyond some of them, of all bugs and their descendants."""
    scenario = scenario_of("published", "shared", assumptions__regression_rate=0.3, weak__bugs=3.0)
    ours = long_prompts(scenario, RIVALS, TERMS)
    for i, strategy in enumerate(RIVALS):
        case, terms = setup(plain(scenario), strategy.generator, strategy.fixer), TERMS[strategy.fixer]
        runs = 20_000
        _, totals = simulation.simulate(plain(scenario), strategy.generator, strategy.fixer, runs, 3)
        costs_of = {round(float(case.generation_cost) + fix_cost(case, n), 9): n for n in range(400)}
        walks = [walked(case, terms, costs_of[round(float(total), 9)]) for total in totals]
        dearer, too_long = np.array([walk[0] for walk in walks]), np.array([walk[1] for walk in walks])
        assert abs(dearer.mean() - float(ours.fix_cost[i])) < 4.5 * dearer.std() / math.sqrt(runs)
        assert abs(too_long.mean() - float(ours.outgrows[i])) < 4.5 * math.sqrt(0.25 / runs)


def fix_cost(case: Setup, attempts: int) -> float:
    """Dollars of a conversation of so many attempts, at a constant length of each and without a cache."""
    read = float(case.start) * attempts + float(case.added) * attempts * (attempts - 1) / 2
    return float(case.new_price) * read + float(case.output_price * case.written) * attempts


def test_fresh_regressions_are_more_bugs() -> None:
    """With one class and no limit, r just multiplies the bugs by 1 / (1 − r)."""
    changes = {"weak.hard_fraction": 1.0, "strong.hard_fraction": 1.0}
    some = assign(scenario_of("published", "fresh", assumptions__regression_rate=0.4), changes)
    none = assign(scenario_of("published", "fresh", weak__bugs=2.5 / 0.6, strong__bugs=1.5 / 0.6), changes)
    assert long_prompts(some, RIVALS, TERMS).fix_cost == pytest.approx(long_prompts(none, RIVALS, TERMS).fix_cost, rel=1e-12)


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_prices_above_no_threshold_are_other_prices(context: str) -> None:
    """A threshold that every prompt exceeds makes the dear prices the prices, generation included."""
    scenario = scenario_of(
        "growth", context, strong__bugs=2.0, strong__hard_fraction=0.5, weak__bugs=4.0, weak__hard_fraction=0.25
    )
    terms = {"strong": Terms(threshold=0.0, input_price=9.0, output_price=31.0), "weak": Terms(threshold=0.0, input_price=1.0)}
    dear = assign(scenario, {"strong.input_price": 9.0, "strong.output_price": 31.0, "weak.input_price": 1.0})
    ours, cheap, full = long_prompts(scenario, STRATEGIES, terms), costs(scenario), costs(dear)
    assert cheap.generation_cost + ours.generation_cost == pytest.approx(full.generation_cost, rel=1e-12)
    assert cheap.total_cost + ours.generation_cost + ours.fix_cost == pytest.approx(full.total_cost, rel=1e-9)


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_without_terms_nothing_changes(context: str) -> None:
    ours = long_prompts(scenario_of("published", context), STRATEGIES, {"strong": Terms(), "weak": Terms()})
    assert not ours.fix_cost.any()
    assert not ours.generation_cost.any()
    assert not ours.outgrows.any()
    assert np.isinf(ours.last_attempt).all()


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_long_tails_are_followed_to_their_end(context: str) -> None:
    """A fix in a billion attempts: nearly all of them are dear, so that the dear prices are the prices."""
    changes = {"strong.bugs": 1.0, "strong.hard_fraction": 1.0, "weak.hard_fix_rate": 1e-9}
    scenario = assign(scenario_of("published", context), changes)
    terms = {"strong": Terms(), "weak": Terms(threshold=1e6, input_price=1.0, output_price=2.5)}
    ours = long_prompts(scenario, RIVALS, terms)
    full = costs(assign(scenario, {"weak.input_price": 1.0}), RIVALS).total_cost[0]
    assert costs(scenario, RIVALS).total_cost[0] + ours.fix_cost[0] == pytest.approx(full, rel=1e-6)


def test_what_never_ends_is_infinitely_dear() -> None:
    ours = long_prompts(scenario_of("published", "fresh", assumptions__fading=0.8), RIVALS, TERMS)
    assert np.isinf(ours.fix_cost).all()
    rate, last = 0.4, int(ours.last_attempt[1])
    assert 0.0 < ours.outgrows[1] < 1.0
    one = scenario_of("published", "fresh", assumptions__fading=0.8, weak__bugs=1.0, weak__hard_fraction=1.0)
    chance = math.prod(1 - rate * 0.8**t for t in range(last))
    assert float(long_prompts(one, RIVALS, TERMS).outgrows[1]) == pytest.approx(chance, rel=1e-9)


def test_spread_without_a_limit_meets_a_far_limit() -> None:
    """The closed form of what is left after some attempts, for bugs that differ a little."""
    endless = long_prompts(scenario_of("published", "fresh", assumptions__spread=0.02), STRATEGIES, TERMS)
    changes = {"assumptions__spread": 0.02, "assumptions__attempt_limit": 1000.0}
    limited = long_prompts(scenario_of("published", "fresh", **changes), STRATEGIES, TERMS)
    assert endless.fix_cost == pytest.approx(limited.fix_cost, rel=1e-6)
    assert endless.outgrows == pytest.approx(limited.outgrows, rel=1e-9)


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_arrays_are_one_scenario_each(context: str) -> None:
    scenario = scenario_of("nearly everything", context)
    bugs, threshold = np.array([0.0, 0.5, 2.5, 7.0]), np.array([[20_000.0], [70_000.0]])
    terms = TERMS | {"weak": Terms(150_000.0, threshold, 0.8, 3.0)}
    together = long_prompts(
        assign(scenario, {"weak.bugs": bugs, "workflow.trace_tokens": np.full((2, 1), 2000.0)}), RIVALS, terms
    )
    for i, j in np.ndindex(2, 4):
        alone_terms = TERMS | {"weak": Terms(150_000.0, float(threshold[i, 0]), 0.8, 3.0)}
        alone = long_prompts(assign(scenario, {"weak.bugs": float(bugs[j])}), RIVALS, alone_terms)
        assert together.fix_cost[:, i, j] == pytest.approx(alone.fix_cost, rel=1e-9, abs=1e-15)
        assert together.outgrows[:, i, j] == pytest.approx(alone.outgrows, rel=1e-9, abs=1e-12)


@given(
    st.floats(0, 1e6),
    st.one_of(st.just(0.0), st.floats(1.0, 1e5)),
    st.one_of(st.just(0.0), st.floats(1e-3, 20.0)),
    st.floats(0, 1e7),
)
@settings(max_examples=300, deadline=None)
def test_attempts_within_a_limit_are_counted_to_the_last(first: float, step: float, growth: float, limit: float) -> None:
    tokens = Growing(np.array(first), np.array(step), np.array(growth))
    found = float(attempts_within(tokens, np.array(limit)))
    if math.isinf(found):
        assert step == 0.0
        assert first <= limit
    else:
        assert found == 0.0 or tokens.after(np.array(found - 1.0)) <= limit
        assert tokens.after(np.array(found)) > limit


def test_results_name_their_strategies() -> None:
    ours = long_prompts(scenario_of("published", "fresh"), RIVALS, TERMS)
    assert isinstance(ours, LongPrompts)
    assert ours.strategies == RIVALS
    assert ours.dear_attempt.shape == (2,)

"""Every valid scenario has an answer, whatever its numbers: a figure, infinity, or a sentence why there is none."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.attempts.one_bug import OneBug
from engine.contenders.all_bugs import AllBugs, EachBug
from engine.lineup import lineup
from engine.odds import MOST_BUGS, odds
from engine.prices.one_strategy import one_strategy
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import assign
from engine.scenarios.strategies import RIVALS, B
from tests.engine.extremes import DOORS, extreme
from tests.engine.scenarios import TEXTBOOK
from tests.searching import examples

CONTEXTS = ["fresh", "shared"]
_RATES = [f"{model}.{kind}_fix_rate" for model in ("strong", "weak") for kind in ("easy", "hard")]
_PRICES = [f"{model}.{side}_price" for model in ("strong", "weak") for side in ("input", "output")]
_WINDOWS = dict.fromkeys(["strong.context_window", "weak.context_window"], 1e308)
FREE_LONG_PROMPTS: dict[str, Setting] = {
    **{
        f"{model}.long_{name}": 0.0
        for model in ("strong", "weak")
        for name in ("prompt_threshold", "input_price", "output_price")
    },
    "assumptions.attempt_limit": 63.0,
    "assumptions.fading": 0.5,
    "assumptions.growth": 0.3,
}

ABSURD: dict[str, dict[str, Setting]] = {
    "bugs of a quintillion": {"weak.bugs": 1e18},
    "as many bugs as there can be": {"both.bugs": 1e308},
    "fixes that nearly always break something": {"assumptions.regression_rate": 1.0 - 1e-8},
    "fixes that as good as always break something": {"assumptions.regression_rate": 1.0 - 2.0**-53},
    "long answers": {"weak.verbosity": 1e156},
    "endless answers": {"weak.verbosity": 1e308},
    "hopeless fixers": dict.fromkeys(_RATES, 5e-324),
    "prices beyond all sums": dict.fromkeys(_PRICES, 1e308),
    "prices multiplied beyond all sums": {"strong.price_scale": 1e308, "weak.price_scale": 1e308},
    "prices of next to nothing": dict.fromkeys(_PRICES, 5e-324),
    "bugs beyond all sums that bring bugs": {
        "both.bugs": 1.7976931348623157e308,
        "strong.hard_fraction": 0.9,
        "weak.hard_fraction": 0.889,
        "assumptions.regression_rate": 0.99999,
        "assumptions.attempt_limit": 1.0,
    },
    "prompts beyond all sums": {"workflow.prompt_tokens": 1e308, "workflow.fix_tokens": 1e308},
    "growth beyond all sums": {"assumptions.growth": 1e308, "assumptions.attempt_limit": 1000.0},
    "nearly all bugs alike": {"assumptions.spread": 5e-324},
    "bugs of two kinds": {"assumptions.spread": 1.0 - 1e-12},
    "fading at once": {"assumptions.fading": 5e-324},
    "fading at once with a limit": {"assumptions.fading": 5e-324, "assumptions.attempt_limit": 1000.0},
    "a dear hand-off": {"assumptions.handoff_cost": 1e156, "assumptions.attempt_limit": 1.0},
    "all prompts long": {"weak.long_prompt_threshold": 0.0, "weak.long_output_price": 1e308},
    "a length that none reaches": {
        "strong.long_prompt_threshold": 1.7976931348623157e308,
        "strong.long_output_price": 30.0,
        "weak.long_prompt_threshold": 1.7976931348623157e308,
        "weak.long_output_price": 3.0,
        "both.bugs": 3.0,
        "workflow.fix_tokens": 1e-9,
        "workflow.trace_tokens": 0.5,
    },
    "windows and growth beyond all sums": {
        "assumptions.growth": 1.7976931348623157e308,
        "strong.context_window": 185e3,
        "weak.context_window": 1e18,
        "strong.verbosity": 1e6,
        "both.bugs": 3.0,
    },
    "attempts that grow from next to nothing": {
        "assumptions.growth": 1e154,
        "workflow.fix_tokens": 1e-17,
        "workflow.trace_tokens": 1e200,
        "weak.context_window": 1e-310,
        "strong.context_window": 1e16,
        "assumptions.fading": 0.7,
    },
    "dear prompts that cost less": {
        "both.bugs": 2.3,
        "strong.long_prompt_threshold": 0.0,
        "strong.long_input_price": 0.0,
        "strong.long_output_price": 0.0,
        "weak.long_prompt_threshold": 0.0,
        "weak.long_input_price": 0.0,
        "weak.long_output_price": 0.0,
    },
    "hardly any bugs": {"both.bugs": 5e-324},
    "growing faster than a wide window": {
        **_WINDOWS,
        "assumptions.growth": 1e200,
        "workflow.trace_tokens": 1e200,
        "assumptions.attempt_limit": 9.0,
    },
    "answers beyond a wide window": {
        **_WINDOWS,
        "assumptions.growth": 1e200,
        "workflow.fix_tokens": 1e200,
        "assumptions.attempt_limit": 9.0,
    },
    "long prompts for free": FREE_LONG_PROMPTS,
    "long prompts for free that grow": {**FREE_LONG_PROMPTS, "assumptions.growth": 1e6},
}


@pytest.mark.slow
@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("name", ABSURD)
@pytest.mark.parametrize("door", DOORS)
def test_absurd_numbers_have_an_answer(door: str, name: str, context: str) -> None:
    DOORS[door](assign(TEXTBOOK, ABSURD[name] | {"workflow.context": context}))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_any_mixture_of_usual_and_absurd_numbers_has_an_answer(seed: int) -> None:
    scenario = extreme(Random(seed))
    for door in ("costs", "sweeps"):
        DOORS[door](scenario)


@pytest.mark.slow
@pytest.mark.parametrize("door", ["odds", "lineup"])
@given(random=st.randoms(use_true_random=False))
@settings(max_examples=examples(40), deadline=None)
def test_no_scenario_is_without_an_answer(door: str, random: Random) -> None:
    DOORS[door](extreme(random))


@pytest.mark.parametrize("context", CONTEXTS)
def test_too_many_bugs_are_said_and_their_mean_is_given(context: str) -> None:
    found = odds(assign(TEXTBOOK, {"weak.bugs": 10 * MOST_BUGS, "workflow.context": context}), 1.0, (B,)).of(B)
    assert "too many bugs" in found.note
    assert math.isfinite(found.mean)
    assert math.isnan(found.quantiles[0.5])


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("exponent", [-1000, -600, 500, 900])
def test_odds_are_the_same_in_any_unit_of_money(context: str, exponent: int) -> None:
    """Also where squares of costs are too large or too small for a float."""
    unit = 2.0**exponent
    scenario = assign(TEXTBOOK, {"workflow.context": context, "assumptions.attempt_limit": 4.0})
    dearer = assign(scenario, {key: getattr(getattr(scenario, m), f) * unit for key in _PRICES for m, f in [key.split(".")]})
    usual, other = odds(scenario, None, RIVALS), odds(dearer, None, RIVALS)
    assert other.strong_first_cheaper == pytest.approx(usual.strong_first_cheaper, abs=1e-6)
    for strategy in RIVALS:
        assert other.of(strategy).mean == pytest.approx(usual.of(strategy).mean * unit, rel=1e-9)
        assert other.of(strategy).sd == pytest.approx(usual.of(strategy).sd * unit, rel=1e-9)
        for level, dollars in usual.of(strategy).quantiles.items():
            assert other.of(strategy).quantiles[level] == pytest.approx(dollars * unit, rel=1e-9)


@pytest.mark.parametrize("context", CONTEXTS)
def test_where_no_run_ends_all_chances_are_one(context: str) -> None:
    changes: dict[str, Setting] = {"assumptions.fading": 0.5, "assumptions.regression_rate": 0.999, "both.bugs": 200.0}
    found = odds(assign(TEXTBOOK, changes | {"workflow.context": context}))
    assert found.tie == pytest.approx(1.0, abs=1e-6)
    assert found.strong_first_cheaper + found.weak_first_cheaper + found.undecided == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("tries", [1, 10, 1000])
@pytest.mark.parametrize(("rate", "spread"), [(0.3, 0.2), (0.01, 1e-12), (0.5, 1e-18), (1e-9, 1e-6), (1 - 1e-9, 0.5)])
def test_the_chance_of_many_failures_keeps_its_digits(rate: float, spread: float, tries: int) -> None:
    """Π (b + i)/(a + b + i): shapes of a Beta law may be so large that their gamma functions lose every digit."""
    bug = OneBug(*(np.array(x) for x in (rate, spread, 1.0, math.inf)))
    a, b = rate * (1.0 / spread - 1.0), (1.0 - rate) * (1.0 / spread - 1.0)
    expected = math.exp(math.fsum(math.log(b + i) - math.log(a + b + i) for i in range(tries)))
    assert float(bug.after(np.array(float(tries))).begun) == pytest.approx(expected, rel=1e-9)


def test_bugs_and_their_descendants_keep_their_digits() -> None:
    """Every fix brings a bug but for a chance of 2^-53: the number of bugs is that many times larger."""
    regression = 1.0 - 2.0**-53
    weak = one_strategy(assign(TEXTBOOK, {"assumptions.regression_rate": regression, "weak.bugs": 3.0}), "weak", "weak")
    nothing, certain = np.zeros((2, 1)), [np.ones((2, 1))]
    found = AllBugs((weak,), EachBug(nothing, nothing, certain, certain, certain))
    assert found.bugs.sum() == pytest.approx(3.0 * 2.0**53, rel=1e-9)


def test_rounding_makes_no_chance_to_finish_negative() -> None:
    """Chances of several ways that a bug may go can add up to a little more than 1."""
    nothing, certain = np.zeros((2, 1)), [np.ones((2, 1))]
    given_up = np.full((2, 1), 1.0 + 3e-14)
    found = AllBugs((one_strategy(TEXTBOOK, "weak", "weak"),), EachBug(nothing, given_up, certain, certain, [nothing]))
    with np.errstate(divide="ignore"):
        assert found.finished == 0.0


def test_infinite_costs_come_last_in_the_line_up() -> None:
    scenario = assign(TEXTBOOK, {"weak.verbosity": 1e308, "weak.output_price": 1e3})
    ranked = [one.total_cost for one in lineup(scenario).ranked]
    assert math.isinf(ranked[-1])
    assert not math.isinf(ranked[0])
    assert sorted(map(math.isinf, ranked)) == list(map(math.isinf, ranked))

"""The verdict and its sentences: every kind of answer in plain words."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from engine.crossings.crossovers import crossovers
from engine.crossings.profile import Crossings, Crossover
from engine.outcome import evaluate
from engine.prices.costs import costs
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import find
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import TIE, A, B
from engine.sentences import in_sentences
from engine.verdict import Verdict, direction, judge, uncrossed, until, value_text
from tests.engine.scenarios import TEXTBOOK, assumed, changed
from tests.engine.test_crossovers_constructed import quadratic
from tests.searching import examples

EQUAL = replace(TEXTBOOK, strong=TEXTBOOK.weak)


def sentence(scenario: Scenario, key: str) -> str:
    """What would flip the verdict along a parameter."""
    return until(crossovers(scenario, [key])[key], judge(costs(scenario)))


def test_headlines() -> None:
    assert Verdict(B.key, 1.37, 0.98).headline == "WEAK FIRST is cheaper: $0.98 against $1.37 (−28 %)"
    assert Verdict(A.key, 10.0, 4321.0).headline == "STRONG FIRST is cheaper: $10.00 against $4 321 (−100 %)"
    assert Verdict(A.key, 1.0, 1.0123).headline == "STRONG FIRST is cheaper: $1.00 against $1.01 (−1.2 %)"
    assert Verdict(TIE, 0.5, 0.5).headline == "A TIE: both cost $0.50"
    assert Verdict(B.key, math.inf, 2.0).headline == "WEAK FIRST wins: $2.00 against ∞"
    assert Verdict(TIE, math.inf, math.inf).headline == "BOTH COST INFINITELY MUCH"


def test_savings() -> None:
    assert Verdict(B.key, 4.0, 3.0).saving == 0.25
    assert Verdict(A.key, 1.0, math.inf).saving == 1.0
    assert Verdict(TIE, 1.0, 1.0).saving == 0.0
    assert (Verdict(A.key, 1.0, 3.0).cost, Verdict(A.key, 1.0, 3.0).other_cost) == (1.0, 3.0)


@pytest.mark.parametrize(
    ("a", "b", "cheaper"),
    [
        (1.0, 1.0 + 1e-13, TIE),
        (1.0, 1.0 + 1e-11, A.key),
        (1.0 + 1e-11, 1.0, B.key),
        (0.0, 0.0, TIE),
        (0.0, 1e-300, A.key),
        (math.inf, math.inf, TIE),
        (1.0, math.inf, A.key),
        (math.inf, 1.0, B.key),
    ],
)
def test_who_is_cheaper(a: float, b: float, cheaper: str) -> None:
    figures = costs(TEXTBOOK)
    totals = figures.total_cost.copy()
    totals[:2] = a, b
    assert judge(replace(figures, total_cost=totals)).cheaper == cheaper


def test_until_a_crossover() -> None:
    assert sentence(TEXTBOOK, "weak.bugs") == "until weak bugs left [q_w] falls to 1.085 (now 4.0, ×0.271)"
    fewer = changed(weak__bugs=0.8)
    assert sentence(fewer, "weak.bugs") == "until weak bugs left [q_w] reaches 1.085 (now 0.8, ×1.36)"
    assert sentence(TEXTBOOK, "weak.hard_fix_rate").startswith("until weak fixes hard [p_wʰ] falls to ")
    assert " %" in sentence(TEXTBOOK, "weak.hard_fix_rate")
    assert sentence(TEXTBOOK, "weak.input_price") == (
        "until weak input price [c_w^in] reaches $4.18/Mtok (now $0.50/Mtok, ×8.35)"
    )
    # From nothing there is no ratio.
    assert sentence(TEXTBOOK, "assumptions.growth") == "until growth [g] reaches 267.4 % (now 0 %)"


def test_a_value_left_out_has_a_crossover_without_now() -> None:
    left_out = sentence(changed(assumptions__caching=True, weak__bugs=1.2), "weak.cache_read_price")
    assert re.fullmatch(
        r"crossover at weak cache read \[c_w\^cr\] = \$[\d.]+/Mtok: strong first is cheaper below, weak first above", left_out
    )
    # Both models leave different numbers of bugs: along both together there is no value now.
    assert sentence(quadratic_with_other_bugs(), "both.bugs").startswith("crossover at bugs, both models [q] = ")


def quadratic_with_other_bugs() -> Scenario:
    return changed(quadratic(2.0, 5.0), weak__bugs=7.0)


def test_no_crossover_in_words() -> None:
    assert sentence(EQUAL, "workflow.prompt_tokens") == "no crossover along prompt [L₀]: both cost the same at any value"
    dear = changed(strong__price_scale=1000.0, strong__bugs=5.0, weak__bugs=0.0)
    assert sentence(dear, "workflow.trace_tokens") == "no crossover along error trace [E]: weak first wins at any value"
    touching = changed(quadratic(3.0, 3.0), both__bugs=4.0)
    assert sentence(touching, "both.bugs") == (
        "no crossover along bugs, both models [q]: the costs touch at 3.0, and strong first wins on both sides"
    )
    jump = changed(TEXTBOOK, strong__easy_fix_rate=1.0, strong__hard_fix_rate=1.0, weak__bugs=1e-6, assumptions__spread=0.03)
    assert sentence(jump, "weak.hard_fix_rate") == (
        "no crossover along weak fixes hard [p_wʰ]: weak first wins wherever a cost is finite"
    )
    assert (
        sentence(TEXTBOOK, "assumptions.cache_hit_rate")
        == "no crossover along cache hits [h]: it changes neither cost now (used with caching on)"
    )


def test_why_a_parameter_is_not_looked_at() -> None:
    assert uncrossed(find("assumptions.attempt_limit")) == (
        "no crossover along attempt limit [N]: where the costs depend on it, they jump from one value to the next"
    )
    assert uncrossed(find("workflow.context")) == "no crossover along context: it is fresh or shared, not a number"
    assert uncrossed(find("assumptions.caching")) == "no crossover along caching: it is on or off, not a number"
    assert uncrossed(find("lineup.advice_rate")) == "no crossover along advice rate [u]: A and B do not depend on it"


def test_the_winner_may_change_only_by_a_jump() -> None:
    found = Crossings("weak.hard_fix_rate", 0.1, throughout="")
    assert until(found, Verdict(A.key, 1.0, 2.0)).endswith("the winner changes only where a cost becomes infinite")


def test_a_tie_that_is_a_crossover() -> None:
    tie = changed(quadratic(2.0, 5.0), both__bugs=5.0)
    assert judge(costs(tie)).cheaper == TIE
    assert sentence(tie, "both.bugs") == (
        "both cost the same at bugs, both models [q] = 5.0: weak first is cheaper below, strong first above"
    )


def test_infinite_costs_in_words() -> None:
    endless = changed(assumptions__spread=0.3)
    figures = costs(endless)
    assert judge(figures).headline == "BOTH COST INFINITELY MUCH"
    assert sentence(endless, "weak.bugs") == "no crossover along weak bugs left [q_w]: both cost infinitely much"
    one = changed(assumptions__spread=0.05)
    assert judge(costs(one)).headline.startswith("WEAK FIRST wins: $")


def test_the_nearest_of_two_crossovers_is_named() -> None:
    scenario = quadratic(2.0, 5.0)
    assert "falls to 5.0" in sentence(changed(scenario, both__bugs=6.0), "both.bugs")
    assert "reaches 2.0" in sentence(changed(scenario, both__bugs=1.5), "both.bugs")
    assert crossovers(changed(scenario, both__bugs=0.0), ["both.bugs"])["both.bugs"].nearest is not None


@pytest.mark.parametrize(
    ("key", "number", "expected"),
    [
        ("weak.input_price", 4.0, "$4.00/Mtok"),
        ("workflow.prompt_tokens", 20e3, "20 000 tokens"),
        ("weak.hard_fraction", 0.25, "25 %"),
        ("assumptions.handoff_cost", 2.0, "$2.00"),
        ("weak.bugs", 6.5, "6.5"),
        ("strong.price_scale", 0.5, "×0.50"),
    ],
)
def test_values_with_units(key: str, number: float, expected: str) -> None:
    assert value_text(find(key), number) == expected


def test_directions() -> None:
    assert direction(Crossover(1.0, B.key, A.key)) == "weak first is cheaper below, strong first above"


@pytest.mark.slow
@given(assumed())
@settings(max_examples=examples(40), deadline=None)
def test_every_sentence_is_plain(scenario: Scenario) -> None:
    outcome = evaluate(scenario)
    answer = in_sentences(outcome, *outcome.crossings.values())
    for text in (text for said in answer.all for text in (said.full, said.short)):
        assert not re.search(r"nan|inf\b|None|\n|  |-weak|-strong|{|}", text), text
        assert len(text) < 300


def test_sentences_agree_with_the_verdict() -> None:
    changes: list[dict[str, Setting]] = [{}, {"weak__bugs": 9.0}, {"workflow__context": "shared"}, {"strong__bugs": 3.0}]
    for change in changes:
        scenario = changed(TEXTBOOK, **change)
        outcome = evaluate(scenario)
        for found in outcome.crossings.values():
            point, now = found.nearest, found.now
            if point is None and found.throughout:
                assert found.throughout == outcome.verdict.cheaper, found.key
            if len(found.points) == 1 and now is not None:
                expected = found.points[0].above if now > found.points[0].value else found.points[0].below
                assert expected == outcome.verdict.cheaper, found.key


@pytest.mark.parametrize(("cost_a", "cost_b"), [(-1e-7, 0.0), (-2e-7, -1e-7), (-1e-7, 3.0), (0.0, 1.0)])
def test_a_cost_below_zero_saves_no_more_than_all(cost_a: float, cost_b: float) -> None:
    verdict = Verdict(A.key, cost_a, cost_b)
    assert verdict.saving == 1.0
    assert "(−100 %)" in verdict.headline

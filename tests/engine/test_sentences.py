"""The answer in sentences, against figures worked out independently."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from math import inf, isinf

import pytest
from hypothesis import given, settings

from engine.outcome import Outcome, evaluate
from engine.prices.costs import costs
from engine.prices.long_prompts import priced_by_length
from engine.scenarios.notation import money
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, STRATEGIES, A, B
from engine.sentences import Answer, cheaper_still, in_sentences, infinite_reason
from presets.scenarios.library import entries, open_scenario
from tests.engine.scenarios import TEXTBOOK, changed, plain, published
from tests.searching import examples
from tests.truth import exact, finishing

PURPOSES = {
    "generating": "generation_cost",
    "fixing": "fix_cost",
    "re-reading": "growth_penalty",
    "hand-offs": "handoff_cost",
    "long prompts": "long_prompt_cost",
    "waiting": "waiting_cost",
}
BUNDLED = [entry.name for entry in entries()]

EQUAL = replace(TEXTBOOK, strong=TEXTBOOK.weak)


def answer(scenario: Scenario) -> Answer:
    outcome = evaluate(scenario)
    return in_sentences(outcome, outcome.crossings["weak.bugs"])


@cache
def truth(scenario: Scenario) -> list[dict[str, float]]:
    """Every figure of the four strategies: in exact arithmetic, but with prices by length, which have tests of their own."""
    values, found = plain(scenario), costs(scenario)
    return [
        {
            name: float(x)
            for name, x in (
                found.of(one) if priced_by_length(scenario) else exact.strategy(values, one.generator, one.fixer)
            ).items()
        }
        for one in STRATEGIES
    ]


def dollars(text: str) -> list[float]:
    """The amounts that a text names."""
    return [float(found.replace(" ", "")) for found in re.findall(r"\$(\d[\d ]*(?:\.\d+)?(?:e[+-]\d+)?)", text)]


def assert_named(text: str, amounts: list[float]) -> None:
    found = dollars(text)
    assert len(found) == len(amounts), text
    for named, expected in zip(found, amounts, strict=True):
        assert named == pytest.approx(expected, rel=0.051, abs=0.006 if expected >= 0.1 else 0.0), text


# Cheaper still


@pytest.mark.parametrize("name", BUNDLED)
def test_a_model_that_alone_is_cheaper_is_said_second(name: str) -> None:
    scenario = open_scenario(name).scenario
    totals = [figures["total_cost"] for figures in truth(scenario)]
    cheaper = sorted(totals[i] for i in (2, 3) if totals[i] < min(totals[:2]))
    said = answer(scenario)
    if not cheaper:
        assert said.still is None
        return
    assert said.still is not None
    assert said.all[1] is said.still
    assert said.still.full.startswith(STRATEGIES[totals.index(cheaper[0])].name)
    # Those that leave more bugs unfixed have a test of their own, below.
    told, unfixed, _ = said.still.full.partition(", but leaves ")
    assert ("is cheaper still: $" in said.still.short) != bool(unfixed)
    assert_named(told, cheaper)


@pytest.mark.slow
@given(published())
@settings(max_examples=examples(100), deadline=None)
def test_those_and_only_those_are_cheaper_still(scenario: Scenario) -> None:
    totals = [figures["total_cost"] for figures in truth(scenario)]
    least = min(totals[:2])
    found = cheaper_still(evaluate(scenario))
    clearly = {STRATEGIES[i].name for i in (2, 3) if totals[i] < least * (1 - 1e-9)}
    perhaps = {STRATEGIES[i].name for i in (2, 3) if totals[i] < least * (1 + 1e-9)}
    assert clearly <= {one.name for one in found} <= perhaps
    ordered = [totals[STRATEGIES.index(one)] for one in found]
    assert ordered == pytest.approx(sorted(ordered))


def test_both_models_may_be_cheaper_alone() -> None:
    # Fixing what the other one wrote is what costs: the strong model's bugs are dear to the weak one and the other way round.
    scenario = changed(
        strong__bugs=0.5, strong__hard_fraction=1.0, weak__bugs=6.0, weak__hard_fraction=0.0, weak__easy_fix_rate=0.99
    )
    totals = [figures["total_cost"] for figures in truth(scenario)]
    assert max(totals[2:]) < min(totals[:2])
    still = answer(scenario).still
    assert still is not None
    assert re.fullmatch(r"weak only is cheaper still: \$[\d.]+; strong only is cheaper still: \$[\d.]+", still.full)
    assert_named(still.full, [totals[3], totals[2]])
    assert still.short == still.full.partition(";")[0]


def test_what_ties_is_not_cheaper() -> None:
    said = answer(EQUAL)
    assert said.headline.full.startswith("A TIE: both cost $")
    assert said.still is None
    assert said.why.full == "A and B pay the same for everything"


def test_where_a_and_b_are_infinite_the_one_that_is_not_is_named() -> None:
    # What the strong model leaves it always fixes at once; only the weak model's bugs are hard.
    scenario = changed(strong__hard_fraction=0.0, strong__easy_fix_rate=1.0, assumptions__spread=0.3)
    totals = [figures["total_cost"] for figures in truth(scenario)]
    assert [isinf(total) for total in totals] == [True, True, False, True]
    said = answer(scenario)
    assert said.headline.full == "BOTH COST INFINITELY MUCH"
    assert said.still is not None
    assert said.still.full == f"strong only costs ${money(totals[2])}"
    assert said.why.full.startswith("A strong → weak and B weak → strong and weak only cost infinitely much: with fading")
    assert said.why.short == "A and B: endless attempts; set a limit [N]"


# Bugs left unfixed


def per_task(scenario: Scenario) -> list[float]:
    values = plain(scenario)
    chances = [finishing.chance(values, one.generator, one.fixer) for one in STRATEGIES]
    return [x["total_cost"] / chance if chance else inf for x, chance in zip(truth(scenario), chances, strict=True)]


LIMITED = changed(assumptions__attempt_limit=4.0)


def test_cheaper_by_leaving_bugs_unfixed_is_said() -> None:
    scenario = changed(LIMITED, strong__bugs=2.0, strong__hard_fraction=0.6)
    figures, tasks = truth(scenario), per_task(scenario)
    totals, left = [x["total_cost"] for x in figures], [x["unresolved_bugs"] for x in figures]
    said = answer(scenario)
    assert totals[3] < min(totals[:2])
    assert left[3] > left[1]
    winner = totals.index(min(totals[:2]))
    assert said.still is not None
    match = re.fullmatch(
        r"weak only is cheaper still: (\S+), but leaves ([\d.]+) bugs unfixed: (\S+) per finished task, (A|B) (\S+)",
        said.still.full,
    )
    assert match, said.still.full
    assert float(match[2]) == pytest.approx(left[3], rel=0.05)
    assert match[4] == "AB"[winner]
    assert_named(said.still.full, [totals[3], tasks[3], tasks[winner]])
    assert said.still.short == f"weak only: {match[1]}, but leaves {match[2]} bugs"


@pytest.mark.parametrize("changes", [{}, {"strong__hard_fraction": 0.9, "weak__bugs": 1.5}, {"weak__bugs": 1.5}])
def test_a_winner_that_leaves_more_unfixed_says_so(changes: dict[str, float]) -> None:
    scenario = changed(LIMITED, **changes)
    figures, tasks = truth(scenario), per_task(scenario)
    a, b = (x["total_cost"] for x in figures[:2])
    values = plain(scenario)
    finished = [finishing.chance(values, one.generator, one.fixer) for one in RIVALS]
    winner = 0 if a < b else 1
    said = answer(scenario).unfixed
    if finished[1 - winner] - finished[winner] < 0.01:
        assert said is None
        return
    assert said is not None
    match = re.fullmatch(
        r"A leaves ([\d.]+) bugs unfixed, B ([\d.]+); per finished task (A|B) is cheaper(, too)?: \S+ against \S+", said.full
    )
    assert match, said.full
    assert [float(match[1]), float(match[2])] == pytest.approx([x["unresolved_bugs"] for x in figures[:2]], rel=0.05)
    better = 0 if tasks[0] < tasks[1] else 1
    assert (match[3], bool(match[4])) == ("AB"[better], better == winner)
    assert_named(said.full, sorted(tasks[:2]))
    assert_named(said.short, tasks[:2])


def test_a_price_on_every_bug_given_up_on_is_enough_unless_it_misleads() -> None:
    cheap_and_unfinished = changed(LIMITED, strong__hard_fraction=0.9, weak__bugs=1.5)
    assert answer(cheap_and_unfinished).unfixed is not None
    dear_by_hand = changed(cheap_and_unfinished, assumptions__handoff_cost=10.0)
    a, b = (x["total_cost"] for x in truth(dear_by_hand)[:2])
    assert (a < b) == (per_task(dear_by_hand)[0] < per_task(dear_by_hand)[1])
    assert answer(dear_by_hand).unfixed is None
    refactor = open_scenario("refactor").scenario
    tasks = per_task(refactor)
    totals = [x["total_cost"] for x in truth(refactor)]
    assert totals[0] < totals[1]
    assert tasks[0] > tasks[1]
    said = answer(refactor).unfixed
    assert said
    assert "per finished task B is cheaper:" in said.full


def test_tasks_that_are_never_finished_have_no_cost_each() -> None:
    scenario = changed(LIMITED, both__bugs=1e6, strong__hard_fraction=0.9)
    assert per_task(scenario)[:2] == [inf, inf]
    said = answer(scenario)
    assert said.unfixed is None
    assert "finished" not in str(said)


# Why


@pytest.mark.parametrize("name", BUNDLED)
def test_why_names_the_largest_difference_on_each_side(name: str) -> None:
    scenario = open_scenario(name).scenario
    assert_names_the_largest(scenario, answer(scenario))


@pytest.mark.slow
@given(published())
@settings(max_examples=examples(100), deadline=None)
def test_why_holds_everywhere(scenario: Scenario) -> None:
    assert_names_the_largest(scenario, answer(scenario))


def assert_names_the_largest(scenario: Scenario, said: Answer) -> None:
    a, b = truth(scenario)[:2]
    gaps = {purpose: a[name] - b[name] for purpose, name in PURPOSES.items()}
    largest = max(map(abs, gaps.values()))
    if said.why.full == "A and B pay the same for everything":
        assert largest <= 1e-9 * max(a["total_cost"], b["total_cost"])
        return
    match = re.fullmatch(r"A pays (.+), B (.+)", said.why.full)
    assert match, said.why.full
    for told, sign in zip(match.groups(), (1, -1), strict=True):
        most = max(sign * gap for gap in gaps.values())
        if told == "hardly more for anything":
            assert most <= 0.0101 * largest
            continue
        amount, _, purpose = re.sub(r"(more for waiting) .+ longer$", r"\1", told).partition(" more for ")
        # Of two that are as large either may be named.
        assert sign * gaps[purpose] == pytest.approx(most, rel=1e-6)
        assert_named(amount, [most])
        assert f"+{amount} {purpose}" in said.why.short


def test_why_of_the_textbook_example() -> None:
    said = answer(open_scenario("textbook").scenario)
    assert said.why.full == "A pays $0.32 more for re-reading, B $0.39 more for fixing"
    assert said.why.short == "A +$0.32 re-reading, B +$0.39 fixing"


def test_one_may_pay_more_for_nearly_everything() -> None:
    said = answer(open_scenario("older-model").scenario)
    assert said.why.full == "A pays hardly more for anything, B $0.21 more for generating"


@pytest.mark.parametrize(
    ("changes", "who"),
    [
        ({"assumptions__spread": 0.3}, "A and B"),
        ({"assumptions__spread": 0.05}, "A"),
        ({"assumptions__fading": 0.5}, "A and B"),
    ],
)
def test_attempts_without_end_are_why(changes: dict[str, float], who: str) -> None:
    scenario = changed(**changes)
    why = answer(scenario).why
    assert why.short == f"{who}: endless attempts; set a limit [N]"
    assert why.full.endswith("Set an attempt limit [N], or lower the spread [σ]")
    outcome = evaluate(scenario)
    for one, figures in zip(STRATEGIES, truth(scenario), strict=True):
        assert bool(infinite_reason(outcome, [one])) == isinf(figures["total_cost"])
        assert (one.name in why.full) == isinf(figures["total_cost"])


def test_amounts_too_large_to_compute_with_are_not_called_endless() -> None:
    why = answer(changed(strong__output_price=1e308, weak__output_price=1e308, workflow__generation_tokens=1e10)).why
    assert "about 1e308" in why.full
    assert "attempt" not in why.full
    assert why.short == "A and B: more than 1e308 dollars"


# Order


def test_the_order_is_that_of_an_answer() -> None:
    outcome = evaluate(open_scenario("refactor").scenario)
    crossings = (outcome.crossings["weak.bugs"], None, outcome.crossings["strong.bugs"])
    said = in_sentences(outcome, *crossings)
    assert said.all == (said.headline, said.still, said.unfixed, *said.until, said.why)
    assert said.verdict == (said.headline, said.still, said.unfixed)
    assert len(said.until) == 2


def test_what_is_brief_leaves_out_what_the_row_shows() -> None:
    said = answer(TEXTBOOK).until[0]
    assert said.full == "until weak bugs left [q_w] falls to 1.085 (now 4.0, ×0.271)"
    assert said.short == "until weak bugs left falls to 1.085 (×0.271)"
    equal = evaluate(EQUAL)
    assert in_sentences(equal, equal.crossings["weak.bugs"]).until[0].short == "both cost the same at weak bugs left = 4.0"
    outcome: Outcome = evaluate(TEXTBOOK)
    growth = in_sentences(outcome, outcome.crossings["assumptions.growth"]).until[0]
    assert growth.short == "until growth reaches 267.4 % (now 0 %)"


def test_the_letters_are_those_of_the_strategies() -> None:
    assert (A.name[0], B.name[0]) == ("A", "B")

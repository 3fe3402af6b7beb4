"""The published claim that B's growth penalty is the worse one in both context models: when it holds, and when not."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

from engine.prices.costs import costs
from engine.scenarios.model import Model
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import A, B
from engine.scenarios.workflow import Workflow
from tests.engine.scenarios import changed, published
from tests.searching import examples

BUNDLED = Scenario(
    name="the numbers of the bundled textbook example",
    strong=Model(input_price=4.0, output_price=20.0, bugs=2.0, hard_fraction=0.5, easy_fix_rate=0.9, hard_fix_rate=0.5),
    weak=Model(input_price=1.0, output_price=5.0, bugs=4.0, hard_fraction=0.25, easy_fix_rate=0.6, hard_fix_rate=0.15),
    workflow=Workflow(prompt_tokens=5e3, generation_tokens=20e3, fix_tokens=1e3, trace_tokens=10e3, context="fresh"),
)

FACTORS = dict.fromkeys(("strong.verbosity", "weak.verbosity", "strong.price_scale", "weak.price_scale"), 1.0)


def penalties(scenario: Scenario) -> tuple[float, float]:
    """Growth penalties of A and B in dollars."""
    found = costs(scenario)
    return float(found.of(A)["growth_penalty"]), float(found.of(B)["growth_penalty"])


def pairs(scenario: Scenario) -> tuple[float, float]:
    """P_A and P_B: the pairs of attempts of which the later one re-reads what the earlier one added."""
    unit = {"workflow.fix_tokens": 0.0, "workflow.trace_tokens": 1e6, "strong.input_price": 1.0, "weak.input_price": 1.0}
    return penalties(assign(scenario, unit | FACTORS))


@pytest.mark.slow
@given(published())
@settings(max_examples=examples(80), deadline=None)
def test_the_claim_fails_where_pairs_outweigh_prices(scenario: Scenario) -> None:
    scenario = assign(scenario, FACTORS)
    (penalty_a, penalty_b), (pairs_a, pairs_b) = penalties(scenario), pairs(scenario)
    left = pairs_a * float(scenario.weak.input_price)
    right = pairs_b * float(scenario.strong.input_price)
    assume(abs(left - right) > 1e-9 * max(abs(left), abs(right)))
    assume(scenario.workflow.fix_tokens + scenario.workflow.trace_tokens > 0.0)
    assert (penalty_a > penalty_b) == (left > right)


@pytest.mark.parametrize(
    ("context", "of_a", "of_b", "dollars_a", "dollars_b"),
    [
        # A: 1/0.6 + 1/0.15 attempts at one bug of either class; fresh, P is the variance 0.4/0.6² + 0.85/0.15².
        ("fresh", 0.4 / 0.36 + 0.85 / 0.0225, 3 * 0.1 / 0.81 + 0.5 / 0.25, 0.42778, 0.10430),
        # Shared, P = (I² + V − I)/2 with I_A = 25/3 and I_B = 16/3.
        ("shared", 50.0, (256 / 9 + 3 * 0.1 / 0.81 + 2.0 - 16 / 3) / 2, 0.55000, 0.56059),
    ],
)
def test_the_textbook_has_it_both_ways(context: str, of_a: float, of_b: float, dollars_a: float, dollars_b: float) -> None:
    scenario = changed(BUNDLED, workflow__context=context)
    assert list(pairs(scenario)) == pytest.approx([of_a, of_b], rel=1e-12)
    assert list(penalties(scenario)) == pytest.approx([dollars_a, dollars_b], abs=5e-6)
    # The price ratio is 4: fresh, A has 16.4 times the pairs; shared, 3.9 times.
    assert (penalties(scenario)[0] > penalties(scenario)[1]) == (context == "fresh")


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_a_weak_model_that_rarely_fixes_hard_bugs_breaks_the_claim_in_both(context: str) -> None:
    rare = changed(BUNDLED, workflow__context=context, weak__hard_fix_rate=0.05)
    penalty_a, penalty_b = penalties(rare)
    assert penalty_a > 4.0 * penalty_b


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_with_equal_fixers_the_claim_holds(context: str) -> None:
    # With the same rates and mix, more bugs at a higher price: the claim's own picture.
    equal = changed(
        BUNDLED, workflow__context=context, weak__easy_fix_rate=0.9, weak__hard_fix_rate=0.5, weak__hard_fraction=0.5
    )
    penalty_a, penalty_b = penalties(equal)
    assert penalty_b > 4.0 * penalty_a

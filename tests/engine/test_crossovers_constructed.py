"""Scenarios made to have given crossovers: none, one, two, three, a touch, ends of the domain, kinks and poles."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from engine.crossings.crossovers import crossovers
from engine.crossings.profile import Crossings
from engine.prices.costs import costs
from engine.scenarios.model import PRICE_FIELDS, Model
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import assign, find, numbers, value
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, TIE, A, B
from engine.scenarios.workflow import Workflow
from tests.engine.figures import EVERYTHING, differences
from tests.engine.scenarios import TEXTBOOK, changed

SURE = Model(input_price=3.0, output_price=0.0, bugs=4.0, hard_fraction=0.0, easy_fix_rate=1.0, hard_fix_rate=1.0)
BASE = Scenario(
    strong=SURE,
    weak=replace(SURE, input_price=1.0, output_price=10.0),
    workflow=Workflow(prompt_tokens=0.0, generation_tokens=0.0, fix_tokens=0.0, trace_tokens=0.0, context="shared"),
)

FACTORS = ("strong.price_scale", "weak.price_scale")
FOUR_PRICES = ("strong.input_price", "strong.output_price", "weak.input_price", "weak.output_price")
CHEAP_HANDOFF = {**EVERYTHING, "assumptions.handoff_cost": 0.01}
LONG: dict[str, Setting] = {
    "strong.long_prompt_threshold": 35e3,
    "strong.long_input_price": 8.0,
    "strong.long_output_price": 30.0,
    "weak.long_prompt_threshold": 60e3,
    "weak.long_input_price": 2.5,
}


def quadratic(first: float, second: float) -> Scenario:
    """Certain fixes in one conversation, such that C_B − C_A = (q − first)(q − second) cents at q bugs of either model.

    With Δ = 10,000: the constant is c_w^out·G₀, the linear term 2·G₀ − c_w^out·G − Δ, the quadratic one Δ, all times 1e-6.
    """
    delta, price = 10_000.0, 10.0
    generation = delta * first * second / price
    fix = (2.0 * generation - delta * (1.0 - first - second)) / price
    return changed(
        BASE,
        workflow__generation_tokens=generation,
        workflow__fix_tokens=fix,
        workflow__trace_tokens=delta - fix,
    )


def along(scenario: Scenario, key: str = "both.bugs") -> Crossings:
    return crossovers(scenario, [key])[key]


def points(found: Crossings) -> list[tuple[float, str, str]]:
    return [(point.value, point.below, point.above) for point in found.points]


def only_wins(found: Crossings, winner: str) -> None:
    assert (points(found), found.touches, found.edges, found.throughout) == ([], (), (), winner)


def test_the_construction_is_what_it_says() -> None:
    x = np.array([0.0, 1.0, 2.0, 3.5, 5.0, 20.0])
    gaps, _ = differences(quadratic(2.0, 5.0), "both.bugs", x)
    np.testing.assert_allclose(gaps, 0.01 * (x - 2) * (x - 5), atol=1e-15)


@pytest.mark.parametrize(("first", "second"), [(2.0, 5.0), (1.5, 1.75), (0.5, 7.0), (3.0, 3.0001), (2.0, 40.0)])
def test_two_crossovers(first: float, second: float) -> None:
    found = along(quadratic(first, second))
    assert [point[0] for point in points(found)] == pytest.approx([first, second], rel=1e-9)
    assert [point[1:] for point in points(found)] == [(A.key, B.key), (B.key, A.key)]
    assert (found.touches, found.edges, found.throughout) == ((), (), "")


@pytest.mark.parametrize("root", [1.5, 2.0, 3.0, 8.0])
@pytest.mark.parametrize("apart", [0.0, 1e-7])
def test_a_touch_is_no_crossover(root: float, apart: float) -> None:
    # So near to each other, two roots leave no difference between them that is more than a tie.
    found = along(quadratic(root, root + apart))
    assert points(found) == []
    assert found.touches == pytest.approx((root,), rel=1e-7)
    assert (found.edges, found.throughout) == ((), A.key)


def test_just_missed_and_just_crossed() -> None:
    scenario = quadratic(3.0, 3.0)
    more = changed(scenario, weak__output_price=10.0 + 1e-9)
    # Both terms of the price shift the parabola; its lowest point moves to one side of zero or the other.
    lowest = differences(more, "both.bugs", np.array([3.0]))[0][0]
    fewer = changed(scenario, weak__output_price=10.0 - 1e-9)
    assert lowest * differences(fewer, "both.bugs", np.array([3.0]))[0][0] < 0.0
    over, under = (more, fewer) if lowest > 0.0 else (fewer, more)
    only_wins(along(over), A.key)
    near = [point[0] for point in points(along(under))]
    assert near == pytest.approx([3.0, 3.0], abs=1e-3)
    assert near[0] < 3.0 < near[1]


def test_an_end_of_the_domain_is_no_crossover() -> None:
    # Without anything to generate both cost nothing at no bugs.
    found = along(quadratic(0.0, 5.0))
    assert found.edges == (0.0,)
    ((root, below, above),) = points(found)
    assert root == pytest.approx(5.0, rel=1e-12)
    assert (below, above) == (B.key, A.key)
    certain = changed(TEXTBOOK, workflow__generation_tokens=0.0, workflow__prompt_tokens=0.0, strong__output_price=0.0)
    assert along(changed(certain, weak__output_price=0.0)).edges == (0.0,)


@pytest.mark.parametrize("winner", [A.key, B.key])
def test_a_root_at_the_far_end(winner: str) -> None:
    # One certain attempt each; the strong model generates for 1, and B pays what only easy bugs cost, up to φ = 1.
    scenario = changed(
        BASE,
        weak__bugs=1.0,
        strong__bugs=1.0,
        workflow__context="fresh",
        workflow__prompt_tokens=1000.0,
        weak__output_price=0.0,
    )
    rates: dict[str, Setting] = {"strong__easy_fix_rate": 0.5, "weak__easy_fix_rate": 1.0}
    if winner == B.key:
        rates = {"strong__easy_fix_rate": 1.0, "weak__easy_fix_rate": 1 / 3 + 1e-16}
    both = changed(scenario, **rates)
    found = {key: along(both, key) for key in ("strong.hard_fraction", "weak.hard_fraction")}
    key = "weak.hard_fraction" if winner == A.key else "strong.hard_fraction"
    assert (points(found[key]), found[key].edges, found[key].throughout) == ([], (1.0,), winner)


def test_equal_strategies_tie_along_everything_they_share() -> None:
    equal = replace(TEXTBOOK, strong=TEXTBOOK.weak)
    for key, found in crossovers(equal).items():
        if key.startswith(("workflow", "assumptions")) or key == "both.bugs":
            only_wins(found, TIE)
        else:
            assert found.points or found.edges or found.touches or found.throughout == TIE, key


def test_one_strategy_wins_everywhere() -> None:
    dear = changed(TEXTBOOK, strong__price_scale=1000.0, strong__bugs=5.0, weak__bugs=0.0)
    for key in ("workflow.trace_tokens", "weak.verbosity", "weak.input_price", "strong.bugs"):
        only_wins(along(dear, key), B.key)
    only_wins(along(changed(dear, weak__bugs=1e5, strong__bugs=0.0), "workflow.trace_tokens"), A.key)


def test_three_crossovers_with_growth() -> None:
    # Growth adds a cubic term: these numbers make C_B − C_A = 2,100·(q − 2)(q − 5)(q − 9) millionths of a dollar.
    scenario = changed(
        BASE,
        weak__output_price=19.0,
        workflow__prompt_tokens=136_300.0,
        workflow__generation_tokens=4_400.0,
        workflow__fix_tokens=8_400.0,
        workflow__trace_tokens=4_200.0,
        assumptions__growth=0.5,
    )
    gaps, _ = differences(scenario, "both.bugs", np.array([0.0, 1.0, 3.0, 6.0]))
    np.testing.assert_allclose(gaps, 2.1e-3 * np.array([-90.0, -32.0, 12.0, -12.0]), rtol=1e-12)
    found = along(scenario)
    assert [point.value for point in found.points] == pytest.approx([2.0, 5.0, 9.0], rel=1e-12)
    assert [point.below for point in found.points] == [B.key, A.key, B.key]


def kinked(price: float) -> Scenario:
    """C_B − C_A = (price·L₀ − L₀·min(q, 1) + L₀·max(q − 1, 0)) millionths: falls to the kink at one bug, then rises."""
    return changed(
        BASE,
        weak__input_price=3.0 + price,
        weak__output_price=0.0,
        workflow__prompt_tokens=1e6,
        assumptions__caching=True,
        strong__cache_write_price=1.0,
        weak__cache_write_price=2.0,
        strong__cache_read_price=2.0,
        weak__cache_read_price=1.0,
    )


def test_a_kink_can_touch_or_be_crossed() -> None:
    touching = along(kinked(1.0))
    assert (points(touching), touching.touches, touching.throughout) == ([], (1.0,), A.key)
    crossed = along(kinked(0.5))
    assert [point[0] for point in points(crossed)] == pytest.approx([0.5, 1.5], rel=1e-12)
    assert [point[1:] for point in points(crossed)] == [(A.key, B.key), (B.key, A.key)]
    only_wins(along(kinked(1.5)), A.key)


def test_a_crossover_at_the_kink_itself() -> None:
    # The same, but the costs go on falling beyond one bug.
    falling = changed(kinked(1.0), strong__cache_read_price=1.0, weak__cache_read_price=2.0)
    assert points(along(falling)) == [(1.0, A.key, B.key)]


@pytest.mark.parametrize("scale", [1e-6, 0.5, 1.0, 1e6])
def test_a_price_solved_for_is_found(scale: float) -> None:
    scenario = changed(TEXTBOOK, workflow__context="shared")
    dearer = {key: scale * float(value(scenario, key)) for key in FOUR_PRICES}  # type: ignore[arg-type]
    factors = dict.fromkeys(FACTORS, scale)
    for key in (*FOUR_PRICES, *FACTORS, "workflow.trace_tokens", "weak.bugs"):
        # What multiplies both models' prices moves a crossover along a price or a factor by as much, and no other.
        for changes in (dearer, factors):
            by = scale if key in changes else 1.0
            inside = [p.value * by for p in along(scenario, key).points if p.value * by <= find(key).kind.domain.reach]
            assert [p.value for p in along(assign(scenario, changes), key).points] == pytest.approx(inside, rel=1e-10)


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("assumed", [{}, CHEAP_HANDOFF, CHEAP_HANDOFF | LONG], ids=["published", "everything", "long prompts"])
def test_a_factor_on_prices_put_back_costs_the_same(context: str, assumed: Mapping[str, Setting]) -> None:
    scenario = assign(TEXTBOOK, {"workflow.context": context, **assumed})
    for key in FACTORS:
        (point,) = along(scenario, key).points
        a, b = costs(assign(scenario, {key: point.value}), RIVALS).total_cost
        assert a == pytest.approx(b, rel=1e-12)
        # Prices multiplied one by one are the same.
        held = {price: value(scenario, price) for price in (f"{find(key).section}.{name}" for name in PRICE_FIELDS)}
        multiplied = {price: point.value * float(given) for price, given in held.items() if given is not None}
        assert costs(assign(scenario, multiplied), RIVALS).total_cost.tolist() == [a, b]


def test_spread_crosses_before_its_pole() -> None:
    # Without a limit A costs ever more as the spread nears the value at which its re-reads diverge.
    scenario = changed(TEXTBOOK, weak__bugs=8.0)
    rate = 0.07
    assert crossovers(scenario, ["assumptions.spread"])["assumptions.spread"].points
    found = along(scenario, "assumptions.spread")
    pole = rate / (2.0 + rate)
    assert [(point.below, point.above) for point in found.points] == [(A.key, B.key)]
    assert 0.0 < found.points[0].value < pole
    just, beyond = differences(scenario, "assumptions.spread", pole * np.array([1 - 1e-9, 1 + 1e-9]))[0]
    assert math.isfinite(just)
    assert just < 0.0
    assert beyond == -math.inf


def test_a_crossover_close_to_a_pole() -> None:
    # A costs as much as B only where its re-reads have grown a millionfold, a hair before they diverge.
    scenario = changed(TEXTBOOK, weak__bugs=1e6)
    (point,) = along(scenario, "assumptions.spread").points
    pole = 0.07 / 2.07
    assert (point.below, point.above) == (A.key, B.key)
    assert 0.0 < 1.0 - point.value / pole < 1e-5
    below, above = differences(scenario, "assumptions.spread", point.value * np.array([1 - 1e-9, 1 + 1e-9]))[0]
    assert below > 0.0 > above


def test_a_jump_to_infinity_is_no_crossover() -> None:
    scenario = changed(TEXTBOOK, assumptions__spread=0.03)
    found = along(scenario, "weak.hard_fix_rate")
    pole = 2.0 * 0.03 / 0.97
    assert all(point.value > pole for point in found.points)
    certain = changed(scenario, strong__easy_fix_rate=1.0, strong__hard_fix_rate=1.0, weak__bugs=1e-6)
    never = along(certain, "weak.hard_fix_rate")
    assert (points(never), never.throughout) == ([], B.key)
    # Fading without a limit makes everything infinite, except where it is 1.
    fading = along(TEXTBOOK, "assumptions.fading")
    assert (points(fading), fading.touches, fading.edges) == ([], (), ())


def test_stepped_and_unused_numbers_have_no_crossovers() -> None:
    found = crossovers(TEXTBOOK)
    assert "assumptions.attempt_limit" not in found
    assert not any(key.startswith("lineup.") for key in found)
    assert set(found) < {parameter.key for parameter in numbers()}

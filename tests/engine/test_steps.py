"""One key press up or down: inside the domain, on round numbers, and back again."""

from __future__ import annotations

import itertools
import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.scenarios.parameters import Parameter
from engine.scenarios.registry import PARAMETERS, find, numbers
from engine.scenarios.steps import stepped
from tests.searching import examples

any_number = st.sampled_from(numbers())
SIZES = st.one_of(st.just(0.0), st.floats(1e-6, 1e9), st.floats(1e-6, 1.0), st.integers(0, 1000).map(float))


@st.composite
def positions(draw: st.DrawFn) -> tuple[Parameter, float]:
    """A number with a value of its domain, of any sensible size."""
    parameter = draw(any_number)
    kind = parameter.kind
    number = draw(SIZES)
    if kind.domain.whole:
        number = float(round(number))
    number = min(max(number, kind.domain.low), kind.domain.high)
    if number not in kind.domain:
        number = 0.5
    return parameter, number


def step(parameter: Parameter, number: float, count: int) -> float:
    after = stepped(parameter, number, count)
    assert isinstance(after, float)
    return after


@given(positions(), st.integers(-40, 40))
@settings(max_examples=examples(300), deadline=None)
def test_steps_stay_in_the_domain_and_go_the_right_way(pair: tuple[Parameter, float], count: int) -> None:
    parameter, number = pair
    after = step(parameter, number, count)
    assert after in parameter.kind.domain
    assert (after - number) * count >= 0.0
    assert after == number or count


@given(positions(), st.sampled_from([-1, 1]))
@settings(max_examples=examples(300), deadline=None)
def test_a_step_moves_unless_the_domain_ends(pair: tuple[Parameter, float], count: int) -> None:
    parameter, number = pair
    domain = parameter.kind.domain
    after = step(parameter, number, count)
    end = domain.high if count > 0 else domain.low
    assert after != number or abs(number - end) <= parameter.kind.finest


@given(positions())
@settings(max_examples=examples(400), deadline=None)
def test_up_then_down_returns(pair: tuple[Parameter, float]) -> None:
    parameter, number = pair
    # Any number comes to a round one with its first step; from there every step has its way back.
    start = step(parameter, number, 1)
    if start == number:
        return
    up = step(parameter, start, 1)
    if up not in (start, parameter.kind.domain.high):
        assert step(parameter, up, -1) == start
    down = step(parameter, start, -1)
    if down not in (start, parameter.kind.domain.low):
        assert step(parameter, down, 1) == start


@given(positions(), st.integers(1, 30), st.integers(1, 30))
@settings(max_examples=examples(200), deadline=None)
def test_many_steps_are_single_ones(pair: tuple[Parameter, float], first: int, second: int) -> None:
    parameter, number = pair
    assert step(parameter, number, first + second) == step(parameter, step(parameter, number, first), second)


@pytest.mark.slow
@given(positions(), st.integers(1, 20))
@settings(max_examples=examples(300), deadline=None)
def test_steps_land_on_round_numbers(pair: tuple[Parameter, float], count: int) -> None:
    parameter, number = pair
    kind = parameter.kind
    after = step(parameter, number, count)
    if after in (kind.domain.high, number):
        return
    size = 10.0 ** (math.floor(math.log10(after)) - 1)
    unit = Decimal(repr(min(max(size, kind.finest), kind.coarsest)))
    smaller = Decimal(repr(min(max(size / 10.0, kind.finest), kind.coarsest)))
    # On a multiple of the step, or of the smaller one at the first number of a new magnitude.
    assert any(abs(Decimal(repr(after)) % one) in (0, one) for one in (unit, smaller)), (number, after)


@pytest.mark.parametrize(
    ("key", "walk"),
    [
        ("workflow.prompt_tokens", [20e3, 21e3, 22e3]),
        ("workflow.prompt_tokens", [98e3, 99e3, 100e3, 110e3, 120e3]),
        ("workflow.prompt_tokens", [0.0, 1.0, 2.0]),
        ("weak.bugs", [0.98, 0.99, 1.0, 1.1]),
        ("weak.bugs", [0.0, 0.01, 0.02]),
        ("weak.bugs", [3.9, 4.0, 4.1]),
        ("strong.input_price", [9.9, 10.0, 11.0]),
        ("weak.easy_fix_rate", [0.97, 0.98, 0.99, 1.0, 1.0]),
        ("weak.hard_fix_rate", [0.07, 0.071, 0.072]),
        ("weak.hard_fraction", [0.0, 0.001, 0.002]),
        ("weak.hard_fraction", [0.99, 1.0, 1.0]),
        ("assumptions.attempt_limit", [1.0, 2.0, 3.0]),
        ("assumptions.attempt_limit", [990.0, 1000.0, 1000.0]),
        ("strong.price_scale", [1.0, 1.1, 1.2]),
        ("assumptions.fading", [0.8, 0.81, 0.82]),
    ],
)
def test_walks(key: str, walk: list[float]) -> None:
    for before, after in itertools.pairwise(walk):
        assert step(find(key), before, 1) == after
        if before != after:
            assert step(find(key), after, -1) == before


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("weak.bugs", 6.2712, 6.3),
        ("weak.bugs", 123.4, 130.0),
        ("workflow.prompt_tokens", 12_345.0, 13e3),
        ("weak.hard_fix_rate", 0.0333, 0.034),
        ("assumptions.spread", 0.994, 0.995),
        ("assumptions.spread", 0.999, 0.999),
    ],
)
def test_the_first_step_rounds(key: str, before: float, after: float) -> None:
    assert step(find(key), before, 1) == after


def test_a_rate_never_reaches_nothing() -> None:
    rate = find("weak.hard_fix_rate")
    assert step(rate, 1e-9, -1) > 0.0
    assert 0.0 < step(rate, 0.01, -500) < 1e-6
    assert step(find("assumptions.regression_rate"), 0.99, 5) < 1.0
    assert step(find("weak.bugs"), 0.03, -9) == 0.0


def test_flags_choices_and_what_is_left_out() -> None:
    flag, context, limit = find("assumptions.caching"), find("workflow.context"), find("assumptions.attempt_limit")
    assert [stepped(flag, value, count) for value in (False, True) for count in (1, -1, 2)] == [
        True,
        True,
        False,
        False,
        False,
        True,
    ]
    assert [stepped(context, "fresh", count) for count in (1, -1, 2)] == ["shared", "shared", "fresh"]
    assert stepped(limit, None, 1) == limit.entry.start == 5.0
    for parameter in PARAMETERS.values():
        if parameter.optional:
            assert stepped(parameter, None, 1) in parameter.kind.domain  # type: ignore[operator]

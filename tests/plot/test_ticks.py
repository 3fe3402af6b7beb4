from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.plot.chart import Scale, dollar_tick, percent_tick, plain_tick
from tui.plot.ticks import Limits, around, limits_of, nice_step, ticks

sizes = st.floats(1e-9, 1e12)


@given(span=sizes, most=st.integers(1, 30))
def test_steps_are_one_two_or_five(span: float, most: int) -> None:
    step = nice_step(span, most)
    digit = step / 10 ** math.floor(math.log10(step) + 1e-9)
    assert any(digit == pytest.approx(nice) for nice in (1, 2, 5))
    assert span / step <= most * (1 + 1e-6)
    assert span / step > most / 2.6


@given(low=st.floats(-1e9, 1e9), span=sizes, most=st.integers(1, 20))
@example(low=501.0, span=500000000501.0, most=1)
def test_linear_ticks_lie_within_and_are_few(low: float, span: float, most: int) -> None:
    limits = limits_of(low, low + span)
    values, _ = ticks(limits, Scale.LINEAR, most)
    assert len(values) <= max(2, most)
    assert all(limits.contains(value, value) for value in values)


@given(low=st.floats(-12, 12), span=st.floats(1e-3, 20), most=st.integers(2, 20))
def test_logarithmic_ticks_are_positive_and_within(low: float, span: float, most: int) -> None:
    limits = Limits(low, low + span)
    values, _ = ticks(limits, Scale.LOG, most)
    assert len(values) <= most + 1
    assert all(value > 0 and limits.contains(math.log10(value), math.log10(value)) for value in values)


@given(values=st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), scale=st.sampled_from(Scale))
def test_limits_contain_the_values(values: list[float], scale: Scale) -> None:
    limits = around([np.array(values)], scale, 5, None, None)
    assert limits.contains(min(values), max(values))
    assert limits.low < limits.high


def test_limits_stay_while_values_fit_and_fill_them() -> None:
    first = around([np.array([0.2, 1.7])], Scale.LINEAR, 5, None, None)
    held = first
    for top in np.linspace(1.7, 1.1, 50):
        held = around([np.array([0.2, top])], Scale.LINEAR, 5, None, held)
        assert held == first
    assert around([np.array([0.2, 0.4])], Scale.LINEAR, 5, None, held) != first
    assert around([np.array([0.2, 2.4])], Scale.LINEAR, 5, None, held).high >= 2.4


def test_a_ceiling_keeps_an_exploding_curve_from_flattening_the_others() -> None:
    limits = around([np.array([0.2, 1.5]), np.array([1.0, 1e9])], Scale.LINEAR, 5, 3.0, None)
    assert limits.high == pytest.approx(3.0)


def test_nothing_to_draw_has_limits_all_the_same() -> None:
    assert around([np.array([np.nan])], Scale.LINEAR, 5, None, None) == Limits(0.0, 1.0)
    assert limits_of(3.0, 3.0).low < 3.0 < limits_of(3.0, 3.0).high
    assert limits_of(0.0, 0.0) == Limits(-1.0, 1.0)


@pytest.mark.parametrize(
    ("value", "step", "plain", "dollars"),
    [
        (0.5, 0.5, "0.5", "$0.5"),
        (1.0, 0.5, "1.0", "$1.0"),
        (-0.0, 0.5, "0.0", "$0.0"),
        (20_000, 5_000, "20k", "$20k"),
        (1_500_000, 500_000, "1500k", "$1500k"),
        (20_000_000, 5_000_000, "20M", "$20M"),
        (0.25, 0.25, "0.25", "$0.25"),
        (-2.0, 1.0, "-2", "-$2"),
        (1e5, 0, "100k", "$100k"),
    ],
)
def test_tick_texts(value: float, step: float, plain: str, dollars: str) -> None:
    assert plain_tick(value, step) == plain
    assert dollar_tick(value, step) == dollars


def test_percentages() -> None:
    assert [percent_tick(value, 0.05) for value in (0.0, 0.05, 1.0)] == ["0%", "5%", "100%"]

"""What people are shown: short and near, or in all digits."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings

from engine.scenarios.notation import duration, full, grouped, money, plain, show
from engine.scenarios.parameters import Parameter, Setting
from engine.scenarios.registry import find
from tests.engine.parameter_values import held
from tests.searching import examples


@pytest.mark.slow
@given(held())
@settings(max_examples=examples(300), deadline=None)
def test_what_is_shown_is_short_and_near(pair: tuple[Parameter, Setting]) -> None:
    parameter, setting = pair
    text = show(parameter, setting)
    assert 0 < len(text) <= 13
    if isinstance(setting, float):
        if abs(setting) > 1e300:
            return
        number = float(text.removeprefix("×").removesuffix(" %").replace("\N{NARROW NO-BREAK SPACE}", "").replace(" ", ""))
        scale = 100.0 if text.endswith("%") else 1.0
        assert number / scale == pytest.approx(setting, rel=5.1e-2, abs=0.0)


@pytest.mark.parametrize(
    ("key", "number", "expected"),
    [
        ("weak.input_price", 4.0, "4.00"),
        ("weak.input_price", 0.075, "0.075"),
        ("weak.input_price", 0.0, "0.00"),
        ("workflow.prompt_tokens", 20e3, "20 000"),
        ("workflow.prompt_tokens", 6.0, "6"),
        ("weak.easy_fix_rate", 0.97, "97 %"),
        ("weak.hard_fix_rate", 1e-9, "1e-07 %"),
        ("weak.bugs", 4.0, "4.0"),
        ("weak.bugs", 6.2712, "6.271"),
        ("strong.verbosity", 1.0, "×1.00"),
        ("strong.verbosity", 4 / 3, "×1.333"),
        ("assumptions.attempt_limit", 5.0, "5"),
        ("assumptions.attempt_limit", None, "none"),
        ("weak.cache_read_price", None, "as input"),
        ("assumptions.caching", True, "on"),
        ("workflow.context", "fresh", "fresh"),
        ("weak.bugs", math.inf, "∞"),
    ],
)
def test_what_people_are_shown(key: str, number: Setting, expected: str) -> None:
    assert show(find(key), number) == expected


def test_money_and_groups() -> None:
    shown = [money(x) for x in (0.0, 1.0, 0.5, 0.123, 0.0034, 1234.5, 1e8, math.inf, 1e-7)]
    assert shown == ["0.00", "1.00", "0.50", "0.123", "0.0034", "1 234", "1e+08", "∞", "1e-07"]
    assert [grouped(x) for x in (0.0, 999.0, 1e6, 2e9, 0.5)] == ["0", "999", "1 000 000", "2e+09", "0.5"]
    assert [plain(x) for x in (0.0, 1.0, 0.12345, 12345.6, 1e-6, 99999999.0)] == ["0", "1", "0.1235", "12346", "1e-06", "1e+08"]


@pytest.mark.parametrize(
    ("key", "number", "expected"),
    [
        ("weak.input_price", 4.0, "$4/Mtok"),
        ("assumptions.handoff_cost", 0.125, "$0.125"),
        ("workflow.prompt_tokens", 1234567.0, "1 234 567 tokens"),
        ("workflow.prompt_tokens", 1.0, "1 token"),
        ("workflow.prompt_tokens", 1.5, "1.5 tokens"),
        ("weak.easy_fix_rate", 0.0097, "0.97 %"),
        ("weak.bugs", 6.271234567, "6.271234567 bugs"),
        ("strong.verbosity", 1.5, "×1.5"),
        ("assumptions.attempt_limit", 5.0, "5 attempts"),
        ("assumptions.attempt_limit", None, "none"),
        ("assumptions.caching", True, "on"),
        ("weak.bugs", math.inf, "∞"),
        ("weak.bugs", 1e300, "1E+300 bugs"),
    ],
)
def test_all_digits_with_the_unit(key: str, number: Setting, expected: str) -> None:
    assert full(find(key), number) == expected


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        *((0.0, "0 s"), (0.42, "0.42 s"), (45.4, "45 s"), (59.6, "1 min"), (250.0, "4 min 10 s"), (599.6, "10 min")),
        *((720.0, "12 min"), (3569.0, "59 min"), (3600.0, "1 h"), (4700.0, "1.3 h"), (43_200.0, "12 h"), (432_000.0, "5 days")),
        (math.inf, "∞"),
    ],
)
def test_times_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert duration(seconds) == said

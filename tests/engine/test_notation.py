"""What people may write, what they are shown, and that an editor loses no digit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.notation import exact, grouped, money, parse, plain, show
from engine.parameters import Parameter, ParameterError, Setting
from engine.registry import PARAMETERS, find, numbers

anything = st.sampled_from(list(PARAMETERS.values()))


@st.composite
def held(draw: st.DrawFn) -> tuple[Parameter, Setting]:
    """A parameter with a value of its domain."""
    parameter = draw(anything)
    kind, domain = parameter.kind, parameter.kind.domain
    if kind.flag:
        return parameter, draw(st.booleans())
    if kind.choices:
        return parameter, draw(st.sampled_from(kind.choices))
    if parameter.optional and draw(st.integers(0, 9)) == 0:
        return parameter, None
    if domain.whole:
        return parameter, float(draw(st.integers(int(domain.low), int(domain.high))))
    number = st.floats(
        domain.low, None if math.isinf(domain.high) else domain.high, exclude_min=domain.open_low, exclude_max=domain.open_high
    )
    return parameter, draw(number.filter(lambda x: x in domain))


@given(held())
@settings(max_examples=500, deadline=None)
def test_an_editor_loses_no_digit(pair: tuple[Parameter, Setting]) -> None:
    parameter, setting = pair
    text = exact(parameter, setting)
    again = parse(parameter, text)
    assert again == setting
    assert type(again) is type(setting)
    assert text == text.strip()


@given(held())
@settings(max_examples=300, deadline=None)
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
    ("key", "text", "expected"),
    [
        ("workflow.prompt_tokens", "20k", 20e3),
        ("workflow.prompt_tokens", "20 000", 20e3),
        ("workflow.prompt_tokens", "20_000", 20e3),
        ("workflow.prompt_tokens", "20\N{NO-BREAK SPACE}000", 20e3),
        ("workflow.prompt_tokens", " 1.5M ", 1.5e6),
        ("workflow.prompt_tokens", "0.3m", 0.3e6),
        ("workflow.prompt_tokens", "1G", 1e9),
        ("workflow.prompt_tokens", "2e4", 20e3),
        ("workflow.prompt_tokens", "+5", 5.0),
        ("workflow.prompt_tokens", ".5K", 500.0),
        ("weak.input_price", "$0.50", 0.5),
        ("weak.input_price", "$ 3", 3.0),
        ("weak.easy_fix_rate", "97%", 0.97),
        ("weak.easy_fix_rate", "97 %", 0.97),
        ("weak.easy_fix_rate", "0.97", 0.97),
        ("weak.hard_fix_rate", "0.1%", 0.001),
        ("weak.hard_fix_rate", "1e-7%", 1e-9),
        ("weak.cache_read_price", "none", None),
        ("weak.cache_read_price", "as input", None),
        ("weak.cache_read_price", "", None),
        ("assumptions.attempt_limit", "None", None),
        ("assumptions.attempt_limit", "5", 5.0),
        ("lineup.escalate_after", "cheapest", None),
        ("assumptions.caching", "on", True),
        ("assumptions.caching", "Yes", True),
        ("assumptions.caching", "FALSE", False),
        ("workflow.context", "shared", "shared"),
    ],
)
def test_what_people_write(key: str, text: str, expected: Setting) -> None:
    assert parse(find(key), text) == expected


WORDS = [
    "",
    "abc",
    "1,5",
    "1.2.3",
    "k",
    "%",
    "$",
    "--1",
    "nan",
    "inf",
    "-inf",
    "1e999",
    "1e-",
    "٣",
    "½",
    "0x10",
    "5kk",
    "5k%",
    "9" * 60,
]
BAD_WORDS = [("weak.bugs", text) for text in [*WORDS, "-1", "none", "true"]]
BAD_WORDS += [("weak.easy_fix_rate", text) for text in ["0", "120%", "1.2", "-5%"]]
BAD_WORDS += [("assumptions.attempt_limit", text) for text in ["0", "2.5", "1k1", "1001", "-3"]]
BAD_WORDS += [("assumptions.caching", text) for text in ["", "1", "maybe", "none"]]
BAD_WORDS += [("workflow.context", text) for text in ["", "Fresh ", "both", "none", "1"]]


@pytest.mark.parametrize(("key", "text"), BAD_WORDS)
def test_every_refusal_is_one_sentence(key: str, text: str) -> None:
    parameter = find(key)
    with pytest.raises(ParameterError) as refused:
        parse(parameter, text)
    sentence = str(refused.value)
    assert sentence.startswith(f"{key} must be {parameter.kind.allowed}, not ")
    assert len(sentence.splitlines()) == 1
    assert not sentence.endswith(("not ", "."))


@given(st.sampled_from(numbers()), st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_value_or_a_refusal(parameter: Parameter, text: str) -> None:
    try:
        number = parse(parameter, text)
    except ParameterError as error:
        refused = str(error)
    else:
        refused = ""
        assert number is None or float(number) in parameter.kind.domain
    assert not refused or refused.startswith(f"{parameter.key} must be ")


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

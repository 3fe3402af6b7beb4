"""What people type: values in both conventions, and changes of the present value."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.scenarios.notation import exact, full
from engine.scenarios.parameters import Parameter, ParameterError, Setting
from engine.scenarios.registry import PARAMETERS, find, numbers
from engine.scenarios.typed import Place, Unfinished, checked, read
from tests.engine.parameter_values import held
from tests.searching import examples

BOTH = pytest.mark.parametrize("place", list(Place))
PERCENT = [p for p in numbers() if p.kind.notation == "percent"]
OTHERS = [p for p in numbers() if p.kind.notation != "percent"]


def taken(key: str, text: str, place: Place = Place.SCREEN, now: Setting = None) -> Setting:
    return read(find(key), text, place).value(now)


def refused(key: str, text: str, place: Place = Place.SCREEN, now: Setting = None) -> str:
    with pytest.raises(ParameterError) as error:
        taken(key, text, place, now)
    return str(error.value)


@pytest.mark.slow
@given(held(), st.sampled_from(Place))
@settings(max_examples=examples(600), deadline=None)
def test_an_editor_loses_no_digit(pair: tuple[Parameter, Setting], place: Place) -> None:
    parameter, setting = pair
    text = exact(parameter, setting)
    again = read(parameter, text, place).value(None)
    assert again == setting
    assert type(again) is type(setting)
    assert text == text.strip()


@BOTH
@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("workflow.prompt_tokens", "20k", 20e3),
        ("workflow.prompt_tokens", "20 000", 20e3),
        ("workflow.prompt_tokens", "20_000", 20e3),
        ("workflow.prompt_tokens", "20\N{NO-BREAK SPACE}000", 20e3),
        ("workflow.prompt_tokens", "200,000", 200e3),
        ("workflow.prompt_tokens", "1,234,567.5", 1234567.5),
        ("workflow.prompt_tokens", " 1.5M ", 1.5e6),
        ("workflow.prompt_tokens", "0.3m", 0.3e6),
        ("workflow.prompt_tokens", "1G", 1e9),
        ("workflow.prompt_tokens", "2e4", 20e3),
        ("workflow.prompt_tokens", ".5K", 500.0),
        ("weak.input_price", "$0.50", 0.5),
        ("weak.input_price", "$ 3", 3.0),
        ("weak.easy_fix_rate", "97%", 0.97),
        ("weak.easy_fix_rate", "97 %", 0.97),
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
def test_what_reads_alike_everywhere(key: str, text: str, expected: Setting, place: Place) -> None:
    assert taken(key, text, place) == expected


@pytest.mark.parametrize("parameter", PERCENT, ids=lambda p: p.key)
def test_on_the_screen_every_row_in_percent_takes_bare_percentages_and_files_take_fractions(parameter: Parameter) -> None:
    assert read(parameter, "90", Place.SCREEN).value(None) == 0.9
    assert read(parameter, "5", Place.SCREEN).value(None) == 0.05
    assert read(parameter, "0.97", Place.SCREEN).value(None) == 0.0097
    assert read(parameter, "0.97", Place.FILES).value(None) == 0.97
    assert {read(parameter, "90%", place).value(None) for place in Place} == {0.9}


@BOTH
@pytest.mark.parametrize("parameter", OTHERS, ids=lambda p: p.key)
def test_a_percent_sign_is_no_value_on_any_other_row(parameter: Parameter, place: Place) -> None:
    name = parameter.title if place is Place.SCREEN else parameter.key
    sentence = refused(parameter.key, "50%", place)
    assert sentence == f'{name} must be {parameter.kind.allowed}, not "50%"; a percent sign only changes it, as in +50%'


@pytest.mark.parametrize(
    ("key", "now", "text", "expected"),
    [
        ("workflow.prompt_tokens", 20e3, "+1000", 21e3),
        ("workflow.prompt_tokens", 20e3, "+1k", 21e3),
        ("workflow.prompt_tokens", 20e3, "+1,000", 21e3),
        ("workflow.prompt_tokens", 20e3, "+10%", 22e3),
        ("workflow.prompt_tokens", 20e3, "-50%", 10e3),
        ("workflow.prompt_tokens", 20e3, "- 50 %", 10e3),
        ("workflow.prompt_tokens", 20e3, "*0.5", 10e3),
        ("workflow.prompt_tokens", 20e3, "*50%", 10e3),
        ("workflow.prompt_tokens", 20e3, "/2", 10e3),
        ("weak.bugs", 4.0, "-3", 1.0),
        ("weak.bugs", 4.0, "\N{MINUS SIGN}3", 1.0),
        ("weak.bugs", 4.0, "×1.5", 6.0),
        ("weak.bugs", 0.1, "+0.2", 0.3),
        ("weak.bugs", 3.0, "/0.1", 30.0),
        ("weak.input_price", 4.0, "-$1", 3.0),
        ("weak.easy_fix_rate", 0.9, "+10%", 0.99),
        ("weak.easy_fix_rate", 0.9, "*1.1", 0.99),
        ("weak.easy_fix_rate", 0.9, "-50%", 0.45),
        ("assumptions.attempt_limit", 4.0, "*2", 8.0),
        ("strong.price_scale", 1.0, "-30%", 0.7),
    ],
)
@BOTH
def test_a_change_of_the_present_value(key: str, now: float, text: str, expected: float, place: Place) -> None:
    assert taken(key, text, place, now) == expected


def test_points_are_added_in_the_units_of_the_place() -> None:
    assert taken("weak.easy_fix_rate", "+5", Place.SCREEN, 0.9) == 0.95
    assert taken("weak.easy_fix_rate", "-5", Place.SCREEN, 0.9) == 0.85
    assert taken("weak.easy_fix_rate", "+0.05", Place.FILES, 0.9) == 0.95


@pytest.mark.slow
@given(st.sampled_from(numbers()), st.data())
@settings(max_examples=examples(500), deadline=None)
def test_a_change_is_the_arithmetic_of_the_digits_as_they_are_written(parameter: Parameter, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(Place))
    domain = parameter.kind.domain
    now = data.draw(st.floats(0.0, min(domain.high, 1e9)).filter(lambda x: x in domain) if not domain.whole else st.just(7.0))
    amount = data.draw(st.decimals("0.001", "1000", places=3).map(str))
    operator, percent = data.draw(st.sampled_from("+-*/")), data.draw(st.booleans())
    exactly, present = Fraction(amount), Fraction(repr(now))
    points = place is Place.SCREEN and parameter.kind.notation == "percent" and operator in "+-"
    exactly /= 100 if percent or points else 1
    if percent and operator in "+-":
        exactly *= present
    assume(exactly != 0)
    expected = {"+": present + exactly, "-": present - exactly, "*": present * exactly, "/": present / exactly}[operator]
    assume(float(expected) in domain)
    assert read(parameter, f"{operator}{amount}{'%' * percent}", place).value(now) == float(expected)


@pytest.mark.slow
@given(held(), st.sampled_from(["+", "-", "*", "/", ""]), st.text("0123456789.,ek%", max_size=8), st.sampled_from(Place))
@settings(max_examples=examples(800), deadline=None)
def test_what_is_shown_is_what_is_taken(pair: tuple[Parameter, Setting], operator: str, text: str, place: Place) -> None:
    parameter, now = pair
    try:
        typed = read(parameter, operator + text, place)
        value = typed.value(now)
    except ParameterError:
        return
    shown = typed.meaning(now).partition(";")[0]
    words = full(parameter, value)
    assert shown == (f"{full(parameter, now)} → {words}" if typed.operator else f"= {words}")
    if value is not None and parameter.kind.numeric:
        unit = parameter.kind.unit
        bare = (
            words.removeprefix("×")
            .removesuffix(unit[1:] if unit.startswith("$") else unit.removesuffix("s"))
            .removesuffix(unit)
        )
        assert read(parameter, bare, place).value(None) == value


@pytest.mark.parametrize(
    ("key", "now", "text", "meaning"),
    [
        ("assumptions.growth", 0.0, "5", "= 5 %"),
        ("assumptions.cache_hit_rate", 1.0, "90", "= 90 %"),
        ("assumptions.cache_hit_rate", 1.0, "0.97", "= 0.97 %; for 97 % type 97"),
        ("assumptions.cache_hit_rate", 0.9, "1.0", "= 1 %; for 100 % type 100"),
        ("assumptions.cache_hit_rate", 0.9, "1", "= 1 %"),
        ("assumptions.cache_hit_rate", 0.9, "1.5", "= 1.5 %"),
        ("assumptions.cache_hit_rate", 0.9, "0.97%", "= 0.97 %"),
        ("assumptions.regression_rate", 0.0, "1.0", "= 1 %"),
        ("assumptions.cache_hit_rate", 0.9, "+10%", "90 % → 99 %; for 10 points type +10"),
        ("assumptions.growth", 0.0, "+10%", "0 % → 0 %; for 10 points type +10"),
        ("weak.bugs", 4.0, "+10%", "4 bugs → 4.4 bugs"),
        ("assumptions.cache_hit_rate", 0.9, "+5", "90 % → 95 %"),
        ("workflow.prompt_tokens", 0.0, "20k", "= 20 000 tokens"),
        ("workflow.prompt_tokens", 20e3, "/2", "20 000 tokens → 10 000 tokens"),
        ("weak.bugs", 4.0, "6.271234", "= 6.271234 bugs"),
        ("weak.cache_read_price", 4.0, "none", "= as input"),
    ],
)
def test_what_typing_means(key: str, now: Setting, text: str, meaning: str) -> None:
    assert read(find(key), text, Place.SCREEN).meaning(now) == meaning


UNFINISHED = ["+", "-", "*", "/", "*.", "+1e", ".", "$", "200,", "200,0", "200,00", "1,5", "1e", "1e-", "+$"]


@pytest.mark.parametrize("text", UNFINISHED)
def test_the_beginning_of_a_value_is_not_refused_yet(text: str) -> None:
    with pytest.raises(Unfinished):
        read(find("weak.input_price"), text, Place.SCREEN)


@pytest.mark.parametrize(
    ("key", "now", "text"),
    [
        ("weak.bugs", None, ""),
        ("weak.bugs", 4.0, "-50"),
        ("weak.bugs", 4.0, "/0"),
        ("weak.bugs", 4.0, "/0.0"),
        ("weak.hard_fix_rate", 0.9, "0"),
        ("weak.hard_fix_rate", 0.9, "0.0"),
        ("weak.hard_fix_rate", 0.9, "*0"),
        ("weak.hard_fix_rate", 0.9, "*2"),
        ("weak.cache_read_price", 1.0, "no"),
        ("weak.cache_read_price", 1.0, "as in"),
    ],
)
def test_what_more_typing_can_mend_is_not_refused_yet(key: str, now: Setting, text: str) -> None:
    with pytest.raises(Unfinished):
        taken(key, text, now=now)


@pytest.mark.parametrize(
    ("key", "now", "text", "place", "sentence"),
    [
        ("weak.bugs", 4.0, "-150%", Place.SCREEN, "weak bugs left must be a finite number at least 0, not -2 bugs"),
        ("weak.bugs", 4.0, "-150%", Place.FILES, "weak.bugs must be a finite number at least 0, not -2"),
        ("weak.bugs", 4.0, "/0", Place.FILES, "weak.bugs cannot be changed by /0"),
        (
            "weak.bugs",
            4.0,
            "1,5",
            Place.SCREEN,
            'weak bugs left must be a finite number at least 0, not "1,5"; did you mean 1.5?',
        ),
        ("weak.bugs", 4.0, "+1,5", Place.FILES, 'weak.bugs must be a finite number at least 0, not "+1,5"; did you mean +1.5?'),
        (
            "weak.bugs",
            4.0,
            "1.234,5",
            Place.FILES,
            'weak.bugs must be a finite number at least 0, not "1.234,5"; did you mean 1234.5?',
        ),
        (
            "weak.bugs",
            4.0,
            "$4",
            Place.FILES,
            'weak.bugs must be a finite number at least 0, not "$4"; it is no amount of dollars',
        ),
        (
            "assumptions.cache_hit_rate",
            0.9,
            "120",
            Place.SCREEN,
            "cache hits must be at least 0 % and at most 100 %, not 120 %",
        ),
        (
            "assumptions.regression_rate",
            0.0,
            "100",
            Place.SCREEN,
            "regressions must be at least 0 % and below 100 %, not 100 %",
        ),
        ("assumptions.growth", 0.0, "many", Place.SCREEN, 'growth must be a finite percentage at least 0 %, not "many"'),
        (
            "assumptions.cache_hit_rate",
            0.9,
            "90",
            Place.FILES,
            "assumptions.cache_hit_rate must be a number at least 0 and at most 1, not 90; for 90 % write 90%",
        ),
        ("assumptions.attempt_limit", None, "+1", Place.SCREEN, 'attempt limit has no value of its own that "+1" could change'),
        ("both.bugs", None, "*2", Place.SCREEN, 'bugs, both models has no value of its own that "*2" could change'),
    ],
)
def test_a_refusal_says_what_is_allowed_in_the_words_of_the_place(
    key: str, now: Setting, text: str, place: Place, sentence: str
) -> None:
    assert refused(key, text, place, now) == sentence


WORDS = ["", "abc", "1,5", "1.2.3", "k", "%", "$", "--1", "nan", "inf", "-inf", "1e999", "1e-", "٣", "½", "0x10", "5kk", "5k%"]
WORDS += ["9" * 80, "1,00,000", "e5", "1e99999999999999999999", "$$4", "+-1", "5e999999k"]
BAD_WORDS = [("weak.bugs", text) for text in [*WORDS, "none", "true"]]
BAD_WORDS += [("weak.easy_fix_rate", text) for text in ["0", "120%"]]
BAD_WORDS += [("assumptions.attempt_limit", text) for text in ["0", "2.5", "1k1", "1001"]]
BAD_WORDS += [("assumptions.caching", text) for text in ["", "1", "maybe", "none"]]
BAD_WORDS += [("workflow.context", text) for text in ["", "Fresh", "both", "none", "1", "+1"]]


@BOTH
@pytest.mark.parametrize(("key", "text"), BAD_WORDS)
def test_every_refusal_is_one_sentence(key: str, text: str, place: Place) -> None:
    sentence = refused(key, text, place)
    name = find(key).title if place is Place.SCREEN else key
    assert sentence.startswith(f"{name} must be ")
    assert ", not " in sentence
    assert len(sentence.splitlines()) == 1
    assert not sentence.endswith(("not ", "."))


@pytest.mark.slow
@given(
    st.sampled_from(list(PARAMETERS.values())),
    st.text(max_size=60) | st.text("+-*/$0123456789.,ekKM%_ ×", max_size=45),
    st.data(),
)
@settings(max_examples=examples(1000), deadline=None)
def test_any_text_is_a_value_or_a_refusal(parameter: Parameter, text: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(Place))
    now = data.draw(st.none() | st.floats(0.0, allow_infinity=False))
    try:
        value = read(parameter, text, place).value(now)
    except ParameterError as error:
        sentence = str(error)
    else:
        sentence = ""
        assert parameter.check(value) == value
    name = parameter.title if place is Place.SCREEN else parameter.key
    assert not sentence or sentence.startswith(f"{name} ")
    assert len(sentence) < 300


ABSURD = ["+1e999999%", "+1e1000001%", "*1e999999", "/1e-999999", "-1e-1000001%", "+1e400", "1e-99999999999999999999"]


@BOTH
@pytest.mark.parametrize("text", ABSURD)
@pytest.mark.parametrize("key", ["weak.bugs", "weak.easy_fix_rate"])
def test_absurd_exponents_are_a_value_or_a_refusal(key: str, text: str, place: Place) -> None:
    for now in (1e-300, 0.9, 1e300):
        try:
            typed = read(find(key), text, place)
            words = typed.meaning(now)
        except ParameterError as error:
            words = str(error)
        assert 0 < len(words) < 300


def test_a_text_of_megabytes_is_refused_with_its_beginning() -> None:
    for text in ("9" * 3_000_000, "1," * 1_500_000, " " * 3_000_000 + "x", "+" * 3_000_000):
        assert len(refused("weak.bugs", text)) < 200


def test_a_value_is_checked_in_the_words_of_the_screen() -> None:
    rate = find("assumptions.cache_hit_rate")
    assert checked(rate, 0.5, Place.SCREEN) == 0.5
    with pytest.raises(ParameterError, match=r"^cache hits must be at least 0 % and at most 100 %, not 120 %$"):
        checked(rate, 1.2, Place.SCREEN)
    with pytest.raises(ParameterError, match="not ∞"):
        checked(rate, math.inf, Place.SCREEN)

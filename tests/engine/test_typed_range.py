"""Ranges that people type, alone and behind a value."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.scenarios.notation import exact_range
from engine.scenarios.parameters import ParameterError, Setting
from engine.scenarios.registry import find
from engine.scenarios.typed import Place, Unfinished
from engine.scenarios.typed_range import is_range, read_range

NOW: dict[str, Setting] = {
    "weak.bugs": 4.0,
    "weak.easy_fix_rate": 0.95,
    "workflow.prompt_tokens": 20e3,
    "weak.input_price": 0.5,
}


def taken(key: str, text: str, place: Place) -> tuple[Setting, tuple[float, float] | None]:
    assert is_range(text) or not text
    given = read_range(find(key), text, place).given(NOW.get(key))
    return given.value, None if given.evidence is None else given.evidence.ends


@pytest.mark.parametrize("place", list(Place))
@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("weak.bugs", "2..8", (4.0, (2.0, 8.0))),
        ("weak.bugs", "4 (2..8)", (4.0, (2.0, 8.0))),
        ("weak.bugs", "5(2 … 8)", (5.0, (2.0, 8.0))),
        ("weak.bugs", "*2 (2 .. 9)", (8.0, (2.0, 9.0))),
        ("weak.bugs", "4 ±20%", (4.0, (3.2, 4.8))),
        ("weak.bugs", "5 (±1)", (5.0, (4.0, 6.0))),
        ("weak.bugs", "±20%", (4.0, (3.2, 4.8))),
        ("weak.bugs", "+-20%", (4.0, (3.2, 4.8))),
        ("weak.bugs", "5 +/- 0.1", (5.0, (4.9, 5.1))),
        ("weak.bugs", "5 ()", (5.0, None)),
        ("weak.bugs", "()", (4.0, None)),
        ("weak.bugs", "", (4.0, None)),
        ("weak.easy_fix_rate", "90%..97%", (0.95, (0.9, 0.97))),
        ("weak.easy_fix_rate", "90..97%", (0.95, (0.9, 0.97))),
        ("weak.easy_fix_rate", "90% ±1%", (0.9, (0.891, 0.909))),
        ("workflow.prompt_tokens", "10k..30k", (20e3, (10e3, 30e3))),
        ("workflow.prompt_tokens", "20 000 (±2,500)", (20e3, (17.5e3, 22.5e3))),
        ("weak.input_price", "$0.25..$1", (0.5, (0.25, 1.0))),
    ],
)
def test_what_reads_alike_everywhere(key: str, text: str, expected: tuple[Setting, object], place: Place) -> None:
    assert taken(key, text, place) == expected


def test_a_row_in_percent_takes_percentages_and_a_file_fractions() -> None:
    assert taken("weak.easy_fix_rate", "90..97", Place.SCREEN) == taken("weak.easy_fix_rate", "0.9..0.97", Place.FILES)
    assert taken("weak.easy_fix_rate", "94 ±2", Place.SCREEN) == taken("weak.easy_fix_rate", "0.94 ±0.02", Place.FILES)


@pytest.mark.parametrize("text", ["(", "4 (", "4 (2", "4 (2.", "4 (2..", "4 (2..3", "2..", "2..3", "4 ±", "4 ±5", "±9", "+-"])
def test_the_beginning_of_a_range_is_not_wrong_yet(text: str) -> None:
    with pytest.raises(Unfinished):
        taken("weak.bugs", text, Place.SCREEN)


@pytest.mark.parametrize(("text", "wanted"), [("±", "an amount or a share behind ±, as in ±20%"), ("2..", "both ends")])
def test_what_the_beginning_of_a_range_still_needs_is_said(text: str, wanted: str) -> None:
    with pytest.raises(Unfinished, match=f"the range of weak bugs left needs {wanted}"):
        taken("weak.bugs", text, Place.SCREEN)


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("weak.bugs", "4 (2..3)", "the range of weak bugs left must have its value 4 inside, not 2..3"),
        ("weak.bugs", "4 (8..2)", "the range of weak bugs left must begin below its end, not 8..2"),
        ("weak.bugs", "±100%", "the range of weak bugs left must lie above 0, not 0..8"),
        ("weak.bugs", "2..*2", 'the range of weak bugs left must end at values, not at "*2"'),
        ("weak.bugs", "4 (2..8) x", "the range of weak bugs left must be two values as in 2..8, or ± and an amount or share"),
        ("weak.bugs", "x (2..8)", 'weak bugs left must be a finite number at least 0, not "x"'),
        ("weak.easy_fix_rate", "±20%", "the range of weak fixes easy must lie above 0% and below 100%, not 76%..114%"),
        ("strong.cache_read_price", "±20%", "strong cache read is left out; only a value can have a range"),
        ("workflow.context", "1..2", 'context has no range: it is "fresh" or "shared"'),
        ("both.bugs", "1..2", "bugs, both models sets strong.bugs and weak.bugs, which have ranges of their own"),
    ],
)
def test_what_is_no_range_is_refused_in_one_sentence(key: str, text: str, expected: str) -> None:
    with pytest.raises(ParameterError) as error:
        taken(key, text, Place.SCREEN)
    assert str(error.value).startswith(expected)
    assert not isinstance(error.value, Unfinished)


def test_the_meaning_is_said_while_typing() -> None:
    bugs = find("weak.bugs")
    assert read_range(bugs, "2..8", Place.SCREEN).meaning(4.0) == "2.0..8.0 around 4 bugs"
    assert read_range(bugs, "+10% ±50%", Place.SCREEN).meaning(4.0) == "4 bugs → 4.4 bugs, 2.2..6.6"
    assert read_range(bugs, "()", Place.SCREEN).meaning(4.0) == "no range"
    assert read_range(find("weak.easy_fix_rate"), "95 (90..97)", Place.SCREEN).meaning(0.95) == "= 95 %, 90..97 %"


@given(st.floats(0.01, 0.94), st.floats(0.96, 0.99), st.sampled_from(Place))
def test_an_editor_loses_no_digit(low: float, high: float, place: Place) -> None:
    text = exact_range(find("weak.easy_fix_rate"), low, high)
    assert taken("weak.easy_fix_rate", text, place) == (0.95, (low, high))


@given(st.text("0123456789.±()+-%k …eE,$", max_size=12), st.sampled_from(sorted(NOW)), st.sampled_from(Place))
def test_whatever_is_typed_is_a_range_or_refused(text: str, key: str, place: Place) -> None:
    with suppress(ParameterError):
        given = read_range(find(key), text, place).given(NOW[key])
        if given.evidence is not None:
            assert given.evidence.ends is not None
            assert given.evidence.ends[0] < given.value < given.evidence.ends[1]  # type: ignore[operator]

"""Whatever is in a file: a scenario or one sentence, in linear work, and no traceback."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presets.files.outline import outline
from presets.files.reading import LARGEST
from presets.files.refusal import Refusal
from presets.files.tomlfile import parse
from presets.prices.catalogue import catalogue_of
from presets.scenarios.scenario_file import parse_scenario
from tests.presets.characters import steering
from tests.presets.files import MINIMAL
from tests.searching import examples
from tests.terminal.terminal import PATIENCE
from tests.work import calls

_SIGNS = ['"', '"""', "'", "'''", "[", "]", "[[", "]]", "{", "}", "=", ".", ",", "#", "\n", "\r\n", "\\", "\\u", "\x1b"]
_WORDS = ["weak", "bugs", "models", "id", "1", "1e400", "-", "nan", "0x", "1979-05-27", " ", "\ufeff", "é", "true", "[weak]\n"]
_PIECES = st.sampled_from([*_SIGNS, *_WORDS, "schema=1\n"])


def survives(content: bytes) -> None:
    for read in (lambda: parse_scenario(content, "x"), lambda: catalogue_of(parse(content, "x"))):
        try:
            read()
        except Refusal as refusal:
            assert str(refusal)  # noqa: PT017
            assert not steering(str(refusal))  # noqa: PT017


@given(st.binary(max_size=300) | st.lists(_PIECES, max_size=60).map(lambda pieces: "".join(pieces).encode()))
@settings(max_examples=examples(200), deadline=None)
def test_arbitrary_files(content: bytes) -> None:
    survives(content)


@pytest.mark.slow
@given(st.data())
@settings(max_examples=examples(200), deadline=None)
def test_damaged_scenarios(data: st.DataObject) -> None:
    text = MINIMAL.encode()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 30, len(text))))
    put = data.draw(st.binary(max_size=6) | st.lists(_PIECES, max_size=3).map(lambda pieces: "".join(pieces).encode()))
    survives(text[:start] + put + text[end:])


@given(st.lists(_PIECES, max_size=80).map("".join))
@settings(max_examples=examples(200), deadline=None)
def test_the_outline_of_anything_has_lines_of_the_text(text: str) -> None:
    lines = text.count("\n") + 1
    assert all(1 <= line <= lines for line in outline(text).lines.values())


def content(before: str, unit: str, size: int) -> bytes:
    """The same over and over, ``size`` bytes of it."""
    return (before + unit * ((size - len(before)) // len(unit.encode()))).encode()


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        *('"', "'", "[", "]", "{", "}", "=", ".", ",", "#", "\\", " ", "a", "-", "_", "\n", '""', "''"),
        *("a=1\n", "[a]\n", "[[a]]\n", "[[a]]\n[a.b]\n", "a.b.c=1\n", '"""', "'''", '"a" = "\\"\\""\n', "{a=1},", "[1],"),
        *("9", "1_", "1.", "1e", "0x", "é", "\\u0041", "1979-05-27T00:00:00"),
    ],
)
@pytest.mark.parametrize("before", ["", 'a = "', "a = [", "a = {"])
def test_work_is_linear(unit: str, before: str) -> None:
    once, twice = (calls(lambda size=size: survives(content(before, unit, size))) for size in (1000, 2000))  # type: ignore[misc]
    assert twice < 2.1 * once
    if twice == once:
        # In a few steps whose length no count tells: with the square of it they would take minutes.
        start = time.process_time()
        survives(content(before, unit, LARGEST))
        assert time.process_time() - start < PATIENCE


@pytest.mark.parametrize("line", ["k{}=1\n", "[t{}]\n", "[[m{}]]\n", "a.k{}=1\n"])
def test_many_keys_are_linear_work_too(line: str) -> None:
    few, many = ("".join(line.format(number) for number in range(count)).encode() for count in (100, 200))
    assert calls(lambda: survives(many)) < 2.1 * calls(lambda: survives(few))

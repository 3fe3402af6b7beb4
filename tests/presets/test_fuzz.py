"""Whatever is in a file: a scenario or one sentence, soon, and no traceback."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presets.catalogue import catalogue_of
from presets.outline import outline
from presets.reading import LARGEST
from presets.refusal import Refusal
from presets.scenario_file import parse_scenario
from presets.tomlfile import parse
from tests.presets.characters import steering
from tests.presets.files import MINIMAL

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
@settings(max_examples=200, deadline=None)
def test_arbitrary_files(content: bytes) -> None:
    survives(content)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_damaged_scenarios(data: st.DataObject) -> None:
    text = MINIMAL.encode()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 30, len(text))))
    put = data.draw(st.binary(max_size=6) | st.lists(_PIECES, max_size=3).map(lambda pieces: "".join(pieces).encode()))
    survives(text[:start] + put + text[end:])


@given(st.lists(_PIECES, max_size=80).map("".join))
@settings(max_examples=200, deadline=None)
def test_the_outline_of_anything_has_lines_of_the_text(text: str) -> None:
    lines = text.count("\n") + 1
    assert all(1 <= line <= lines for line in outline(text).lines.values())


@pytest.mark.parametrize(
    "unit",
    [
        *('"', "'", "[", "]", "{", "}", "=", ".", ",", "#", "\\", " ", "a", "-", "_", "\n", '""', "''"),
        *("a=1\n", "[a]\n", "[[a]]\n", "[[a]]\n[a.b]\n", "a.b.c=1\n", '"""', "'''", '"a" = "\\"\\""\n', "{a=1},", "[1],"),
        *("9", "1_", "1.", "1e", "0x", "é", "\\u0041", "1979-05-27T00:00:00"),
    ],
)
@pytest.mark.parametrize("before", ["", 'a = "', "a = [", "a = {"])
def test_time_is_linear(unit: str, before: str) -> None:
    room = SIZE - len(before)
    start = time.process_time()
    survives((before + unit * (room // len(unit.encode()))).encode())
    assert time.process_time() - start < SECONDS


SIZE = LARGEST // 8
SECONDS = 0.3
"""For both readers, of a file an eighth as large as one may be: several times what linear time needs."""


@pytest.mark.parametrize("line", ["k{}=1\n", "[t{}]\n", "[[m{}]]\n", "a.k{}=1\n"])
def test_many_keys_take_linear_time_too(line: str) -> None:
    text = "".join(line.format(number) for number in range(SIZE // 12))
    start = time.process_time()
    survives(text.encode())
    assert time.process_time() - start < SECONDS

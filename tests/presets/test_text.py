"""Text from files cannot steer a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presets.files.text import cut, plain_text
from tests.presets.characters import steering


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Größe → 97 % ✓ 日本", "Größe → 97 % ✓ 日本"),
        ("\x1b[31m", "␛[31m"),
        ("a\nb\tc\rd\x00\x7f", "a␊b␉c␍d␀␡"),
        ("\x9b31m", "\ufffd31m"),
        ("\u202eabc\u2066", "\ufffdabc\ufffd"),
        ("a\u200bb\ufeffc\u00add", "a\ufffdb\ufffdc\ufffdd"),
        ("a\u2028b\u2029c\x85d", "a\ufffdb\ufffdc\ufffdd"),
        ("\ud800\udcff", "\ufffd\ufffd"),
        ("no\u00a0break", "no\u00a0break"),
        ("[@click=app.quit]x[/]", "[@click=app.quit]x[/]"),
    ],
)
def test_what_steers_is_replaced_and_the_rest_stays(text: str, shown: str) -> None:
    assert plain_text(text) == shown


@given(st.text(st.characters()))
def test_nothing_is_left_that_a_terminal_obeys(text: str) -> None:
    shown = plain_text(text)
    assert len(shown) == len(text)
    assert not steering(shown)
    assert plain_text(shown) == shown


def test_lines_may_stay() -> None:
    assert plain_text("a\r\nb\tc\x1b", lines=True) == "a\nb c␛"


def test_cut_has_a_length() -> None:
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"

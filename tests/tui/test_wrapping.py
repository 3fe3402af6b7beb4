"""Notes at a width that they were not written for."""

from __future__ import annotations

import textwrap
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presets.scenarios.library import entries, open_scenario
from tests.tui.conftest import Opener
from tui.dialogs.wrapping import rewrapped
from tui.widgets.lines import wrapped

WORDS = st.lists(st.text("abcdefghij,.()-", min_size=1, max_size=12), min_size=1, max_size=80).map(" ".join)


@given(WORDS, st.integers(40, 100), st.integers(20, 120))
def test_a_paragraph_broken_once_is_broken_as_if_for_the_first_time(words: str, before: int, width: int) -> None:
    written = textwrap.wrap(words, before, break_on_hyphens=False)
    found = rewrapped("\n".join(written), width)
    if not any(line.startswith("- ") for line in written):
        assert found == textwrap.wrap(words, width, break_on_hyphens=False)


@given(st.text(st.sampled_from("ab -12.\n"), max_size=300), st.integers(1, 80))
def test_no_word_is_lost_and_no_line_is_too_long(text: str, width: int) -> None:
    found = rewrapped(text, width)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(len(line) <= width for line in found)


def test_lines_that_end_early_stay() -> None:
    text = """\
A first paragraph that fills the line to its end,
and goes on.
Measured
  bugs    3
  rates   0.5 as in the paper of the same ten men
          and women

- a
- b"""
    assert rewrapped(text, 200) == [
        "A first paragraph that fills the line to its end, and goes on.",
        "Measured",
        "  bugs    3",
        "  rates   0.5 as in the paper of the same ten men and women",
        "",
        "- a",
        "- b",
    ]


def test_what_belongs_to_an_item_stays_under_it() -> None:
    text = "  rates   measured on the same ten exercises\n          by others"
    assert rewrapped(text, 32) == ["  rates   measured on the same", "          ten exercises by", "          others"]


def test_a_number_at_the_end_of_a_sentence_is_no_item() -> None:
    text = "It outgrows its window after as many attempts as\n11. A limit rules that out."
    assert rewrapped(text, 100) == ["It outgrows its window after as many attempts as 11. A limit rules that out."]


@pytest.mark.parametrize("name", [entry.name for entry in entries() if entry.bundled])
def test_the_prose_of_bundled_notes_is_one_piece(name: str) -> None:
    notes = open_scenario(name).scenario.notes
    first = notes.strip().partition("\n\n")[0]
    assert rewrapped(notes, 10_000)[0] == " ".join(first.split())


async def test_the_dialog_breaks_notes_once(explorers: Opener) -> None:
    hands = await explorers("swe-issue", (80, 24))
    await hands.press("i")
    shown = [line.strip(" │▁▔╭╮╰╯─▎▊█▅▆▇▃▂▄") for line in hands.screen_lines()]
    first = next(at for at, line in enumerate(shown) if line.startswith("Task: one GitHub issue"))
    paragraph = " ".join(shown[first : shown.index("", first)])
    assert " ".join(open_scenario("swe-issue").scenario.notes.split("\n\n")[0].split()) == paragraph
    assert len(shown[first]) + len(shown[first + 1].split()[0]) + 1 > max(map(len, shown[first : first + 12])) - 8


@pytest.mark.parametrize("width", range(20, 60))
def test_no_line_breaks_a_number_or_ends_before_a_percent_sign(width: int) -> None:
    text = "from 97 % to 102 %, but at most 100 %, of 20 000 tokens or 1 000 000 tokens, now 50 % and 200 000"
    lines = wrapped(text, width, 99)
    assert " ".join(lines) == text
    for line, following in pairwise(lines):
        assert not following.startswith("%")
        assert not (line[-1].isdigit() and following[:3] == "000")


@pytest.mark.slow
async def test_the_editor_of_notes_breaks_no_line_of_bundled_notes_twice(explorers: Opener) -> None:
    for entry in entries():
        hands = await explorers(entry.name, size=(80, 24))
        await hands.press("i", "e")
        shown = [line.strip("│▄▅▆▇▃▂▁█ ").strip() for line in hands.screen_lines()[2:-2]]
        written = [line.strip() for line in open_scenario(entry.name).scenario.notes.strip().split("\n")[: len(shown)]]
        assert shown == written

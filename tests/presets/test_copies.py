"""The notes of a copy: whose copy it is, what differs, and what was said of the origin as such."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from engine.scenarios.evidence import Evidence
from engine.scenarios.registry import assign, with_evidence
from engine.scenarios.scenario import Scenario
from presets.scenarios.changes import changes, text, titles
from presets.scenarios.copies import notes_of_copy, refreshed
from presets.scenarios.library import open_scenario
from tests.presets.files import scenarios
from tests.searching import examples

QUOTED = "\n\nNotes of textbook:\n\n"


@pytest.fixture
def textbook() -> Scenario:
    return open_scenario("textbook").scenario


def at(scenario: Scenario, **values: float) -> Scenario:
    return assign(scenario, {key.replace("_", ".", 1): value for key, value in values.items()})


def copied(title: str, saved: Scenario, scenario: Scenario) -> Scenario:
    return replace(scenario, name="copy", notes=notes_of_copy(title, saved, scenario))


def resaved(saved: Scenario, scenario: Scenario) -> Scenario:
    return replace(scenario, notes=refreshed(saved, scenario))


def test_a_copy_says_what_differs_and_quotes_the_notes_of_its_origin(textbook: Scenario) -> None:
    copy = copied("textbook", textbook, at(textbook, weak_bugs=6.0, weak_hard_fix_rate=0.2))
    first = "copied from textbook; changed: weak bugs left 4.0 → 6.0, weak fixes hard 15 % → 20 %"
    assert copy.notes == first + QUOTED + textbook.notes


def test_a_copy_of_a_scenario_without_notes_has_that_line_only(textbook: Scenario) -> None:
    assert (
        copied("mine", replace(textbook, notes=""), replace(textbook, notes="")).notes == "copied from mine; changed: nothing"
    )


def test_saving_a_copy_again_keeps_its_first_line_true(textbook: Scenario) -> None:
    once = copied("textbook", textbook, at(textbook, weak_bugs=6.0))
    twice = resaved(once, at(once, weak_bugs=7.5, strong_bugs=1.0))
    first = "copied from textbook; changed: strong bugs left 2.0 → 1.0, weak bugs left 4.0 → 7.5"
    assert twice.notes == first + QUOTED + textbook.notes
    back = resaved(twice, at(twice, weak_bugs=4.0, strong_bugs=2.0))
    assert back.notes == "copied from textbook; changed: nothing" + QUOTED + textbook.notes


def test_a_model_and_titles_with_commas_are_read_back(textbook: Scenario) -> None:
    other = replace(textbook, weak=replace(textbook.weak, model="some, prompt/model"))
    once = copied("textbook", textbook, at(other, lineup_advised_easy_fix_rate=0.9))
    assert "weak model anthropic/claude-haiku-4-5 → some, prompt/model, advised, easy midway → 90 %" in once.notes
    twice = resaved(once, at(once, lineup_advised_easy_fix_rate=0.8))
    assert "advised, easy midway → 80 %" in twice.notes


def test_values_that_differ_by_less_than_is_shown_are_written_in_full(textbook: Scenario) -> None:
    once = copied("textbook", textbook, at(textbook, weak_bugs=4.000001))
    assert once.notes.startswith("copied from textbook; changed: weak bugs left 4 → 4.000001\n")


def test_a_copy_of_a_copy_of_which_nothing_was_said_has_the_same_origin(textbook: Scenario) -> None:
    once = copied("textbook", textbook, at(textbook, weak_bugs=6.0))
    twice = copied("copy", once, at(once, weak_bugs=8.0))
    assert twice.notes == "copied from textbook; changed: weak bugs left 4.0 → 8.0" + QUOTED + textbook.notes
    bare = copied("bare", replace(textbook, notes=""), at(replace(textbook, notes=""), weak_bugs=6.0))
    assert copied("copy", bare, at(bare, weak_bugs=8.0)).notes == "copied from bare; changed: weak bugs left 4.0 → 8.0"


def test_what_was_said_of_a_copy_is_not_claimed_of_a_copy_of_it(textbook: Scenario) -> None:
    once = copied("textbook", textbook, at(textbook, weak_bugs=6.0))
    first, _, rest = once.notes.partition("\n")
    measured = replace(once, notes=f"{first}\n\nWe measured 6 bugs.\n{rest}")
    again = copied("mine", measured, at(measured, weak_bugs=8.0))
    assert again.notes == f"copied from mine; changed: weak bugs left 6.0 → 8.0\n\nNotes of mine:\n\n{measured.notes}"
    assert resaved(measured, at(measured, weak_bugs=7.0)).notes.startswith(
        "copied from textbook; changed: weak bugs left 4.0 → 7.0\n\nWe measured"
    )


def test_notes_written_for_the_copy_are_its_own(textbook: Scenario) -> None:
    written = replace(at(textbook, weak_bugs=6.0), notes="We measured 6 bugs.")
    assert copied("textbook", textbook, written).notes == (
        "copied from textbook; changed: weak bugs left 4.0 → 6.0\n\nWe measured 6 bugs."
    )


@pytest.mark.parametrize(
    "notes",
    ["", "mine", "copied from textbook", "copied from x; changed: something", "copied from x; changed: weak bugs left 4.0"],
)
def test_notes_of_a_scenario_of_ones_own_stay_as_they_are(textbook: Scenario, notes: str) -> None:
    own = replace(textbook, notes=notes)
    assert refreshed(own, at(own, weak_bugs=9.0)) == notes


def test_a_line_that_its_author_removed_stays_away(textbook: Scenario) -> None:
    once = copied("textbook", textbook, at(textbook, weak_bugs=6.0))
    assert refreshed(once, replace(once, notes="all our own now")) == "all our own now"


def test_where_the_origin_is_gone_nothing_is_said_to_be_known(textbook: Scenario) -> None:
    assert notes_of_copy("gone", replace(textbook, name=""), textbook).startswith(
        "copied from gone; what changed is not known\n\nNotes of gone:\n\nThe smallest"
    )


def test_ranges_and_sources_that_differ_are_named(textbook: Scenario) -> None:
    known = with_evidence(
        textbook, {"weak.bugs": Evidence(2.0, 8.0, "6 of 9, weak model 3 → 4"), "weak.hard_fix_rate": Evidence(0.1, 0.2)}
    )
    once = copied("textbook", textbook, known)
    line = (
        "copied from textbook; changed: range of weak bugs left none → 2.0..8.0, "
        "source of weak bugs left none → “6 of 9; weak model 3 – 4”, range of weak fixes hard none → 10..20 %"
    )
    assert once.notes.partition("\n")[0] == line
    back = resaved(once, with_evidence(once, {"weak.bugs": None, "weak.hard_fix_rate": Evidence(0.1, 0.2000001)}))
    line = "copied from textbook; changed: range of weak fixes hard none → 10..20 %"
    assert back.notes.partition("\n")[0] == line


@pytest.mark.slow
@settings(max_examples=examples(40))
@given(scenarios(), scenarios())
def test_the_line_always_names_what_differs_from_the_origin(origin: Scenario, twice: Scenario) -> None:
    first = copied("it", origin, replace(origin, weak=twice.weak))
    second = resaved(first, replace(twice, notes=first.notes))
    line = second.notes.partition("\n")[0]
    differing = [change.title for change in changes(origin, twice) if text(origin, change.title) != text(twice, change.title)]
    for title in titles():
        if title in differing:
            assert f"{title} " in line
            assert f" → {text(twice, title)}" in line
    assert (line == "copied from it; changed: nothing") <= (not differing)

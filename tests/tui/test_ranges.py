"""Ranges on the rows: typed, shown, dropped, taken along."""

from __future__ import annotations

import pytest

from engine.scenarios.evidence import Evidence
from engine.scenarios.registry import find, with_evidence
from engine.scenarios.typed_range import proposed
from presets.scenarios.library import open_scenario
from tests.tui.conftest import Hands
from tui.reports.comparison import Part, comparison
from tui.reports.markdown import markdown
from tui.state.session import Session


@pytest.mark.slow
async def test_a_range_is_typed_shown_dropped_and_taken_back(hands: Hands) -> None:
    await hands.write("4 (2.")
    assert not hands.now.stale
    await hands.write(".8)")
    assert hands.message.startswith("weak bugs left [q_w] = 4 bugs, 2.0..8.0.")
    await hands.press("enter")
    assert "4.0±bugs*" in hands.row
    assert hands.message.startswith("weak bugs left [q_w]: Range 2.0..8.0. Saved: no range.")
    assert hands.now.undo == "weak bugs left 4.0 → 4.0 (2.0..8.0)"
    await hands.write("9")
    assert "the range 2.0..8.0 of weak bugs left does not hold 9 bugs and is dropped" in hands.message
    await hands.press("enter")
    assert hands.message == "The range 2.0..8.0 of weak bugs left does not hold 9 bugs and is dropped"
    assert "9.0 bugs*" in hands.row
    await hands.press("u")
    assert hands.message == "Undone: weak bugs left 4.0 (2.0..8.0) → 9.0; now 4.0 (2.0..8.0)"
    assert "4.0±bugs*" in hands.row
    await hands.write("()")
    await hands.press("enter")
    assert "4.0 bugs " in hands.row
    # Keys that set a value drop its range as well, and say so behind what they say themselves.
    await hands.press("r")
    assert hands.message.startswith("weak bugs left [q_w] 3.2..4.8 around 4 bugs.")
    await hands.press("enter", "g")
    assert hands.message.endswith(
        "u takes it back; the range 3.2..4.8 of weak bugs left does not hold 5.33539 bugs and is dropped"
    )
    await hands.press("backspace")
    assert not hands.now.modified
    await hands.find("caching")
    await hands.press("r")
    assert hands.message == "caching has no range: it is true or false"


def test_a_range_is_proposed_where_it_can_be() -> None:
    assert proposed(find("weak.bugs"), 4.0, Evidence(2.0, 8.0)) == "2..8"
    assert proposed(find("weak.easy_fix_rate"), 0.97, None) == "±2%"
    assert proposed(find("weak.easy_fix_rate"), 1.0, None) == ""
    assert proposed(find("lineup.advice_tokens"), None, Evidence(source="a guess")) == ""


def test_what_is_known_is_taken_along() -> None:
    session = Session(open_scenario("textbook").scenario)
    session.open(with_evidence(session.scenario, {"weak.bugs": Evidence(2.0, 8.0, "7 of | 9")}))
    session.pin()
    session.begin()
    # As it was: its source is as true as before.
    session.type("4 (2..8)")
    assert session.commit()
    assert not session.snapshot.modified
    session.begin()
    session.type("3..8")
    assert session.commit()
    entry = next(one for one in comparison(session.snapshot) if one.label == "± weak bugs left")
    assert (entry.cells, entry.part) == (("3.0..8.0", "2.0..8.0"), Part.DIFFERENT)
    text = markdown(session.snapshot)
    assert "| weak bugs left `q_w` | 3.0..8.0 (saved: 2.0..8.0) | (saved: 7 of \\| 9) |" in text
    assert "| bugs left `q` | 2.0 | 4.0 |" in text

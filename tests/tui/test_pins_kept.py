"""Pins from one session to the next, beside unsaved work, and back again after they were dropped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.conftest import Hands, Opener
from tui.state.workspace import Workspace, first_document


def labels(hands: Hands) -> list[str]:
    return [hands.now.pin_label(pin) for pin in hands.now.pins]


async def test_pins_survive_a_quit(explorers: Opener) -> None:
    hands = await explorers()
    await hands.press("right", "p", "R", "q")
    again = await explorers()
    assert labels(again) == ["Textbook example: weak bugs left 4.1"]
    assert "1 pinned" in again.title
    assert again.now.pins[0].outcome.verdict == hands.now.pins[0].outcome.verdict
    await again.press("u")
    assert "nothing to undo" in again.message


@pytest.mark.slow
async def test_dropped_pins_come_back_with_u(explorers: Opener) -> None:
    hands = await explorers()
    await hands.press("p", "right", "p", "ctrl+x")
    assert not hands.now.pins
    await hands.press("u")
    assert len(hands.now.pins) == 2
    assert hands.message == "Undone: dropped the pins; now 2 pins"
    assert len((await explorers()).now.pins) == 2


@pytest.mark.slow
async def test_of_two_sessions_the_one_that_changed_its_pins_is_remembered(explorers: Opener) -> None:
    one, other = await explorers(), await explorers()
    await one.press("p", "q")
    await other.press("right", "left", "q")
    assert len((await explorers()).now.pins) == 1


async def test_recovered_work_brings_its_pins(explorers: Opener) -> None:
    document, _ = first_document("textbook")
    killed = Workspace(document)
    killed.begin_drafts()
    killed.session.pin()
    killed.session.step("weak.bugs", 10)
    killed.keep_draft()
    assert killed._drafts is not None
    killed._drafts.close()
    hands = await explorers()
    assert not hands.now.pins
    await hands.press("r")
    assert labels(hands) == ["Textbook example"]
    await hands.press("u")
    assert len(hands.now.pins) == 1


async def test_pins_that_cannot_be_read_are_set_aside(explorers: Opener, home: Path) -> None:
    (home / "state").mkdir(parents=True)
    (home / "state" / "pins.toml").write_text("not toml")
    hands = await explorers()
    assert hands.message.startswith("Set aside as pins.toml.unusable: ")
    await hands.press("p")
    assert (home / "state" / "pins.toml.unusable").read_text() == "not toml"
    assert len((await explorers()).now.pins) == 1

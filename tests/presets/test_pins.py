"""Pins between sessions: in a file of their own, and beside unsaved work."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presets.files.reading import LARGEST
from presets.files.refusal import Refusal
from presets.kept import drafts
from presets.kept.pins import Pinned, keep_pins, kept_pins
from presets.scenarios.library import open_scenario
from tests.presets.files import TEXTS, scenarios
from tests.searching import examples


@pytest.fixture
def kept(home: Path) -> Path:
    return home / "state" / "pins.toml"


@pytest.fixture
def pin() -> Pinned:
    return Pinned("Textbook example: weak bugs left 6.0", open_scenario("textbook").scenario)


def test_nothing_is_kept_at_first(home: Path) -> None:
    assert kept_pins() == ((), "")
    assert not home.exists()


@pytest.mark.slow
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.builds(Pinned, TEXTS.filter(lambda text: "\n" not in text and "\r" not in text), scenarios()), max_size=3))
def test_pins_come_back_as_they_were(kept: Path, pins: list[Pinned]) -> None:
    keep_pins(pins)
    assert kept_pins() == (tuple(pins), "")
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_label_without_end_is_cut(kept: Path, pin: Pinned) -> None:
    keep_pins([Pinned("x" * 500, pin.scenario)])
    assert kept_pins()[0][0].label == "x" * 199 + "…"
    assert kept.exists()


def test_too_many_pins_are_refused_and_those_before_stay(home: Path, pin: Pinned) -> None:
    keep_pins([pin])
    with pytest.raises(Refusal, match="pins are not kept"):
        keep_pins([pin] * (LARGEST // 1000))
    assert kept_pins() == ((pin,), "")


@pytest.mark.parametrize(
    "content", ["", "schema = 2", "schema = 1\npins = 3", "schema = 1\n[[pins]]\nlabel = 'x'\nscenario = ''"]
)
def test_what_cannot_be_read_is_set_aside(kept: Path, pin: Pinned, content: str) -> None:
    keep_pins([pin])
    kept.write_text(content)
    pins, problem = kept_pins()
    assert pins == ()
    assert problem.startswith("Set aside as pins.toml.unusable: ")
    assert kept.with_name("pins.toml.unusable").read_text() == content
    assert kept_pins() == ((), "")


def test_a_draft_brings_its_pins(home: Path, pin: Pinned) -> None:
    document = open_scenario("textbook")
    session = drafts.Keeper.begin()
    session.keep(document.scenario, document.source, [pin])
    session.close()
    ((left,), _) = drafts.abandoned()
    assert left.pins == (pin,)
    again = drafts.Keeper.begin()
    mine = drafts.adopt(left, again)
    assert mine
    again.close()
    assert drafts.abandoned()[0][0].pins == (pin,)
    assert home.exists()


def test_pins_never_keep_unsaved_work_from_being_kept(home: Path, pin: Pinned) -> None:
    document = open_scenario("textbook")
    session = drafts.Keeper.begin()
    session.keep(document.scenario, document.source, [pin] * (LARGEST // 1000))
    session.close()
    ((left,), _) = drafts.abandoned()
    assert (left.scenario, left.pins) == (document.scenario, ())
    left.path.write_text(left.path.read_text() + "[[pins]]\n")
    assert drafts.abandoned()[0][0].scenario == document.scenario
    assert home.exists()

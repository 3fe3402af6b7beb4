"""An engine that takes its time: the last answer stays, dimmed, and everything typed meanwhile counts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from engine.scenarios.registry import value
from tests.tui.conftest import Hands
from tui.answers import deadline as deadline_module
from tui.answers.deadline import Deadline
from tui.state.snapshot import Snapshot
from tui.views.curves import Curves
from tui.views.flips import Flips
from tui.views.lineup import LineUp
from tui.views.map import Map
from tui.views.odds import OddsView
from tui.widgets.lines import Lines
from tui.widgets.table import Table
from tui.widgets.verdict_box import VerdictBox


class Slow:
    """Holds the answers of some deadlines back until they are let go."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.asked: list[Any] = []

    def slow_down(self, deadline: Deadline[Any, Any]) -> None:
        work: Callable[[Any], Any] = deadline._work

        def late(question: object) -> object:
            self.asked.append(question)
            self.gate.wait()
            return work(question)

        deadline._work = late


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    # Nothing is waited for: every answer is late.
    monkeypatch.setattr(deadline_module, "patience", 0.0)
    return Slow()


async def settle(hands: Hands, *deadlines: Deadline[Any, Any]) -> None:
    while any(deadline.busy for deadline in (hands.explorer._deadline, *deadlines)):
        await hands.pilot.pause()
    await hands.pilot.pause()


def shown_styles(hands: Hands, widget: type[Lines]) -> set[str]:
    found = next(one for one in hands.explorer.query(Lines) if isinstance(one, widget) and one.size.height)
    return {style for line in found._lines for text, style in line if text.strip()}


async def test_the_last_answer_is_dimmed_and_keys_go_on(hands: Hands, slow: Slow) -> None:
    before, figures = hands.verdict, hands.table
    slow.slow_down(hands.explorer._deadline)
    await hands.press("right")
    assert "4.1" in hands.row
    assert hands.now.pending
    assert (hands.verdict, hands.table) == (before, figures)
    assert shown_styles(hands, VerdictBox) == {"dim"}
    assert shown_styles(hands, Table) == {"dim"}
    assert hands.explorer.query_one(Curves).has_class("-stale")
    await hands.press("right", "down", "7", "0", "enter")
    assert value(hands.now.scenario, "weak.bugs") == 4.2
    assert value(hands.now.scenario, "weak.hard_fraction") == 0.7
    slow.gate.set()
    await settle(hands, hands.explorer.query_one(Curves)._deadline)
    assert not hands.now.stale
    assert hands.now.outcome.scenario == hands.now.scenario
    assert hands.verdict != before
    assert shown_styles(hands, VerdictBox) != {"dim"}
    assert not hands.explorer.query_one(Curves).has_class("-stale")


async def test_answers_to_states_that_are_gone_are_never_shown(hands: Hands, slow: Slow) -> None:
    told: list[object] = []
    slow.slow_down(hands.explorer._deadline)
    await hands.press(*["right"] * 6)
    listener = hands.explorer.session.listener
    assert listener is not None

    def listen(snapshot: Snapshot) -> None:
        told.append(snapshot.outcome.scenario)
        listener(snapshot)

    hands.explorer.session.listener = listen
    slow.gate.set()
    await settle(hands)
    assert told == [hands.now.scenario]
    assert len(slow.asked) < 6


async def test_undoing_what_has_no_answer_yet_brings_the_last_one_back(hands: Hands, slow: Slow) -> None:
    before, styles = hands.verdict, shown_styles(hands, VerdictBox)
    slow.slow_down(hands.explorer._deadline)
    await hands.press("right", "u")
    assert not hands.now.pending
    assert hands.verdict == before
    assert shown_styles(hands, VerdictBox) == styles
    slow.gate.set()


async def test_what_depends_on_the_answer_waits_for_it_and_so_do_the_keys_behind_it(hands: Hands, slow: Slow) -> None:
    slow.slow_down(hands.explorer._deadline)
    await hands.press("right", "right")
    await hands.press("p")
    await hands.press("right")
    assert value(hands.now.scenario, "weak.bugs") == 4.2
    slow.gate.set()
    while value(hands.now.scenario, "weak.bugs") != 4.3:
        await hands.pilot.pause()
    (pin,) = hands.now.pins
    assert value(pin.scenario, "weak.bugs") == 4.2
    assert pin.outcome.scenario == pin.scenario


async def test_the_crossover_of_the_newest_state_is_gone_to(hands: Hands, slow: Slow) -> None:
    slow.slow_down(hands.explorer._deadline)
    await hands.find("weak fixes hard")
    await hands.press("right", "g")
    slow.gate.set()
    while hands.explorer._deadline.busy or "crossover" not in hands.message:
        await hands.pilot.pause()
    await settle(hands)
    assert hands.now.outcome.verdict.cheaper == "tie"


async def test_a_sentence_stays_when_the_answer_comes(hands: Hands, slow: Slow) -> None:
    slow.slow_down(hands.explorer._deadline)
    await hands.press("right", "u", "U")
    said = hands.message
    assert said.startswith("Redone")
    slow.gate.set()
    await settle(hands)
    assert hands.message == said


@pytest.mark.slow
@pytest.mark.parametrize(("key", "kind"), [("C", Curves), ("F", Flips), ("M", Map), ("O", OddsView), ("L", LineUp)])
async def test_every_view_keeps_what_it_shows_and_takes_the_newest(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, key: str, kind: type[Any]
) -> None:
    await hands.press(key)
    view = hands.explorer.query_one(kind)
    holder = next(x for x in (view, *view.query("*")) if any(isinstance(y, Deadline) for y in vars(x).values()))
    deadline = next(y for y in vars(holder).values() if isinstance(y, Deadline))
    monkeypatch.setattr(deadline_module, "patience", 0.0)
    slow = Slow()
    slow.slow_down(deadline)

    def picture() -> list[str]:
        rows = view._canvas._rows if kind is Curves else ()
        return [row.text for row in rows] if kind is Curves else list(view.shown)

    before = picture()
    await hands.press("right")
    while hands.explorer._deadline.busy or not deadline.busy:
        await hands.pilot.pause()
    await hands.pilot.pause()
    if kind is not OddsView:
        assert picture() == before
    assert deadline.busy
    await hands.press("right")
    assert "4.2" in hands.row
    slow.gate.set()
    await settle(hands, deadline)
    assert picture() != before
    wanted = picture()
    # The same as is worked out at once.
    monkeypatch.setattr(deadline_module, "patience", 60.0)
    await hands.press("right", "left")
    assert picture() == wanted

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from presets.scenarios.library import open_scenario
from tui.state.history import History


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def start() -> Scenario:
    return open_scenario("textbook").scenario


def at(scenario: Scenario, bugs: float) -> Scenario:
    return assign(scenario, {"weak.bugs": bugs})


def test_steps_are_undone_and_redone_in_order(start: Scenario) -> None:
    history: History[Scenario] = History()
    history.record(start, at(start, 5), "4 → 5")
    history.record(at(start, 5), at(start, 6), "5 → 6")
    assert history.labels == ("4 → 5", "5 → 6")
    assert (step := history.undo())
    assert step.before == at(start, 5)
    assert (history.undo_label, history.redo_label) == ("4 → 5", "5 → 6")
    assert (step := history.redo())
    assert step.after == at(start, 6)
    assert history.redo() is None


def test_a_new_step_ends_what_could_be_redone(start: Scenario) -> None:
    history: History[Scenario] = History()
    history.record(start, at(start, 5), "4 → 5")
    history.undo()
    history.record(start, at(start, 3), "4 → 3")
    assert history.redo_label == ""
    assert history.undo_label == "4 → 3"


def test_quick_changes_of_one_value_are_one_step(start: Scenario) -> None:
    clock = Clock()
    history: History[Scenario] = History(clock)
    for bugs in (5, 6, 7):
        clock.now += 0.2
        history.record(at(start, bugs - 1), at(start, bugs), f"4 → {bugs}", "weak.bugs", joins=True)
    assert history.labels == ("4 → 7",)
    assert (step := history.undo())
    assert step.before == at(start, 4)


@pytest.mark.parametrize("settles", ["pause", "close", "other"])
def test_a_pause_or_another_row_begins_a_new_step(start: Scenario, settles: str) -> None:
    clock = Clock()
    history: History[Scenario] = History(clock)
    history.record(start, at(start, 5), "4 → 5", "weak.bugs", joins=True)
    if settles == "pause":
        clock.now += 5
    elif settles == "close":
        history.close()
    history.record(at(start, 5), at(start, 6), "5 → 6", "weak.bugs" if settles != "other" else "strong.bugs", joins=True)
    assert history.labels == ("4 → 5", "5 → 6")


def test_there_and_back_again_leaves_no_step(start: Scenario) -> None:
    history: History[Scenario] = History(Clock())
    history.record(start, at(start, 5), "4 → 5", "weak.bugs", joins=True)
    history.record(at(start, 5), start, "4 → 4", "weak.bugs", joins=True)
    assert history.labels == ()


def test_history_has_no_limit(start: Scenario) -> None:
    history: History[Scenario] = History()
    for bugs in range(2000):
        history.record(at(start, bugs), at(start, bugs + 1), str(bugs))
    for _ in range(2000):
        last = history.undo()
    assert last is not None
    assert last.before == at(start, 0)
    assert history.undo() is None


def test_clearing_forgets_everything(start: Scenario) -> None:
    history: History[Scenario] = History()
    history.record(start, replace(start, name="other"), "renamed")
    history.clear()
    assert history.undo() is None


def test_all_states_can_be_changed_alike(start: Scenario) -> None:
    history: History[Scenario] = History()
    history.record(start, at(start, 5), "4 → 5")
    history.record(at(start, 5), at(start, 6), "5 → 6")
    history.undo()
    history.rewrite(lambda scenario: replace(scenario, name="other"))
    assert (step := history.redo())
    assert (step.before.name, step.after.name, step.after.weak.bugs) == ("other", "other", 6)
    history.undo()
    assert (step := history.undo())
    assert (step.before.name, step.before.weak.bugs) == ("other", start.weak.bugs)

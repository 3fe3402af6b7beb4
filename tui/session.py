"""The session: one scenario under someone's hands. It knows no Textual and no files.

Every change goes through it and comes out as an immutable ``Snapshot`` for the listener. A value being typed is
tentative: it is evaluated and shown, but becomes a step of the history only when it is committed. Where an answer takes
longer than a key may, the change is told at once and the answer when it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.outcome import Outcome
from engine.parameters import ParameterError, Setting
from engine.registry import assign, find, value
from engine.scenario import Scenario
from engine.steps import stepped
from tui.answer import Question, answer
from tui.history import History
from tui.snapshot import HEADLINE, Editing, Pin, Snapshot, parsed


@dataclass
class Session:
    """Owns the scenario, its saved state, history, pins and the axis; tells its listener of every change."""

    scenario: Scenario
    listener: Callable[[Snapshot], None] | None = None
    history: History = field(default_factory=History)
    ask: Callable[[Question], Outcome | None] = answer
    """Answers a question; ``None`` if ``take`` will get the answer later."""

    def __post_init__(self) -> None:
        outcome = answer(Question(self.scenario, (HEADLINE,)))
        self._snapshot = Snapshot(self.scenario, self.scenario, self.scenario, outcome)

    @property
    def snapshot(self) -> Snapshot:
        """The present state."""
        return self._snapshot

    @property
    def typed(self) -> Scenario:
        """The scenario with the value that is being typed, if it is one."""
        now = self._snapshot
        return self.scenario if now.editing is None or now.editing.problem else now.scenario

    def open(self, saved: Scenario, unsaved: Scenario | None = None) -> None:
        """Start on a scenario; pins stay.

        Args:
            saved: The scenario as it is saved.
            unsaved: Work on it that was not saved, offered back.
        """
        self.history.clear()
        self.scenario = unsaved or saved
        if unsaved is not None and unsaved != saved:
            self.history.record(saved, unsaved, "recovered work")
        self._emit(saved=saved, unscaled=saved, editing=None)

    def mark_saved(self, saved: Scenario) -> None:
        """The present scenario was written; ``saved`` is what the file now holds (a new name included)."""
        self.history.close()
        self.scenario = saved
        self._emit(saved=saved, unscaled=saved)

    def focus(self, key: str) -> None:
        """The row of this parameter has the focus."""
        if key != self._snapshot.focus:
            self.history.close()
            self._emit(focus=key)

    def plot_against(self, key: str) -> None:
        """Plot the curves against this parameter."""
        self._emit(axis=find(key).key)

    # Changing values

    def step(self, key: str, count: int) -> None:
        """Change a value by steps; quick presses join to one step of the history."""
        before = self._snapshot.value(key)
        after = stepped(find(key), self._snapshot.starting_value(key) if before is None else before, count)
        self._put(self._snapshot.with_value(key, after), key)

    def assign(self, changes: Mapping[str, Setting], label: str = "") -> None:
        """Set parameters, as one step of the history.

        Raises:
            ParameterError: If a key is unknown or a value not allowed.
        """
        scenario = self.scenario
        for key, setting in changes.items():
            scenario = self._at(scenario).with_value(key, find(key).check(setting))
        self.put(scenario, label or self._label(scenario, tuple(changes)))

    def put(self, scenario: Scenario, label: str) -> None:
        """Replace the scenario, as one step of the history; nothing happens if it is the same."""
        if scenario != self.scenario:
            self.history.record(self.scenario, scenario, label)
            self.scenario = scenario
            self._emit(editing=None)

    def revert(self, key: str) -> None:
        """Put back the saved value of a parameter."""
        changes = {target: value(self._snapshot.saved, target) for target in find(key).targets}
        scenario = assign(self.scenario, changes)
        self.put(scenario, self._label(scenario, (key,)))

    def reset(self) -> None:
        """Put back every saved value."""
        self.put(self._snapshot.saved, "back to saved")

    def go_to_crossover(self, key: str) -> float | None:
        """Set a parameter to its nearest crossover; from one crossover to the next if it has several.

        Returns:
            The value it was set to; ``None`` if it has no crossover.
        """
        target = self._snapshot.next_crossover(key)
        if target is not None:
            scenario = self._snapshot.with_value(key, target)
            self.put(scenario, self._label(scenario, (key,)))
        return target

    def undo(self) -> str:
        """Take back the last step; its label, or nothing if there was none."""
        step = self.history.undo()
        return self._travel(step.before, step.label) if step else ""

    def redo(self) -> str:
        """Take the last undone step again; its label, or nothing if there was none."""
        step = self.history.redo()
        return self._travel(step.after, step.label) if step else ""

    # Typing a value

    def begin(self, text: str = "") -> None:
        """Start typing a value for the parameter in focus; nothing changes until something is typed."""
        self.history.close()
        self._emit(editing=Editing(self._snapshot.focus, text))

    def type(self, text: str) -> None:
        """The text typed so far: it is evaluated at once; if it is no value, the last valid answer stays."""
        if (editing := self._snapshot.editing) is None:
            return
        try:
            tentative = self._at(self.scenario).with_value(editing.key, parsed(editing.key, text))
        except ParameterError as error:
            self._emit(editing=Editing(editing.key, text, str(error)), scenario=self._snapshot.scenario)
            return
        self._emit(editing=Editing(editing.key, text), scenario=tentative)

    def commit(self) -> bool:
        """The typed value holds; ``False`` if it is no value, and typing goes on."""
        editing = self._snapshot.editing
        if editing is None or editing.problem:
            return editing is None
        tentative, key = self._snapshot.scenario, editing.key
        if tentative == self.scenario:
            self._emit(editing=None)
        else:
            self.put(tentative, self._label(tentative, (key,)))
        return True

    def cancel(self) -> None:
        """Forget what is being typed."""
        self._emit(editing=None)

    # Pins

    def pin(self) -> Pin:
        """Put the present scenario aside."""
        now = self._snapshot
        pin = Pin(now.describe(), now.scenario, now.outcome)
        self._emit(pins=(*now.pins, pin))
        return pin

    def unpin(self, index: int) -> None:
        """Drop a pin."""
        pins = self._snapshot.pins
        self._emit(pins=pins[:index] + pins[index + 1 :])

    def swap(self, index: int) -> None:
        """Exchange a pin with the present scenario."""
        now = self._snapshot
        pin = now.pins[index]
        mine = Pin(now.describe(), now.scenario, now.outcome)
        self.history.record(self.scenario, pin.scenario, f"swapped with {pin.label}")
        self.scenario = pin.scenario
        self._emit(editing=None, pins=(*now.pins[:index], mine, *now.pins[index + 1 :]))

    # The parts of all of them

    def _put(self, scenario: Scenario, subject: str) -> None:
        origin = self.history.origin(subject) or self.scenario
        label = self._at(scenario).change_label(self._at(origin), (subject,))
        self.history.record(self.scenario, scenario, label, subject)
        self.scenario = scenario
        self._emit(editing=None)

    def _label(self, scenario: Scenario, keys: tuple[str, ...]) -> str:
        return self._at(scenario).change_label(self._at(self.scenario), keys)

    def _at(self, scenario: Scenario) -> Snapshot:
        return replace(self._snapshot, scenario=scenario)

    def _travel(self, scenario: Scenario, label: str) -> str:
        self.scenario = scenario
        self._emit(editing=None)
        return label

    def take(self, _question: Question, outcome: Outcome) -> None:
        """The answer to the present state is there at last."""
        self._tell(replace(self._snapshot, outcome=outcome, pending=False, last_answered=None))

    def _emit(self, **changes: Any) -> None:
        previous = self._snapshot
        labels = {"undo": self.history.undo_label, "redo": self.history.redo_label}
        now = replace(previous, **{"scenario": self.scenario, **labels, **changes}).rescaled()
        question = Question(now.scenario, (HEADLINE, now.focus, now.axis), now.outcome)
        outcome = self.ask(question)
        if outcome is None:
            last = previous.last_answered or previous
            self._tell(replace(now, pending=True, last_answered=last))
        else:
            self._tell(replace(now, outcome=outcome, pending=False, last_answered=None))

    def _tell(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        if self.listener is not None:
            self.listener(snapshot)

"""The session: one scenario under someone's hands, and others put aside. It knows no Textual and no files.

Every change goes through it and comes out as an immutable ``Snapshot`` for the listener. A value being typed is
tentative: it is evaluated and shown, but becomes a step of the history only when it is committed. Where an answer takes
longer than a key may, the change is told at once and the answer when it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine.outcome import Outcome
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import find, ranged, reverted, revise, value
from engine.scenarios.scenario import Scenario
from engine.scenarios.steps import stepped
from engine.scenarios.together import fitting, problem
from engine.scenarios.typed import Place, checked
from presets.kept.pins import Pinned
from presets.scenarios.copies import notes_of_copy
from tui.answers.answer import HEADLINE, Question, answer, how_sure
from tui.state.history import History, Step
from tui.state.in_force import InForce
from tui.state.panels import FOLDS, PANEL_OF
from tui.state.snapshot import Editing, Pin, Snapshot
from tui.state.typed_value import evaluated, lost_with

if TYPE_CHECKING:
    from engine.confidence import Confidence


@dataclass
class Session:
    """Owns the scenario, its saved state, history, pins and the axis; tells its listener of every change."""

    scenario: Scenario
    listener: Callable[[Snapshot], None] | None = None
    history: History[InForce] = field(default_factory=History)
    ask: Callable[[Question], Outcome | None] = answer
    """Answers a question; ``None`` if ``take`` will get the answer later."""
    ask_how_sure: Callable[[Outcome], Confidence | None] = how_sure
    """Says how sure an answer is; ``None`` if ``take_how_sure`` will get that later."""

    def __post_init__(self) -> None:
        outcome = answer(Question(self.scenario, (HEADLINE,)))
        self._snapshot = Snapshot(self.scenario, self.scenario, outcome, unsure=bool(ranged(self.scenario)))
        self._weighed: Outcome | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The present state."""
        return self._snapshot

    @property
    def typed(self) -> Scenario:
        """The scenario with the value that is being typed, if it is one."""
        now = self._snapshot
        return self.scenario if now.editing is None or not now.editing.valid else now.scenario

    def open(self, saved: Scenario, unsaved: Scenario | None = None) -> None:
        """Start on a scenario; pins stay.

        Args:
            saved: The scenario as it is saved; without a name where that is not known.
            unsaved: Work on it that was not saved, offered back.
        """
        self.history.clear()
        self.scenario = unsaved or saved
        if unsaved is not None and unsaved != saved and saved.name:
            pins = self._snapshot.pins
            self.history.record(InForce(saved, pins), InForce(unsaved, pins), "recovered work")
        self._emit(saved=saved, editing=None)

    def mark_saved(self, as_saved: Callable[[Scenario], Scenario]) -> None:
        """The present scenario was written.

        Args:
            as_saved: What the file holds of a scenario: its name and the beginning of its notes may be others. Steps
                before and after lead to scenarios of that file too, so they are changed alike.
        """
        self.history.close()
        self.history.rewrite(lambda state: replace(state, scenario=as_saved(state.scenario)))
        self.scenario = saved = as_saved(self.scenario)
        self._emit(saved=saved)

    def focus(self, key: str, *, passing: bool = False) -> None:
        """The row of this parameter, or the heading of this panel, has the focus.

        Args:
            key: Of the parameter, or of the panel.
            passing: Whether it is looked at only: its panel, which is open while it has the focus, is not kept open.
        """
        opened = self._snapshot.opened
        if key not in FOLDS and not passing:
            opened |= FOLDS.keys() & {PANEL_OF[key].key}
        if (key, opened) != (self._snapshot.focus, self._snapshot.opened):
            self.history.close()
            self._emit(focus=key, opened=opened)

    def plot_against(self, key: str) -> None:
        """Plot the curves against this parameter."""
        self._emit(axis=find(key).key)

    # Changing values

    def step(self, key: str, count: int) -> None:
        """Change a value by steps; quick presses join to one step of the history. Steps up open a panel, steps down fold it."""
        if key in FOLDS:
            opened = self._snapshot.opened
            self._emit(opened=opened | {key} if count > 0 else opened - {key})
            return
        parameter, scenario = find(key), self._snapshot.scenario
        now = value(scenario, key)
        if now is None and parameter.linked:
            now = value(scenario, parameter.targets[-1])
        self._put_if_fitting(self._revised(scenario, {key: stepped(parameter, now, count)}), key, joins=True)

    def assign(self, changes: Mapping[str, Setting], label: str = "") -> None:
        """Set parameters, as one step of the history.

        Raises:
            ParameterError: If a key is unknown or a value not allowed, alone or together with the others.
        """
        settings = {key: checked(find(key), setting, Place.SCREEN) for key, setting in changes.items()}
        self._put(fitting(self._revised(self.scenario, settings)), tuple(changes), label)

    def put(self, scenario: Scenario, label: str) -> None:
        """Replace the scenario, as one step of the history; nothing happens if it is the same.

        Raises:
            ParameterError: If its values do not go together.
        """
        self._take(InForce(fitting(scenario), self._snapshot.pins), label, lost=lost_with(self.scenario, scenario))

    def revert(self, key: str) -> None:
        """Put back the saved value of a parameter, and what is known of it."""
        self._put_if_fitting(reverted(self.scenario, self._snapshot.saved, key), key)

    def reset(self) -> None:
        """Put back every saved value."""
        # The name of work without a file is not saved either; it stays.
        saved = replace(self._snapshot.saved, name=self.scenario.name)
        self._take(InForce(saved, self._snapshot.pins), "back to saved")

    def go_to_crossover(self, key: str) -> float | None:
        """Set a parameter to its nearest crossover; from one crossover to the next if it has several.

        Returns:
            The value it was set to; ``None`` if it has no crossover.
        """
        target = self._snapshot.next_crossover(key)
        if target is not None:
            self._put_if_fitting(self._revised(self._snapshot.scenario, {key: target}), key)
        return target

    def undo(self) -> str:
        """Take back the last step; its label and what is in force now, or nothing if there was none."""
        step = self.history.undo()
        return self._travel(step, step.after, step.before) if step else ""

    def redo(self) -> str:
        """Take the last undone step again; its label and what is in force now, or nothing if there was none."""
        step = self.history.redo()
        return self._travel(step, step.before, step.after) if step else ""

    # Typing a value

    def begin(self, text: str = "") -> None:
        """Start typing a value for the parameter in focus; nothing changes until something is typed."""
        self.history.close()
        self._emit(editing=Editing(self._snapshot.focus, text))

    def type(self, text: str) -> None:
        """The text typed so far: it is evaluated at once; if it is no value, the last valid answer stays.

        A change such as ``+10%`` is one of the value before typing.
        """
        if (editing := self._snapshot.editing) is None:
            return
        editing, typed = evaluated(editing.key, text, self.scenario, self._snapshot.saved)
        self._emit(editing=editing, scenario=typed or self._snapshot.scenario)

    def commit(self) -> bool:
        """The typed value holds; ``False`` if it is no value, and typing goes on."""
        editing = self._snapshot.editing
        if editing is None:
            return True
        if not editing.valid:
            refused = replace(editing, problem=editing.problem or editing.unfinished)
            self._emit(editing=refused, scenario=self._snapshot.scenario)
            return False
        tentative, key = self._snapshot.scenario, editing.key
        if tentative == self.scenario:
            self._emit(editing=None)
        else:
            self._put(tentative, (key,))
        return True

    def cancel(self) -> None:
        """Forget what is being typed."""
        self._emit(editing=None)

    # Pins

    def pin(self) -> Pin:
        """Put the present scenario aside, as one step of the history, like every change of the pins."""
        pin, pins = self._aside(), self._snapshot.pins
        self._take(InForce(self.scenario, (*pins, pin)), f"pinned {pin.label}")
        return pin

    def unpin(self, index: int) -> None:
        """Drop a pin."""
        pins = self._snapshot.pins
        label = self._snapshot.pin_label(pins[index])
        self._take(InForce(self.scenario, pins[:index] + pins[index + 1 :]), f"dropped {label}")

    def unpin_all(self) -> None:
        """Drop every pin."""
        self._take(InForce(self.scenario), "dropped the pins")

    def swap(self, index: int) -> None:
        """Exchange a pin with the present scenario."""
        pins = self._snapshot.pins
        pin = pins[index]
        after = InForce(self._mine(pin.scenario), (*pins[:index], self._aside(), *pins[index + 1 :]))
        self._take(after, f"swapped with {self._snapshot.pin_label(pin)}")

    def restore(self, pins: Iterable[Pinned]) -> None:
        """Put scenarios aside that a session before had; no step, for it is how this session begins."""
        kept = [Pin(pin.label, pin.scenario) for pin in pins]
        added = tuple(pin for pin in kept if pin not in self._snapshot.pins)
        self.history.rewrite(lambda state: replace(state, pins=(*added, *state.pins)))
        self._emit(pins=(*added, *self._snapshot.pins))

    # The parts of all of them

    def _revised(self, scenario: Scenario, changes: Mapping[str, Setting]) -> Scenario:
        return revise(scenario, changes, self._snapshot.saved)

    def _state(self) -> InForce:
        return InForce(self.scenario, self._snapshot.pins)

    def _mine(self, scenario: Scenario) -> Scenario:
        """A scenario in place of the one that is open: under its name, for it would be saved in its file."""
        if scenario.name in (self._snapshot.saved.name, self.scenario.name):
            return scenario
        return replace(scenario, name=self.scenario.name, notes=notes_of_copy(scenario.name, scenario, scenario))

    def _aside(self) -> Pin:
        now = self._at(self.scenario)
        return Pin(now.describe(), now.scenario, now.outcome if now.outcome.scenario == now.scenario else None)

    def _put(self, scenario: Scenario, keys: tuple[str, ...], label: str = "", *, joins: bool = False) -> None:
        """Set what some parameters name."""
        key = keys[0] if len(keys) == 1 else ""
        origin = self.history.origin(key) if joins else None
        before = self._at(origin.scenario if origin else self.scenario)
        label = label or self._at(scenario).change_label(before, keys)
        self._take(InForce(scenario, self._snapshot.pins), label, key, joins=joins, lost=lost_with(self.scenario, scenario))

    def _put_if_fitting(self, scenario: Scenario, key: str, *, joins: bool = False) -> None:
        """Set what a parameter names, unless its values do not go together any more: there its domain ends, so to speak."""
        if not problem(scenario):
            self._put(scenario, (key,), joins=joins)

    def _take(self, state: InForce, label: str, key: str = "", *, joins: bool = False, lost: str = "") -> None:
        """Be in another state from now on, as one step of the history; nothing happens if it is the same."""
        if state != self._state():
            self.history.record(self._state(), state, label, key, joins=joins)
            self._be(state, lost)

    def _travel(self, step: Step[InForce], left: InForce, state: InForce) -> str:
        self._be(state)
        now = self._snapshot.text_with_range(step.key) if step.key else state.since(left)
        return f"{step.label}; now {now}" if now else step.label

    def _be(self, state: InForce, lost: str = "") -> None:
        self.scenario = state.scenario
        self._emit(editing=None, pins=state.pins, dropped=lost)

    def _at(self, scenario: Scenario) -> Snapshot:
        return replace(self._snapshot, scenario=scenario)

    def take(self, _question: Question, outcome: Outcome) -> None:
        """The answer to the present state is there at last."""
        self._tell(self._with_how_sure(replace(self._snapshot, outcome=outcome, pending=False, last_answered=None)))

    def take_how_sure(self, outcome: Outcome, found: Confidence | None) -> None:
        """How sure an answer is was worked out at last; unless another state is in force, which asks for itself."""
        if outcome is not self._weighed or self._snapshot.pending:
            self._weighed = None
        else:
            self._tell(replace(self._snapshot, sure=found, unsure=False))

    def weigh(self) -> None:
        """Have it worked out how sure the answer is with which the session began: the first screen did not wait for that."""
        if self._snapshot.unsure and self._weighed is None:
            self._emit()

    def _with_how_sure(self, now: Snapshot) -> Snapshot:
        """A state that is answered, with how sure that is, or with what was known of an earlier one."""
        if not ranged(now.scenario):
            self._weighed = None
            return replace(now, sure=None, unsure=False)
        if now.outcome is self._weighed:
            return now
        self._weighed = now.outcome
        found = self.ask_how_sure(now.outcome)
        return replace(now, sure=found or now.sure, unsure=found is None)

    def _emit(self, **changes: Any) -> None:
        previous = self._snapshot
        labels = {"undo": self.history.undo_label, "redo": self.history.redo_label}
        now = replace(previous, **{"scenario": self.scenario, "dropped": "", **labels, **changes})
        question = Question(now.scenario, (HEADLINE, now.focus, now.axis), now.outcome)
        outcome = self.ask(question)
        if outcome is None:
            last = previous.last_answered or previous
            self._tell(replace(now, pending=True, last_answered=last))
        else:
            self._tell(self._with_how_sure(replace(now, outcome=outcome, pending=False, last_answered=None)))

    def _tell(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        if self.listener is not None:
            self.listener(snapshot)

"""What the session says to the screen: one immutable snapshot after every change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from engine.crossings.crossovers import crossovers
from engine.crossings.profile import Crossings, distance
from engine.outcome import Outcome
from engine.scenarios.evidence import Evidence, show_known
from engine.scenarios.notation import show
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import PARAMETERS, find, value
from engine.scenarios.scenario import Scenario
from presets.kept.pins import Pinned
from presets.scenarios.changes import changes, now_has
from tui.answers.answer import HEADLINE, Question, answer
from tui.state.panels import FOLDED, FOLDS, OPEN, PANEL_OF, PLACES, row_of

if TYPE_CHECKING:
    from engine.confidence import Confidence

_SAME = 1e-9
"""Relative difference below which a value is at its crossover."""


@dataclass(frozen=True)
class Pin(Pinned):
    """A scenario put aside for comparison, with the engine's answer to it.

    Attributes:
        answered: The answer, if it was known when the scenario was put aside.
    """

    answered: Outcome | None = field(default=None, compare=False, repr=False)

    @cached_property
    def outcome(self) -> Outcome:
        """Its outcome; one that is not known is worked out when somebody looks at it."""
        return self.answered or answer(Question(self.scenario, (HEADLINE,)))


@dataclass(frozen=True)
class Editing:
    """A value being typed.

    Attributes:
        key: The parameter.
        text: What is typed so far.
        meaning: What it means; empty if nothing is typed.
        problem: Why it is no value; empty if it is one, or the beginning of one.
        unfinished: Why the beginning of a value is none yet.
    """

    key: str
    text: str
    meaning: str = ""
    problem: str = ""
    unfinished: str = ""

    @property
    def valid(self) -> bool:
        """Whether it can be taken."""
        return not (self.problem or self.unfinished)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Everything that the screen shows.

    Attributes:
        scenario: The scenario in force, the value being typed included.
        saved: The scenario as it is saved.
        outcome: The engine's answer to ``scenario``.
        focus: The parameter of the row in focus, or the panel whose heading is.
        axis: The parameter that the curves are plotted against.
        pins: Scenarios put aside.
        editing: The value being typed, if one is.
        undo: What undoing would take back; empty if nothing.
        redo: What redoing would do again; empty if nothing.
        opened: The panels that somebody opened, or went to a row of.
        dropped: What was known of a number and went with its value, in a sentence without its full stop; empty if nothing.
        sure: How sure the answer is; nothing if no number has a range, or as long as it was never worked out.
        unsure: Whether that is still being worked out, so that ``sure`` is about an earlier state.
        pending: Whether the answer to this state is still being worked out, so that the outcome is an earlier one.
        last_answered: While it is, the last state that was answered.
    """

    scenario: Scenario
    saved: Scenario
    outcome: Outcome
    focus: str = HEADLINE
    axis: str = HEADLINE
    pins: tuple[Pin, ...] = ()
    editing: Editing | None = None
    undo: str = ""
    redo: str = ""
    opened: frozenset[str] = frozenset()
    dropped: str = ""
    sure: Confidence | None = None
    unsure: bool = False
    pending: bool = False
    last_answered: Snapshot | None = None

    @property
    def stale(self) -> bool:
        """Whether the outcome is an earlier one: its successor is not there yet, or an impossible value is being typed."""
        return self.pending or (self.editing is not None and bool(self.editing.problem))

    @cached_property
    def answered(self) -> Snapshot:
        """What can be shown of the answer: this state, or, while it has none yet, the last one that had, stale."""
        if self.last_answered is None:
            return self
        return replace(self.last_answered, editing=self.editing, pins=self.pins, saved=self.saved, pending=True)

    def continues(self, before: Snapshot) -> bool:
        """Whether nothing but the answer to ``before``, or how sure it is, is new."""
        return (before.pending or before.unsure) and all(
            getattr(self, name) is getattr(before, name)
            for name in ("scenario", "saved", "focus", "axis", "pins", "editing", "opened")
        )

    @cached_property
    def modified(self) -> bool:
        """Whether there is something to save."""
        return self.scenario != self.saved

    @cached_property
    def silent(self) -> frozenset[str]:
        """The panels that fold and of which nothing is used: neither in force nor saved nor pinned nor plotted against."""
        scenarios = (self.scenario, self.saved, *(pin.scenario for pin in self.pins))
        used = {PANEL_OF[self.axis].key, *(key for key, panel in FOLDS.items() if any(map(panel.used_by, scenarios)))}
        return frozenset(FOLDS) - used

    @cached_property
    def folded(self) -> frozenset[str]:
        """The panels whose rows are not shown: silent ones that nobody opened, and that do not have the row in focus."""
        return self.silent - self.opened - (set() if self.focus in FOLDS else {PANEL_OF[self.focus].key})

    @cached_property
    def places(self) -> list[str]:
        """The rows shown and the headings that can be folded or opened, in the order of the screen: where keys lead."""
        headings = self.silent | {self.focus}
        return [key for key in PLACES if (key in headings if key in FOLDS else PANEL_OF[key].key not in self.folded)]

    def value(self, key: str) -> Setting:
        """A parameter's value; ``None`` where it is left out, or where the targets of a linked one disagree."""
        if key in FOLDS:
            return FOLDED if key in self.folded else OPEN
        return value(self.scenario, key)

    def text(self, key: str) -> str:
        """A parameter's value as a row shows it, without its unit."""
        return show(row_of(key), self.value(key))

    def known(self, key: str) -> Evidence | None:
        """What is known of a parameter's value."""
        return self.scenario.evidence.get(key)

    def text_with_range(self, key: str) -> str:
        """A parameter's value and, in brackets, its range if it has one."""
        return show_known(row_of(key), self.value(key), self.known(key))

    def changed(self, key: str) -> bool:
        """Whether a value, or what is known of it, differs from what is saved."""
        # A change of a linked one shows where it is kept.
        if row_of(key).linked:
            return False
        now, saved = self.scenario, self.saved
        return value(now, key) != value(saved, key) or self.known(key) != saved.evidence.get(key)

    def unpublished(self, key: str) -> bool:
        """Whether a value differs from the published assumption."""
        parameter = find(key)
        return parameter.section == "assumptions" and self.value(key) != parameter.default

    def crossings(self, key: str) -> Crossings | None:
        """The crossings along a parameter; ``None`` if it is none that A and B use."""
        return self.outcome.crossings.get(key)

    def next_crossover(self, key: str) -> float | None:
        """The nearest crossover; if the value is at one already, the next one up or else the first."""
        found = self.crossings(key)
        if found is None or not found.points:
            return None
        now = self.value(key)
        points = [point.value for point in found.points]
        if not isinstance(now, int | float):
            return points[0]
        here = [i for i, point in enumerate(points) if math.isclose(point, now, rel_tol=_SAME)]
        if here:
            return points[(here[0] + 1) % len(points)]
        return min(points, key=lambda point: (distance(now, point), abs(point - now)))

    def has_next_crossover(self, key: str) -> bool:
        """Whether there is a crossover other than the one that the value is at."""
        target, now = self.next_crossover(key), self.value(key)
        return target is not None and not (isinstance(now, int | float) and math.isclose(target, now, rel_tol=_SAME))

    def describe(self) -> str:
        """A few words that tell this scenario from others: its name and what was changed."""
        words = now_has(changes(self.saved, self.scenario), 2)
        return f"{self.scenario.name or 'unnamed'}{': ' if words else ''}{words}"

    def pin_label(self, pin: Pin) -> str:
        """What tells a pin from the others: of the scenario that is open, what differs from it as it is saved now."""
        # What a pin of another scenario differed from is not known here; its label says what it was then.
        return replace(self, scenario=pin.scenario).describe() if pin.scenario.name == self.saved.name else pin.label

    @property
    def notes_are_not_of(self) -> str:
        """What was changed since the notes were saved, in a sentence; empty if they were meant of this state."""
        since = changes(self.saved, self.scenario) if self.scenario.notes == self.saved.notes else []
        return f"Changed since the notes were saved: {', '.join(map(str, since))}." if since and self.scenario.notes else ""

    def change_label(self, before: Snapshot, keys: Sequence[str]) -> str:
        """What the history calls a change from ``before``: ``weak bugs left 4 → 6.3``."""
        if len(keys) != 1:
            return f"{len(keys)} values"
        key = keys[0]
        write = Snapshot.text if before.known(key) == self.known(key) else Snapshot.text_with_range
        return f"{PARAMETERS[key].title} {write(before, key)} → {write(self, key)}"


def along(scenario: Scenario, key: str) -> Crossings:
    """The crossings of a scenario along one parameter, where no outcome holds them."""
    return crossovers(scenario, [key])[key]

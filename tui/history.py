"""Undo and redo: every settled state of a scenario, with a label for each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from engine.scenario import Scenario

_SETTLES_AFTER = 1.0
"""Seconds after which a further press of the same key on the same row is a step of its own."""


@dataclass(frozen=True)
class Step:
    """One settled change.

    Attributes:
        label: What it did: ``weak bugs left 4 → 6.3``.
        before: The scenario until then.
        after: The scenario since.
        subject: What was changed; changes of one subject in quick succession are one step.
        at: When, in seconds of the history's clock.
    """

    label: str
    before: Scenario
    after: Scenario
    subject: str
    at: float


class History:
    """The steps taken and, after undoing, those that can be taken again; without limit."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._closed = True

    @property
    def undo_label(self) -> str:
        """What undoing takes back; empty if there is nothing."""
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        """What redoing does again; empty if there is nothing."""
        return self._undone[-1].label if self._undone else ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of all steps taken, oldest first."""
        return tuple(step.label for step in self._done)

    def origin(self, subject: str) -> Scenario | None:
        """The state before the step that a further change of ``subject`` would join, if it would join one."""
        last = self._done[-1] if self._done else None
        if self._closed or last is None or not subject or last.subject != subject:
            return None
        return last.before if self._clock() - last.at < _SETTLES_AFTER else None

    def record(self, before: Scenario, after: Scenario, label: str, subject: str = "") -> None:
        """Add a step, or join it to the last one when ``origin(subject)`` says so.

        Args:
            before: The state before; ignored when joining.
            after: The new state.
            label: What the whole step did, from its origin.
            subject: What quick changes are joined by; empty: never joined.
        """
        origin = self.origin(subject)
        if origin is not None:
            self._done.pop()
            before = origin
        self._undone.clear()
        self._closed = False
        if after != before:
            self._done.append(Step(label, before, after, subject, self._clock()))

    def close(self) -> None:
        """The last step is settled: nothing joins it any more."""
        self._closed = True

    def undo(self) -> Step | None:
        """Take back the last step."""
        if not self._done:
            return None
        self._closed = True
        self._undone.append(self._done.pop())
        return self._undone[-1]

    def redo(self) -> Step | None:
        """Take the step undone last again."""
        if not self._undone:
            return None
        self._closed = True
        self._done.append(self._undone.pop())
        return self._done[-1]

    def clear(self) -> None:
        """Forget everything: another scenario was opened."""
        self._done.clear()
        self._undone.clear()
        self._closed = True

"""Undo and redo: every settled state of a session, with a label for each step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic
from typing import Generic, TypeVar

State = TypeVar("State")

_SETTLES_AFTER = 1.0
"""Seconds after which a further press of the same key on the same row is a step of its own."""


@dataclass(frozen=True)
class Step(Generic[State]):
    """One settled change.

    Attributes:
        label: What it did: ``weak bugs left 4 → 6.3``.
        before: The state until then.
        after: The state since.
        key: The parameter that the label is about; empty if it is about anything else.
        joins: Whether further changes of that parameter in quick succession join this step.
        at: When, in seconds of the history's clock.
    """

    label: str
    before: State
    after: State
    key: str
    joins: bool
    at: float


class History(Generic[State]):
    """The steps taken and, after undoing, those that can be taken again; without limit."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._done: list[Step[State]] = []
        self._undone: list[Step[State]] = []
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

    def origin(self, key: str) -> State | None:
        """The state before the step that a further change of a parameter would join, if it would join one."""
        last = self._done[-1] if self._done else None
        if self._closed or last is None or not last.joins or last.key != key:
            return None
        return last.before if self._clock() - last.at < _SETTLES_AFTER else None

    def record(self, before: State, after: State, label: str, key: str = "", *, joins: bool = False) -> None:
        """Add a step, or join it to the last one when ``origin(key)`` says so.

        Args:
            before: The state before; ignored when joining.
            after: The new state.
            label: What the whole step did, from its origin.
            key: The parameter that the label is about, if it is about one.
            joins: Whether quick changes of that parameter are one step.
        """
        origin = self.origin(key) if joins else None
        if origin is not None:
            self._done.pop()
            before = origin
        self._undone.clear()
        self._closed = False
        if after != before:
            self._done.append(Step(label, before, after, key, joins, self._clock()))

    def close(self) -> None:
        """The last step is settled: nothing joins it any more."""
        self._closed = True

    def undo(self) -> Step[State] | None:
        """Take back the last step."""
        if not self._done:
            return None
        self._closed = True
        self._undone.append(self._done.pop())
        return self._undone[-1]

    def redo(self) -> Step[State] | None:
        """Take the step undone last again."""
        if not self._undone:
            return None
        self._closed = True
        self._done.append(self._undone.pop())
        return self._done[-1]

    def rewrite(self, change: Callable[[State], State]) -> None:
        """Change every state alike: what they have in common is another now."""
        for steps in (self._done, self._undone):
            steps[:] = [replace(step, before=change(step.before), after=change(step.after)) for step in steps]

    def clear(self) -> None:
        """Forget everything: another scenario was opened."""
        self._done.clear()
        self._undone.clear()
        self._closed = True

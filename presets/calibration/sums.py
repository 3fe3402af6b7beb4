"""What is counted of a session, by quantity: how often, and the sums from which means and deviations follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.estimates.resamples import Resamples
from engine.numerics.arrays import Array

QUANTITIES = (
    "prompt",  # tokens of the first prompt of a session
    "begun with",  # tokens of the first prompt of a task
    "generated",  # tokens written by a generation
    "generation calls",  # calls after the first one
    "all generated",  # tokens written by a generation and by further work
    "all generation calls",  # calls of both after the first one
    "fixed",  # tokens written by an attempt
    "fix calls",  # calls after the first one
    "earlier attempts",  # attempts of the task before an attempt
    "fixed, by number",  # tokens times these
    "handed over",  # tokens of a generation in the first prompt of a repair
    "tool output",  # tokens between two calls
    "trace",  # tokens of a check that failed
    "re-read",  # tokens that the cache held, of those that it could have held
    "sent before",  # tokens that the cache could have held
    "missed",  # whether it held less than half of these
    "written to cache",
    "written for an hour",
    "tool seconds",
    "test seconds",
    "answer",  # tokens of an answer whose seconds are known
    "answer seconds",
    "answer, by seconds",  # tokens times seconds
    "bugs",  # of a task with a check
    "failed",  # whether a trial failed
)
"""What is counted, each once per thing that it is of."""

_INDEX = {name: 3 * at for at, name in enumerate(QUANTITIES)}


class Sums:
    """Counts, sums and sums of squares of one session, by quantity."""

    def __init__(self) -> None:
        self._held = [0.0] * (3 * len(QUANTITIES))

    def add(self, quantity: str, value: float) -> None:
        """Count one more."""
        at, held = _INDEX[quantity], self._held
        held[at] += 1.0
        held[at + 1] += value
        held[at + 2] += value * value

    @property
    def array(self) -> Array:
        """All of them: ``(quantities, 3)``."""
        return np.array(self._held).reshape(-1, 3)


def count(sums: Array, quantity: str, where: NDArray[np.int64], values: Array) -> None:
    """Count more in the sums of many sessions.

    Args:
        sums: Theirs: ``(sessions, quantities, 3)``.
        quantity: Of what.
        where: In which session each is.
        values: Of each.
    """
    held = sums[:, QUANTITIES.index(quantity)]
    for power, weights in enumerate((np.ones_like(values), values, values * values)):
        held[:, power] += np.bincount(where, weights, len(sums))


@dataclass(frozen=True, eq=False)
class Resampled:
    """The sums of many sessions, in the data and in each resample of them.

    Attributes:
        had: Which sessions have any of a quantity, ``(sessions, quantities)``.
        sums: Counts, sums and sums of squares of each quantity, ``(3 · quantities, 1 + times)``.
    """

    had: NDArray[np.bool_]
    sums: Array

    @classmethod
    def of(cls, sessions: Sequence[Array], where: Sequence[int], resamples: Resamples) -> Resampled:
        """Add up.

        Args:
            sessions: What is held of each.
            where: To which of the drawn ones each belongs.
            resamples: These.
        """
        each = np.zeros((resamples.sessions, len(QUANTITIES), 3))
        for at, session in zip(where, sessions, strict=True):
            each[at] += session
        return cls(each[:, :, 0] > 0.0, resamples.sums(each.reshape(resamples.sessions, -1)).T)

    def joined(self, other: Resampled, verbosity: Array | None) -> Resampled:
        """These and those of another model together.

        Args:
            other: They.
            verbosity: What the other model writes for each token that this one would, in the data and in the resamples, if
                that is known: what its attempts write counts as what this one's would have.
        """
        sums = self.sums + other.sums
        if verbosity is not None:
            for quantity in ("fixed", "fixed, by number"):
                total = _INDEX[quantity] + 1
                sums[total] = self.sums[total] + other.sums[total] / verbosity
        return Resampled(self.had | other.had, sums)

    def whole(self) -> Resampled:
        """The same with further work counted as generation."""
        had, sums = self.had.copy(), self.sums.copy()
        for quantity in ("generated", "generation calls"):
            to, of = _INDEX[quantity], _INDEX[f"all {quantity}"]
            had[:, to // 3] = had[:, of // 3]
            sums[to : to + 3] = sums[of : of + 3]
        return Resampled(had, sums)

    def sessions(self, quantity: str) -> int:
        """How many sessions have any of it."""
        return int(self.had[:, _INDEX[quantity] // 3].sum())

    def seen(self, quantity: str) -> int:
        """How many there are in the data."""
        return int(self.count(quantity)[0])

    def count(self, quantity: str) -> Array:
        """How many there are: ``(1 + times,)``, as all that follow."""
        return self._of(quantity, 0)

    def total(self, quantity: str) -> Array:
        """What they add up to."""
        return self._of(quantity, 1)

    def squares(self, quantity: str) -> Array:
        """What their squares add up to."""
        return self._of(quantity, 2)

    def _of(self, quantity: str, power: int) -> Array:
        found: Array = self.sums[_INDEX[quantity] + power]
        return found

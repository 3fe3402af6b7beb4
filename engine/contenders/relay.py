"""Strategies in which models take turns at a bug, as data (docs/model.md, More strategies)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.contenders.contender import Idea


@dataclass(frozen=True)
class Turn:
    """Attempts of one model at a bug.

    Attributes:
        fixer: ``strong`` or ``weak``.
        limited: Whether there are up to k of them, the limit of the scenario or the best one; else until the bug is fixed.
    """

    fixer: str
    limited: bool = False


@dataclass(frozen=True)
class Route:
    """What becomes of some bugs.

    Attributes:
        turns: Who attempts them, one after another: two at the most.
        taken_for: Those taken for ``easy`` or for ``hard`` before their first attempt; empty for all bugs.
    """

    turns: tuple[Turn, ...]
    taken_for: str = ""

    def shares(self, accuracy: float) -> tuple[float, float]:
        """Share of the easy and of the hard bugs, where a bug is taken for what it is with a chance."""
        if not self.taken_for:
            return 1.0, 1.0
        return (accuracy, 1.0 - accuracy) if self.taken_for == "easy" else (1.0 - accuracy, accuracy)


@dataclass(frozen=True)
class Relay(Idea):
    """A strategy as data.

    Attributes:
        routes: What becomes of which bugs.
    """

    routes: tuple[Route, ...] = ()

    @property
    def limited(self) -> bool:
        """Whether it has a limit k."""
        return any(turn.limited for route in self.routes for turn in route.turns)

    @property
    def classified(self) -> bool:
        """Whether every bug is taken for easy or for hard first."""
        return any(route.taken_for for route in self.routes)

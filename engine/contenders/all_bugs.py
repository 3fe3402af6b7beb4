"""From one bug of each class to all of a run: bugs that fixes introduce, and one shared conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.attempts.finished import none_of
from engine.numerics.arrays import Array
from engine.numerics.infinity import settled, times
from engine.prices.one_strategy import OneStrategy

NEGLIGIBLE = 1e-18
"""Share of bugs still open below which further attempts change nothing."""


@dataclass(frozen=True, eq=False)
class EachBug:
    """What becomes of a bug, by its class and for several limits: ``(2, limits)``, or what broadcasts to it.

    Attributes:
        dollars: What it costs in a conversation that begins with it.
        unresolved: Chance that it is given up on.
        begun: Chance that each model at work makes an attempt.
        attempts: Attempts by each of them.
        fixed: Chance that each model fixes it.
    """

    dollars: Array
    unresolved: Array
    begun: Sequence[Array]
    attempts: Sequence[Array]
    fixed: Sequence[Array]


@dataclass(frozen=True, eq=False)
class AllBugs:
    """All bugs of a run, figures ``(limits,)``.

    Attributes:
        models: Those at work; of the first one are the bugs, and what holds for all.
        each: What becomes of a bug.
    """

    models: Sequence[OneStrategy]
    each: EachBug

    @cached_property
    def _descended(self) -> Array:
        """(I − B)⁻¹, ``(2, 2, limits)``: bugs of the second class among one of the first and all that descend from it.

        B says how many of the second class one of the first introduces. Every term is positive, so that none is lost
        however near to 1 the regressions are.
        """
        r = self.models[0].regression
        by_model = zip(self.models, self.each.fixed, strict=True)
        introduced = r * np.asarray(sum(fixed[:, None] * model.mix[None, :, None] for model, fixed in by_model))
        easy, hard = (1.0 - r) + r * self.each.unresolved
        to_easy, to_hard = introduced[1, 0], introduced[0, 1]
        system = np.array([[hard + to_easy, to_hard], [to_easy, easy + to_hard]])
        return np.asarray(system / (easy * (hard + to_easy) + to_hard * hard))

    @cached_property
    def bugs(self) -> Array:
        """Bugs in all by class, ``(2, limits)``: n' = n + Bᵀ·n'."""
        left = self.models[0].bugs
        return np.asarray((left[:, None, None] * self._descended).sum(axis=0)) if self.models[0].regression else left[:, None]

    def summed(self, figure: Array) -> Array:
        """A figure of one bug for all of them."""
        total: Array = times(self.bugs, figure).sum(axis=0)
        return total

    @cached_property
    def unresolved(self) -> Array:
        """Expected bugs given up on."""
        return self.summed(self.each.unresolved)

    @property
    def attempts(self) -> Array:
        """Expected attempts of all models."""
        return self.summed(np.asarray(sum(self.each.attempts)))

    @cached_property
    def total_cost(self) -> Array:
        """Dollars, the generation's and those for bugs given up on included."""
        first = self.models[0]
        dollars = self.summed(self.each.dollars) + times(first.handoff_cost, self.unresolved)
        return settled(first.start + (dollars + self._between if first.shared else dollars))

    @property
    def finished(self) -> Array:
        """Chance that no bug is given up on; fractional counts are rounded at random.

        The chance e that a bug or one that descends from it is given up on solves e = u + B·e.
        """
        ends_badly = self.each.unresolved
        if self.models[0].regression:
            ends_badly = (self._descended * ends_badly[None]).sum(axis=1)
        # Chances of several ways may add up to a rounding error more than 1.
        ends_badly = np.minimum(1.0, ends_badly)
        return none_of(self.models[0].bugs[:, None], ends_badly, 1.0 - ends_badly)

    @property
    def _between(self) -> Array:
        """What sharing one conversation adds, bugs in random order: later attempts read what earlier bugs left there."""
        phases = [model.attempts for model in self.models]
        # Tokens that one bug leaves in the conversation, and dollars per token of the prompt that it reads.
        tokens = sum(times(phase.added, made) for phase, made in zip(phases, self.each.attempts, strict=True))
        read = sum(
            times(phase.new_price * phase.readings, made) for phase, made in zip(phases, self.each.attempts, strict=True)
        )
        all_pairs = times(self.summed(np.asarray(tokens)), self.summed(np.asarray(read)))
        own = self.summed(times(tokens, read))
        return np.asarray(np.where(np.isinf(all_pairs), np.inf, (all_pairs - own) / 2.0))

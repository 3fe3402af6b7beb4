"""What the fixers of some strategies are up against: their bugs, how attempts at one go, and what descends from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.attempts.descendants import with_descendants
from engine.attempts.one_bug import OneBug
from engine.numerics.arrays import Array, some
from engine.numerics.infinity import times
from engine.numerics.many_series import ManySeries, ones
from engine.scenarios.inputs import Inputs, by_class

_BOTH = 0
"""Both classes at once."""


@dataclass(frozen=True, eq=False)
class Repairs:
    """Bugs and fixes per strategy: arrays that broadcast to ``(strategies, *shape)``, behind an axis of classes where said.

    Attributes:
        rates: Fix rate of the first attempt at a bug, by class.
        spread: Intra-class correlation of the bugs' own rates.
        fading: Factor on the rate with every further attempt.
        limit: Attempts after which a bug is given up on; infinite for none.
        bugs: Bugs left by the generator, by class.
        mix: Share of each class among bugs that the fixer introduces.
        regression: Chance that a fix introduces a bug.
        shared: Whether all bugs share one conversation.
    """

    rates: Array
    spread: Array
    fading: Array
    limit: Array
    bugs: Array
    mix: Array
    regression: Array
    shared: bool

    @cached_property
    def each(self) -> OneBug:
        """The attempts at one bug, by class."""
        return OneBug.of(self.rates, self.spread, self.fading, self.limit)

    def no_further(self, unfixed: Array) -> Array:
        """1 − r·Σ w·fixed, the chance that a new bug brings no further one: above 0 however near r is to 1.

        Args:
            unfixed: The chance that a bug is not fixed, by class.
        """
        r = self.regression
        return np.asarray((1.0 - r) + r * (self.mix * unfixed).sum(axis=0))

    @cached_property
    def families(self) -> ManySeries:
        """By class, the attempts beyond the first at a bug and all bugs that descend from it."""
        every = self.each.beyond_the_first
        if not some(self.regression > 0.0):
            return every
        room = self.no_further(self.each.unresolved)
        given_up = ManySeries(times(ones(self.each.limit - 1.0).coefficients, self.each.unresolved))

        def mixed(terms: Mapping[int, ManySeries]) -> ManySeries:
            return (terms[_BOTH] * self.mix).summed()

        def new(last: ManySeries, again: ManySeries) -> ManySeries:
            return last.times_one_more().over_one_minus(again.times_one_more(), room)

        families = with_descendants({_BOTH: every + given_up * -1.0}, {_BOTH: given_up}, mixed, self.regression, new)
        return families[_BOTH]


def repairs(inputs: Inputs) -> Repairs:
    """What the fixers of the strategies laid out in ``inputs`` are up against."""
    assumed = inputs.scenario.assumptions
    bugs, hard, own = inputs.generator("bugs"), inputs.generator("hard_fraction"), inputs.fixer("hard_fraction")
    limit = inputs.common(assumed.attempt_limit)
    return Repairs(
        rates=by_class(inputs.fixer("easy_fix_rate"), inputs.fixer("hard_fix_rate")),
        spread=inputs.common(assumed.spread),
        fading=inputs.common(assumed.fading),
        limit=np.where(np.isnan(limit), np.inf, limit),
        bugs=by_class(bugs * (1.0 - hard), bugs * hard),
        mix=by_class(1.0 - own, own),
        regression=inputs.common(assumed.regression_rate),
        shared=inputs.scenario.workflow.context == "shared",
    )

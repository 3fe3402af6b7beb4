"""From bugs to conversations: the moments of all attempts, bugs fresh or in one shared conversation.

Everything is carried by generating series in s, f(s) = E[(1+s)^T] (docs/model.md, Conversations). The first
attempt of every bug, a factor (1+s), is kept apart, so that likely fixes lose no digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.attempts.moments import Moments
from engine.attempts.repairs import Repairs
from engine.numerics.arrays import Array, some
from engine.numerics.infinity import settled, times
from engine.numerics.many_series import ManySeries, ones


@dataclass(frozen=True, eq=False)
class Attempts:
    """The attempts at all bugs of a generation, each field per strategy.

    Attributes:
        made: Conversations ν, and R₁, R₂, R₃: the attempts after the first of each.
        bugs: Bugs in all by class, those that fixes introduce included.
        given_up: Expected number of bugs given up on.
        work: What they are up against.
    """

    made: Moments
    bugs: Array
    given_up: Array
    work: Repairs

    @property
    def variance(self) -> Array:
        """Variance of the number of attempts."""
        variance = self.work.each.variance
        if some(self.work.regression > 0.0):
            _, first, second, _ = self.work.families.coefficients
            variance = settled(2.0 * second + first - first * first)
        return np.asarray(times(self.work.bugs, variance).sum(axis=0))


def attempts(work: Repairs) -> Attempts:
    """All attempts at the bugs of a generation and at the bugs that their fixes introduce."""
    bugs, each, regression = work.bugs, work.each, work.regression
    all_bugs = bugs
    if some(regression > 0.0):
        all_bugs = bugs + work.mix * ((bugs * each.fixed).sum(axis=0) * regression / work.no_further(each.unresolved))
    given_up = times(all_bugs, each.unresolved).sum(axis=0)
    if work.shared:
        made = Moments(*_after_the_first(bugs.sum(axis=0), _beyond_the_bugs(work.families, bugs)).coefficients)
    else:
        made = Moments(*(each.beyond_the_first * all_bugs).coefficients.sum(axis=1))
    return Attempts(made, all_bugs, given_up, work)


def _beyond_the_bugs(families: ManySeries, bugs: Array) -> ManySeries:
    """The attempts in one conversation beyond one for each bug: the product of what each takes."""
    each = families**bugs
    return each.at(0) * each.at(1)


def _after_the_first(started: Array, beyond: ManySeries) -> ManySeries:
    """Those after the first of one conversation, and its chance ν on s⁰: [(1+s)^Q·exp Σ n ln G − 1 + ν] / (1+s)."""
    at_first = ones(started)
    begun = at_first.from_constant(np.minimum(1.0, started))
    return begun.over_one_more() + beyond.from_constant(0.0) * at_first.over_one_more()

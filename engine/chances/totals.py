"""What the bugs of a run amount to together, in dollars or attempts: from the outcomes of one bug to those of all.

Bugs are independent, so that their generating functions multiply: at roots of unity for an inverse Fourier transform
(``engine.chances.grid``), at real points for bounds, or as the sums themselves (``engine.chances.sums``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar

import numpy as np

from engine.attempts.descendants import by_shares, new_bug, of_run, with_descendants
from engine.numerics.algebra import Term
from engine.numerics.arrays import Array
from engine.prices.one_strategy import OneStrategy

T = TypeVar("T", bound=Term)

BEYOND = 1e-10
"""Chance beyond the bounds of a total."""

_COARSE = 4096
"""Outcomes of a bug that bounds are computed from at most."""

_SLOPES = 6
"""Points by factors of ten at which generating functions are evaluated for bounds."""


class Outcomes(NamedTuple):
    """Amounts in increasing order, and their chances, which may add up to less than one."""

    amounts: Array
    chances: Array

    def followed_by(self, other: Outcomes) -> Outcomes:
        """Either these or those."""
        return Outcomes(np.append(self.amounts, other.amounts), np.append(self.chances, other.chances))


class BugOutcomes(NamedTuple):
    """What one bug may amount to beyond the least: where it ends fixed, and where it is given up on."""

    fixed: Outcomes
    given_up: Outcomes

    @property
    def all(self) -> Outcomes:
        """Both together."""
        return Outcomes(
            np.append(self.fixed.amounts, self.given_up.amounts), np.append(self.fixed.chances, self.given_up.chances)
        )


class Bugs(NamedTuple):
    """The bugs of a run; their total is what exceeds the least that all whole ones amount to.

    Attributes:
        plain: The strategy.
        outcomes: By class, those of one bug.
        least: What every bug amounts to at least.
    """

    plain: OneStrategy
    outcomes: Mapping[int, BugOutcomes]
    least: float

    @property
    def certain(self) -> float:
        """What all whole bugs amount to at least."""
        return self.least * float(np.floor(self.plain.bugs).sum())

    def total(self, term: Callable[[Outcomes], T], over_one_minus: Callable[[T, T], T], *, one_by_one: bool = False) -> T:
        """The total, in the algebra to which ``term`` takes the outcomes of one bug."""
        plain, r, counts = self.plain, self.plain.regression, self.plain.bugs.tolist()
        needed = self.least > 0.0 and (r > 0.0 or any(count % 1.0 for count in counts))
        first = term(Outcomes(np.array([self.least]), np.ones(1))) if needed else 1.0
        fixed = {c: term(one.fixed if r else one.all) for c, one in self.outcomes.items()}
        given_up = {c: term(one.given_up) if r and one.given_up.chances.any() else 0.0 for c, one in self.outcomes.items()}
        families = with_descendants(fixed, given_up, by_shares(plain.mix.tolist()), r, new_bug(first, over_one_minus))
        return of_run(families, counts, first, one_by_one=one_by_one)

    @np.errstate(all="ignore")
    def bounds(self, beyond: float = BEYOND) -> tuple[float, float]:
        """Bounds that the total keeps but for a chance ``beyond``, by Chernoff's inequality; the upper one may be infinite."""
        amounts = np.concatenate([[self.least], *(x.all.amounts for x in self.outcomes.values())])
        amounts = amounts[(amounts > 0.0) & np.isfinite(amounts)]
        if not amounts.size:
            return 0.0, 0.0
        # Slopes are counted by the largest amount, since those of very small ones may be too large for a float.
        unit = float(amounts.max())
        steepest = 60.0 / max(float(amounts.min()) / unit, 1e-200)
        flattest = 1e-3 / math.sqrt(1.0 + float(self.plain.bugs.sum()))
        slopes = steepest * 10.0 ** (np.arange(0.0, math.log10(flattest / steepest), -1.0 / _SLOPES))
        upper = (self._logarithm(slopes, unit, upper=True) - math.log(beyond)) / slopes
        lower = (-self._logarithm(-slopes, unit, upper=False) + math.log(beyond)) / slopes
        low, high = lower.max(initial=0.0, where=np.isfinite(lower)), upper.min(initial=math.inf, where=np.isfinite(upper))
        return unit * float(low), unit * float(high)

    def _logarithm(self, slopes: Array, unit: float, *, upper: bool) -> Array:
        """The logarithm of the mean of exp(slope·total/unit), bounded from above for bounds of either side."""

        def mean(outcomes: Outcomes) -> Array:
            amounts, chances = _coarse(outcomes, upper=upper)
            return np.asarray(np.exp(np.multiply.outer(slopes, amounts / unit)) @ chances)

        first = np.exp(slopes * (self.least / unit))
        families = with_descendants(
            {c: mean(one.fixed) for c, one in self.outcomes.items()},
            {c: mean(one.given_up) for c, one in self.outcomes.items()},
            by_shares(self.plain.mix.tolist()),
            self.plain.regression,
            new_bug(first, lambda a, b: np.where(b < 1.0, a / (1.0 - b), np.nan)),
        )
        total = np.zeros_like(slopes)
        for c, family in families.items():
            whole = math.floor(self.plain.bugs[c])
            # The logarithms of what engine.numerics.rounding.factors multiplies, whose powers may be too large for a float.
            total += whole * np.log(family) + np.log1p((self.plain.bugs[c] - whole) * (family * first - 1.0))
        return total


def _coarse(outcomes: Outcomes, *, upper: bool) -> Outcomes:
    """Fewer outcomes, none of them smaller or none of them larger."""
    if outcomes.amounts.size <= _COARSE:
        return outcomes
    starts = np.unique(np.geomspace(1.0, outcomes.amounts.size, _COARSE).astype(np.int64)) - 1
    ends = np.append(starts[1:], outcomes.amounts.size) - 1
    return Outcomes(outcomes.amounts[ends if upper else starts], np.add.reduceat(outcomes.chances, starts))

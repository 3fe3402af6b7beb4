"""Sums of amounts: the likely ones kept apart, which is exact, and all others on a grid.

The others are many, each unlikely and together too, so that a grid moves hardly anything across any amount.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.chances.grid import Complex, Grid
from engine.chances.law import merged
from engine.chances.totals import Outcomes
from engine.numerics.algebra import over_one_minus

_UNLIKELY = 12
"""Powers of ten: sums less likely than one of them make no difference, neither kept apart nor together."""

_RANKS = 16
"""Ranks of chances for a factor of ten."""


@dataclass(frozen=True)
class Scope:
    """How sums are followed.

    Attributes:
        reach: Larger ones are left out.
        most: Pairs of two amounts that are kept apart at most.
        grid: Where the others go; ``None`` if there are none but a negligible share.
    """

    reach: float
    most: int
    grid: Grid | None = None


class Sums:
    """Amounts with their chances, and the transform of the chances of all others, if there are any."""

    def __init__(self, scope: Scope, likely: Outcomes, others: Complex | None = None) -> None:
        self.scope, self.likely, self.others = scope, likely, others

    @classmethod
    def of(cls, scope: Scope, outcomes: Outcomes) -> Sums:
        """Outcomes of one bug."""
        within = outcomes.amounts <= scope.reach
        return cls(scope, Outcomes(*merged(outcomes.amounts[within], outcomes.chances[within])))

    def __add__(self, other: Sums | float) -> Sums:
        """Either the one or the other; a number is the chance of nothing."""
        if not isinstance(other, Sums):
            return self + Sums(self.scope, Outcomes(np.zeros(1), np.array([other]))) if other else self
        both = self.likely.followed_by(other.likely)
        others = [x for x in (self.others, other.others) if x is not None]
        return Sums(self.scope, Outcomes(*merged(*both)), sum(others[1:], others[0]) if others else None)

    def __mul__(self, other: Sums | float) -> Sums:
        """The one and the other together; a number is a factor on all chances."""
        if not isinstance(other, Sums):
            likely = Outcomes(self.likely.amounts, self.likely.chances * other)
            return Sums(self.scope, likely, None if self.others is None else self.others * other)
        partners, complete = self._partners(other)
        rows = np.repeat(np.arange(partners.size), partners)
        columns = other._by_rank[np.arange(rows.size) - np.repeat(np.cumsum(partners) - partners, partners)]
        amounts = self.likely.amounts[rows] + other.likely.amounts[columns]
        chances = self.likely.chances[rows] * other.likely.chances[columns]
        others, grid = None, self.scope.grid
        if grid is not None and not (complete and self.others is None and other.others is None):
            # All pairs but those kept apart, which are taken off where the grid has them.
            (places, shares), (more, parts) = grid.split(self.likely.amounts), grid.split(other.likely.amounts)
            one, two = shares[rows], parts[columns]
            last = chances * one * two
            next_to_it = chances * (one + two) - 2.0 * last
            kept = grid.spread(places[rows] + more[columns], chances - next_to_it - last, next_to_it, last)
            others = self._transform(grid) * other._transform(grid) - kept
        within = amounts <= self.scope.reach
        return Sums(self.scope, Outcomes(*merged(amounts[within], chances[within])), others)

    def _transform(self, grid: Grid) -> Complex:
        """That of all amounts."""
        likely = grid.transform(self.likely)
        return likely if self.others is None else likely + self.others

    def over_one_minus(self, other: Sums) -> Sums:
        """The quotient self / (1 − other)."""
        chance = float(other.likely.chances.sum())
        if other.others is not None and self.scope.grid is not None:
            chance += float(self.scope.grid.chances(other.others).chances.sum())
        doublings, left = 0, 1.0
        while left > 10.0**-_UNLIKELY:
            doublings, left = doublings + 1, chance ** (2.0**doublings)
        return over_one_minus(self, other, doublings)

    @cached_property
    def _ranks(self) -> NDArray[np.int64]:
        """How unlikely each amount is."""
        with np.errstate(divide="ignore"):
            return np.asarray(np.clip(-_RANKS * np.log10(self.likely.chances), 0.0, 255.0), dtype=np.int64)

    @cached_property
    def _by_rank(self) -> NDArray[np.intp]:
        """The amounts, the likeliest first."""
        return np.asarray(np.argsort(self._ranks.astype(np.uint8), kind="stable"))

    def _partners(self, other: Sums) -> tuple[NDArray[np.int64], bool]:
        """How many of the other's likeliest amounts go with each of these, the likeliest pairs; whether no others matter."""
        ours, theirs = (np.bincount(ranks, minlength=1) for ranks in (self._ranks, other._ranks))
        pairs = np.cumsum(np.convolve(ours, theirs))[: _RANKS * _UNLIKELY + 1]
        kept = int(np.searchsorted(pairs, self.scope.most, side="right"))
        likelier = np.concatenate([[0], np.cumsum(theirs)])
        return likelier[np.clip(kept - self._ranks, 0, theirs.size)], kept == pairs.size

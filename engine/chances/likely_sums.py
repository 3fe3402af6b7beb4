"""Sums of bugs' costs: the likely combinations followed one by one, which is exact, and all others on a grid.

What is likely is decided bug by bug: as many combinations are kept apart as can be. The others are many, each unlikely
and together too, so that a grid moves hardly anything across any amount.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.chances.cost_lattice import Atoms, shift
from engine.chances.law import Law, merged
from engine.numerics.arrays import Array
from engine.prices.one_strategy import OneStrategy

Complex = NDArray[np.complex128]

_LEAST = 10.0 ** -np.arange(4.0, 20.0, 0.25)
"""Chances below which a pair goes to the grid, the one as good as the others."""


def likely_law(plain: OneStrategy, atoms: dict[int, Atoms], high: float, pairs: int, points: int, *, cut: bool) -> Law:
    """The law of the cost of all bugs up to an amount, where no fix introduces a bug.

    Args:
        plain: The strategy.
        atoms: What one bug costs, by class.
        high: Dollars.
        pairs: Pairs of a combination and a bug's cost that are kept apart at most.
        points: Points of the grid.
        cut: Whether more than a negligible share of the runs costs more than ``high``.
    """
    grid = _Grid(high / (points - 1.0), points, cut=cut)
    costs, chances, others = np.zeros(1), np.ones(1), grid.transform(np.zeros(points))
    for c in sorted(atoms, key=lambda c: atoms[c].fixed.size):
        left = float(plain.bugs[c])
        bug = _Bug(grid, *merged(atoms[c].costs, atoms[c].all_chances))
        while left > 0.0:
            if left < 1.0:
                bug = _Bug(grid, np.append(0.0, bug.costs), np.append(1.0 - left, left * bug.chances))
            sums, dropped = bug.added_to(costs, chances, pairs)
            others = grid.within(others * bug.tail(0) + dropped)
            costs, chances = merged(*sums)
            known = costs <= high
            costs, chances = costs[known], chances[known]
            left -= 1.0
    left_over = grid.back(others)
    some = np.flatnonzero(left_over > 0.0)
    all_costs, all_chances = np.append(costs, some * grid.step), np.append(chances, left_over[some])
    blur = np.append(np.zeros_like(costs), np.full(some.size, shift(plain) * grid.step))
    order = np.argsort(all_costs, kind="stable")
    return Law(all_costs[order], all_chances[order], blur=blur[order])


class _Grid:
    """Chances on multiples of a step, and their transforms.

    Where what lies beyond the grid's end is no negligible share, they are long enough for the sum of two, and cut after each.
    """

    def __init__(self, step: float, points: int, *, cut: bool) -> None:
        self.step, self.points, self._cut = step, points, cut
        self._length = 2 * points if cut else points

    def of(self, costs: Array, chances: Array) -> Complex:
        """The transform of atoms, each split between its neighbours so that its mean stays; larger ones are dropped."""
        at = costs / self.step
        inside = at < self.points - 1.0
        at, chances = at[inside], chances[inside]
        low = np.floor(at)
        share = (at - low) * chances
        places = low.astype(np.int64)
        weights = np.bincount(places, chances - share, self.points).astype(np.float64, copy=False)
        weights += np.bincount(places + 1, share, self.points)
        return self.transform(weights)

    def transform(self, weights: Array) -> Complex:
        """The transform of chances on the grid."""
        return np.asarray(np.fft.rfft(weights, self._length))

    def back(self, transform: Complex) -> Array:
        """The chances on the grid, what lies beyond its end dropped."""
        return np.maximum(np.fft.irfft(transform, self._length)[: self.points], 0.0)

    def within(self, transform: Complex) -> Complex:
        """The same without what lies beyond the end."""
        return self.transform(self.back(transform)) if self._cut else transform


class _Bug:
    """What one bug costs, the likeliest costs first."""

    def __init__(self, grid: _Grid, costs: Array, chances: Array) -> None:
        order = np.argsort(-chances, kind="stable")
        self.costs, self.chances = costs[order], chances[order]
        self._grid = grid
        self._tails: dict[int, Complex] = {}

    def tail(self, first: int) -> Complex:
        """The transform of all costs but the ``first`` likeliest ones."""
        if first not in self._tails:
            self._tails[first] = self._grid.of(self.costs[first:], self.chances[first:])
        return self._tails[first]

    def added_to(self, costs: Array, chances: Array, most: int) -> tuple[tuple[Array, Array], Complex]:
        """This bug beside others whose costs are given: the likely sums, and the transform of all other ones."""
        partners = self._partners(chances, most)
        rows = np.repeat(np.arange(costs.size), partners)
        columns = np.arange(rows.size) - np.repeat(np.cumsum(partners) - partners, partners)
        dropped = self._grid.transform(np.zeros(self._grid.points))
        for number in np.unique(partners):
            if number < self.costs.size:
                those = partners == number
                dropped += self._grid.of(costs[those], chances[those]) * self.tail(int(number))
        return (costs[rows] + self.costs[columns], chances[rows] * self.chances[columns]), dropped

    def _partners(self, chances: Array, most: int) -> NDArray[np.int64]:
        """How many of this bug's likeliest costs go with each of the others: 0, 1, 4, 16, … or all; ``most`` pairs in all."""
        low, high = 0, len(_LEAST)
        found = np.zeros(chances.size, dtype=np.int64)
        while low < high:
            middle = (low + high) // 2
            tried = self._likelier(_LEAST[middle] / chances)
            if tried.sum() <= most:
                found, low = tried, middle + 1
            else:
                high = middle
        return found

    def _likelier(self, least: Array) -> NDArray[np.int64]:
        numbers = np.searchsorted(-self.chances, -least, side="right")
        powers = np.where(numbers > 0, 1 << 2 * np.floor(np.log2(np.maximum(numbers, 1)) / 2.0).astype(np.int64), 0)
        return np.where(numbers == self.costs.size, numbers, powers)

"""Sums of bugs' costs on a lattice of dollars, by Fourier transforms: exact where the step divides all costs.

On any other step each cost is split between its neighbours with the right mean. How far that may move a total is the
``blur`` of the law.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.chances.families import fft_length, total
from engine.chances.law import IGNORED, Law
from engine.numerics.arrays import Array
from engine.prices.one_strategy import OneStrategy
from engine.prices.phase import decimal

MANY = 64
"""Bugs with more than one attempt from which on what the grid does to each of them averages out."""

_DAMPED = 1e-8
"""Factor on what a transform folds back from beyond its end, where that is not the end of the law."""


@dataclass(frozen=True, eq=False)
class Atoms:
    """What one bug costs: dollars and chances, of fixed bugs and of bugs given up on."""

    fixed: Array
    chances: Array
    given_up: float
    given_up_chance: float

    @property
    def costs(self) -> Array:
        """All costs."""
        return np.append(self.fixed, self.given_up)

    @property
    def all_chances(self) -> Array:
        """Their chances."""
        return np.append(self.chances, self.given_up_chance)


def on_grid(
    plain: OneStrategy, atoms: dict[int, Atoms], ends: tuple[float, float], step: float, *, cut: bool, exact: bool = False
) -> Law:
    """The law between two ends on multiples of a step.

    Args:
        plain: The strategy.
        atoms: What one bug costs, by class.
        ends: Dollars between which the law is wanted.
        step: Dollars.
        cut: Whether costs may be larger than the upper end.
        exact: Whether all costs are multiples of the step.
    """
    if _retried(plain, atoms) > MANY and not cut and not exact:
        law = _on_grid(plain, atoms, ends, step, cut=False, many=True, blur=step)
        # Where the law is not smooth on the grid, negative shares remain.
        if law.cumulative[-1] < 1.0 + IGNORED:
            return law
    return _on_grid(plain, atoms, ends, step, cut=cut, many=False, blur=0.0 if exact else shift(plain) * step)


def _on_grid(
    plain: OneStrategy, atoms: dict[int, Atoms], ends: tuple[float, float], step: float, *, cut: bool, many: bool, blur: float
) -> Law:
    # The cost of its first attempt is common to all ends of a bug: it is left out and added in one sum, without error.
    common = plain.phases[0].terms[0] if plain.regression == 0.0 else 0.0
    offset = common * float(np.floor(plain.bugs).sum())
    low, high = max(0.0, ends[0] - offset), ends[1] - offset
    if high < 0.0:
        return Law(np.empty(0), np.empty(0))
    first = math.floor(low / step)
    points = math.ceil(high / step) - first + 1
    # What is folded back from beyond the end is damped away.
    damped = _DAMPED if cut else 1.0
    size = fft_length(2 * points if cut else points)
    fixed, given_up = {}, {}
    for c, one in atoms.items():
        fixed[c] = _on_lattice(one.fixed - common, one.chances, step, size, damped, many=many)
        last, chance = np.array([one.given_up - common]), np.array([one.given_up_chance])
        given_up[c] = _on_lattice(last, chance, step, size, damped, many=many) if chance else np.zeros_like(fixed[c])
    shift = _on_lattice(np.array([common]), np.ones(1), step, size, damped, many=False)
    chances = np.fft.irfft(total(plain, fixed, given_up, shift), size)
    if cut:
        chances = chances * damped ** (-np.arange(size) / size)
    chances = np.roll(chances, -(first % size))[:points]
    kept = chances > IGNORED / size / 100.0
    costs = np.asarray(offset + (first + np.flatnonzero(kept)) * step, dtype=np.float64)
    return Law(costs, chances[kept], blur=blur)


def _retried(plain: OneStrategy, atoms: dict[int, Atoms]) -> float:
    """Expected number of bugs that more than one attempt is made at."""
    return sum(float(plain.bugs[c]) * (1.0 - float(one.chances[0])) for c, one in atoms.items())


def _on_lattice(costs: Array, chances: Array, step: float, size: int, damped: float, *, many: bool) -> Array:
    """The transform of atoms on the lattice, each split between neighbours so that its mean stays.

    ``many``: between three of them, so that the variance stays, too. One of the shares is negative, but the total of
    many bugs is smooth.
    """
    at = costs / step
    if damped != 1.0:
        # What lies beyond the end adds to nothing that is kept.
        at, chances = at[at < size], chances[at < size]
    nearest = np.round(at)
    off = np.where(np.abs(at - nearest) <= 1e-9 * np.maximum(at, 1.0), 0.0, at - nearest)
    if many:
        shares = {-1: off * (off - 1.0) / 2.0, 0: 1.0 - off * off, 1: off * (off + 1.0) / 2.0}
    else:
        shares = {-1: np.maximum(-off, 0.0), 0: 1.0 - np.abs(off), 1: np.maximum(off, 0.0)}
    places = nearest.astype(np.int64)
    weights = np.zeros(size)
    for aside, share in shares.items():
        if share.any():
            damping = 1.0 if damped == 1.0 else damped ** ((nearest + aside) / size)
            weights += np.bincount((places + aside) % size, chances * share * damping, size)
    return np.asarray(np.fft.rfft(weights))


def shift(plain: OneStrategy) -> float:
    """Steps of the grid by which a total may be off, but for a chance of a ten-millionth (Hoeffding)."""
    bugs = float(np.ceil(plain.bugs).sum()) / (1.0 - plain.regression)
    return min(bugs, math.sqrt(8.4 * bugs)) if plain.regression == 0.0 else 2.0 * math.sqrt(8.4 * bugs) + 8.0


def spliced(grids: list[Law]) -> Law:
    """One law of the cheap end of each grid but the last, finest first, and what the next one adds."""
    kept: list[Law] = []
    start, so_far = -math.inf, 0.0
    for law, coarser in zip(grids, [*grids[1:], None], strict=True):
        end = math.inf if coarser is None else _seam(law, coarser)
        inside = (law.costs > start) & (law.costs <= end)
        # What the coarser grid has moved across the seam is put right beside it.
        cumulative = np.maximum(law.cumulative[inside], so_far)
        chances = np.diff(cumulative, prepend=so_far)
        kept.append(Law(law.costs[inside], chances, blur=np.full(int(inside.sum()), law.blur)))
        if cumulative.size:
            start, so_far = end, float(cumulative[-1])
    return Law(
        np.concatenate([law.costs for law in kept]),
        np.concatenate([law.chances for law in kept]),
        blur=np.concatenate([np.asarray(law.blur) for law in kept]),
    )


def _seam(finer: Law, coarser: Law) -> float:
    """Dollars at which to change from one grid to the next: where few atoms are that the coarser one may have moved."""
    last = float(finer.costs[-1]) if finer.costs.size else 0.0
    near = coarser.costs[(coarser.costs > last / 4.0) & (coarser.costs < last * 0.99)]
    gaps, width = (near[1:] + near[:-1]) / 2.0, 2.0 * float(coarser.blur)
    crowd = coarser.at_most(gaps + width) - coarser.below(gaps - width)
    return float(gaps[np.argmin(crowd)]) if gaps.size else last


def common_unit(plain: OneStrategy, longest: int) -> float | None:
    """The largest amount of dollars that all costs of bugs are multiples of, reading prices as the decimals they are.

    Args:
        plain: The strategy.
        longest: Attempts that no conversation exceeds.
    """
    amounts = [decimal(plain.handoff_cost) if math.isfinite(plain.limit) else Fraction(0)]
    for phase in plain.phases:
        if phase.before < longest:
            amounts += phase.in_decimals().terms
    unit = Fraction(0)
    for amount in amounts:
        unit = Fraction(
            math.gcd(unit.numerator * amount.denominator, amount.numerator * unit.denominator),
            unit.denominator * amount.denominator,
        )
    return float(unit) or None

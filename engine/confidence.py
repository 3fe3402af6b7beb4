"""How sure the answer is: what the ranges of a scenario's numbers make of it (docs/model.md, How sure)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.crossings.difference import difference
from engine.numerics.arrays import Array
from engine.ranges.flips import flips
from engine.ranges.points import along, cheapest_shares, drawn, fewer, totals
from engine.ranges.scores import POINTS
from engine.ranges.worth import cost_of_not_knowing, idle, worth_measuring
from engine.scenarios.inputs import only_one
from engine.scenarios.registry import find
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, STRATEGIES, TIE, A
from engine.verdict import Verdict

LEVELS = (0.05, 0.5, 0.95)
"""The quantiles that are told."""

_HEADLINE = "weak.bugs"
_OF_A_CURVE = 128
"""Points that the bands of a curve are read off."""


@dataclass(frozen=True, eq=False)
class Confidence:
    """How sure the answer to a scenario is. All of it assumes that its numbers vary in their ranges independently.

    Attributes:
        scenario: The scenario.
        cheaper: Key of the strategy that the verdict names, or ``tie``.
        holds: Chance that it is the cheaper one of A and B; of a tie, that A is.
        both: Total costs of A and B in dollars at the points, ``(2, points)``.
        savings: (C_B − C_A)/max(C_A, C_B) at the points, increasing: what A saves, or, below zero, B.
        cost_of_not_knowing: Dollars per task that choosing with perfect knowledge would save; infinite or NaN where means are.
        worth: Dollars per task that knowing one number would save, by key; NaN if a mean is infinite.
        doubtful: The keys of those that may be worth nothing at all.
        infinite: Share of the points at which A or B costs infinitely much.
    """

    scenario: Scenario
    cheaper: str
    holds: float
    both: Array
    savings: Array
    cost_of_not_knowing: float
    worth: Mapping[str, float]
    doubtful: Sequence[str]
    infinite: float

    def saving(self, level: float) -> float:
        """A quantile of the saving."""
        return quantile(self.savings, level)

    @property
    def between(self) -> tuple[float, float]:
        """The 5 and 95 % quantiles of the saving."""
        return self.saving(LEVELS[0]), self.saving(LEVELS[-1])

    def flip(self, level: float) -> float:
        """A quantile of the headline crossover; NaN where there is none."""
        return quantile(self.flips, level)

    @property
    def first(self) -> str:
        """Key of the number that is worth measuring first; empty if none is."""
        key, dollars = max(self.worth.items(), key=lambda one: one[1])
        if key in self.doubtful:
            key, dollars = next(iter(self.worth_measuring.items()))
        return key if dollars > 0.0 else ""

    # Worked out where somebody looks, and once: what is said at every key hardly ever needs them.

    @cached_property
    def worth_measuring(self) -> Mapping[str, float]:
        """``worth`` without doubt, the most first."""
        with np.errstate(all="ignore"):
            nothing = idle(self.scenario, _drawn(self.scenario), self.doubtful)
        worth = {**self.worth, **dict.fromkeys(nothing, 0.0)}
        return dict(sorted(worth.items(), key=lambda one: -one[1]))

    @cached_property
    def cheapest(self) -> Mapping[str, float]:
        """The chance of each strategy to be the cheapest of the four, by key."""
        with np.errstate(all="ignore"):
            alone = totals(self.scenario, _drawn(self.scenario), STRATEGIES[len(RIVALS) :])
            shares = cheapest_shares(np.concatenate([self.both, alone]))
            return {strategy.key: float(share) for strategy, share in zip(STRATEGIES, shares, strict=True)}

    @cached_property
    def flips(self) -> Array:
        """The headline crossover at the points where there is one, increasing."""
        return np.sort(self._crossovers[np.isfinite(self._crossovers)])

    @property
    def flips_exist(self) -> float:
        """In what share of the points there is one."""
        return len(self.flips) / len(self._crossovers)

    @cached_property
    def _crossovers(self) -> Array:
        """The headline crossover at every point; NaN where there is none."""
        with np.errstate(all="ignore"):
            return flips(self.scenario, _HEADLINE)


@dataclass(frozen=True, eq=False)
class Bands:
    """Where the costs of A and B lie along one parameter, with a chance of 90 %.

    Attributes:
        x: The parameter's values, ``(n,)``.
        a: The 5 and 95 % quantiles of A's total cost in dollars, ``(2, n)``.
        b: The same of B.
    """

    x: Array
    a: Array
    b: Array


# Infinite costs are results here.
@np.errstate(all="ignore")
def confidence(scenario: Scenario, verdict: Verdict) -> Confidence | None:
    """How sure a verdict on a scenario without arrays is; ``None`` if none of its numbers has a range.

    Raises:
        ParameterError: If a number is an array.
    """
    only_one(scenario, "confidence takes")
    points = _drawn(scenario)
    if not points:
        return None
    both = totals(scenario, points, RIVALS)
    gaps = difference(both)
    worth, doubtful = worth_measuring(points, both)
    return Confidence(
        scenario=scenario,
        cheaper=verdict.cheaper,
        holds=float((gaps > 0.0 if verdict.cheaper in (A.key, TIE) else gaps < 0.0).mean()),
        both=both,
        savings=np.sort(_savings(both)),
        cost_of_not_knowing=cost_of_not_knowing(both),
        worth=worth,
        doubtful=doubtful,
        infinite=float(np.isinf(both).any(axis=0).mean()),
    )


def bands(scenario: Scenario, key: str, x: Array, points: int = _OF_A_CURVE) -> Bands | None:
    """Where the costs of A and B lie along one parameter; ``None`` if no other number has a range.

    Args:
        scenario: The scenario.
        key: The parameter; its own range does not matter.
        x: Its values.
        points: How many are drawn, a power of two.

    Raises:
        ParameterError: If a number is an array.
    """
    only_one(scenario, "bands take")
    fixed = set(find(key).targets)
    others = {other: values for other, values in drawn(scenario, points).items() if other not in fixed}
    if not others:
        return None
    with np.errstate(all="ignore"):
        costs = np.sort(along(scenario, key, x, others, RIVALS), axis=-1)
    a, b = (np.stack([_between(one, level) for level in (LEVELS[0], LEVELS[-1])]) for one in costs)
    return Bands(x, a, b)


def _drawn(scenario: Scenario) -> dict[str, Array]:
    """The points that a scenario's answers are read off."""
    return drawn(scenario, fewer(scenario, POINTS))


def quantile(figures: Array, level: float) -> float:
    """The quantile of figures that increase; NaN of none."""
    return float(_between(figures, level)) if len(figures) else math.nan


def _between(figures: Array, level: float) -> Array:
    """The quantile over the last axis, between its neighbours unless one of them is infinite."""
    place = level * (figures.shape[-1] - 1)
    below, above = figures[..., math.floor(place)], figures[..., math.ceil(place)]
    share = place - math.floor(place)
    with np.errstate(all="ignore"):
        return np.where(np.isfinite(above - below), below + share * (above - below), above)


def _savings(both: Array) -> Array:
    """What A saves of B's cost, or B of A's below zero: no more than all, and nothing where both are infinite."""
    gaps, larger = both[1] - both[0], both.max(axis=0)
    share = np.where(np.isinf(larger), np.sign(gaps), gaps / np.where(larger > 0.0, larger, 1.0))
    saved: Array = np.nan_to_num(share).clip(-1.0, 1.0)
    return saved

"""Many scenarios at once: the cheapest strategy of each, what it costs and finishes, and which scenarios no other beats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.attempts.finished import finished_of, per_finished_task
from engine.numerics.arrays import Array
from engine.prices.costs import costs
from engine.prices.one_strategy import number
from engine.ranges.points import cheapest_shares, drawn, fewer, totals
from engine.scenarios.registry import assign, numbers, value
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import STRATEGIES, Strategy

POINTS = 256
"""Points that the chances of one scenario are read off; a chance is good to some three percent."""


@dataclass(frozen=True, eq=False)
class Shortlist:
    """The answers to some scenarios, ``(n,)`` of everything.

    Attributes:
        scenarios: What was asked.
        cheapest: Of each, the strategy that costs least of the four.
        total_cost: What that costs, in dollars.
        finished: The chance that it ends with no bug given up on.
        cost_per_finished_task: The one over the other.
        seconds: How long it takes; NaN where a speed is not known.
        unbeaten: Whether no other of the scenarios costs less without finishing less, or finishes more without costing more.
    """

    scenarios: tuple[Scenario, ...]
    cheapest: tuple[Strategy, ...]
    total_cost: Array
    finished: Array
    cost_per_finished_task: Array
    seconds: Array
    unbeaten: NDArray[np.bool_]


# Infinite costs are results here.
@np.errstate(all="ignore")
def shortlist(scenarios: Sequence[Scenario]) -> Shortlist:
    """The answers to scenarios without arrays that differ in numbers only, all in one call of the formulas."""
    count = len(scenarios)
    if not count:
        nothing = np.zeros(0)
        return Shortlist((), (), nothing, nothing, nothing, nothing, np.zeros(0, dtype=np.bool_))
    together = assign(scenarios[0], {key: _column(scenarios, key) for key in _differing(scenarios)})
    figures = costs(together)
    chances = finished_of(figures.laid_out.work)
    every = [np.broadcast_to(x, (len(STRATEGIES), count)) for x in _flat(figures.total_cost, chances, figures.seconds)]
    best = every[0].argmin(axis=0)
    total, chance, seconds = (np.take_along_axis(one, best[None], axis=0)[0] for one in every)
    return Shortlist(
        scenarios=tuple(scenarios),
        cheapest=tuple(STRATEGIES[index] for index in best),
        total_cost=total,
        finished=chance,
        cost_per_finished_task=per_finished_task(total, chance),
        seconds=seconds,
        unbeaten=unbeaten(total, chance),
    )


def unbeaten(cost: Array, chance: Array) -> NDArray[np.bool_]:
    """Which of some have no other that is at least as good in both, cost and chance to finish, and better in one."""
    as_good = (cost[:, None] <= cost) & (chance[:, None] >= chance)
    better = (cost[:, None] < cost) | (chance[:, None] > chance)
    return np.asarray(~(as_good & better).any(axis=0))


@np.errstate(all="ignore")
def how_sure(found: Shortlist, points: int = POINTS) -> Array:
    """Of each scenario the chance that its cheapest strategy is the cheapest, in what its ranges allow.

    NaN without any, and where every strategy costs infinitely much.

    Args:
        found: The answers.
        points: How many are drawn of each scenario's ranges, a power of two, unless each takes much.
    """
    points = min((fewer(scenario, points) for scenario in found.scenarios), default=points)
    samples = [drawn(scenario, points) for scenario in found.scenarios]
    keys = {key: None for sample in samples for key in sample} | dict.fromkeys(_differing(found.scenarios))
    if not any(samples):
        return np.full(len(samples), np.nan)
    columns = {key: _spread(found.scenarios, samples, key, points) for key in keys}
    drawn_costs = totals(found.scenarios[0], columns, STRATEGIES).reshape(len(STRATEGIES), len(samples), points)
    shares = cheapest_shares(drawn_costs)
    at = [STRATEGIES.index(strategy) for strategy in found.cheapest]
    told = [bool(sample) for sample in samples] & np.isfinite(found.total_cost)
    return np.where(told, shares[at, np.arange(len(at))], np.nan)


def _differing(scenarios: Sequence[Scenario]) -> list[str]:
    """The numbers in which some scenarios differ."""
    keys = (parameter.key for parameter in numbers() if not parameter.linked)
    return [key for key in keys if any(value(one, key) != value(scenarios[0], key) for one in scenarios)]


def _column(scenarios: Sequence[Scenario], key: str) -> Array:
    return np.array([number(value(scenario, key)) for scenario in scenarios])


def _spread(scenarios: Sequence[Scenario], samples: Sequence[Mapping[str, Array]], key: str, points: int) -> Array:
    """The values of one number at the points of all scenarios, one after the other."""
    own = zip(scenarios, samples, strict=True)
    return np.concatenate([sample.get(key, np.full(points, number(value(one, key)))) for one, sample in own])


def _flat(*figures: Array) -> list[Array]:
    """Figures with one axis behind that of strategies, of length one where all scenarios are alike."""
    return [figure.reshape(len(STRATEGIES), -1) for figure in figures]

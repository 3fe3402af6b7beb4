"""The costs along one parameter, as ``crossover sweep`` and the explorer write them."""

from __future__ import annotations

import csv
from typing import TextIO

import numpy as np

from engine.crossings.crossovers import crossovers
from engine.crossings.difference import difference
from engine.crossings.profile import cheaper
from engine.numerics.arrays import Array
from engine.prices.costs import total_costs
from engine.scenarios.parameters import Dependence, Parameter
from engine.scenarios.registry import assign, value
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import STRATEGIES, A, B
from engine.sweep import axis


def along(scenario: Scenario, parameter: Parameter, x: Array) -> tuple[Array, list[str]]:
    """Total costs of the four strategies, ``(4, n)``, and who is cheaper of A and B, for the values of a parameter."""
    totals = np.broadcast_to(total_costs(assign(scenario, {parameter.key: x})), (len(STRATEGIES), len(x)))
    signs = np.nan_to_num(difference(totals[[STRATEGIES.index(A), STRATEGIES.index(B)]]))
    return totals, [cheaper(sign) for sign in signs]


def usual_values(parameter: Parameter, scenario: Scenario, points: int) -> Array:
    """Values that show the one in force and its nearest crossover."""
    low, high = usual_range(parameter, scenario)
    return np.clip(axis(parameter, low, high, points, log=False), low, high)


def usual_range(parameter: Parameter, scenario: Scenario) -> tuple[float, float]:
    """A range that shows the value now and its nearest crossover: all of a rate, else from nothing to twice as much."""
    domain = parameter.kind.domain
    low = domain.low
    if domain.high <= 1.0:
        return (low + 0.01 if domain.open_low else low), (domain.high - 0.01 if domain.open_high else domain.high)
    now = value(scenario, parameter.key)
    reach = float(now) if isinstance(now, float) and now > low else parameter.entry.start
    if parameter.kind.dependence not in (Dependence.NONE, Dependence.STEPPED):
        nearest = crossovers(scenario, [parameter.key])[parameter.key].nearest
        reach = max(reach, nearest.value if nearest else 0.0)
    high = min(2.0 * reach, domain.high)
    return (high / 100.0 if domain.open_low else low), high


def write_csv(stream: TextIO, parameter: Parameter, x: Array, totals: Array, winners: list[str]) -> None:
    """Write what ``along`` found, unrounded."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([parameter.key, *(strategy.key for strategy in STRATEGIES), "cheaper"])
    for index, at in enumerate(x.tolist()):
        writer.writerow([repr(at), *(repr(cost) for cost in totals[:, index].tolist()), winners[index]])

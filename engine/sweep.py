"""Curves and maps: the costs of A and B along one parameter, or over two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.crossings.difference import difference
from engine.numerics.abandonment import go_on
from engine.numerics.arrays import Array
from engine.prices.costs import Costs, costs, total_costs
from engine.scenarios.inputs import only_one
from engine.scenarios.parameters import Parameter
from engine.scenarios.registry import assign, find
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, Strategy

POINTS = 200
"""Points of a curve unless asked otherwise."""

_NUMBERS_AT_ONCE = 1 << 21
"""Numbers worked on at once in a map."""


@dataclass(frozen=True, eq=False)
class Curve:
    """Costs along one parameter.

    Attributes:
        key: The parameter.
        x: Its values, ``(n,)``, increasing.
        costs: Every figure of the strategies, A and B first, ``(2 or more, n)``.
    """

    key: str
    x: Array
    costs: Costs

    @property
    def a(self) -> Array:
        """Total cost of A in dollars."""
        first: Array = self.costs.total_cost[0]
        return first

    @property
    def b(self) -> Array:
        """Total cost of B in dollars."""
        second: Array = self.costs.total_cost[1]
        return second


@dataclass(frozen=True, eq=False)
class Plane:
    """Total costs over two parameters, for all pairs of their values or for single points.

    Attributes:
        x_key: The parameter along the columns.
        y_key: The parameter along the rows.
        x: Its values ``(m,)``.
        y: Its values ``(n,)``.
        a: Total cost of A in dollars, ``(n, m)``; of single points ``(n,)``.
        b: The same of B.
    """

    x_key: str
    y_key: str
    x: Array
    y: Array
    a: Array
    b: Array

    @property
    def sign(self) -> Array:
        """1 where A is cheaper, −1 where B is, 0 where they tie or both are infinite."""
        gap = difference(np.stack([self.a, self.b]).reshape(2, -1)).reshape(self.a.shape)
        return np.where(np.isnan(gap), 0.0, np.sign(gap))

    @property
    def saving(self) -> Array:
        """Share of the larger cost that the cheaper strategy saves, 0 … 1."""
        low, high = np.minimum(self.a, self.b), np.maximum(self.a, self.b)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(low <= 0.0, 1.0, 1.0 - low / high)
        return np.where(low == high, 0.0, share)


def axis(parameter: Parameter, low: float, high: float, points: int = POINTS, *, log: bool = False) -> Array:
    """Values from ``low`` to ``high``, evenly spaced or evenly in ratio; whole numbers where the parameter asks for it."""
    x = np.geomspace(low, high, points) if log else np.linspace(low, high, points)
    return np.unique(x.round()) if parameter.kind.domain.whole else x


def curve(scenario: Scenario, key: str, x: Array, strategies: Sequence[Strategy] = RIVALS) -> Curve:
    """Costs of A and B, or of more strategies after them, for the values ``x`` of one parameter.

    Raises:
        ParameterError: If a number of the scenario is an array.
    """
    only_one(scenario, "a curve takes")
    return Curve(key, x, costs(assign(scenario, {key: x}), strategies))


def plane(scenario: Scenario, x_key: str, x: Array, y_key: str, y: Array) -> Plane:
    """Total costs of A and B for all pairs of two parameters' values, in slices that fit a cache.

    Where both keys set the same number (``strong.bugs`` and ``both.bugs``), the one along the rows is set last.

    Raises:
        ParameterError: If a number of the scenario is an array.
    """
    only_one(scenario, "a map takes")
    find(x_key), find(y_key)
    rows = max(1, _NUMBERS_AT_ONCE // (len(x) * _depth(scenario)))
    parts = []
    for start in range(0, len(y), rows):
        go_on()
        part = assign(scenario, {x_key: x[None, :], y_key: y[start : start + rows, None]})
        total = total_costs(part, RIVALS)
        parts.append(np.broadcast_to(total, (2, min(rows, len(y) - start), len(x))))
    a, b = np.concatenate(parts, axis=1)
    return Plane(x_key, y_key, x, y, a, b)


def scattered(scenario: Scenario, x_key: str, x: Array, y_key: str, y: Array) -> Plane:
    """Total costs of A and B at single points, each given by one of either parameter's values.

    Raises:
        ParameterError: If a number of the scenario is an array.
    """
    only_one(scenario, "a map takes")
    go_on()
    a, b = total_costs(assign(scenario, {x_key: x, y_key: y}), RIVALS)
    return Plane(x_key, y_key, x, y, a, b)


def _depth(scenario: Scenario) -> int:
    limit = scenario.assumptions.attempt_limit
    return 8 * int(limit) if limit is not None else 8

"""Changes of sign along parameters in which the costs are no polynomial: a grid, then refinement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.crossings.profile import Profile
from engine.numerics.arrays import Array
from engine.numerics.roots import at, fit, turning_points
from engine.prices.long_prompts import jumps_along
from engine.scenarios.parameters import Dependence, Parameter
from engine.scenarios.registry import value
from engine.scenarios.scenario import Scenario

_FIX_RATES = ("strong.easy_fix_rate", "strong.hard_fix_rate", "weak.easy_fix_rate", "weak.hard_fix_rate")
_LINEAR = np.linspace(0.0, 1.0, 33)
_EDGE = np.geomspace(1e-9, 1 / 32, 26)[:-1]
_GRID = np.array(sorted({*_LINEAR.tolist(), *_EDGE.tolist(), *(1.0 - _EDGE).tolist()}))
_WIDE = np.concatenate([[0.0], np.geomspace(1e-9, 1.0, 110)])
_BESIDE = 1e-9
"""Relative distance at which a jump is looked at from both sides."""
_NEAR = 10.0 ** -np.arange(2.0, 13.0, 2.0)
_LADDER = np.concatenate([-(10.0 ** -np.arange(1.0, 15.0)), [0.0], 10.0 ** -np.arange(1.0, 15.0)])
_EVENLY = np.linspace(0.0, 1.0, 33)
_ZOOM = np.linspace(0.0, 1.0, 33)[1:-1]
_ZOOMS = 3
_ROUNDS = 12
_ENOUGH = 1e-13
"""Relative width at which a bracket is done."""
_ENOUGH_NEAR = 1e-8
"""The same around a root of a polynomial, where a straight line finds it to the last place."""

Evaluate = Callable[[Sequence[tuple[Parameter, Array]]], list[Array]]
"""Differences C_B − C_A for values of several parameters, each varied alone; zero where they tie."""


@dataclass(frozen=True, eq=False)
class Samples:
    """The difference C_B − C_A at points along a parameter, increasing; infinite or NaN where a cost is infinite."""

    parameter: Parameter
    points: Array
    found: Array

    def with_more(self, points: Array, found: Array) -> Samples:
        """The samples with others merged in."""
        points, found = np.concatenate([self.points, points]), np.concatenate([self.found, found])
        order = np.argsort(points, kind="stable")
        points, found = points[order], found[order]
        new = np.append(True, np.diff(points) > 0.0)
        return Samples(self.parameter, points[new], found[new])

    def bracket(self, i: int) -> Bracket:
        """The interval that begins at the i-th point."""
        return Bracket(self.parameter, *self.points[i : i + 2].tolist(), *self.found[i : i + 2].tolist())

    def profile(self) -> Profile:
        """The signs, with roots still to be found."""
        signs = np.where(np.isnan(self.found), 0.0, np.sign(self.found))
        return Profile(self.points.tolist(), signs.tolist(), np.isfinite(self.found).tolist())


def grid(parameter: Parameter, scenario: Scenario) -> Array:
    """Points of the parameter's domain, dense where the costs change most.

    That is at both of its ends, at the values where a moment diverges, and on either side of those where a prompt
    passes the length above which it is dear.
    """
    if parameter.key == "assumptions.fading" and scenario.assumptions.attempt_limit is None:
        return np.array([0.5, 1.0])
    domain = parameter.kind.domain
    points = _GRID if domain.reach <= 1.0 else _WIDE * domain.reach
    if parameter.kind.dependence is Dependence.LINEAR:
        # An input price, whose ratio to that of long prompts matters: there is none to a price of nothing.
        points = points[points > 0.0]
    poles, jumps = np.array(_poles(parameter, scenario)), jumps_along(scenario, parameter.key)
    if len(poles) or len(jumps):
        around = poles[:, None] * (1.0 + np.concatenate([-_NEAR, _NEAR]))
        beside = jumps[:, None] * (1.0 + np.array([-_BESIDE, _BESIDE]))
        points = np.unique(np.concatenate([points, around.ravel(), beside.ravel()]))
        points = points[points <= domain.reach]
    above = points > domain.low if domain.open_low else points >= domain.low
    below = points < domain.high if domain.open_high else points <= domain.high
    return points[above & below]


def _poles(parameter: Parameter, scenario: Scenario) -> list[float]:
    """Where the k-th moment diverges: with spread and no limit at a = k (docs/model.md, Survival)."""
    assumed = scenario.assumptions
    if assumed.attempt_limit is not None:
        return []
    if parameter.key == "assumptions.spread":
        rates = [float(value(scenario, key)) for key in _FIX_RATES]  # type: ignore[arg-type]
        return [rate / (k + rate) for rate in rates for k in (1, 2, 3)]
    if parameter.key in _FIX_RATES and assumed.spread:
        return [float(k * assumed.spread / (1.0 - assumed.spread)) for k in (1, 2, 3)]
    return []


def zoomed(lines: Sequence[Samples], evaluate: Evaluate) -> list[Samples]:
    """Samples with more points where the difference may reach zero and turn back between two of them."""
    lines = list(lines)
    for _ in range(_ZOOMS):
        dips = [(i, low + (high - low) * _ZOOM) for i, line in enumerate(lines) for low, high in _dips(line)]
        if not dips:
            break
        asked = [(lines[i].parameter, points) for i, points in dips]
        for (i, points), found in zip(dips, evaluate(asked), strict=True):
            lines[i] = lines[i].with_more(points, found)
    return lines


def _dips(line: Samples) -> list[tuple[float, float]]:
    """Intervals of three points in which a parabola through them gets much nearer to zero than they do."""
    size, before, here, after = np.abs(line.found), line.found[:-2], line.found[1:-1], line.found[2:]
    with np.errstate(invalid="ignore"):
        nearest = (size[1:-1] < size[:-2]) & (size[1:-1] <= size[2:])
        same = (before * here > 0.0) & (here * after > 0.0) & np.isfinite(before + after)
    found = []
    for i in np.nonzero(nearest & same)[0]:
        xs, ys = line.points[i : i + 3].tolist(), line.found[i : i + 3].tolist()
        parabola = fit(xs, ys)
        if any(at(parabola, vertex) * ys[1] < 0.5 * ys[1] * ys[1] for vertex in turning_points(parabola, xs[0], xs[2])):
            found.append((xs[0], xs[2]))
    return found


@dataclass(frozen=True)
class Bracket:
    """An interval of one parameter in which the difference changes its sign, with its values at the ends."""

    parameter: Parameter
    low: float
    high: float
    at_low: float
    at_high: float
    near: bool = False
    """Whether it is narrow, around a root of a polynomial, so that a straight line is good to four digits of its width."""

    @property
    def done(self) -> bool:
        """Whether ``guess`` is the root."""
        return self.high - self.low <= (_ENOUGH_NEAR if self.near else _ENOUGH) * self.high

    @property
    def guess(self) -> float:
        """Where the straight line between the ends is zero."""
        return self.low + (self.high - self.low) * (self.at_low / (self.at_low - self.at_high))


def refine(brackets: Sequence[Bracket], evaluate: Evaluate) -> list[float]:
    """The root in each bracket to a few units of the last place; all brackets advance together."""
    narrowing = list(brackets)
    for _ in range(_ROUNDS):
        unfinished = [i for i, bracket in enumerate(narrowing) if not bracket.done]
        if not unfinished:
            break
        asked = [(narrowing[i].parameter, _ladder(narrowing[i])) for i in unfinished]
        for i, (_, points), found in zip(unfinished, asked, evaluate(asked), strict=True):
            narrowing[i] = _narrowed(narrowing[i], points, found)
    return [bracket.guess for bracket in narrowing]


def _ladder(bracket: Bracket) -> Array:
    """Points ever closer to the guess, so that one round narrows the bracket as far as the guess was good."""
    width = bracket.high - bracket.low
    if bracket.near:
        near = 1e-4 * width
        return np.array([bracket.low, bracket.guess - near, bracket.guess + near, bracket.high])
    points = np.concatenate([bracket.guess + width * _LADDER, bracket.low + width * _EVENLY])
    points.clip(bracket.low, bracket.high, out=points)
    points.sort()
    return points


def _narrowed(bracket: Bracket, points: Array, found: Array) -> Bracket:
    exact = np.nonzero(found == 0.0)[0]
    if len(exact):
        root = float(points[exact[len(exact) // 2]])
        return replace(bracket, low=root, high=root)
    change = np.nonzero(found[:-1] * found[1:] < 0.0)[0]
    if not len(change) and bracket.near:
        return _widened(bracket)
    if not len(change):
        return replace(bracket, low=bracket.guess, high=bracket.guess)
    i = int(change[0])
    low, high = points[[i, i + 1]].tolist()
    at_low, at_high = found[[i, i + 1]].tolist()
    return replace(bracket, low=low, high=high, at_low=at_low, at_high=at_high)


def _widened(bracket: Bracket) -> Bracket:
    """A hundred times the width: where powers of very different size meet, a polynomial's root is less exact."""
    reach = 50.0 * (bracket.high - bracket.low)
    low, high = bracket.guess - reach, min(bracket.guess + reach, bracket.parameter.kind.domain.reach)
    return replace(bracket, low=low, high=high, at_low=-1.0, at_high=1.0, near=False)

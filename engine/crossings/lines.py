"""How a parameter is looked at: where the costs are polynomials, by a few of their values; elsewhere by a search."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.crossings.jumps import jump, jumps_along
from engine.crossings.profile import Profile
from engine.crossings.search import beside, grid
from engine.numerics.arrays import SAME, Array
from engine.numerics.roots import fit, root_between, turning_points, value_at
from engine.prices.long_prompts import priced_by_length
from engine.scenarios.parameters import Dependence, Parameter
from engine.scenarios.scenario import Scenario

_LARGEST_RECIPROCAL = 1e12
"""Exact crossovers along fix rates and speeds are found down to the reciprocal of this."""


_BESIDE = 1e-9
"""How near to one call several of them are looked at."""


@dataclass(frozen=True, eq=False)
class Line:
    """A part of a parameter's domain, and how it is looked at.

    Attributes:
        parameter: Which.
        pieces: Nodes of each piece of it; where the costs are no polynomials, one piece of points to search between.
        degree: Degree of the costs on each piece; 0 if they are no polynomials.
        reciprocal: Whether nodes and polynomials are in one over the parameter.
        times_value: Whether the polynomials are the costs times the parameter.
    """

    parameter: Parameter
    pieces: tuple[tuple[float, ...], ...]
    degree: int = 0
    reciprocal: bool = False
    times_value: bool = False

    @property
    def values(self) -> Array:
        """The parameter's values at all nodes."""
        nodes = np.array([x for piece in self.pieces for x in piece])
        return 1.0 / nodes if self.reciprocal else nodes

    def exactly(self, cost: Array, gap: Array) -> Profile:
        """The profile of polynomials, from the cost of A and C_B − C_A at all nodes; empty if they are none."""
        if not self.degree:
            return Profile()
        if self.times_value:
            cost, gap = cost * self.values, gap * self.values
        costs, gaps = cost.tolist(), gap.tolist()
        profile, start = Profile(), 0
        for nodes in self.pieces:
            here = slice(start, start := start + len(nodes))
            profile = profile.followed_by(_of_piece(nodes, costs[here], gaps[here]))
        return profile.of_reciprocal() if self.reciprocal else profile


def lines_along(parameter: Parameter, scenario: Scenario) -> tuple[Line, ...]:
    """How to look at a parameter, increasing parts of its domain, by its dependence and the assumptions in force."""
    assumed, shared = scenario.assumptions, scenario.workflow.context == "shared"
    plain = assumed.regression_rate == 0.0
    lasting = assumed.spread == 0.0 and assumed.fading == 1.0 and assumed.attempt_limit is None
    order = 3 if assumed.growth != 0.0 else 2
    reach = parameter.kind.domain.reach
    by_length, jumping = priced_by_length(scenario), jump(scenario)
    match parameter.kind.dependence:
        case Dependence.LINEAR if by_length and assumed.caching and parameter.field == "input_price":
            # The prices of long prompts that are cached go by their ratio to it: there is none to a price of nothing.
            return (Line(parameter, ((1e-9 * reach, 1e-5 * reach, reach),), 2, times_value=True),)
        case Dependence.LENGTH if jumping:
            return _between_jumps(parameter, scenario)
        case Dependence.LINEAR | Dependence.LENGTH:
            return (Line(parameter, ((0.0, reach),), 1),)
        case Dependence.RECIPROCAL:
            return (Line(parameter, ((1.0 / reach, _LARGEST_RECIPROCAL),), 1, reciprocal=True),)
        case Dependence.CALLS if not jumping:
            # A generation of one call caches nothing: its cost may jump there.
            return (Line(parameter, (_nodes(1.0 + _BESIDE, reach, 3),), 3, times_value=True),)
        case Dependence.BUGS if not shared:
            return (Line(parameter, ((0.0, reach),), 1),)
        case Dependence.MIX if plain and not shared:
            return (Line(parameter, ((0.0, 1.0),), 1),)
        case _ if jumping:
            pass
        case Dependence.BUGS if assumed.caching:
            # The number of conversations, min(1, bugs), has a kink.
            return (Line(parameter, (_nodes(0.0, 1.0, order), _nodes(1.0, reach, order)), order),)
        case Dependence.BUGS:
            return (Line(parameter, (_nodes(0.0, reach, order),), order),)
        case Dependence.MIX if plain:
            return (Line(parameter, (_nodes(0.0, 1.0, order),), order),)
        case Dependence.FIX_RATE if plain and lasting:
            middle = (1e3,) if order == 2 else (30.0, 1e4)
            return (Line(parameter, ((1.0, *middle, _LARGEST_RECIPROCAL),), order, reciprocal=True),)
    return (Line(parameter, (tuple(grid(parameter, scenario, np.empty(0)).tolist()),)),)


def _between_jumps(parameter: Parameter, scenario: Scenario) -> tuple[Line, ...]:
    """Straight from one jump of the costs to the next; searched where there are more of them than are known."""
    jumps = jumps_along(scenario, parameter.key)
    points = grid(parameter, scenario, jumps.values)
    inside = jumps.values[jumps.values < parameter.kind.domain.reach]
    # A prompt without any of it may be as long as the threshold: a jump at zero.
    ends = np.unique(np.concatenate([points[points <= points[1]], *beside(inside), points[-1:]]))
    apart = np.searchsorted(inside, ends[:-1]) == np.searchsorted(inside, ends[1:])
    known = ends[:-1] >= jumps.more_below
    pieces = np.stack([ends[:-1], ends[1:]], axis=1)[apart & known].tolist()
    unknown = points[points < jumps.more_below]
    searched = (Line(parameter, (tuple(unknown.tolist()),)),) if len(unknown) else ()
    return (*searched, Line(parameter, tuple(map(tuple, pieces)), 1)) if pieces else searched


def _nodes(low: float, high: float, degree: int) -> tuple[float, ...]:
    """Nodes for a polynomial: dense towards the low end of a wide piece, where its lower powers show."""
    if high <= 1.0:
        return tuple(low + (high - low) * step / degree for step in range(degree + 1))
    return (low, *(low + high ** ((step - 1) / degree) for step in range(1, degree)), high)


def _of_piece(nodes: tuple[float, ...], cost: list[float], gap: list[float]) -> Profile:
    """The signs at the ends and turning points of one piece, and the roots between them."""
    if not all(map(math.isfinite, gap)):
        # A cost that is infinite at one node is infinite all over the inside of the piece.
        return Profile(list(nodes), [0.0 if math.isnan(y) else _sign(y) for y in gap], [False] * len(nodes))
    low, high = nodes[0], nodes[-1]
    if len(nodes) == 2:
        piece = Profile([low, high], [_sign(y) for y in gap], [True, True])
        if piece.changes():
            piece.roots[0] = low + (high - low) * (gap[0] / (gap[0] - gap[1]))
        return piece
    polynomial, size = fit(nodes, gap), fit(nodes, cost)
    inner = turning_points(polynomial, low, high)
    gaps = [gap[0], *(_unless_tied(value_at(polynomial, x), value_at(size, x)) for x in inner), gap[-1]]
    piece = Profile([low, *inner, high], [_sign(y) for y in gaps], [True] * len(gaps))
    piece.roots.update({i: root_between(polynomial, piece.points[i], piece.points[i + 1]) for i in piece.changes()})
    return piece


def _unless_tied(gap: float, cost: float) -> float:
    return 0.0 if abs(gap) <= SAME * max(abs(cost), abs(cost + gap)) else gap


def _sign(gap: float) -> float:
    return math.copysign(1.0, gap) if gap else 0.0

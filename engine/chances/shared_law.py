"""The law of the cost of one shared conversation: a function of its attempts, and of the bugs given up on.

Attempts are added up as costs are elsewhere, on multiples of one: what exceeds one attempt for each bug.
"""

from __future__ import annotations

import math

import numpy as np

from engine.chances.bug_ends import BugEnds, bug_ends, never
from engine.chances.grid import LARGEST, Grid
from engine.chances.law import Law, merged
from engine.chances.totals import BugOutcomes, Bugs, Outcomes
from engine.numerics.algebra import quotient
from engine.prices.one_strategy import OneStrategy

MOST_IN_A_CONVERSATION = 1 << 19
"""Attempts in a conversation that are followed at most."""

_LEFT = 1e-11
"""Chance of more attempts than the ends of the bugs hold, where their tails are short."""


def shared_law(plain: OneStrategy) -> Law:
    """The law of the cost of a run in one conversation."""
    if not plain.active:
        return Law(np.array([plain.start]), np.ones(1))
    ends = {c: bug_ends(plain, c, _LEFT / max(1.0, float(plain.bugs.sum())), MOST_IN_A_CONVERSATION) for c in plain.active}
    bugs = attempts_at(plain, ends)
    # Whatever is longer than the ends of a bug hold is beyond the reach of the total, too.
    longest = min((len(one.fixed) for one in ends.values() if one.tail > _LEFT), default=math.inf)
    low, high = bugs.bounds() if math.isinf(longest) else (0.0, longest)
    if cut := high - low > MOST_IN_A_CONVERSATION or math.isfinite(longest):
        longest = min(longest, MOST_IN_A_CONVERSATION)
        low, high = 0.0, longest - bugs.certain
    grid = Grid.between(math.floor(low), max(0.0, high), 1.0, cut=cut)
    window, start = grid.points, grid.first
    if plain.handoff_cost > 0.0 and any(one.given_up > 0.0 for one in ends.values()):
        # Each bug given up on counts as many attempts as there are in the window.
        fewest, most = (math.floor(end) for end in _given_up(plain, ends).bounds())
        grid = Grid(1.0, start + window * fewest, window * (most - fewest + 2))
        bugs = attempts_at(plain, ends, window)
    if grid.length > LARGEST:
        return Law.unknown(plain.start, "There are too many combinations of attempts and bugs given up on to follow.")
    found, chances = grid.chances(bugs.total(grid.transform, quotient))
    given_up, beyond = np.divmod(found - start, window)
    costs = plain.start + plain.conversation(bugs.certain + start + beyond) + plain.handoff_cost * given_up
    reach = plain.start + plain.dollars(int(longest)) if cut else math.inf
    return Law(*merged(costs, chances), never(plain, ends), reach)


def attempts_at(plain: OneStrategy, ends: dict[int, BugEnds], handoff: float = 0.0) -> Bugs:
    """The bugs by the attempts at them; those given up on count ``handoff`` more."""
    outcomes = {}
    for c, one in ends.items():
        given_up = np.array([one.limit - 1.0 + handoff]) if one.given_up else np.empty(0)
        fixed = Outcomes(np.arange(float(len(one.fixed))), one.fixed)
        outcomes[c] = BugOutcomes(fixed, Outcomes(given_up, np.full(given_up.size, one.given_up)))
    return Bugs(plain, outcomes, 1.0)


def _given_up(plain: OneStrategy, ends: dict[int, BugEnds]) -> Bugs:
    """The bugs by whether they are given up on."""
    outcomes = {
        c: BugOutcomes(Outcomes(np.zeros(1), np.array([one.fixed.sum()])), Outcomes(np.ones(1), np.array([one.given_up])))
        for c, one in ends.items()
    }
    return Bugs(plain, outcomes, 0.0)

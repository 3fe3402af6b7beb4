"""The cascade: up to k weak attempts at each bug, then the strong model (docs/model.md, More strategies).

Each model's attempts follow their own survival curve: spread and fading start anew with the strong model, whose rate
is taken to be the same for bugs that the weak one failed at. An attempt limit counts the attempts of both.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.attempts.first_attempts import first_attempts
from engine.contenders.contender import (
    Contender,
    between_bugs,
    chance_finished,
    computed_without,
    families,
    with_regressions,
    without,
)
from engine.contenders.long_prompts import LONG_PROMPTS, all_long
from engine.numerics.arrays import Array
from engine.numerics.infinity import left_of, settled, times
from engine.prices.one_strategy import OneStrategy, fixers_behind, number, one_strategy
from engine.prices.phase import Phase
from engine.scenarios.scenario import Scenario

LONGEST = 1000
"""Limits up to here are all tried one by one; it is the largest one that a scenario may set."""

_NEGLIGIBLE = 1e-18
"""Share of bugs still open below which a larger limit changes nothing."""

_TIE = 1e-12
"""Relative difference below which two limits cost the same."""

_MINIMA = 3
"""Local minima that are followed: one more than there can be, for those that rounding makes."""


@dataclass(frozen=True, eq=False)
class Limits:
    """The cascade for several limits at once; every array is ``(limits,)``.

    Attributes:
        limits: Weak attempts before the strong model takes over; infinite for never.
        total_cost: Dollars.
        attempts: Attempts of both models.
        escalated: Bugs handed to the strong model.
        unresolved: Bugs given up on.
        finished: Chance that no bug is given up on.
    """

    limits: Array
    total_cost: Array
    attempts: Array
    escalated: Array
    unresolved: Array
    finished: Array


@np.errstate(all="ignore")
def cascade(scenario: Scenario, generator: str) -> Contender:
    """The cascade behind one generator, with the scenario's limit or else the cheapest one."""
    shared = scenario.workflow.context == "shared"
    applied, left_out = without(scenario, "caching", "growth", "regression_rate") if shared else (scenario, [])
    fixers = fixers_behind(applied, generator)
    if shared and any(all_long(fixer).long_prompts for fixer in fixers):
        left_out.append(LONG_PROMPTS)
    given = scenario.lineup.escalate_after
    best = cheapest_limit(applied, generator)
    limit = best if given is None else number(given)
    found = evaluate(applied, generator, np.array([limit]))
    notes = [computed_without(left_out, shared=shared)]
    if shared and not scenario.lineup.escalation_inherits and limit < math.inf:
        notes.append("In one shared conversation the strong model always inherits it.")
    return Contender(
        key=f"cascade-{generator}",
        name=f"cascade, {generator} generates",
        generator=generator,
        total_cost=float(found.total_cost[0]),
        generation_cost=fixers[0].start,
        attempts=float(found.attempts[0]),
        unresolved_bugs=float(found.unresolved[0]),
        finished=float(found.finished[0]),
        limit=limit,
        best_limit=best,
        escalated_bugs=float(found.escalated[0]),
        note=" ".join(filter(None, notes)),
    )


def cheapest_limit(scenario: Scenario, generator: str) -> float:
    """The cheapest of the limits 0, 1, 2, … and infinity, which wins ties; else the smallest.

    Every limit up to ``LONGEST`` is tried, which is all there is with an attempt limit. Without one, where every
    attempt has the same chance, the search goes on to a limit at which every bug is fixed for all purposes: what one
    more weak attempt changes is a sum of few terms d^k·(a + b·k), so that the cost has few minima, each about as wide
    as k itself. A geometric grid shows them, and the lowest are followed down to single steps. With spread or fading
    and no attempt limit, limits between ``LONGEST`` and infinity are not tried.
    """
    weak = one_strategy(scenario, generator, "weak")
    if weak.limit < math.inf:
        return _cheapest(evaluate(scenario, generator, np.append(np.arange(weak.limit), np.inf)))
    alike = weak.spread == 0.0 and weak.fading == 1.0
    rate = min((weak.rates[c] for c in weak.active), default=1.0)
    reach = min(2.0**52, math.log(_NEGLIGIBLE) / math.log1p(-rate)) if rate < 1.0 else 1.0
    limits = np.arange(min(LONGEST, reach) + 1.0 if alike else LONGEST + 1.0)
    found = evaluate(scenario, generator, np.append(limits, np.inf))
    best = _cheapest(found)
    if not alike or reach <= LONGEST:
        return best

    def cost(tried: Array) -> Array:
        return evaluate(scenario, generator, tried).total_cost

    far = _followed(cost, np.unique(np.geomspace(LONGEST, reach, int(100 * math.log10(reach / LONGEST)) + 8).round()))
    return _cheapest(evaluate(scenario, generator, np.unique([best, np.inf, *far])))


def _cheapest(found: Limits) -> float:
    # A shared fraction of a bug can cost less than nothing, an artefact of the continuation.
    least = found.total_cost.min()
    tied = found.limits[found.total_cost <= least + _TIE * abs(least)]
    return math.inf if np.isinf(tied).any() else float(tied.min())


def _followed(cost: Callable[[Array], Array], grid: Array) -> list[float]:
    """The lowest local minima of a function of whole numbers, from a grid that shows each of them."""
    costs = cost(grid)
    padded = np.concatenate([[np.inf], costs, [np.inf]])
    minima = np.flatnonzero((costs <= padded[:-2]) & (costs < padded[2:]))
    found = []
    for i in minima[np.argsort(costs[minima], kind="stable")][:_MINIMA]:
        low, high = grid[max(i - 1, 0)], grid[min(i + 1, len(grid) - 1)]
        while high - low > 2.0:
            points = np.unique(np.linspace(low, high, 65).round())
            lowest = int(np.argmin(cost(points)))
            low, high = points[max(lowest - 1, 0)], points[min(lowest + 1, len(points) - 1)]
        found += [low, (low + high) // 2.0, high]
    return found


def evaluate(scenario: Scenario, generator: str, limits: Array) -> Limits:
    """The cascade for each limit, ``(limits,)``: whole numbers from 0, and infinity."""
    weak, strong = fixers_behind(scenario, generator)
    with np.errstate(invalid="ignore", over="ignore"):
        if weak.shared:
            return _evaluate(all_long(weak), all_long(strong), limits, inherits=True)
        return _evaluate(weak, strong, limits, inherits=scenario.lineup.escalation_inherits)


def _evaluate(weak: OneStrategy, strong: OneStrategy, limits: Array, *, inherits: bool) -> Limits:
    k = np.minimum(limits, weak.limit)
    known = np.where(np.isfinite(k), k, 0.0)
    still_open, mine = first_attempts(weak.rates, weak.spread, weak.fading, k)
    still_open_after, theirs = first_attempts(strong.rates, strong.spread, strong.fading, weak.limit - known)
    escalated = np.where(weak.limit > limits, still_open, 0.0)
    fixed_weak, fixed_strong = 1.0 - still_open, escalated * (1.0 - still_open_after)
    unresolved = np.where(weak.limit > limits, escalated * still_open_after, still_open)

    introduced = weak.regression * (
        fixed_weak[:, None] * weak.mix[None, :, None] + fixed_strong[:, None] * strong.mix[None, :, None]
    )
    family = families(introduced, weak.regression, unresolved)
    bugs = with_regressions(weak.bugs, family)
    # A change of the model breaks the cache: the first strong attempt sends all of its prompt anew.
    going_on = strong.attempts.continuing(weak.attempts, known) if inherits else strong.attempts
    each = weak.attempts.expected(mine) + times(escalated, going_on.expected(theirs))
    more = _surcharge(weak, weak.attempts, k) + times(escalated, _surcharge(strong, going_on, weak.limit - known))
    each = left_of(each, more)
    fixing = times(bugs, each).sum(axis=0)
    attempts = mine.count + times(escalated, theirs.count)
    if weak.shared:
        tokens = weak.attempts.added * mine.count + strong.attempts.added * times(escalated, theirs.count)
        new = times(weak.attempts.new_price, mine.count) + times(strong.attempts.new_price, times(escalated, theirs.count))
        fixing = fixing + between_bugs(bugs[:, 0], tokens, new)
    given_up = times(bugs, unresolved).sum(axis=0)
    return Limits(
        limits,
        settled(weak.start + fixing + times(weak.handoff_cost, given_up)),
        times(bugs, attempts).sum(axis=0),
        times(bugs, escalated).sum(axis=0),
        given_up,
        chance_finished(weak.bugs, unresolved, family),
    )


def _surcharge(model: OneStrategy, phase: Phase[float] | Phase[Array], limits: Array) -> Array:
    """What the long prompts of a model's attempts, so many at the most, cost more, ``(2, limits)``."""
    if model.shared or model.long_prompts is None:
        return np.zeros((2, limits.size))
    more = model.long_prompts.surcharge(phase)
    _, long = first_attempts(model.rates, model.spread, model.fading, limits, np.asarray(more.before))
    return more.expected(long)

"""Best of n: as many weak generate-and-repair runs as strategy A's cost pays for (docs/model.md, More strategies)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from engine.attempts.finished import finished
from engine.contenders.contender import Contender, Idea
from engine.numerics.arrays import SAME, Array
from engine.prices.costs import costs
from engine.prices.one_strategy import number, product
from engine.prices.waiting import both_or_neither
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import WEAK_ONLY, A

BEST_OF = Idea("best-of-n", "best of n", row="lineup.escalate_after", flattered=True)

_EACH = 64
"""Limits up to here are tried one by one, larger ones in steps of about a tenth."""


@np.errstate(all="ignore")
def best_of(scenario: Scenario) -> Contender:
    """As many weak runs as cost no more than one of strategy A, each with so many attempts per bug.

    The limit is the cascade's, where one is given; else the one with which the runs succeed most often, and the cheapest
    among equals. All assumptions hold, but a run that gives up is a run that failed: no hand-off is paid.
    """
    scenario = both_or_neither(scenario)
    budget = float(costs(scenario, (A,)).total_cost[0])
    tried = _Tried(scenario, _limits(scenario), budget)
    best = tried.most_successful()
    given = scenario.lineup.escalate_after
    if given is None:
        limit, at, chosen = float(tried.limits[best]), best, tried
    else:
        limit, at = number(given), 0
        chosen = _Tried(scenario, np.array([limit]), budget)
    runs, success, seconds = (float(x[at]) for x in (chosen.runs, chosen.success, chosen.seconds))
    return Contender(
        idea=BEST_OF,
        key=BEST_OF.key,
        name=f"best of {runs:.0f}" if runs < math.inf else BEST_OF.name,
        generator="weak",
        total_cost=product(runs, float(chosen.cost[at])),
        generation_cost=product(runs, float(chosen.generation[at])),
        waiting_cost=product(runs, float(chosen.waiting[at])),
        attempts=product(runs, float(chosen.attempts[at])),
        unresolved_bugs=None,
        finished=success,
        seconds=seconds if math.isnan(seconds) else product(runs, seconds),
        limit=limit,
        best_limit=float(tried.limits[best]),
        runs=runs,
        success=success,
        run_cost=float(chosen.cost[at]),
    )


def _limits(scenario: Scenario) -> Array:
    """Attempts per bug to try, up to the scenario's own limit; infinity stands for that."""
    own = number(scenario.assumptions.attempt_limit, math.inf)
    wide = np.unique(np.geomspace(_EACH, 1000.0, 30).round())
    limits = np.concatenate([np.arange(0.0, _EACH), wide])
    return np.append(limits[limits < own], np.inf)


class _Tried:
    """Runs with several limits; every array is ``(limits,)``."""

    def __init__(self, scenario: Scenario, limits: Array, budget: float) -> None:
        own = number(scenario.assumptions.attempt_limit, math.inf)
        capped = np.minimum(limits, own)
        self.limits = limits
        self.generation, self.cost, self.waiting, self.seconds, self.attempts, one = _single_runs(scenario, capped)
        # The budget of whole runs may be met to the last digit: rounding must not cost a run.
        affordable = np.floor(budget / self.cost * (1.0 + SAME))
        self.runs = np.where(self.cost > 0.0, affordable, np.inf)
        self.runs = np.where(np.isinf(self.cost), 0.0, self.runs)
        failing = np.exp(self.runs * np.log1p(-one))
        failing = np.where(one == 0.0, 1.0, np.where(one >= 1.0, self.runs == 0.0, failing))
        self.success = 1.0 - failing

    def most_successful(self) -> int:
        """Index of the limit with the best success; among equals the one whose runs cost least."""
        equals = np.flatnonzero(self.success >= self.success.max() - SAME)
        spent = np.array([product(float(self.runs[i]), float(self.cost[i])) for i in equals])
        return int(equals[np.argmin(spent)])


def _single_runs(scenario: Scenario, limits: Array) -> tuple[Array, ...]:
    """Generation cost, total cost, that of waiting, seconds, attempts and chance of success of one run for each limit."""
    # A limit of no attempts is beyond the engine's domain: such a run ends with its generation, as one without bugs.
    none = limits == 0.0
    allowed = np.where(none, 1.0, np.where(np.isinf(limits), np.nan, limits))
    bugs = np.where(none, 0.0, scenario.weak.bugs)
    limited = replace(scenario, assumptions=replace(scenario.assumptions, attempt_limit=allowed, handoff_cost=0.0))
    found = costs(replace(limited, weak=replace(scenario.weak, bugs=bugs)), (WEAK_ONLY,))
    success = finished(limited, (WEAK_ONLY,), exponents=True)[0]
    generation = found.generation_cost + found.laid_out.paid.generation_surcharge
    lucky = float(number(scenario.weak.bugs) == 0.0)
    figures = (generation, found.total_cost, found.waiting_cost, found.seconds, found.attempts)
    return *(figure[0] for figure in figures), np.where(none, lucky, success)

"""The odds: the distribution of the cost of one run of each strategy (docs/model.md, The odds)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.chances.bug_ends import all_bugs
from engine.chances.fresh_law import fresh_law
from engine.chances.law import IGNORED, Law
from engine.chances.moments import mean_and_sd
from engine.chances.shared_law import shared_law
from engine.chances.simulated import has_to_be_played, simulated_law
from engine.contenders.plan_first import PLANNED, plan_first, planned_strategy
from engine.numerics.arrays import SAME
from engine.prices.costs import total_costs
from engine.prices.one_strategy import OneStrategy, each_strategy
from engine.scenarios.inputs import only_one
from engine.scenarios.notation import money
from engine.scenarios.parameters import ParameterError
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import STRATEGIES, WEAK_ONLY, A, B, Strategy

LEVELS = (0.1, 0.5, 0.9, 0.99)
"""The quantiles given."""

ACCURACY = 1e-6
"""Accuracy of every probability, where the law is exact."""

MOST_BUGS = 1e7
"""Bugs of a run that are followed at most."""

_EXPONENT = 256
"""Powers of two of dollars between which costs are taken as they are."""

_LARGEST_EXPONENT = 1000
"""Powers of two that a float holds either way."""


@dataclass(frozen=True, eq=False)
class StrategyOdds:
    """What one run of a strategy may cost.

    Attributes:
        strategy: Which.
        mean: Expected cost in dollars. Fractional counts of bugs are rounded at random, so in a shared conversation it
            may differ from the expected cost elsewhere; most so for less than one bug.
        sd: Standard deviation in dollars; both may be infinite.
        quantiles: By level, the least cost that is not exceeded with that chance; infinite if some bugs are never
            fixed, NaN where it lies beyond what was computed (then ``note`` says so).
        over_budget: P(cost > budget); ``None`` without a budget, NaN beyond what was computed.
        law: The whole distribution, to be drawn.
        accuracy: How far ``over_budget`` may be off.
        blur: Dollars by which quantiles may be off, for the sake of a grid; 0 where the law is exact.
        note: What there is to say about it, one sentence; usually empty.
    """

    strategy: Strategy
    mean: float
    sd: float
    quantiles: Mapping[float, float]
    over_budget: float | None
    law: Law
    accuracy: float
    blur: float
    note: str


@dataclass(frozen=True, eq=False)
class Odds:
    """The odds of the strategies of one scenario.

    Attributes:
        scenario: What was asked.
        budget: Dollars, if any.
        strategies: One entry for each strategy.
        strong_first_cheaper: P(A < B) for two independent runs.
        tie: P(A = B); two infinite costs tie.
        weak_first_cheaper: P(B < A).
        undecided: Chance that both cost more than was computed, so that nobody knows.
        accuracy: How far these may be off.
    """

    scenario: Scenario
    budget: float | None
    strategies: tuple[StrategyOdds, ...]
    strong_first_cheaper: float
    tie: float
    weak_first_cheaper: float
    undecided: float
    accuracy: float

    def of(self, strategy: Strategy) -> StrategyOdds:
        """The odds of one strategy."""
        return next(one for one in self.strategies if one.strategy == strategy)


# Infinite costs are results here, and so are costs too large for a float.
@np.errstate(all="ignore")
def odds(scenario: Scenario, budget: float | None = None, strategies: Sequence[Strategy] = STRATEGIES) -> Odds:
    """The odds of a scenario whose numbers are plain numbers, all assumptions in force.

    Every probability is exact to ``ACCURACY`` unless an ``accuracy`` says more: with very many attempts per bug, the
    costs are put on a grid. With cache hits between 0 and 1, tokens read again cost their average.

    Args:
        scenario: The scenario.
        budget: Dollars that one run may cost.
        strategies: Which ones; A and B are compared in any case. Plan first stands beside *weak only*, if the scenario
            says how many bugs it leaves.

    Raises:
        ParameterError: If a number of the scenario, or the budget, is an array.
    """
    only_one(scenario, "odds take")
    if isinstance(budget, np.ndarray):
        raise ParameterError("odds take one budget at a time, not an array")
    asked = list(dict.fromkeys((*strategies, A, B)))
    plain = dict(zip(asked, each_strategy(scenario, asked), strict=True))
    laws = {strategy: law_of(one) for strategy, one in plain.items()}
    entries = [
        _entry(strategy, plain[strategy], laws[strategy], budget, partial(_total_cost, scenario, strategy))
        for strategy in strategies
    ]
    if WEAK_ONLY in strategies and scenario.lineup.planned_bugs is not None:
        planned = planned_strategy(scenario)
        entries.append(_entry(PLANNED, planned, law_of(planned), budget, lambda: plan_first(scenario)[0].total_cost))
    return Odds(scenario, budget, tuple(entries), *compare(laws[A], laws[B]))


def law_of(plain: OneStrategy) -> Law:
    """The distribution of the cost of one run."""
    if _has_too_many_bugs(plain):
        return Law.unknown(plain.start, f"There are too many bugs to follow: more than {MOST_BUGS:,.0f}.")
    scaled, unit = _scaled(plain)
    if not all(map(math.isfinite, scaled.amounts)):
        return Law.unknown(0.0, "Costs are too large to follow.")
    computed = shared_law if scaled.shared else fresh_law
    law = (simulated_law if has_to_be_played(scaled) else computed)(scaled)
    return law if unit == 1.0 else law.scaled(unit)


def _has_too_many_bugs(plain: OneStrategy) -> bool:
    return bool(plain.active) and all_bugs(plain) > MOST_BUGS


def _scaled(plain: OneStrategy) -> tuple[OneStrategy, float]:
    """The same with costs whose squares and sums can be written, and the dollars that they are in: a power of two."""
    largest = max(map(abs, plain.amounts))
    exponent = math.frexp(largest)[1] if math.isfinite(largest) else 0
    if abs(exponent) <= _EXPONENT:
        return plain, 1.0
    unit = math.ldexp(1.0, max(-_LARGEST_EXPONENT, min(exponent, _LARGEST_EXPONENT)))
    return plain.scaled(1.0 / unit), unit


def _total_cost(scenario: Scenario, strategy: Strategy) -> float:
    return float(total_costs(scenario, (strategy,))[0])


def _mean_and_sd(plain: OneStrategy, law: Law, total_cost: Callable[[], float]) -> tuple[float, float]:
    scaled, unit = _scaled(plain)
    # The moments know neither conversations that are compacted nor numbers of calls that vary.
    mean, sd = mean_and_sd(scaled) if plain.compaction is None else (math.nan, math.nan)
    if law.error:
        sd = law.sd / unit
    if not math.isfinite(mean):
        # Moments of very many bugs may be too large where their mean is not.
        mean = total_cost() / unit
    return mean * unit, math.inf if math.isnan(sd) else sd * unit


def _entry(
    strategy: Strategy, plain: OneStrategy, law: Law, budget: float | None, total_cost: Callable[[], float]
) -> StrategyOdds:
    mean, sd = _mean_and_sd(plain, law, total_cost)
    quantiles = {level: law.quantile(level) for level in LEVELS}
    return StrategyOdds(
        strategy,
        mean,
        sd,
        quantiles,
        None if budget is None else law.over(budget),
        law,
        max(ACCURACY, law.error) + (0.0 if budget is None else law.blurred(budget)),
        max(map(law.blur_of, LEVELS)),
        _note(law),
    )


def _note(law: Law) -> str:
    """What there is to say about a law, in a sentence."""
    notes = []
    if law.error:
        notes.append(
            f"From runs that were played, as {law.why_played}: the standard error of a chance is at most "
            f"{100.0 * law.error:.1g} %."
        )
    if law.why_unknown:
        notes.append(f"{law.why_unknown} Of the distribution only the mean is known.")
    if law.endless > IGNORED:
        notes.append(
            f"{_share(law.endless)} of the runs never end: with fading some bugs are never fixed. Set an attempt limit [N]."
        )
    if not law.why_unknown and law.beyond > IGNORED:
        notes.append(
            f"{_share(law.beyond)} of the runs cost more than ${money(law.reach)}, where the computation ends: "
            "some bugs need very many attempts. An attempt limit [N] keeps them in bounds."
        )
    return " ".join(notes)


def _share(chance: float) -> str:
    percent = 100.0 * chance
    return f"{percent:.0f} %" if percent >= 9.5 else f"{percent:.2g} %"


def compare(a: Law, b: Law) -> tuple[float, float, float, float, float]:
    """P(A < B), P(A = B), P(B < A), the chance that it is not known, and how far they may be off."""
    # Below the other's reach a cost can be compared with all of it; beyond it, only with what is known to be cheaper.
    less = _cheaper(a, b)
    more = _cheaper(b, a)
    tie = _tied(a, b) + a.endless * b.endless
    undecided = max(0.0, 1.0 - less - tie - more)
    accuracy = max(ACCURACY, a.error, b.error) + _blur(a, b)
    if undecided <= IGNORED:
        return less, tie, more, 0.0, accuracy
    return less, tie, more, undecided, accuracy


def _cheaper(a: Law, b: Law) -> float:
    """P(A < B), as far as it is known."""
    if not a.costs.size:
        return 0.0
    known = float(b.cumulative[-1]) if b.costs.size else 0.0
    dearer = known - b.at_most(a.costs)
    beyond = b.endless + b.beyond * (a.costs <= b.reach)
    return float(a.chances @ (dearer + beyond)) + (a.beyond * b.endless if math.isinf(a.reach) else 0.0)


def _tied(a: Law, b: Law) -> float:
    if not a.costs.size or not b.costs.size:
        return 0.0
    return float(a.chances @ (b.at_most(a.costs) - b.below(a.costs)))


def _blur(a: Law, b: Law) -> float:
    """Chance that the two costs are so near to each other that a grid may have changed their order."""
    if not (np.any(a.blur) or np.any(b.blur)) or not a.costs.size or not b.costs.size:
        return 0.0
    return _near(a.rough, b) + _near(b.rough, a.exact)


def _near(rough: Law, other: Law) -> float:
    """Chance that a cost on a grid is so near to one of another law."""
    if not rough.costs.size or not other.costs.size:
        return 0.0
    at = np.minimum(np.searchsorted(other.costs, rough.costs), other.costs.size - 1)
    width = rough.blur + np.broadcast_to(other.blur, other.costs.shape)[at] + SAME * rough.costs
    return float(rough.chances @ (other.at_most(rough.costs + width) - other.below(rough.costs - width)))

"""The distribution of the total cost of a run, by brute force: every outcome of every attempt is followed.

For small scenarios without regressions. Costs are added up as exact fractions, so that outcomes of the same cost are
recognised; chances are floats. What is left of an unlimited row of attempts is dropped when it is less likely than
`NEGLIGIBLE`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable
from itertools import accumulate
from math import floor, fsum, lcm, sqrt
from operator import add
from typing import TypeVar

import numpy as np

from .fraction import Fraction
from .reading import Setup, Values, setup
from .sessions import Conversation, dollars, played, surcharge
from .survival import beta_shapes

T = TypeVar("T")

Law = dict[float, float]
"""Total costs in dollars to their chances, cheapest first."""

NEGLIGIBLE = 1e-13

FINEST = 10**12
TIE = 1 / FINEST
"""Costs that differ relatively by no more than this are the same: exact arithmetic tells 0.3 from 3 · 0.1."""

Ends = list[tuple[int, bool, float]]
"""How the work at one bug can end: attempts, whether it was given up on, chance."""


def law(values: Values, generator: str, fixer: str) -> Law:
    """The distribution of the total cost of a run.

    Counts that are not whole are rounded up or down at random, independently by class, with the right mean. With a hit
    rate between 0 and 1, tokens read again cost their average.

    Args:
        values: The scenario: any assumptions but regressions, and not spread and fading together.
        generator: `"strong"` or `"weak"`: who writes the code.
        fixer: `"strong"` or `"weak"`: who fixes it.
    """
    return law_of(setup(values, generator, fixer))


def law_of(case: Setup) -> Law:
    """The same of anything that generates and fixes."""
    if case.regression_rate:
        raise ValueError("bugs that bugs bring are beyond brute force")
    return (_shared_law if case.shared else _fresh_law)(case)


def mean(distribution: Law) -> float:
    """The expected cost."""
    return fsum(cost * chance for cost, chance in distribution.items())


def variance(distribution: Law) -> float:
    """The variance of the cost."""
    centre = mean(distribution)
    return fsum((cost - centre) ** 2 * chance for cost, chance in distribution.items())


def mean_and_sd(values: Values, generator: str, fixer: str) -> tuple[float, float]:
    """The expected cost and its standard deviation, of far longer rows of attempts than a distribution holds."""
    case = setup(values, generator, fixer)
    ends = {c: ends_of_a_bug(case, c, 1e-40) for c in (0, 1) if case.counts[c]}
    moments = _shared_moments(case, ends) if case.shared else _fresh_moments(case, ends)
    return float(generated(case)) + moments[0], sqrt(max(moments[1], 0.0))


def _fresh_moments(case: Setup, ends: dict[int, Ends]) -> tuple[float, float]:
    """Mean and variance of sums over bugs, one of which may be there or not."""
    total_mean = total_variance = 0.0
    for c, of_one_bug in ends.items():
        costs = [float(cost) for cost in conversation_costs(case, of_one_bug[-1][0])]
        dollars = [(costs[tries] + up * float(case.handoff_cost), p) for tries, up, p in of_one_bug]
        centre = fsum(cost * p for cost, p in dollars)
        spread = fsum((cost - centre) ** 2 * p for cost, p in dollars)
        part = float(case.counts[c] % 1)
        total_mean += float(case.counts[c]) * centre
        total_variance += (floor(case.counts[c]) + part) * spread + part * (1 - part) * centre**2
    return total_mean, total_variance


def _shared_moments(case: Setup, ends: dict[int, Ends]) -> tuple[float, float]:
    """Mean and variance over the joint law of attempts and bugs given up on, an array of chances."""
    joint = np.ones((1, 1))
    for c, of_one_bug in ends.items():
        one = np.zeros((2, of_one_bug[-1][0] + 1))
        for tries, given_up, p in of_one_bug:
            one[int(given_up), tries] = p
        for share in [1.0] * floor(case.counts[c]) + [float(case.counts[c] % 1)]:
            more = np.zeros((joint.shape[0] + 1, joint.shape[1] + one.shape[1] - 1))
            for i, row in enumerate(joint):
                for up in (0, 1):
                    more[i + up] += share * np.convolve(row, one[up])
                more[i, : len(row)] += (1 - share) * row
            joint = more
    costs = np.array([float(cost) for cost in conversation_costs(case, joint.shape[1] - 1)])
    dollars = costs + np.arange(len(joint))[:, None] * float(case.handoff_cost)
    centre = fsum((dollars * joint).ravel())
    return centre, fsum(((dollars - centre) ** 2 * joint).ravel())


def quantile(distribution: Law, level: float, slack: float = 0.0) -> float:
    """The least cost that is not exceeded with a chance of at least a level.

    At a level where the distribution is flat, rounding alone decides: a slack of ± the accuracy wanted gives the
    largest and the least answer that another calculation may find.
    """
    for cost, below in zip(distribution, accumulate(distribution.values()), strict=True):
        if below >= level - slack:
            return cost
    return max(distribution)


def over_budget(distribution: Law, budget: float) -> float:
    """The chance that a run costs more than a budget."""
    most = budget * (1 + TIE)
    return fsum(chance for cost, chance in distribution.items() if cost > most)


def compare(a: Law, b: Law) -> tuple[float, float, float]:
    """The chances that an independent run of a is cheaper than one of b, that they tie, and that b's is cheaper."""
    costs = list(b)
    below = [0.0, *accumulate(b.values())]
    cheaper: list[float] = []
    dearer: list[float] = []
    for cost, chance in a.items():
        dearer.append(chance * below[bisect_left(costs, cost * (1 - TIE))])
        cheaper.append(chance * (below[-1] - below[bisect_right(costs, cost * (1 + TIE))]))
    less, more = fsum(cheaper), fsum(dearer)
    return less, fsum(a.values()) * below[-1] - less - more, more


def ends_of_a_bug(case: Setup, c: int, negligible: float = NEGLIGIBLE) -> Ends:
    """Follow one bug attempt by attempt: each is tried with what the failures so far say about the bug."""
    rate = case.rates[c]
    if rate is None:
        raise ValueError("a class with bugs needs a fix rate")
    if rate < 1 and case.fading < 1 and (case.spread or case.limit is None):
        raise ValueError("fading is followed with a limit and for equal bugs only")
    ends: Ends = []
    still_open = 1.0
    tries = 0
    while still_open >= negligible:
        if tries == case.limit:
            ends.append((tries, True, still_open))
            break
        chance = float(rate * case.fading**tries)
        if case.spread and rate < 1:
            a, b = beta_shapes(rate, case.spread)
            chance = float(a / (a + b + tries))
        tries += 1
        ends.append((tries, False, still_open * chance))
        still_open *= 1 - chance
    return ends


def generated(case: Setup) -> Fraction:
    """Dollars for the first generation."""
    return case.begun_cost + case.generation_surcharge


def conversation_costs(case: Setup, longest: int) -> list[Fraction]:
    """Dollars for conversations of 0, 1, 2, … attempts, walked call by call: their number must be sure."""
    costs, talk = [Fraction(0)], Conversation()
    for _ in range(longest):
        cost = costs[-1]
        found, talk = played(case, case.whole_calls, talk, case.growth)
        for request in found:
            cost += dollars(case, request.sent_again, request.sent_first, request.answered) + surcharge(case, request)
            cost += case.second_price * request.seconds
        costs.append(cost)
    return costs


def _shared_law(case: Setup) -> Law:
    """One conversation: its cost depends on the attempts and on the bugs given up on."""
    joint = _mixture(case, (0, 0), _add_outcomes, lambda ends: [((tries, int(up)), p) for tries, up, p in ends])
    costs = conversation_costs(case, max(tries for tries, _ in joint))
    unit = _unit(case, costs)
    first, ours = int(generated(case) * unit), [int(cost * unit) for cost in costs]
    total: defaultdict[int, float] = defaultdict(float)
    for (tries, given_up), chance in joint.items():
        total[first + ours[tries] + given_up * int(case.handoff_cost * unit)] += chance
    return _merge_ties(total, unit)


def _fresh_law(case: Setup) -> Law:
    """A conversation for every bug: costs add up, as whole multiples of a common unit."""
    longest = max((end[0] for c in (0, 1) if case.counts[c] for end in ends_of_a_bug(case, c)), default=0)
    costs = conversation_costs(case, longest)
    unit = _unit(case, costs)

    def outcomes(ends: Ends) -> list[tuple[int, float]]:
        return [(int((costs[tries] + up * case.handoff_cost) * unit), p) for tries, up, p in ends]

    joint = _mixture(case, int(generated(case) * unit), add, outcomes)
    return _merge_ties(joint, unit)


def _unit(case: Setup, costs: list[Fraction]) -> int:
    """The unit, a part of a dollar, of which everything that a run may cost is a whole multiple."""
    return lcm(generated(case).denominator, case.handoff_cost.denominator, *(cost.denominator for cost in costs))


def _merge_ties(chances: dict[int, float], unit: int) -> Law:
    """Sort by cost, make one of costs that only the rounding of prices tells apart, and give them in dollars."""
    merged: Law = {}
    cost, dollars = -1, 0.0
    for other, chance in sorted(chances.items()):
        if (other - cost) * FINEST > other:
            cost, dollars = other, other / unit
            merged[dollars] = 0.0
        merged[dollars] += chance
    return merged


def _add_outcomes(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    return a[0] + b[0], a[1] + b[1]


def _mixture(
    case: Setup, nothing: T, add: Callable[[T, T], T], outcomes: Callable[[Ends], list[tuple[T, float]]]
) -> dict[T, float]:
    """The distribution of a sum over all bugs, mixed over the ways to round their numbers."""
    mixed = {nothing: 1.0}
    for c, n in enumerate(case.counts):
        if n == 0:
            continue
        of_one_bug = outcomes(ends_of_a_bug(case, c))
        for _ in range(floor(n)):
            mixed = _and_one_more(mixed, of_one_bug, add, 1.0)
        if n % 1:
            # The sum is the same for every way to round the other class: one more bug of this class, or none.
            mixed = _and_one_more(mixed, of_one_bug, add, float(n % 1))
    return mixed


def _and_one_more(
    sums: dict[T, float], of_one_bug: list[tuple[T, float]], add: Callable[[T, T], T], chance_of_it: float
) -> dict[T, float]:
    """Add one bug, which is there with some chance."""
    more: defaultdict[T, float] = defaultdict(float)
    for so_far, chance in sums.items():
        if chance_of_it < 1:
            more[so_far] += chance * (1 - chance_of_it)
        for outcome, p in of_one_bug:
            more[add(so_far, outcome)] += chance * p * chance_of_it
    return dict(more)

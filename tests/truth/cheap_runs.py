"""The distribution of the total cost of a run up to an amount, however long and many its bugs may become beyond it.

With any assumptions that `odds.ends_of_a_bug` follows, and bugs that fixes introduce: on multiples of the largest amount of
which all costs are multiples, bug by bug, without a transform.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import floor, gcd

import numpy as np
from numpy.typing import NDArray

from . import odds
from .fraction import Fraction
from .reading import Setup, setup

Chances = NDArray[np.float64]
"""Of 0, 1, 2, … units."""

_DIGITS = 12
"""Decimals of a dollar: what costs have beyond is the rounding of what a scenario gives, such as 24/13."""

Sparse = list[tuple[int, float]]
"""Units and their chances."""


def law(values: Mapping[str, object], generator: str, fixer: str, most: Fraction) -> tuple[Chances, Chances]:
    """Possible total costs up to ``most`` dollars, and their chances; every bug has a conversation of its own.

    Args:
        values: The scenario; floats are taken for the decimals that they are written as.
        generator: `"strong"` or `"weak"`: who writes the code.
        fixer: `"strong"` or `"weak"`: who fixes it.
        most: Dollars.
    """
    case = setup({key: Fraction(repr(x)) if type(x) is float else x for key, x in values.items()}, generator, fixer)
    if case.shared:
        raise ValueError("only bugs with a conversation each")
    first = round(odds.generated(case), _DIGITS)
    classes = [c for c in (0, 1) if case.counts[c] or (case.regression_rate and case.mix[c])]
    ends = {c: _ends(case, c, most - first) for c in classes}
    longest = max(tries for one in ends.values() for tries, _, _ in one)
    costs = [round(cost, _DIGITS) for cost in odds.conversation_costs(case, longest)]
    unit = _common_unit([case.handoff_cost, *(after - before for before, after in pairwise(costs))])
    places = floor((most - first) / unit) + 1

    def sparse(c: int, *, given_up: bool) -> Sparse:
        found = [(int((costs[tries] + up * case.handoff_cost) / unit), p) for tries, up, p in ends[c] if up == given_up]
        return [(units, p) for units, p in found if units < places]

    fixed, left = ({c: sparse(c, given_up=up) for c in ends} for up in (False, True))
    regression = float(case.regression_rate)
    new = _new_bug(case, fixed, left, places) if regression else None
    total = np.append(1.0, np.zeros(places - 1))
    for c in ends:
        for share in [1.0] * floor(case.counts[c]) + [float(case.counts[c] % 1)]:
            if share:
                total = (1.0 - share) * total + share * _and_one_more(total, fixed[c], left[c], regression, new)
    return np.asarray(float(first) + float(unit) * np.arange(places), dtype=np.float64), total


def _ends(case: Setup, c: int, most: Fraction) -> odds.Ends:
    """The ends of a bug, as many as cost no more than that."""
    negligible = 1e-2
    while True:
        ends = odds.ends_of_a_bug(case, c, negligible)
        if negligible < odds.NEGLIGIBLE or ends[-1][0] == case.limit or odds.conversation_costs(case, ends[-1][0])[-1] > most:
            return ends
        negligible /= 2.0


def _common_unit(amounts: Iterable[Fraction]) -> Fraction:
    unit = Fraction(0)
    for amount in amounts:
        shared = unit.denominator * amount.denominator
        unit = Fraction(gcd(unit.numerator * amount.denominator, amount.numerator * unit.denominator), shared)
    return unit


def _new_bug(case: Setup, fixed: Mapping[int, Sparse], left: Mapping[int, Sparse], places: int) -> Chances:
    """What the bug that a fix may introduce costs with all that descend from it, cheapest first."""
    regression = float(case.regression_rate)
    new, again = np.zeros(places), []
    for c, share in enumerate(map(float, case.mix)):
        if share:
            for units, p in fixed[c]:
                new[units] += share * (1.0 - regression) * p
                again.append((units, share * regression * p))
            for units, p in left[c]:
                new[units] += share * p
    steps, chances = np.array([units for units, _ in again]), np.array([p for _, p in again])
    for cost in range(places):
        cheaper = steps <= cost
        new[cost] += new[cost - steps[cheaper]] @ chances[cheaper]
    return new


def _and_one_more(total: Chances, fixed: Sparse, left: Sparse, regression: float, new: Chances | None) -> Chances:
    """One bug more, with all that descend from it."""
    if new is None:
        return _beside(total, fixed + left)
    with_new = (1.0 - regression) * total + regression * np.convolve(total, new)[: total.size]
    return _beside(with_new, fixed) + _beside(total, left)


def _beside(total: Chances, one: Sparse) -> Chances:
    """The sum with one cost."""
    more = np.zeros_like(total)
    for units, p in one:
        more[units:] += p * total[: total.size - units]
    return more

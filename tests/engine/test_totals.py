"""What bugs amount to together is the same by every way: summed one by one, by transforms, as series, and beside a grid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.attempts.descendants import by_shares, new_bug, of_run, with_descendants
from engine.chances.grid import Grid
from engine.chances.sums import Scope, Sums
from engine.chances.totals import BugOutcomes, Bugs, Outcomes
from engine.numerics.algebra import quotient
from engine.numerics.arrays import Array
from engine.numerics.series import Series
from engine.prices.one_strategy import one_strategy
from tests.engine.scenarios import TEXTBOOK


def bugs(counts: list[float], regression: float, least: float = 2.0) -> Bugs:
    """Bugs of two classes that amount to whole numbers; some of the hard ones are given up on."""
    plain = replace(
        one_strategy(TEXTBOOK, "weak", "strong"), bugs=np.array(counts), mix=np.array([0.7, 0.3]), regression=regression
    )
    easy = Outcomes(np.array([0.0, 1.0, 3.0]), np.array([0.6, 0.3, 0.1]))
    hard = Outcomes(np.array([0.0, 2.0, 5.0, 9.0]), np.array([0.3, 0.2, 0.2, 0.1]))
    none, left = Outcomes(np.empty(0), np.empty(0)), Outcomes(np.array([11.0]), np.array([0.2]))
    return Bugs(plain, {0: BugOutcomes(easy, none), 1: BugOutcomes(hard, left)}, least)


def dense(outcomes: Outcomes, length: int) -> Array:
    """Chances of 0, 1, 2, …"""
    return np.bincount(np.round(outcomes.amounts).astype(np.int64), outcomes.chances, length).astype(np.float64)[:length]


CASES = [([2.0, 1.0], 0.0), ([3.0, 2.0], 0.0), ([1.5, 0.25], 0.0), ([0.0, 2.0], 0.3), ([1.75, 2.5], 0.45)]
LENGTH = 1 << 10


@pytest.mark.parametrize(("counts", "regression"), CASES)
def test_sums_one_by_one_are_those_of_the_transform(counts: list[float], regression: float) -> None:
    case = bugs(counts, regression)
    scope = Scope(1e9, 1 << 40)
    apart = case.total(lambda one: Sums.of(scope, one), Sums.over_one_minus, one_by_one=True)
    grid = Grid(1.0, 0, LENGTH)
    assert dense(apart.likely, LENGTH) == pytest.approx(
        dense(grid.chances(case.total(grid.transform, quotient)), LENGTH), abs=1e-9
    )


@pytest.mark.parametrize("cut", [False, True])
@pytest.mark.parametrize("pairs", [0, 3, 20])
@pytest.mark.parametrize(("counts", "regression"), CASES)
def test_likely_sums_and_the_others_are_all_sums(counts: list[float], regression: float, pairs: int, *, cut: bool) -> None:
    case = bugs(counts, regression)
    whole = Grid(1.0, 0, LENGTH // 16 if cut else LENGTH, cut=cut)
    expected = whole.chances(case.total(whole.transform, quotient))
    # Whole amounts, none of which is a point of the other grid but the first one.
    grid = Grid(0.37, 0, int(whole.points / 0.37), cut=cut)
    total = case.total(lambda one: Sums.of(Scope(1e9, pairs, grid), one), Sums.over_one_minus, one_by_one=True)
    assert total.others is not None
    others = grid.chances(total.others)
    assert others.chances.sum() > 0.01
    known = total.likely.amounts < whole.points
    both = Outcomes(total.likely.amounts[known], total.likely.chances[known]).followed_by(others)
    if cut:
        chance = [both.chances[both.amounts < end].sum() for end in (0.0, 8.2, whole.points - 8.0)]
        apart = [expected.chances[expected.amounts < end].sum() for end in (0.0, 8.2, whole.points - 8.0)]
        assert np.abs(np.array(chance) - apart).max() < 0.05
    else:
        assert both.chances.sum() == pytest.approx(1.0, abs=1e-7)
        assert both.amounts @ both.chances == pytest.approx(expected.amounts @ expected.chances, rel=1e-6)


@pytest.mark.parametrize(("counts", "regression"), CASES)
def test_bounds_keep_all_but_a_small_share(counts: list[float], regression: float) -> None:
    case = bugs(counts, regression)
    grid = Grid(1.0, 0, LENGTH)
    law = grid.chances(case.total(grid.transform, quotient))
    for beyond in (1e-3, 1e-8):
        low, high = case.bounds(beyond)
        assert law.chances[law.amounts < low].sum() <= beyond
        assert law.chances[law.amounts > high].sum() <= beyond + 1e-9
        assert high < 60.0 * (1.0 + sum(counts))


@pytest.mark.parametrize(("counts", "regression"), CASES)
def test_series_of_moments_and_of_chances_are_those_of_the_sums(counts: list[float], regression: float) -> None:
    case = bugs(counts, regression, 1.0)
    grid = Grid(1.0, 0, LENGTH)
    law = grid.chances(case.total(grid.transform, quotient))

    def total(columns: dict[str, Array]) -> Series:
        def term(outcomes: Outcomes) -> Series:
            at = np.searchsorted(np.arange(20.0), outcomes.amounts)
            return Series((columns["rows"][:, at] @ outcomes.chances)[:, None])

        fixed = {c: term(one.fixed) for c, one in case.outcomes.items()}
        given_up = {c: term(one.given_up) for c, one in case.outcomes.items()}
        first = term(Outcomes(np.ones(1), np.ones(1)))
        families = with_descendants(fixed, given_up, by_shares([0.7, 0.3]), regression, new_bug(first, Series.over_one_minus))
        return of_run(families, counts, first)

    x = np.arange(20.0)
    binomials = total(
        {"rows": np.stack([np.ones_like(x), x, x * (x - 1.0) / 2.0, x * (x - 1.0) * (x - 2.0) / 6.0])}
    ).coefficients
    k = law.amounts
    moments = [law.chances @ y for y in (np.ones_like(k), k, k * (k - 1.0) / 2.0, k * (k - 1.0) * (k - 2.0) / 6.0)]
    assert binomials[:, 0] == pytest.approx(np.array(moments), rel=1e-6)
    chances = total({"rows": np.eye(20)}).coefficients[:, 0]
    assert chances == pytest.approx(dense(law, 20), abs=1e-9)

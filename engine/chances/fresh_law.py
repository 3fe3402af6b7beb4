"""The law of the cost of a run with a conversation per bug: the bugs' costs are independent and add up.

Few bugs are put together cost by cost, equal ones merged, which is exact; many go through a Fourier transform, exactly
where all costs are multiples of a common unit that is not too small. Else their likely combinations are put together
cost by cost as long as the others are few; and if those are not, all are put on a grid, or on several with a long tail, the
first of which is exact where there is such a unit. How far a grid may move a cost is the ``blur`` of the law.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from engine.chances.bug_ends import BugEnds, all_bugs, bug_ends, never
from engine.chances.grid import LARGEST, Grid
from engine.chances.law import IGNORED, Law, together
from engine.chances.sums import Scope, Sums
from engine.chances.totals import BugOutcomes, Bugs, Outcomes
from engine.numerics.algebra import quotient
from engine.prices.one_strategy import OneStrategy
from engine.prices.phase import decimal

FEW = 64
"""Bugs of which likely combinations are looked for at most."""

MOST_AT_A_BUG = 1 << 18
"""Attempts at one bug that are followed at most."""

PAIRS = 1 << 18
"""Pairs of costs that are put together one by one at most."""

LIKELY = ((1 << 17, 1 << 16), (1 << 19, 1 << 18))
"""Pairs of which likely combinations are made at most, and numbers of the transform for all others.

The first that are enough, or the last.
"""

GRID = 1 << 20
"""Points of a grid by itself."""

FINE_GRID = 1 << 17
"""Points of each of the grids of a long tail."""

BLURRED = 1e-4
"""Chance of a cost that a grid may move across some amount, up to which there is one beside likely combinations."""

_FINE_ENOUGH = 3e-6
"""Such a chance with which nothing finer is tried."""

MANY = 64
"""Bugs with more than one attempt from which on what the grid does to each of them averages out."""

_LEVEL = 32.0
"""Ratio of the ends of two grids of a long tail."""

_FINE = 1e-3
"""Share of the cost of a bug's first attempt that is a fine step of a grid."""

_LEVELS = 12
"""Grids of a long tail at most."""

_LEFT = 1e-8
"""Chance of more attempts than the ends of the bugs hold, where their tails are short."""

_UNKNOWN = 1e-7
"""Chance of more attempts at some bug than its ends hold, from which on the law of the run has a reach."""

_ALL = 1 << 62
"""More pairs than there are."""

TOO_WIDE = "There are too many attempts to follow."
"""Why nothing is known of a law whose costs have no bounds that can be found."""


def fresh_law(plain: OneStrategy) -> Law:
    """The law of the cost of a run with a conversation per bug."""
    if not plain.active:
        return Law(np.array([plain.start]), np.ones(1))
    ends = {c: bug_ends(plain, c, _LEFT / all_bugs(plain), MOST_AT_A_BUG) for c in plain.active}
    bugs = _bugs(plain, ends)
    # A bug longer than its ends hold costs more than they do, dear or not: what is cheaper than that is known.
    cut = [
        bugs.least + float(bugs.outcomes[c].fixed.amounts[-1])
        for c, one in ends.items()
        if one.tail * all_bugs(plain) > _UNKNOWN
    ]
    reach = min(cut, default=math.inf)
    law = _total(bugs, reach - bugs.certain, never(plain, ends))
    if law.why_unknown:
        return Law.unknown(plain.start, law.why_unknown)
    known = law.costs <= reach - bugs.certain
    costs, chances = plain.start + (bugs.certain + law.costs[known]), law.chances[known]
    if np.any(law.blur):
        return Law(costs, chances, never(plain, ends), plain.start + reach, np.broadcast_to(law.blur, known.shape)[known])
    # Beside the generation, differences of a bug's costs may be too small to tell.
    return Law(*together(costs, chances), never(plain, ends), plain.start + reach)


def _bugs(plain: OneStrategy, ends: dict[int, BugEnds]) -> Bugs:
    """What the bugs cost, those with fewer ends first: their first attempts are left out where that spares sums."""
    least = plain.dollars(1) if plain.regression == 0.0 else 0.0
    outcomes = {}
    for c in sorted(ends, key=lambda c: len(ends[c].fixed)):
        one = ends[c]
        attempts = np.arange(1.0, len(one.fixed) + 1.0)
        given_up = np.array([plain.dollars(one.limit) - least + plain.handoff_cost]) if one.given_up else np.empty(0)
        outcomes[c] = BugOutcomes(
            Outcomes(plain.conversation(attempts) - least, one.fixed), Outcomes(given_up, np.full(given_up.size, one.given_up))
        )
    return Bugs(plain, outcomes, least)


def _total(bugs: Bugs, reach: float, endless: float) -> Law:
    """The law of what the bugs cost beyond the least, as far as it reaches."""
    plain = bugs.plain
    if (pairs := _pairs(bugs)) <= PAIRS:
        return _apart(bugs, Scope(reach, _ALL))
    cut = math.isfinite(reach)
    low, high = (0.0, reach) if cut else bugs.bounds()
    if high <= 0.0:
        # Free, or hardly a run ends at all.
        return Law(np.zeros(1), np.array([1.0 - endless]))
    if math.isinf(high):
        return Law.unknown(0.0, TOO_WIDE)
    unit = _common_unit(bugs)
    points = (high - low) / unit * (1.0 + cut) if unit is not None else math.inf
    if points > min(LARGEST, pairs / 2.0) and (law := _likely(bugs, low, high, cut=cut)):
        return law
    if unit is not None and points <= LARGEST:
        return _on_grid(bugs, Grid.between(low, high, unit, cut=cut))
    step = (high - low) / GRID
    if low > high / _LEVEL or step <= _FINE * plain.dollars(1):
        return _on_fine_grid(bugs, low, high, step, cut=cut)
    # A long tail: one grid for each order of magnitude, the finest ones where runs are cheap; multiples of the unit there.
    exact = unit * (GRID // 2 - 2.0) if unit is not None else 0.0
    ends = [high]
    while ends[-1] > exact and ends[-1] / FINE_GRID > _FINE * plain.dollars(1) and len(ends) < _LEVELS:
        ends.append(ends[-1] / _LEVEL)
    laws = [_on_cheap_grid(bugs, end) for end in reversed(ends) if end > exact]
    if unit is not None and exact > plain.dollars(1):
        laws.insert(0, _on_grid(bugs, Grid.between(0.0, exact, unit, cut=True)))
    return _spliced(laws)


def _pairs(bugs: Bugs) -> float:
    """How many pairs of costs are put together one by one: an upper bound; infinite where there are too many bugs."""
    plain, states, pairs = bugs.plain, 1.0, 0.0
    if plain.regression > 0.0 or np.ceil(plain.bugs).sum() > FEW:
        return math.inf
    for c, outcomes in bugs.outcomes.items():
        ends, before = outcomes.all.amounts.size, states
        for number in range(1, math.ceil(plain.bugs[c]) + 1):
            pairs += states * ends
            # Bugs of a class are interchangeable.
            states = before * math.comb(ends + number - 1, number)
    return pairs


def _on_grid(bugs: Bugs, grid: Grid, blur: float = 0.0) -> Law:
    return Law(*grid.chances(bugs.total(grid.transform, quotient)), blur=blur)


def _on_cheap_grid(bugs: Bugs, end: float) -> Law:
    """What costs no more than an amount, on a grid of a long tail."""
    grid = Grid.between(0.0, end, end / (FINE_GRID - 2.0), cut=True)
    return _on_grid(bugs, grid, _moved(bugs.plain) * grid.step)


def _on_fine_grid(bugs: Bugs, low: float, high: float, step: float, *, cut: bool) -> Law:
    """The law on one grid, by the way of many bugs if they are so many that it is smooth."""
    plain = bugs.plain
    retried = sum(float(plain.bugs[c]) * (1.0 - float(one.fixed.chances[0])) for c, one in bugs.outcomes.items())
    if retried > MANY and not cut:
        law = _on_grid(bugs, Grid.between(low, high, step, smooth=True), step)
        # Where the law is not smooth on the grid, negative shares remain.
        if law.cumulative[-1] < 1.0 + IGNORED:
            return law
    return _on_grid(bugs, Grid.between(low, high, step, cut=cut), _moved(plain) * step)


def _likely(bugs: Bugs, low: float, high: float, *, cut: bool) -> Law | None:
    """The likely combinations one by one and all others on a grid; nothing if those are too many."""
    if all_bugs(bugs.plain) > FEW or (bugs.plain.regression > 0.0 and cut):
        return None
    for pairs, numbers in LIKELY if bugs.plain.regression == 0.0 else LIKELY[:1]:
        points = numbers // 2 if cut else numbers
        law = _apart(bugs, Scope(high, pairs, Grid.between(low, high, (high - low) / (points - 2.0), cut=cut)))
        if not _FINE_ENOUGH < law.most_blurred <= BLURRED:
            break
    return law if law.most_blurred <= BLURRED else None


def _apart(bugs: Bugs, scope: Scope) -> Law:
    """The likely combinations one by one, and all others on a grid if there are any."""
    total = bugs.total(lambda outcomes: Sums.of(scope, outcomes), Sums.over_one_minus, one_by_one=True)
    if total.others is None or scope.grid is None:
        return Law(*total.likely)
    others = scope.grid.chances(total.others)
    costs, chances = total.likely.followed_by(others)
    blur = np.repeat([0.0, _moved(bugs.plain) * scope.grid.step], [total.likely.amounts.size, others.amounts.size])
    order = np.argsort(costs, kind="stable")
    return Law(costs[order], chances[order], blur=blur[order])


def _moved(plain: OneStrategy) -> float:
    """Steps of a grid by which it may move a total, but for a chance of a ten-millionth (Hoeffding)."""
    # A bug that is there by rounding up is split twice: its first attempt, and what exceeds that.
    splits = float((np.floor(plain.bugs) + 2.0 * np.ceil(plain.bugs % 1.0)).sum()) / (1.0 - plain.regression)
    return min(splits, math.sqrt(8.4 * splits)) if plain.regression == 0.0 else 2.0 * math.sqrt(8.4 * splits) + 8.0


def _spliced(laws: list[Law]) -> Law:
    """One law of the cheap end of each law but the last, finest first, and what the next one adds."""
    kept: list[Law] = []
    start, so_far = -math.inf, 0.0
    for law, coarser in zip(laws, [*laws[1:], None], strict=True):
        end = math.inf if coarser is None else _seam(law, coarser)
        inside = (law.costs > start) & (law.costs <= end)
        # What the coarser grid has moved across the seam is put right beside it.
        cumulative = np.maximum(law.cumulative[inside], so_far)
        chances = np.diff(cumulative, prepend=so_far)
        kept.append(Law(law.costs[inside], chances, blur=np.full(int(inside.sum()), law.blur)))
        if cumulative.size:
            start, so_far = end, float(cumulative[-1])
    return Law(
        np.concatenate([law.costs for law in kept]),
        np.concatenate([law.chances for law in kept]),
        blur=np.concatenate([np.asarray(law.blur) for law in kept]),
    )


def _seam(finer: Law, coarser: Law) -> float:
    """Dollars at which to change from one grid to the next: where few costs are that the coarser one may have moved."""
    last = float(finer.costs[-1]) if finer.costs.size else 0.0
    near = coarser.costs[(coarser.costs > last / 4.0) & (coarser.costs < last * 0.99)]
    gaps, width = (near[1:] + near[:-1]) / 2.0, 2.0 * float(coarser.blur)
    crowd = coarser.at_most(gaps + width) - coarser.below(gaps - width)
    return float(gaps[np.argmin(crowd)]) if gaps.size else last


def _common_unit(bugs: Bugs) -> float | None:
    """The largest amount of dollars that all costs of bugs are multiples of, reading prices as the decimals they are."""
    plain, longest = bugs.plain, max(one.fixed.amounts.size for one in bugs.outcomes.values())
    amounts = [decimal(plain.handoff_cost) if math.isfinite(plain.limit) else Fraction(0)]
    for phase in plain.phases:
        if phase.before < longest:
            amounts += phase.in_decimals().terms
    unit = Fraction(0)
    for amount in amounts:
        unit = Fraction(
            math.gcd(unit.numerator * amount.denominator, amount.numerator * unit.denominator),
            unit.denominator * amount.denominator,
        )
    return float(unit) or None

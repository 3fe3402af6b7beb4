"""The law of the cost of a run with a conversation per bug: the bugs' costs are independent and add up.

Few bugs are put together atom by atom, equal costs merged, which is exact. Many, and bugs that introduce others, go
through a Fourier transform: exactly where all costs are multiples of a common unit that is not too small. Else their
likely combinations are put together atom by atom as long as the others are few (engine.chances.likely_sums), and if those are
not, all are put on a fine grid, each cost split between its two neighbours with the right mean. How far that may move
a cost is the ``blur`` of the law.
"""

from __future__ import annotations

import math

import numpy as np

from engine.chances.bug_law import BugLaw, bug_law
from engine.chances.cost_lattice import Atoms, common_unit, on_grid, spliced
from engine.chances.families import bounds, logarithm
from engine.chances.law import Law, merged, together
from engine.chances.likely_sums import likely_law
from engine.chances.shared_odds import never
from engine.numerics.arrays import Array
from engine.prices.one_strategy import OneStrategy

FEW = 64
"""Bugs that are put together one by one at most."""

LONGEST = 1 << 18
"""Attempts at one bug that are followed at most."""

PRODUCTS = 1 << 17
"""Pairs of atoms that are put together one by one before a transform is tried."""

LIKELY = ((1 << 17, 1 << 16), (3 << 18, 1 << 17))
"""Pairs of which the likely combinations of atoms are made one by one, and points of the grid for the others.

The first that are enough, or the last.
"""

BLURRED = 1e-4
"""Chance of a cost that a grid may move across some amount, up to which the likely combinations go first."""

LARGEST = 1 << 22
"""Points of an exact lattice at most."""

GRID = 1 << 20
"""Points of a grid."""

FINE_GRID = 1 << 17
"""Points of each of the grids of a long tail."""

_FINE_ENOUGH = 1e-6
"""Such a chance with which nothing finer is tried."""

_LEVEL = 32.0
"""Ratio of the ends of two such grids."""

_FINE = 1e-3
"""Share of the cost of a bug's first attempt that is a fine step of a grid."""

_LEVELS = 12
"""Such grids at most."""

_CUT = 1e-8
"""Chance of more attempts than a bug's law holds, where its tail is short."""

_LEAST = 1e-12
"""Chance below which a combination of costs is dropped."""

_COARSE = 4096
"""Costs that bounds are computed from at most."""

TOO_WIDE = "There are too many attempts to follow."
"""Why nothing is known of a law whose costs have no bounds that can be found."""

_UNKNOWN = 1e-7
"""Chance of more attempts at some bug than its law holds, from which on the law of the run has a reach."""


def fresh_law(plain: OneStrategy) -> Law:
    """The law of the cost of a run with a conversation per bug."""
    if not plain.active:
        return Law(np.array([plain.start]), np.ones(1))
    laws = bug_laws(plain)
    atoms = {c: _atoms(plain, law) for c, law in laws.items()}
    endless = never(plain, laws)
    cut = [float(atoms[c].fixed[-1]) for c, law in laws.items() if law.tail * all_bugs(plain) > _UNKNOWN]
    # A bug longer than its law costs more than the law holds, dear or not: what is cheaper than that is known.
    reach = min(cut, default=math.inf)
    pairs = work(plain, laws)
    law = _one_by_one(plain, atoms, reach, PRODUCTS) if pairs <= PRODUCTS else None
    if law is None:
        law = _transformed(plain, atoms, reach, pairs, endless)
    if law.why_unknown:
        return Law.unknown(plain.start, law.why_unknown)
    known, first = law.costs <= reach, plain.start
    costs, chances = first + law.costs[known], law.chances[known]
    if np.any(law.blur):
        return Law(costs, chances, endless, first + reach, np.broadcast_to(law.blur, known.shape)[known])
    # Beside the generation, differences of a bug's costs may be too small to tell.
    costs, chances = together(costs, chances)
    return Law(costs, chances, endless, first + reach)


def size(plain: OneStrategy) -> float:
    """How many numbers are worked on for the law of a run; infinite for very many."""
    laws = bug_laws(plain, _COARSE)
    if any(law.tail * all_bugs(plain) > _UNKNOWN for law in laws.values()):
        return math.inf
    pairs = work(plain, laws)
    if pairs <= PRODUCTS:
        return pairs
    atoms = {c: _atoms(plain, law) for c, law in laws.items()}
    unit = common_unit(plain, _longest(atoms))
    if unit is None:
        return math.inf
    largest = max(float(one.costs.max()) for one in atoms.values())
    if largest / unit > LARGEST:
        return math.inf
    low, high = _bounds(plain, atoms)
    return (high - low) / unit


def bug_laws(plain: OneStrategy, most: int = LONGEST) -> dict[int, BugLaw]:
    """The law of one bug by class, followed for so many attempts at most."""
    return {c: bug_law(plain, c, _CUT / all_bugs(plain), most) for c in plain.active}


def all_bugs(plain: OneStrategy) -> float:
    """About how many bugs a run has, those that fixes introduce included: one at least."""
    return max(1.0, float(plain.bugs.sum())) / (1.0 - plain.regression)


def work(plain: OneStrategy, laws: dict[int, BugLaw]) -> float:
    """How many pairs of atoms are put together one by one: an upper bound; infinite where there are too many bugs."""
    states, pairs = 1.0, 0.0
    if plain.regression > 0.0 or sum(math.ceil(plain.bugs[c]) for c in laws) > FEW:
        return math.inf
    for c in sorted(laws, key=lambda c: len(laws[c].fixed)):
        ends = len(laws[c].fixed) + bool(laws[c].given_up)
        before = states
        for number in range(1, math.ceil(plain.bugs[c]) + 1):
            pairs += states * ends
            # Bugs of a class are interchangeable.
            states = before * math.comb(ends + number - 1, number)
    return pairs


def _atoms(plain: OneStrategy, law: BugLaw) -> Atoms:
    attempts = np.arange(1.0, len(law.fixed) + 1.0)
    given_up = plain.dollars(law.limit) + plain.handoff_cost
    return Atoms(plain.conversation(attempts), law.fixed, given_up, law.given_up)


def _longest(atoms: dict[int, Atoms]) -> int:
    """Attempts at one bug at most."""
    return max(one.fixed.size for one in atoms.values())


def _one_by_one(plain: OneStrategy, atoms: dict[int, Atoms], reach: float, most: float) -> Law | None:
    """Every combination of the bugs' costs, those that tie merged; nothing if that takes more than ``most`` pairs."""
    costs, chances = np.zeros(1), np.ones(1)
    for c in sorted(atoms, key=lambda c: atoms[c].fixed.size):
        one, of_one = merged(atoms[c].costs, atoms[c].all_chances)
        left = float(plain.bugs[c])
        while left > 0.0:
            if left < 1.0:
                one, of_one = np.append(0.0, one), np.append(1.0 - left, left * of_one)
            if costs.size * one.size > most:
                return None
            costs, chances = merged(np.add.outer(costs, one).ravel(), np.multiply.outer(chances, of_one).ravel(), _LEAST)
            kept = costs <= reach
            costs, chances = costs[kept], chances[kept]
            left -= 1.0
    return Law(costs, chances)


def _transformed(plain: OneStrategy, atoms: dict[int, Atoms], reach: float, pairs: float, endless: float) -> Law:
    """The inverse transform of the generating function of all bugs on a lattice of costs.

    Unless putting together ``pairs`` of atoms at most is less work, or the only way to be exact.
    """
    low, high = (0.0, reach) if math.isfinite(reach) else _bounds(plain, atoms)
    if high <= 0.0:
        # Free, or hardly a run ends at all.
        return Law(np.zeros(1), np.array([1.0 - endless]))
    if math.isinf(high):
        return Law.unknown(0.0, TOO_WIDE)
    unit = common_unit(plain, _longest(atoms))
    if unit is not None and (high - low) / unit <= min(LARGEST, pairs / 2.0):
        return on_grid(plain, atoms, (low, high), unit, cut=math.isfinite(reach), exact=True)
    if math.isfinite(pairs) and (law := _likely(plain, atoms, high, cut=math.isfinite(reach))):
        return law
    if unit is not None and (high - low) / unit <= LARGEST:
        return on_grid(plain, atoms, (low, high), unit, cut=math.isfinite(reach), exact=True)
    least = min(float(one.fixed[0]) for one in atoms.values())
    step = (high - low) / GRID
    if low > high / _LEVEL or step <= _FINE * least:
        return on_grid(plain, atoms, (low, high), step, cut=math.isfinite(reach))
    # A long tail: one grid for each order of magnitude, the finest ones where runs are cheap.
    ends = [high]
    while ends[-1] / FINE_GRID > _FINE * least and len(ends) < _LEVELS:
        ends.append(ends[-1] / _LEVEL)
    grids = []
    for end in reversed(ends):
        step = unit if unit is not None and end / unit <= FINE_GRID else end / FINE_GRID
        grids.append(on_grid(plain, atoms, (0.0, end), step, cut=True, exact=step == unit))
    return spliced(grids)


def _likely(plain: OneStrategy, atoms: dict[int, Atoms], high: float, *, cut: bool) -> Law | None:
    """The likely combinations one by one; nothing if the others are too many."""
    law, blurred = None, 1.0
    for pairs, points in LIKELY:
        law = likely_law(plain, atoms, high, pairs, points, cut=cut)
        # More numbers make it some ten times better, not a thousand times.
        if not _FINE_ENOUGH < (blurred := law.most_blurred) <= 10.0 * BLURRED:
            break
    return law if law and blurred <= BLURRED else None


def _bounds(plain: OneStrategy, atoms: dict[int, Atoms]) -> tuple[float, float]:
    """Bounds that the cost of all bugs keeps but for a negligible chance."""
    largest = max(float(one.costs.max()) for one in atoms.values())
    if largest == 0.0:
        return 0.0, 0.0
    coarse = {c: _coarse(one, largest) for c, one in atoms.items()}

    def log_total(slope: Array) -> Array:
        fixed = {c: np.exp(slope[:, None] * one[0]) @ one[1] for c, one in coarse.items()}
        given_up = {c: atoms[c].given_up_chance * np.exp(slope * atoms[c].given_up) for c in atoms}
        return logarithm(plain, fixed, given_up)

    low, high = bounds(log_total, 60.0 / float(np.min([one.costs.min() for one in atoms.values()]) or largest))
    return max(0.0, low - largest / _COARSE * plain.bugs.sum()), high


def _coarse(one: Atoms, largest: float) -> tuple[Array, Array]:
    """Fewer atoms that are no cheaper, for bounds."""
    if one.fixed.size <= _COARSE:
        return one.fixed, one.chances
    cell = np.ceil(one.fixed / largest * _COARSE).astype(np.int64)
    masses = np.bincount(cell, one.chances, _COARSE + 2).astype(np.float64)
    return np.arange(_COARSE + 2) * largest / _COARSE, masses

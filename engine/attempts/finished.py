"""The chance that a task ends finished, no bug of it given up on, and the cost per task that does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.attempts.repairs import Repairs, repairs
from engine.numerics.arrays import Array, Quantity
from engine.numerics.infinity import times
from engine.scenarios.inputs import Inputs
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import STRATEGIES, Strategy

MEANING = (
    "Cost per finished task: the total cost divided by the chance that no bug is given up on. "
    "Without an attempt limit every task is finished in the end."
)
"""What the cost per finished task means."""


def finished(scenario: Scenario, strategies: Sequence[Strategy] = STRATEGIES, *, exponents: bool = False) -> Array:
    """The chance that each strategy gives up on no bug, regression bugs included: ``(strategies, *shape)``.

    Bugs end independently, in either context. Without an attempt limit every bug is fixed in the end (or work on it
    never ends). The scenario's numbers may be arrays.

    Args:
        scenario: The scenario.
        strategies: Which ones.
        exponents: Whether fractional counts of bugs are exponents, as in best-of-n, rather than rounded at random.
    """
    inputs = Inputs(scenario, strategies)
    found = finished_of(repairs(inputs), exponents=exponents)
    return np.broadcast_to(found, (len(strategies), *inputs.shape))


@np.errstate(all="ignore")
def finished_of(work: Repairs, *, exponents: bool = False) -> Array:
    """The same of strategies that are up against such bugs, in an array that broadcasts to that shape."""
    fixed, unresolved = work.each.fixed, work.each.unresolved
    # Both chances are sums of positive terms, of which the smaller one knows its digits.
    ends_badly = in_a_family(work, unresolved, fixed, unresolved)
    ends_well = fixed * (1.0 - work.regression) / work.no_further(unresolved)
    return none_of(work.bugs, ends_badly, ends_well, exponents=exponents)


def in_a_family(work: Repairs, badly: Array, fixed: Array, unfixed: Array) -> Array:
    """The chance e that a bug or one that descends from it ends badly, by class: e = o + r·fixed·Σ w·e.

    Args:
        work: How bugs bring in others.
        badly: o, the chance that the bug itself does.
        fixed: The chance that it is fixed, and may bring in another.
        unfixed: One less that, as exactly.
    """
    descends = work.regression * fixed * (work.mix * badly).sum(axis=0) / work.no_further(unfixed)
    return np.asarray(badly + descends)


@np.errstate(all="ignore")
def none_of(bugs: Array, badly: Array, well: Array, *, exponents: bool = False) -> Array:
    """The chance that no bug of either class ends badly, fractional counts rounded at random or taken as exponents.

    Args:
        bugs: Counts, classes on the first axis.
        badly: The chance that one bug ends badly, likewise.
        well: One less that, as exactly.
        exponents: Whether fractional counts are exponents.
    """
    few = badly < well
    logarithm = np.where(few, np.log1p(-np.where(few, badly, 0.0)), np.log(well))
    if exponents:
        return np.asarray(np.exp(times(bugs, logarithm).sum(axis=0)))
    whole = np.floor(bugs)
    part = bugs - whole
    last = np.where(few, 1.0 - part * badly, 1.0 - part + part * well)
    return np.asarray(np.minimum(1.0, np.exp(times(whole, logarithm).sum(axis=0)) * last.prod(axis=0)))


@np.errstate(all="ignore")
def per_finished_task(total_cost: Quantity, finished: Quantity) -> Array:
    """Expected dollars spent for every task that ends finished; infinite where none does."""
    return np.where(np.asarray(finished) > 0.0, np.divide(total_cost, finished), np.inf)

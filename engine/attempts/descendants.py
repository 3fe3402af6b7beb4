"""A bug with all that descend from it, and all bugs of a run, whatever the terms are (docs/model.md, Conversations).

They are generating functions of what bugs amount to (attempts, dollars, chances): at points, or as series, or as the
sums themselves (``engine.numerics.algebra``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np

from engine.numerics.algebra import Term
from engine.numerics.arrays import Array, Quantity
from engine.numerics.rounding import factors

T = TypeVar("T", bound=Term)


def with_descendants(
    fixed: Mapping[int, T],
    given_up: Mapping[int, T | float],
    mixed: Callable[[Mapping[int, T]], T],
    regression: Quantity,
    new: Callable[[T, T], T],
) -> dict[int, T]:
    """By class, a bug and its descendants: fixed·(1 − r + r·M) + given up, with M the mix of new bugs.

    Args:
        fixed: By class, one bug where it ends fixed.
        given_up: By class, one bug where it is given up on; numbers where there is nothing.
        mixed: The mean over the classes of the bugs that fixes introduce.
        regression: Chance r that a fix introduces one.
        new: M from the mix where a new bug brings no further one, and where it does.
    """
    r = regression
    if not np.any(r):
        return {c: one + given_up[c] for c, one in fixed.items()}
    last = mixed({c: one * (1.0 - r) + given_up[c] for c, one in fixed.items()})
    then = new(last, mixed({c: one * r for c, one in fixed.items()})) * r + (1.0 - r)
    return {c: one * then + given_up[c] for c, one in fixed.items()}


def of_run(families: Mapping[int, T], bugs: Sequence[float] | Array, first: T | float = 1.0, *, one_by_one: bool = False) -> T:
    """All bugs of a run with their descendants, at least one of them likely; fractional counts are rounded at random.

    Args:
        families: By class, one bug with its descendants.
        bugs: How many of each class there are; of families in arrays, by class for each.
        first: What every bug amounts to at least, where ``families`` leave it out; so does the result for the whole ones.
        one_by_one: Whether all are to be multiplied one after the other.
    """
    product, *others = [
        factor for c, family in families.items() for factor in factors(family, bugs[c], first, one_by_one=one_by_one)
    ]
    for other in others:
        product = product * other
    return product


def new_bug(first: T | float, over_one_minus: Callable[[T, T], T]) -> Callable[[T, T], T]:
    """A bug that a fix brings in, with its descendants, from where it brings no further one and where it does.

    Args:
        first: What every bug amounts to at least, where these leave it out.
        over_one_minus: The quotient a / (1 − b).
    """
    return lambda last, again: over_one_minus(last * first, again * first)


def by_shares(mix: Sequence[float] | Array) -> Callable[[Mapping[int, T]], T]:
    """The mean over classes that have such shares."""
    return lambda terms: _sum([x * mix[c] for c, x in terms.items()])


def _sum(terms: list[T]) -> T:
    total, *others = terms
    for other in others:
        total = total + other
    return total

"""A bug with all that descend from it, and all bugs of a run, whatever the terms are (docs/model.md, Conversations).

They are generating functions of what bugs amount to (attempts, dollars, chances): at points, or as series, or as the
sums themselves (``engine.numerics.algebra``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from engine.numerics.algebra import Term
from engine.numerics.rounding import factors

T = TypeVar("T", bound=Term)


def with_descendants(
    fixed: Mapping[int, T],
    given_up: Mapping[int, T | float],
    mix: Sequence[float],
    regression: float,
    *,
    first: T | float,
    over_one_minus: Callable[[T, T], T],
) -> dict[int, T]:
    """By class, a bug and its descendants: fixed·(1 − r + r·M) + given up, with M the mix of new bugs.

    Args:
        fixed: By class, one bug where it ends fixed.
        given_up: By class, one bug where it is given up on; numbers where there is nothing.
        mix: Shares of the classes among the bugs that fixes introduce.
        regression: Chance r that a fix introduces one.
        first: What every bug amounts to at least, where the others leave it out; so does the result for the bug itself.
        over_one_minus: The quotient a / (1 − b).
    """
    r = regression
    if r == 0.0:
        return {c: one + given_up[c] for c, one in fixed.items()}
    last, again = (
        _sum([x * mix[c] for c, x in terms.items()]) * first
        for terms in ({c: one * (1.0 - r) + given_up[c] for c, one in fixed.items()}, {c: one * r for c, one in fixed.items()})
    )
    new = over_one_minus(last, again)
    return {c: one * (new * r + (1.0 - r)) + given_up[c] for c, one in fixed.items()}


def of_run(families: Mapping[int, T], bugs: Sequence[float], first: T | float = 1.0, *, one_by_one: bool = False) -> T:
    """All bugs of a run with their descendants, at least one of them likely; fractional counts are rounded at random.

    Args:
        families: By class, one bug with its descendants.
        bugs: How many of each class there are.
        first: What every bug amounts to at least, where ``families`` leave it out; so does the result for the whole ones.
        one_by_one: Whether all are to be multiplied one after the other.
    """
    product, *others = [
        factor for c, family in families.items() for factor in factors(family, bugs[c], first, one_by_one=one_by_one)
    ]
    for other in others:
        product = product * other
    return product


def _sum(terms: list[T]) -> T:
    total, *others = terms
    for other in others:
        total = total + other
    return total

"""Arithmetic in which infinity is a result: costs without end, free tokens, empty classes."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from functools import reduce

import numpy as np

from engine.numerics.arrays import Array, Quantity, every, some

ROUNDING = 1e-12
"""Share of some dollars that may be left of them after others were subtracted that are the same."""


def times(x: Quantity, y: Quantity) -> Array:
    """The product in which nothing times infinity is nothing: free tokens, empty classes."""
    product = np.asarray(x * y, dtype=np.float64)
    undefined = np.isnan(product)
    return np.where(undefined, 0.0, product) if some(undefined) else product


def settled(dollars: Array) -> Array:
    """Dollars in which an infinity was subtracted: re-reads without end at any price, so infinite."""
    return np.where(dollars > -np.inf, dollars, np.inf)


def dot(x: Sequence[Quantity | None], y: Sequence[Quantity]) -> Array:
    """The sum of products in which nothing times infinity is nothing; what is ``None`` is nothing."""
    pairs = [(one, other) for one, other in zip(x, y, strict=True) if one is not None]
    if not pairs:
        return np.zeros(1)
    found = np.asarray(reduce(operator.add, (one * other for one, other in pairs)))
    if every(np.isfinite(found)):
        return found
    return settled(reduce(operator.add, (times(one, other) for one, other in pairs)))


def left_of(dollars: Array, dearer: Array) -> Array:
    """Dollars together with what long prompts add or, where their prices are lower, take off.

    Nothing is left where they take off all but what rounding may have left, or more than all: the length of prompts is
    counted with whole bugs, the dollars with fractional ones.
    """
    total = settled(dollars + dearer)
    less = dearer < 0.0
    return np.where(less & (total <= ROUNDING * dollars) & np.isfinite(dollars), 0.0, total) if some(less) else total

"""Fractional counts: rounded up or down at random, with the right mean."""

from __future__ import annotations

import math
from itertools import product
from typing import TypeVar

import numpy as np

from engine.numerics.algebra import Term, power
from engine.numerics.arrays import Array, Quantity

T = TypeVar("T", bound=Term)


def ways(counts: Array) -> tuple[Array, Array]:
    """Whole counts by class ``(2, ways, ...)`` and the chances of these ways ``(ways, ...)`` to round each up or down.

    Args:
        counts: By class ``(2, ...)``.
    """
    whole = np.floor(counts)
    part = counts - whole
    if not part.any():
        return whole[:, None], np.ones((1, *counts.shape[1:]))
    ups = [np.array(up).reshape(2, *[1] * (counts.ndim - 1)) for up in product((0.0, 1.0), repeat=2)]
    chances = [np.where(up > 0.0, part, 1.0 - part).prod(axis=0) for up in ups]
    return np.stack([whole + up for up in ups], axis=1), np.stack(chances)


def factors(x: T, count: Quantity, first: T | float = 1.0, *, one_by_one: bool = False) -> list[T]:
    """What is to be multiplied for ``count`` independent terms: the whole ones, and one that is there with a chance.

    Args:
        x: The generating function of one term.
        count: How many; or of terms in arrays, how many of each.
        first: That of what every term amounts to at least, where ``x`` leaves it out; so do the whole ones.
        one_by_one: Whether the whole ones are to be multiplied one after the other.
    """
    many = isinstance(count, np.ndarray)
    whole = np.floor(count) if many else math.floor(count)
    part = count - whole
    found = [power(x, whole)] if many or (whole and not one_by_one) else [x] * int(whole)
    return [*found, x * first * part + (1.0 - part)] if np.any(part) else found

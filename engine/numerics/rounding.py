"""Fractional counts: rounded up or down at random, with the right mean."""

from __future__ import annotations

import math
from itertools import product
from typing import TypeVar

import numpy as np

from engine.numerics.algebra import Term, power
from engine.numerics.arrays import Array

T = TypeVar("T", bound=Term)


def ways(bugs: Array) -> list[tuple[Array, float]]:
    """Whole counts of bugs by class and their chances: each count is rounded up or down at random."""
    whole = np.floor(bugs)
    part = bugs - whole
    found = []
    for up in product((0.0, 1.0), repeat=2):
        chance = math.prod(share if more else 1.0 - share for more, share in zip(up, part.tolist(), strict=True))
        if chance > 0.0:
            found.append((whole + np.array(up), chance))
    return found


def factors(x: T, count: float, first: T | float = 1.0, *, one_by_one: bool = False) -> list[T]:
    """What is to be multiplied for ``count`` independent terms: the whole ones, and one that is there with a chance.

    Args:
        x: The generating function of one term.
        count: How many.
        first: That of what every term amounts to at least, where ``x`` leaves it out; so do the whole ones.
        one_by_one: Whether the whole ones are to be multiplied one after the other.
    """
    whole = math.floor(count)
    part = count - whole
    found = [x] * whole if one_by_one or not whole else [power(x, whole)]
    return [*found, x * first * part + (1.0 - part)] if part else found

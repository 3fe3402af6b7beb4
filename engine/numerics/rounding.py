"""Fractional counts: rounded up or down at random, with the right mean."""

from __future__ import annotations

import math
from itertools import product

import numpy as np

from engine.numerics.arrays import Array


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

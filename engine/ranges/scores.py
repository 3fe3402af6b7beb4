"""Normal scores of the points, and the polynomials in them (docs/model.md, How sure).

In every dimension the points have the same scores, the middles of as many equally likely slices of a normal distribution, each
in an order of its own.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from engine.numerics.arrays import Array
from engine.numerics.lattice import Ranks, ranks

POINTS = 4096
"""Points that an answer is read off."""

_DEGREE = 6
"""Of the polynomials that tell how a mean depends on a score."""


@cache
def increasing(points: int) -> Array:
    """The scores of so many points, increasing."""
    # Loaded by answers about ranges only.
    from statistics import NormalDist

    normal = NormalDist()
    upper = [normal.inv_cdf((rank + 0.5) / points) for rank in range(points // 2, points)]
    return np.array([-score for score in reversed(upper)] + upper)


def scores(points: int, dimensions: int) -> Array:
    """The scores of every point, ``(dimensions, points)``."""
    return increasing(points)[ranks(points, dimensions)[0]]


def conditional_means(figures: Array, dimensions: int) -> Array:
    """The mean of a figure given the score in one dimension, by increasing score: ``(dimensions, points)``.

    Args:
        figures: Of every point.
        dimensions: How many there are.
    """
    order: Ranks = ranks(len(figures), dimensions)[1]
    polynomials, inverse = _polynomials(len(figures))
    return (figures[order] @ inverse) @ polynomials


@cache
def _polynomials(points: int) -> tuple[Array, Array]:
    """The Hermite polynomials up to degree 6 at the scores, and what takes figures to their coefficients by least squares.

    With them the score above its median and its square: there the scale of a number may bend.
    """
    x = increasing(points)
    rows = [np.ones(points), x]
    for k in range(1, _DEGREE):
        # Each with a mean square of about 1.
        rows.append((x * rows[k] - math.sqrt(k) * rows[k - 1]) / math.sqrt(k + 1))
    above = np.maximum(x, 0.0)
    columns = np.stack([*rows, above, above * above])
    return columns, np.linalg.pinv(columns)

"""The generating function of what all bugs of a run amount to, and how far its law reaches.

It is evaluated wherever the bugs' own generating functions are: at roots of unity for an inverse FFT, at real points
for bounds on the tails. Bugs of a class are independent, and a fractional count is rounded up or down at random.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.numerics.arrays import Array
from engine.prices.one_strategy import OneStrategy

Values = TypeVar("Values", NDArray[np.float64], NDArray[np.complex128])

CUT = 1e-10
"""Chance beyond the bounds of a law."""


def total(
    plain: OneStrategy, fixed: Mapping[int, Values], given_up: Mapping[int, Values], shift: Values | float = 1.0
) -> Values:
    """The generating function of all bugs of a run.

    Args:
        plain: The strategy.
        fixed: By class, that of one bug, where it ends fixed.
        given_up: By class, that of one bug, where it is given up on.
        shift: That of what every bug amounts to at least, where the others leave it out: so does the result, but for
            bugs that are there by rounding up.
    """
    family = {c: fixed[c] + given_up[c] for c in fixed}
    r = plain.regression
    if r > 0.0 and fixed:
        # A fix introduces a new bug with chance r: a bug with its descendants, and the mix M of new bugs.
        again = sum(plain.mix[c] * fixed[c] for c in fixed)
        new = sum(plain.mix[c] * (fixed[c] * (1.0 - r) + given_up[c]) for c in fixed) / (1.0 - r * again)
        family = {c: fixed[c] * (1.0 - r + r * new) + given_up[c] for c in fixed}
    product: Values | None = None
    for c, one in family.items():
        whole = math.floor(plain.bugs[c])
        part = plain.bugs[c] - whole
        factor = one**whole
        if part:
            factor = factor * (1.0 - part + part * one * shift)
        product = factor if product is None else product * factor
    if product is None:
        raise ValueError("a run without bugs has no generating function")
    return product


def logarithm(plain: OneStrategy, fixed: dict[int, Array], given_up: dict[int, Array]) -> Array:
    """The logarithm of the total's generating function for large counts, too; NaN where it does not exist."""
    r = plain.regression
    if r > 0.0:
        again = sum(plain.mix[c] * fixed[c] for c in fixed)
        room = 1.0 - r * again
        new = sum(plain.mix[c] * (fixed[c] * (1.0 - r) + given_up[c]) for c in fixed) / room
        fixed = {c: np.where(room > 0.0, fixed[c] * (1.0 - r + r * new), np.nan) for c in fixed}
    result = np.zeros(())
    for c in fixed:
        one = fixed[c] + given_up[c]
        whole = math.floor(plain.bugs[c])
        part = plain.bugs[c] - whole
        result = result + whole * np.log(one) + np.log1p(part * (one - 1.0))
    return np.asarray(result)


def bounds(log_total: Callable[[Array], Array], steepest: float, cut: float = CUT) -> tuple[float, float]:
    """Bounds that a sum of costs keeps but for a negligible chance, by Chernoff's inequality.

    Args:
        log_total: The logarithm of E[exp(θ·X)], infinite or NaN where it is undefined.
        steepest: The θ beyond which that is so for certain.
        cut: The chance.
    """
    shares = np.concatenate([np.geomspace(1e-7, 0.5, 40), 1.0 - 0.5 ** np.arange(2, 14)])
    slope = steepest * shares
    with np.errstate(all="ignore"):
        upper = (log_total(slope) - math.log(cut)) / slope
        lower = (-log_total(-slope) + math.log(cut)) / slope
    return float(np.max(lower[np.isfinite(lower)], initial=0.0)), float(np.min(upper[np.isfinite(upper)], initial=math.inf))


def fft_length(length: float) -> int:
    """A length at least that large whose Fourier transform is fast: 2, 3 and 5 to powers, and even."""
    target = max(8, math.ceil(length))
    best = 1 << (target - 1).bit_length()
    for odd in (3, 5, 9, 15):
        size = odd << max(1, math.ceil(math.log2(target / odd)))
        if target <= size < best:
            best = size
    return best

"""Requests of one conversation about all bugs in random order: how many of them find how many attempts before them.

By generating functions: that of the attempts that a bug leaves in the conversation gives those that the bugs before one
have left, and its coefficients are found by a Fourier transform.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.numerics.arrays import Array
from engine.prices.pairing import Pairing
from engine.prices.prompt_lengths import Growing

Complex = NDArray[np.complex128]

_DAMPING = 1e-12
"""What remains of counts too large for the transform, which fall on small ones; its root divides rounding errors."""

_MOST_WORK = 1 << 20
"""Numbers beyond which requests are not counted."""


class EarlyRequests:
    """The requests with prompts up to a length, in a conversation of two kinds of attempts.

    Attributes:
        sizes: How many attempts of the first kind may come before such a request, and how many of the second one.
        countable: Whether these are few enough to be counted.
    """

    def __init__(self, fixer: Pairing, first: Growing, second: Growing, longest: Array) -> None:
        """The requests of some prompts.

        Args:
            fixer: Whose bugs and attempt limit.
            first: The prompts after attempts of the first kind only, without growth.
            second: The same for the second kind.
            longest: Tokens.
        """
        self._bugs, self._first, self._second = fixer.bugs, first, second
        self._alike = first.step.item() == second.step.item()
        bugs = float(np.ceil(fixer.bugs).sum())
        self._most = bugs * fixer.limit if bugs else 0.0
        ends = [float(prompts.attempts_within(longest).item()) for prompts in (first, second)]
        # Either bounds a triangle of counts; rounding errors are large only beyond the one that sets the sizes.
        m, n = ends if ends[0] * ends[1] <= self._most * self._most else (self._most, self._most)
        self.countable = m * m * (1.0 if self._alike else n) <= _MOST_WORK
        self.sizes = (int(m), int(n)) if self.countable else (0, 0)
        self._circles = _Circles(max(self.sizes[0], 1), 1 if self._alike else max(self.sizes[1], 2))

    @property
    def variables(self) -> tuple[Complex, Complex]:
        """Where generating functions are evaluated; one variable for each kind, or the same if prompts do not differ."""
        return self._circles.z, self._circles.z if self._alike else self._circles.y

    @property
    def prompts(self) -> Array:
        """Tokens of a prompt after so many attempts of the second kind, and of the first kind."""
        inner, outer = self._circles.counts
        return self._first.after(inner) + self._second.step * outer

    def counted(self, left: Complex, *made: Complex) -> list[Array]:
        """Expected requests after so many attempts, as ``prompts``, for requests that are made in several ways.

        Args:
            left: The attempts at one bug, by class.
            made: Those before its requests, summed over them, by class.
        """
        before = _before_each(self._bugs, left, sum(self.sizes))
        possible = sum(self._circles.counts) < self._most
        return [np.where(possible, self._circles.coefficients((before * one).sum(axis=0)), 0.0) for one in made]


class _Circles:
    """Where generating functions of two counts are evaluated, and back.

    Attributes:
        z: The points of the first variable, ``(1, …)``.
        y: Those of the second one, ``(…, 1)``.
        counts: The powers of both for which coefficients are found.
    """

    def __init__(self, first: int, second: int) -> None:
        """So many coefficients by each variable; 1 of the second one for all of them summed."""
        self._lengths = (2 * second if second > 1 else 1, 2 * first)
        # Inside the unit circle, so that coefficients of higher powers fade.
        radii = [_DAMPING ** (1.0 / n) if n > 1 else 1.0 for n in self._lengths]
        outer, inner = (radius * np.exp(-2j * np.pi * np.arange(n) / n) for radius, n in zip(radii, self._lengths, strict=True))
        # Coefficients are real: half of one circle holds all that the other half does.
        self.y, self.z = outer[:, None], inner[None, : first + 1]
        self.counts = np.arange(float(first))[None], np.arange(float(second))[:, None]
        self._faded = radii[1] ** self.counts[0] * radii[0] ** self.counts[1]

    def coefficients(self, values: Complex) -> Array:
        """By powers of the second variable, then of the first one."""
        outer, inner = self._faded.shape
        return np.fft.irfft2(values, s=self._lengths)[:outer, :inner] / self._faded


def _before_each(bugs: Array, left: Complex, furthest: int) -> Complex:
    """What the bugs before each bug of a class leave in the conversation, summed over its bugs, in random order.

    With every bug at a random time, each of the others is before one at time x with chance x, whatever their classes:
    for a bug of n that leave f each, ∫ (1 − x + x·f)^(n−1) dx. Fractional counts are rounded at random.

    Args:
        bugs: ``(2,)``.
        left: f, ``(2, …)``.
        furthest: No more than so many bugs before are asked for.
    """
    whole = np.floor(bugs).astype(np.int64).tolist()
    most = float(np.ceil(bugs).sum())
    enough = furthest + 10.0 * math.sqrt(furthest) + 40.0
    # Gauss's rule is exact for polynomials; of very many bugs only the first ones matter.
    x, weights = np.polynomial.legendre.leggauss(max(math.ceil(min(most / 2.0, enough)), 1))
    top = min(1.0, enough / max(most, 1.0))
    found = np.zeros_like(left)
    for time, weight in zip(top * (x + 1.0) / 2.0, top * weights / 2.0, strict=True):
        own, others = [], []
        for n, part, f in zip(whole, (bugs % 1.0).tolist(), left, strict=True):
            there = 1.0 - time + time * f
            all_but_one = _power(there, max(n - 1, 0))
            every_one = all_but_one * there if n else all_but_one
            own.append((1.0 - part) * n * all_but_one + part * (n + 1.0) * every_one)
            others.append(every_one * (1.0 - part + part * there))
        found += weight * np.stack([own[0] * others[1], own[1] * others[0]])
    return found


def _power(x: Complex, exponent: int) -> Complex:
    """By multiplication, which is much faster for few bugs."""
    result = np.ones_like(x)
    while exponent:
        result = result * x if exponent & 1 else result
        x, exponent = x * x, exponent >> 1
    return result

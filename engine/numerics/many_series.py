"""Many series in s side by side, cut off after s³: what moments of order 1 to 3 take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.numerics.arrays import Array, Quantity, every
from engine.numerics.infinity import settled, times

ORDER = 4
"""Coefficients of each."""


@dataclass(frozen=True, eq=False)
class ManySeries:
    """Series with their coefficients on the first axis of an array.

    Attributes:
        coefficients: ``(4, ...)``; where ``infinite`` says so they may be infinite, of each from some power on.
        infinite: Whether nothing times infinity, which is nothing, has to be looked for.
    """

    coefficients: Array
    infinite: bool = False

    @classmethod
    def of(cls, coefficients: Array) -> ManySeries:
        """Those of such coefficients."""
        return cls(coefficients, not every(np.isfinite(coefficients[-1])))

    def __add__(self, other: ManySeries | Quantity) -> ManySeries:
        """The sum with others, or with constants."""
        if isinstance(other, ManySeries):
            return ManySeries(self.coefficients + other.coefficients, self.infinite or other.infinite)
        total = self.coefficients.copy()
        total[0] += other
        return ManySeries(total, self.infinite)

    def __mul__(self, other: ManySeries | Quantity) -> ManySeries:
        """The product with others, or with numbers."""
        mul = times if self.infinite else np.multiply
        if not isinstance(other, ManySeries):
            return ManySeries(np.asarray(mul(self.coefficients, other)), self.infinite)
        if other.infinite and not self.infinite:
            return other * self
        a, b = self.coefficients, other.coefficients
        found = mul(a[:1], b)
        for i in range(1, ORDER):
            found[i:] += mul(a[i], b[:-i])
        return self._settled(found)

    def __pow__(self, exponents: Array) -> ManySeries:
        """Powers with any exponents, of series that begin with 1."""
        mul, n = times if self.infinite else np.multiply, exponents
        _, u, v, w = self.coefficients
        found = np.empty((ORDER, *np.broadcast_shapes(u.shape, n.shape)))
        # C(n, k) times the powers of what comes after the 1.
        found[0] = 1.0
        found[1] = first = mul(n, u)
        square = mul(mul(first, u), (n - 1.0) / 2.0)
        found[2] = mul(n, v) + square
        found[3] = mul(n, w) + mul(mul(first, v), n - 1.0) + mul(mul(square, u), (n - 2.0) / 3.0)
        return self._settled(found)

    def _settled(self, coefficients: Array) -> ManySeries:
        return ManySeries(settled(coefficients) if self.infinite else coefficients, self.infinite)

    def at(self, index: int) -> ManySeries:
        """Those at a place of the first axis behind the coefficients."""
        return ManySeries(self.coefficients[:, index], self.infinite)

    def summed(self) -> ManySeries:
        """Their sum along the first axis behind the coefficients, which stays."""
        return ManySeries(self.coefficients.sum(axis=1, keepdims=True), self.infinite)

    def from_constant(self, constant: Quantity) -> ManySeries:
        """The same with another constant."""
        found = self.coefficients.copy()
        found[0] = constant
        return ManySeries(found, self.infinite)

    def over_one_minus(self, other: ManySeries, room: Array) -> ManySeries:
        """The quotient self / (1 − other), where ``room`` is 1 less the other's constant."""
        mul = times if self.infinite or other.infinite else np.multiply
        (a, u, v, w), (_, p, q, r) = self.coefficients, other.coefficients
        found = np.empty((ORDER, *np.broadcast_shapes(a.shape, p.shape, room.shape)))
        found[0] = a = a / room
        found[1] = u = (u + mul(p, a)) / room
        found[2] = v = (v + mul(p, u) + mul(q, a)) / room
        found[3] = (w + mul(p, v) + mul(q, u) + mul(r, a)) / room
        return ManySeries(found, self.infinite or other.infinite)

    def times_one_more(self) -> ManySeries:
        """The product with 1 + s."""
        found = self.coefficients.copy()
        found[1:] += self.coefficients[:-1]
        return ManySeries(found, self.infinite)

    def over_one_more(self) -> ManySeries:
        """The quotient self / (1 + s)."""
        found = self.coefficients.copy()
        for k in range(1, ORDER):
            found[k] -= found[k - 1]
        return self._settled(found)


def ones(exponents: Quantity) -> ManySeries:
    """(1 + s) to a power: C(x, 0) … C(x, 3)."""
    return ManySeries(binomials(exponents, ORDER))


def binomials(x: Quantity, order: int) -> Array:
    """C(x, 0), C(x, 1), …: so many of them, on the first axis."""
    found = np.empty((order, *np.shape(x)))
    found[0] = 1.0
    for k in range(1, order):
        found[k] = found[k - 1] * (x - (k - 1.0)) / k
    return found

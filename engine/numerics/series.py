"""Series in s and t, cut off where their arrays end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.numerics import algebra
from engine.numerics.arrays import Array

_LONG = 1 << 10
"""Numbers from which on a product takes fewer steps by Fourier transforms."""


@dataclass(frozen=True, eq=False)
class Series:
    """A series: its coefficients by ``[power of s, power of t]``."""

    coefficients: Array

    def __add__(self, other: Series | float) -> Series:
        """The sum with another series of the same length, or with a constant."""
        if isinstance(other, Series):
            return Series(self.coefficients + other.coefficients)
        total = self.coefficients.copy()
        total[0, 0] += other
        return Series(total)

    def __mul__(self, other: Series | float) -> Series:
        """The product: one convolution, with the powers of t kept apart."""
        a = self.coefficients
        if not isinstance(other, Series):
            return Series(a * other)
        order, columns = a.shape
        wide = np.zeros((2, order, 2 * columns - 1))
        wide[0, :, :columns], wide[1, :, :columns] = a, other.coefficients
        flat = _convolved(wide[0].ravel(), wide[1].ravel())[: wide[0].size]
        return Series(flat.reshape(wide[0].shape)[:, :columns])

    def over_one_minus(self, other: Series) -> Series:
        """The quotient self / (1 − other)."""
        constant = float(other.coefficients[0, 0])
        room = 1.0 / (1.0 - constant)
        # Of what begins without a constant high powers are cut off.
        return algebra.over_one_minus(self * room, (other + -constant) * room, (sum(self.coefficients.shape) - 2).bit_length())


def _convolved(a: Array, b: Array) -> Array:
    if a.size < _LONG:
        return np.convolve(a, b)
    size = 1 << (2 * a.size - 1).bit_length()
    return np.asarray(np.fft.irfft(np.fft.rfft(a, size) * np.fft.rfft(b, size), size))

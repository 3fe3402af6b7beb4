"""Series in s and t, arrays ``[power of s, power of t]``, all cut off where the arrays end."""

from __future__ import annotations

import numpy as np

from engine.numerics.arrays import Array

_LONG = 1 << 10
"""Numbers from which on a product takes fewer steps by Fourier transforms."""


def one_of(shape: tuple[int, ...]) -> Array:
    """The series that is one."""
    one = np.zeros(shape)
    one[0, 0] = 1.0
    return one


def times(a: Array, b: Array) -> Array:
    """The product: one convolution, with the powers of t kept apart."""
    order, columns = a.shape
    wide = np.zeros((2, order, 2 * columns - 1))
    wide[0, :, :columns], wide[1, :, :columns] = a, b
    flat = _convolved(wide[0].ravel(), wide[1].ravel())[: wide[0].size]
    return np.asarray(flat.reshape(wide[0].shape)[:, :columns])


def _convolved(a: Array, b: Array) -> Array:
    if a.size < _LONG:
        return np.convolve(a, b)
    size = 1 << (2 * a.size - 1).bit_length()
    return np.asarray(np.fft.irfft(np.fft.rfft(a, size) * np.fft.rfft(b, size), size))


def power(a: Array, exponent: int) -> Array:
    """A power with a whole exponent."""
    result = one_of(a.shape)
    while exponent:
        if exponent & 1:
            result = times(result, a)
        exponent >>= 1
        if exponent:
            a = times(a, a)
    return result


def over_one_minus(a: Array, b: Array) -> Array:
    """The quotient a / (1 − b)."""
    rest = b.copy()
    rest[0, 0] = 0.0
    room = 1.0 - float(b[0, 0])
    quotient: Array = a / room
    rest = rest / room
    # 1/(1 − x) = (1 + x)(1 + x²)(1 + x⁴)…, where high powers of what begins without a constant are cut off.
    for _ in range((sum(a.shape) - 2).bit_length()):
        quotient = quotient + times(quotient, rest)
        rest = times(rest, rest)
    return quotient

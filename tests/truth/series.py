"""Power series in s with exact coefficients, cut after s³.

A series may be shorter: what is cut off a short one is infinite, and a product is as short as its shorter factor.
"""

from __future__ import annotations

from math import comb

from .fraction import Fraction

Series = tuple[Fraction, ...]

LENGTH = 4
"""Coefficients of 1, s, s², s³."""

ONE: Series = (Fraction(1), Fraction(0), Fraction(0), Fraction(0))


def one_plus_s_to(exponent: int) -> Series:
    """(1 + s) to a whole power: what so many attempts contribute."""
    return tuple(Fraction(comb(exponent, k)) for k in range(LENGTH))


def add(a: Series, b: Series) -> Series:
    """a + b."""
    return tuple(x + y for x, y in zip(a, b, strict=False))


def scale(factor: Fraction, a: Series) -> Series:
    """A number times a series."""
    return tuple(factor * x for x in a)


def multiply(a: Series, b: Series) -> Series:
    """a · b."""
    length = min(len(a), len(b))
    return tuple(sum((a[j] * b[k - j] for j in range(k + 1)), Fraction(0)) for k in range(length))


def divide(a: Series, b: Series) -> Series:
    """a / b, one coefficient after another, so that multiplying the quotient by b gives a."""
    quotient: list[Fraction] = []
    for k in range(min(len(a), len(b))):
        known = sum((quotient[j] * b[k - j] for j in range(k)), Fraction(0))
        quotient.append((a[k] - known) / b[0])
    return tuple(quotient)


def log(a: Series) -> Series:
    """The logarithm of a series that begins with 1, by integrating a′/a."""
    if a[0] != 1:
        raise ValueError("only a series that begins with 1 has a rational logarithm")
    slope = divide(tuple(k * a[k] for k in range(1, len(a))), a)
    return (Fraction(0), *(c / (k + 1) for k, c in enumerate(slope)))


def exp(a: Series) -> Series:
    """The exponential of a series without a constant, from its sum of powers."""
    if a[0] != 0:
        raise ValueError("only a series without a constant has a rational exponential")
    total = term = ONE[: len(a)]
    for k in range(1, LENGTH):
        term = scale(Fraction(1, k), multiply(term, a))
        total = add(total, term)
    return total


def power(a: Series, exponent: Fraction) -> Series:
    """A series that begins with 1 to a real power."""
    return exp(scale(exponent, log(a)))

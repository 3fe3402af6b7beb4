"""Exact real roots of polynomials with rational coefficients, constant first."""

from __future__ import annotations

from itertools import pairwise

from .fraction import Fraction

Polynomial = tuple[Fraction, ...]
Interval = tuple[Fraction, Fraction]

PRECISION = Fraction(1, 2**80)
"""Relative width at which an isolated root is known well enough for any float."""


def trim(coefficients: list[Fraction]) -> Polynomial:
    """Drop leading zeros; the zero polynomial is empty."""
    while coefficients and coefficients[-1] == 0:
        coefficients.pop()
    return tuple(coefficients)


def evaluate(p: Polynomial, x: Fraction) -> Fraction:
    """p(x)."""
    total = Fraction(0)
    for c in reversed(p):
        total = total * x + c
    return total


def interpolate(points: list[tuple[Fraction, Fraction]]) -> Polynomial:
    """The polynomial of least degree through some points, by Newton's divided differences."""
    xs = [x for x, _ in points]
    divided = [y for _, y in points]
    for level in range(1, len(points)):
        for i in range(len(points) - 1, level - 1, -1):
            divided[i] = (divided[i] - divided[i - 1]) / (xs[i] - xs[i - level])
    total: list[Fraction] = []
    for x, d in zip(reversed(xs), reversed(divided), strict=True):
        shifted = [Fraction(0), *total]
        for i, c in enumerate(total):
            shifted[i] -= x * c
        shifted[0] += d
        total = shifted
    return trim(total)


def derivative(p: Polynomial) -> Polynomial:
    """p′."""
    return tuple(k * p[k] for k in range(1, len(p)))


def divide(a: Polynomial, b: Polynomial) -> tuple[Polynomial, Polynomial]:
    """Quotient and remainder."""
    rest = list(a)
    quotient = [Fraction(0)] * max(len(a) - len(b) + 1, 0)
    for shift in range(len(a) - len(b), -1, -1):
        factor = rest[shift + len(b) - 1] / b[-1]
        quotient[shift] = factor
        for i, c in enumerate(b):
            rest[shift + i] -= factor * c
    return trim(quotient), trim(rest)


def simple(p: Polynomial) -> Polynomial:
    """The polynomial with the same roots, each once."""
    a, b = p, derivative(p)
    while b:
        a, b = b, divide(a, b)[1]
    return divide(p, a)[0]


def sign(x: Fraction) -> int:
    """−1, 0 or 1."""
    return (x > 0) - (x < 0)


def count(p: Polynomial, low: Fraction, high: Fraction) -> int:
    """How many roots a polynomial without double ones has between two points that are not roots (Sturm)."""
    chain = [p, derivative(p)]
    while len(chain[-1]) > 1:
        rest = divide(chain[-2], chain[-1])[1]
        chain.append(tuple(-c for c in rest))

    def changes(x: Fraction) -> int:
        signs = [s for s in (sign(evaluate(q, x)) for q in chain) if s]
        return sum(a != b for a, b in pairwise(signs))

    return changes(low) - changes(high)


def roots_between(p: Polynomial, low: Fraction, high: Fraction) -> list[Interval]:
    """All distinct roots in low … high, ends included, increasing, each in an interval of negligible width."""
    found: list[Interval] = []
    p = simple(p)
    for end in sorted({low, high}):
        if evaluate(p, end) == 0:
            found.append((end, end))
            p = divide(p, (-end, Fraction(1)))[0]
    if low < high:
        found += _inside(p, low, high)
    return sorted(found)


def _inside(p: Polynomial, low: Fraction, high: Fraction) -> list[Interval]:
    number = count(p, low, high) if len(p) > 1 else 0
    if number == 0:
        return []
    middle = (low + high) / 2
    if evaluate(p, middle) == 0:
        # Divided out, so that no later interval ends on a root.
        rest = divide(p, (-middle, Fraction(1)))[0]
        return [*_inside(rest, low, middle), (middle, middle), *_inside(rest, middle, high)]
    if number == 1 and high - low <= PRECISION * max(abs(low), abs(high)):
        return [(low, high)]
    return [*_inside(p, low, middle), *_inside(p, middle, high)]

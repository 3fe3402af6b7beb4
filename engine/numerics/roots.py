"""Where a polynomial of degree 3 at most changes its sign, in plain floats."""

from __future__ import annotations

import math
from collections.abc import Sequence

Coefficients = tuple[float, ...]
"""Lowest power first."""


def fit(xs: Sequence[float], ys: Sequence[float]) -> Coefficients:
    """The polynomial through the points, by divided differences; a point at x = 0 gives its constant exactly."""
    differences = list(ys)
    for order in range(1, len(xs)):
        for i in range(len(xs) - 1, order - 1, -1):
            differences[i] = (differences[i] - differences[i - 1]) / (xs[i] - xs[i - order])
    coefficients = [0.0] * len(xs)
    for i in range(len(xs) - 1, -1, -1):
        # Horner's rule on the Newton form: multiply by (x − x_i), then add the next difference.
        for power in range(len(xs) - 1, 0, -1):
            coefficients[power] = coefficients[power - 1] - xs[i] * coefficients[power]
        coefficients[0] = differences[i] - xs[i] * coefficients[0]
    return tuple(coefficients)


def value_at(polynomial: Coefficients, x: float) -> float:
    """The polynomial's value."""
    total = 0.0
    for coefficient in reversed(polynomial):
        total = total * x + coefficient
    return total


def slope(polynomial: Coefficients) -> Coefficients:
    """The derivative."""
    return tuple(power * coefficient for power, coefficient in enumerate(polynomial))[1:]


def turning_points(polynomial: Coefficients, low: float, high: float) -> list[float]:
    """Where a polynomial of degree 3 at most stops rising or falling, strictly between the bounds."""
    c, b, a = (*slope(polynomial), 0.0, 0.0, 0.0)[:3]
    return sorted(x for x in _quadratic(a, b, c) if low < x < high)


def _quadratic(a: float, b: float, c: float) -> list[float]:
    # The larger root by the sum without cancellation, the other by their product.
    if a == 0.0:
        return [-c / b] if b else []
    inside = b * b - 4.0 * a * c
    if inside < 0.0 or not math.isfinite(inside):
        return []
    q = -0.5 * (b + math.copysign(math.sqrt(inside), b))
    return [q / a, c / q] if q else [0.0]


def root_between(polynomial: Coefficients, low: float, high: float) -> float:
    """The root in an interval at whose ends the signs differ and in which the polynomial is monotone."""
    rising = value_at(polynomial, high) > value_at(polynomial, low)
    derivative = slope(polynomial)
    x = 0.5 * (low + high)
    for _ in range(200):
        y = value_at(polynomial, x)
        if (y > 0.0) == rising:
            high = x
        else:
            low = x
        steep = value_at(derivative, x)
        guess = x - y / steep if steep else math.nan
        # Newton's step where it stays inside, otherwise halve (in ratio, where the interval spans magnitudes).
        if not low < guess < high:
            guess = math.sqrt(low * high) if 0.0 < 4.0 * low < high else 0.5 * (low + high)
        if abs(guess - x) <= 1e-16 * abs(x) or y == 0.0:
            return guess if y else x
        x = guess
    return x

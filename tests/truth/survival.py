"""How many attempts one bug takes, exactly: events at a single bug, and their generating series.

Long rows of attempts would lead to fractions of millions of digits. Beyond `LONG` bits a fraction is cut to `KEPT`
significant ones, thousands of digits more than any float shows; short rows stay exact.
"""

from __future__ import annotations

from collections.abc import Callable

from .fraction import Fraction
from .series import LENGTH, ONE, Series, add, divide, one_plus_s_to, scale

KEPT = 4096
LONG = 2 * KEPT


def shorten(x: Fraction) -> Fraction:
    """A fraction of bearable length: itself, or its first bits."""
    if x.denominator.bit_length() <= LONG:
        return x
    shift = KEPT - x.numerator.bit_length() + x.denominator.bit_length()
    return Fraction((x.numerator << shift) // x.denominator, 1 << shift)


def beta_shapes(rate: Fraction, spread: Fraction) -> tuple[Fraction, Fraction]:
    """The shapes a and b of the Beta law of the fix rates within a class."""
    total = 1 / spread - 1
    return rate * total, (1 - rate) * total


def rate_powers(rate: Fraction, spread: Fraction) -> Callable[[int], Fraction]:
    """The function k ↦ E[Pᵏ] of the fix rate P of a random bug of the class."""
    if spread == 0:
        return lambda k: rate**k
    a, b = beta_shapes(rate, spread)
    moments = [Fraction(1)]

    def moment(k: int) -> Fraction:
        while len(moments) <= k:
            i = len(moments) - 1
            moments.append(shorten(moments[-1] * (a + i) / (a + b + i)))
        return moments[k]

    return moment


def outcomes(rate: Fraction, spread: Fraction, fading: Fraction, limit: int) -> tuple[list[Fraction], Fraction]:
    """What becomes of one bug under an attempt limit.

    The chance that given attempts fail is a polynomial in the bug's own fix rate P; it is expanded in powers of P and
    averaged term by term.

    Returns:
        The chance that attempt 1, 2, … fixes the bug, and the chance that none does.
    """
    if rate == 1:
        # All bugs of the class fall to the first attempt, before anything can fade.
        return [Fraction(1)], Fraction(0)
    if spread == 0:
        return _outcomes_of_equal_bugs(rate, fading, limit)
    power = rate_powers(rate, spread)
    fixed_at: list[Fraction] = []
    still_open = [Fraction(1)]  # coefficients of 1, P, P², … in the chance that all attempts so far failed
    strength = Fraction(1)
    for _ in range(limit):
        fixed_at.append(sum((c * strength * power(k + 1) for k, c in enumerate(still_open)), Fraction(0)))
        zero = Fraction(0)
        still_open = [
            shorten(kept - strength * raised) for kept, raised in zip([*still_open, zero], [zero, *still_open], strict=True)
        ]
        strength = shorten(strength * fading)
    return fixed_at, sum((c * power(k) for k, c in enumerate(still_open)), Fraction(0))


def _outcomes_of_equal_bugs(rate: Fraction, fading: Fraction, limit: int) -> tuple[list[Fraction], Fraction]:
    fixed_at: list[Fraction] = []
    still_open = Fraction(1)
    for _ in range(limit):
        fixed_at.append(still_open * rate)
        still_open = shorten(still_open * (1 - rate))
        rate = shorten(rate * fading)
    return fixed_at, still_open


def attempts_series(rate: Fraction, spread: Fraction, fading: Fraction, limit: int | None) -> tuple[Series, Fraction]:
    """E[(1+s)^attempts; fixed] of one bug, cut before its first infinite coefficient, and the chance to give up."""
    if limit is None:
        return _unlimited(rate, spread, fading), Fraction(0)
    fixed_at, given_up = outcomes(rate, spread, fading, limit)
    total: Series = (Fraction(0),) * LENGTH
    for attempt, chance in enumerate(fixed_at, start=1):
        total = add(total, scale(chance, one_plus_s_to(attempt)))
    if abs(total[0] + given_up - 1) > Fraction(1, 2 ** (KEPT // 2)):
        raise AssertionError("the ends of a bug are not all its ends")
    # Exactly what it was, unless bits were cut; and logarithms of series need exactly 1 in all.
    return (1 - given_up, *total[1:]), given_up


def _unlimited(rate: Fraction, spread: Fraction, fading: Fraction) -> Series:
    if rate == 1:
        return one_plus_s_to(1)
    if fading < 1:
        # The chances to fix it have a finite sum, so some bugs are never fixed.
        return ONE[:1]
    if spread == 0:
        first = scale(rate, one_plus_s_to(1))
        failed = scale(1 - rate, one_plus_s_to(1))
        return divide(first, add(ONE, scale(Fraction(-1), failed)))
    # Given P, the attempts have E[C(T, k)] = (1−P)^(k−1) / P^k; its mean under the Beta law is a quotient of Gammas.
    a, b = beta_shapes(rate, spread)
    coefficients = [Fraction(1)]
    for k in range(1, LENGTH):
        if a <= k:
            break
        coefficients.append(gamma_ratio(a, -k) * gamma_ratio(b, k - 1) / gamma_ratio(a + b, -1))
    return tuple(coefficients)


def gamma_ratio(x: Fraction, steps: int) -> Fraction:
    """Γ(x + steps) / Γ(x) for a whole number of steps."""
    ratio = Fraction(1)
    for i in range(steps):
        ratio *= x + i
    for i in range(-steps):
        ratio /= x - 1 - i
    return ratio

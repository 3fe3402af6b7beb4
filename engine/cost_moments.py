"""Mean and standard deviation of the cost of one run, from the moments of the attempts: exact, however long the tail.

Everything is written in failures and further attempts, whose weights are all positive, so that little cancels. Series
in s and t, E[(1+s)^X·(1+t)^G] with X attempts beyond the first ones and G bugs given up on, are arrays
``[power of s, power of t]``, cut after s⁶ and t²: a cost is of degree three at most, its square of degree six.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import product

import numpy as np

from engine.bug_law import bug_law
from engine.pairing import Pairing
from engine.parameters import Array

_ORDER = 7
_HANDOFFS = 3
_ROW = 2 * _HANDOFFS - 1


def mean_and_sd(plain: Pairing) -> tuple[float, float]:
    """Expected cost and standard deviation in dollars; fractional counts of bugs are rounded at random."""
    if not plain.active:
        return plain.generation_cost, 0.0
    degree = max(i for i, term in enumerate(plain.terms) if term > 0.0 or i == 0)
    finite = [_finite_moments(plain, c) for c in plain.active]
    if min(finite) < degree:
        return math.inf, math.inf
    mean, variance = _shared(plain) if plain.shared else _fresh(plain)
    sd = math.inf if min(finite) < 2 * degree else math.sqrt(max(variance, 0.0))
    return plain.generation_cost + float(mean), sd


def _finite_moments(plain: Pairing, c: int) -> float:
    """How many moments of the attempts at a bug of class ``c`` are finite."""
    rate = float(plain.rates[c])
    if rate == 1.0 or plain.limit < math.inf:
        return math.inf
    if plain.fading < 1.0:
        return 0
    if plain.spread == 0.0:
        return math.inf
    return math.ceil(rate * (1.0 / plain.spread - 1.0)) - 1


def _failures(plain: Pairing, c: int) -> tuple[Array, Array]:
    """Series of the failures before the attempt that ends a bug: where it ends fixed, and where it is given up on."""
    fixed, given_up = np.zeros((_ORDER, _HANDOFFS)), np.zeros((_ORDER, _HANDOFFS))
    rate = float(plain.rates[c])
    if plain.limit < math.inf:
        law = bug_law(plain, c, 0.0, 0)
        fixed[:, 0] = _binomials(np.arange(float(len(law.fixed)))) @ law.fixed
        given_up[:, 0] = given_up[:, 1] = law.given_up * _binomials(np.array([law.limit - 1.0]))[:, 0]
        return fixed, given_up
    kept, moment = 1.0 - plain.spread, 1.0
    for k in range(_ORDER):
        fixed[k, 0] = moment
        room = rate * kept - (k + 1) * plain.spread
        step = ((1.0 - rate) * kept + k * plain.spread) / room if room > 0.0 else 0.0
        moment = moment * step if rate < 1.0 else 0.0
    return fixed, given_up


def _binomials(x: Array) -> Array:
    """C(x, 0) … C(x, 6), ``(7, n)``."""
    rows = [np.ones_like(x)]
    for k in range(1, _ORDER):
        rows.append(rows[-1] * (x - (k - 1)) / k)
    return np.stack(rows)


def _times(a: Array, b: Array) -> Array:
    """The product of two series: one convolution, with the powers of t kept apart."""
    wide = np.zeros((2, _ORDER, _ROW))
    wide[0, :, :_HANDOFFS], wide[1, :, :_HANDOFFS] = a, b
    flat = np.convolve(wide[0].ravel(), wide[1].ravel())[: _ORDER * _ROW]
    return np.asarray(flat.reshape(_ORDER, _ROW)[:, :_HANDOFFS])


def _power(a: Array, exponent: int) -> Array:
    result = np.zeros((_ORDER, _HANDOFFS))
    result[0, 0] = 1.0
    while exponent:
        if exponent & 1:
            result = _times(result, a)
        a = _times(a, a)
        exponent >>= 1
    return result


def _over_one_minus(a: Array, b: Array) -> Array:
    """The series a / (1 − b)."""
    quotient = np.zeros((_ORDER, _HANDOFFS))
    for i, j in product(range(_ORDER), range(_HANDOFFS)):
        known = sum(b[x, y] * quotient[i - x, j - y] for x in range(i + 1) for y in range(j + 1) if x or y)
        quotient[i, j] = (a[i, j] + known) / (1.0 - b[0, 0])
    return quotient


def _families(plain: Pairing) -> dict[int, Array]:
    """Series of a bug and its descendants: attempts beyond the bug's own first one, and bugs given up on."""
    parts = {c: _failures(plain, c) for c in plain.active}
    r = plain.regression
    if r == 0.0:
        return {c: fixed + given_up for c, (fixed, given_up) in parts.items()}
    one_more = np.zeros((_ORDER, _HANDOFFS))
    one_more[:2, 0] = 1.0
    ends = sum(plain.mix[c] * (fixed * (1.0 - r) + given_up) for c, (fixed, given_up) in parts.items())
    again = sum(plain.mix[c] * r * fixed for c, (fixed, _) in parts.items())
    new = _over_one_minus(_times(one_more, np.asarray(ends)), _times(one_more, np.asarray(again)))
    return {c: fixed * (1.0 - r) + r * _times(fixed, new) + given_up for c, (fixed, given_up) in parts.items()}


def _shared(plain: Pairing) -> tuple[float, float]:
    """Mean and variance of what fixing costs in one conversation: over the ways to round the counts."""
    families = _families(plain)
    ways = []
    for up in product((0, 1), repeat=2):
        chance, counts = 1.0, []
        for c in (0, 1):
            whole = math.floor(plain.bugs[c])
            part = float(plain.bugs[c]) - whole
            chance *= part if up[c] else 1.0 - part
            counts.append(whole + up[c])
        if chance > 0.0:
            ways.append((chance, *_one_conversation(plain, families, counts)))
    mean = sum(chance * each for chance, each, _ in ways)
    return mean, sum(chance * (variance + (each - mean) ** 2) for chance, each, variance in ways)


def _one_conversation(plain: Pairing, families: dict[int, Array], counts: list[int]) -> tuple[float, float]:
    """Mean and variance of one conversation about so many bugs."""
    bugs = sum(counts)
    if not bugs:
        return 0.0, 0.0
    series = _power(families[0], counts[0]) if counts[0] else _power(families[1], counts[1])
    if counts[0] and counts[1]:
        series = _times(series, _power(families[1], counts[1]))
    # The conversation has F = (bugs − 1) + X attempts after its first: C(F, j) = Σ C(bugs − 1, j − i)·C(X, i).
    before = _binomials(np.array([bugs - 1.0]))[:, 0]
    weights = [sum(plain.terms[j] * before[j - i] for j in range(i, 4)) for i in range(4)]
    mean, square = _of_polynomial(weights, series)
    given_up = plain.handoff_cost
    extra = given_up * series[0, 1]
    both = sum(weights[i] * series[i, 1] for i in range(1, 4))
    square += 2.0 * given_up * both + given_up**2 * (2.0 * series[0, 2] + series[0, 1])
    mean += extra
    return weights[0] + mean, square - mean * mean


def _of_polynomial(weights: list[float], series: Array) -> tuple[float, float]:
    """E[Y] and E[Y²] of Y = Σ_{i≥1} w_i·C(X, i)."""
    mean = sum(weights[i] * series[i, 0] for i in range(1, 4) if weights[i])
    square = 0.0
    for i, j in product(range(1, 4), repeat=2):
        if weights[i] and weights[j]:
            square += weights[i] * weights[j] * sum(times * series[m, 0] for m, times in _squares(i, j))
    return float(mean), float(square)


@cache
def _squares(i: int, j: int) -> tuple[tuple[int, float], ...]:
    """C(x, i)·C(x, j) = Σ times·C(x, m), as pairs (m, times)."""
    return tuple(
        (m, math.factorial(m) / (math.factorial(m - i) * math.factorial(m - j) * math.factorial(i + j - m)))
        for m in range(max(i, j), i + j + 1)
    )


def _fresh(plain: Pairing) -> tuple[float, float]:
    """Mean and variance of what fixing costs with a conversation per bug: those of the bugs' families add up."""
    first, *_ = weights = list(plain.terms)
    each = {}
    for c in plain.active:
        fixed, given_up = _failures(plain, c)
        mean, square = _of_polynomial(weights, fixed + given_up)
        ended = float(given_up[0, 0]) * plain.handoff_cost
        beside = sum(weights[i] * given_up[i, 0] for i in range(1, 4)) * plain.handoff_cost
        ends_fixed = float(fixed[0, 0])
        own_fixed = first * ends_fixed + sum(weights[i] * fixed[i, 0] for i in range(1, 4))
        # What exceeds the first attempt: its mean, its mean square; the mean cost where the bug ends fixed; their share.
        each[c] = (mean + ended, square + 2.0 * beside + ended * plain.handoff_cost, own_fixed, ends_fixed)
    r, new_mean, new_square = plain.regression, 0.0, 0.0
    if r > 0.0:
        room = 1.0 - r * sum(plain.mix[c] * share for c, (*_, share) in each.items())
        new_mean = sum(plain.mix[c] * (first + more) for c, (more, *_) in each.items()) / room
        new_square = sum(
            plain.mix[c] * (square + 2.0 * first * more + first**2 + 2.0 * r * own_fixed * new_mean)
            for c, (more, square, own_fixed, _) in each.items()
        )
        new_square /= room
    mean = variance = 0.0
    for c, (more, square, own_fixed, share) in each.items():
        whole = math.floor(plain.bugs[c])
        part = float(plain.bugs[c]) - whole
        # Beyond its first attempt, what a bug and its descendants cost.
        family = more + r * share * new_mean
        family_square = square + 2.0 * r * (own_fixed - first * share) * new_mean + r * share * new_square
        mean += float(plain.bugs[c]) * (first + family)
        variance += (whole + part) * (family_square - family**2) + part * (1.0 - part) * (first + family) ** 2
    return mean, variance

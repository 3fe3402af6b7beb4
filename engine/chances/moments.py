"""Mean and standard deviation of the cost of one run, from the moments of the attempts: exact, however long the tail.

With a conversation per bug, the attempts after some failures go as those at a bug that looks harder, so that other
prices of long prompts have moments of their own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.attempts.descendants import by_shares, new_bug, with_descendants
from engine.chances.failures import expected, expected_product, failures
from engine.chances.shared_moments import shared_moments
from engine.numerics.series import Series
from engine.prices.one_strategy import OneStrategy


def mean_and_sd(plain: OneStrategy) -> tuple[float, float]:
    """Expected cost and standard deviation in dollars; fractional counts of bugs are rounded at random."""
    if not plain.active:
        return plain.start, 0.0
    degree = max(i for phase in plain.phases for i, term in enumerate(phase.terms) if term > 0.0 or i == 0)
    finite = [_finite_moments(plain, c) for c in plain.active]
    if min(finite) < degree:
        return math.inf, math.inf
    mean, variance = shared_moments(plain) if plain.shared else _fresh_moments(plain)
    sd = math.inf if min(finite) < 2 * degree else math.sqrt(max(variance, 0.0))
    return plain.start + float(mean), sd


def _finite_moments(plain: OneStrategy, c: int) -> float:
    """How many moments of the attempts at a bug of class ``c`` are finite."""
    rate = float(plain.rates[c])
    if rate == 1.0 or plain.limit < math.inf:
        return math.inf
    if plain.fading < 1.0:
        return 0
    if plain.spread == 0.0:
        return math.inf
    shape = rate * (1.0 / plain.spread - 1.0)
    return math.ceil(shape) - 1 if math.isfinite(shape) else math.inf


def _fresh_moments(plain: OneStrategy) -> tuple[float, float]:
    """Mean and variance of what fixing costs with a conversation per bug: those of the bugs' families add up."""
    first = plain.phases[0].terms[0]
    fixed, given_up = {}, {}
    for c in plain.active:
        fixed[c], given_up[c] = _beyond_the_first(plain, c)
    families = with_descendants(
        fixed,
        given_up,
        by_shares(plain.mix.tolist()),
        plain.regression,
        new_bug(_series(1.0, first, first * first), Series.over_one_minus),
    )
    mean = variance = 0.0
    for c, family in families.items():
        bugs = float(plain.bugs[c])
        part = bugs % 1.0
        more, square = float(family.coefficients[1, 0]), 2.0 * float(family.coefficients[2, 0])
        mean += bugs * (first + more)
        variance += bugs * (square - more * more) + part * (1.0 - part) * (first + more) * (first + more)
    return mean, variance


def _beyond_the_first(plain: OneStrategy, c: int) -> tuple[Series, Series]:
    """Series E[exp(s·Y)] of what a bug costs beyond its first attempt, up to s²: where it is fixed, and where given up on."""
    figures = np.zeros((2, 3))
    for after, weights, factor in _surcharges(plain):
        for i, ends in enumerate(failures(plain, c, after)):
            figures[i] += (
                0.0 if after else ends.coefficients[0, 0],
                expected(weights, ends),
                expected_product(weights, factor, ends),
            )
    handoff, (chance, mean, square) = plain.handoff_cost, figures[1]
    handed_off = _series(chance, mean + handoff * chance, square + handoff * (2.0 * mean + handoff * chance))
    return _series(*figures[0]), handed_off


def _series(chance: float, mean: float, square: float) -> Series:
    return Series(np.array([[chance], [mean], [square / 2.0]]))


def _surcharges(plain: OneStrategy) -> list[tuple[int, Sequence[float], Sequence[float]]]:
    """What a conversation costs more than its first attempt, phase by phase.

    After how many attempts, what is added to the cost from there on, and the factor that makes it the addition to the
    square of the cost: the sum of the costs without it and with it.
    """
    first, *later = plain.phases
    weights = (0.0, *first.terms[1:])
    found: list[tuple[int, Sequence[float], Sequence[float]]] = [(0, weights, weights)]
    for phase in later:
        usual = replace(first, before=phase.before).terms
        so_far = plain.dollars(phase.before) - first.terms[0]
        more = [dear - own for dear, own in zip(phase.terms, usual, strict=True)]
        both = [dear + own for dear, own in zip(phase.terms, usual, strict=True)]
        found.append((int(phase.before), more, [both[0] + 2.0 * so_far, *both[1:]]))
    return found

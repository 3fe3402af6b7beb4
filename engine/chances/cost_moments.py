"""Mean and standard deviation of the cost of one run, from the moments of the attempts: exact, however long the tail.

With a conversation per bug, the attempts after some failures go as those at a bug that looks harder, so that other
prices of long prompts have moments of their own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from engine.chances.bug_moments import expected, expected_product, failures
from engine.chances.shared_moments import shared_moments
from engine.prices.one_strategy import OneStrategy


def mean_and_sd(plain: OneStrategy) -> tuple[float, float]:
    """Expected cost and standard deviation in dollars; fractional counts of bugs are rounded at random."""
    if not plain.active:
        return plain.start, 0.0
    degree = max(i for phase in plain.phases for i, term in enumerate(phase.terms) if term > 0.0 or i == 0)
    finite = [_finite_moments(plain, c) for c in plain.active]
    if min(finite) < degree:
        return math.inf, math.inf
    mean, variance = shared_moments(plain) if plain.shared else _fresh(plain)
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


def _fresh(plain: OneStrategy) -> tuple[float, float]:
    """Mean and variance of what fixing costs with a conversation per bug: those of the bugs' families add up."""
    first, surcharges = plain.phases[0].terms[0], _surcharges(plain)
    each = {}
    for c in plain.active:
        ends = [failures(plain, c, after) for after, *_ in surcharges]
        ends_fixed, ended = (float(end[0, 0]) for end in ends[0])
        # What exceeds the first attempt: its mean, its mean square, its means over bugs fixed and given up on.
        mean = square = own_fixed = beside = 0.0
        for (fixed, given_up), (_, weights, factor) in zip(ends, surcharges, strict=True):
            mean += expected(weights, fixed + given_up)
            square += expected_product(weights, factor, fixed + given_up)
            own_fixed += expected(weights, fixed)
            beside += expected(weights, given_up)
        handed_off = ended * plain.handoff_cost
        square += 2.0 * beside * plain.handoff_cost + handed_off * plain.handoff_cost
        each[c] = (mean + handed_off, square, first * ends_fixed + own_fixed, ends_fixed)
    r, new_mean, new_square = plain.regression, 0.0, 0.0
    if r > 0.0:
        room = 1.0 - r * sum(plain.mix[c] * share for c, (*_, share) in each.items())
        new_mean = sum(plain.mix[c] * (first + more) for c, (more, *_) in each.items()) / room
        new_square = sum(
            plain.mix[c] * (square + 2.0 * first * more + first * first + 2.0 * r * own_fixed * new_mean)
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
        variance += (whole + part) * (family_square - family * family)
        variance += part * (1.0 - part) * (first + family) * (first + family)
    return mean, variance


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

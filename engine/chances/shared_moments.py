"""Mean and variance of the cost of one conversation about all bugs.

It depends on the attempts in all, whose moments are a product of the bugs' series. Where long prompts have other
prices, the cost is one polynomial for up to so many attempts and another one beyond. What the second says is put right
for the conversations that do not get there, whose chances are coefficients of a series, too: E[s^X·(1+t)^G].
"""

from __future__ import annotations

import math

import numpy as np

from engine.attempts.long_conversations import LONGEST
from engine.chances.bug_law import bug_law
from engine.chances.bug_moments import HANDOFFS, ORDER, binomials, chances, expected, expected_product, failures
from engine.chances.shared_odds import attempts_bounds
from engine.numerics.arrays import Array
from engine.numerics.rounding import ways
from engine.numerics.series import over_one_minus, power, times
from engine.prices.one_strategy import OneStrategy
from engine.prices.phase import Phase

_ROUNDING = 1e-13
"""Chances below this are none: they are left over from a difference."""

_LEAST = 1e-20
"""Chance of more attempts at a bug than its law holds, where it holds all for all purposes."""

Ends = dict[int, tuple[Array, Array]]
"""Series of the failures at a bug by class: where it ends fixed, and where it is given up on."""


def shared_moments(plain: OneStrategy) -> tuple[float, float]:
    """Mean and variance of what fixing costs in one conversation: over the ways to round the counts."""
    one_more = np.zeros((ORDER, HANDOFFS))
    one_more[:2, 0] = 1.0
    families = _families(plain, {c: failures(plain, c) for c in plain.active}, one_more)
    early = _early(plain)
    found = [
        (chance, *_one_conversation(plain, families, early, [int(n) for n in counts])) for counts, chance in ways(plain.bugs)
    ]
    mean = sum(chance * each for chance, each, _ in found)
    return mean, sum(chance * (variance + (each - mean) * (each - mean)) for chance, each, variance in found)


def _one_conversation(
    plain: OneStrategy, families: dict[int, Array], early: dict[int, Array], counts: list[int]
) -> tuple[float, float]:
    """Mean and variance of one conversation about so many bugs."""
    bugs = sum(counts)
    if not bugs:
        return 0.0, 0.0
    series = _of_bugs(families, counts)
    phase, few = _long_conversations(plain, early, counts)
    # It has F = (bugs − 1 − before) + X attempts after the first of the phase: C(F, j) = Σ C(F − X, j − i)·C(X, i).
    others = binomials(np.array([bugs - 1.0 - phase.before]))[:, 0]
    weights = [sum(phase.terms[j] * others[j - i] for j in range(i, 4)) for i in range(4)]
    certain, weights[0] = weights[0] + plain.dollars(phase.before), 0.0
    mean, square = expected(weights, series), expected_product(weights, weights, series)
    both = sum(weights[i] * series[i, 1] for i in range(1, 4))
    if few.size:
        x = np.arange(float(len(few)))
        right, wrong = plain.conversation(bugs + x) - certain, weights @ binomials(x)[:4]
        mean += float(few[:, 0] @ (right - wrong))
        square += float(few[:, 0] @ ((right - wrong) * (right + wrong)))
        both += few[:, 1] @ (right - wrong)
    given_up = plain.handoff_cost
    extra = given_up * series[0, 1]
    square += given_up * (2.0 * both + given_up * (2.0 * series[0, 2] + series[0, 1]))
    mean += extra
    return certain + mean, square - mean * mean


def _long_conversations(plain: OneStrategy, early: dict[int, Array], counts: list[int]) -> tuple[Phase[float], Array]:
    """The phase that long conversations reach, and the series of those that do not, by attempts beyond the bugs."""
    first, last = plain.phases[0], plain.phases[-1]
    room, none = int(last.before) - sum(counts) + 1, np.empty((0, 2))
    if room <= 0:
        return last, none
    if not early:
        return first, none
    few = _of_bugs({c: one[:room] for c, one in early.items()}, counts)
    return (last, few) if 1.0 - few[:, 0].sum() > _ROUNDING else (first, none)


def _early(plain: OneStrategy) -> dict[int, Array]:
    """Chances of the attempts at a bug and its descendants, up to where all conversations have reached the last phase.

    Nothing if no conversation gets there, or if all do.
    """
    before = int(plain.phases[-1].before)
    length = before - max(1, math.floor(plain.bugs[0]) + math.floor(plain.bugs[1])) + 1
    if not 0 < length <= LONGEST or not _is_exceeded(plain, before):
        return {}
    one_more = np.zeros((length, 2))
    one_more[1:2, 0] = 1.0
    return _families(plain, {c: chances(plain, c, length) for c in plain.active}, one_more)


def _is_exceeded(plain: OneStrategy, attempts: int) -> bool:
    """Whether conversations may take more attempts, for all purposes."""
    laws = {c: bug_law(plain, c, _LEAST, attempts) for c in plain.active}
    return any(law.tail > _LEAST for law in laws.values()) or attempts_bounds(plain, laws, _ROUNDING)[1] > attempts


def _of_bugs(families: dict[int, Array], counts: list[int]) -> Array:
    """The series of so many bugs: one at least."""
    series = power(families[0], counts[0]) if counts[0] else power(families[1], counts[1])
    return times(series, power(families[1], counts[1])) if counts[0] and counts[1] else series


def _families(plain: OneStrategy, ends: Ends, one_more: Array) -> dict[int, Array]:
    """Series of a bug and its descendants: attempts beyond the bug's own first one, and bugs given up on.

    Args:
        plain: The strategy.
        ends: Series of the failures at one bug.
        one_more: Series of one attempt.
    """
    r = plain.regression
    if r == 0.0:
        return {c: fixed + given_up for c, (fixed, given_up) in ends.items()}
    last = sum(plain.mix[c] * (fixed * (1.0 - r) + given_up) for c, (fixed, given_up) in ends.items())
    again = sum(plain.mix[c] * r * fixed for c, (fixed, _) in ends.items())
    new = over_one_minus(times(one_more, np.asarray(last)), times(one_more, np.asarray(again)))
    return {c: fixed * (1.0 - r) + r * times(fixed, new) + given_up for c, (fixed, given_up) in ends.items()}

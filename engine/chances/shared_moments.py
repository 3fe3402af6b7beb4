"""Mean and variance of the cost of one conversation about all bugs.

It depends on the attempts in all, whose moments are a product of the bugs' series. Where long prompts have other
prices, the cost is one polynomial for up to so many attempts and another one beyond. What the second says is put right
for the conversations that do not get there, whose chances are coefficients of a series, too: E[s^X·(1+t)^G].
"""

from __future__ import annotations

import numpy as np

from engine.attempts.descendants import by_shares, new_bug, of_run, with_descendants
from engine.attempts.long_conversations import LONGEST
from engine.chances.failures import HANDOFFS, ORDER, chances, expected, expected_product, failures
from engine.numerics.arrays import Array
from engine.numerics.many_series import binomials
from engine.numerics.rounding import ways
from engine.numerics.series import Series
from engine.prices.one_strategy import OneStrategy
from engine.prices.phase import Phase

_ROUNDING = 1e-13
"""Chances below this are none: they are left over from a difference."""

Families = dict[int, Series]
"""Attempts beyond a bug's own first one, at it and its descendants, and those given up on, by class."""


def shared_moments(plain: OneStrategy) -> tuple[float, float]:
    """Mean and variance of what fixing costs in one conversation: over the ways to round the counts."""
    families, early = _families(plain, ORDER, HANDOFFS), _early(plain)
    whole, chances = ways(plain.bugs)
    each = zip(whole.T, chances.tolist(), strict=True)
    found = [(chance, *_one_conversation(plain, families, early, counts)) for counts, chance in each if chance > 0.0]
    mean = sum(chance * each for chance, each, _ in found)
    return mean, sum(chance * (variance + (each - mean) * (each - mean)) for chance, each, variance in found)


def _one_conversation(plain: OneStrategy, families: Families, early: Families, counts: Array) -> tuple[float, float]:
    """Mean and variance of one conversation about so many bugs."""
    bugs = counts.sum()
    if not bugs:
        return 0.0, 0.0
    run = of_run(families, counts.tolist())
    series = run.coefficients
    phase, few = _long_conversations(plain, early, counts)
    # It has F = (bugs − 1 − before) + X attempts after the first of the phase: C(F, j) = Σ C(F − X, j − i)·C(X, i).
    others = binomials(bugs - 1.0 - phase.before, 4)
    weights = [sum(phase.terms[j] * others[j - i] for j in range(i, 4)) for i in range(4)]
    certain, weights[0] = weights[0] + plain.dollars(phase.before), 0.0
    mean, square = expected(weights, run), expected_product(weights, weights, run)
    both = sum(weights[i] * series[i, 1] for i in range(1, 4))
    if few.size:
        x = np.arange(float(len(few)))
        right, wrong = plain.conversation(bugs + x) - certain, weights @ binomials(x, 4)
        mean += float(few[:, 0] @ (right - wrong))
        square += float(few[:, 0] @ ((right - wrong) * (right + wrong)))
        both += few[:, 1] @ (right - wrong)
    given_up = plain.handoff_cost
    square += given_up * (2.0 * both + given_up * (2.0 * series[0, 2] + series[0, 1]))
    mean += given_up * series[0, 1]
    return certain + mean, square - mean * mean


def _long_conversations(plain: OneStrategy, early: Families, counts: Array) -> tuple[Phase[float], Array]:
    """The phase that long conversations reach, and the series of those that do not, by attempts beyond the bugs."""
    first, last = plain.phases[0], plain.phases[-1]
    room, none = int(last.before) - int(counts.sum()) + 1, np.empty((0, 2))
    if room <= 0:
        return last, none
    if not early:
        return first, none
    few = of_run({c: Series(one.coefficients[:room]) for c, one in early.items()}, counts.tolist()).coefficients
    return (last, few) if 1.0 - few[:, 0].sum() > _ROUNDING else (first, none)


def _early(plain: OneStrategy) -> Families:
    """Chances of the attempts, up to where all conversations have reached the last phase; nothing if that is too far."""
    whole = float(np.floor(plain.bugs).sum())
    length = int(plain.phases[-1].before) - int(max(1.0, whole)) + 1
    return _families(plain, length, 2) if 0 < length <= LONGEST else {}


def _families(plain: OneStrategy, length: int, handoffs: int) -> Families:
    """Series cut off at ``length`` powers of s: of moments if ``handoffs`` are three, else of chances."""
    of_moments = handoffs == HANDOFFS
    ends = {c: failures(plain, c) if of_moments else chances(plain, c, length) for c in plain.active}
    one_more = np.zeros((length, handoffs))
    one_more[0, 0], one_more[1:2, 0] = of_moments, 1.0
    fixed, given_up = ({c: pair[i] for c, pair in ends.items()} for i in (0, 1))
    mix, first = by_shares(plain.mix.tolist()), Series(one_more)
    return with_descendants(fixed, given_up, mix, plain.regression, new_bug(first, Series.over_one_minus))

"""From bugs to conversations: the moments of all attempts, bugs fresh or in one shared conversation.

Everything is carried by generating series in s, f(s) = E[(1+s)^T] (docs/model.md, Conversations). The first
attempt of every bug, a factor (1+s), is kept apart, so that likely fixes lose no digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.attempts.moments import Moments
from engine.attempts.one_bug import OneBug
from engine.attempts.repairs import Repairs
from engine.numerics.arrays import Array
from engine.numerics.infinity import Product, times

Triple = tuple[Array, Array, Array]
"""Binomial moments of order 1, 2, 3."""


@dataclass(frozen=True, eq=False)
class Attempts:
    """The attempts at all bugs of a generation, each field per strategy.

    Attributes:
        made: Conversations ν, and R₁, R₂, R₃: the attempts after the first of each.
        variance: Variance of the number of attempts.
        bugs: Bugs in all by class, those that fixes introduce included.
        given_up: Expected number of bugs given up on.
    """

    made: Moments
    variance: Array
    bugs: Array
    given_up: Array


def attempts(work: Repairs) -> Attempts:
    """All attempts at the bugs of a generation and at the bugs that their fixes introduce."""
    bugs, each, regression = work.bugs, work.each, work.regression
    mul = _product(each)
    beyond_each, variance = attempts_with_descendants(work)
    all_bugs = bugs
    if (regression > 0.0).any():
        resolved = each.failures_before_fix[0]
        introduced = (bugs * resolved).sum(axis=0) * regression / _room(regression, work.mix, each)
        all_bugs = bugs + mul(work.mix, introduced)
    given_up = times(all_bugs, each.unresolved).sum(axis=0)
    if work.shared:
        started = bugs.sum(axis=0)
        made = Moments(np.minimum(1.0, started), *_after_the_first(started, beyond_the_bugs(bugs, beyond_each)))
    else:
        made = Moments(all_bugs.sum(axis=0), *(mul(all_bugs, moment).sum(axis=0) for moment in each.failures))
    return Attempts(made, mul(bugs, variance).sum(axis=0), all_bugs, given_up)


def _product(each: OneBug) -> Product:
    return np.multiply if bool(np.isfinite(each.failures[2]).all()) else times


def attempts_with_descendants(work: Repairs) -> tuple[Triple, Array]:
    """Moments and variance, by class, of the attempts beyond the first at a bug and all bugs that descend from it.

    With G_c the series of a class, M that of a new bug: G_c = g_c + r·g_c^fixed·(M − 1), where M − 1 solves
    (M − 1)(1 − r Σ w f^fixed) = Σ w f − 1. Every term is positive.
    """
    each, mix, regression = work.each, work.mix, work.regression
    a1, a2, a3 = each.failures
    if not (regression > 0.0).any():
        return (a1, a2, a3), each.variance
    mul, (g0, g1, g2) = _product(each), each.failures_before_fix
    new1, new2, new3 = (mul(mix, x).sum(axis=0) for x in (a1 + 1.0, a2 + a1, a3 + a2))
    kept1, kept2 = (mul(regression, mul(mix, x).sum(axis=0)) for x in (g1 + g0, g2 + g1))
    room = _room(regression, mix, each)
    m1 = new1 / room
    m2 = (new2 + mul(kept1, m1)) / room
    m3 = (new3 + mul(kept1, m2) + mul(kept2, m1)) / room
    more1 = mul(regression * g0, m1)
    more2 = mul(regression * g0, m2) + mul(mul(regression, g1), m1)
    more3 = mul(regression * g0, m3) + mul(mul(regression, g1), m2) + mul(mul(regression, g2), m1)
    variance = each.variance + 2.0 * more2 + more1 - mul(more1, 2.0 * a1 + more1)
    variance = np.where(np.isinf(more2) | np.isinf(each.variance), np.inf, variance)
    return (a1 + more1, a2 + more2, a3 + more3), variance


def _room(regression: Array, mix: Array, each: OneBug) -> Array:
    """1 − r·Σ w·fixed: the chance that a new bug brings no further one, above 0 however near r is to 1."""
    return np.asarray((1.0 - regression) + regression * (mix * each.unresolved).sum(axis=0))


def beyond_the_bugs(bugs: Array, one: Triple) -> Triple:
    """Moments of the attempts in one conversation beyond one for each bug: the product of what each takes."""
    g1, g2, g3 = (np.where(np.isinf(moment), 0.0, moment) for moment in one)
    log1 = (bugs * g1).sum(axis=0)
    log2 = (bugs * (g2 - g1 * g1 / 2.0)).sum(axis=0)
    log3 = (bugs * (g3 - g1 * g2 + g1 * g1 * g1 / 3.0)).sum(axis=0)
    e1, e2, e3 = log1, log2 + log1 * log1 / 2.0, log3 + log1 * log2 + log1 * log1 * log1 / 6.0
    endless = [((bugs > 0.0) & np.isinf(moment)).any(axis=0) for moment in one]
    return np.where(endless[0], np.inf, e1), np.where(endless[1], np.inf, e2), np.where(endless[2], np.inf, e3)


def _after_the_first(started: Array, beyond: Triple) -> Triple:
    """The moments after the first attempt of one conversation: [(1+s)^Q·exp Σ n ln G − 1 + ν] / (1+s)."""
    e1, e2, e3 = (np.where(np.isinf(moment), 0.0, moment) for moment in beyond)
    # Binomials of Q − 1, less the constant 1 − ν of a conversation that may not take place (Q < 1).
    one = started >= 1.0
    rest = started - 1.0
    first = np.where(one, rest, 0.0)
    second = rest * np.where(one, started - 2.0, started) / 2.0
    third = rest * np.where(one, (started - 2.0) * (started - 3.0), started * (started - 5.0)) / 6.0
    later = (first + e1, second + rest * e1 + e2, third + rest * (started - 2.0) / 2.0 * e1 + rest * e2 + e3)
    endless = [np.isinf(moment) for moment in beyond]
    return (
        np.where(endless[0], np.inf, later[0]),
        np.where(endless[1], np.inf, later[1]),
        np.where(endless[2], np.inf, later[2]),
    )

"""The attempts of a conversation about all bugs after so many others, against the law of all attempts, term by term."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.attempts.long_conversations import after_in_conversation, furthest_in_conversation
from engine.attempts.repairs import Repairs
from engine.numerics.arrays import Array

LENGTH = 700


def law_of_one(rate: float, limit: float) -> tuple[Array, Array]:
    """Chances of 1, 2, … attempts at a bug, by their number: where it ends fixed, and where it is given up on."""
    t = np.arange(LENGTH)
    fixed = np.where((t > 0) & (t <= limit), rate * (1.0 - rate) ** (t - 1.0), 0.0)
    return fixed, np.where(t == limit, (1.0 - rate) ** t, 0.0)


def times(a: Array, b: Array) -> Array:
    product: Array = np.convolve(a, b)[:LENGTH]
    return product


def law_of_all(bugs: list[float], rates: list[float], hard: float, limit: float, regression: float) -> Array:
    """Chances of 0, 1, 2, … attempts at all bugs and their descendants, fractional counts rounded at random."""
    ends, mix = [law_of_one(rate, limit) for rate in rates], [1.0 - hard, hard]
    fixed, given_up = np.tensordot(mix, np.array(ends), axes=1)
    again, last = regression * fixed, (1.0 - regression) * fixed + given_up
    new = np.zeros(LENGTH)
    for t in range(LENGTH):
        new[t] = last[t] + again[1 : t + 1] @ new[:t][::-1]
    total: Array = np.eye(1, LENGTH)[0]
    for (fixed, given_up), count in zip(ends, bugs, strict=True):
        one = (1.0 - regression) * fixed + regression * times(fixed, new) + given_up
        for _ in range(math.floor(count)):
            total = times(total, one)
        total = (1.0 - count % 1.0) * total + count % 1.0 * times(total, one)
    return total


CASES: list[tuple[list[float], list[float], float, float, float]] = [
    ([2.0, 1.0], [0.6, 0.15], 0.25, math.inf, 0.0),
    ([0.0, 2.4], [1.0, 0.2], 0.5, math.inf, 0.0),
    ([1.5, 0.25], [0.9, 0.3], 0.25, math.inf, 0.2),
    ([3.0, 1.3], [0.6, 0.1], 0.4, 5.0, 0.0),
    ([0.7, 1.0], [0.8, 0.3], 0.1, 7.0, 0.6),
]


@np.errstate(all="ignore")
@pytest.mark.parametrize(("bugs", "rates", "hard", "limit", "regression"), CASES)
def test_what_is_left_after_so_many_attempts_is_what_their_law_says(
    bugs: list[float], rates: list[float], hard: float, limit: float, regression: float
) -> None:
    before = np.array([0.0, 1.0, 2.0, 3.0, 5.0, 8.0, 13.0, 30.0, 60.0, math.inf])
    columns = (np.array(x)[:, None, None] for x in (rates, bugs, [1.0 - hard, hard]))
    rate, count, mix = columns
    work = Repairs(rate, np.zeros(1), np.ones(1), np.full(1, limit), count, mix, np.full(1, regression), shared=True)
    found = np.stack(np.broadcast_arrays(*after_in_conversation(work, before[None]).all))[:, 0]
    law, t = law_of_all(bugs, rates, hard, limit, regression), np.arange(LENGTH)
    furthest = float(furthest_in_conversation(work).max())
    assert law[t > furthest].sum() < 1e-12
    for m, ours in zip(before[:-1], found.T, strict=False):
        f = np.where(t > m, t - m - 1.0, 0.0)
        weights = (t > m, f, f * (f - 1.0) / 2.0, f * (f - 1.0) * (f - 2.0) / 6.0)
        assert ours == pytest.approx([weight @ law for weight in weights], rel=1e-9, abs=1e-9)
    assert not found[:, -1].any()


@np.errstate(all="ignore")
def test_attempts_without_a_finite_mean_have_no_finite_pairs_and_triples() -> None:
    rate, count, mix = np.full((2, 1, 1), 0.3), np.ones((2, 1, 1)), np.full((2, 1, 1), 0.5)
    work = Repairs(rate, np.full(1, 0.3), np.ones(1), np.full(1, math.inf), count, mix, np.zeros(1), shared=True)
    left = after_in_conversation(work, np.array([[4.0]]))
    assert 0.0 < float(left.begun[0, 0]) < 1.0
    assert [float(x[0, 0]) for x in left.all[1:]] == [math.inf] * 3

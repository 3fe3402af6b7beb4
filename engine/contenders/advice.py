"""The conversation about one bug in which the weak model now and then asks the strong one first.

Each model has its own cache of the conversation: the weak model re-reads its last request, the strong one what it read
when it was asked last.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.numerics.arrays import Array, Quantity
from engine.numerics.infinity import settled, times
from engine.prices.one_strategy import OneStrategy

_NEGLIGIBLE = 1e-18
"""Share of bugs still open below which further attempts change nothing."""


@dataclass(frozen=True, eq=False)
class Advice:
    """How the advisor is used, arrays ``(2,)``: easy, hard.

    Attributes:
        chance: That an attempt asks.
        tokens: Length of one advice.
        alone: Fix rate of an attempt that did not ask.
        advised: Fix rate of one that did.
    """

    chance: float
    tokens: float
    alone: Array
    advised: Array

    @property
    def mixed(self) -> Array:
        """Fix rate of an attempt that asks or not."""
        return (1.0 - self.chance) * self.alone + self.chance * self.advised


@dataclass(frozen=True, eq=False)
class Talk:
    """The conversation about one bug, arrays ``(2,)``. "Grown" is what it holds beyond its first prompt, in tokens.

    Attributes:
        count: Expected attempts.
        pairs: Expected pairs of attempts.
        grown: Tokens grown, summed over attempts.
        failed: Expected attempts that another one follows.
        failed_grown: Tokens grown by the end of the request of such an attempt, its advice included, summed.
        asked_again: Expected consultations that another one follows.
        asked_again_grown: Tokens grown at those.
        unresolved: Share of bugs given up on.
    """

    count: Array
    pairs: Array
    grown: Array
    failed: Array
    failed_grown: Array
    asked_again: Array
    asked_again_grown: Array
    unresolved: Array


def talk_about(weak: OneStrategy, advice: Advice) -> Talk:
    """The conversation about one bug of each class."""
    return _summed(weak, advice) if weak.limit < math.inf else _in_closed_form(weak, advice)


def _in_closed_form(weak: OneStrategy, advice: Advice) -> Talk:
    """Without a limit, every attempt like every other."""
    fixes, fails = advice.mixed, 1.0 - advice.mixed
    advice_fails = advice.chance * (1.0 - advice.advised)
    endless = (weak.fading < 1.0) & (fails > 0.0)
    count = np.where(endless, np.inf, 1.0 / fixes)
    pairs = times(fails, count * count)
    triples = times(fails, times(pairs, count))
    grown = times(weak.attempts.added, pairs + times(weak.attempts.growth, triples)) + times(
        advice_fails * advice.tokens, count * count
    )
    again = advice.chance / np.where(advice.chance > 0.0, 1.0 - (1.0 - advice.chance) * (1.0 - advice.alone), 1.0)
    return Talk(
        count,
        pairs,
        grown,
        times(fails, count),
        times(fails, grown) + times(advice_fails * advice.tokens, count),
        times(advice_fails * again, count),
        times(advice_fails * again, grown),
        np.zeros(2),
    )


def _summed(weak: OneStrategy, advice: Advice) -> Talk:
    """Attempt by attempt up to the limit: rates may fade."""
    last = int(weak.limit)
    asks, length = advice.chance, advice.tokens
    # The chance that a later attempt asks, from the last attempt backwards.
    asked_later = np.zeros((last + 1, 2))
    fade = np.where(np.minimum(advice.alone, advice.advised) < 1.0, weak.fading, 1.0)
    for i in range(last - 1, 0, -1):
        asked_later[i] = asks + (1.0 - asks) * (1.0 - advice.alone * fade**i) * asked_later[i + 1]
    still_open, grown = np.ones(2), np.zeros(2)
    count, pairs, all_grown, failed, failed_grown, again, again_grown = np.zeros((7, 2))
    for i in range(last):
        advice_fails = asks * (1.0 - advice.advised * fade**i)
        fails = (1.0 - asks) * (1.0 - advice.alone * fade**i) + advice_fails
        count = count + still_open
        pairs = pairs + i * still_open
        all_grown = all_grown + grown
        again = again + advice_fails * asked_later[i + 1] * still_open
        again_grown = again_grown + advice_fails * asked_later[i + 1] * grown
        requested = fails * grown + advice_fails * length * still_open
        left = fails * still_open
        if i + 1 < last:
            failed, failed_grown = failed + left, failed_grown + requested
        grown = requested + left * weak.attempts.added * (1.0 + weak.attempts.growth * i)
        still_open = left
        if still_open.max() < _NEGLIGIBLE:
            break
    return Talk(count, pairs, all_grown, failed, failed_grown, again, again_grown, still_open)


def dollars_per_bug(weak: OneStrategy, strong: OneStrategy, advice: Advice, talk: Talk, prompt: Quantity) -> Array:
    """Dollars for the requests of a conversation that begins with a prompt of so many tokens, ``(2,)``."""
    asks, length = advice.chance, advice.tokens
    read = times(prompt, talk.count) + talk.grown
    requested = read + times(asks * length, talk.count)
    reread = times(prompt, talk.failed) + talk.failed_grown
    consulted = times(asks, read)
    consulted_again = times(prompt, talk.asked_again) + talk.asked_again_grown
    written = times(weak.attempts.written, talk.count + times(weak.attempts.growth, talk.pairs))
    return settled(
        times(weak.attempts.reread_price, requested)
        + times(weak.attempts.new_price - weak.attempts.reread_price, requested - reread)
        + times(strong.attempts.reread_price, consulted)
        + times(strong.attempts.new_price - strong.attempts.reread_price, consulted - consulted_again)
        + times(weak.attempts.output_price, written)
        + times(strong.attempts.output_price * asks * length, talk.count)
    )

"""One bug that the weak model fixes, now and then with advice of the strong one (docs/model.md, More strategies).

It is followed attempt by attempt while a limit or the length of prompts tells attempts apart; where they go on alike, in
closed form. Each model has its own cache of the conversation: the weak model re-reads its last request, the strong one
what it read when it was asked last.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from engine.attempts.moments import Moments
from engine.contenders.all_bugs import NEGLIGIBLE, EachBug
from engine.contenders.long_prompts import at_one_price
from engine.numerics.arrays import Array
from engine.numerics.infinity import dot, settled, times
from engine.prices.calls import Stretch, short_calls
from engine.prices.long_prompts import LongPrompts
from engine.prices.one_strategy import OneStrategy

FOLLOWED = 1000
"""Attempts at one bug whose prompts are looked at one by one."""

_TRIFLE = 1e-9
"""Share of bugs whose other prices need not be said to be left out."""

_NEVER = LongPrompts(math.inf, 0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Advice:
    """How the advisor is used; rates are ``(2, 1)``: easy, hard.

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


@dataclass(frozen=True, eq=False)
class _Talk:
    """Conversations after some failed attempts: ``(2, consultations)``, by consultations so far, or ``(2, 1)``, of all.

    Attributes:
        attempts: How many.
        lengths: Tokens of the next prompt without new advice, ``(consultations,)``.
        still_open: Chance that the bug is still open.
        prompt: Those tokens times that chance, as all that follows.
        unread: Those of them that the weak model has not read.
        asked: Tokens that the strong model read when it was asked last.
    """

    attempts: int
    lengths: Array
    still_open: Array
    prompt: Array
    unread: Array
    asked: Array

    def dollars(self, weak: OneStrategy, strong: OneStrategy, advice: Advice) -> Array:
        """What the next attempt costs, ``(2, 1)``."""
        spoken = advice.tokens * self.still_open
        written = weak.attempts.written * (1.0 + weak.attempts.growth * self.attempts) * self.still_open
        alone = self._session(weak, self.lengths, self.prompt, self.unread, written)
        advised = self._session(weak, self.lengths + advice.tokens, self.prompt + spoken, self.unread + spoken, written)
        advised = advised + _request(strong, self.lengths, self.prompt, self.prompt - self.asked, spoken)
        if weak.attempts.waits is not None and strong.attempts.waits is not None:
            wait = weak.attempts.waits.of(weak.attempts.readings) * self.still_open
            alone, advised = alone + wait, advised + wait + strong.attempts.waits.call * self.still_open
        each = dot((1.0 - advice.chance, advice.chance), (alone, advised))
        return np.asarray(each.sum(axis=1, keepdims=True))

    def _session(self, weak: OneStrategy, lengths: Array, prompt: Array, new: Array, written: Array) -> Array:
        """Dollars for the calls of an attempt whose first one is given as ``_request`` takes it."""
        calls, more = weak.attempts.calls, weak.long_prompts or _NEVER
        if calls is None:
            return _request(weak, lengths, prompt, new, written)
        between = calls.step * (1.0 + weak.attempts.growth * self.attempts)

        step, each = between * self.still_open, written / calls.number
        every = Stretch(*(np.asarray(x) for x in (1.0, calls.number, calls.pairs))).tokens(prompt, new, step, each)
        short = short_calls(lengths, np.asarray(between), calls.number, more.threshold)
        spared = Stretch.of(short).tokens(prompt, new, step, each)
        long = [x - y for x, y in zip(every, spared, strict=True)]
        return dot(weak.attempts.prices, every) + dot(more.prices, long)

    def failed(self, weak: OneStrategy, advice: Advice, fading: Array) -> _Talk:
        """One failed attempt later."""
        alone = (1.0 - advice.chance) * (1.0 - advice.alone * fading**self.attempts)
        advised = advice.chance * (1.0 - advice.advised * fading**self.attempts)
        longer, calls = 1.0 + weak.attempts.growth * self.attempts, weak.attempts.calls
        added, left = weak.attempts.added * longer, (calls.last if calls else weak.attempts.added) * longer

        def then(not_asked: Array, asked: Array) -> Array:
            moved = asked * advised
            if moved.shape[1] > 1:
                moved = np.concatenate([np.zeros((2, 1)), moved[:, :-1]], axis=1)
            return not_asked * alone + moved

        still_open = then(self.still_open, self.still_open)
        read = then(self.prompt, self.prompt + advice.tokens * self.still_open)
        asked = then(self.asked, self.prompt)
        prompt = read + added * still_open
        return _Talk(self.attempts + 1, self.lengths + added, still_open, prompt, left * still_open, asked)

    def together(self) -> _Talk:
        """The same whatever the number of consultations."""
        figures = (self.still_open, self.prompt, self.unread, self.asked)
        return _Talk(self.attempts, self.lengths[:1], *(figure.sum(axis=1, keepdims=True) for figure in figures))

    def without_end(self, weak: OneStrategy, strong: OneStrategy, advice: Advice, fading: Array) -> tuple[Array, Array]:
        """Dollars and number of all attempts from here on, every one like every other, ``(2, 1)``."""
        asks, length = advice.chance, advice.tokens
        fixes = (1.0 - asks) * advice.alone + asks * advice.advised
        failures = np.where((fading < 1.0) & (fixes < 1.0), np.inf, (1.0 - fixes) / fixes)
        advice_fails = asks * (1.0 - advice.advised)
        asked_later = asks / (1.0 - (1.0 - asks) * (1.0 - advice.alone)) if asks else 0.0
        share = self.still_open
        some = np.where(share > 0.0, share, 1.0)
        mine, theirs, law = weak.attempts, strong.attempts, Moments(np.ones((2, 1)), failures, failures**2, failures**3)
        going_on = mine.continuing(self.prompt / some, np.asarray(float(self.attempts)))
        one, none, count = np.ones(()), np.zeros(()), law.count
        # Advice that failed is read by all later attempts, and by the strong model if it is asked again.
        stays = times(advice_fails * length, count**2)
        read = (
            replace(going_on, reread_price=one, new_price=one, output_price=none, calls=None, waits=None).expected(law) + stays
        )
        again = times(asked_later, self.asked / some + times(advice_fails, read))
        more = (
            times(mine.reread_price, times(mine.readings, stays) + times((mine.readings - 1.0) * asks * length, count))
            + times(mine.new_price + theirs.output_price, times(asks * length, count))
            - times(mine.new_price - mine.reread_price, (self.prompt - self.unread) / some)
            + times(theirs.new_price, times(asks, read))
            - times(theirs.new_price - theirs.reread_price, again)
        )
        if theirs.waits is not None:
            more = more + times(asks * theirs.waits.call, count)
        dollars = settled(going_on.expected(law) + more)
        return times(share, dollars), times(share, count)


def with_advice(weak: OneStrategy, strong: OneStrategy, advice: Advice) -> tuple[EachBug, bool]:
    """A bug of each class, and whether other prices of long prompts are left out at its end."""
    fading = np.where(np.minimum(advice.alone, advice.advised) < 1.0, weak.fading, 1.0)
    thresholds = [model.long_prompts.threshold for model in (weak, strong) if model.long_prompts]
    longest_short = max((tokens for tokens in thresholds if tokens < math.inf), default=-math.inf)
    short = float(weak.attempts.prompts.attempts_within(np.array(longest_short)).item())
    last = int(min(short, weak.limit, FOLLOWED))
    consultations = np.arange(last + 1.0 if advice.chance * advice.tokens else 1.0)
    certain = np.where(consultations == 0.0, np.ones((2, 1)), 0.0)
    first = weak.attempts.prompt
    talk = _Talk(0, first + advice.tokens * consultations, certain, first * certain, first * certain, 0.0 * certain)
    dollars, attempts = np.zeros((2, 2, 1))

    def follow(last: float, weak: OneStrategy, strong: OneStrategy) -> None:
        nonlocal talk, dollars, attempts
        while talk.attempts < last and talk.still_open.max() >= NEGLIGIBLE:
            dollars = dollars + talk.dollars(weak, strong, advice)
            attempts = attempts + talk.still_open.sum(axis=1, keepdims=True)
            talk = talk.failed(weak, advice, fading)

    follow(last, weak, strong)
    talk = talk.together()
    cut = last < min(short, weak.limit)
    left_out = cut and bool(talk.still_open.max() > _TRIFLE)
    weak, strong = (at_one_price(model, long=not cut) for model in (weak, strong))
    if weak.limit < math.inf:
        follow(weak.limit, weak, strong)
        unresolved = np.minimum(1.0, talk.still_open)
    else:
        rest, more = talk.without_end(weak, strong, advice, fading)
        dollars, attempts, unresolved = dollars + rest, attempts + more, np.zeros((2, 1))
    return EachBug(dollars, unresolved, [np.ones((2, 1))], [attempts], [1.0 - unresolved]), left_out


def _request(model: OneStrategy, lengths: Array, prompt: Array, new: Array, written: Array) -> Array:
    """Dollars for requests with prompts of some lengths: tokens in all, those sent for the first time, those written."""
    usual, more = model.attempts, model.long_prompts or _NEVER
    long = np.where(lengths > more.threshold, 1.0, 0.0)
    again = usual.reread_price + long * more.reread_price
    prices = again, usual.new_price + long * more.new_price - again, usual.output_price + long * more.output_price
    return dot(prices, (prompt, new, written))

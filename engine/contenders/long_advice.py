"""What long prompts add to the advisor (docs/model.md, More strategies).

How long a prompt is depends on how often advice was asked for, which is followed along with the attempts. The strong
model reads the same conversation and has a threshold of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from engine.attempts.first_attempts import first_attempts
from engine.contenders.advice import Advice, dollars_per_bug, talk_about
from engine.contenders.long_prompts import either_way, surcharges, threshold
from engine.numerics.arrays import Array, Quantity
from engine.numerics.infinity import settled, times
from engine.prices.one_strategy import OneStrategy
from engine.prices.phase import Phase

_LONGEST = 1000
"""Attempts at one bug that are followed one by one; prompts are long before that."""

_NEGLIGIBLE = 1e-18
"""Share of bugs still open below which further attempts change nothing."""


@dataclass(frozen=True, eq=False)
class _Begun:
    """Conversations about one bug after some failed attempts, by how often the strong model was asked.

    Attributes:
        attempts: How many.
        still_open: Chance, ``(2, consultations)``.
        asked: Tokens that the strong model read last, times that chance.
        prompt: Tokens of the next prompt without new advice, ``(consultations,)``.
        unread: Those of them that the weak model has not read.
    """

    attempts: int
    still_open: Array
    asked: Array
    prompt: Array
    unread: Quantity

    def after_failure(self, phase: Phase[float], advice: Advice, fading: Array) -> _Begun:
        """One failed attempt later."""
        asks, t = advice.chance, self.attempts
        alone = ((1.0 - asks) * (1.0 - advice.alone * fading**t))[:, None]
        advised = (asks * (1.0 - advice.advised * fading**t))[:, None]
        still_open, asked = self.still_open * alone, self.asked * alone
        still_open[:, 1:] += (self.still_open * advised)[:, :-1]
        asked[:, 1:] += (self.still_open * self.prompt * advised)[:, :-1]
        added = phase.added * (1.0 + phase.growth * t)
        return _Begun(t + 1, still_open, asked, self.prompt + added, added)


def long_advice(weak: OneStrategy, strong: OneStrategy, advice: Advice) -> tuple[Array, Array]:
    """Dollars that long prompts cost more for a bug of each class, ``(2,)``, and how many more at most are left out."""
    none = np.zeros(2)
    if not advice.chance:
        if weak.long_prompts is None:
            return none, none
        phase = weak.long_prompts.surcharge(weak.attempts)
        _, long = first_attempts(weak.rates, weak.spread, weak.fading, np.array([weak.limit]), np.asarray(phase.before))
        return phase.expected(long)[:, 0], none
    mine, theirs = surcharges(weak), surcharges(strong)
    thresholds = threshold(weak), threshold(strong)
    longest_short = max((tokens for tokens in thresholds if tokens < math.inf), default=-math.inf)
    all_long = float(weak.attempts.prompts.attempts_within(np.array(longest_short)).item())
    last = int(min(all_long, mine.limit, _LONGEST))
    asks, length = advice.chance, advice.tokens
    fading = np.where(np.minimum(advice.alone, advice.advised) < 1.0, mine.fading, 1.0)
    certain = np.zeros((2, last + 1))
    certain[:, 0] = 1.0
    first = weak.attempts.prompt
    begun = _Begun(0, certain, np.zeros_like(certain), first + length * np.arange(last + 1.0), first)
    more = none
    while begun.attempts < last:
        if begun.still_open.max() < _NEGLIGIBLE:
            return more, none
        prompt = begun.prompt
        own = mine.attempts.reread_price * prompt + (mine.attempts.new_price - mine.attempts.reread_price) * begun.unread
        own = own + mine.attempts.output_price * mine.attempts.written * (1.0 + mine.attempts.growth * begun.attempts)
        alone = np.where(prompt > thresholds[0], own, 0.0)
        advised = np.where(prompt + length > thresholds[0], own + mine.attempts.new_price * length, 0.0)
        consulted = np.where(prompt > thresholds[1], asks, 0.0)
        each = (1.0 - asks) * alone + asks * advised
        each = each + consulted * (theirs.attempts.new_price * prompt + theirs.attempts.output_price * length)
        known = consulted * (theirs.attempts.new_price - theirs.attempts.reread_price)
        more = more + begun.still_open @ each - begun.asked @ known
        begun = begun.after_failure(weak.attempts, advice, fading)
    if last >= mine.limit:
        return more, none
    if last >= all_long:
        return more + _all_long((mine, theirs), advice, begun, fading), none
    return more, _all_long((either_way(mine), either_way(theirs)), advice, begun, fading)


def _all_long(only: tuple[OneStrategy, OneStrategy], advice: Advice, begun: _Begun, fading: Array) -> Array:
    """Dollars more from here on where every request is long: a conversation at other prices, which goes on."""
    mine, theirs = only
    longer = 1.0 + mine.attempts.growth * begun.attempts
    usual = mine.attempts
    phase = replace(usual, added=usual.added * longer, written=usual.written * longer, growth=usual.growth / longer)
    going_on = replace(mine, attempts=phase, limit=mine.limit - begun.attempts)
    faded = fading**begun.attempts
    then = replace(advice, alone=advice.alone * faded, advised=advice.advised * faded)
    talk = talk_about(going_on, then)
    share = begun.still_open.sum(axis=1)
    some = np.where(share > 0.0, share, 1.0)
    prompt, asked = begun.still_open @ begun.prompt / some, begun.asked.sum(axis=1) / some
    # It does not begin with new prompts: the weak model has read most of the first one, and perhaps the strong model.
    known = (mine.attempts.new_price - mine.attempts.reread_price) * (prompt - begun.unread)
    asks_again = times(advice.chance, talk.count) - talk.asked_again
    known = known + times((theirs.attempts.new_price - theirs.attempts.reread_price) * asked, asks_again)
    return times(share, settled(dollars_per_bug(going_on, theirs, then, talk, prompt) - known))

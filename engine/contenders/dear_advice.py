"""What long prompts add to the advisor (docs/model.md, More strategies).

How long a prompt is depends on how often advice was asked for, which is followed along with the attempts. The strong
model reads the same conversation and has a threshold of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from engine.attempts.attempt_sums import late
from engine.contenders.advice import Advice, dollars_per_bug, talk_about
from engine.contenders.dear_requests import Dear, dear_requests, either_way
from engine.numerics.arrays import Array
from engine.numerics.infinity import settled, times
from engine.prices.pairing import Pairing
from engine.scenarios.scenario import Scenario

_LONGEST = 1000
"""Attempts at one bug that are followed one by one; prompts are long before that."""

_NEGLIGIBLE = 1e-18
"""Share of bugs still open below which further attempts change nothing."""


def dear_advice(
    scenario: Scenario, generator: str, fixers: tuple[Pairing, Pairing], advice: Advice, bugs: Array
) -> tuple[float, float]:
    """Dollars that long prompts cost more, a conversation per bug, and how many more at most are left out of them.

    Args:
        scenario: What the formula of the advisor can hold.
        generator: The model that leaves the bugs.
        fixers: The weak and the strong model.
        advice: How the one asks the other.
        bugs: Bugs in all by class.
    """
    weak, strong = (dear_requests(scenario, generator, fixer) for fixer in ("weak", "strong"))
    only = weak.only(fixers[0]), strong.only(fixers[1])
    more, left_out = _per_bug(weak, strong, only, advice)
    return float(times(bugs, more).sum()), float(times(bugs, left_out).sum())


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
    unread: Array

    def after_failure(self, weak: Dear, advice: Advice, fading: Array) -> _Begun:
        """One failed attempt later."""
        asks, t = advice.chance, self.attempts
        alone = ((1.0 - asks) * (1.0 - advice.alone * fading**t))[:, None]
        advised = (asks * (1.0 - advice.advised * fading**t))[:, None]
        still_open, asked = self.still_open * alone, self.asked * alone
        still_open[:, 1:] += (self.still_open * advised)[:, :-1]
        asked[:, 1:] += (self.still_open * self.prompt * advised)[:, :-1]
        added = weak.prompts.step * (1.0 + weak.prompts.growth * t)
        return _Begun(t + 1, still_open, asked, self.prompt + added, added)


def _per_bug(weak: Dear, strong: Dear, only: tuple[Pairing, Pairing], advice: Advice) -> tuple[Array, Array]:
    """Dollars more for a bug with a conversation of its own, ``(2,)``, and those that are left out."""
    mine, theirs = only
    none = np.zeros(2)
    if not advice.chance:
        attempts = late(mine.rates, mine.spread, mine.fading, np.array([mine.limit]), weak.extra.before)
        return weak.extra.dollars(attempts)[:, 0], none
    longest_cheap = max(dear.threshold if dear.threshold < math.inf else -math.inf for dear in (weak, strong))
    all_dear = float(weak.prompts.attempts_within(np.array(longest_cheap)).item())
    last = int(min(all_dear, mine.limit, _LONGEST))
    asks, length = advice.chance, advice.tokens
    fading = np.where(np.minimum(advice.alone, advice.advised) < 1.0, mine.fading, 1.0)
    certain = np.zeros((2, last + 1))
    certain[:, 0] = 1.0
    first = weak.prompts.first
    begun = _Begun(0, certain, np.zeros_like(certain), first + length * np.arange(last + 1.0), first)
    more = none
    while begun.attempts < last:
        if begun.still_open.max() < _NEGLIGIBLE:
            return more, none
        prompt = begun.prompt
        own = mine.reread_price * prompt + (mine.new_price - mine.reread_price) * begun.unread
        own = own + mine.output_price * mine.written * (1.0 + mine.growth * begun.attempts)
        alone = np.where(prompt > weak.threshold, own, 0.0)
        advised = np.where(prompt + length > weak.threshold, own + mine.new_price * length, 0.0)
        consulted = np.where(prompt > strong.threshold, asks, 0.0)
        each = (1.0 - asks) * alone + asks * advised
        each = each + consulted * (theirs.new_price * prompt + theirs.output_price * length)
        known = consulted * (theirs.new_price - theirs.reread_price)
        more = more + begun.still_open @ each - begun.asked @ known
        begun = begun.after_failure(weak, advice, fading)
    if last >= mine.limit:
        return more, none
    if last >= all_dear:
        return more + _all_dear(only, advice, begun, fading), none
    return more, _all_dear((either_way(mine), either_way(theirs)), advice, begun, fading)


def _all_dear(only: tuple[Pairing, Pairing], advice: Advice, begun: _Begun, fading: Array) -> Array:
    """Dollars more from here on where every request is dear: a conversation at other prices, which goes on."""
    mine, theirs = only
    longer = 1.0 + mine.growth * begun.attempts
    going_on = replace(
        mine,
        added=mine.added * longer,
        written=mine.written * longer,
        growth=mine.growth / longer,
        limit=mine.limit - begun.attempts,
    )
    faded = fading**begun.attempts
    then = replace(advice, alone=advice.alone * faded, advised=advice.advised * faded)
    talk = talk_about(going_on, then)
    share = begun.still_open.sum(axis=1)
    some = np.where(share > 0.0, share, 1.0)
    prompt, asked = begun.still_open @ begun.prompt / some, begun.asked.sum(axis=1) / some
    # It does not begin with new prompts: the weak model has read most of the first one, and perhaps the strong model.
    known = (mine.new_price - mine.reread_price) * (prompt - begun.unread)
    asks_again = times(advice.chance, talk.count) - talk.asked_again
    known = known + times((theirs.new_price - theirs.reread_price) * asked, asks_again)
    return times(share, settled(dollars_per_bug(going_on, theirs, then, talk, prompt) - known))

"""The law of the cost of a run by playing it many times, where calls vary in number or conversations are compacted.

The runs are the same whenever they are asked for.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.attempts.one_bug import OneBug
from engine.chances.law import Law
from engine.numerics.abandonment import go_on
from engine.numerics.arrays import Array
from engine.numerics.infinity import dot, times
from engine.prices.calls import Calls
from engine.prices.compaction import Compaction
from engine.prices.long_prompts import LongPrompts
from engine.prices.one_strategy import OneStrategy
from engine.prices.phase import Phase
from engine.prices.session_calls import SessionCalls

_MOST_RUNS, _FEWEST_RUNS = 1 << 14, 1 << 10
"""Runs that are played."""

_ATTEMPTS = 1 << 19
"""Attempts that are played, of all runs together."""

_STEP = 1 << 10
"""Attempts that take as long as beginning one of all runs takes."""

_LEAST_SHAPE = 1e-300
"""Smaller parameters of a beta law make no other one, but can be nothing."""

_NEVER = 1e-12
"""Chance that any later attempt fixes a bug, up to which it is never fixed."""

_SEED = 20_26

TOO_LONG = "Runs take too many attempts to play them."
"""Why nothing is known of a law whose runs do not end."""


def varies(calls: Calls[float] | None) -> bool:
    """Whether the number of calls differs from attempt to attempt."""
    return calls is not None and _variance(calls) > 0.0


def has_to_be_played(plain: OneStrategy) -> bool:
    """Whether no law is computed for a strategy."""
    return bool(_why(plain))


def _why(plain: OneStrategy) -> str:
    """Why runs are played, in words that follow "as"; empty if they need not be."""
    if varies(plain.attempts.calls) or varies(plain.generation.calls):
        return "the number of calls varies"
    return "conversations are compacted" if plain.compaction is not None else ""


def _variance(calls: Calls[float]) -> float:
    """E[C(K, 2)] holds the variance of K: it is ((κ−1)² + variance + κ − 1)/2."""
    more = calls.number - 1.0
    return max(0.0, 2.0 * calls.pairs - more * more - more)


def simulated_law(plain: OneStrategy) -> Law:
    """The law of the cost of a run, from as many of them as are soon played."""
    number = int(min(max(_ATTEMPTS / _expected_attempts(plain), _FEWEST_RUNS), _MOST_RUNS))
    runs, left = _Runs(plain, number), 3 * _ATTEMPTS
    while left > 0 and (made := runs.attempt()):
        go_on()
        left -= made + _STEP
    ended = np.concatenate([runs.dollars[:0], *runs.ended])
    ended = np.where(np.isnan(ended), np.inf, ended)
    if not ended.size:
        return Law.unknown(plain.start, TOO_LONG)
    # fmin: what is not a number is infinite here, too.
    reach = float(np.fmin.reduce(runs.dollars, initial=math.inf))
    # Costs may be too large for a float.
    known = ended[np.isfinite(ended) & (ended <= reach)]
    costs, counts = np.unique(known, return_counts=True)
    endless, error = float(np.isinf(ended).sum()) / number, 0.5 / math.sqrt(number)
    return Law(costs, counts / number, endless, reach, error=error, why_played=_why(plain))


def _expected_attempts(plain: OneStrategy) -> float:
    """About how many attempts a run takes: one at least, perhaps infinitely many."""
    bug = OneBug.of(plain.rates, *(np.array(x) for x in (plain.spread, plain.fading, plain.limit)))
    each = 1.0 + bug.failures[0]
    return max(1.0, float(times(plain.bugs, each).sum()) / (1.0 - plain.regression))


class _Runs:
    """Runs side by side, each at one bug; every array is ``(runs,)``, of those at work.

    Attributes:
        ended: Dollars of those that have no bug left.
        dollars: Spent so far by those that do.
    """

    def __init__(self, plain: OneStrategy, number: int) -> None:
        self._plain, self._random = plain, np.random.default_rng(_SEED)
        whole = np.floor(plain.bugs)
        rounded_up = self._random.random((number, 2)) < plain.bugs - whole
        self._waiting = (whole + rounded_up).astype(np.int64)
        self._rate, self._tries, self._made = np.zeros((3, number))
        self._prompt = np.full(number, plain.generation.prompt)
        self._unsent = self._prompt.copy()
        generation = plain.generation, plain.long_generation, plain.generation_compaction
        self.dollars = plain.beforehand + self._pay(*generation)
        self.ended: list[Array] = []
        everyone = np.arange(number)
        self._begin_conversation(everyone)
        self._next_bug(everyone)

    def attempt(self) -> int:
        """One attempt of every run that has a bug left; how many those are."""
        plain, runs = self._plain, self.dollars.size
        if not runs:
            return 0
        self.dollars += self._pay(plain.attempts, plain.long_prompts, plain.compaction)
        self._made += 1.0
        luck = self._random.random((3, runs))
        # A certain fix does not fade.
        chance = np.where(self._rate < 1.0, self._rate * plain.fading**self._tries, 1.0)
        self._tries += 1.0
        fixed = luck[0] < chance
        given_up = ~fixed & (self._tries >= plain.limit)
        if (done := np.flatnonzero(fixed | given_up)).size:
            self.dollars[given_up] += plain.handoff_cost
            introduced = np.flatnonzero(fixed & (luck[1] < plain.regression))
            self._waiting[introduced, (luck[2, introduced] < plain.mix[1]).astype(np.int64)] += 1
            if not plain.shared:
                self._begin_conversation(done)
            self._next_bug(done)
        if plain.fading < 1.0 and math.isinf(plain.limit):
            self._give_up_the_endless()
        return runs

    def _give_up_the_endless(self) -> None:
        """Runs at a bug that has faded away will not end: what they cost is infinite."""
        plain = self._plain
        later = self._rate * plain.fading**self._tries / (1.0 - plain.fading)
        endless = np.flatnonzero((self._rate < 1.0) & (later <= _NEVER))
        if endless.size:
            self.dollars[endless] = math.inf
            self._end(endless)

    def _begin_conversation(self, runs: NDArray[np.int64]) -> None:
        self._prompt[runs] = self._unsent[runs] = self._plain.attempts.prompt
        self._made[runs] = 0.0

    def _next_bug(self, runs: NDArray[np.int64]) -> None:
        plain = self._plain
        hard = self._waiting[runs, 0] == 0
        some = self._waiting[runs].any(axis=1)
        self._waiting[runs[some], hard[some].astype(np.int64)] -= 1
        rate = np.where(hard, plain.rates[1], plain.rates[0])
        size = 1.0 / plain.spread - 1.0 if plain.spread else math.inf
        if math.isfinite(size):
            spread = (rate < 1.0) & some
            shapes = rate[spread] * size, (1.0 - rate[spread]) * size
            rate[spread] = self._random.beta(*(np.maximum(shape, _LEAST_SHAPE) for shape in shapes))
        self._rate[runs], self._tries[runs] = rate, 0.0
        if not some.all():
            self._end(runs[~some])

    def _end(self, runs: NDArray[np.int64]) -> None:
        self.ended.append(self.dollars[runs])
        at_work = np.ones(self.dollars.size, dtype=np.bool_)
        at_work[runs] = False
        for name in ("dollars", "_waiting", "_rate", "_tries", "_made", "_prompt", "_unsent"):
            setattr(self, name, getattr(self, name)[at_work])

    def _pay(self, phase: Phase[float], long: LongPrompts[float] | None, compaction: Compaction[float] | None) -> Array:
        """Dollars of an attempt, each with its number of calls; notes what it leaves in the conversation."""
        calls = phase.calls or Calls(1.0, phase.added, 0.0, phase.added)
        number = 1.0 + self._calls_after_the_first(calls)
        longer = 1.0 + phase.growth * self._made
        step, prompt, unsent = calls.step * longer, self._prompt, self._unsent
        each, last = phase.written / calls.number * longer, calls.last * longer
        self._unsent = last
        waited = 0.0 if phase.waits is None else phase.waits.of(number)
        session = SessionCalls(number, prompt, unsent, step, last, each, self._made == 0.0)
        if compaction is not None:
            taken, self._prompt = compaction.of(session)
            waited += 0.0 if phase.waits is None else phase.waits.call * taken.compactions
            dearer = 0.0 if long is None else dot(long.prices, taken.long_tokens)
            return dot(phase.prices, taken.tokens) + dearer + waited

        dollars = dot(phase.prices, session.tokens(number)) + waited
        if long is not None and long.threshold < math.inf:
            dollars = dollars + dot(long.prices, session.long_tokens(long.threshold))
        self._prompt = prompt + (number - 1.0) * step + last
        return dollars

    def _calls_after_the_first(self, calls: Calls[float]) -> Array:
        """A gamma law of the mean and variance that they are to have."""
        more, variance, attempts = calls.number - 1.0, _variance(calls), self._made.size
        if more <= 0.0 or not 0.0 < variance / more / more < math.inf:
            return np.full(attempts, more)
        return self._random.gamma(more / variance * more, variance / more, attempts)

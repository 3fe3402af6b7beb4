"""When conversations are compacted, and what one attempt takes then (docs/model.md, Compaction).

Before a call whose prompt would be too long, the agent reads the conversation once more, writes a summary, and goes on
from the first prompt and that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np

from engine.numerics.arrays import Array, Quantity
from engine.prices.calls import Calls, Stretch, short_calls
from engine.prices.phase import Phase
from engine.prices.session_calls import SessionCalls
from engine.scenarios.scenario import Scenario

Size = TypeVar("Size", float, Array)

_SURE = 1e-12
"""Squared deviation of a number of calls that is sure."""

_SCORES = np.linspace(-4.2, 4.2, 16)
_CHANCES = np.exp(-_SCORES * _SCORES / 2.0)
_CHANCES = _CHANCES / _CHANCES.sum()
"""Normal scores that stand for all, and their chances: evenly spaced, as costs jump with each compaction."""

_MOST_VARIED = 1.0
"""Deviation up to which these stand for a gamma law: of one that varies more, hardly any of its numbers is between them."""

_RAREST = 1e-12
"""Chance that is not undercut by any."""


def compacts(scenario: Scenario) -> bool:
    """Whether conversations of some model of the scenario are compacted."""
    rooms = scenario.strong.room, scenario.weak.room
    return scenario.assumptions.compact_at is not None and any(room is not None for room in rooms)


@dataclass(frozen=True, eq=False)
class Taken:
    """What attempts take, or take more than others.

    Attributes:
        reread: Tokens sent again.
        new: Tokens sent for the first time.
        written: Tokens written.
        compactions: How often the conversation is compacted.
        long_reread: Tokens that requests with long prompts send again, in all.
        long_new: Those that they send for the first time.
        long_written: Those that they write.
    """

    reread: Array
    new: Array
    written: Array
    compactions: Array
    long_reread: Array
    long_new: Array
    long_written: Array

    @property
    def tokens(self) -> tuple[Array, Array, Array]:
        """The tokens."""
        return self.reread, self.new, self.written

    @property
    def long_tokens(self) -> tuple[Array, Array, Array]:
        """Those of requests with long prompts."""
        return self.long_reread, self.long_new, self.long_written


class _Calls(NamedTuple):
    """The calls of an attempt, perhaps on average over attempts of several numbers of calls.

    Attributes:
        compacted: Chance that there is a compaction before one of them.
        every: Calls before the first compaction, and those after it, from one to the next.
        short: Those of them with short prompts; ``None`` if all have the same prices.
    """

    compacted: Array
    every: tuple[Stretch, Stretch]
    short: tuple[Stretch, Stretch] | None


@dataclass(frozen=True, eq=False)
class Compaction(Generic[Size]):
    """When conversations are compacted, and to what.

    Attributes:
        threshold: Tokens of a prompt that a compaction comes before; infinite for none.
        kept: Tokens of the prompt after it.
        summary: Those of them that it writes.
        long: Tokens above which a prompt has other prices; infinite for none.
    """

    threshold: Size
    kept: Size
    summary: Size
    long: Size

    def each_round(self, step: Array, number: Quantity) -> Array:
        """Calls from one compaction to the next, of attempts of so many with such a step between two."""
        return np.maximum(short_calls(np.asarray(self.kept), step, number, self.threshold), 1.0)

    def _course(self, s: SessionCalls, each_round: Array | None = None) -> tuple[Array, Array, Array, Array]:
        """Calls before the first compaction, from one to the next, further whole rounds of these, and those after the last."""
        before = short_calls(s.prompt, s.step, np.inf, self.threshold)
        before = np.minimum(np.where(s.begins, np.maximum(before, 1.0), before), s.number)
        left = s.number - before
        each_round = self.each_round(s.step, s.number) if each_round is None else each_round
        rounds = np.maximum(np.ceil(left / each_round) - 1.0, 0.0)
        return before, each_round, rounds, left - rounds * each_round

    def end_of(self, session: SessionCalls, each_round: Array | None = None) -> Array:
        """Tokens of the conversation after an attempt; the calls from one compaction to the next may be known."""
        return self._end(session, *self._course(session, each_round))

    def _end(self, s: SessionCalls, before: Array, each_round: Array, rounds: Array, rest: Array) -> Array:
        last = np.minimum(rest, 1.0)
        uncompacted = np.where(rounds > 0.0, self.kept + each_round * s.step, s.prompt + before * s.step) - s.step
        return last * (self.kept + (np.maximum(rest, 1.0) - 1.0) * s.step) + (1.0 - last) * uncompacted + s.last

    def of(self, session: SessionCalls) -> tuple[Taken, Array]:
        """What the calls of an attempt and the compactions before them take, and the tokens of the conversation after it.

        A part of a call is a call that takes place with that chance.
        """
        before, each_round, *_ = course = self._course(session)
        return self._taken(session, self._calls(session, course), before, each_round)[0], self._end(session, *course)

    def expected_beyond(self, session: SessionCalls, numbers: Numbers) -> tuple[Taken, Array]:
        """What an attempt takes more than without compactions where its number of calls varies about that of the session.

        Of requests with long prompts, what they take in all.

        Returns:
            That, and the tokens that its compactions read.
        """
        number = numbers.about(np.asarray(session.number))
        s = replace(session, number=number)
        before, each_round, *_ = course = self._course(s, self.each_round(s.step, number[-1]))
        # If any number of calls reaches a compaction, the largest does, and others have theirs after as many.
        taken, read = self._taken(session, self._calls(s, course, numbers.mean), before[-1], each_round)
        without = session.tokens_of(Stretch.of(number).each(numbers.mean))
        reread, new, written = (x - y for x, y in zip(taken.tokens, without, strict=True))
        return replace(taken, reread=reread, new=new, written=written), read

    def _calls(self, s: SessionCalls, course: tuple[Array, ...], mean: Callable[[Array], Array] = np.asarray) -> _Calls:
        """The calls of an attempt with such a course, or their mean."""
        before, each_round, rounds, rest = course
        often = mean(rounds)

        def calls(early: Quantity, later: Quantity) -> tuple[Stretch, Stretch]:
            whole = Stretch.of(np.minimum(each_round, later)).times(often)
            return Stretch.of(np.minimum(before, early)).each(mean), whole + Stretch.of(np.minimum(rest, later)).each(mean)

        short = None
        if np.isfinite(self.long).any():
            short = calls(*(short_calls(np.asarray(x), s.step, np.inf, self.long) for x in (s.prompt, self.kept)))
        return _Calls(mean(np.minimum(s.number - before, 1.0)), calls(np.inf, np.inf), short)

    def _taken(self, s: SessionCalls, calls: _Calls, before: Array, each_round: Array) -> tuple[Taken, Array]:
        """What an attempt takes, and what its compactions read.

        Args:
            s: The attempt.
            calls: Its calls.
            before: Those before its first compaction, if there is one.
            each_round: Those from one to the next.
        """
        first, compactions = calls.compacted, calls.every[1].begun
        again = compactions - first
        long, longer = s.prompt + before * s.step, self.kept + each_round * s.step
        unread = np.where(before > 0.0, s.step, s.unsent)
        sessions = s, replace(s, prompt=np.asarray(self.kept), unsent=np.asarray(self.kept))

        def tokens(stretches: tuple[Stretch, Stretch]) -> list[Array]:
            parts = (one.tokens_of(stretch) for one, stretch in zip(sessions, stretches, strict=True))
            return [x + y for x, y in zip(*parts, strict=True)]

        def summaries(first: Array, again: Array) -> tuple[Array, Array, Array]:
            reread = first * (long - unread) + again * (longer - s.step)
            return reread, first * unread + again * s.step, np.asarray((first + again) * self.summary)

        every = tokens(calls.every)
        reread, new, written = (x + y for x, y in zip(every, summaries(first, again), strict=True))
        dear = [np.zeros_like(compactions)] * 3
        if calls.short is not None:
            too_long = summaries(first * (long > self.long), again * (longer > self.long))
            dear = [x - y + z for x, y, z in zip(every, tokens(calls.short), too_long, strict=True)]
        return Taken(reread, new, written, compactions, *dear), first * long + again * longer

    def seconds(self, timed: Phase[Any]) -> Array:
        """What the call of one compaction takes, by a model whose attempts are paid in seconds."""
        call = 0.0 if timed.waits is None else timed.waits.call
        return np.asarray(call + timed.output_price * self.summary)


@dataclass(frozen=True, eq=False)
class Numbers:
    """A few numbers of calls that stand for all, with their mean and deviation.

    Those of a gamma law, the cube of a normal one (Wilson and Hilferty); where calls vary more, such a law or a single call.

    Attributes:
        deviation: Standard deviation χ of the number of calls after the first, over its mean.
    """

    deviation: Array

    @classmethod
    def of_calls(cls, calls: Calls[Any]) -> Numbers:
        """Those of attempts with such calls."""
        more = np.asarray(calls.number) - 1.0
        square = np.asarray(2.0 * calls.pairs) - more * more - more
        share = square / np.where(more > 0.0, more * more, 1.0)
        return cls(np.sqrt(np.where(share > _SURE, share, 0.0)))

    @cached_property
    def _law(self) -> tuple[Array, Array]:
        """What the calls after the first are of their mean, none at first, and with what chances, on the first axis."""
        third = np.minimum(self.deviation, _MOST_VARIED) / 3.0
        cubes = np.maximum(1.0 - third * third + np.multiply.outer(_SCORES, third), 0.0) ** 3
        shares = cubes / np.tensordot(_CHANCES, cubes, axes=1)
        squares = np.tensordot(_CHANCES, shares * shares, axes=1)
        some = np.where(self.deviation > 0.0, np.maximum(squares / (1.0 + self.deviation**2), _RAREST), 1.0)
        none = np.zeros((1, *some.shape))
        return np.concatenate([none, shares / some]), np.concatenate([none + 1.0 - some, np.multiply.outer(_CHANCES, some)])

    def about(self, mean: Array) -> Array:
        """The numbers that stand for all, the largest last, on the first axis: the mean alone if none varies."""
        return 1.0 + (mean - 1.0) * self._law[0] if np.any(self.deviation) else mean[None]

    def mean(self, figures: Array) -> Array:
        """The mean of figures of them."""
        return np.asarray(np.einsum("i...,i...->...", self._law[1], figures)) if len(figures) > 1 else figures[0]

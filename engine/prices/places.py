"""Where the prompts of conversations get too long, and by how much shorter they are afterwards (docs/model.md, Compaction).

With the mean number of calls in every attempt, the prompts of a conversation are a saw-tooth that is known in advance: what
a compaction drops, all later prompts are shorter by.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.numerics.abandonment import go_on
from engine.numerics.arrays import Array, Quantity, distinct
from engine.prices.calls import Calls, Stretch
from engine.prices.compaction import Compaction, Numbers
from engine.prices.phase import Phase
from engine.prices.prompt_lengths import Growing
from engine.prices.session_calls import calls_of, session_after

_TEETH = 64
"""Attempts with a compaction that are followed one by one: those after them take what they take on average."""

_MIXED = 4.0
"""The same of calls that vary: compactions until nobody knows any more where the next one falls."""

_SMALL = 0.5
"""Share of a tooth that a step is small in."""

_ROUNDING = 1e-9
"""Share of the longest prompt: what drops less is no compaction."""


class Place(NamedTuple):
    """Where conversations go on after a compaction, or begin.

    Attributes:
        since: Attempts until then, the one that it fell into included.
        dropped: Tokens that compactions have dropped until then.
        start: Tokens of the next attempt's first prompt.
        compactions: Attempts with a compaction until then, of the mean number of calls.
    """

    since: Array
    dropped: Array
    start: Array
    compactions: Array

    def part(self, index: NDArray[np.bool_]) -> Place:
        """Some of them."""
        return Place(*(x[index] for x in self))


@dataclass(frozen=True, eq=False)
class Conversations:
    """Conversations side by side: every array is ``(n,)``.

    Attributes:
        columns: All that they are, ``(figures, n)``.
        attempts: Their attempts without compactions, at no prices.
        calls: The calls of those.
        compaction: When they are compacted.
        followed: Attempts after which the average is taken in any case, but for the first tooth.
        most: The largest number of calls that stands for others.
    """

    columns: Array
    attempts: Phase[Array]
    calls: Calls[Array]
    compaction: Compaction[Array]
    followed: Array
    most: Array

    @classmethod
    def different(
        cls, attempts: Phase[Any], compaction: Compaction[Any], followed: Quantity = np.inf
    ) -> tuple[Conversations, NDArray[np.int64]]:
        """Those that differ from each other, and which of them each one is, in the shape to which all broadcast."""
        sizes = attempts.prompt, attempts.written, attempts.added, attempts.growth
        every = (*sizes, *vars(calls_of(attempts)).values(), *vars(compaction).values(), followed)
        broadcast = np.broadcast_arrays(*every)
        columns = np.stack([x.ravel() for x in broadcast])
        first, where = distinct(columns)
        calls = Calls(*columns[4:8, first])
        most = Numbers.of_calls(calls).about(calls.number)[-1]
        return cls._of(np.concatenate([columns[:, first], most[None]])), where.reshape(broadcast[0].shape)

    @classmethod
    def _of(cls, columns: Array) -> Conversations:
        calls, none = Calls(*columns[4:8]), np.zeros(())
        prompt, written, added, growth = columns[:4]
        attempts = Phase(none, prompt, written, added, growth, none, none, none, calls)
        return cls(columns, attempts, calls, Compaction(*columns[8:12]), columns[12], columns[13])

    @cached_property
    def numbers(self) -> Numbers:
        """What numbers of calls their attempts have."""
        return Numbers.of_calls(self.calls)

    @cached_property
    def known(self) -> Array:
        """Compactions of sessions of the mean number of calls up to which it is known where the next one falls.

        The average is for teeth of many steps, all of them small, and rough for others.
        """
        spread, room = self.numbers.deviation, self.compaction.threshold - self.compaction.kept
        mixes = (spread > 0.0) & (self.attempts.growth == 0.0) & (self.calls.last <= _SMALL * room)
        return np.where(mixes, np.clip(1.0 / np.where(mixes, spread * spread, 1.0), _MIXED, _TEETH), _TEETH)

    def compacted(self, shorter: Array) -> NDArray[np.bool_]:
        """Which of some attempts that drop so many tokens are compacted."""
        return shorter > _ROUNDING * self.compaction.threshold

    @cached_property
    def longest_prompts(self) -> Growing:
        """The prompts of the last calls of attempts with the largest number of calls."""
        return replace(self.attempts, calls=replace(self.calls, number=self.most)).last_prompts

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.attempts.prompt)

    @cached_property
    def earliest(self) -> Array:
        """Attempts before the first one that may be compacted: one call is sent as it is."""
        return np.where(self.calls.number > 1.0, 0.0, 1.0)

    @cached_property
    def each_round(self) -> Array:
        """Calls from one compaction to the next in attempts that do not grow."""
        return self.compaction.each_round(self.calls.step, self.calls.number)

    def fitting(self, place: Place, *, steady: bool) -> Array:
        """Attempts before the first one, after some others, whose prompts might get too long."""
        prompts, threshold = self.longest_prompts, self.compaction.threshold
        if not steady:
            return np.maximum(prompts.attempts_within(threshold + place.dropped), place.since)
        start = prompts.first - self.attempts.prompt + place.start
        return place.since + replace(prompts, first=start).attempts_within(threshold)

    def part(self, index: NDArray[np.int64] | NDArray[np.bool_]) -> Conversations:
        """Some of them."""
        return self._of(self.columns[:, index])


@dataclass(frozen=True, eq=False)
class Places:
    """The teeth of conversations side by side: arrays ``(teeth, n)``.

    Attributes:
        since: Attempts up to the tooth before, that one included.
        before: Attempts before the tooth; infinite where a conversation has no such tooth.
        dropped: Tokens that compactions have dropped until then.
        shorter: Tokens that those of this attempt drop.
        same: Which one of these takes the same: an earlier one where the conversation repeats itself.
        late: Conversations of which more teeth follow, ``(n,)``.
    """

    since: Array
    before: Array
    dropped: Array
    shorter: Array
    same: NDArray[np.int64]
    late: NDArray[np.bool_]

    @cached_property
    def some(self) -> NDArray[np.bool_]:
        """Which of them there are."""
        return np.isfinite(self.before)

    def after_all(self, figures: Array) -> Array:
        """Those of the last tooth of each conversation, ``(n,)``."""
        last = np.maximum(self.some.sum(axis=0) - 1, 0)
        return np.asarray(np.take_along_axis(figures, last[None], axis=0)[0])


def places(conversations: Conversations, reach: Array) -> Places:
    """The teeth of conversations side by side.

    Args:
        conversations: What they are.
        reach: By column, attempts of a conversation after which nothing counts.
    """
    number, steady = conversations.number, not conversations.attempts.growth.any()
    here, now, none = np.arange(number), conversations, np.zeros(number)
    place, late, rows = Place(none, none, conversations.attempts.prompt, none), np.zeros(number, dtype=np.bool_), list[Array]()
    ends, period = np.full((_TEETH, number), np.nan), np.zeros(number, dtype=np.int64)
    for tooth in range(_TEETH):
        go_on()
        before = np.maximum(now.fitting(place, steady=steady), now.earliest)
        beyond = (before > now.followed) & (tooth > 0) | (place.compactions >= now.known)
        ahead = before <= reach[here]
        late[here[beyond & ahead]] = True
        ahead &= ~beyond & np.isfinite(before)
        if not ahead.all():
            here, before, now, place = here[ahead], before[ahead], now.part(ahead), place.part(ahead)
        if not here.size:
            break
        # The conversation goes on as after the mean number of calls.
        prompt = place.start + (before - place.since) * now.attempts.added if steady else None
        session = session_after(now.attempts, before, place.dropped, prompt)
        end = now.compaction.end_of(session, now.each_round if steady else None)
        shorter = session.prompt + now.attempts.added * (1.0 + now.attempts.growth * before) - end
        rows.append(np.full((2, number), np.inf))
        rows[-1][:, here] = before - place.since, shorter
        place = Place(before + 1.0, place.dropped + shorter, end, place.compactions + now.compacted(shorter))
        if steady:
            # An attempt that begins as one did before goes on as that did.
            again = ends[:tooth, here] == end
            ends[tooth, here] = end
            if again.any():
                known = again.any(axis=0)
                period[here[known]] = tooth - again.argmax(axis=0)[known]
                here, now, place = here[~known], now.part(~known), place.part(~known)
    else:
        late[here] = True
    between, shorter = np.stack(rows, axis=1) if rows else np.full((2, 0, number), np.inf)
    same = np.broadcast_to(np.arange(len(rows))[:, None], between.shape)
    if period.any():
        same = _repeated(np.isfinite(between), period)
        between, shorter = (np.where(same >= 0, np.take_along_axis(x, same, axis=0), np.inf) for x in (between, shorter))
    before, gone = np.cumsum(between + 1.0, axis=0) - 1.0, np.cumsum(shorter, axis=0)
    if period.any():
        later = before[1:]
        made = np.cumsum(conversations.compacted(shorter), axis=0)[:-1]
        beyond = (later > conversations.followed) | (made >= conversations.known)
        late |= (period > 0) & ((beyond & (later <= reach)).any(axis=0) | (later <= reach).all(axis=0))
        later[beyond | (later > reach)] = np.inf
        used = int(np.isfinite(before).any(axis=1).sum())
        before, gone, shorter, same = before[:used], gone[:used], shorter[:used], same[:used]
    none = np.zeros((1, number))
    since, dropped = (np.concatenate([none, x[:-1]]) for x in (before + 1.0, gone))
    return Places(since, before, dropped, shorter, same, late)


def lengths_after(attempts: Phase[Any], compaction: Compaction[float], made: Array) -> Array:
    """Tokens of a conversation after so many attempts, each of the mean number of calls: ``(n,)``.

    After more of them with a compaction than are followed, those after the last one that is.
    """
    calls = calls_of(attempts)
    sure = replace(calls, pairs=Stretch.of(np.asarray(calls.number)).pairs)
    conversations, _ = Conversations.different(replace(attempts, calls=sure), compaction)
    found = places(conversations, np.array([made.max(initial=0.0)]))
    if not found.some.any():
        return attempts.prompts.after(made)
    made = np.minimum(made, found.after_all(found.before) + 1.0) if found.late.any() else made
    dropped = np.where(found.some & (found.before < made), found.shorter, 0.0).sum(axis=0)
    return np.asarray(attempts.prompts.after(made) - dropped)


def _repeated(some: NDArray[np.bool_], period: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which of the teeth that were followed all of them are, where conversations repeat themselves after so many; else −1."""
    followed, k = some.sum(axis=0), np.arange(_TEETH)[:, None]
    often = np.maximum(period, 1)
    again = np.where(period > 0, followed - often + (k - followed) % often, -1)
    return np.where(k < followed, k, again)

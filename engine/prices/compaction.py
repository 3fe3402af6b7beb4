"""Conversations that are compacted before they outgrow a share of the context window (docs/model.md, Compaction).

Before a call whose prompt would be too long, the agent reads the conversation once more, writes a summary, and goes on
from the first prompt and that. With the mean number of calls in every attempt the prompts of a conversation are a
saw-tooth: what a compaction drops, all later prompts are shorter by. So it changes the attempt that it falls into, and
by the same amount all attempts after that one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.numerics.abandonment import go_on
from engine.numerics.arrays import Array, Quantity, distinct
from engine.prices.calls import Calls, pairs_of, short_calls, tokens_of_calls
from engine.prices.phase import Phase, Sparse
from engine.prices.prompt_lengths import Growing
from engine.scenarios.scenario import Scenario

Size = TypeVar("Size", float, Array)

_TEETH = 64
"""Attempts with a compaction that are followed one by one: those after them take what they take on average."""

_AT_ONCE = 1 << 12
"""Attempts with a compaction that are worked on at once."""

_ROUNDING = 1e-12
"""Squared deviation of a number of calls that is sure."""

_SCORES = np.array([-4.144547186125894, -2.802485861287542, -1.636519042435108, -0.539079811351375])
_SCORES = np.concatenate([_SCORES, -_SCORES[::-1]])
_CHANCES = np.array([1.126145383753679e-4, 9.635220120788264e-3, 0.117239907661759, 0.37301225767907736])
_CHANCES = np.concatenate([_CHANCES, _CHANCES[::-1]])
"""Normal scores that stand for all, and their chances: eight points of Gauss and Hermite."""

_LITTLE = 1e-9
"""Weight of what counts only where nothing else does."""


def compacts(scenario: Scenario) -> bool:
    """Whether conversations of some model of the scenario are compacted."""
    windows = scenario.strong.context_window, scenario.weak.context_window
    return scenario.assumptions.compact_at is not None and any(window is not None for window in windows)


@dataclass(frozen=True, eq=False)
class Taken:
    """What attempts take, or take more than others.

    Attributes:
        reread: Tokens sent again.
        new: Tokens sent for the first time.
        written: Tokens written.
        compactions: How often the conversation is compacted.
    """

    reread: Array
    new: Array
    written: Array
    compactions: Array

    @property
    def tokens(self) -> tuple[Array, Array, Array]:
        """The tokens."""
        return self.reread, self.new, self.written


@dataclass(frozen=True, eq=False)
class Session:
    """The calls of an attempt at its place in a conversation.

    Attributes:
        number: Calls.
        prompt: Tokens of the conversation before its first one.
        unsent: Those of them that were never sent.
        step: Tokens from one call to the next.
        last: Tokens that its last call leaves behind.
        each: Tokens that each call writes.
        begins: Whether it is the first one of its conversation, whose first prompt is sent however long it is.
    """

    number: Quantity
    prompt: Array
    unsent: Array
    step: Array
    last: Array
    each: Array
    begins: Any


@dataclass(frozen=True, eq=False)
class Compaction(Generic[Size]):
    """When conversations are compacted, and to what.

    Attributes:
        threshold: Tokens of a prompt that a compaction comes before; infinite for none.
        kept: Tokens of the prompt after it.
        summary: Those of them that it writes.
    """

    threshold: Size
    kept: Size
    summary: Size

    def _course(self, s: Session) -> tuple[Array, Array, Array, Array]:
        """Calls before the first compaction, from one to the next, further whole rounds of these, and those after the last."""
        before = short_calls(s.prompt, s.step, s.number, self.threshold)
        before = np.where(s.begins, np.maximum(before, 1.0), before)
        left = s.number - before
        each_round = np.maximum(short_calls(np.asarray(self.kept), s.step, s.number, self.threshold), 1.0)
        rounds = np.maximum(np.ceil(left / each_round) - 1.0, 0.0)
        return before, each_round, rounds, left - rounds * each_round

    def end_of(self, session: Session) -> Array:
        """Tokens of the conversation after an attempt."""
        return self._end(session, *self._course(session))

    def _end(self, s: Session, before: Array, each_round: Array, rounds: Array, rest: Array) -> Array:
        last = np.minimum(rest, 1.0)
        uncompacted = np.where(rounds > 0.0, self.kept + each_round * s.step, s.prompt + before * s.step) - s.step
        return last * (self.kept + (np.maximum(rest, 1.0) - 1.0) * s.step) + (1.0 - last) * uncompacted + s.last

    def of(self, session: Session) -> tuple[Taken, Array, Array]:
        """What the calls of an attempt and the compactions before them take.

        A part of a call is a call that takes place with that chance.

        Returns:
            That, the tokens of the conversation after it, and those that its compactions read.
        """
        s, kept = session, np.asarray(self.kept)
        before, each_round, rounds, rest = course = self._course(s)
        last = np.minimum(rest, 1.0)
        first, again = np.minimum(s.number - before, 1.0), np.where(rounds > 0.0, rounds - 1.0 + last, 0.0)
        long, longer = s.prompt + before * s.step, kept + each_round * s.step
        unread = np.where(before > 0.0, s.step, s.unsent)
        calls = tokens_of_calls(before, pairs_of(before), s.prompt, s.unsent, s.step, s.each)
        round_ = tokens_of_calls(each_round, pairs_of(each_round), kept, kept, s.step, s.each)
        many = np.maximum(rest, 1.0)
        final = tokens_of_calls(many, pairs_of(many), kept, kept, s.step, s.each)
        reread, new, written = (x + rounds * y + last * z for x, y, z in zip(calls, round_, final, strict=True))
        compactions = first + again
        taken = Taken(
            reread + first * (long - unread) + again * (longer - s.step),
            new + first * unread + again * s.step,
            written + compactions * self.summary,
            compactions,
        )
        return taken, self._end(s, *course), first * long + again * longer

    def seconds(self, timed: Phase[Any]) -> Array:
        """What the call of one compaction takes, by a model whose attempts are paid in seconds."""
        call = 0.0 if timed.waits is None else timed.waits.call
        return np.asarray(call + timed.output_price * self.summary)

    def expected_beyond(self, session: Session, numbers: Numbers) -> tuple[Taken, Array]:
        """What an attempt takes more than without compactions where its number of calls varies about that of the session.

        Returns:
            That, and the tokens that its compactions read.
        """
        s = replace(session, number=numbers.about(np.asarray(session.number)))
        taken, _, read = self.of(s)
        usual = tokens_of_calls(s.number, pairs_of(np.asarray(s.number)), s.prompt, s.unsent, s.step, s.each)
        reread, new, written = (x - y for x, y in zip(taken.tokens, usual, strict=True))
        more = (numbers.mean(x) for x in (reread, new, written, taken.compactions))
        return Taken(*more), numbers.mean(read)


@dataclass(frozen=True, eq=False)
class Numbers:
    """A few numbers of calls that stand for all: those of a gamma law, the cube of a normal one (Wilson and Hilferty).

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
        return cls(np.sqrt(np.where(share > _ROUNDING, share, 0.0)))

    @cached_property
    def _shares(self) -> Array:
        """What the calls after the first are of their mean, on the first axis."""
        third = self.deviation / 3.0
        cubes = np.maximum(1.0 - third * third + np.multiply.outer(_SCORES, third), 0.0) ** 3
        return np.where(self.deviation > 0.0, cubes / np.tensordot(_CHANCES, cubes, axes=1), 1.0)

    def about(self, mean: Array) -> Array:
        """The mean number, and behind it those that stand for all, the largest last, on the first axis."""
        return np.concatenate([mean[None], 1.0 + (mean - 1.0) * self._shares]) if np.any(self.deviation) else mean[None]

    def mean(self, figures: Array) -> Array:
        """The mean of figures of them."""
        return np.tensordot(_CHANCES, figures[1:], axes=1) if len(figures) > 1 else figures[0]


@dataclass(frozen=True, eq=False)
class Tooth:
    """What the attempts after so many others of a conversation take more, since it is compacted then.

    Of all teeth from there on together: what these attempts take on average, in all.

    Attributes:
        columns: In which of the conversations side by side it is.
        before: Attempts before.
        reread: Tokens sent again: of the attempt after these, and of the ones that follow, as ``Moments`` count them.
        new: Tokens sent for the first time.
        written: Tokens written.
        compactions: How often it is compacted.
    """

    columns: NDArray[np.int64]
    before: Array
    reread: Sparse[Array]
    new: Sparse[Array]
    written: Sparse[Array]
    compactions: Sparse[Array]

    @property
    def average(self) -> bool:
        """Whether it stands for all teeth from there on."""
        return self.compactions[1] is not None

    @property
    def terms(self) -> tuple[Sparse[Array], Sparse[Array], Sparse[Array], Sparse[Array]]:
        """All four."""
        return self.reread, self.new, self.written, self.compactions


class _Place(NamedTuple):
    """Where teeth begin in conversations side by side: ``Tooth.columns`` and ``before``, and what is not read any more.

    Attributes:
        columns: In which of them.
        before: Attempts before.
        dropped: Tokens that compactions have dropped until then.
        shorter: Tokens that those of this attempt drop.
        weight: What it counts for in the average.
    """

    columns: NDArray[np.int64]
    before: Array
    dropped: Array
    shorter: Array
    weight: Array


@dataclass(frozen=True, eq=False)
class Conversations:
    """Conversations side by side: every array is ``(n,)``.

    Attributes:
        columns: All that they are, ``(figures, n)``.
        attempts: Their attempts without compactions, at no prices.
        calls: The calls of those.
        compaction: When they are compacted.
        followed: Attempts after which the average is taken in any case, but for the first tooth.
    """

    columns: Array
    attempts: Phase[Array]
    calls: Calls[Array]
    compaction: Compaction[Array]
    followed: Array

    @classmethod
    def different(
        cls, attempts: Phase[Any], compaction: Compaction[Any], shape: tuple[int, ...], followed: Quantity = np.inf
    ) -> tuple[Conversations, NDArray[np.int64]]:
        """Those of a shape that differ from each other, and which of them each one is."""
        sizes = attempts.prompt, attempts.written, attempts.added, attempts.growth
        every = (*sizes, *vars(_calls(attempts)).values(), *vars(compaction).values(), followed)
        columns = np.stack([np.broadcast_to(x, shape).ravel() for x in every])
        first, where = distinct(columns)
        return cls._of(columns[:, first]), where

    @classmethod
    def _of(cls, columns: Array) -> Conversations:
        calls, none = Calls(*columns[4:8]), np.zeros(())
        prompt, written, added, growth = columns[:4]
        attempts = Phase(none, prompt, written, added, growth, none, none, none, calls)
        return cls(columns, attempts, calls, Compaction(*columns[8:11]), columns[11])

    @cached_property
    def numbers(self) -> Numbers:
        """What numbers of calls their attempts have."""
        return Numbers.of_calls(self.calls)

    @cached_property
    def longest_prompts(self) -> Growing:
        """The prompts of the last calls of attempts with the largest number of calls."""
        most = self.numbers.about(self.calls.number)[-1]
        return replace(self.attempts, calls=replace(self.calls, number=most)).last_prompts

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.attempts.prompt)

    def part(self, index: NDArray[np.int64] | NDArray[np.bool_]) -> Conversations:
        """Some of them."""
        return self._of(self.columns[:, index])


def first_attempt_compacted(phase: Phase[Any], compaction: Compaction[Any], shape: tuple[int, ...] = ()) -> Taken:
    """What the first attempt of a conversation takes more than without compactions, each of such a shape."""
    conversations, where = Conversations.different(phase, compaction, shape)
    session = _session(conversations.attempts, np.zeros(conversations.number), np.zeros(conversations.number))
    more, _ = conversations.compaction.expected_beyond(session, conversations.numbers)
    return Taken(*(x[where].reshape(shape) for x in vars(more).values()))


def teeth(conversations: Conversations, reach: Array) -> Iterator[Tooth]:
    """The teeth of conversations side by side, in order; at last what all later attempts take on average.

    Args:
        conversations: What they are.
        reach: By column, attempts of a conversation after which nothing counts.
    """
    here, now = np.arange(len(reach)), conversations
    dropped, made = np.zeros(len(reach)), np.full(len(reach), -1.0)
    late, places = [here[:0]], list[_Place]()
    for _ in range(_TEETH):
        go_on()
        fits = now.longest_prompts.attempts_within(now.compaction.threshold + dropped[here])
        # One call is sent as it is.
        earliest = np.maximum(made[here] + 1.0, np.where(now.calls.number > 1.0, 0.0, 1.0))
        before = np.maximum(fits, earliest)
        far = (before > now.followed) & (made[here] >= 0.0)
        ahead = before <= reach[here]
        late.append(here[far & ahead])
        ahead &= ~far & np.isfinite(before)
        if not ahead.all():
            here, before, now = here[ahead], before[ahead], now.part(ahead)
        if not here.size:
            break
        # The conversation goes on as after the mean number of calls.
        end = now.compaction.end_of(_session(now.attempts, before, dropped[here]))
        shorter = now.attempts.prompts.after(before + 1.0) - end - dropped[here]
        # The first tooth begins where no other does: it counts for the average where there is no other.
        places.append(_Place(here, before, dropped[here], shorter, np.where(made[here] < 0.0, _LITTLE, 1.0)))
        made[here] = before
        dropped[here] += shorter
    late.append(here)
    last, sums = np.concatenate(late), np.zeros((2, len(reach)))
    while places:
        some = max(1, _AT_ONCE // places[0].columns.size)
        yield from _followed(conversations, places[:some], sums)
        places = places[some:]
    if last.size:
        lengths, number = sums[:, last]
        yield _on_average(conversations.part(last), last, made[last] + 1.0, lengths / np.where(number > 0.0, number, 1.0))


def _followed(conversations: Conversations, places: Sequence[_Place], sums: Array) -> Iterator[Tooth]:
    """The teeth at some places; what their compactions read and how many these are is added to the sums of the columns."""
    columns, before, dropped, shorter, weight = (np.concatenate(x) for x in zip(*places, strict=True))
    every = conversations.part(columns)
    more, read = every.compaction.expected_beyond(_session(every.attempts, before, dropped), every.numbers)
    for total, figure in zip(sums, (read, more.compactions), strict=True):
        np.add.at(total, columns, weight * figure)
    less, start = -every.calls.number * shorter, 0
    for place in places:
        part = slice(start, start := start + place.columns.size)
        yield Tooth(
            place.columns,
            place.before,
            (more.reread[part], less[part], None, None),
            (more.new[part], None, None, None),
            (more.written[part], None, None, None),
            (more.compactions[part], None, None, None),
        )


def _on_average(conversations: Conversations, columns: NDArray[np.int64], before: Array, length: Array) -> Tooth:
    """What attempts far out take, if conversations are compacted at such a mean length.

    A tooth grows from what is kept to that length. A prompt is as long on average as the middle of the two, but for half
    of what came last, of which calls that add more have more.
    """
    attempts, calls, compaction = conversations.attempts, conversations.calls, conversations.compaction
    g, longer = attempts.growth, 1.0 + attempts.growth * before
    often = attempts.added / np.maximum(length - compaction.kept, 1.0)
    squares = (calls.number - 1.0) * calls.step**2 + calls.last**2
    came_last = calls.number * squares / (2.0 * np.where(attempts.added > 0.0, attempts.added, 1.0))

    def each(tokens: Quantity, always: Quantity = 0.0) -> Sparse[Array]:
        return always + tokens * longer, always + tokens * (longer + g), tokens * g, None

    return Tooth(
        columns,
        before,
        each(-came_last, calls.number * (compaction.kept + length) / 2.0),
        each(attempts.added + often * compaction.kept),
        each(attempts.written + often * compaction.summary),
        each(often),
    )


def _calls(phase: Phase[Any]) -> Calls[Any]:
    nothing = np.zeros(())
    return phase.calls or Calls(nothing + 1.0, nothing, nothing, phase.added)


def _session(phase: Phase[Any], m: Array, dropped: Array) -> Session:
    """The attempt after m others, in a conversation that is shorter than without compactions."""
    calls, longer = _calls(phase), 1.0 + phase.growth * m
    prompt = phase.prompts.after(m) - dropped
    unsent = np.where(m > 0.0, calls.last * (1.0 + phase.growth * (m - 1.0)), prompt)
    each = phase.written / calls.number * longer
    return Session(calls.number, prompt, unsent, calls.step * longer, calls.last * longer, each, m == 0.0)

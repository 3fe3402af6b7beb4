"""What one model does in one go, call by call: every call sends the conversation so far and adds its answer to it.

The generation is such a session, and so is each attempt at a bug; with one call it is one prompt and one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import floor
from operator import add

from .fraction import Fraction


@dataclass(frozen=True)
class Session:
    """One model's work, and what it pays. Prices are dollars per token."""

    start: Fraction
    """Tokens in the prompt of a conversation's first call."""
    written: Fraction
    """Tokens that the first session of a conversation writes, on average, in all its calls."""
    tool: Fraction
    """Tokens of tool output after each call but the last."""
    trace: Fraction
    """Tokens of the error trace after the last call."""
    calls: Fraction
    """Calls, on average."""
    calls_spread: Fraction
    """Standard deviation of the calls after the first, divided by their mean."""
    new_price: Fraction
    """For what enters a conversation (and for a prompt that missed the cache)."""
    hit_price: Fraction
    """For what is read again from the cache."""
    output_price: Fraction
    """For what is written."""
    hit_rate: Fraction
    """Chance of a call to find in the cache what was sent before."""
    long_prompt: Fraction | None
    """Tokens of a prompt above which a call is dear."""
    dear_new_price: Fraction
    dear_hit_price: Fraction
    dear_output_price: Fraction
    first_token: Fraction
    """Seconds from a call to its first token."""
    token_seconds: Fraction
    """Seconds for a token written; nothing where nobody knows."""
    tool_seconds: Fraction
    """Seconds between two calls."""
    test_seconds: Fraction
    """Seconds after the last one."""
    second_price: Fraction
    """Dollars that a second of it costs."""

    @cached_property
    def answer(self) -> Fraction:
        """Tokens that each call of a conversation's first session writes."""
        return self.written / self.calls

    @cached_property
    def added(self) -> Fraction:
        """Tokens that a conversation's first session leaves in it, on average."""
        return self.written + (self.calls - 1) * self.tool + self.trace

    @cached_property
    def again_price(self) -> Fraction:
        """For what is read again, averaged over hits and misses."""
        return self.hit_rate * self.hit_price + (1 - self.hit_rate) * self.new_price

    @cached_property
    def dear_again_price(self) -> Fraction:
        """The same of a call with a long prompt."""
        return self.hit_rate * self.dear_hit_price + (1 - self.hit_rate) * self.dear_new_price

    @property
    def whole_calls(self) -> int:
        """How many calls there are, where that is sure.

        Raises:
            ValueError: If they are not the same whole number in every session.
        """
        if self.calls.denominator != 1 or (self.calls > 1 and self.calls_spread):
            raise ValueError(f"calls of {float(self.calls)} ± {float(self.calls_spread)} cannot be walked one by one")
        return int(self.calls)


@dataclass(frozen=True)
class Tokens:
    """What calls send and write: what they would in a conversation of their session's own, and what they do more.

    And the seconds until the next call, or until the tests have run.
    """

    again: Fraction = Fraction(0)
    again_grown: Fraction = Fraction(0)
    new: Fraction = Fraction(0)
    new_grown: Fraction = Fraction(0)
    written: Fraction = Fraction(0)
    written_grown: Fraction = Fraction(0)
    seconds: Fraction = Fraction(0)

    def parts(self) -> tuple[Fraction, ...]:
        """Them all."""
        return self.again, self.again_grown, self.new, self.new_grown, self.written, self.written_grown, self.seconds

    def __add__(self, other: Tokens) -> Tokens:
        """Both."""
        return Tokens(*map(add, self.parts(), other.parts()))

    @property
    def sent_again(self) -> Fraction:
        """Tokens sent that were sent before."""
        return self.again + self.again_grown

    @property
    def sent_first(self) -> Fraction:
        """Tokens sent for the first time."""
        return self.new + self.new_grown

    @property
    def read(self) -> Fraction:
        """All tokens sent: of a single call, its prompt."""
        return self.sent_again + self.sent_first

    @cached_property
    def answered(self) -> Fraction:
        """All tokens written."""
        return self.written + self.written_grown


@dataclass(frozen=True)
class Conversation:
    """A conversation between two sessions."""

    sessions: int = 0
    """How many it has had."""
    grown: Fraction = Fraction(0)
    """Tokens in it beyond its first prompt, on average."""
    sent: Fraction = Fraction(0)
    """How many of those have been sent."""


def requests(session: Session, calls: int, talk: Conversation, growth: Fraction) -> Iterator[Tokens]:
    """The calls of one session, each by itself, at its place in a conversation."""
    longer_by = growth * talk.sessions
    sent, own, own_sent = talk.sent, Fraction(0), Fraction(0)
    for call in range(calls):
        first = call == talk.sessions == 0
        writing = session.token_seconds * session.answer * (1 + longer_by)
        yield Tokens(
            again=own_sent + (0 if first else session.start),
            again_grown=sent + own_sent * longer_by,
            new=own - own_sent + (session.start if first else 0),
            new_grown=talk.grown - sent + (own - own_sent) * longer_by,
            written=session.answer,
            written_grown=session.answer * longer_by,
            seconds=session.first_token + writing + (session.tool_seconds if call < calls - 1 else session.test_seconds),
        )
        sent, own_sent = talk.grown, own
        own += session.answer + (session.tool if call < calls - 1 else session.trace)


def played(session: Session, calls: int, talk: Conversation, growth: Fraction) -> tuple[list[Tokens], Conversation]:
    """The calls of one session, and the conversation after it: all but the last answer and the trace has been sent."""
    found = list(requests(session, calls, talk, growth))
    sent = found[-1].read - session.start
    left = (session.answer + session.trace) * (1 + growth * talk.sessions)
    return found, Conversation(talk.sessions + 1, sent + left, sent)


def expected(session: Session, amounts: Callable[[int], tuple[Fraction, ...]]) -> tuple[Fraction, ...]:
    """The means of amounts that are known for a session of 1, 2, 3, … calls.

    They are polynomials of degree 2 in the calls K, hence combinations of 1, K − 1 and C(K − 1, 2) whose factors are the
    forward differences at K = 1; and of these the mean and the spread of the calls give the means.
    """
    if session.calls == 1:
        return amounts(1)
    more = session.calls - 1
    squared = more**2 * (1 + session.calls_spread**2)
    moments = (Fraction(1), more, (squared - more) / 2)
    means = []
    for row in zip(*(amounts(calls) for calls in (1, 2, 3, 4)), strict=True):
        factors = []
        while row:
            factors.append(row[0])
            row = tuple(later - earlier for earlier, later in pairwise(row))  # noqa: PLW2901
        if factors[3]:
            raise AssertionError("an amount grows faster than the square of the calls")
        means.append(sum((f * moment for f, moment in zip(factors, moments, strict=False)), Fraction(0)))
    return tuple(means)


def session_in(session: Session, talk: Conversation, growth: Fraction) -> tuple[Tokens, Conversation]:
    """One session at its place in a conversation, in expectation: its tokens, and the conversation after it.

    What it takes is linear in what the sessions before it left, and its calls are independent of theirs: so it is enough
    to know the conversation's mean length.
    """

    def amounts(calls: int) -> tuple[Fraction, ...]:
        found, then = played(session, calls, talk, growth)
        return *sum(found[1:], found[0]).parts(), then.grown, then.sent

    *taken, grown, sent = expected(session, amounts)
    return Tokens(*taken), Conversation(talk.sessions + 1, grown, sent)


def dollars(session: Session, again: Fraction, new: Fraction, written: Fraction) -> Fraction:
    """What tokens cost at the ordinary prices."""
    return session.again_price * again + session.new_price * new + session.output_price * written


def surcharge(session: Session, request: Tokens) -> Fraction:
    """What a call costs more if its prompt is long."""
    if session.long_prompt is None or request.read <= session.long_prompt:
        return Fraction(0)
    return (
        (session.dear_again_price - session.again_price) * request.sent_again
        + (session.dear_new_price - session.new_price) * request.sent_first
        + (session.dear_output_price - session.output_price) * request.answered
    )


def alone(session: Session) -> Fraction:
    """Expected dollars of a session that begins its conversation, at the ordinary prices."""
    taken, _ = session_in(session, Conversation(), Fraction(0))
    return dollars(session, taken.sent_again, taken.sent_first, taken.answered)


def seconds_alone(session: Session) -> Fraction:
    """Expected seconds of a session that begins its conversation."""
    taken, _ = session_in(session, Conversation(), Fraction(0))
    return taken.seconds


def surcharge_alone(session: Session) -> Fraction:
    """What it costs more because of long prompts.

    Raises:
        ValueError: If they have prices of their own and the number of calls is not sure.
    """
    if session.long_prompt is None:
        return Fraction(0)
    calls = requests(session, session.whole_calls, Conversation(), Fraction(0))
    return sum((surcharge(session, request) for request in calls), Fraction(0))


def law_of_calls(session: Session) -> dict[int, Fraction]:
    """Whole numbers of calls with chances that give their mean and spread: one call, or one of two neighbouring numbers more.

    Raises:
        ValueError: If no whole numbers spread so little about that mean.
    """
    mean = session.calls - 1
    squared = mean**2 * (1 + session.calls_spread**2)
    if mean == 0:
        return {1: Fraction(1)}
    n = floor(squared / mean)
    if n == 0:
        raise ValueError("whole numbers cannot spread so little")
    law = {
        1: (squared - (2 * n + 1) * mean + n * (n + 1)) / (n * (n + 1)),
        1 + n: ((n + 1) * mean - squared) / n,
        2 + n: (squared - n * mean) / (n + 1),
    }
    if min(law.values()) < 0:
        raise ValueError("whole numbers cannot spread so little")
    return {calls: chance for calls, chance in law.items() if chance}

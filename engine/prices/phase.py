"""Attempts of a conversation by one model at the same prices: what each of them costs is a polynomial."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Generic, Protocol

import numpy as np

from engine.attempts.moments import Moments
from engine.numerics.arrays import Array
from engine.numerics.infinity import dot, times
from engine.prices.calls import Calls, Number
from engine.prices.prompt_lengths import Growing
from engine.prices.waits import Waits

Polynomial = tuple[Number, Number, Number, Number]
"""What attempts of a conversation amount to: the first one, and attempt 2 + i as multiples of 1, i and C(i, 2)."""
Sparse = tuple[Number | None, Number | None, Number | None, Number | None]
"""The same with ``None`` for nothing."""


@dataclass(frozen=True, eq=False)
class Tokens(Generic[Number]):
    """Tokens of the attempts of a conversation by what is paid for them.

    Attributes:
        reread: Sent before in their conversation.
        new: Sent for the first time.
        written: Written.
    """

    reread: Sparse[Number]
    new: Sparse[Number]
    written: Sparse[Number]

    def expected(self: Tokens[Array] | Tokens[float], attempts: Moments) -> list[Array]:
        """The tokens of such attempts: sent again, sent for the first time, and written."""
        return [attempts.amounting_to(terms) for terms in (self.reread, self.new, self.written)]


class Prices(Protocol):
    """What is paid per token."""

    @property
    def reread_price(self) -> Any:
        """Of one sent again."""

    @property
    def new_price(self) -> Any:
        """Of one sent for the first time."""

    @property
    def output_price(self) -> Any:
        """Of one written."""


@dataclass(frozen=True, eq=False)
class Phase(Generic[Number]):
    """The attempts of a conversation after so many others (docs/model.md, Tokens). Prices are dollars per token.

    Of waiting the prices are seconds: then all that is called dollars here is seconds, too.

    Numbers are floats, fractions, or arrays that broadcast against each other.

    Attributes:
        before: Attempts of the conversation that are not in it; infinite if all are.
        prompt: Tokens L₁ of the first prompt of the conversation.
        written: Tokens G' that the first attempt of the conversation writes.
        added: Tokens Δ that it adds to the conversation.
        growth: Share g by which each further attempt is longer.
        reread_price: Of a token sent again, averaged over cache hits and misses.
        new_price: Of a token sent for the first time.
        output_price: Of a token written.
        calls: The calls of an attempt; ``None`` for one.
        spared: Dollars that calls of its first attempt with shorter prompts than the others do not cost.
        waits: What its calls cost whatever their tokens; ``None`` for nothing.
    """

    before: Number
    prompt: Number
    written: Number
    added: Number
    growth: Number
    reread_price: Number
    new_price: Number
    output_price: Number
    calls: Calls[Number] | None = None
    spared: Number | None = None
    waits: Waits[Number] | None = None

    @property
    def prices(self) -> tuple[Number, Number, Number]:
        """Of a token sent again, of one sent for the first time, and of one written."""
        return self.reread_price, self.new_price, self.output_price

    @property
    def prompts(self) -> Growing:
        """The prompts of the conversation."""
        return Growing(*(np.asarray(size) for size in (self.prompt, self.added, self.growth)))

    @property
    def readings(self) -> Number | int:
        """How often an attempt reads its first prompt: once by each call."""
        return 1 if self.calls is None else self.calls.number

    @property
    def last_prompts(self) -> Growing:
        """The prompts of the last calls of attempts."""
        return self.prompts if self.calls is None else self._longer_by(self._between_calls)

    @property
    def last_requests(self) -> Growing:
        """The same together with their answers, which share the context window."""
        return self._longer_by(self._between_calls + self.written / self.readings)

    @property
    def _between_calls(self) -> Any:
        """Tokens that come to the first prompt of the first attempt before its last call."""
        return 0.0 if self.calls is None else self.calls.step * (self.calls.number - 1)

    def _longer_by(self, tokens: Any) -> Growing:
        """Prompts of attempts and so many tokens more, which grow with the attempts."""
        step = self.added + self.growth * tokens
        # The prompt's own growth is a smaller share of the larger step.
        slower = self.growth * (self.added / np.where(np.asarray(step) > 0.0, step, 1.0))
        return Growing(*(np.asarray(x) for x in (self.prompt + tokens, step, slower)))

    @property
    def alone(self) -> Tokens[Number]:
        """Tokens of attempts as if each were the first one of its conversation, but that its prompt was sent before."""
        prompt, written, calls = self.prompt, (self.written, self.written, None, None), self.calls
        if calls is None:
            return Tokens((None, prompt, None, None), (prompt, None, None, None), written)
        again, step = calls.number - 1, calls.step
        sent, more = again * step, step * (calls.pairs - again)
        reread = (again * prompt + more, calls.number * prompt + more, None, None)
        return Tokens(reread, (prompt + sent, sent, None, None), written)

    @property
    def grown(self) -> Tokens[Number]:
        """Tokens beyond these: what attempts before have added, and that they are longer and longer."""
        if not np.count_nonzero(np.asarray(self.growth)):
            return self._grown_evenly
        g, added, calls = self.growth, self.added, self.calls
        growth, longer = added * g, self.written * g
        written = (None, longer, longer, None)
        if calls is None:
            return Tokens((None, None, added, growth), (None, added, growth, None), written)
        again, step = calls.number - 1, calls.step
        here = again * (added + step) + g * step * (calls.pairs - again)
        slope = calls.number * added + g * (again * added + step * calls.pairs)
        new = (None, calls.last + g * again * step, growth, None)
        return Tokens((None, here, slope, calls.number * growth), new, written)

    @property
    def _grown_evenly(self) -> Tokens[Number]:
        """The same where no attempt is longer than another."""
        added, calls, nothing = self.added, self.calls, (None, None, None, None)
        if calls is None:
            return Tokens((None, None, added, None), (None, added, None, None), nothing)
        reread = (None, (calls.number - 1) * (added + calls.step), calls.number * added, None)
        return Tokens(reread, (None, calls.last, None, None), nothing)

    @property
    def first(self: Phase[Array] | Phase[float]) -> Array:
        """Dollars of the first attempt, where the phase begins with its conversation."""
        tokens = self.alone
        parts = (tokens.reread[0], tokens.new[0], tokens.written[0])
        dollars = dot(parts, self.prices)
        if self.waits is not None:
            dollars = dollars + self.waits.of(self.readings)
        return dollars if self.spared is None else dollars - self.spared

    @cached_property
    def terms(self) -> Polynomial[Number]:
        """Dollars: of its first attempt, and by C(F,1), C(F,2), C(F,3), F = its attempts after that one."""
        alone, grown = self.alone, self.grown
        parts = (
            (self.reread_price, alone.reread),
            (self.new_price, alone.new),
            (self.output_price, alone.written),
            (self.reread_price, grown.reread),
            (self.new_price, grown.new),
            (self.output_price, grown.written),
        )
        first, second, slope, bend = (
            sum(_product(price, tokens[i]) for price, tokens in parts if tokens[i] is not None) for i in range(4)
        )
        if self.waits is not None:
            wait = self.waits.of(self.readings)
            first, second = first + wait, second + wait
        m: Any = np.where(np.isinf(self.before), 0.0, self.before) if isinstance(self.before, np.ndarray) else self.before
        if not np.any(m):
            return first if self.spared is None else first - self.spared, second, slope, bend

        def later(i: Number) -> Any:
            return second + _product(slope, i) + _product(bend, i * (i - 1) / 2)

        begun = _either(m, later(m - 1), first)
        return begun if self.spared is None else begun - self.spared, later(m), slope + _product(bend, m), bend

    def expected(self: Phase[Array] | Phase[float], attempts: Moments) -> Array:
        """Expected dollars of the attempts after ``before``."""
        return attempts.amounting_to(self.terms)

    def dollars(self: Phase[float], attempts: Array) -> Array:
        """What conversations of so many attempts, those before it counted, cost in this phase."""
        f = attempts - (self.before + 1.0)
        first, *later = self.terms
        dollars = first + f * (later[0] + (f - 1.0) / 2.0 * (later[1] + (f - 2.0) / 3.0 * later[2]))
        return np.where(f >= 0.0, dollars, 0.0)

    def continuing(self: Phase[float], prompt: Array, attempts: Array) -> Phase[Array]:
        """The same in a conversation of so many tokens, all new to it, that another model has made so many attempts in."""
        longer, calls = 1.0 + self.growth * attempts, None
        if self.calls is not None:
            number, pairs = np.asarray(self.calls.number), np.asarray(self.calls.pairs)
            calls = Calls(number, self.calls.step * longer, pairs, self.calls.last * longer)
        reread, new, output = (np.asarray(price) for price in self.prices)
        return Phase(
            np.zeros(()),
            prompt,
            self.written * longer,
            self.added * longer,
            self.growth / longer,
            reread,
            new,
            output,
            calls,
            waits=None if self.waits is None else Waits(*(np.asarray(x) for x in vars(self.waits).values())),
        )

    def dearer(self, more: Prices) -> Phase[Number]:
        """The same with other prices added to its own."""
        return replace(
            self,
            reread_price=self.reread_price + more.reread_price,
            new_price=self.new_price + more.new_price,
            output_price=self.output_price + more.output_price,
        )

    def scaled(self: Phase[float], factor: float) -> Phase[float]:
        """The same with all prices multiplied."""
        prices = {name: factor * getattr(self, name) for name in ("reread_price", "new_price", "output_price")}
        return replace(self, **prices, waits=None if self.waits is None else self.waits.scaled(factor))

    def in_decimals(self: Phase[float]) -> Phase[Fraction]:
        """The same with every number as the fraction that it stands for."""

        def exact(holder: Any) -> dict[str, Fraction]:
            return {name: decimal(x) for name, x in vars(holder).items() if isinstance(x, float)}

        return Phase(
            **exact(self),
            calls=None if self.calls is None else Calls(**exact(self.calls)),
            waits=None if self.waits is None else Waits(**exact(self.waits)),
        )


def decimal(value: float) -> Fraction:
    """The fraction that a float stands for when it is written down with 15 digits: 0.1 is one tenth."""
    return Fraction(f"{value:.15g}")


def _either(before: Any, later: Any, first: Any) -> Any:
    """What holds after some attempts, or after none."""
    return np.where(before > 0.0, later, first) if isinstance(before, np.ndarray) else later


def _product(x: Any, y: Any) -> Any:
    return times(x, y) if isinstance(x, np.ndarray) or isinstance(y, np.ndarray) else x * y

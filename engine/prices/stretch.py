"""Attempts of one conversation that pay the same prices, and what they cost."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from fractions import Fraction
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np

from engine.numerics.arrays import Array

Number = TypeVar("Number", float, Fraction)


@dataclass(frozen=True)
class Stretch(Generic[Number]):
    """The attempts of a conversation after so many others. Prices are dollars per token.

    Attributes:
        before: Attempts of the conversation that are not in it.
        prompt: Tokens of the first prompt of the conversation.
        written: Tokens that the first attempt of the conversation writes.
        added: Tokens that it adds to the conversation.
        growth: Share by which each further attempt is longer.
        reread_price: Of a token sent again.
        new_price: Of a token sent for the first time.
        output_price: Of a token written.
    """

    before: int
    prompt: Number
    written: Number
    added: Number
    growth: Number
    reread_price: Number
    new_price: Number
    output_price: Number

    @cached_property
    def terms(self) -> tuple[Number, Number, Number, Number]:
        """Dollars: (of its first attempt, per C(F,1), per C(F,2), per C(F,3)), F = its attempts after that one."""
        again, new, out, g, m = self.reread_price, self.new_price, self.output_price, self.growth, self.before
        return (
            self._later(m) if m else new * self.prompt + out * self.written,
            self._later(m + 1),
            again * self.added * (1 + g * m) + g * (new * self.added + out * self.written),
            again * self.added * g,
        )

    def scaled(self: Stretch[float], factor: float) -> Stretch[float]:
        """The same with all prices multiplied."""
        prices = (factor * price for price in (self.reread_price, self.new_price, self.output_price))
        return Stretch(self.before, self.prompt, self.written, self.added, self.growth, *prices)

    def _later(self, earlier: int) -> Number:
        """Dollars of an attempt after at least one other."""
        before_last = earlier - 1
        sent = self.prompt + self.added * (before_last + self.growth * (before_last * (before_last - 1) // 2))
        added, written = self.added * (1 + self.growth * before_last), self.written * (1 + self.growth * earlier)
        return self.reread_price * sent + self.new_price * added + self.output_price * written

    def dollars(self: Stretch[float], attempts: Array) -> Array:
        """What conversations of so many attempts, those before it counted, cost in this stretch."""
        f = attempts - (self.before + 1.0)
        first, *later = self.terms
        dollars = first + f * (later[0] + (f - 1.0) / 2.0 * (later[1] + (f - 2.0) / 3.0 * later[2]))
        return np.where(f >= 0.0, dollars, 0.0)

    def in_decimals(self) -> Stretch[Fraction]:
        """The same with every number as the fraction that it stands for."""
        before, *numbers = astuple(self)
        return Stretch(before, *(decimal(number) for number in numbers))


def decimal(value: float) -> Fraction:
    """The fraction that a float stands for when it is written down with 15 digits: 0.1 is one tenth."""
    return Fraction(f"{value:.15g}")

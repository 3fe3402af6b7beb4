"""The model calls of an attempt, each of which re-reads the session so far (docs/model.md, Calls)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

import numpy as np

from engine.numerics.arrays import Array, Quantity

Number = TypeVar("Number", float, Fraction, Array)


@dataclass(frozen=True, eq=False)
class Calls(Generic[Number]):
    """The calls of the attempts of a conversation.

    Attributes:
        number: κ, on average.
        step: Tokens d by which the conversation grows from one call of its first attempt to the next.
        pairs: Expected pairs of an earlier and a later call of an attempt.
        last: Tokens that the last call of the first attempt leaves behind: its answer and the error trace.
    """

    number: Number
    step: Number
    pairs: Number
    last: Number


@dataclass(frozen=True, eq=False)
class Stretch:
    """Calls one after another, perhaps on average over stretches of several lengths.

    Attributes:
        begun: How many such stretches there are.
        number: Calls.
        pairs: Pairs of an earlier and a later call of the same stretch.
    """

    begun: Array
    number: Array
    pairs: Array

    @classmethod
    def of(cls, number: Array) -> Stretch:
        """One of so many calls; less than one is a call that takes place with that chance."""
        return cls(np.minimum(number, 1.0), number, number * np.maximum(number - 1.0, 0.0) / 2.0)

    def each(self, change: Callable[[Array], Array]) -> Stretch:
        """The same with every number changed."""
        return Stretch(change(self.begun), change(self.number), change(self.pairs))

    def times(self, often: Array) -> Stretch:
        """So many of them."""
        return self.each(lambda x: often * x)

    def __add__(self, other: Stretch) -> Stretch:
        """Both, from prompts alike."""
        return Stretch(self.begun + other.begun, self.number + other.number, self.pairs + other.pairs)

    def tokens(self, prompt: Array, unread: Array, step: Array, written: Array) -> tuple[Array, Array, Array]:
        """Tokens sent again, sent for the first time, and written.

        Args:
            prompt: Tokens of the prompt of a stretch's first call.
            unread: Those of them that were not sent before.
            step: Tokens from one call to the next.
            written: Tokens that each writes.
        """
        new = self.begun * unread + (self.number - self.begun) * step
        return self.number * prompt + step * self.pairs - new, new, self.number * written


def short_calls(start: Array, step: Array, number: Quantity, threshold: Quantity) -> Array:
    """How many of an attempt's calls have prompts up to a threshold.

    Args:
        start: Tokens of the first one's prompt.
        step: Tokens from one call to the next.
        number: Calls.
        threshold: Tokens.
    """
    found = np.floor((threshold - start) / np.where(step > 0.0, step, 1.0)) + 1.0
    found = np.where(start + found * step <= threshold, found + 1.0, found)
    found = np.where(start + (found - 1.0) * step > threshold, found - 1.0, found)
    found = np.where(start <= threshold, np.where(step > 0.0, found, np.inf), 0.0)
    return np.asarray(np.clip(np.where(np.isnan(found), 0.0, found), 0.0, number))

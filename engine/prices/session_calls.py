"""The calls of one attempt at its place in a conversation, and what some of them take (docs/model.md, Calls)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.numerics.arrays import Array, Quantity
from engine.prices.calls import Calls, Stretch, short_calls
from engine.prices.phase import Phase


@dataclass(frozen=True, eq=False)
class SessionCalls:
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

    def short(self, threshold: Quantity) -> Array:
        """How many of its calls have prompts up to a threshold."""
        return short_calls(self.prompt, self.step, self.number, threshold)

    def tokens(self, number: Quantity) -> tuple[Array, Array, Array]:
        """Tokens of so many of its calls, from the first one on: sent again, sent for the first time, and written."""
        return self.tokens_of(Stretch.of(np.asarray(number)))

    def tokens_of(self, calls: Stretch) -> tuple[Array, Array, Array]:
        """The same of its first calls, so many on average."""
        return calls.tokens(self.prompt, self.unsent, self.step, self.each)

    def long_tokens(self, threshold: Quantity) -> tuple[Array, Array, Array]:
        """The same of those calls whose prompts are longer than a threshold: all without the first ones."""
        every, spared = self.tokens(self.number), self.tokens(self.short(threshold))
        reread, new, written = (x - y for x, y in zip(every, spared, strict=True))
        return reread, new, written


def calls_of(phase: Phase[Any]) -> Calls[Any]:
    """The calls of attempts: one, if nothing is said of them."""
    nothing = np.zeros(())
    return phase.calls or Calls(nothing + 1.0, nothing, nothing, phase.added)


def session_after(phase: Phase[Any], m: Array, dropped: Quantity = 0.0, prompt: Array | None = None) -> SessionCalls:
    """The attempt after m others, in a conversation that is shorter than without compactions: by so much, or else known."""
    calls, longer = calls_of(phase), 1.0 + phase.growth * m
    prompt = phase.prompts.after(m) - dropped if prompt is None else prompt
    unsent = np.where(m > 0.0, calls.last * (1.0 + phase.growth * (m - 1.0)), prompt)
    each = phase.written / calls.number * longer
    return SessionCalls(calls.number, prompt, unsent, calls.step * longer, calls.last * longer, each, m == 0.0)

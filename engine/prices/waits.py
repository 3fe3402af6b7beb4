"""What the calls of an attempt take whatever their tokens (docs/model.md, Waiting)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic

from engine.prices.calls import Number


@dataclass(frozen=True, eq=False)
class Waits(Generic[Number]):
    """Seconds, or what they cost in dollars.

    Attributes:
        call: From a call to its first token.
        between: Between two calls of an attempt: its tools.
        after: After the last one: the tests.
    """

    call: Number
    between: Number
    after: Number

    def of(self, calls: Any) -> Any:
        """What an attempt of so many calls takes."""
        return calls * self.call + (calls - 1) * self.between + self.after

    def scaled(self: Waits[float], factor: float) -> Waits[float]:
        """All of it multiplied."""
        return Waits(factor * self.call, factor * self.between, factor * self.after)

"""What costs ask of attempts: four numbers for each row of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.numerics.arrays import Array, Quantity
from engine.numerics.infinity import dot


@dataclass(frozen=True, eq=False)
class Moments:
    """Attempts of a conversation from a certain one on: that one and F more (docs/model.md, Conversations).

    What attempts cost is a polynomial in their number, so that its mean is a sum over these four. Arrays that broadcast
    against each other; infinite where they diverge.

    Attributes:
        begun: Chance that the first of them takes place, or the expected number of conversations in which it does.
        more: E[F], the attempts after it.
        pairs: E[C(F, 2)].
        triples: E[C(F, 3)].
    """

    begun: Array
    more: Array
    pairs: Array
    triples: Array

    @property
    def count(self) -> Array:
        """Expected attempts."""
        return self.begun + self.more

    @property
    def all(self) -> tuple[Array, Array, Array, Array]:
        """The four numbers."""
        return self.begun, self.more, self.pairs, self.triples

    def amounting_to(self, terms: Sequence[Quantity | None]) -> Array:
        """The sum of what they amount to, by each of the four."""
        return dot(terms, self.all)

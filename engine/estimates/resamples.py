"""Sessions drawn again and again from those that there are (docs/model.md, From logs)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.numerics.arrays import Array

TIMES = 1000
"""How often the sessions are drawn again."""

BUNDLES = 1 << 14
"""The most sessions that are drawn one by one; where there are more, so many bundles of them are."""

_SEED = 13
_AT_ONCE = 1 << 20
"""Weights that are multiplied at once."""


@dataclass(frozen=True, eq=False)
class Resamples:
    """How often each session counts: in the data themselves, and in each resample of them.

    What is counted of all sessions has the shape ``(1 + times, …)``: the data first, then the resamples. So whatever is
    worked out of such sums, element by element, is the estimate followed by its draws, and everything is drawn together.

    Attributes:
        weights: How often, ``(1 + times, bundles)``; the first row holds ones. A bundle is one session, or, where there are too
            many, as many as any other bundle has, one after the other.
        sessions: How many sessions there are.
    """

    weights: NDArray[np.uint8]
    sessions: int

    @classmethod
    def drawn(cls, sessions: int, times: int = TIMES) -> Resamples:
        """Resamples of so many sessions, each as large as the data; the same ones whenever they are asked for."""
        generator = np.random.default_rng(_SEED)
        bundles = min(sessions, BUNDLES)
        weights = np.ones((1 + times, bundles), dtype=np.uint8)
        for row in weights[1:]:
            row[:] = np.bincount(generator.integers(bundles, size=bundles), minlength=bundles) if bundles else 0
        return cls(weights, sessions)

    @property
    def times(self) -> int:
        """How many resamples there are."""
        return len(self.weights) - 1

    def sums(self, counted: Array) -> Array:
        """What is counted in all sessions: ``(sessions, …)`` becomes ``(1 + times, …)``."""
        bundles = self.weights.shape[1]
        rows = max(1, _AT_ONCE // max(1, bundles))
        flat = np.asarray(counted, dtype=np.float64).reshape(self.sessions, math.prod(np.shape(counted)[1:]))
        if bundles < self.sessions:
            flat = np.add.reduceat(flat, np.arange(bundles) * self.sessions // bundles)
        parts = [self.weights[at : at + rows] @ flat for at in range(0, len(self.weights), rows)]
        return np.concatenate(parts).reshape(len(self.weights), *np.shape(counted)[1:])


def ratio(tops: Array, bottoms: Array) -> Array:
    """One sum per unit of another, element by element; NaN where there is nothing of the other."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bottoms > 0.0, tops / bottoms, np.nan)

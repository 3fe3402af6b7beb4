"""The difference of the costs of A and B, and when it is none."""

from __future__ import annotations

import numpy as np

from engine.numerics.arrays import SAME, Array


def difference(totals: Array) -> Array:
    """C_B − C_A from both totals: zero where they tie, infinite or NaN where one or both are infinite."""
    with np.errstate(invalid="ignore"):
        gap = totals[1] - totals[0]
        tie = np.abs(gap) <= SAME * np.where(np.isfinite(gap), np.abs(totals).max(axis=0), 0.0)
    return np.where(tie, 0.0, gap)

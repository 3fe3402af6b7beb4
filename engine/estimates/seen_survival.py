"""How many bugs were still open after so many attempts: as seen, at the least and at the most, and as fitted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.attempts.survival import survival
from engine.estimates.episodes import Episode, Tally, never_fixed, tally
from engine.numerics.arrays import Array


@dataclass(frozen=True, eq=False)
class SeenSurvival:
    """The attempts of one fixer by number: element i is about attempt i + 1.

    What of the given-up ones nobody saw lies between two assumptions: that they were like the others, and that no attempt
    would ever have fixed them.

    Attributes:
        at_risk: How many bugs were attempted so often.
        fixed: How many of these that attempt fixed.
        still_open: Share of the bugs still open after it, the given-up ones being like the others (Kaplan and Meier 1958).
        never: The same if those given up are never fixed.
        fitted: The share that rate and spread say.
    """

    at_risk: Array
    fixed: Array
    still_open: Array
    never: Array
    fitted: Array


def seen_survival(episodes: Sequence[Episode], rate: float, spread: float) -> SeenSurvival:
    """The curves of the episodes of one fixer, as long as any of them."""
    seen, at_most = (tally(those, together=True).summed for those in (episodes, never_fixed(episodes)))
    length = len(seen.fixed)
    arguments = np.array(rate), np.array(spread), np.array(1.0)
    opened = np.concatenate([block for _, block, _ in survival(*arguments, length, ())])
    return SeenSurvival(seen.at_risk, seen.fixed, _still_open(seen), _still_open(at_most)[:length], opened[1 : length + 1])


def _still_open(seen: Tally) -> Array:
    """The share still open after each attempt; NaN from where no bug was attempted so often."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.cumprod(1.0 - seen.fixed / seen.at_risk), dtype=np.float64)

"""Where mean and typical run disagree: who is cheaper in most runs is not who is cheaper on average."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.numerics.arrays import SAME
from engine.odds import Odds, StrategyOdds
from engine.scenarios.strategies import A, B, Strategy

_FAR = 0.99
"""The quantile that tells how long a tail is."""


@dataclass(frozen=True)
class Disagreement:
    """Two strategies, each the cheaper one by one measure.

    Attributes:
        mostly: Cheaper in more runs.
        on_average: Cheaper on average.
        reason: Why it can be so, as a clause: ``A has the longer tail``.
        hint: The same in fewer words, where there are any.
    """

    mostly: Strategy
    on_average: Strategy
    reason: str
    hint: str

    @property
    def sentence(self) -> str:
        """All of it, without a full stop."""
        return f"{self.mostly.name[0]} is cheaper in more runs, {self.on_average.name[0]} on average: {self.reason}"


def disagreement(found: Odds) -> Disagreement | None:
    """Whether the mean costs and the chances to be cheaper point to different strategies of A and B; ``None`` if not."""
    margin = found.undecided + found.accuracy
    lead = found.strong_first_cheaper - found.weak_first_cheaper
    if not abs(lead) > margin:
        return None
    mostly, other = (A, B) if lead > 0.0 else (B, A)
    one, two = found.of(mostly), found.of(other)
    if not one.mean > two.mean * (1.0 + SAME):
        return None
    if _tail(one) > _tail(two):
        hint = reason = f"{mostly.name[0]} has the longer tail"
    else:
        hint = f"{other.name[0]} saves more"
        reason = f"{hint} when it is cheaper"
    return Disagreement(mostly, other, reason, hint)


def _tail(one: StrategyOdds) -> float:
    """How far nearly all runs stay; what was not computed is far."""
    cost = one.quantiles[_FAR]
    return math.inf if math.isnan(cost) else cost

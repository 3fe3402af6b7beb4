"""Strategies in which models take turns, as tests ask for them."""

from __future__ import annotations

import numpy as np

from engine.contenders.all_bugs import AllBugs
from engine.contenders.cascade import CASCADE
from engine.contenders.contender import Contender
from engine.contenders.relay import Relay
from engine.contenders.relayed import Runners, relayed
from engine.numerics.arrays import Array
from engine.scenarios.scenario import Scenario


def cascade(scenario: Scenario, generator: str) -> Contender:
    """The cascade's line of the line-up."""
    return relayed(CASCADE, scenario, generator)


def cheapest_limit(scenario: Scenario, generator: str) -> float:
    """The cascade's best limit."""
    best = cascade(scenario, generator).best_limit
    assert best is not None
    return best


@np.errstate(all="ignore")
def with_limits(scenario: Scenario, generator: str, limits: Array, relay: Relay = CASCADE) -> AllBugs:
    """All bugs of a run for each of some limits."""
    return Runners.of(scenario, generator).all_bugs(relay, limits)

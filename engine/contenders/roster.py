"""Every strategy of the line-up, listed once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from engine.contenders.advisor import advisor
from engine.contenders.best_of import best_of
from engine.contenders.cascade import CASCADE
from engine.contenders.cascade_routing import CASCADE_ROUTING
from engine.contenders.contender import Contender
from engine.contenders.plain import plain_strategies
from engine.contenders.plan_first import plan_first
from engine.contenders.relay import Relay
from engine.contenders.relayed import relayed
from engine.contenders.router import ROUTER
from engine.scenarios.scenario import Scenario

_GENERATORS = ("strong", "weak")


def _relay(relay: Relay, scenario: Scenario) -> list[Contender]:
    """Behind both generators, if the scenario says how bugs are told apart."""
    if relay.classified and scenario.lineup.routing_accuracy is None:
        return []
    return [relayed(relay, scenario, generator) for generator in _GENERATORS]


ROSTER: tuple[Callable[[Scenario], list[Contender]], ...] = (
    plain_strategies,
    partial(_relay, CASCADE),
    partial(_relay, ROUTER),
    partial(_relay, CASCADE_ROUTING),
    lambda scenario: [advisor(scenario, generator) for generator in _GENERATORS],
    plan_first,
    lambda scenario: [best_of(scenario)],
)
"""Each gives the lines of one strategy, none where the scenario does not say what it needs."""

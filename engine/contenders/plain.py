"""A, B and the baselines: one model generates, one fixes."""

from __future__ import annotations

from collections.abc import Sequence

from engine.attempts.finished import finished_of
from engine.contenders.contender import Contender
from engine.numerics.infinity import settled
from engine.prices.costs import costs
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import STRATEGIES, Strategy


def plain_strategies(scenario: Scenario, strategies: Sequence[Strategy] = STRATEGIES) -> list[Contender]:
    """The plain strategies, with every assumption and the prices of long prompts."""
    figures = costs(scenario, strategies)
    chance = finished_of(figures.laid_out.work)
    generation = settled(figures.generation_cost + figures.laid_out.paid.generation_surcharge)
    return [
        Contender(
            key=strategy.key,
            name=strategy.name,
            generator=strategy.generator,
            fixer=strategy.fixer,
            total_cost=float(figures.total_cost[i]),
            generation_cost=float(generation[i]),
            attempts=float(figures.attempts[i]),
            unresolved_bugs=float(figures.unresolved_bugs[i]),
            finished=float(chance[i]),
            seconds=float(figures.seconds[i]),
            waiting_cost=float(figures.waiting_cost[i]),
        )
        for i, strategy in enumerate(strategies)
    ]

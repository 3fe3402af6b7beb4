"""What each strategy costs: moments of the attempts → tokens → dollars (docs/model.md, Tokens and Dollars)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from engine.attempts.conversation import Attempts, attempts
from engine.attempts.repairs import Repairs, repairs
from engine.numerics.arrays import Array
from engine.numerics.infinity import Product, left_of, settled, times
from engine.prices.long_prompts import cached_prices, long_prompt_cost, priced_by_length
from engine.scenarios.inputs import MILLION, Inputs
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import STRATEGIES, Strategy


@dataclass(frozen=True, eq=False)
class Costs:
    """Costs of strategies, in dollars and tokens; the first axis of every array is ``strategies``.

    Attributes:
        strategies: The strategies, in order.
        attempts: Expected fix attempts.
        attempts_variance: Variance of the number of attempts.
        generation_cost: Dollars for the first generation.
        fix_cost: Dollars for fixing as if conversations did not grow.
        growth_penalty: Dollars for all that grows with the conversation.
        handoff_cost: Dollars for bugs given up on.
        long_prompt_cost: Dollars that requests above a prompt length cost more, the generation's included.
        total_cost: Sum of the five.
        unresolved_bugs: Expected bugs given up on.
        tokens_read: Tokens read in the fix phase.
        tokens_reread: Those of them that were sent before in their conversation.
        tokens_written: Tokens written in the fix phase.
    """

    strategies: tuple[Strategy, ...]
    attempts: Array
    attempts_variance: Array
    generation_cost: Array
    fix_cost: Array
    growth_penalty: Array
    handoff_cost: Array
    long_prompt_cost: Array
    total_cost: Array
    unresolved_bugs: Array
    tokens_read: Array
    tokens_reread: Array
    tokens_written: Array

    def of(self, strategy: Strategy) -> dict[str, Array]:
        """Every figure of one strategy by name."""
        index = self.strategies.index(strategy)
        return {name: getattr(self, name)[index] for name in FIGURES}


FIGURES = tuple(field.name for field in fields(Costs) if field.name != "strategies")
"""The names of the arrays of ``Costs``."""


# Infinite attempts and costs are results; what is undefined on the way to them is settled where it arises.
@np.errstate(all="ignore")
def costs(scenario: Scenario, strategies: Sequence[Strategy] = STRATEGIES) -> Costs:
    """The expected costs of each strategy.

    Any number of the scenario may be an array; they broadcast, and every figure has the broadcast shape behind
    its axis of strategies. A figure is infinite where it diverges; nothing times infinity is nothing.
    """
    inputs = Inputs(scenario, strategies)
    repairing = repairs(inputs)
    fixing = attempts(repairing)
    finite = bool(np.isfinite(fixing.later[2]).all() and np.isfinite(fixing.variance).all())
    found = _costs(inputs, repairing, fixing, np.multiply if finite else times)
    # Tokens and prices may be too large for a float as well.
    return _costs(inputs, repairing, fixing, times) if finite and np.isnan(found.total_cost).any() else found


def _costs(inputs: Inputs, repairing: Repairs, fixing: Attempts, mul: Product) -> Costs:
    scenario = inputs.scenario
    prompt, written, delta = inputs.first_prompt, inputs.written, inputs.added
    growth = inputs.common(scenario.assumptions.growth)
    r1, r2, r3 = fixing.later
    reread_growth = mul(delta, r2 + mul(growth, r3))
    new_growth = mul(delta, r1 + mul(growth, r2))
    reread_base, new_base = mul(prompt, r1), mul(prompt, fixing.conversations)
    written_base, written_growth = mul(written, fixing.total), mul(written, mul(growth, fixing.pairs))

    input_price, output_price = inputs.fixer("input_price"), inputs.fixer("output_price")
    read_price = write_price = input_price
    if scenario.assumptions.caching:
        read_price, write_price = cached_prices(inputs, input_price)
    generation = mul(inputs.generator("input_price"), inputs.common(scenario.workflow.prompt_tokens))
    generation = generation + mul(inputs.generator("output_price"), inputs.generated)
    base = mul(read_price, reread_base) + mul(write_price, new_base) + mul(output_price, written_base)
    penalty = mul(read_price, reread_growth) + mul(write_price, new_growth) + mul(output_price, written_growth)
    handoff = mul(inputs.common(scenario.assumptions.handoff_cost), fixing.given_up)
    dearer = long_prompt_cost(inputs, repairing, fixing.bugs) if priced_by_length(scenario) else np.zeros(1)
    dollars = [generation / MILLION, base / MILLION, penalty / MILLION, handoff, dearer]
    usual = dollars[0] + dollars[1] + dollars[2] + dollars[3]
    total = left_of(usual, dearer)
    reread = reread_base + reread_growth
    figures = [
        fixing.total,
        fixing.variance,
        *dollars,
        total,
        fixing.given_up,
        reread + new_base + new_growth,
        reread,
        written_base + written_growth,
    ]
    if mul is times:
        figures = [settled(figure) for figure in figures]
    strategies = inputs.strategies
    full = (len(strategies), *inputs.shape)
    return Costs(strategies, *[x if x.shape == full else np.broadcast_to(x, full) for x in figures])

"""How long the work of strategies takes: the same attempts, paid in seconds (docs/model.md, Waiting)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.numerics.arrays import Array
from engine.prices.charges import Charges
from engine.prices.phase import Phase
from engine.prices.waits import Waits
from engine.scenarios.inputs import Inputs
from engine.scenarios.scenario import Scenario

_HOUR = 3600.0


@dataclass(frozen=True, eq=False)
class Waiting:
    """What strategies take, in arrays that broadcast to ``(strategies, *shape)``.

    Attributes:
        generation: Seconds for the generation.
        attempts: Seconds for the attempts of a conversation.
        known: Whether the speeds of both its models are; else no second of the strategy is.
        price: Dollars that a second costs; nothing where they are not known.
    """

    generation: Phase[Array]
    attempts: Phase[Array]
    known: NDArray[np.bool_]
    price: Array


def waiting(inputs: Inputs, paid: Charges) -> Waiting | None:
    """What the strategies laid out in ``inputs`` take; ``None`` where no second is known of any of them."""
    scenario = inputs.scenario
    if scenario.strong.output_speed is None and scenario.weak.output_speed is None:
        return None
    speeds, first_token = inputs.pair("output_speed"), inputs.pair("first_token_seconds")
    unknown = np.isnan(speeds)
    known = ~(unknown[inputs.generators] | unknown[inputs.fixers])
    if not known.any():
        return None
    for_a_token = np.where(unknown, 0.0, 1.0 / speeds)
    between, tests = (inputs.common(x) for x in (scenario.workflow.tool_seconds, scenario.workflow.test_seconds))

    def in_seconds(phase: Phase[Array], models: Sequence[int]) -> Phase[Array]:
        return replace(
            phase,
            reread_price=np.zeros(1),
            new_price=np.zeros(1),
            output_price=for_a_token[models],
            waits=Waits(first_token[models], between, tests),
        )

    return Waiting(
        in_seconds(paid.generation, inputs.generators),
        in_seconds(paid.attempts, inputs.fixers),
        known,
        np.where(known, inputs.common(scenario.assumptions.hour_value) / _HOUR, 0.0),
    )


def both_or_neither(scenario: Scenario) -> Scenario:
    """The scenario for strategies in which both models are at work: no speed is of use where one is not known."""
    strong, weak = scenario.strong, scenario.weak
    if (strong.output_speed is None) == (weak.output_speed is None):
        return scenario
    return replace(scenario, strong=replace(strong, output_speed=None), weak=replace(weak, output_speed=None))

"""A scenario as numbers, once: what its strategies are up against and what they pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.attempts.repairs import Repairs, repairs
from engine.prices.charges import Charges, charges
from engine.scenarios.inputs import Inputs
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import Strategy


@dataclass(frozen=True, eq=False)
class LaidOut:
    """What is asked of strategies begins with these.

    Attributes:
        inputs: The scenario's numbers by strategy.
        work: Bugs, and how attempts at them go.
        paid: Sizes and prices.
    """

    inputs: Inputs
    work: Repairs
    paid: Charges


@np.errstate(all="ignore")
def laid_out(scenario: Scenario, strategies: Sequence[Strategy]) -> LaidOut:
    """The numbers of some strategies; any of the scenario's may be arrays."""
    inputs = Inputs(scenario, strategies)
    return LaidOut(inputs, repairs(inputs), charges(inputs))

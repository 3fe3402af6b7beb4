"""Long prompts where models change roles: what each model's dear requests cost more.

Where all requests of a conversation are dear, it is a conversation at other prices, and the base formulas hold. Where
only the later ones of a conversation about all bugs are, that is left out and said.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from engine.prices.long_prompts import Surcharge, surcharge
from engine.prices.pairing import Pairing, model_of, number
from engine.prices.prompt_lengths import Growing
from engine.scenarios.inputs import MILLION, Inputs
from engine.scenarios.notation import money
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import Strategy

_TRIFLE = 1e-9
"""Share of the cost that need not be said."""

LONG_PROMPTS = "the other prices of long prompts"
"""What is left out where only some prompts of a conversation about all bugs are long."""


@dataclass(frozen=True, eq=False)
class Dear:
    """What the dear requests of one model cost more.

    Attributes:
        threshold: Prompt tokens above which a request is dear; infinite if none is.
        extra: The surcharge on a conversation of this model alone.
    """

    threshold: float
    extra: Surcharge

    @property
    def prompts(self) -> Growing:
        """The prompts of a conversation of this model alone."""
        return self.extra.prompts

    def only(self, fixer: Pairing) -> Pairing:
        """The model with the surcharges for its prices and nothing else to pay."""
        reread, new, output = (
            float(price.item()) / MILLION if self.threshold < math.inf else 0.0
            for price in (self.extra.reread, self.extra.new, self.extra.output)
        )
        free = replace(fixer, generation_cost=0.0, dear_generation=0.0, handoff_cost=0.0)
        return replace(free, reread_price=reread, new_price=new, output_price=output)


def dear_requests(scenario: Scenario, generator: str, fixer: str) -> Dear:
    """The dear requests of one model behind a generator; the scenario's numbers must not be arrays."""
    model = model_of(scenario, fixer)
    priced = model.long_input_price is not None or model.long_output_price is not None
    threshold = number(model.long_prompt_threshold, math.inf) if priced else math.inf
    return Dear(threshold, surcharge(Inputs(scenario, (Strategy("", "", generator, fixer),))))


def always_dear(fixer: Pairing) -> Pairing:
    """The same at the prices of long prompts, where every prompt of a conversation is long."""
    if fixer.dear is None or fixer.dear.before:
        return fixer
    dear = fixer.dear
    return replace(fixer, reread_price=dear.reread_price, new_price=dear.new_price, output_price=dear.output_price, dear=None)


def either_way(only: Pairing) -> Pairing:
    """The same where every surcharge, and what long prompts may cost less, counts as a difference."""
    reread, new, output = abs(only.reread_price), abs(only.new_price), abs(only.output_price)
    return replace(only, reread_price=reread, new_price=new, output_price=output)


def left_out_note(dollars: float, total: float) -> str:
    """Says what is left out where conversations are too long to be followed, if it matters."""
    if dollars <= _TRIFLE * total:
        return ""
    return f"Other prices of very long prompts are left out; they would change the cost by at most ${money(dollars)}."

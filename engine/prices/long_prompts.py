"""Other prices above a prompt length: what they add to the costs (docs/model.md, Long prompts).

The attempts of one conversation send longer and longer prompts, so that from a certain attempt on all of them are long.
Where a prompt is long, its whole request has the other prices, and those of its cached tokens grow by the same factor as
the input price.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Generic

import numpy as np

from engine.numerics.arrays import Array
from engine.numerics.infinity import dot
from engine.prices.phase import Number, Phase
from engine.scenarios.inputs import MILLION, Inputs
from engine.scenarios.scenario import Scenario


def priced_by_length(scenario: Scenario) -> bool:
    """Whether a model of the scenario has dearer (or cheaper) prices above a prompt length."""
    return any(
        model.long_prompt_threshold is not None and (model.long_input_price is not None or model.long_output_price is not None)
        for model in (scenario.strong, scenario.weak)
    )


@dataclass(frozen=True, eq=False)
class LongPrompts(Generic[Number]):
    """What requests with long prompts cost more than others. Prices are dollars per token.

    Attributes:
        threshold: Tokens above which a prompt is long; infinite if none is.
        reread_price: More for a token sent again.
        new_price: More for a token sent for the first time.
        output_price: More for a token written.
    """

    threshold: Number
    reread_price: Number
    new_price: Number
    output_price: Number

    def surcharge(self, attempts: Phase[Any]) -> Phase[Any]:
        """What the attempts of a conversation with long prompts cost more: a phase of its own."""
        before: Any = attempts.prompts.attempts_within(np.asarray(self.threshold))
        return replace(
            attempts,
            before=before,
            reread_price=self.reread_price,
            new_price=self.new_price,
            output_price=self.output_price,
        )

    def scaled(self: LongPrompts[float], factor: float) -> LongPrompts[float]:
        """The same with all prices multiplied."""
        prices = (factor * price for price in (self.reread_price, self.new_price, self.output_price))
        return LongPrompts(self.threshold, *prices)


def long_prompts(inputs: Inputs, attempts: Phase[Array]) -> LongPrompts[Array]:
    """What the fixers' requests with long prompts cost more than those of ``attempts``."""
    own, long_input, long_output = (inputs.fixer(name) for name in ("input_price", "long_input_price", "long_output_price"))
    more, threshold = _more(long_input, own), _threshold(inputs.fixer("long_prompt_threshold"))
    # What was free has no factor to grow by: every token of a long request costs the difference.
    free = own == 0.0
    factor = np.where(free, 0.0, more / np.where(free, 1.0, own))
    return LongPrompts(
        np.where(np.isnan(long_input) & np.isnan(long_output), np.inf, threshold),
        np.where(free, more / MILLION, attempts.reread_price * factor),
        np.where(free, more / MILLION, attempts.new_price * factor),
        _more(long_output, inputs.fixer("output_price")) / MILLION,
    )


def long_generation(inputs: Inputs) -> Array:
    """Dollars that the generation costs more if its prompt is long."""
    prompt = inputs.common(inputs.scenario.workflow.prompt_tokens)
    more = _more(inputs.generator("long_input_price"), inputs.generator("input_price"))
    written = _more(inputs.generator("long_output_price"), inputs.generator("output_price"))
    dollars = dot((more, written), (prompt, inputs.generated)) / MILLION
    return np.where(prompt > _threshold(inputs.generator("long_prompt_threshold")), dollars, 0.0)


def _threshold(threshold: Array) -> Array:
    return np.where(np.isnan(threshold), np.inf, threshold)


def _more(price: Array, own: Array) -> Array:
    return np.where(np.isnan(price), 0.0, price - own)

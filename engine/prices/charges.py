"""What the work of strategies costs: sizes and prices of the generation and of attempts (docs/model.md, Dollars)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.numerics.arrays import Array
from engine.numerics.infinity import dot
from engine.prices.long_prompts import LongPrompts, long_generation, long_prompts, priced_by_length
from engine.prices.phase import Phase
from engine.scenarios.inputs import MILLION, Inputs


@dataclass(frozen=True, eq=False)
class Charges:
    """What strategies pay: dollars, in arrays that broadcast to ``(strategies, *shape)``.

    Attributes:
        generation: For the first generation, at the prices of prompts that are not long.
        attempts: For the attempts of a conversation, likewise.
        handoff: For a bug given up on.
        long_generation: What the generation costs more if its prompt is long.
        long_prompts: What attempts with long prompts cost more; ``None`` if prices have no lengths.
    """

    generation: Array
    attempts: Phase[Array]
    handoff: Array
    long_generation: Array
    long_prompts: LongPrompts[Array] | None


def charges(inputs: Inputs) -> Charges:
    """What the strategies laid out in ``inputs`` pay."""
    assumed, prompt = inputs.scenario.assumptions, inputs.common(inputs.scenario.workflow.prompt_tokens)
    generation = dot((inputs.generator("input_price"), inputs.generator("output_price")), (prompt, inputs.generated))
    reread, new = _input_prices(inputs)
    attempts = Phase(
        before=np.zeros(()),
        prompt=inputs.first_prompt,
        written=inputs.written,
        added=inputs.added,
        growth=inputs.common(assumed.growth),
        reread_price=reread / MILLION,
        new_price=new / MILLION,
        output_price=inputs.fixer("output_price") / MILLION,
    )
    by_length = priced_by_length(inputs.scenario)
    return Charges(
        generation / MILLION,
        attempts,
        inputs.common(assumed.handoff_cost),
        long_generation(inputs) if by_length else np.zeros(1),
        long_prompts(inputs, attempts) if by_length else None,
    )


def _input_prices(inputs: Inputs) -> tuple[Array, Array]:
    """Dollars per million tokens sent again, and sent for the first time."""
    assumed, price = inputs.scenario.assumptions, inputs.fixer("input_price")
    if not assumed.caching:
        return price, price
    read, write = inputs.fixer("cache_read_price"), inputs.fixer("cache_write_price")
    read = np.where(np.isnan(read), price, read)
    write = np.where(np.isnan(write), price, write)
    hits = inputs.common(assumed.cache_hit_rate)
    return hits * read + (1.0 - hits) * write, write

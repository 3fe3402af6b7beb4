"""Dearer prices above a prompt length: what they add to the costs (docs/model.md, Long prompts).

The attempts of one conversation send longer and longer prompts, so that from a certain attempt on all of them are
dear. What they cost more is summed over the chances that there are so many. Where a request is dear it is so as a
whole, and the prices of its cached tokens grow by the same factor as the input price.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.attempts.late_attempts import LateAttempts, late_attempts
from engine.attempts.late_in_conversation import late_in_conversation
from engine.attempts.repairs import Repairs
from engine.numerics.arrays import Array
from engine.numerics.infinity import settled, times
from engine.prices.prompt_lengths import Growing, prompts
from engine.scenarios.inputs import MILLION, Inputs
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS

_FOLLOWED = 64
"""Attempts of a conversation whose prompts' passing the threshold is looked at."""


def priced_by_length(scenario: Scenario) -> bool:
    """Whether a model of the scenario has dearer (or cheaper) prices above a prompt length."""
    return any(
        model.long_prompt_threshold is not None and (model.long_input_price is not None or model.long_output_price is not None)
        for model in (scenario.strong, scenario.weak)
    )


@dataclass(frozen=True, eq=False)
class Surcharge:
    """What dear requests of a fixer's conversations cost more; arrays that broadcast to ``(strategies, *shape)``.

    Attributes:
        before: Attempts of a conversation that are not dear; infinite if none is.
        reread: Dollars per million tokens sent again.
        new: Dollars per million tokens sent for the first time.
        output: Dollars per million tokens written.
        prompts: The prompts.
        written: Tokens that the first attempt writes.
    """

    before: Array
    reread: Array
    new: Array
    output: Array
    prompts: Growing
    written: Array

    @property
    def terms(self) -> tuple[Array, Array, Array, Array]:
        """Dollars times a million by ``LateAttempts``: if reached, per attempt, per pair, per triple."""
        m = np.where(np.isinf(self.before), 0.0, self.before)
        g, step = self.prompts.growth, self.prompts.step
        longer = 1.0 + g * m
        # New tokens are what the attempt before added; for the first attempt of all, the whole prompt.
        added, first = step * (longer - g), np.where(m == 0.0, self.prompts.first - step * (1.0 - g), 0.0)
        more = self.new - self.reread
        return (
            more * first,
            self.reread * self.prompts.after(m) + more * added + self.output * self.written * longer,
            self.reread * step * longer + (more * step + self.output * self.written) * g,
            self.reread * step * g,
        )

    def dollars(self, late: LateAttempts) -> Array:
        """What the attempts after ``before`` cost more, in dollars."""
        figures = (late.reached, late.count, late.pairs, late.triples)
        first, *others = (times(term, figure) for term, figure in zip(self.terms, figures, strict=True))
        return settled(first + others[0] + others[1] + others[2]) / MILLION


def surcharge(inputs: Inputs) -> Surcharge:
    """The surcharge on the conversations of each strategy's fixer."""
    assumed = inputs.scenario.assumptions
    own = inputs.fixer("input_price")
    reread = new = own
    if assumed.caching:
        reread, new = cached_prices(inputs, own)
    more = _more(inputs.fixer("long_input_price"), own)
    # What was free has no factor to grow by: every token of a dear request costs the difference.
    factor = np.where(own > 0.0, more / np.where(own > 0.0, own, 1.0), 0.0)
    free = own == 0.0
    growing = prompts(inputs)
    return Surcharge(
        growing.attempts_within(_threshold(inputs.fixer("long_prompt_threshold"))),
        np.where(free, more, reread * factor),
        np.where(free, more, new * factor),
        _more(inputs.fixer("long_output_price"), inputs.fixer("output_price")),
        growing,
        inputs.written,
    )


def cached_prices(inputs: Inputs, input_price: Array) -> tuple[Array, Array]:
    """Prices of a token sent again and of one sent for the first time, with caching on."""
    read, write = inputs.fixer("cache_read_price"), inputs.fixer("cache_write_price")
    read = np.where(np.isnan(read), input_price, read)
    write = np.where(np.isnan(write), input_price, write)
    hits = inputs.common(inputs.scenario.assumptions.cache_hit_rate)
    return hits * read + (1.0 - hits) * write, write


def long_prompt_cost(inputs: Inputs, work: Repairs, bugs: Array) -> Array:
    """Dollars that dear requests cost more, generation included: ``(strategies, *shape)`` or what broadcasts to it.

    Args:
        inputs: The scenario for each strategy.
        work: Its bugs and fixes.
        bugs: Bugs in all by class, those that fixes introduce included.
    """
    extra = surcharge(inputs)
    if work.shared:
        fixing = extra.dollars(late_in_conversation(work, extra.before))
    else:
        late = late_attempts(work.rates, work.spread, work.fading, work.limit, extra.before[None])
        fixing = times(bugs, extra.dollars(late)).sum(axis=0)
    return dear_generation(inputs) + fixing


def dear_generation(inputs: Inputs) -> Array:
    """Dollars that the generation costs more."""
    prompt = inputs.common(inputs.scenario.workflow.prompt_tokens)
    more = times(_more(inputs.generator("long_input_price"), inputs.generator("input_price")), prompt)
    more = more + times(_more(inputs.generator("long_output_price"), inputs.generator("output_price")), inputs.generated)
    return np.where(prompt > _threshold(inputs.generator("long_prompt_threshold")), settled(more), 0.0) / MILLION


def jumps_along(scenario: Scenario, key: str) -> Array:
    """Values of a parameter at which the costs of A or B jump, since a prompt passes the length above which it is dear.

    Those of the generation's prompt and of the first 64 attempts of a conversation, increasing; other numbers of the
    scenario must be plain.
    """
    if not priced_by_length(scenario):
        return np.empty(0)
    # Every length is linear in every number that it depends on.
    ends = Inputs(assign(scenario, {key: np.array([0.0, 1.0])}), RIVALS)
    x = np.arange(float(_FOLLOWED)).reshape(-1, 1, 1)
    generation = np.broadcast_to(ends.common(ends.scenario.workflow.prompt_tokens), (len(RIVALS), 2))
    found = []
    for lengths, threshold in (
        (generation, ends.generator("long_prompt_threshold")),
        (prompts(ends).after(x), ends.fixer("long_prompt_threshold")),
    ):
        start = lengths[..., 0]
        with np.errstate(invalid="ignore", divide="ignore"):
            at = (threshold[..., 0] - start) / (lengths[..., -1] - start)
        found.append(at[np.isfinite(at) & (at > 0.0)])
    return np.unique(np.concatenate(found))


def _threshold(threshold: Array) -> Array:
    return np.where(np.isnan(threshold), np.inf, threshold)


def _more(price: Array, own: Array) -> Array:
    return np.where(np.isnan(price), 0.0, price - own)

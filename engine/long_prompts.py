"""Dearer prices above a prompt length, and conversations that outgrow the context window.

The attempts of one conversation send longer and longer prompts, so that from a certain attempt on all of them are
dear. What they cost more is summed over the chances that there are so many: the survival curve of a bug, or the
law of all attempts in a shared conversation. Where a request is dear it is so as a whole, and the prices of its
cached tokens grow by the same factor as the input price.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from engine.contender import settled
from engine.conversation import attempts, times
from engine.inputs import Inputs, by_class
from engine.late_attempts import LateAttempts, late_attempts
from engine.pairing import MILLION, pairing
from engine.parameters import Array, Quantity
from engine.registry import SECTIONS
from engine.scenario import Model, Scenario
from engine.shared_odds import attempts_law, bug_laws
from engine.strategies import STRATEGIES, Strategy
from engine.survival import Retries, retries

_ROUNDING = 1e-13
"""Chances below this are none: they are left over from a transform."""


@dataclass(frozen=True, eq=False)
class Terms:
    """What a model's price list says of long prompts; ``None`` where it says nothing.

    Attributes:
        window: Tokens that a prompt and its answer may have together.
        threshold: Prompt tokens above which a request is dear.
        input_price: Dollars per million tokens read by a dear request.
        output_price: Dollars per million tokens written by one.
    """

    window: Quantity | None = None
    threshold: Quantity | None = None
    input_price: Quantity | None = None
    output_price: Quantity | None = None


@dataclass(frozen=True, eq=False)
class LongPrompts:
    """What long prompts do to strategies; the first axis of every array is ``strategies``.

    Attributes:
        strategies: The strategies, in order.
        generation_cost: Dollars that the generation costs more.
        fix_cost: Dollars that fixing costs more; may be infinite.
        dear_attempt: The first attempt of a conversation that is dear; infinite for none.
        outgrows: Chance that some request of a run is too long for its model's window, the generation's included.
        last_attempt: The last attempt of a conversation that fits; infinite if all do, 0 if not even the first.
    """

    strategies: tuple[Strategy, ...]
    generation_cost: Array
    fix_cost: Array
    dear_attempt: Array
    outgrows: Array
    last_attempt: Array


@dataclass(frozen=True, eq=False)
class Growing:
    """The prompts of a conversation: after x attempts ``first`` + ``step``·(x + growth·C(x,2)) tokens."""

    first: Array
    step: Array
    growth: Array

    def after(self, attempts: Array) -> Array:
        """Tokens after so many attempts."""
        return self.first + self.step * (attempts + self.growth * attempts * (attempts - 1.0) / 2.0)


def terms_of(model: Model) -> Terms:
    """The terms that a model of a scenario carries."""
    names = ("context_window", "long_prompt_threshold", "long_input_price", "long_output_price")
    return Terms(*(getattr(model, name, None) for name in names))


def long_prompts(
    scenario: Scenario, strategies: Sequence[Strategy] = STRATEGIES, terms: Mapping[str, Terms] | None = None
) -> LongPrompts:
    """What long prompts add to the costs of each strategy, and the chance to outgrow the context window.

    Any number may be an array. In a shared conversation each scenario of the arrays takes a law of its own, a
    fraction of a millisecond; fractional counts of bugs are rounded at random there.

    Args:
        scenario: The scenario, all assumptions in force.
        strategies: Which ones.
        terms: By ``strong`` and ``weak``; those of the scenario's models if left out.
    """
    given = terms or {"strong": terms_of(scenario.strong), "weak": terms_of(scenario.weak)}
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        return _long_prompts(Inputs(scenario, strategies), tuple(strategies), given)


def _long_prompts(inputs: Inputs, strategies: tuple[Strategy, ...], terms: Mapping[str, Terms]) -> LongPrompts:
    scenario, work = inputs.scenario, inputs.scenario.workflow

    def of(which: Sequence[int], name: str, absent: float) -> Array:
        both = np.concatenate(np.broadcast_arrays(*(inputs.common(getattr(terms[m], name)) for m in ("strong", "weak"))))
        return np.where(np.isnan(both), absent, both)[list(which)]

    prompt = inputs.common(work.prompt_tokens)
    written_first = inputs.generator("verbosity") * inputs.common(work.generation_tokens)
    written = inputs.fixer("verbosity") * inputs.common(work.fix_tokens)
    growth = inputs.common(scenario.assumptions.growth)
    prompts = Growing(prompt + written_first, written + inputs.common(work.trace_tokens), growth)
    requests = Growing(
        prompts.first + written, prompts.step + growth * written, growth * prompts.step / (prompts.step + growth * written)
    )
    requests = replace(requests, growth=np.where(np.isnan(requests.growth), 0.0, requests.growth))

    read, write = inputs.generator("input_price"), inputs.generator("output_price")
    dear = prompt > of(inputs.generators, "threshold", np.inf)
    dear_read = of(inputs.generators, "input_price", np.nan)
    dear_write = of(inputs.generators, "output_price", np.nan)
    generation = (np.where(np.isnan(dear_read), read, dear_read) - read) * prompt
    generation = generation + (np.where(np.isnan(dear_write), write, dear_write) - write) * written_first
    too_long = prompt + written_first > of(inputs.generators, "window", np.inf)

    before = attempts_within(prompts, of(inputs.fixers, "threshold", np.inf))
    fitting = attempts_within(requests, of(inputs.fixers, "window", np.inf))
    dearer = _Dearer(
        inputs, prompts, written, of(inputs.fixers, "input_price", np.nan), of(inputs.fixers, "output_price", np.nan)
    )
    if work.context == "shared":
        fixing, outgrows = _shared(inputs, strategies, dearer, before, fitting)
    else:
        fixing, outgrows = _fresh(inputs, dearer, before, fitting)
    shape = (len(strategies), *inputs.shape)
    figures = (
        np.where(dear, generation, 0.0) / MILLION,
        fixing / MILLION,
        before + 1.0,
        np.where(too_long, 1.0, outgrows),
        fitting,
    )
    return LongPrompts(strategies, *(np.broadcast_to(figure, shape) for figure in figures))


def attempts_within(tokens: Growing, limit: Array) -> Array:
    """How many attempts of a conversation keep within a limit; infinite if all do."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return _attempts_within(tokens, limit)


def _attempts_within(tokens: Growing, limit: Array) -> Array:
    room, step, g = np.broadcast_arrays(limit - tokens.first, tokens.step, tokens.growth)
    # The largest x with step·(x + g·x·(x−1)/2) ≤ room, by the root that does not cancel, then put right by one.
    slope = 1.0 - g / 2.0
    share = np.where(step > 0.0, np.maximum(room, 0.0) / np.where(step > 0.0, step, 1.0), np.inf)
    reach = np.sqrt(slope * slope + 2.0 * g * share)
    root = np.where(slope > 0.0, 2.0 * share / (slope + reach), (reach - slope) / np.where(g > 0.0, g, 1.0))
    whole = np.floor(np.where(np.isfinite(share), root, 0.0))
    whole = np.where(tokens.after(whole + 1.0) <= limit, whole + 1.0, whole)
    whole = np.where((whole > 0.0) & (tokens.after(whole) > limit), whole - 1.0, whole)
    return np.asarray(np.where(room < 0.0, 0.0, np.where(np.isfinite(share), whole, np.inf) + 1.0))


class _Dearer:
    """What the dear attempts of one conversation cost more, in dollars per million tokens times tokens."""

    def __init__(self, inputs: Inputs, prompts: Growing, written: Array, input_price: Array, output_price: Array) -> None:
        assumed = inputs.scenario.assumptions
        own, out = inputs.fixer("input_price"), inputs.fixer("output_price")
        read = fresh = own
        if assumed.caching:
            cached, stored = inputs.fixer("cache_read_price"), inputs.fixer("cache_write_price")
            fresh = np.where(np.isnan(stored), own, stored)
            hits = inputs.common(assumed.cache_hit_rate)
            read = hits * np.where(np.isnan(cached), own, cached) + (1.0 - hits) * fresh
        more = np.where(np.isnan(input_price), 0.0, input_price - own)
        # What was free has no factor to grow by: every token of a dear request costs the difference.
        self.read = np.where(own > 0.0, read * (more / np.where(own > 0.0, own, 1.0)), more)
        self.new = np.where(own > 0.0, fresh * (more / np.where(own > 0.0, own, 1.0)), more)
        self.out = np.where(np.isnan(output_price), 0.0, output_price - out)
        self.prompts, self.written = prompts, written

    def total(self, late: LateAttempts, before: Array) -> Array:
        """Summed over attempts, given those after ``before`` of them."""
        m = np.where(np.isinf(before), 0.0, before)
        g, step = self.prompts.growth, self.prompts.step
        longer = 1.0 + g * m
        read = times(self.prompts.after(m), late.count) + times(step * longer, late.pairs) + times(g * step, late.triples)
        # New tokens: what the attempt before added; all of the first prompt for the first attempt.
        new = times(step * (longer - g), late.count) + times(g * step, late.pairs)
        new = new + times(np.where(m == 0.0, self.prompts.first - step * (1.0 - g), 0.0), late.reached)
        written = times(self.written * longer, late.count) + times(self.written * g, late.pairs)
        return settled(times(self.read, read) + times(self.new - self.read, new) + times(self.out, written))


def _bugs(inputs: Inputs) -> tuple[tuple[Array, Array, Array, Array], Retries, Array, Array, Array]:
    """Rates, spread, fading and limit; the attempts at one bug; bugs and mix by class; the regression rate."""
    assumed = inputs.scenario.assumptions
    rates = by_class(inputs.fixer("easy_fix_rate"), inputs.fixer("hard_fix_rate"))
    bugs, hard, own = inputs.generator("bugs"), inputs.generator("hard_fraction"), inputs.fixer("hard_fraction")
    limit = inputs.common(assumed.attempt_limit)
    law = (rates, inputs.common(assumed.spread), inputs.common(assumed.fading), np.where(np.isnan(limit), np.inf, limit))
    left, mix = by_class(bugs * (1.0 - hard), bugs * hard), by_class(1.0 - own, own)
    return law, retries(*law), left, mix, inputs.common(assumed.regression_rate)


def _fresh(inputs: Inputs, dearer: _Dearer, before: Array, fitting: Array) -> tuple[Array, Array]:
    """A conversation per bug: expected dearness of all bugs, and the chance that one outgrows the window."""
    law, each_bug, left, mix, r = _bugs(inputs)
    fixed = 1.0 - each_bug.unresolved
    introduced = r * (left * fixed).sum(axis=0) / (1.0 - r * (mix * fixed).sum(axis=0))
    each = dearer.total(late_attempts(*law, before[None]), before)
    too_long = late_attempts(*law, fitting[None]).reached
    # The chance e that a bug or one that descends from it outgrows the window: e = o + r·(fixed before)·Σ w·e.
    in_time = np.minimum(fixed, 1.0 - too_long)
    descendant = (mix * too_long).sum(axis=0) / (1.0 - r * (mix * in_time).sum(axis=0))
    ends = too_long + r * in_time * descendant
    return times(left + mix * introduced, each).sum(axis=0), 1.0 - np.prod((1.0 - ends) ** left, axis=0)


def _shared(
    inputs: Inputs, strategies: tuple[Strategy, ...], dearer: _Dearer, before: Array, fitting: Array
) -> tuple[Array, Array]:
    """One conversation: from the law of the number of its attempts."""
    shape = (len(strategies), *inputs.shape)
    before, fitting = np.broadcast_to(before, shape), np.broadcast_to(fitting, shape)
    sums, outgrows = np.zeros((4, *shape)), np.zeros(shape)
    _, each, left, mix, regression = _bugs(inputs)
    whole = attempts(left, each, mix, regression, shared=True)
    moments = [np.broadcast_to(x, shape) for x in (whole.total, whole.pairs, whole.later[2] + whole.later[1])]
    for index in np.ndindex(*shape):
        if np.isinf(before[index]) and np.isinf(fitting[index]):
            continue
        strategy = strategies[index[0]]
        plain = pairing(_element(inputs.scenario, inputs.shape, index[1:]), strategy.generator, strategy.fixer)
        if not plain.active:
            continue
        first, chances, last = attempts_law(plain, bug_laws(plain))
        # The chances of more than 0, 1, … attempts.
        more = 1.0 - np.cumsum(np.concatenate([np.zeros(first), chances]))
        more = np.where(more > _ROUNDING, more, 0.0)
        outgrows[index] = _at(more, float(fitting[index]))
        if np.isfinite(before[index]):
            late = _after(more, float(before[index]), None if np.isinf(last) else [float(x[index]) for x in moments])
            sums[(slice(None), *index)] = late
    return dearer.total(LateAttempts(sums[0], sums[1], sums[2], sums[3]), before), outgrows


def _at(more: Array, attempts: float) -> float:
    """The chance of more than so many attempts."""
    return 0.0 if np.isinf(attempts) else float(more[min(int(attempts), len(more) - 1)])


def _after(more: Array, before: float, moments: list[float] | None) -> tuple[float, float, float, float]:
    """``LateAttempts`` of a conversation from the chances of more than 0, 1, … attempts.

    Where those are cut off, from the ``moments`` of all attempts less those of the first ones.
    """
    m = int(min(before, len(more)))
    if moments is None:
        later = more[m:]
        i = np.arange(len(later), dtype=np.float64)
        return _at(later, 0) if m < len(more) else 0.0, later.sum(), float(i @ later), float(i * (i - 1.0) / 2.0 @ later)
    x, early = np.arange(m, dtype=np.float64), more[:m]
    if np.isinf(moments[1]):
        return _at(more, m), moments[0] - float(early.sum()), np.inf, np.inf
    count = moments[0] - float(early.sum())
    pairs, triples = moments[1] - float(x @ early), moments[2] - float(x * (x - 1.0) / 2.0 @ early)
    return _at(more, m), count, pairs - m * count, triples - m * pairs + m * (m + 1) / 2.0 * count


def _element(scenario: Scenario, shape: tuple[int, ...], index: tuple[int, ...]) -> Scenario:
    """One scenario of those that arrays hold."""
    if not shape:
        return scenario
    sections: dict[str, Any] = {}
    for name in SECTIONS:
        section = getattr(scenario, name)
        values = {field.name: getattr(section, field.name) for field in fields(section)}
        arrays = {key: value for key, value in values.items() if isinstance(value, np.ndarray)}
        plain = {key: float(np.broadcast_to(value, shape)[index]) for key, value in arrays.items()}
        sections[name] = replace(section, **{key: None if np.isnan(value) else value for key, value in plain.items()})
    return replace(scenario, **sections)

"""What each strategy costs: moments of the attempts → tokens → dollars (docs/model.md, Tokens and Dollars)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from engine.attempts.conversation import Attempts, attempts
from engine.attempts.long_conversations import after_in_conversation
from engine.attempts.repairs import Repairs
from engine.numerics.arrays import Array
from engine.numerics.infinity import dot, left_of, settled, times
from engine.prices.compacted import compacted
from engine.prices.laid_out import LaidOut, laid_out
from engine.prices.phase import Phase
from engine.prices.waiting import waiting
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import STRATEGIES, Strategy


@dataclass(frozen=True, eq=False)
class Costs:
    """Costs of strategies, in dollars, tokens and seconds; the first axis of every array is ``strategies``.

    Attributes:
        strategies: The strategies, in order.
        laid_out: The numbers that it all comes from.
        attempts: Expected fix attempts.
        attempts_variance: Variance of the number of attempts.
        generation_cost: Dollars for the first generation.
        fix_cost: Dollars for fixing as if conversations did not grow.
        growth_penalty: Dollars for all that grows with the conversation.
        handoff_cost: Dollars for bugs given up on.
        long_prompt_cost: Dollars that requests above a prompt length cost more, the generation's included.
        waiting_cost: Dollars for the time that all of it takes, where that is known.
        total_cost: Sum of the six.
        unresolved_bugs: Expected bugs given up on.
        tokens_read: Tokens read in the fix phase.
        tokens_reread: Those of them that were sent before in their conversation.
        tokens_written: Tokens written in the fix phase.
        seconds: From the beginning of the generation to the end of the last attempt; NaN where a speed is not known.
        compactions: How often a conversation is compacted, the generation's included.
    """

    strategies: tuple[Strategy, ...]
    laid_out: LaidOut
    attempts: Array
    attempts_variance: Array
    generation_cost: Array
    fix_cost: Array
    growth_penalty: Array
    handoff_cost: Array
    long_prompt_cost: Array
    waiting_cost: Array
    total_cost: Array
    unresolved_bugs: Array
    tokens_read: Array
    tokens_reread: Array
    tokens_written: Array
    seconds: Array
    compactions: Array

    def of(self, strategy: Strategy) -> dict[str, Array]:
        """Every figure of one strategy by name."""
        index = self.strategies.index(strategy)
        return {name: getattr(self, name)[index] for name in FIGURES}


FIGURES = tuple(field.name for field in fields(Costs) if field.name not in ("strategies", "laid_out"))
"""The names of the arrays of ``Costs``."""


@dataclass(frozen=True, eq=False)
class _WorkedOut:
    """What strategies cost, in arrays that broadcast to ``(strategies, *shape)``; ``Costs`` says what most of them are."""

    fixing: Attempts
    alone: Sequence[Array]
    grown: Sequence[Array]
    generation: Array
    fix: Array
    growth_penalty: Array
    handoff: Array
    long_prompts: Array
    waiting: Array
    total: Array
    seconds: Array
    compactions: Array


# Infinite attempts and costs are results; what is undefined on the way to them is settled where it arises.
@np.errstate(all="ignore")
def costs(scenario: Scenario, strategies: Sequence[Strategy] = STRATEGIES) -> Costs:
    """The expected costs of each strategy.

    Any number of the scenario may be an array; they broadcast, and every figure has the broadcast shape behind
    its axis of strategies. A figure is infinite where it diverges; nothing times infinity is nothing.
    """
    numbers = laid_out(scenario, strategies)
    inputs, found = numbers.inputs, _work_out(numbers)
    reread, new, written = (x + y for x, y in zip(found.alone, found.grown, strict=True))
    figures = (
        settled(found.fixing.made.count),
        found.fixing.variance,
        found.generation,
        found.fix,
        found.growth_penalty,
        found.handoff,
        found.long_prompts,
        found.waiting,
        found.total,
        found.fixing.given_up,
        reread + new,
        reread,
        written,
        found.seconds,
        found.compactions,
    )
    table = np.empty((len(figures), len(inputs.strategies), *inputs.shape))
    for row, figure in zip(table, figures, strict=True):
        row[...] = figure
    return Costs(inputs.strategies, numbers, *table)


@np.errstate(all="ignore")
def total_costs(scenario: Scenario, strategies: Sequence[Strategy] = STRATEGIES) -> Array:
    """``costs(…).total_cost`` without the other figures: for many scenarios at once, of which nothing else is asked."""
    numbers = laid_out(scenario, strategies)
    return np.broadcast_to(_work_out(numbers).total, (len(numbers.inputs.strategies), *numbers.inputs.shape))


def _work_out(numbers: LaidOut) -> _WorkedOut:
    inputs, work, paid = numbers.inputs, numbers.work, numbers.paid
    fixing = attempts(work)
    phase = paid.attempts
    prices = phase.prices
    alone, grown = (tokens.expected(fixing.made) for tokens in (phase.alone, phase.grown))
    fix_cost, penalty = dot(prices, alone), dot(prices, grown)
    handoff = times(paid.handoff, fixing.given_up)
    longer, long = paid.generation_surcharge, paid.long_prompts
    surcharge = None if long is None else long.surcharge(phase)
    generation = paid.generation.first
    compactions = once = np.zeros(1)
    full = (len(inputs.strategies), *inputs.shape)
    if paid.compaction is not None and paid.generation_compacted is not None:
        found = compacted(phase, paid.compaction, work, fixing, (alone, grown), full)
        grown, compactions = found.grown, settled(found.compactions)
        # What an attempt takes that is compacted in a conversation of its own is no growth of the conversation's.
        each = times(dot(prices, found.first), fixing.made.count)
        fix_cost, penalty = np.maximum(settled(fix_cost + each), 0.0), settled(dot(prices, grown) - each)
        # Below nothing only where a compaction drops more than it keeps, and never by more than there is.
        penalty = np.maximum(penalty, np.where(paid.compaction.kept < phase.prompt, -fix_cost, 0.0))
        generation = settled(generation + dot(paid.generation.prices, paid.generation_compacted.tokens))
        once = settled(paid.generation_compacted.compactions)
        if long is not None and surcharge is not None:
            longer = longer + np.where(found.some, dot(long.prices, found.long), 0.0)
            surcharge = replace(surcharge, before=np.where(found.some, np.inf, surcharge.before))
    if surcharge is not None:
        longer = longer + _surcharge(surcharge, work, fixing)
    usual = generation + fix_cost + penalty + handoff
    total, seconds, waited = left_of(usual, longer), np.full(1, np.nan), np.zeros(1)
    if (timed := waiting(inputs, paid)) is not None:
        seconds = timed.generation.first + timed.attempts.expected(fixing.made)
        if paid.compaction is not None and paid.generation_compaction is not None:
            seconds = seconds + times(compactions, paid.compaction.seconds(timed.attempts))
            seconds = settled(seconds + times(once, paid.generation_compaction.seconds(timed.generation)))
        waited = times(timed.price, seconds)
        total, seconds = total + waited, np.where(timed.known, seconds, np.nan)
    return _WorkedOut(
        fixing, alone, grown, generation, fix_cost, penalty, handoff, longer, waited, total, seconds, compactions + once
    )


def _surcharge(surcharge: Phase[Array], work: Repairs, fixing: Attempts) -> Array:
    """Dollars that attempts with long prompts cost more."""
    if work.shared:
        return surcharge.expected(after_in_conversation(work, surcharge.before))
    each = surcharge.expected(work.each.after(surcharge.before))
    return settled(times(fixing.bugs, each).sum(axis=0))

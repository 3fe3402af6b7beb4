"""Conversations that outgrow the context window of their model, and how likely that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.attempts.finished import in_a_family, none_of
from engine.attempts.long_conversations import after_in_conversation
from engine.attempts.repairs import Repairs
from engine.numerics.arrays import Array, some
from engine.prices.laid_out import LaidOut, laid_out
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import STRATEGIES, Strategy


@dataclass(frozen=True, eq=False)
class Outgrowing:
    """Requests that are too long; the first axis of every array is ``strategies``.

    Attributes:
        strategies: The strategies, in order.
        chance: Chance that some request of a run is too long for its model's window, the generation's included.
        last_attempt: The last attempt of a conversation that fits; infinite if all do, 0 if not even the first.
        at_once: Whether the generation is too long already.
    """

    strategies: tuple[Strategy, ...]
    chance: Array
    last_attempt: Array
    at_once: NDArray[np.bool_]

    def chance_of(self, strategy: Strategy) -> float:
        """The chance of one strategy, where the scenario's numbers are plain."""
        return float(self.chance[self.strategies.index(strategy)])


def outgrowing(scenario: Scenario, strategies: Sequence[Strategy] = STRATEGIES) -> Outgrowing:
    """How likely a conversation outgrows the context window, or the input limit, for models that have one.

    A request is too long if its prompt and its answer together are for the window, or its prompt alone is for the limit.
    Costs go on as if it fitted: what an agent does then is not in the model. Any number of the scenario may be an array;
    fractional counts of bugs are rounded at random.
    """
    return outgrowing_of(laid_out(scenario, strategies))


@np.errstate(all="ignore")
def outgrowing_of(numbers: LaidOut) -> Outgrowing:
    """The same of strategies whose numbers are laid out."""
    inputs, work, paid = numbers.inputs, numbers.work, numbers.paid
    sizes = (inputs.pair(name) for name in ("context_window", "room"))
    windows, room = (np.where(np.isnan(tokens), np.inf, tokens) for tokens in sizes)
    fitting = paid.attempts.last_requests.attempts_within(windows[inputs.fixers])
    if not np.array_equal(room, windows):
        fitting = np.minimum(fitting, paid.attempts.last_prompts.attempts_within(room[inputs.fixers]))
    chance = after_in_conversation(work, fitting).begun if work.shared else _some_bug(work, fitting)
    generation, own = paid.generation, inputs.generators
    at_once = (generation.last_requests.first > windows[own]) | (generation.last_prompts.first > room[own])
    figures = np.where(at_once, 1.0, chance), fitting, at_once
    full = (len(inputs.strategies), *inputs.shape)
    return Outgrowing(inputs.strategies, *(np.broadcast_to(x, full) for x in figures))


def _some_bug(work: Repairs, fitting: Array) -> Array:
    """The chance that a bug's own conversation is too long, or that of a bug that descends from it."""
    ends = work.each.after(fitting).begun
    if some(work.regression > 0.0):
        not_in_time = np.maximum(work.each.unresolved, ends)
        ends = in_a_family(work, ends, 1.0 - not_in_time, not_in_time)
    return 1.0 - none_of(work.bugs, ends, 1.0 - ends)

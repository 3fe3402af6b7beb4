"""What work of a known extent costs: generations that were made, and conversations of so many attempts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.prices.one_strategy import one_strategy
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario


@dataclass(frozen=True)
class WorkDone:
    """Dollars of work, waiting left out.

    Attributes:
        generations: For the generations.
        attempts: For the attempts.
    """

    generations: float
    attempts: float


def work_done(scenario: Scenario, generations: float, conversations: Mapping[int, int], *, held: bool = False) -> WorkDone:
    """What the strong model's work costs by the sizes and prices of a scenario.

    Args:
        scenario: The scenario; nothing of it is an array.
        generations: How many generations.
        conversations: How many conversations have so many attempts.
        held: Whether all of it goes on with conversations of the model's own, of which the cache holds all but what their last
            calls left.
    """
    work = scenario.workflow
    one = one_strategy(assign(scenario, {"assumptions.hour_value": 0.0}), "strong", "strong")
    generation, attempts = one.generation, one.attempts
    left = generation.written / float(generation.readings)
    begun, again = (
        max(0.0, phase.prompt - unread) * (phase.new_price - phase.reread_price) if held else 0.0
        for phase, unread in ((generation, left), (attempts, left + float(work.trace_tokens)))
    )
    lengths = np.array([*conversations], dtype=np.float64)
    counts = np.array([*conversations.values()], dtype=np.float64)
    dollars = one.conversation(lengths) - np.where(lengths > 0.0, again, 0.0) if len(lengths) else np.zeros(0)
    return WorkDone(generations * (one.start - begun) if generations else 0.0, float((counts * dollars).sum()))

"""Where the costs jump: values at which a prompt passes the length above which it is dear, or a conversation is compacted."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.numerics.arrays import Array
from engine.prices.charges import charges
from engine.prices.compaction import compacts
from engine.prices.long_prompts import priced_by_length
from engine.scenarios.inputs import Inputs, has_calls
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS

_PROMPTS = 64
"""Prompts of a conversation whose passing the threshold is looked at."""


class Jumps(NamedTuple):
    """Where the costs of A or B jump along a parameter.

    Attributes:
        values: The parameter's values there, increasing.
        more_below: Below this value there may be more jumps, by prompts later in a conversation than those looked at.
    """

    values: Array
    more_below: float = 0.0


def jump(scenario: Scenario) -> bool:
    """Whether the costs of a scenario jump along its numbers of tokens."""
    return priced_by_length(scenario) or compacts(scenario)


def jumps_along(scenario: Scenario, key: str) -> Jumps:
    """The jumps by the generation's prompt and by the first 64 of a conversation; other numbers must be plain."""
    if not jump(scenario):
        return Jumps(np.empty(0))
    if compacts(scenario):
        # With each compaction that falls on another call, all that come later may.
        return Jumps(np.empty(0), np.inf)
    if has_calls(scenario.workflow.fix_calls) or has_calls(scenario.workflow.generation_calls):
        # There may be one by each call.
        return Jumps(np.empty(0), np.inf)
    # Every length is linear in every number that it depends on.
    ends = Inputs(assign(scenario, {key: np.array([0.0, 1.0])}), RIVALS)
    generation = np.broadcast_to(ends.common(ends.scenario.workflow.prompt_tokens), (len(RIVALS), 2))
    fixing = charges(ends).attempts.prompts.after(np.arange(float(_PROMPTS)).reshape(-1, 1, 1))
    passed = [
        _passed(generation, ends.generator("long_prompt_threshold")),
        _passed(fixing, ends.fixer("long_prompt_threshold")),
    ]
    return Jumps(np.unique(np.concatenate([values[values > 0.0] for values in passed])), float(passed[1][-1].max()))


def _passed(lengths: Array, threshold: Array) -> Array:
    """Where lengths, given at 0 and 1 on the last axis, pass a threshold; zero where nowhere above zero."""
    start = lengths[..., 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        values = (threshold[..., 0] - start) / (lengths[..., -1] - start)
    return np.where(np.isfinite(values) & (values > 0.0), values, 0.0)

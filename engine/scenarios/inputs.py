"""The numbers of a scenario laid out for all strategies at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from engine.numerics.arrays import Array, Quantity
from engine.scenarios.model import PRICE_FIELDS, Model
from engine.scenarios.parameters import ParameterError, Setting
from engine.scenarios.registry import SECTIONS
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import Strategy

MILLION = 1e6
"""Tokens that prices are for."""


def shape(scenario: Scenario) -> tuple[int, ...]:
    """The shape to which the scenario's arrays broadcast; empty if every number is one."""
    return np.broadcast_shapes(*[array.shape for array in arrays(scenario).values()])


def arrays(scenario: Scenario) -> dict[str, Array]:
    """The parameters of a scenario that are arrays, by key."""
    held = ((section, vars(getattr(scenario, section))) for section in SECTIONS)
    return {f"{section}.{name}": x for section, values in held for name, x in values.items() if isinstance(x, np.ndarray)}


def only_one(scenario: Scenario, takes: str) -> None:
    """Refuse a scenario of arrays where it makes no sense.

    Args:
        scenario: The scenario.
        takes: What takes only one, and a verb: ``odds take``.

    Raises:
        ParameterError: If a number of it is an array.
    """
    for key, array in arrays(scenario).items():
        raise ParameterError(f"{takes} one scenario at a time, but {key} is an array of {array.size} values")


def by_class(easy: Array, hard: Array) -> Array:
    """Figures of easy and hard bugs with the classes as a new first axis."""
    return np.array((easy, hard) if easy.shape == hard.shape else np.broadcast_arrays(easy, hard))


def in_force(scenario: Scenario) -> Scenario:
    """The scenario with each model's prices multiplied by the factor on them, which is 1 then."""
    strong, weak = _scaled(scenario.strong), _scaled(scenario.weak)
    if strong is scenario.strong and weak is scenario.weak:
        return scenario
    return replace(scenario, strong=strong, weak=weak)


def _scaled(model: Model) -> Model:
    factor = model.price_scale
    if not isinstance(factor, np.ndarray) and factor == 1.0:
        return model
    prices = {name: factor * price for name in PRICE_FIELDS if (price := getattr(model, name)) is not None}
    return replace(model, price_scale=1.0, **prices)


def has_calls(number: Quantity) -> bool:
    """Whether there may be more than one model call."""
    return isinstance(number, np.ndarray) or number != 1.0


class Inputs:
    """The values of a scenario laid out per strategy: arrays ``(strategies, *shape)``."""

    def __init__(self, scenario: Scenario, strategies: Sequence[Strategy]) -> None:
        self.strategies = tuple(strategies)
        self.shape = shape(scenario)
        self.rank = len(self.shape)
        self.scenario = in_force(scenario)
        self.generators = [int(strategy.generator == "weak") for strategy in strategies]
        self.fixers = [int(strategy.fixer == "weak") for strategy in strategies]

    def common(self, setting: Setting) -> Array:
        """A value that all strategies share, with an axis of length one for them; left out is NaN."""
        return np.array(np.nan if setting is None else setting, dtype=np.float64, copy=None, ndmin=1 + self.rank)

    def pair(self, name: str) -> Array:
        """A field of both models: ``(2, *shape)``."""
        return self._of(name, (0, 1))

    def generator(self, name: str) -> Array:
        """A field of each strategy's generator."""
        return self._of(name, self.generators)

    def fixer(self, name: str) -> Array:
        """A field of each strategy's fixer."""
        return self._of(name, self.fixers)

    def _of(self, name: str, models: Sequence[int]) -> Array:
        """A field of some models, each either the strong one (0) or the weak one (1)."""
        both = [self.common(getattr(model, name)) for model in (self.scenario.strong, self.scenario.weak)]
        if both[0].shape != both[1].shape:
            both = list(np.broadcast_arrays(*both))
        # Of no strategies, too, there is a field.
        return np.concatenate([both[0][:0], *(both[model] for model in models)])

    @cached_property
    def generated(self) -> Array:
        """Tokens G₀' that the generation writes."""
        return self.generator("verbosity") * self.common(self.scenario.workflow.generation_tokens)

    @cached_property
    def first_prompt(self) -> Array:
        """Tokens L₁ of the first prompt of a conversation about bugs."""
        handed_over = self.scenario.workflow.handover_tokens
        held = self.generated
        if handed_over is not None:
            given = self.common(handed_over)
            held = np.where(np.isnan(given), held, given)
        return self.common(self.scenario.workflow.prompt_tokens) + held

    @cached_property
    def written(self) -> Array:
        """Tokens G' that the first attempt of a conversation writes."""
        return self.fixer("verbosity") * self.common(self.scenario.workflow.fix_tokens)

    @cached_property
    def added(self) -> Array:
        """Tokens Δ that it adds to the conversation."""
        work = self.scenario.workflow
        added = self.written + self.common(work.trace_tokens)
        if has_calls(work.fix_calls):
            added = added + (self.common(work.fix_calls) - 1.0) * self.common(work.tool_tokens)
        return added

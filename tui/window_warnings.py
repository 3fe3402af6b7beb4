"""Conversations that outgrow the context window of their model, in sentences and figures."""

from __future__ import annotations

import math

import numpy as np

from engine.notation import plain
from engine.outcome import Outcome
from engine.parameters import Array
from engine.scenario import Model, Scenario
from engine.strategies import RIVALS, Strategy

_WORTH_SAYING = 0.01
"""Chance below which nothing is said."""


def window_warnings(outcome: Outcome) -> list[str]:
    """A sentence for each of A and B that is likely enough to outgrow a context window.

    The costs shown go on as if everything fitted.
    """
    scenario = outcome.scenario
    return [f"{strategy.name}: {_warning(scenario, strategy, chance, last)}" for strategy, chance, last in _likely(outcome)]


def window_summary(outcome: Outcome) -> str:
    """The same in a few words; empty if there is nothing to warn of."""
    told = [f"{strategy.name[0]} in {plain(float(f'{100.0 * chance:.2g}'))} %" for strategy, chance, _ in _likely(outcome)]
    return f"context window outgrown: {', '.join(told)} of runs" if told else ""


def window_chances(outcome: Outcome) -> Array:
    """How likely each strategy outgrows a context window; NaN where neither of its models has one."""
    known = [_has_window(outcome.scenario, strategy) for strategy in outcome.costs.strategies]
    return np.where(known, outcome.outgrowing.chance, math.nan) if any(known) else np.full(len(known), math.nan)


def _likely(outcome: Outcome) -> list[tuple[Strategy, float, float]]:
    """Those of A and B worth a warning, with the chance and the last attempt that fits."""
    if not any(_has_window(outcome.scenario, strategy) for strategy in RIVALS):
        return []
    found = outcome.outgrowing
    figures = zip(found.strategies, found.chance.tolist(), found.last_attempt.tolist(), strict=True)
    return [one for one in figures if one[0] in RIVALS and one[1] >= _WORTH_SAYING]


def _has_window(scenario: Scenario, strategy: Strategy) -> bool:
    return any(model.context_window is not None for model in _models(scenario, strategy))


def _models(scenario: Scenario, strategy: Strategy) -> tuple[Model, Model]:
    return getattr(scenario, strategy.generator), getattr(scenario, strategy.fixer)


def _warning(scenario: Scenario, strategy: Strategy, chance: float, last_attempt: float) -> str:
    generator, work = _models(scenario, strategy)[0], scenario.workflow
    generation = work.prompt_tokens + generator.verbosity * work.generation_tokens
    if generator.context_window is not None and generation > generator.context_window:
        return f"the generation is too long for the context window of the {strategy.generator} model"
    when = f"at the earliest with attempt {last_attempt + 1:.0f}" if last_attempt else "already with its first attempt"
    return f"a conversation outgrows the context window in {plain(round(100.0 * chance, 1))} % of runs, {when}"

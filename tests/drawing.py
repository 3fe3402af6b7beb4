"""Values of parameters drawn at random, whatever their numbers shall be like."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from engine.scenarios import together
from engine.scenarios.parameters import Parameter, Setting
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario


def drawn(random: Random, parameter: Parameter, number: Callable[[Random, Parameter], float], left_out: float) -> Setting:
    """A value of a parameter.

    Args:
        random: Draws it.
        parameter: Whose.
        number: Draws those that are numbers.
        left_out: How often it is left out where it may be.
    """
    kind = parameter.kind
    if kind.flag:
        return random.random() < 0.5
    if kind.choices:
        return random.choice(kind.choices)
    if parameter.optional and left_out and random.random() < left_out:
        return None
    return number(random, parameter)


def fitting(scenario: Scenario) -> Scenario:
    """A scenario whose values go together: without the one that does not."""
    return assign(scenario, {together.KEY: None}) if together.problem(scenario) else scenario

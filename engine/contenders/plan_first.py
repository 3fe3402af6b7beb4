"""Plan first: the strong model reads the prompt and writes a plan, with which the weak one generates and fixes."""

from __future__ import annotations

from dataclasses import replace

from engine.contenders.contender import Contender, Idea
from engine.contenders.plain import plain_strategies
from engine.prices.one_strategy import OneStrategy, number, one_strategy
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import WEAK_ONLY, Strategy

PLAN_FIRST = Idea("plan-first", "plan first", row="lineup.planned_bugs")


PLANNED = Strategy(PLAN_FIRST.key, PLAN_FIRST.name, "weak", "weak")


def plan_first(scenario: Scenario) -> list[Contender]:
    """Plan first, if the scenario says how many bugs it leaves; with every assumption and the prices of long prompts."""
    if scenario.lineup.planned_bugs is None:
        return []
    (alone,) = plain_strategies(_planned(scenario), (WEAK_ONLY,))
    planning = _planning(scenario)
    total, generation = alone.total_cost + planning, alone.generation_cost + planning
    known = replace(alone, idea=PLAN_FIRST, key=PLANNED.key, name=PLANNED.name)
    return [replace(known, total_cost=total, generation_cost=generation)]


def planned_strategy(scenario: Scenario) -> OneStrategy:
    """Plan first in plain numbers."""
    alone = one_strategy(_planned(scenario), "weak", "weak")
    return replace(alone, beforehand=_planning(scenario))


def _planned(scenario: Scenario) -> Scenario:
    """Where the weak model alone has the plan in its first prompt, and leaves the bugs that it leaves then."""
    inputs, work = scenario.lineup, scenario.workflow
    tokens = number(work.prompt_tokens) + number(inputs.plan_tokens)
    weak = replace(scenario.weak, bugs=number(inputs.planned_bugs))
    return replace(scenario, weak=weak, workflow=replace(work, prompt_tokens=tokens))


def _planning(scenario: Scenario) -> float:
    """Dollars for the plan: what a generation of so many tokens costs the strong model, in one call."""
    work = replace(scenario.workflow, generation_tokens=scenario.lineup.plan_tokens, generation_calls=1.0)
    return one_strategy(
        replace(scenario, strong=replace(scenario.strong, verbosity=1.0), workflow=work), "strong", "weak"
    ).start

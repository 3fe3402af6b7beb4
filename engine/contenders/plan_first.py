"""Plan first: the strong model reads the prompt and writes a plan, with which the weak one generates and fixes."""

from __future__ import annotations

import math
from dataclasses import replace

from engine.contenders.contender import Contender, Idea
from engine.contenders.plain import plain_strategies
from engine.prices.one_strategy import OneStrategy, number, one_strategy, product
from engine.prices.waiting import both_or_neither
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
    seconds = planning.timed.start if planning.timed is not None else math.nan
    return [
        replace(
            alone,
            idea=PLAN_FIRST,
            key=PLANNED.key,
            name=PLANNED.name,
            total_cost=alone.total_cost + planning.start,
            generation_cost=alone.generation_cost + planning.generation_cost,
            waiting_cost=alone.waiting_cost + product(planning.second_price, seconds),
            seconds=alone.seconds + seconds,
        )
    ]


def planned_strategy(scenario: Scenario) -> OneStrategy:
    """Plan first in plain numbers."""
    alone, planning = one_strategy(_planned(scenario), "weak", "weak"), _planning(scenario)
    timed = alone.timed
    if timed is not None and planning.timed is not None:
        timed = replace(timed, beforehand=planning.timed.start)
    return replace(alone, beforehand=planning.start, timed=timed)


def _planned(scenario: Scenario) -> Scenario:
    """Where the weak model alone has the plan in its first prompt, and leaves the bugs that it leaves then."""
    inputs, work, scenario = scenario.lineup, scenario.workflow, both_or_neither(scenario)
    tokens = number(work.prompt_tokens) + number(inputs.plan_tokens)
    weak = replace(scenario.weak, bugs=number(inputs.planned_bugs))
    return replace(scenario, weak=weak, workflow=replace(work, prompt_tokens=tokens))


def _planning(scenario: Scenario) -> OneStrategy:
    """The plan: a generation of so many tokens by the strong model, in one call, after which nothing is tested."""
    written = scenario.lineup.plan_tokens
    work = replace(scenario.workflow, generation_tokens=written, generation_calls=1.0, test_seconds=0.0)
    return one_strategy(replace(scenario, strong=replace(scenario.strong, verbosity=1.0), workflow=work), "strong", "weak")

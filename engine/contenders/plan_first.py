"""Plan first: the strong model reads the prompt and writes a plan, with which the weak one generates and fixes."""

from __future__ import annotations

from dataclasses import replace

from engine.contenders.contender import Contender, Idea
from engine.contenders.plain import plain
from engine.prices.one_strategy import number, one_strategy
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import WEAK_ONLY

PLAN_FIRST = Idea("plan-first", "plan first", row="lineup.planned_bugs")


def plan_first(scenario: Scenario) -> list[Contender]:
    """Plan first, if the scenario says how many bugs it leaves; with every assumption and the prices of long prompts.

    What the weak model costs is what it costs alone with the plan in its first prompt and other bugs. Planning is what a
    generation of so many tokens costs the strong model.
    """
    inputs = scenario.lineup
    if inputs.planned_bugs is None:
        return []
    weak, work = scenario.weak, scenario.workflow
    planned = replace(
        scenario,
        weak=replace(weak, bugs=inputs.planned_bugs),
        workflow=replace(work, prompt_tokens=number(work.prompt_tokens) + number(inputs.plan_tokens)),
    )
    planning = one_strategy(
        replace(
            scenario,
            strong=replace(scenario.strong, verbosity=1.0),
            workflow=replace(work, generation_tokens=inputs.plan_tokens),
        ),
        "strong",
        "weak",
    ).start
    (alone,) = plain(planned, (WEAK_ONLY,))
    return [
        replace(
            alone,
            idea=PLAN_FIRST,
            key=PLAN_FIRST.key,
            name=PLAN_FIRST.name,
            total_cost=alone.total_cost + planning,
            generation_cost=alone.generation_cost + planning,
        )
    ]

"""The advisor: weak attempts, some of which ask the strong model first (docs/model.md, More strategies).

Spread is left out, as nothing says how a bug's own rate moves the rate with advice.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.contenders.advice import Advice, dollars_per_bug, talk_about
from engine.contenders.all_bugs import AllBugs, EachBug
from engine.contenders.contender import Contender, Idea, computed_without, without
from engine.contenders.long_advice import long_advice
from engine.contenders.long_prompts import LONG_PROMPTS, all_long, left_out_note
from engine.numerics.infinity import left_of, settled
from engine.prices.one_strategy import OneStrategy, fixers_behind, number
from engine.scenarios.scenario import Scenario

ADVISOR = Idea("advisor", "advisor", row="lineup.advice_rate")


@np.errstate(all="ignore")
def advisor(scenario: Scenario, generator: str) -> Contender:
    """The advisor behind one generator."""
    shared = scenario.workflow.context == "shared"
    dropped = ("caching", "growth", "regression_rate", "spread") if shared else ("spread",)
    applied, left_out = without(scenario, *dropped)
    weak, strong = fixers_behind(applied, generator)
    if shared:
        weak, strong = all_long(weak), all_long(strong)
        left_out += [LONG_PROMPTS] if weak.long_prompts or strong.long_prompts else []
    advice = advice_of(applied, weak, strong)
    talk = talk_about(weak, advice)
    each, missing = dollars_per_bug(weak, strong, advice, talk, weak.attempts.prompt), np.zeros(2)
    if not shared and (weak.long_prompts or strong.long_prompts):
        more, missing = long_advice(weak, strong, advice)
        each = settled(left_of(each, more))
    # In the mean an attempt adds that much, and a token of the prompt is read by the strong model that often.
    added = weak.attempts.added + advice.chance * advice.tokens
    price = weak.attempts.new_price + advice.chance * strong.attempts.new_price
    advised = replace(weak, attempts=replace(weak.attempts, added=added, new_price=price))
    columns = (figure[:, None] for figure in (each, talk.unresolved, np.ones(2), talk.count, 1.0 - talk.unresolved))
    dollars, unresolved, *by_model = columns
    found = AllBugs((advised,), EachBug(dollars, unresolved, *([figure] for figure in by_model)))
    total, attempts = float(found.total_cost[0]), float(found.attempts[0])
    notes = [computed_without(left_out, shared=False), left_out_note(float(found.summed(missing[:, None])[0]), total)]
    return Contender(
        idea=ADVISOR,
        key=f"{ADVISOR.key}-{generator}",
        name=f"{ADVISOR.name}, {generator} generates",
        generator=generator,
        total_cost=total,
        generation_cost=weak.start,
        attempts=attempts,
        unresolved_bugs=float(found.unresolved[0]),
        finished=float(found.finished[0]),
        consultations=advice.chance * attempts if advice.chance else 0.0,
        note=" ".join(filter(None, notes)),
    )


def advice_of(scenario: Scenario, weak: OneStrategy, strong: OneStrategy) -> Advice:
    """The advisor's inputs; an advised rate that is left out is midway between the weak and the strong rate."""
    given = scenario.lineup.advised_easy_fix_rate, scenario.lineup.advised_hard_fix_rate
    midway = (weak.rates + strong.rates) / 2.0
    advised = np.array([number(rate, absent) for rate, absent in zip(given, midway.tolist(), strict=True)])
    return Advice(number(scenario.lineup.advice_rate), number(scenario.lineup.advice_tokens), weak.rates, advised)

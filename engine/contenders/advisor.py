"""The advisor: weak attempts, some of which ask the strong model first (docs/model.md, More strategies).

Spread is left out, as nothing says how a bug's own rate moves the rate with advice.
"""

from __future__ import annotations

import numpy as np

from engine.contenders.advice import Advice, dollars, talk_about
from engine.contenders.contender import Contender, chance_finished, computed_without, families, with_regressions, without
from engine.contenders.long_advice import long_advice
from engine.contenders.long_prompts import LONG_PROMPTS, all_long, left_out_note
from engine.numerics.infinity import left_of, times
from engine.prices.long_prompts import priced_by_length
from engine.prices.one_strategy import OneStrategy, fixers_behind, number
from engine.scenarios.scenario import Scenario


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
    notes = [computed_without(left_out, shared=False)]
    talk = talk_about(weak, advice)
    unresolved = talk.unresolved[:, None]
    introduced = weak.regression * (1.0 - unresolved)[:, None] * weak.mix[None, :, None]
    family = families(introduced, weak.regression, unresolved)
    bugs = with_regressions(weak.bugs, family)[:, 0]
    total = weak.start + dollars(weak, strong, advice, talk, bugs)
    if not shared and priced_by_length(applied):
        more, missing = long_advice(weak, strong, advice, bugs)
        total = float(left_of(np.asarray(total), np.asarray(more)))
        notes.append(left_out_note(missing, total))
    attempts = float(times(bugs, talk.count).sum())
    return Contender(
        key=f"advisor-{generator}",
        name=f"advisor, {generator} generates",
        generator=generator,
        total_cost=float(total),
        generation_cost=weak.start,
        attempts=attempts,
        unresolved_bugs=float(times(bugs, talk.unresolved).sum()),
        finished=float(chance_finished(weak.bugs, unresolved, family)[0]),
        consultations=advice.chance * attempts if advice.chance else 0.0,
        note=" ".join(filter(None, notes)),
    )


def advice_of(scenario: Scenario, weak: OneStrategy, strong: OneStrategy) -> Advice:
    """The advisor's inputs; an advised rate that is left out is midway between the weak and the strong rate."""
    given = scenario.lineup.advised_easy_fix_rate, scenario.lineup.advised_hard_fix_rate
    midway = (weak.rates + strong.rates) / 2.0
    advised = np.array([number(rate, absent) for rate, absent in zip(given, midway.tolist(), strict=True)])
    return Advice(number(scenario.lineup.advice_rate), number(scenario.lineup.advice_tokens), weak.rates, advised)

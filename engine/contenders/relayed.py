"""What strategies cost in which models take turns at a bug (docs/model.md, More strategies).

Each model's attempts follow their own survival curve: spread and fading start anew with the next model, whose rate is
taken to be the same for bugs that another one failed at. An attempt limit counts the attempts of both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.attempts.first_attempts import first_attempts
from engine.contenders.all_bugs import AllBugs, EachBug
from engine.contenders.cheapest_limit import cheapest_limit, limits_to_try
from engine.contenders.compacted_bugs import each_compacted
from engine.contenders.contender import Contender, computed_without, without
from engine.contenders.long_prompts import in_one_conversation, uncompacted
from engine.contenders.relay import Relay
from engine.numerics.arrays import Array
from engine.numerics.infinity import left_of, settled, times
from engine.prices.one_strategy import OneStrategy, fixers_behind, number, product
from engine.prices.phase import Phase
from engine.scenarios.scenario import Scenario


@np.errstate(all="ignore")
def relayed(relay: Relay, scenario: Scenario, generator: str) -> Contender:
    """A line of the line-up, with the scenario's limit or else the cheapest one."""
    runners = Runners.of(scenario, generator)
    weak, best, limit = runners.weak, None, math.inf
    limits = limits_to_try(weak) if relay.limited else np.array([limit])
    found = runners.all_bugs(relay, limits)
    if relay.limited:
        best = cheapest_limit(weak, limits, found.total_cost, lambda tried: runners.all_bugs(relay, tried).total_cost)
        limit = number(scenario.lineup.escalate_after, best)
        if limit not in limits:
            limits, found = np.array([limit]), runners.all_bugs(relay, np.array([limit]))
    at, seconds = int(np.flatnonzero(limits == limit)[0]), math.nan
    if (timed := runners.timed) is not None:
        seconds = float(timed.all_bugs(relay, np.array([limit])).total_cost[0])

    def figure(figures: Array) -> float:
        return float(np.broadcast_to(figures, limits.shape)[at])

    notes = [runners.note]
    if weak.shared and relay.limited and not scenario.lineup.escalation_inherits and limit < math.inf:
        notes.append("In one shared conversation the strong model always inherits it.")
    return Contender(
        idea=relay,
        key=f"{relay.key}-{generator}",
        name=f"{relay.name}, {generator} generates",
        generator=generator,
        total_cost=figure(found.total_cost),
        generation_cost=weak.generation_cost,
        waiting_cost=product(weak.second_price, seconds),
        attempts=figure(found.attempts),
        unresolved_bugs=figure(found.unresolved),
        finished=figure(found.finished),
        seconds=seconds,
        limit=limit if relay.limited else None,
        best_limit=best,
        escalated_bugs=figure(found.summed(found.each.begun[1])),
        note=" ".join(filter(None, notes)),
    )


@dataclass(frozen=True, eq=False)
class Runners:
    """The weak and the strong model, who take turns at the bugs that a generator leaves.

    Attributes:
        weak: The one.
        strong: The other.
        inherits: Whether the next model goes on in the conversation of the one before.
        accuracy: Chance that a bug is taken for what it is.
        note: What the formulas leave out, one sentence; usually empty.
    """

    weak: OneStrategy
    strong: OneStrategy
    inherits: bool
    accuracy: float
    note: str

    @classmethod
    def of(cls, scenario: Scenario, generator: str) -> Runners:
        """Those of a scenario behind one generator."""
        shared = scenario.workflow.context == "shared"
        applied, left_out = without(scenario, "caching", "growth", "regression_rate") if shared else (scenario, [])
        weak, strong = fixers_behind(applied, generator)
        if shared:
            (weak, strong), more = uncompacted(weak, strong)
            left_out += more
            (weak, strong), more = in_one_conversation(weak, strong)
            left_out += more
        inherits = shared or scenario.lineup.escalation_inherits
        accuracy = number(scenario.lineup.routing_accuracy)
        return cls(weak, strong, inherits, accuracy, computed_without(left_out, shared=shared))

    @property
    def timed(self) -> Runners | None:
        """The same in seconds; ``None`` where a speed is not known."""
        weak, strong = self.weak.timed, self.strong.timed
        return None if weak is None or strong is None else replace(self, weak=weak, strong=strong)

    def all_bugs(self, relay: Relay, limits: Array) -> AllBugs:
        """All bugs of a run for each limit k, ``(limits,)``: whole numbers from 0, and infinity."""
        none = np.zeros((2, 1))
        begun, attempts, fixed = ({"weak": none, "strong": none} for _ in range(3))
        dollars, unresolved = none, none
        if relay.classified:
            # A request of its own, whose answer is a word.
            first, long = self.weak.attempts, self.weak.long_prompts
            more = long.new_price if long is not None and first.prompt > long.threshold else 0.0
            dollars = none + product(first.prompt, first.new_price + more) + (first.waits.call if first.waits else 0.0)
        for route in relay.routes:
            still_open = np.array(route.shares(self.accuracy)).reshape(2, 1)
            made, before = np.zeros(1), None
            for turn in route.turns:
                model = self.weak if turn.fixer == "weak" else self.strong
                most = np.minimum(limits, model.limit - made) if turn.limited else model.limit - made
                left, law = first_attempts(model.rates, model.spread, model.fading, most)
                # A change of the model breaks the cache: all of the prompt is new to the next one.
                phase: Phase[Any] = model.attempts
                if before and self.inherits:
                    phase = phase.continuing(before.prompt_after(made), made)
                at_work = np.where(most > 0.0, still_open, 0.0)
                dollars = dollars + times(at_work, _dollars(model, phase, most, phase.expected(law)))
                begun[turn.fixer] = begun[turn.fixer] + at_work
                attempts[turn.fixer] = attempts[turn.fixer] + times(at_work, law.count)
                fixed[turn.fixer] = fixed[turn.fixer] + at_work * (1.0 - left)
                still_open = still_open * left
                made, before = made + np.where(np.isfinite(most), most, 0.0), model
            unresolved = unresolved + still_open
        every = (list(by_model.values()) for by_model in (begun, attempts, fixed))
        return AllBugs((self.weak, self.strong), EachBug(dollars, unresolved, *every))


def _dollars(model: OneStrategy, phase: Phase[float] | Phase[Array], most: Array, dollars: Array) -> Array:
    """What attempts cost, so many at the most, with what their long prompts and compactions cost more."""
    surcharge = np.zeros_like(dollars)
    if model.long_prompts is not None:
        more = model.long_prompts.surcharge(phase)
        _, long = first_attempts(model.rates, model.spread, model.fading, most, np.asarray(more.before))
        surcharge = more.expected(long)
        dollars = settled(left_of(dollars, surcharge))
    return dollars if model.compaction is None else each_compacted(model, phase, model.compaction, most, surcharge)

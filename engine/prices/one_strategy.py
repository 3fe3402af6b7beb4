"""One strategy in plain numbers: what it is up against, and what it pays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from engine.attempts.repairs import Repairs
from engine.numerics.arrays import Array
from engine.numerics.infinity import dot
from engine.prices.calls import Calls
from engine.prices.charges import Charges
from engine.prices.compaction import Compaction
from engine.prices.laid_out import laid_out
from engine.prices.long_prompts import LongPrompts
from engine.prices.phase import Phase
from engine.prices.places import lengths_after
from engine.prices.teeth import first_compacted
from engine.prices.waiting import Waiting, both_or_neither, waiting
from engine.prices.waits import Waits
from engine.scenarios.parameters import Setting
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import Strategy

_SNAP = 1e-12
"""Products of tokens and a verbosity this near to a whole number are meant to be it."""

_COUNTED = 2.0**53
"""Attempts beyond this are not told apart, and not reached."""


@dataclass(frozen=True, eq=False)
class OneStrategy:
    """What one strategy depends on. Arrays are ``(2,)``: easy, hard.

    Attributes:
        generation: The generation, the only attempt of a conversation of its own, where no prompts are long.
        attempts: The attempts of a conversation, likewise.
        handoff_cost: Dollars per bug given up on.
        bugs: Expected number of bugs.
        mix: Shares among the bugs that fixes introduce.
        rates: Fix rates of the first attempt at a bug.
        regression: Chance that a fix introduces a bug.
        spread: Intra-class correlation of the attempts at one bug.
        fading: Factor on the fix rate with every further attempt at a bug.
        limit: Attempts after which a bug is given up on; infinite for none.
        shared: Whether all bugs share one conversation.
        long_generation: What requests of the generation with long prompts cost more; ``None`` if prices have no lengths.
        long_prompts: The same of the attempts.
        generation_compaction: When a generation's conversation is compacted; ``None`` if it never is.
        compaction: The same of conversations about bugs.
        beforehand: Dollars for what comes before the generation.
        second_price: Dollars that a second of waiting costs; they are part of all the others.
        timed: The same in seconds; ``None`` where a speed is not known.
    """

    generation: Phase[float]
    attempts: Phase[float]
    handoff_cost: float
    bugs: Array
    mix: Array
    rates: Array
    regression: float
    spread: float
    fading: float
    limit: float
    shared: bool
    long_generation: LongPrompts[float] | None = None
    long_prompts: LongPrompts[float] | None = None
    generation_compaction: Compaction[float] | None = None
    compaction: Compaction[float] | None = None
    beforehand: float = 0.0
    second_price: float = 0.0
    timed: OneStrategy | None = None

    @property
    def active(self) -> list[int]:
        """The classes that bugs can belong to."""
        spawns = self.regression > 0.0 and self.bugs.sum() > 0.0
        return [c for c in (0, 1) if self.bugs[c] > 0.0 or (spawns and self.mix[c] > 0.0)]

    @cached_property
    def start(self) -> float:
        """Dollars of a run without bugs."""
        generation = self.generation
        start = self.beforehand + float(generation.first)
        more = None if self.generation_compaction is None else first_compacted(generation, self.generation_compaction)
        if more is not None:
            start += float(dot(generation.prices, more.tokens))
            start += 0.0 if generation.waits is None else generation.waits.call * float(more.compactions)
        if self.long_generation is not None:
            start += float(self.long_generation.of_generation(generation, more))
        return math.inf if math.isnan(start) else start

    @property
    def generation_cost(self) -> float:
        """Dollars of these that are not for waiting."""
        waited = product(self.second_price, self.timed.start) if self.timed is not None else 0.0
        return self.start - waited if waited < math.inf else self.start

    @cached_property
    def surcharge(self) -> Phase[float] | None:
        """What attempts with long prompts cost more; ``None`` if there are none or they cost the same."""
        if self.long_prompts is None:
            return None
        phase = self.long_prompts.surcharge(self.attempts)
        same = phase.reread_price == phase.new_price == phase.output_price == 0.0
        if same or phase.before > _COUNTED:
            return None
        return replace(phase, before=float(phase.before), spared=None if phase.spared is None else float(phase.spared))

    @cached_property
    def phases(self) -> tuple[Phase[float], ...]:
        """The attempts of a conversation by what they pay, each phase up to where the next one begins."""
        if self.surcharge is None:
            return (self.attempts,)
        usual, more = self.attempts, self.surcharge
        long = replace(usual.dearer(more), before=more.before, spared=more.spared)
        return (usual, long) if long.before else (long,)

    @property
    def amounts(self) -> list[float]:
        """The dollars that all costs of a run are made of."""
        handoff = self.handoff_cost if self.limit < math.inf else 0.0
        return [self.start, handoff, *(term for phase in self.phases for term in phase.terms)]

    def scaled(self, factor: float) -> OneStrategy:
        """The same with everything that is paid multiplied."""
        return replace(
            self,
            generation=self.generation.scaled(factor),
            attempts=self.attempts.scaled(factor),
            handoff_cost=factor * self.handoff_cost,
            long_generation=self.long_generation.scaled(factor) if self.long_generation else None,
            long_prompts=self.long_prompts.scaled(factor) if self.long_prompts else None,
            beforehand=factor * self.beforehand,
            second_price=factor * self.second_price,
        )

    def waited_for(self, timed: OneStrategy, price: float) -> OneStrategy:
        """The same where every second costs something, too.

        Args:
            timed: The same in seconds.
            price: Dollars per second.
        """
        if not price:
            return replace(self, timed=timed)
        waited = timed.scaled(price)
        generation, attempts = (
            replace(mine.dearer(more), waits=more.waits)
            for mine, more in ((self.generation, waited.generation), (self.attempts, waited.attempts))
        )
        return replace(self, generation=generation, attempts=attempts, second_price=price, timed=timed)

    def prompt_after(self, attempts: Array) -> Array:
        """Tokens of a conversation after so many attempts, each of the mean number of calls."""
        if self.compaction is None:
            return self.attempts.prompts.after(attempts)
        return lengths_after(self.attempts, self.compaction, attempts)

    def conversation(self, attempts: Array) -> Array:
        """Dollars that a conversation of so many attempts costs; nothing for none."""
        *earlier, last = self.phases
        dollars = last.dollars(attempts)
        for phase, following in zip(earlier, self.phases[1:], strict=True):
            dollars = dollars + phase.dollars(np.minimum(attempts, following.before))
        return dollars

    def dollars(self, attempts: float) -> float:
        """The same of one conversation."""
        return float(self.conversation(np.array([attempts], dtype=np.float64))[0]) if attempts else 0.0


def one_strategy(scenario: Scenario, generator: str, fixer: str) -> OneStrategy:
    """The numbers of a generator and a fixer, each ``strong`` or ``weak``; the scenario's must not be arrays."""
    return each_strategy(scenario, (Strategy(f"{generator}-{fixer}", "", generator, fixer),))[0]


def each_strategy(scenario: Scenario, strategies: Sequence[Strategy]) -> list[OneStrategy]:
    """The numbers of some strategies."""
    numbers = laid_out(scenario, strategies)
    timed = waiting(numbers.inputs, numbers.paid)
    return [_plain(numbers.work, numbers.paid, timed, i) for i in range(len(strategies))]


def _plain(work: Repairs, paid: Charges, timed: Waiting | None, i: int) -> OneStrategy:
    def number(figures: Array) -> float:
        return float(figures.flat[min(i, figures.size - 1)])

    def by_class(figures: Array) -> Array:
        return figures[:, min(i, figures.shape[1] - 1)]

    def phase(paid: Phase[Array]) -> Phase[float]:
        calls = paid.calls
        return Phase(
            before=0.0,
            prompt=snapped(number(paid.prompt)),
            written=snapped(number(paid.written)),
            added=snapped(number(paid.added)),
            growth=number(paid.growth),
            reread_price=number(paid.reread_price),
            new_price=number(paid.new_price),
            output_price=number(paid.output_price),
            calls=None if calls is None else Calls(*(number(x) for x in vars(calls).values())),
            waits=None if paid.waits is None else Waits(*(number(x) for x in vars(paid.waits).values())),
        )

    def long(paid: LongPrompts[Array] | None) -> LongPrompts[float] | None:
        return None if paid is None else LongPrompts(*(number(x) for x in vars(paid).values()))

    def compaction(paid: Compaction[Array] | None) -> Compaction[float] | None:
        """When and to what; ``None`` where the model's window is unknown."""
        found = None if paid is None else Compaction(*(number(x) for x in vars(paid).values()))
        return found if found is not None and found.threshold < math.inf else None

    plain = OneStrategy(
        generation=phase(paid.generation),
        attempts=phase(paid.attempts),
        handoff_cost=number(paid.handoff),
        bugs=by_class(work.bugs),
        mix=by_class(work.mix),
        rates=by_class(work.rates),
        regression=number(work.regression),
        spread=number(work.spread),
        fading=number(work.fading),
        limit=number(work.limit),
        shared=work.shared,
        long_generation=long(paid.long_generation),
        long_prompts=long(paid.long_prompts),
        generation_compaction=compaction(paid.generation_compaction),
        compaction=compaction(paid.compaction),
    )
    if timed is None or not timed.known.flat[i]:
        return plain
    in_seconds = replace(
        plain,
        generation=phase(timed.generation),
        attempts=phase(timed.attempts),
        handoff_cost=0.0,
        long_generation=None,
        long_prompts=None,
    )
    return plain.waited_for(in_seconds, number(timed.price))


def fixers_behind(scenario: Scenario, generator: str) -> tuple[OneStrategy, OneStrategy]:
    """The weak and the strong model as fixers of what one generator leaves; both are at work."""
    scenario = both_or_neither(scenario)
    weak, strong = each_strategy(scenario, [Strategy("", "", generator, fixer) for fixer in ("weak", "strong")])
    return weak, strong


def number(setting: Setting, absent: float = math.nan) -> float:
    """A setting as a plain number, with what stands for one that is left out."""
    return absent if setting is None else float(setting)


def product(x: float, y: float) -> float:
    """The product in which nothing times infinity is nothing."""
    return x * y if x and y else 0.0


def snapped(tokens: float) -> float:
    """A product of tokens freed from its rounding error, so that equal costs are recognised."""
    if math.isinf(tokens):
        return tokens
    whole = round(tokens)
    return float(whole) if abs(tokens - whole) <= _SNAP * abs(tokens) else tokens

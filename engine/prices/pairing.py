"""One generator and one fixer in plain numbers: what a single strategy of a single scenario depends on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from engine.numerics.arrays import Array
from engine.prices.long_prompts import dear_generation, priced_by_length, surcharge
from engine.prices.stretch import Stretch
from engine.scenarios.inputs import MILLION, Inputs, in_force
from engine.scenarios.parameters import Setting
from engine.scenarios.scenario import Model, Scenario
from engine.scenarios.strategies import Strategy

_SNAP = 1e-12
"""Products of tokens and a verbosity this near to a whole number are meant to be it."""

_COUNTED = 2.0**53
"""Attempts beyond this are not told apart, and not reached."""


@dataclass(frozen=True, eq=False)
class Pairing:
    """What a strategy depends on. Arrays are ``(2,)``: easy, hard. Prices are dollars per token, where prompts are not long.

    Attributes:
        generation_cost: Dollars for the first generation.
        prompt: Tokens L₁ of the first prompt of a conversation.
        written: Tokens G' that the first attempt of a conversation writes.
        added: Tokens Δ that it adds to the conversation.
        reread_price: Of a token sent again, averaged over cache hits and misses.
        new_price: Of a token sent for the first time.
        output_price: Of a token written.
        bugs: Expected number of bugs.
        mix: Shares among the bugs that fixes introduce.
        rates: Fix rates of the first attempt at a bug.
        regression: Chance that a fix introduces a bug.
        growth: Share by which each further attempt of a conversation is longer.
        spread: Intra-class correlation of the attempts at one bug.
        fading: Factor on the fix rate with every further attempt at a bug.
        limit: Attempts after which a bug is given up on; infinite for none.
        handoff_cost: Dollars per bug given up on.
        shared: Whether all bugs share one conversation.
        dear_generation: Dollars that the generation costs more if its prompt is long.
        dear: The attempts of a conversation whose prompts are long and have other prices, if there are any.
    """

    generation_cost: float
    prompt: float
    written: float
    added: float
    reread_price: float
    new_price: float
    output_price: float
    bugs: Array
    mix: Array
    rates: Array
    regression: float
    growth: float
    spread: float
    fading: float
    limit: float
    handoff_cost: float
    shared: bool
    dear_generation: float = 0.0
    dear: Stretch[float] | None = None

    @property
    def active(self) -> list[int]:
        """The classes that bugs can belong to."""
        spawns = self.regression > 0.0 and self.bugs.sum() > 0.0
        return [c for c in (0, 1) if self.bugs[c] > 0.0 or (spawns and self.mix[c] > 0.0)]

    @property
    def start(self) -> float:
        """Dollars of a run without bugs."""
        start = self.generation_cost + self.dear_generation
        return math.inf if math.isnan(start) else start

    @cached_property
    def stretches(self) -> tuple[Stretch[float], ...]:
        """The attempts of a conversation by what they pay, each stretch up to where the next one begins."""
        prices = (self.reread_price, self.new_price, self.output_price)
        usual = Stretch(0, self.prompt, self.written, self.added, self.growth, *prices)
        if self.dear is None:
            return (usual,)
        return (usual, self.dear) if self.dear.before else (self.dear,)

    @property
    def amounts(self) -> list[float]:
        """The dollars that all costs of a run are made of."""
        handoff = self.handoff_cost if self.limit < math.inf else 0.0
        return [self.start, handoff, *(term for stretch in self.stretches for term in stretch.terms)]

    def scaled(self, factor: float) -> Pairing:
        """The same with everything that is paid multiplied."""
        return replace(
            self,
            generation_cost=factor * self.generation_cost,
            reread_price=factor * self.reread_price,
            new_price=factor * self.new_price,
            output_price=factor * self.output_price,
            handoff_cost=factor * self.handoff_cost,
            dear_generation=factor * self.dear_generation,
            dear=self.dear.scaled(factor) if self.dear else None,
        )

    def conversation(self, attempts: Array) -> Array:
        """Dollars that a conversation of so many attempts costs; nothing for none."""
        *earlier, last = self.stretches
        dollars = last.dollars(attempts)
        for stretch, following in zip(earlier, self.stretches[1:], strict=True):
            dollars = dollars + stretch.dollars(np.minimum(attempts, following.before))
        return dollars

    def dollars(self, attempts: int) -> float:
        """The same of one conversation."""
        return float(self.conversation(np.array([float(attempts)]))[0]) if attempts else 0.0


def pairing(scenario: Scenario, generator: str, fixer: str) -> Pairing:
    """The numbers of a generator and a fixer, each ``strong`` or ``weak``; the scenario's must not be arrays."""
    scenario = in_force(scenario)
    writes, fixes = model_of(scenario, generator), model_of(scenario, fixer)
    work, assumed = scenario.workflow, scenario.assumptions
    first = snapped(number(writes.verbosity) * number(work.generation_tokens))
    written = snapped(number(fixes.verbosity) * number(work.fix_tokens))
    prompt = number(work.prompt_tokens)
    read = write = number(fixes.input_price)
    if assumed.caching:
        cached = number(fixes.cache_read_price, read)
        write = number(fixes.cache_write_price, write)
        hits = number(assumed.cache_hit_rate)
        read = hits * cached + (1.0 - hits) * write
    bugs, hard, own = number(writes.bugs), number(writes.hard_fraction), number(fixes.hard_fraction)
    plain = Pairing(
        generation_cost=(number(writes.input_price) * prompt + product(number(writes.output_price), first)) / MILLION,
        prompt=prompt + first,
        written=written,
        added=written + number(work.trace_tokens),
        reread_price=read / MILLION,
        new_price=write / MILLION,
        output_price=number(fixes.output_price) / MILLION,
        bugs=np.array([bugs * (1.0 - hard), bugs * hard]),
        mix=np.array([1.0 - own, own]),
        rates=np.array([number(fixes.easy_fix_rate), number(fixes.hard_fix_rate)]),
        regression=number(assumed.regression_rate),
        growth=number(assumed.growth),
        spread=number(assumed.spread),
        fading=number(assumed.fading),
        limit=number(assumed.attempt_limit, math.inf),
        handoff_cost=number(assumed.handoff_cost),
        shared=work.context == "shared",
    )
    return _with_long_prompts(plain, scenario, generator, fixer) if priced_by_length(scenario) else plain


def _with_long_prompts(plain: Pairing, scenario: Scenario, generator: str, fixer: str) -> Pairing:
    """The same with the other prices of long prompts."""
    inputs = Inputs(scenario, (Strategy(f"{generator}-{fixer}", "", generator, fixer),))
    plain = replace(plain, dear_generation=dear_generation(inputs).item())
    extra = surcharge(inputs)
    before, *more = (figure.item() for figure in (extra.before, extra.reread, extra.new, extra.output))
    if before > _COUNTED or not any(more):
        return plain
    reread, new, output = (price / MILLION for price in more)
    dear = replace(
        plain.stretches[0],
        before=int(before),
        reread_price=plain.reread_price + reread,
        new_price=plain.new_price + new,
        output_price=plain.output_price + output,
    )
    return replace(plain, dear=dear)


def fixers_behind(scenario: Scenario, generator: str) -> tuple[Pairing, Pairing]:
    """The weak and the strong model as fixers of what one generator leaves."""
    return pairing(scenario, generator, "weak"), pairing(scenario, generator, "strong")


def model_of(scenario: Scenario, name: str) -> Model:
    """The model called ``strong`` or ``weak``."""
    return scenario.strong if name == "strong" else scenario.weak


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

"""Long prompts where models change roles: what each model's long requests cost more.

Where all requests of a conversation are long, it is a conversation at other prices, and the base formulas hold. Where
only the later ones of a conversation about all bugs are, that is left out and said.
"""

from __future__ import annotations

import math
from dataclasses import replace

from engine.prices.one_strategy import OneStrategy
from engine.scenarios.notation import money

_TRIFLE = 1e-9
"""Share of the cost that need not be said."""

LONG_PROMPTS = "the other prices of long prompts"
"""What is left out where only some prompts of a conversation about all bugs are long."""


def all_long(fixer: OneStrategy) -> OneStrategy:
    """The same at the prices of long prompts if every prompt is long, or if none is without them; else as it is."""
    if fixer.surcharge is None:
        return replace(fixer, long_prompts=None)
    return fixer if fixer.surcharge.before else replace(fixer, attempts=fixer.phases[0], long_prompts=None)


def surcharges(fixer: OneStrategy) -> OneStrategy:
    """The model with what its long prompts cost more for its prices, and nothing else to pay."""
    long = fixer.long_prompts
    prices = (0.0, 0.0, 0.0)
    if long is not None and long.threshold < math.inf:
        prices = long.reread_price, long.new_price, long.output_price
    return _paying(replace(fixer, generation_cost=0.0, long_generation=0.0, handoff_cost=0.0, long_prompts=None), prices)


def threshold(fixer: OneStrategy) -> float:
    """Tokens above which a prompt is long; infinite if none is."""
    return math.inf if fixer.long_prompts is None else fixer.long_prompts.threshold


def either_way(only: OneStrategy) -> OneStrategy:
    """The same where every surcharge, and what long prompts may cost less, counts as a difference."""
    phase = only.attempts
    return _paying(only, (abs(phase.reread_price), abs(phase.new_price), abs(phase.output_price)))


def _paying(fixer: OneStrategy, prices: tuple[float, float, float]) -> OneStrategy:
    reread, new, output = prices
    phase = replace(fixer.attempts, reread_price=reread, new_price=new, output_price=output)
    return replace(fixer, attempts=phase)


def left_out_note(dollars: float, total: float) -> str:
    """Says what is left out where conversations are too long to be followed, if it matters."""
    if dollars <= _TRIFLE * total:
        return ""
    return f"Other prices of very long prompts are left out; they would change the cost by at most ${money(dollars)}."

"""The chance that a task ends finished: that no bug of it is given up on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.inputs import Inputs, by_class
from engine.parameters import Array
from engine.scenario import Scenario
from engine.strategies import STRATEGIES, Strategy
from engine.survival import retries


def finished(scenario: Scenario, strategies: Sequence[Strategy] = STRATEGIES) -> Array:
    """The chance that each strategy gives up on no bug, regression bugs included: ``(strategies, *shape)``.

    Bugs end independently, in either context; fractional counts are exponents, as in best-of-n. Without an attempt
    limit every bug is fixed in the end (or work on it never ends). The scenario's numbers may be arrays. The cost per
    finished task is the total cost over this chance: what is spent until one task ends with nothing given up on.
    """
    inputs = Inputs(scenario, strategies)
    assumed = scenario.assumptions
    limit = inputs.common(assumed.attempt_limit)
    bugs, hard, own = inputs.generator("bugs"), inputs.generator("hard_fraction"), inputs.fixer("hard_fraction")
    rates = by_class(inputs.fixer("easy_fix_rate"), inputs.fixer("hard_fix_rate"))
    limit = np.where(np.isnan(limit), np.inf, limit)
    left = by_class(bugs * (1.0 - hard), bugs * hard)
    mix = by_class(1.0 - own, own)
    with np.errstate(invalid="ignore", over="ignore"):
        unresolved = retries(rates, inputs.common(assumed.spread), inputs.common(assumed.fading), limit).unresolved
    regression = inputs.common(assumed.regression_rate)
    # The chance e that a bug or one that descends from it is given up on: e = u + r·(1 − u)·Σ w·e.
    room = 1.0 - regression * (mix * (1.0 - unresolved)).sum(axis=0)
    introduced = (mix * unresolved).sum(axis=0) / room
    ends_badly = unresolved + regression * (1.0 - unresolved) * introduced
    return np.asarray(np.prod((1.0 - ends_badly) ** left, axis=0))

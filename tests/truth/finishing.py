"""The chance that a task ends with no bug given up on: exactly, and by playing tasks bug by bug."""

from __future__ import annotations

from decimal import Decimal, localcontext
from random import Random

from . import survival
from .fraction import Fraction
from .reading import Setup, Values, setup

DIGITS = 60


def chance(values: Values, generator: str, fixer: str) -> float:
    """The chance that one strategy gives up on nothing; a fraction of a bug is there with that chance.

    Args:
        values: The scenario, published or with any assumptions.
        generator: `"strong"` or `"weak"`: who writes the code.
        fixer: `"strong"` or `"weak"`: who fixes it.
    """
    case = setup(values, generator, fixer)
    fixed = [1 - given_up(case, c) for c in (0, 1)]
    # A bug ends well if it is fixed and that introduces nothing, or a bug that ends well in its turn.
    of_new = sum((case.mix[c] * fixed[c] for c in (0, 1)), Fraction(0))
    new_ends_well = of_new * (1 - case.regression_rate) / (1 - case.regression_rate * of_new)
    with localcontext(prec=DIGITS):
        together = Decimal(1)
        for c, count in enumerate(case.counts):
            ends_well = fixed[c] * (1 - case.regression_rate + case.regression_rate * new_ends_well)
            whole, part = divmod(count, 1)
            together *= decimal(ends_well) ** int(whole) * decimal(1 - part + part * ends_well)
        return float(together)


def decimal(number: Fraction) -> Decimal:
    """A fraction in decimals."""
    return Decimal(int(number.numerator)) / Decimal(int(number.denominator))


def given_up(case: Setup, c: int) -> Fraction:
    """The share of a class's bugs that is given up on; a class without bugs needs no rate."""
    rate = case.rates[c]
    if case.limit is None or rate is None:
        return Fraction(0)
    return survival.outcomes(rate, case.spread, case.fading, case.limit)[1]


def play(values: Values, generator: str, fixer: str, runs: int, seed: int) -> int:
    """How many of some tasks end with no bug given up on; bug counts must be whole."""
    case = setup(values, generator, fixer)
    random = Random(seed)
    return sum(finishes(case, random) for _ in range(runs))


def finishes(case: Setup, random: Random) -> bool:
    """Play one task."""
    if any(count.denominator != 1 for count in case.counts):
        raise ValueError("a task has no fraction of a bug")
    waiting = [0] * int(case.counts[0]) + [1] * int(case.counts[1])
    while waiting:
        if not is_fixed(case, waiting.pop(), random):
            return False
        if random.random() < case.regression_rate:
            waiting.append(int(random.random() < case.mix[1]))
    return True


def is_fixed(case: Setup, c: int, random: Random) -> bool:
    """Try to fix one bug, again and again, up to the limit."""
    mean = case.rates[c]
    if mean is None or case.limit is None:
        return True
    rate = float(mean)
    if case.spread and mean < 1:
        a, b = survival.beta_shapes(mean, case.spread)
        rate = random.betavariate(float(a), float(b))
    return any(random.random() < rate * float(case.fading) ** attempt for attempt in range(case.limit))

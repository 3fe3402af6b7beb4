"""The figures of an answer as texts: dollars, counts, chances. What parameters are, ``engine.scenarios.notation`` writes."""

from __future__ import annotations

import math
from collections.abc import Callable

from engine.numerics.arrays import Array
from engine.scenarios.notation import duration, money, plain

_MOST_DECIMALS = 6
_LARGE = 1e7


def dollars(amount: float) -> str:
    """An amount by itself: ``$0.60``, ``∞``, ``?`` for what was not worked out."""
    if math.isnan(amount):
        return "?"
    return "∞" if math.isinf(amount) else f"${money(amount)}"


def in_column(costs: Array, *, narrow: bool = False) -> Callable[[float], str]:
    """How to write dollars in a table about these costs: with the same decimals throughout.

    There are at least two of them, and as many as the smallest cost needs for three digits.

    Args:
        costs: The costs that decide.
        narrow: Whether thousands go without decimals.
    """
    sizes = [cost for cost in costs.ravel().tolist() if 0.0 < cost < math.inf]
    decimals = min(max(2 - math.floor(math.log10(min(sizes))), 2), _MOST_DECIMALS) if sizes else 2

    def written(cost: float) -> str:
        if math.isinf(cost) or abs(cost) >= (1000.0 if narrow else _LARGE):
            return money(cost)
        return f"{cost:,.{decimals}f}".replace(",", " ")

    return written


def count(number: float) -> str:
    """A number of attempts or bugs: ``8.333``, ``12.0``, ``1234``, ``∞``, ``—`` where there is none."""
    if math.isnan(number):
        return "—"
    return "∞" if math.isinf(number) else plain(number, 1 if number < 1000.0 else 0)


def time(seconds: float) -> str:
    """How long something takes, as people say it; nothing where that is not known."""
    return "" if math.isnan(seconds) else duration(seconds)


def short_count(number: float) -> str:
    """A count in five characters, and never a zero that is none."""
    if 0.0 < number < 0.001 or 1e5 <= number < math.inf:
        return f"{number:.0e}"
    return count(round(number, 3) if number < 1.0 else float(f"{number:.3g}") if number < 1000.0 else number)


def rough_count(number: float) -> str:
    """A count within a sentence, with two digits where it is small."""
    if math.isinf(number):
        return "∞"
    return "0" if number == 0 else "<0.001" if number < 0.001 else f"{number:.2g}" if number < 10 else plain(number)


def attempt_limit(attempts: float | None) -> str:
    """An attempt limit: ``3``, ``∞`` for none, ``—`` where there is no such thing."""
    return "—" if attempts is None else "∞" if math.isinf(attempts) else f"{attempts:.0f}"


def chance(probability: float) -> str:
    """A probability among others, never rounded to certainty; ``?`` where it is not known."""
    if math.isnan(probability):
        return "?"
    if probability <= 0.0 or probability >= 1.0:
        return "0 %" if probability <= 0.0 else "100 %"
    percent = 100.0 * probability
    if percent < 0.1:
        return "<0.1 %"
    if percent > 99.9:
        return ">99.9 %"
    return f"{percent:.0f} %" if 9.5 <= percent <= 99.0 else f"{percent:.1f} %"

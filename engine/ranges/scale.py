"""The scale on which a number with a range is normal (docs/model.md, How sure): between the ends of what it may be.

That is the logarithm of its distance from the lower end, less that of its distance from the upper one if there is one: the
logarithm for prices, tokens and counts, the log-odds for shares and rates.
"""

from __future__ import annotations

import math

import numpy as np

from engine.numerics.arrays import Array
from engine.scenarios.parameters import Domain

_TAIL = 1.6448536269514722
"""The 95 % quantile of a normal distribution: a range ends at 5 and at 95 %."""


def spread_out(domain: Domain, low: float, value: float, high: float, scores: Array) -> Array:
    """The values of a number at normal scores: its median is its value, and 5 % lie beyond either end of its range.

    Args:
        domain: What it may be.
        low: The lower end of its range.
        value: Its value, inside.
        high: The upper end.
        scores: The scores; inside the domain is every value that comes of them.
    """
    start, middle, end = (_on_scale(domain, x) for x in (low, value, high))
    on_scale = middle + scores * np.where(scores < 0.0, (middle - start) / _TAIL, (end - middle) / _TAIL)
    with np.errstate(over="ignore"):
        if math.isinf(domain.high):
            values = domain.low + np.exp(on_scale)
        else:
            values = domain.low + (domain.high - domain.low) / (1.0 + np.exp(-on_scale))
    # Rounding may lead to an end, or to infinity.
    least, most = np.nextafter(domain.low, math.inf), np.nextafter(domain.high, -math.inf)
    return np.clip(values, least, most)


def _on_scale(domain: Domain, value: float) -> float:
    below = math.log(value - domain.low)
    return below if math.isinf(domain.high) else below - math.log(domain.high - value)

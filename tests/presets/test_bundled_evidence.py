"""The ranges of bundled scenarios: those that come from counts are computed again, and made-up examples have none."""

from __future__ import annotations

import math
import re

import pytest

from engine.scenarios.registry import value
from presets.scenarios.library import entries, open_scenario

Z = 1.6448536269514722
"""Standard deviations to either end of a range that holds with a chance of 90 %."""
COUNT = re.compile(r"(-ln of |(\d+) times )?(\d+) of (\d+) ")
"""How a source begins that is a count, and what is made of its share: a number of units, or -ln of those that pass."""
MADE_UP = {"textbook", "older-model"}


def wilson(count: int, of: int) -> tuple[float, float]:
    """The 90 % interval of a share (Wilson)."""
    share, weight = count / of, Z * Z / of
    half = Z * math.sqrt(share * (1.0 - share) / of + weight / (4.0 * of))
    return (share + weight / 2.0 - half) / (1.0 + weight), (share + weight / 2.0 + half) / (1.0 + weight)


@pytest.mark.parametrize("name", [entry.name for entry in entries()])
def test_ranges_from_counts_are_those_of_the_counts(name: str) -> None:
    scenario = open_scenario(name).scenario
    assert bool(scenario.evidence) != (name in MADE_UP)
    counts = 0
    for key, known in scenario.evidence.items():
        assert known.ends, f"{name}: {key} has a source without a range"
        assert known.source, f"{name}: {key} has a range without a source"
        if not (match := COUNT.match(known.source)):
            assert known.source.startswith(("measured: ", "derived: ", "assumed"))
            continue
        counts += 1
        low, high = wilson(int(match[3]), int(match[4]))
        share, units = int(match[3]) / int(match[4]), float(match[2] or 1.0)
        if (match[1] or "").startswith("-ln"):
            low, share, high = -math.log(high), -math.log(share), -math.log(low)
        assert known.ends == pytest.approx((units * low, units * high), abs=6e-4)
        assert value(scenario, key) == pytest.approx(units * share, abs=0.012 * units)
    assert counts >= 2 or name in MADE_UP | {"refactor", "own-terminal"}

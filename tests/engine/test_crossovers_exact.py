"""Crossovers of the published model against exact polynomials and exact roots."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from engine.crossings.crossovers import crossovers
from engine.crossings.profile import Crossings
from engine.numerics.arrays import SAME
from engine.scenarios.parameters import Dependence
from engine.scenarios.registry import assign, numbers
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import TIE, A, B
from tests.engine.scenarios import TEXTBOOK, plain, published
from tests.searching import examples
from tests.truth import crossing, exact
from tests.truth.fraction import Fraction

KEYS = [
    p.key for p in numbers() if p.kind.dependence in (Dependence.LINEAR, Dependence.BUGS, Dependence.MIX, Dependence.FIX_RATE)
]
SIGNS = {A.key: 1, B.key: -1, TIE: 0}


def relative_difference(values: dict[str, object], key: str, at: float) -> float:
    """The exact difference of the costs at a value, relative to the larger cost."""
    changed = crossing.with_value(values, key, Fraction(at))
    a = Fraction(exact.strategy(changed, "strong", "weak")["total_cost"])
    b = Fraction(exact.strategy(changed, "weak", "strong")["total_cost"])
    return float((b - a) / max(abs(a), abs(b))) if a or b else 0.0


def assert_crossings(values: dict[str, object], key: str, ours: Crossings) -> None:
    """Ours are where the exact difference changes its sign, and no exact change is missing."""
    truth = exact.crossovers(values, key)
    for point in ours.points:
        below, above = (relative_difference(values, key, point.value * (1 + side * 1e-9)) for side in (-1, 1))
        assert SIGNS[point.below] * below > -SAME, (key, point, below)
        assert SIGNS[point.above] * above > -SAME, (key, point, above)
        assert point.below != point.above
    found = [point.value for point in ours.points]
    for value in truth.values:
        near = any(abs(one - value) <= 1e-6 * value for one in (*found, *ours.touches, *ours.edges))
        # A change between values at which the costs differ by less than a tie is none that anybody can see.
        tied = all(abs(relative_difference(values, key, value * (1 + side * 1e-6))) < 10 * SAME for side in (-1, 1))
        assert near or tied or value < 1e-12, (key, value, ours)
    if truth.identical:
        assert not ours.points
        assert ours.throughout == TIE


@pytest.mark.slow
@given(published())
@settings(max_examples=examples(12), deadline=None)
def test_every_crossing_of_the_published_model_is_exact(scenario: Scenario) -> None:
    values = plain(scenario)
    for key, ours in crossovers(scenario, KEYS).items():
        assert_crossings(values, key, ours)


@pytest.mark.slow
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_crossings_of_the_textbook_are_exact(key: str, context: str) -> None:
    scenario = assign(TEXTBOOK, {"workflow.context": context})
    assert_crossings(plain(scenario), key, crossovers(scenario, [key])[key])

"""Crossovers with assumptions: put back into the costs, compared with a random grid, and with exact arithmetic."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.crossings.crossovers import crossovers
from engine.crossings.lines import lines_along
from engine.crossings.profile import Crossings
from engine.numerics.arrays import Array
from engine.scenarios.parameters import Dependence
from engine.scenarios.registry import assign, find, numbers
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import TIE, A, B
from tests.engine.figures import EVERYTHING, differences
from tests.engine.scenarios import TEXTBOOK, assumed, changed, plain
from tests.engine.test_crossovers_exact import assert_crossings
from tests.searching import examples

UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""To shrink an example takes minutes here."""
SIGNS = {A.key: 1.0, B.key: -1.0, TIE: 0.0}
KEYS = [p.key for p in numbers() if p.kind.dependence not in (Dependence.NONE, Dependence.STEPPED)]
SEARCHED = [p.key for p in numbers() if p.kind.dependence in (Dependence.SEARCHED, Dependence.FIX_RATE, Dependence.MIX)]
CLEAR = 1e-9
"""Relative difference of the costs beyond which rounding cannot have decided their sign."""
LEAST, MOST = 1e-30, 1e9
"""Dollars between which crossovers are checked, with fix rates from 1e-9: beyond, cubic polynomials lose their last digits."""


def put_back(scenario: Scenario, key: str, ours: Crossings) -> None:
    """At every crossover the costs are the same, and the cheaper strategy changes as it says."""
    for point in ours.points:
        assert SIGNS[point.below] * SIGNS[point.above] < 0.0, point
        x = point.value * (1.0 + 1e-9 * np.array([-1.0, 0.0, 1.0]))
        (below, here, above), size = differences(scenario, key, x)
        if not LEAST < size[1] < MOST or size[1] < 1e-12 * max(size[0], size[2]):
            continue  # Or both costs vanish here, and rounding decides which of them is less.
        if key.endswith("fix_rate") and point.value < 1e-9:
            continue
        assert below * SIGNS[point.below] >= 0.0, (key, point, below)
        assert above * SIGNS[point.above] >= 0.0, (key, point, above)
        # The costs at the crossover are as near to each other as those on either side of it.
        assert abs(here) <= max(abs(below), abs(above), 1e-9 * size[1]), (key, point, here)
    for touch in ours.touches:
        (here,), (size,) = differences(scenario, key, np.array([touch]))
        assert abs(here) <= 1e-9 * size, (key, touch, here)


def nothing_missed(scenario: Scenario, key: str, ours: Crossings, rng: np.random.Generator) -> None:
    """Between neighbours on a random grid the winner changes exactly where crossovers say so."""
    x = random_grid(scenario, key, rng)
    gaps, size = differences(scenario, key, x)
    with np.errstate(invalid="ignore"):
        sensible = np.isfinite(gaps) & (size > LEAST) & (size < MOST)
        clear = sensible & (np.abs(gaps) > CLEAR * size)
    assert ours.throughout != TIE or not clear.any() or ours.points or ours.touches, (key, ours)
    roots = np.array([point.value for point in ours.points])
    places = np.flatnonzero(clear | ~sensible)
    for i, j in itertools.pairwise(places):
        if not clear[i] or not clear[j]:
            continue
        between = int(((roots > x[i]) & (roots < x[j])).sum())
        assert (between % 2 == 1) == (np.sign(gaps[i]) != np.sign(gaps[j])), (
            key,
            float(x[i]),
            float(x[j]),
            gaps[i],
            gaps[j],
            ours,
        )


def random_grid(scenario: Scenario, key: str, rng: np.random.Generator) -> Array:
    """Values all over the part of a domain in which crossovers are looked for, some evenly, some evenly in ratio."""
    parameter = find(key)
    if key == "assumptions.fading" and scenario.assumptions.attempt_limit is None:
        return np.array([1.0])
    domain, low = parameter.kind.domain, 1e-9
    high = domain.reach
    x = np.concatenate([rng.uniform(0.0, high, 60), high * 10.0 ** rng.uniform(np.log10(low), 0.0, 90)])
    if high == 1.0:
        x = np.concatenate([x, 1.0 - 10.0 ** rng.uniform(-9.0, 0.0, 50)])
    inside = (x > domain.low) & (x < domain.high)
    return np.unique(x[inside])


@pytest.mark.slow
@given(assumed(), st.integers(0, 2**32))
@settings(max_examples=examples(60), deadline=None, phases=UNSHRUNK)
def test_every_crossover_is_one_and_none_is_missed(scenario: Scenario, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for key, ours in crossovers(scenario).items():
        put_back(scenario, key, ours)
        nothing_missed(scenario, key, ours, rng)


ALONE = {
    "published": {},
    "caching": {"assumptions.caching": True, "strong.cache_read_price": 0.4, "weak.cache_read_price": 0.05},
    "misses": {"assumptions.caching": True, "strong.cache_read_price": 0.4, "assumptions.cache_hit_rate": 0.6},
    "regressions": {"assumptions.regression_rate": 0.3},
    "growth": {"assumptions.growth": 0.2},
    "spread": {"assumptions.spread": 0.02},
    "limit": {"assumptions.attempt_limit": 4.0, "assumptions.handoff_cost": 1.5},
    "fading": {"assumptions.fading": 0.7, "assumptions.attempt_limit": 12.0, "assumptions.handoff_cost": 0.2},
    "spread and fading": {"assumptions.fading": 0.8, "assumptions.spread": 0.4, "assumptions.attempt_limit": 8.0},
    "everything": EVERYTHING,
}


@pytest.mark.slow
@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("name", ALONE)
def test_every_crossover_around_the_textbook(name: str, context: str) -> None:
    scenario = assign(TEXTBOOK, {"workflow.context": context, **ALONE[name]})
    rng = np.random.default_rng(7)
    found = crossovers(scenario)
    assert set(found) == set(KEYS)
    for key, ours in found.items():
        put_back(scenario, key, ours)
        nothing_missed(scenario, key, ours, rng)
    assert found["weak.bugs"].points


def exact(key: str, scenario: Scenario) -> bool:
    """Whether the costs along a parameter are polynomials."""
    return all(line.degree for line in lines_along(find(key), scenario))


@pytest.mark.slow
@given(assumed(), st.permutations(KEYS))
@settings(max_examples=examples(20), deadline=None, phases=UNSHRUNK)
def test_exact_lines_agree_with_exact_arithmetic(scenario: Scenario, keys: list[str]) -> None:
    # Exact fractions get long with every attempt.
    limit = scenario.assumptions.attempt_limit
    scenario = changed(scenario, assumptions__attempt_limit=limit and min(float(limit), 3.0))
    values = plain(scenario)
    for key, ours in crossovers(scenario, keys[:6]).items():
        if exact(key, scenario) and np.isfinite(differences(scenario, key, np.array([0.5, 1.0]))[0]).all():
            assert_crossings(values, key, ours)


@pytest.mark.slow
@pytest.mark.parametrize("name", ALONE)
@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_exact_lines_around_the_textbook(name: str, context: str) -> None:
    scenario = assign(TEXTBOOK, {"workflow.context": context, **ALONE[name]})
    if scenario.assumptions.attempt_limit is not None:
        # Exact fractions get long with every attempt.
        scenario = changed(scenario, assumptions__attempt_limit=2.0)
    values, place = plain(scenario), list(ALONE).index(name) + (context == "shared")
    # Every other parameter, the others with the next assumption and in the other context.
    for key, ours in list(crossovers(scenario).items())[place % 2 :: 2]:
        if exact(key, scenario):
            assert_crossings(values, key, ours)


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("key", SEARCHED)
def test_a_search_and_a_polynomial_find_the_same(key: str, context: str) -> None:
    # A regression rate or a limit that change nothing make the engine search where it could calculate.
    scenario = changed(TEXTBOOK, workflow__context=context, weak__hard_fix_rate=0.2)
    nearly = changed(scenario, assumptions__regression_rate=1e-17)
    ours, searched = crossovers(scenario, [key])[key], crossovers(nearly, [key])[key]
    assert [point.value for point in searched.points] == pytest.approx([point.value for point in ours.points], rel=1e-9)
    assert [(p.below, p.above) for p in searched.points] == [(p.below, p.above) for p in ours.points]
    assert searched.throughout == ours.throughout


def test_named_keys_and_all_keys_agree() -> None:
    scenario = replace(assign(TEXTBOOK, EVERYTHING))
    together = crossovers(scenario)
    for key in KEYS:
        alone, beside = crossovers(scenario, [key])[key], together[key]
        # Sums of as many terms are rounded otherwise where other scenarios stand beside one: by a unit in the last place.
        assert [point.value for point in alone.points] == pytest.approx([point.value for point in beside.points], rel=1e-14)
        assert replace(alone, points=()) == replace(beside, points=())
        assert [(p.below, p.above) for p in alone.points] == [(p.below, p.above) for p in beside.points]

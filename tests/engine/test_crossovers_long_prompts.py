"""Crossovers where a prompt's length decides its price: put back into the costs, and compared with random grids."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.crossings.crossovers import crossovers
from engine.crossings.jumps import jumps_along
from engine.crossings.lines import lines_along
from engine.crossings.profile import Crossings
from engine.crossings.search import grid
from engine.numerics.roots import fit, value_at
from engine.scenarios.parameters import Dependence, Setting
from engine.scenarios.registry import assign, find, numbers
from engine.scenarios.scenario import Scenario
from engine.sweep import curve
from tests.engine.figures import EVERYTHING, differences
from tests.engine.scenarios import TEXTBOOK, assumed
from tests.engine.test_crossovers_assumed import UNSHRUNK, nothing_missed, put_back
from tests.searching import examples

KEYS = [p.key for p in numbers() if p.kind.dependence not in (Dependence.NONE, Dependence.STEPPED)]
LONG: dict[str, Setting] = {
    "workflow.prompt_tokens": 60_000.0,
    "strong.input_price": 2.0,
    "strong.long_prompt_threshold": 120_000.0,
    "strong.long_input_price": 4.0,
    "strong.long_output_price": 30.0,
    "weak.long_prompt_threshold": 100_000.0,
    "weak.long_input_price": 2.5,
    "weak.long_output_price": 8.0,
}


@st.composite
def long_prompted(draw: st.DrawFn) -> Scenario:
    """A scenario whose conversations pass the thresholds of its models, or do not."""
    scenario = draw(assumed())
    changes: dict[str, Setting] = {}
    for model in ("strong", "weak"):
        changes[f"{model}.long_prompt_threshold"] = draw(st.one_of(st.none(), st.floats(1e3, 1e6)))
        for price in ("input_price", "output_price"):
            factor = draw(st.one_of(st.none(), st.floats(0.5, 6.0)))
            own = getattr(getattr(scenario, model), price)
            changes[f"{model}.long_{price}"] = None if factor is None else factor * own
    return assign(scenario, changes)


@pytest.mark.slow
@given(long_prompted(), st.integers(0, 2**32 - 1))
@settings(max_examples=examples(60), deadline=None, phases=UNSHRUNK)
def test_put_back_and_nothing_missed(scenario: Scenario, seed: int) -> None:
    rng = np.random.default_rng(seed)
    keys = rng.choice(KEYS, 6, replace=False).tolist()
    for key, ours in crossovers(scenario, keys).items():
        if far_below_the_ordinary_price(scenario, key, ours):
            continue
        put_back(scenario, key, ours)
        nothing_missed(scenario, key, ours, rng)


def far_below_the_ordinary_price(scenario: Scenario, key: str, ours: Crossings) -> bool:
    """Where a long price that takes off nearly all of the cost decides, too few digits are left of the difference."""
    model, _, field = key.partition(".")
    if not field.startswith("long_"):
        return False
    ordinary = getattr(getattr(scenario, model), field.removeprefix("long_"))
    return any(point.value < 1e-3 * ordinary for point in ours.points)


@pytest.mark.slow
@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("assumptions", [{}, EVERYTHING], ids=["published", "everything"])
def test_every_change_on_a_fine_grid_is_found(context: str, assumptions: dict[str, Setting]) -> None:
    scenario = assign(TEXTBOOK, LONG | assumptions | {"workflow.context": context})
    for key, ours in crossovers(scenario).items():
        domain = find(key).kind.domain
        x = np.unique(np.concatenate([domain.reach * np.geomspace(1e-9, 1.0, 1001)[:-1], np.linspace(0, 1, 1002)[1:-1]]))
        if domain.reach > 1e6:
            x = np.unique(np.concatenate([x, np.linspace(1.0, 3e5, 2001)]))
        x = x[x >= domain.low]
        gaps, _ = differences(scenario, key, x)
        signs = np.sign(gaps[np.isfinite(gaps) & (gaps != 0.0)])
        at = x[np.isfinite(gaps) & (gaps != 0.0)]
        changes = np.flatnonzero(signs[:-1] != signs[1:])
        points = [point.value for point in ours.points if x[0] < point.value < x[-1]]
        assert len(points) == len(changes), (key, points, at[changes])
        for point, i in zip(points, changes, strict=True):
            assert at[i] <= point <= at[i + 1], key


def test_the_winner_may_change_by_a_jump() -> None:
    """Where the prompt passes the length from which the strong model is dear, weak first becomes the cheaper one."""
    scenario = assign(
        TEXTBOOK,
        {
            "weak.input_price": 3.8,
            "weak.output_price": 18.0,
            "strong.bugs": 1.0,
            "strong.long_prompt_threshold": 80_000.0,
            "strong.long_input_price": 40.0,
            "strong.long_output_price": 200.0,
            "weak.easy_fix_rate": 1.0,
            "weak.hard_fix_rate": 1.0,
            "weak.bugs": 0.5,
            "weak.hard_fraction": 0.0,
        },
    )
    ours = crossovers(scenario, ["workflow.prompt_tokens"])["workflow.prompt_tokens"]
    jumps = jumps_along(scenario, "workflow.prompt_tokens").values
    flips = [point.value for point in ours.points if np.abs(jumps / point.value - 1.0).min() < 1e-9]
    assert flips
    for value in flips:
        beside = curve(scenario, "workflow.prompt_tokens", value * np.array([1.0 - 1e-9, 1.0 + 1e-9]))
        gaps = beside.b - beside.a
        assert gaps[0] * gaps[1] < 0.0
        assert abs(gaps[1] - gaps[0]) > 1e-3


@pytest.mark.slow
@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_between_jumps_costs_are_straight(context: str) -> None:
    scenario = assign(assign(TEXTBOOK, LONG), {**EVERYTHING, "workflow.context": context})
    for key in (p.key for p in numbers() if p.kind.dependence is Dependence.LENGTH):
        *searched, straight = lines_along(find(key), scenario)
        assert straight.degree == 1
        assert all(line.values.max() <= jumps_along(scenario, key).more_below for line in searched)
        for low, high in straight.pieces:
            x = low + (high - low) * np.array([0.0, 0.3, 0.8, 1.0])
            gaps, sizes = differences(scenario, key, x)
            line = gaps[0] + (gaps[-1] - gaps[0]) * (x - low) / (high - low)
            np.testing.assert_allclose(gaps, line, atol=1e-12 * sizes.max())


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_cached_long_prompts_make_an_input_price_a_quadratic(context: str) -> None:
    cached: dict[str, Setting] = {"assumptions.caching": True, "strong.cache_read_price": 0.2, "weak.cache_read_price": 0.1}
    scenario = assign(TEXTBOOK, LONG | cached | {"workflow.context": context})
    for key in ("strong.input_price", "weak.input_price"):
        (line,) = lines_along(find(key), scenario)
        x = np.array([0.5, 1.0, 2.0, 5.0, 9.0])
        gaps, _ = differences(scenario, key, x)
        quadratic = fit(x[:3].tolist(), (gaps * x)[:3].tolist())
        assert line.times_value
        assert [value_at(quadratic, price) for price in x.tolist()] == pytest.approx((gaps * x).tolist(), rel=1e-9)


def test_without_thresholds_nothing_jumps() -> None:
    assert not jumps_along(TEXTBOOK, "workflow.prompt_tokens").values.size
    # A window alone has no price.
    assert not jumps_along(assign(TEXTBOOK, {"weak.context_window": 1e5}), "workflow.prompt_tokens").values.size


@pytest.mark.parametrize("key", ["workflow.fix_calls", "workflow.generation_calls"])
def test_a_search_begins_where_the_domain_does(key: str) -> None:
    assert grid(find(key), assign(TEXTBOOK, LONG), np.array([]))[0] == find(key).kind.domain.low == 1.0

"""A scenario of arrays is a sweep: the same numbers as one scenario after another."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from engine.crossings.difference import difference
from engine.numerics.arrays import Array, distinct
from engine.prices.costs import FIGURES, costs, total_costs
from engine.scenarios.inputs import shape
from engine.scenarios.parameters import Parameter
from engine.scenarios.registry import PARAMETERS, assign, find, numbers
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, STRATEGIES
from engine.sweep import axis, curve, plane, scattered
from tests.engine.figures import EVERYTHING
from tests.engine.scenarios import TEXTBOOK, changed

KEYS = [p.key for p in numbers() if p.section != "lineup"]
CONTEXTS = ("fresh", "shared")
SCENARIOS = {
    "published": TEXTBOOK,
    "unlimited": changed(
        TEXTBOOK, assumptions__caching=True, assumptions__regression_rate=0.1, assumptions__growth=0.1, assumptions__spread=0.02
    ),
    "everything": assign(TEXTBOOK, EVERYTHING),
}
LINES = list(itertools.product(SCENARIOS, CONTEXTS))


def values(parameter: Parameter) -> Array:
    """Some values of a parameter, its ends among them where they are in its domain."""
    domain = parameter.kind.domain
    if domain.whole:
        return np.array([1.0, 2.0, 3.0, 7.0, 40.0])
    if domain.high == 1.0:
        return np.array([x for x in (0.0, 1e-9, 0.03, 0.07, 0.5, 0.97, 1.0) if x in domain])
    return np.array([x for x in (0.0, 0.3, 1.0, 2.5, 1e6) if x in domain])


def one_by_one(scenario: Scenario, key: str, x: Array) -> dict[str, Array]:
    """Every figure of every strategy, from one scenario for each value."""
    single = [costs(assign(scenario, {key: float(value)})) for value in x]
    return {name: np.stack([getattr(one, name) for one in single], axis=-1) for name in FIGURES}


@pytest.mark.slow
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(("name", "context"), LINES)
def test_a_curve_is_a_row_of_scenarios(name: str, context: str, key: str) -> None:
    scenario = assign(SCENARIOS[name], {"workflow.context": context})
    x = values(find(key))
    together, single = costs(assign(scenario, {key: x})), one_by_one(scenario, key, x)
    for figure in FIGURES:
        array = getattr(together, figure)
        assert array.shape == (len(STRATEGIES), len(x))
        assert_allclose(array, single[figure], rtol=1e-12, atol=1e-18, err_msg=figure)
    assert_array_equal(total_costs(assign(scenario, {key: x})), together.total_cost)
    along = curve(scenario, key, x)
    assert_allclose([along.a, along.b], single["total_cost"][:2], rtol=1e-12)


PAIRS = random.Random(4).sample(list(itertools.permutations(KEYS, 2)), 90)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "context"), LINES)
def test_a_map_is_a_table_of_scenarios(name: str, context: str) -> None:
    scenario = assign(SCENARIOS[name], {"workflow.context": context})
    for x_key, y_key in PAIRS:
        x, y = values(find(x_key))[-3:], values(find(y_key))[:2]
        table = plane(scenario, x_key, x, y_key, y)
        single = np.array(
            [[costs(assign(scenario, {x_key: float(u), y_key: float(v)}), RIVALS).total_cost for u in x] for v in y]
        )
        assert_allclose([table.a, table.b], np.moveaxis(single, -1, 0), rtol=1e-12, atol=1e-18, err_msg=f"{x_key} {y_key}")
        assert table.a.shape == (len(y), len(x))


@pytest.mark.parametrize("context", CONTEXTS)
def test_arrays_of_any_shapes_broadcast(context: str) -> None:
    changes = {
        "weak.bugs": np.array([[[1.0]], [[4.0]]]),
        "strong.hard_fix_rate": np.array([[0.2], [0.4], [1.0]]),
        "assumptions.spread": np.array([0.0, 0.01, 0.02, 0.03]),
        "workflow.fix_tokens": np.full((1, 1, 1), 3e3),
    }
    scenario = assign(changed(TEXTBOOK, workflow__context=context), changes)
    assert shape(scenario) == (2, 3, 4)
    together = costs(scenario)
    for place in itertools.product(range(2), range(3), range(4)):
        single = {key: float(np.broadcast_to(array, (2, 3, 4))[place]) for key, array in changes.items()}
        alone = costs(assign(scenario, single))
        for name in FIGURES:
            assert_allclose(getattr(together, name)[:, *place], getattr(alone, name), rtol=1e-12, err_msg=name)


@pytest.mark.parametrize("more", [{}, {"assumptions.spread": 0.02}, {"assumptions.spread": 0.3, "assumptions.fading": 0.8}])
@pytest.mark.parametrize("context", CONTEXTS)
def test_limits_and_none_stand_in_one_array(context: str, more: dict[str, float]) -> None:
    scenario = assign(
        SCENARIOS["everything"], {"workflow.context": context, "assumptions.spread": 0.0, "assumptions.fading": 1.0}
    )
    scenario = assign(scenario, more)
    limits = [1.0, None, 7.0, 250.0, None, 2.0]
    together = costs(changed(scenario, assumptions__attempt_limit=np.array([x or np.nan for x in limits])))
    for i, limit in enumerate(limits):
        alone = costs(changed(scenario, assumptions__attempt_limit=limit))
        for name in FIGURES:
            assert_allclose(getattr(together, name)[:, i], getattr(alone, name), rtol=1e-12, atol=1e-18, err_msg=name)


def test_cache_prices_left_out_of_an_array_follow_the_input_price() -> None:
    scenario = changed(TEXTBOOK, assumptions__caching=True)
    together = costs(changed(scenario, weak__cache_read_price=np.array([0.05, np.nan, 0.5])))
    for i, price in enumerate([0.05, None, 0.5]):
        assert_array_equal(together.total_cost[:, i], costs(changed(scenario, weak__cache_read_price=price)).total_cost)


def test_strategies_asked_for_alone_cost_the_same() -> None:
    every = costs(SCENARIOS["everything"])
    for i, strategy in enumerate(STRATEGIES):
        alone = costs(SCENARIOS["everything"], [strategy])
        assert alone.strategies == (strategy,)
        assert_allclose(alone.total_cost[0], every.total_cost[i], rtol=1e-14)
    assert costs(TEXTBOOK, ()).total_cost.shape == (0,)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_map_in_slices_is_the_map_at_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = np.linspace(0.5, 9.0, 23), np.geomspace(0.01, 1.0, 17)
    whole = plane(SCENARIOS[name], "weak.bugs", x, "weak.hard_fix_rate", y)
    monkeypatch.setattr("engine.sweep._NUMBERS_AT_ONCE", 23 * 8 * 5 * 3)
    sliced = plane(SCENARIOS[name], "weak.bugs", x, "weak.hard_fix_rate", y)
    assert_allclose([sliced.a, sliced.b], [whole.a, whole.b], rtol=1e-13)


@pytest.mark.parametrize("name", SCENARIOS)
def test_single_points_of_a_map_are_those_of_the_map(name: str) -> None:
    x, y = np.linspace(0.5, 9.0, 23), np.geomspace(0.01, 1.0, 17)
    whole = plane(SCENARIOS[name], "weak.bugs", x, "weak.hard_fix_rate", y)
    row, column = np.array([0, 3, 16, 9]), np.array([22, 3, 0, 11])
    some = scattered(SCENARIOS[name], "weak.bugs", x[column], "weak.hard_fix_rate", y[row])
    assert_allclose([some.a, some.b], [whole.a[row, column], whole.b[row, column]], rtol=1e-13)
    assert_array_equal(some.sign, whole.sign[row, column])


def test_signs_and_savings_of_a_map() -> None:
    x, y = np.array([0.0, 4.0, 1e3]), np.array([0.0, 0.02, 0.3])
    table = plane(TEXTBOOK, "weak.bugs", x, "assumptions.spread", y)
    assert_array_equal(
        table.sign, np.nan_to_num(np.sign(difference(np.stack([table.a, table.b]).reshape(2, -1)))).reshape(3, 3)
    )
    assert table.sign[0].tolist() == [-1.0, 1.0, 1.0]
    # The weak fixer's costs diverge first, the strong one's with more spread.
    assert np.isinf(table.a[2]).all()
    assert ((table.saving >= 0.0) & (table.saving <= 1.0)).all()
    equal = plane(
        changed(TEXTBOOK, strong__price_scale=0.0, weak__input_price=0.0, weak__output_price=0.0),
        "weak.bugs",
        x,
        "assumptions.spread",
        y,
    )
    assert_array_equal(equal.sign, 0.0)
    assert_array_equal(equal.saving, 0.0)


def test_axes() -> None:
    assert_array_equal(axis(find("weak.bugs"), 0.0, 10.0, 5), [0.0, 2.5, 5.0, 7.5, 10.0])
    assert_allclose(axis(find("weak.hard_fix_rate"), 0.01, 1.0, 3, log=True), [0.01, 0.1, 1.0])
    limits = axis(find("assumptions.attempt_limit"), 1.0, 1000.0, 200, log=True)
    assert_array_equal(limits, np.unique(limits.round()))
    assert (limits[0], limits[-1]) == (1.0, 1000.0)
    assert len(axis(PARAMETERS["weak.bugs"], 0.0, 1.0)) == 200


@given(st.integers(0, 40), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_columns_that_are_the_same_are_found(count: int, rows: int, seed: int) -> None:
    columns = np.random.default_rng(seed).integers(-1, 3, (rows, count)).astype(np.float64)
    first, where = distinct(columns)
    assert_array_equal(columns[:, first][:, where], columns)
    assert len(first) == len({tuple(column) for column in columns.T.tolist()})

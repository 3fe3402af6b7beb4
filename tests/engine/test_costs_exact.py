"""Every figure of every strategy against exact rational arithmetic."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings

from engine.prices.costs import costs
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import STRATEGIES
from tests.engine.figures import UNCOMPACTED
from tests.engine.scenarios import TEXTBOOK, assumed, plain, published
from tests.searching import examples
from tests.truth import exact


def assert_exact(scenario: Scenario) -> None:
    """Compare all figures. Cancelling terms count by their size: moments for q < 1 can be negative."""
    values = plain(scenario)
    ours = costs(scenario)
    for strategy in STRATEGIES:
        truth = exact.strategy(values, strategy.generator, strategy.fixer)
        for name in UNCOMPACTED:
            figure = float(ours.of(strategy)[name])
            expected = float(truth[name])
            assert math.isnan(figure) == math.isnan(expected), (strategy.key, name)
            if math.isnan(expected):
                continue
            assert math.isclose(figure, expected, rel_tol=1e-9, abs_tol=1e-300), (strategy.key, name, figure, expected)


@pytest.mark.slow
@given(published())
@settings(max_examples=examples(150), deadline=None)
def test_published_model_is_exact(scenario: Scenario) -> None:
    assert_exact(scenario)


@pytest.mark.slow
@given(assumed(limited=False))
@settings(max_examples=examples(100), deadline=None)
def test_assumptions_without_a_limit_are_exact(scenario: Scenario) -> None:
    assert_exact(scenario)


@pytest.mark.slow
@given(assumed(limited=True))
@settings(max_examples=examples(100), deadline=None)
def test_assumptions_with_a_limit_are_exact(scenario: Scenario) -> None:
    assert_exact(scenario)


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("rate", [1e-9, 1e-3, 0.5, 1 - 1e-10, 1.0])
@pytest.mark.parametrize("count", [0.0, 1e-9, 0.5, 1.0, 1.5, 1e6])
def test_corners_of_the_domain_are_exact(context: str, rate: float, count: float) -> None:
    changes: dict[str, Setting] = {
        "workflow.context": context,
        "weak.easy_fix_rate": rate,
        "strong.hard_fix_rate": rate,
        "weak.bugs": count,
    }
    assert_exact(assign(TEXTBOOK, changes))

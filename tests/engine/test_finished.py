"""The chance to finish a task, and what a finished one costs, against exact arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose, assert_array_equal

from engine.attempts.finished import finished, per_finished_task
from engine.outcome import evaluate
from engine.prices.costs import costs
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import STRATEGIES
from tests.engine.figures import EVERYTHING
from tests.engine.scenarios import TEXTBOOK, assumed, plain
from tests.searching import examples
from tests.truth import finishing


def truths(scenario: Scenario) -> list[float]:
    values = plain(scenario)
    return [finishing.chance(values, one.generator, one.fixer) for one in STRATEGIES]


@pytest.mark.slow
@given(assumed(limited=True))
@settings(max_examples=examples(100), deadline=None)
def test_the_chance_to_finish_is_exact(scenario: Scenario) -> None:
    assert_allclose(finished(scenario), truths(scenario), rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("rate", [1e-9, 1 - 1e-10])
def test_chances_next_to_none_and_to_certainty_keep_their_digits(rate: float) -> None:
    rates = {f"{model}.{name}": rate for model in ("strong", "weak") for name in ("easy_fix_rate", "hard_fix_rate")}
    scenario = assign(TEXTBOOK, {**rates, "weak.bugs": 1e6 if rate > 0.5 else 3.0, "assumptions.attempt_limit": 1.0})
    assert_allclose(finished(scenario), truths(scenario), rtol=1e-13)


@given(assumed(limited=False))
@settings(max_examples=examples(30), deadline=None)
def test_without_a_limit_every_task_is_finished(scenario: Scenario) -> None:
    assert_array_equal(finished(scenario), 1.0)
    with np.errstate(all="ignore"):
        found = costs(scenario)
    assert_array_equal(per_finished_task(found.total_cost, finished(scenario)), found.total_cost)


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_the_cost_per_finished_task_of_everything_at_once(context: str) -> None:
    scenario = assign(TEXTBOOK, {**EVERYTHING, "workflow.context": context})
    found = evaluate(scenario)
    assert_allclose(found.finished, truths(scenario), rtol=1e-12)
    assert_allclose(found.cost_per_finished_task, found.costs.total_cost / truths(scenario), rtol=1e-12)
    assert found.cost_per_finished_task is found.cost_per_finished_task, "worked out once"


def test_tasks_in_a_row_until_one_is_finished_cost_that_much() -> None:
    # Unfinished tasks before the first finished one are geometric, and each costs the same on average.
    assert per_finished_task(2.0, 0.25) == sum(0.25 * 0.75**i * 2.0 * (i + 1) for i in range(200))


@pytest.mark.filterwarnings("error")
def test_what_is_never_finished_has_no_end_of_costs() -> None:
    assert math.isinf(per_finished_task(0.0, 0.0))
    assert math.isinf(per_finished_task(math.inf, 0.0))
    assert math.isinf(per_finished_task(1e300, 1e-300))
    assert per_finished_task(0.0, 0.5) == 0.0
    assert_array_equal(per_finished_task(np.array([1.0, 3.0]), np.array([0.5, 0.0])), [2.0, np.inf])

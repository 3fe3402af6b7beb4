"""Seconds and what they cost: the exact and the simulated truth agree with each other, with the sum specified, and by hand."""

from __future__ import annotations

from math import isnan

import pytest

from . import exact
from .fraction import Fraction
from .reading import setup
from .scenarios import WAITING, deviation, scenario
from .simulation import simulate
from .test_truths_agree import CONTEXTS, PAIRS


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("name", WAITING)
def test_simulation_walks_and_the_sum_specified_agree(name: str, context: str) -> None:
    values = scenario(name, context)
    for pair in PAIRS:
        case, truth = setup(values, *pair), exact.strategy(values, *pair)
        estimate, _ = simulate(values, *pair, runs=4_000, seed=20261122)
        assert all(abs(deviation(estimate[key], float(truth[key]))) < 5 for key in truth), (pair, estimate, truth)
        assert case.timed != isnan(truth["seconds"])
        if not case.timed:
            assert truth["waiting_cost"] == 0
            continue
        one, two, _ = (Fraction(moment) for moment in exact.work_of(case).attempts)
        generation, between, tests = case.generation, case.tool_seconds, case.test_seconds
        first = generation.calls * generation.first_token + (generation.calls - 1) * between + tests
        attempt = case.calls * case.first_token + (case.calls - 1) * between + tests
        writing = case.written * (one + case.growth * two) * case.token_seconds
        assert truth["seconds"] == first + generation.written * generation.token_seconds + one * attempt + writing
        assert truth["waiting_cost"] == truth["seconds"] / 3600 * values["assumptions.hour_value"]  # type: ignore[operator]


def test_a_run_timed_by_hand() -> None:
    """8,000 tokens at 50 a second, one sure fix of 4,500 at 100, two calls each, and $72 an hour."""
    said = {
        "strong.bugs": 1,
        "strong.hard_fraction": 0,
        "weak.easy_fix_rate": 1,
        "strong.output_speed": 50,
        "strong.first_token_seconds": 2,
        "weak.output_speed": 100,
        "weak.first_token_seconds": 1,
        "workflow.tool_seconds": 5,
        "workflow.test_seconds": 30,
        "workflow.generation_calls": 2,
        "workflow.fix_calls": 2,
        "assumptions.hour_value": 72,
    }
    sure = exact.strategy(scenario("published", "fresh") | said, "strong", "weak")
    assert sure["seconds"] == (2 * 2 + 5 + 160 + 30) + (2 * 1 + 5 + 45 + 30)
    assert sure["waiting_cost"] == Fraction(281, 50)

"""Numbers that others published, recomputed: repeated attempts at Terminal-Bench, and the price of a real session."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from engine.attempts.survival import survival
from engine.numerics.arrays import Array
from engine.prices.costs import costs
from engine.scenarios.assumptions import Assumptions
from engine.scenarios.model import Model
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import A
from engine.scenarios.workflow import Workflow

ROUNDING = 5e-5
"""The shares are published with four decimals, the fit's with three or two."""

with (Path(__file__).parent / "data" / "terminal_bench_passk.csv").open(encoding="utf-8") as file:
    RUNS = list(csv.DictReader(file))

each_run = pytest.mark.parametrize("run", RUNS, ids=lambda run: f"{run['bench']} {run['model']} {run['effort']}")


def passes(run: dict[str, str]) -> Array:
    return np.array([float(run[f"pass{k}"]) for k in range(1, 6)])


def still_open(rates: Array, attempts: int) -> Array:
    """S₀, S₁, … of the engine, ``(attempts + 1, classes)``."""
    blocks = survival(rates, np.zeros(1), np.ones(1), attempts, rates.shape)
    return np.concatenate([curve for _, curve, _ in blocks])


def two_classes(run: dict[str, str]) -> Array:
    """Pass@1 … pass@5 of a mixture of two classes, from the engine's survival curves."""
    share = float(run["fit_share_easy"])
    curves = still_open(np.array([float(run["fit_p_easy"]), float(run["fit_p_hard"])]), 5)
    return np.asarray(1.0 - curves[1:] @ np.array([share, 1.0 - share]))


def test_the_runs_are_there() -> None:
    assert len(RUNS) == 16
    assert {run["bench"] for run in RUNS} == {"TB2.1", "TB4.0"}


@each_run
def test_two_classes_fit_repeated_attempts(run: dict[str, str]) -> None:
    error = two_classes(run) - passes(run)
    assert math.sqrt((error**2).mean()) <= float(run["fit_rmse"]) + 3e-4
    assert float(run["fit_rmse"]) <= 0.004


@each_run
def test_one_class_does_not(run: dict[str, str]) -> None:
    alike = 1.0 - still_open(np.array([float(run["pass1"])]), 5)[:, 0]
    assert alike[5] == pytest.approx(float(run["geometric_pass5_if_iid"]), abs=6e-4)
    assert alike[5] - passes(run)[4] > 10 * float(run["fit_rmse"])


@each_run
def test_what_the_first_attempt_leaves_is_mostly_hard(run: dict[str, str]) -> None:
    share = float(run["fit_share_easy"])
    left = still_open(np.array([float(run["fit_p_easy"]), float(run["fit_p_hard"])]), 1)[1] * np.array([share, 1.0 - share])
    assert left[1] / left.sum() == pytest.approx(float(run["fit_phi_of_failures"]), abs=1e-3)


@each_run
def test_the_engine_leaves_the_published_share_unresolved(run: dict[str, str]) -> None:
    # A task is one bug of the mixture; with k attempts allowed, 1 − pass@k of them are given up on.
    model = Model(
        input_price=1.0,
        output_price=1.0,
        bugs=1.0,
        hard_fraction=1.0 - float(run["fit_share_easy"]),
        easy_fix_rate=float(run["fit_p_easy"]),
        hard_fix_rate=float(run["fit_p_hard"]),
    )
    scenario = Scenario(
        strong=model,
        weak=model,
        workflow=Workflow(prompt_tokens=0.0, generation_tokens=0.0, fix_tokens=0.0, trace_tokens=0.0, context="fresh"),
        assumptions=Assumptions(attempt_limit=np.arange(1.0, 6.0)),
    )
    unresolved = costs(scenario, (A,)).unresolved_bugs[0]
    assert_allclose(unresolved, 1.0 - two_classes(run), rtol=1e-12)
    assert math.sqrt(((1.0 - unresolved - passes(run)) ** 2).mean()) <= float(run["fit_rmse"]) + 3e-4


# One session of Claude Opus 4.5, from its token log.
INPUT, CACHE_WRITE, CACHE_READ, OUTPUT = 1_281, 45_563, 577_047, 4_962
PRICE = 0.70374725


def session() -> Scenario:
    """The scenario whose tokens are those of the log.

    The tokens sent without the cache are the generation's prompt L₀, which the fixing conversation sends again. It has
    n certain attempts in one conversation: its first prompt and n − 1 times Δ are written to the cache, and what was
    there before is read from it: L₁·(n−1) + Δ·C(n−1, 2). Both together determine n, which is no whole number, since a
    real session does not add the same at every turn.
    """
    added = CACHE_WRITE - INPUT
    attempts = (CACHE_READ + INPUT + added) / (INPUT + added / 2)
    delta, written = added / (attempts - 1.0), OUTPUT / attempts
    model = Model(
        input_price=5.0,
        output_price=25.0,
        cache_read_price=0.5,
        cache_write_price=6.25,
        bugs=attempts,
        hard_fraction=0.0,
        easy_fix_rate=1.0,
        hard_fix_rate=1.0,
    )
    return Scenario(
        strong=model,
        weak=model,
        workflow=Workflow(
            prompt_tokens=float(INPUT),
            generation_tokens=0.0,
            fix_tokens=written,
            trace_tokens=delta - written,
            context="shared",
        ),
        assumptions=Assumptions(caching=True),
    )


def test_the_price_of_a_real_session() -> None:
    assert pytest.approx(PRICE, rel=1e-15) == (INPUT * 5 + CACHE_WRITE * 6.25 + CACHE_READ * 0.5 + OUTPUT * 25) / 1e6
    scenario = session()
    assert 26.0 < scenario.strong.bugs < 27.0
    found = {name: float(figure) for name, figure in costs(scenario).of(A).items()}
    assert found["tokens_reread"] == pytest.approx(CACHE_READ, rel=1e-12)
    assert found["tokens_read"] - found["tokens_reread"] == pytest.approx(CACHE_WRITE, rel=1e-12)
    assert found["tokens_written"] == pytest.approx(OUTPUT, rel=1e-12)
    assert found["generation_cost"] == pytest.approx(INPUT * 5 / 1e6, rel=1e-15)
    assert found["total_cost"] == pytest.approx(PRICE, rel=1e-12)


def test_what_the_session_would_have_cost_without_a_cache() -> None:
    scenario = session()
    without = Scenario(strong=scenario.strong, weak=scenario.weak, workflow=scenario.workflow)
    expected = ((INPUT + CACHE_WRITE + CACHE_READ) * 5 + OUTPUT * 25) / 1e6
    assert float(costs(without).total_cost[0]) == pytest.approx(expected, rel=1e-12)
    assert expected / PRICE > 4.0

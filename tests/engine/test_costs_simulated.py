"""Every assumption alone and several at once against the simulation; ``python -m tests.engine.zscores`` prints the z-scores."""

from __future__ import annotations

import pytest

from engine.scenarios.strategies import STRATEGIES, Strategy
from tests.engine.zscores import CONTEXTS, NAMES, zscores


@pytest.mark.slow
@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda strategy: strategy.key)
@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("name", NAMES)
def test_the_simulation_agrees(name: str, context: str, strategy: Strategy) -> None:
    found = zscores(name, context, strategy)
    assert all(abs(z) < 5 for z in found.values()), found


@pytest.mark.slow
def test_the_z_scores_scatter_as_they_should() -> None:
    # Costs that were a little wrong everywhere would pass each test alone and widen them all.
    costs = [zscores(name, context, one)["total_cost"] for name in NAMES for context in CONTEXTS for one in STRATEGIES]
    drawn = [z for z in costs if z != 0.0]
    assert len(drawn) > 100
    assert abs(sum(drawn) / len(drawn)) < 5 / len(drawn) ** 0.5
    assert 0.7 < sum(z * z for z in drawn) / len(drawn) < 1.4

"""What the engine's tests share: scenarios from plain values, figures compared, the sign of C_B − C_A."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

import numpy as np
from numpy.testing import assert_allclose

from engine.crossings.difference import difference
from engine.numerics.arrays import Array
from engine.prices.costs import FIGURES, Costs, costs
from engine.scenarios.assumptions import Assumptions
from engine.scenarios.lineup_inputs import LineupInputs
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import SECTIONS, assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS
from tests.engine.scenarios import ONE_CALL

DOLLARS = ("generation_cost", "fix_cost", "growth_penalty", "handoff_cost", "long_prompt_cost", "waiting_cost", "total_cost")
TOKENS = ("tokens_read", "tokens_reread", "tokens_written")

UNCOMPACTED = tuple(name for name in FIGURES if name != "compactions")
"""What is counted where no conversation is compacted."""

EVERYTHING: Mapping[str, Setting] = {
    "assumptions.caching": True,
    "strong.cache_read_price": 0.4,
    "strong.cache_write_price": 5.0,
    "weak.cache_read_price": 0.05,
    "weak.cache_write_price": 0.625,
    "assumptions.cache_hit_rate": 0.9,
    "assumptions.regression_rate": 0.1,
    "assumptions.growth": 0.05,
    "assumptions.spread": 0.3,
    "assumptions.fading": 0.8,
    "assumptions.attempt_limit": 5.0,
    "assumptions.handoff_cost": 3.0,
}
"""Every assumption at once."""


def built(values: Mapping[str, object]) -> Scenario:
    """The scenario of plain values by key, as the truths take them."""
    sections: dict[str, dict[str, object]] = {section: {} for section in SECTIONS}
    for key, value in values.items():
        section, _, field = key.partition(".")
        sections[section][field] = value
    holders: dict[str, Any] = {name: holder(**sections[name]) for name, holder in SECTIONS.items()}
    return Scenario(**holders)


def published_part(scenario: Scenario) -> Scenario:
    """The scenario with one call per attempt and without any assumption of its own."""
    return replace(assign(scenario, ONE_CALL), assumptions=Assumptions(), lineup=LineupInputs())


def assert_same(
    ours: Costs, other: Costs, *, names: Iterable[str] = FIGURES, factor: float = 1.0, relative: float = 1e-12
) -> None:
    """Compare figures of all strategies: ``ours`` is ``other`` times the factor, infinite where it is infinite."""
    for name in names:
        x, y = getattr(ours, name), getattr(other, name)
        # What cancels counts by its size: dollars have the tolerance of their sum, and so have tokens.
        size = np.abs(other.total_cost if name in DOLLARS else other.tokens_read if name in TOKENS else y)
        floor = 1e-30 + relative * factor * float(np.max(size, initial=0.0, where=np.isfinite(size)))
        assert_allclose(x, y * factor, rtol=relative, atol=floor, err_msg=name)


def differences(scenario: Scenario, key: str, x: Array) -> tuple[Array, Array]:
    """C_B − C_A along a parameter (zero where they tie), and the larger of both costs."""
    total = costs(assign(scenario, {key: x}), RIVALS).total_cost
    return difference(total), cast("Array", np.abs(total).max(axis=0))

"""Scenarios for the engine's tests: hypothesis strategies over the whole domain, and their plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from engine.scenarios.model import Model
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import assign, of_files, value
from engine.scenarios.scenario import Scenario
from engine.scenarios.workflow import Workflow

TEXTBOOK = Scenario(
    name="textbook",
    strong=Model(input_price=4.0, output_price=20.0, bugs=1.0, hard_fraction=0.25, easy_fix_rate=0.97, hard_fix_rate=0.32),
    weak=Model(input_price=0.5, output_price=2.5, bugs=4.0, hard_fraction=0.5, easy_fix_rate=0.8, hard_fix_rate=0.07),
    workflow=Workflow(prompt_tokens=20e3, generation_tokens=18e3, fix_tokens=6e3, trace_tokens=2e3, context="fresh"),
)


ONE_CALL: Mapping[str, float] = {"workflow.generation_calls": 1.0, "workflow.fix_calls": 1.0, "assumptions.calls_spread": 0.0}
"""Of a scenario whose attempts are sessions: one prompt and one answer each."""

CACHED = {"strong.cache_read_price": 0.4, "strong.cache_write_price": 5.0, "weak.cache_read_price": 0.125}
COMPACTED = assign(
    TEXTBOOK,
    CACHED
    | {
        "strong.context_window": 100_000.0,
        "weak.context_window": 80_000.0,
        "workflow.summary_tokens": 2_000.0,
        "assumptions.compact_at": 0.7,
    },
)
"""The textbook's, with caches, where conversations are compacted."""
WAITING: dict[str, Setting] = {
    "strong.output_speed": 60.0,
    "strong.first_token_seconds": 3.0,
    "weak.output_speed": 20.0,
    "weak.first_token_seconds": 90.0,
    "workflow.tool_seconds": 5.0,
    "workflow.test_seconds": 40.0,
    "assumptions.hour_value": 80.0,
}
"""What is asked of scenarios whose time is paid."""


def changed(scenario: Scenario = TEXTBOOK, /, *groups: Mapping[str, Any], **changes: Any) -> Scenario:
    """The scenario with some values set, later ones last; as names of arguments, keys have ``__`` for their dot."""
    for group in groups:
        scenario = assign(scenario, group)
    return assign(scenario, {key.replace("__", "."): value for key, value in changes.items()})


def named(base: Mapping[str, Any], changes: Mapping[str, Mapping[str, Any]]) -> Callable[..., Scenario]:
    """Makes a scenario of the textbook's, a base and what a name brings in; a context and more changes may follow the name."""

    def scenario_of(name: str, context: str = "fresh", *groups: Mapping[str, Any], **more: Any) -> Scenario:
        return changed(TEXTBOOK, base, changes[name], {"workflow.context": context}, *groups, **more)

    return scenario_of


prices = st.one_of(st.just(0.0), st.floats(1e-3, 1e3))
tokens = st.one_of(st.just(0.0), st.integers(1, 10**7).map(float))
bugs = st.one_of(st.just(0.0), st.floats(1e-6, 1e6), st.integers(1, 100).map(float))
shares = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(1e-6, 1.0))
rates = st.one_of(st.just(1.0), st.floats(1e-9, 1.0), st.floats(0.01, 0.99))
factors = st.one_of(st.just(1.0), st.floats(0.01, 100.0))


def published() -> st.SearchStrategy[Scenario]:
    """Scenarios of the published model, all over the domain."""
    return st.builds(
        Scenario,
        strong=_models(),
        weak=_models(),
        workflow=st.builds(
            Workflow,
            prompt_tokens=tokens,
            generation_tokens=tokens,
            fix_tokens=tokens,
            trace_tokens=tokens,
            context=st.sampled_from(["fresh", "shared"]),
        ),
    )


def _models() -> st.SearchStrategy[Model]:
    return st.builds(
        Model,
        input_price=prices,
        output_price=prices,
        bugs=bugs,
        hard_fraction=shares,
        easy_fix_rate=rates,
        hard_fix_rate=rates,
        verbosity=factors,
        price_scale=factors,
    )


@st.composite
def assumed(draw: st.DrawFn, *, limited: bool | None = None) -> Scenario:
    """Scenarios with assumptions, some alone and some together; ``limited``: with or without an attempt limit."""
    scenario = draw(published())
    limit = draw(st.booleans()) if limited is None else limited
    changes = {
        "assumptions.caching": draw(st.booleans()),
        "strong.cache_read_price": draw(st.one_of(st.none(), prices)),
        "weak.cache_write_price": draw(st.one_of(st.none(), prices)),
        "assumptions.cache_hit_rate": draw(shares),
        "assumptions.regression_rate": draw(st.one_of(st.just(0.0), st.floats(0.0, 0.9))),
        "assumptions.growth": draw(st.one_of(st.just(0.0), st.floats(1e-3, 3.0))),
        "assumptions.spread": draw(st.one_of(st.just(0.0), st.floats(1e-3, 0.9))),
        "assumptions.fading": draw(st.one_of(st.just(1.0), st.floats(0.05, 1.0))) if limit else 1.0,
        "assumptions.attempt_limit": draw(st.integers(1, 12).map(float)) if limit else None,
        "assumptions.handoff_cost": draw(st.one_of(st.just(0.0), st.floats(0.01, 100.0))) if limit else 0.0,
    }
    scenario = assign(scenario, changes)
    assume(limit or not _at_a_pole(scenario))
    return scenario


def _at_a_pole(scenario: Scenario) -> bool:
    """Whether a moment is so near to infinity that the last digit of the spread decides its size."""
    spread = scenario.assumptions.spread
    rates = [getattr(model, name) for model in (scenario.strong, scenario.weak) for name in ("easy_fix_rate", "hard_fix_rate")]
    return any(abs(rate * (1 - spread) - k * spread) < 1e-5 * k * spread for rate in rates for k in (1, 2, 3))


def plain(scenario: Scenario) -> dict[str, object]:
    """The scenario's values by key, as the truths take them; what is left out is not there."""
    found = {parameter.key: value(scenario, parameter.key) for parameter in of_files()}
    return {key: setting for key, setting in found.items() if setting is not None}


def close(ours: object, truth: object, *, relative: float = 1e-9) -> bool:
    """Whether a figure agrees with the truth."""
    return bool(np.isclose(float(ours), float(truth), rtol=relative, atol=0.0))  # type: ignore[arg-type]


GENERATORS = ("strong", "weak")
WHOLE = [(0.0, 0.0), (1.0, 0.0), (0.0, 2.0), (1.0, 1.0), (2.0, 2.0), (1.0, 3.0), (3.0, 1.0), (3.0, 0.0), (3.0, 5.0)]
"""Easy and hard bugs whose hard fraction is a float without a rounding error."""

MODEST = {
    "prices": st.one_of(st.just(0.0), st.floats(0.01, 50.0)),
    "rates": st.one_of(st.just(1.0), st.floats(0.05, 1.0)),
    "tokens": st.integers(0, 50_000).map(float),
}


@st.composite
def modest(draw: st.DrawFn, *, whole: bool = False) -> Scenario:
    """Scenarios of the published model in which exact fractions stay short."""
    counts = st.floats(0.0, 5.0)
    changes: dict[str, object] = {"workflow.context": "shared" if whole else "fresh"}
    for model in GENERATORS:
        changes |= {f"{model}.{price}": draw(MODEST["prices"]) for price in ("input_price", "output_price")}
        changes |= {f"{model}.{rate}": draw(MODEST["rates"]) for rate in ("easy_fix_rate", "hard_fix_rate")}
        easy, hard = draw(st.sampled_from(WHOLE)) if whole else (draw(counts), draw(counts))
        changes |= {f"{model}.bugs": easy + hard, f"{model}.hard_fraction": hard / (easy + hard) if easy + hard else 0.0}
        changes |= {f"{model}.{factor}": draw(st.sampled_from([1.0, 0.5, 1.75])) for factor in ("verbosity", "price_scale")}
    for size in ("prompt_tokens", "generation_tokens", "fix_tokens", "trace_tokens"):
        changes[f"workflow.{size}"] = draw(MODEST["tokens"])
    changes |= {
        "lineup.escalate_after": draw(st.integers(0, 6).map(float)),
        "lineup.escalation_inherits": whole or draw(st.booleans()),
        "lineup.advice_rate": draw(st.sampled_from([0.0, 0.25, 1.0])),
        "lineup.advice_tokens": draw(st.integers(0, 2000).map(float)),
        "lineup.advised_easy_fix_rate": draw(MODEST["rates"]),
        "lineup.advised_hard_fix_rate": draw(MODEST["rates"]),
        "lineup.routing_accuracy": draw(st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0.05, 0.95))),
        "lineup.plan_tokens": draw(st.integers(0, 9000).map(float)),
        "lineup.planned_bugs": draw(st.integers(0, 5).map(float) if whole else st.floats(0.0, 5.0)),
    }
    return assign(TEXTBOOK, changes)  # type: ignore[arg-type]

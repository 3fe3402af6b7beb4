"""A scenario for the truths' own tests, and changes that bring in one assumption, or several."""

from __future__ import annotations

from math import isnan, sqrt

BASE: dict[str, object] = {
    "strong.input_price": 4.0,
    "strong.output_price": 20.0,
    "strong.cache_read_price": 0.4,
    "strong.cache_write_price": 5.0,
    "strong.bugs": 4.0,
    "strong.hard_fraction": 0.25,
    "strong.easy_fix_rate": 0.9,
    "strong.hard_fix_rate": 0.5,
    "weak.input_price": 0.5,
    "weak.output_price": 3.0,
    "weak.cache_read_price": 0.05,
    "weak.cache_write_price": 0.75,
    "weak.bugs": 6.0,
    "weak.hard_fraction": 0.5,
    "weak.easy_fix_rate": 0.6,
    "weak.hard_fix_rate": 0.3,
    "weak.verbosity": 1.5,
    "workflow.prompt_tokens": 20_000,
    "workflow.generation_tokens": 8_000,
    "workflow.fix_tokens": 3_000,
    "workflow.trace_tokens": 2_000,
    "workflow.context": "fresh",
}

CHANGES: dict[str, dict[str, object]] = {
    "published": {},
    "verbose": {"strong.verbosity": 2.5},
    "caching": {"assumptions.caching": True},
    "cache misses": {"assumptions.caching": True, "assumptions.cache_hit_rate": 0.7},
    "regressions": {"assumptions.regression_rate": 0.3},
    "growth": {"assumptions.growth": 0.2},
    "spread": {"assumptions.spread": 0.03},
    "limit": {"assumptions.attempt_limit": 4, "assumptions.handoff_cost": 1.5},
    "fading": {"assumptions.fading": 0.8, "assumptions.attempt_limit": 12, "assumptions.handoff_cost": 1.5},
    "spread and limit": {"assumptions.spread": 0.4, "assumptions.attempt_limit": 8},
    "spread and fading": {
        "assumptions.spread": 0.4,
        "assumptions.fading": 0.85,
        "assumptions.attempt_limit": 8,
        "assumptions.handoff_cost": 0.5,
    },
    "regressions and limit": {
        "assumptions.regression_rate": 0.4,
        "assumptions.attempt_limit": 3,
        "assumptions.handoff_cost": 0.5,
    },
    "regressions, growth, misses": {
        "assumptions.regression_rate": 0.2,
        "assumptions.growth": 0.15,
        "assumptions.caching": True,
        "assumptions.cache_hit_rate": 0.6,
    },
    "sure easy fixes": {
        "strong.easy_fix_rate": 1.0,
        "weak.easy_fix_rate": 1.0,
        "assumptions.spread": 0.3,
        "assumptions.fading": 0.7,
        "assumptions.attempt_limit": 5,
        "assumptions.regression_rate": 0.2,
    },
    "new class by regressions": {
        "strong.hard_fraction": 0.0,
        "weak.bugs": 5.0,
        "weak.hard_fraction": 1.0,
        "assumptions.regression_rate": 0.5,
    },
    "no bugs": {"strong.bugs": 0, "weak.bugs": 0, "assumptions.regression_rate": 0.5, "assumptions.caching": True},
    "everything": {
        "assumptions.caching": True,
        "assumptions.cache_hit_rate": 0.8,
        "assumptions.regression_rate": 0.25,
        "assumptions.growth": 0.1,
        "assumptions.spread": 0.25,
        "assumptions.fading": 0.9,
        "assumptions.attempt_limit": 7,
        "assumptions.handoff_cost": 2.0,
        "strong.verbosity": 1.25,
    },
}
"""What to change in the base, by what it brings in."""

_LONG: dict[str, object] = {
    "strong.long_prompt_threshold": 35_000,
    "strong.long_input_price": 8.0,
    "strong.long_output_price": 30.0,
    "weak.long_prompt_threshold": 60_000,
    "weak.long_input_price": 2.5,
    "weak.long_output_price": 4.0,
}

LONG_PROMPTS: dict[str, dict[str, object]] = {
    "long prompts": _LONG,
    "long prompts from the first": {**_LONG, "strong.long_prompt_threshold": 10_000, "weak.long_prompt_threshold": 30_000},
    "long prompts, regressions, misses": {**_LONG, **CHANGES["regressions, growth, misses"]},
    "long prompts and everything": {**_LONG, **CHANGES["everything"]},
}
"""The same with prices by the length of the prompt."""

_CALLS: dict[str, object] = {"workflow.generation_calls": 5, "workflow.fix_calls": 4, "workflow.tool_tokens": 300}
_VARIED: dict[str, object] = {
    "workflow.generation_calls": 6.5,
    "workflow.fix_calls": 3.25,
    "workflow.tool_tokens": 450,
    "workflow.handover_tokens": 2_500,
    "assumptions.calls_spread": 0.75,
}

CALLS: dict[str, dict[str, object]] = {
    "calls": _CALLS,
    "calls without tools, cached": {**_CALLS, **CHANGES["caching"], "workflow.tool_tokens": 0},
    "one call to generate": {**_VARIED, **CHANGES["cache misses"], "workflow.generation_calls": 1},
    "one call to fix": {**_VARIED, **CHANGES["cache misses"], "workflow.fix_calls": 1},
    "varied calls": _VARIED,
    "varied calls, cache misses": {**_VARIED, **CHANGES["cache misses"]},
    "varied calls, growth": {**_VARIED, **CHANGES["growth"]},
    "varied calls, limit": {**_VARIED, **CHANGES["limit"]},
    "varied calls, regressions, growth, misses": {**_VARIED, **CHANGES["regressions, growth, misses"]},
    "varied calls and everything": {**_VARIED, **CHANGES["everything"]},
}
"""The same with several calls in the generation and in an attempt, as many in each or not."""

_WAITING: dict[str, object] = {
    "strong.output_speed": 60,
    "strong.first_token_seconds": 2.5,
    "weak.output_speed": 160,
    "weak.first_token_seconds": 0.75,
    "workflow.tool_seconds": 3,
    "workflow.test_seconds": 90,
    "assumptions.hour_value": 80,
}

WAITING: dict[str, dict[str, object]] = {
    "waiting": _WAITING,
    "waiting for nothing": {**_WAITING, "assumptions.hour_value": 0},
    "waiting, one speed unknown": {**_WAITING, "strong.output_speed": None},
    "waiting, varied calls, limit": {**_WAITING, **_VARIED, **CHANGES["limit"]},
    "waiting, varied calls and everything": {**_WAITING, **_VARIED, **CHANGES["everything"]},
}
"""The same with what says how long it takes, and what that costs."""


def scenario(name: str, context: str, **more: object) -> dict[str, object]:
    """The base with a named change, in a context; keys of other changes have `__` for their dot."""
    values = {**BASE, **(CHANGES | LONG_PROMPTS | CALLS | WAITING)[name], "workflow.context": context}
    values.update({key.replace("__", "."): value for key, value in more.items()})
    return values


def deviation(estimate: tuple[float, float], truth: float) -> float:
    """How many standard errors an estimate is away from the truth; rounding of a sure value counts for nothing."""
    mean, error = estimate
    if isnan(mean) and isnan(truth):
        return 0.0
    if abs(mean - truth) <= 1e-9 * max(abs(mean), abs(truth), 1e-12):
        return 0.0
    return (mean - truth) / error if error > 0 else float("inf")


def error_of_chance(chance: float, runs: int) -> float:
    """The standard error of a chance estimated from some runs."""
    return sqrt(max(chance * (1 - chance), 1 / runs) / runs)

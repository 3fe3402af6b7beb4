"""Scenarios from the whole domain, ordinary numbers beside extreme ones, and what no answer about them may be."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from random import Random

import numpy as np

from engine.lineup import lineup
from engine.odds import odds
from engine.outcome import evaluate
from engine.prices.costs import FIGURES
from engine.scenarios.parameters import Kind, Parameter, Setting
from engine.scenarios.registry import assign, find, of_files
from engine.scenarios.scenario import Scenario
from engine.sentences import in_sentences, infinite_reason
from engine.sweep import axis, curve, plane
from engine.verdict import until
from tests.drawing import drawn, fitting
from tests.engine.scenarios import TEXTBOOK

LARGE = (1e3, 1e6, 1e9, 2.0**53, 1e18, 1e30, 1e77, 1e103, 1e154, 1e156, 1e200, 1e300, 1e308, 1.7976931348623157e308)
SMALL = (5e-324, 1e-310, 2.3e-308, 1e-300, 1e-200, 1e-155, 1e-100, 1e-30, 1e-17, 1e-12, 1e-9, 1e-6)
NEAR_ONE = tuple(1.0 - gap for gap in (2.0**-53, 1e-15, 1e-12, 1e-9, 1e-8, 1e-5, 1e-3))
"""Numbers at which something overflows, underflows or rounds."""


def extremes(kind: Kind) -> tuple[float, ...]:
    """Values at and near the ends of a parameter's domain."""
    domain = kind.domain
    if domain.whole:
        candidates: tuple[float, ...] = (domain.low, domain.low + 1, 2, 7, 63, 500, domain.high - 1, domain.high)
    elif math.isinf(domain.high):
        candidates = (0.0, *SMALL, 0.3, 1.0, *LARGE)
    else:
        candidates = (0.0, *SMALL, 0.3, *NEAR_ONE, 1.0)
    return tuple(value for value in candidates if value in domain)


def extreme(random: Random, wildness: float | None = None) -> Scenario:
    """A scenario of which some numbers are extreme, others ordinary."""
    share = random.choice((0.03, 0.1, 0.3, 0.7)) if wildness is None else wildness
    changes: dict[str, Setting] = {}
    for parameter in of_files():
        if random.random() < max(share, 0.3 if parameter.kind.flag or parameter.kind.choices else 0.0):
            changes[parameter.key] = drawn(random, parameter, _wild, 0.2)
        elif random.random() < 0.3:
            changes[parameter.key] = drawn(random, parameter, _usual, 0.0)
    return fitting(assign(TEXTBOOK, changes))


def _wild(random: Random, parameter: Parameter) -> float:
    return random.choice(extremes(parameter.kind))


def _usual(random: Random, parameter: Parameter) -> float:
    kind, domain = parameter.kind, parameter.kind.domain
    if domain.whole:
        return float(random.randint(max(1, int(domain.low)), 12))
    if math.isfinite(domain.high):
        return random.choice((0.05, 0.25, 0.5, 0.9, random.uniform(0.01, 0.99)))
    usual = {
        "money": random.choice((0.3, 1.0, 5.0, random.uniform(0.1, 40.0))),
        "tokens": float(random.choice((700, 5_000, 20_000, 200_000, random.randint(1, 300_000)))),
    }.get(kind.notation, random.choice((0.5, 1.0, 2.0, 4.0, random.uniform(0.1, 9.0))))
    return max(usual, domain.low)


BOTH = {"strong", "weak"}


class Flaw(AssertionError):
    """An answer that says nothing."""


def must_be_known(name: str, *figures: object) -> None:
    """No figure is NaN."""
    for figure in figures:
        if figure is not None and np.isnan(np.asarray(figure, dtype=np.float64)).any():
            raise Flaw(f"{name}: {figure}")


def must_be_timed(name: str, scenario: Scenario, models: set[str], seconds: float) -> None:
    """The time is a number where the speeds of all models at work are known, and only there."""
    if math.isnan(seconds) != any(getattr(scenario, model).output_speed is None for model in models):
        raise Flaw(f"{name} takes {seconds}")


def ask_costs(scenario: Scenario) -> None:
    answer = evaluate(scenario)
    for name in FIGURES:
        if name != "seconds":
            must_be_known(name, getattr(answer.costs, name))
    for strategy, seconds in zip(answer.costs.strategies, answer.costs.seconds.tolist(), strict=True):
        must_be_timed(strategy.key, scenario, {strategy.generator, strategy.fixer}, seconds)
    must_be_known("verdict", answer.verdict.cost_a, answer.verdict.cost_b, answer.verdict.saving)
    must_be_known("finished", answer.finished, answer.cost_per_finished_task)
    if ((answer.finished < 0.0) | (answer.finished > 1.0)).any():
        raise Flaw(f"finished: {answer.finished}")
    must_be_known("outgrowing", answer.outgrowing.chance, answer.outgrowing.last_attempt)
    if ((answer.outgrowing.chance < 0.0) | (answer.outgrowing.chance > 1.0)).any():
        raise Flaw(f"outgrowing: {answer.outgrowing.chance}")
    sentences = [infinite_reason(answer), *(said.full for said in in_sentences(answer).all)]
    for key, crossings in answer.crossings.items():
        sentences.append(until(crossings, answer.verdict))
        for point in crossings.points:
            must_be_known(key, point.value)
            if not find(key).kind.domain.low <= point.value <= find(key).kind.domain.high:
                raise Flaw(f"{key}: {point.value}")
    for sentence in sentences:
        if "nan" in sentence.lower():
            raise Flaw(sentence)


def ask_sweeps(scenario: Scenario) -> None:
    for key in ("weak.bugs", "assumptions.spread", "workflow.prompt_tokens"):
        found = curve(scenario, key, axis(find(key), 0.0, min(20.0, find(key).kind.domain.high * 0.99), 12))
        must_be_known(key, found.costs.total_cost)
    found_map = plane(scenario, "weak.bugs", np.linspace(0.0, 20.0, 5), "weak.hard_fix_rate", np.linspace(0.01, 1.0, 5))
    must_be_known("map", found_map.a, found_map.b, found_map.sign, found_map.saving)


def ask_lineup(scenario: Scenario) -> None:
    answer = lineup(scenario)
    for one in answer.ranked:
        for field in fields(one):
            figure = getattr(one, field.name)
            if isinstance(figure, float) and field.name != "seconds":
                must_be_known(f"{one.key} {field.name}", figure)
        must_be_timed(one.key, scenario, {one.generator, one.fixer} if one.fixer and not one.idea.key else BOTH, one.seconds)
        must_be_known(one.key, one.cost_per_finished_task)
        if not 0.0 <= one.finished <= 1.0:
            raise Flaw(f"{one.key}: finished {one.finished}")
        if "nan" in one.note:
            raise Flaw(one.note)


def ask_odds(scenario: Scenario) -> None:
    answer = odds(scenario, 1.0)
    total = 0.0
    for name in ("strong_first_cheaper", "tie", "weak_first_cheaper", "undecided"):
        figure = getattr(answer, name)
        must_be_known(name, figure)
        if not -1e-9 <= figure <= 1.0 + 1e-6:
            raise Flaw(f"{name}: {figure}")
        total += figure
    if abs(total - 1.0) > 1e-5:
        raise Flaw(f"chances of {total}")
    for one in answer.strategies:
        must_be_known(one.strategy.key, one.mean, one.sd, one.blur, one.accuracy, one.law.costs, one.law.chances)
        if (np.diff(one.law.costs) < 0.0).any() or (one.law.chances < 0.0).any():
            raise Flaw(f"{one.strategy.key}: the law is not in order")
        unknown = [level for level, dollars in one.quantiles.items() if math.isnan(dollars)]
        if (unknown or (one.over_budget is not None and math.isnan(one.over_budget))) and not one.note:
            raise Flaw(f"{one.strategy.key}: unknown without a word")
        if "nan" in one.note or "inf" in one.note:
            raise Flaw(one.note)


DOORS: Mapping[str, Callable[[Scenario], None]] = {
    "costs": ask_costs,
    "sweeps": ask_sweeps,
    "lineup": ask_lineup,
    "odds": ask_odds,
}

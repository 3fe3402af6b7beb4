"""What the notes of bundled scenarios say of long prompts, windows and published numbers is what is computed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.outcome import Outcome, evaluate
from engine.prices.charges import charges
from engine.prices.context_window import outgrowing
from engine.prices.costs import costs
from engine.scenarios.inputs import Inputs
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, STRATEGIES
from presets.scenarios.library import open_scenario

FLAT: Mapping[str, Setting] = {"strong.long_prompt_threshold": None, "weak.long_prompt_threshold": None}


def scenario(name: str, changes: Mapping[str, Setting] | None = None, *, says: str = "") -> Scenario:
    found = open_scenario(name).scenario
    assert says in " ".join(found.notes.split())
    return assign(found, changes or {})


def lead(outcome: Outcome) -> int:
    """Percent by which A is cheaper than B, negative where it is dearer: as the headline says it."""
    a, b = map(float, outcome.costs.total_cost[:2])
    return round(100.0 * (1.0 - a / b)) if a < b else -round(100.0 * (1.0 - b / a))


def dearer(outcome: Outcome) -> list[float]:
    return [round(more, 2) for more in outcome.costs.long_prompt_cost[:2].tolist()]


def first_dear_attempt(of: Scenario) -> list[float]:
    inputs = Inputs(of, RIVALS)
    prompts = charges(inputs).attempts.last_prompts
    return [float(last) + 1.0 for last in prompts.attempts_within(inputs.fixer("long_prompt_threshold"))]


def test_the_textbook_example_has_the_published_numbers() -> None:
    held = scenario("textbook")
    windowless = assign(held, {"strong.context_window": None, "weak.context_window": None})
    assert costs(held).total_cost.tolist() == costs(windowless).total_cost.tolist()
    assert costs(held).total_cost.tolist() == pytest.approx([1.10, 0.85, 0.89, 0.91], abs=0.005)
    assert [point.value for point in evaluate(held).crossings["weak.bugs"].points] == pytest.approx([5.3], abs=0.05)


def handoff(outcome: Outcome) -> float:
    """Dollars of a hand-off at which both strategies cost the same."""
    (point,) = outcome.crossings["assumptions.handoff_cost"].points
    return point.value


def test_long_horizon() -> None:
    now = evaluate(scenario("long-horizon", says="adds $4.02 to weak first and $0.79 to strong first"))
    assert (dearer(now), lead(now)) == ([0.79, 4.02], 19)
    assert handoff(now) == pytest.approx(83.0, abs=0.5)
    assert first_dear_attempt(now.scenario) == [2.0, 3.0]
    assert outgrowing(now.scenario, RIVALS).last_attempt[0] == 4.0
    compacted = {"assumptions.compact_at": 0.25, "workflow.summary_tokens": 5000.0}
    assert lead(evaluate(assign(now.scenario, compacted))) == -7
    flat = evaluate(assign(now.scenario, FLAT))
    assert lead(flat) > 0
    assert handoff(flat) == pytest.approx(49.0, abs=0.5)


@pytest.mark.slow
def test_swe_issue() -> None:
    now = evaluate(scenario("swe-issue", says="outgrows the 272,000 tokens that its prompts may have after 12"))
    assert (lead(now), outgrowing(now.scenario, RIVALS).last_attempt[0]) == (-15, 12.0)
    assert (now.costs.growth_penalty > now.costs.total_cost / 2)[:2].all()
    compacted = evaluate(assign(now.scenario, {"assumptions.compact_at": 0.9, "workflow.summary_tokens": 5000.0}))
    assert (lead(compacted), round(float(compacted.costs.total_cost[0]), 2)) == (39, 1.24)
    limited = evaluate(assign(now.scenario, {"assumptions.attempt_limit": 3.0}))
    assert handoff(limited) == pytest.approx(3.7, abs=0.05)


def test_swe_issue_nano() -> None:
    now = evaluate(scenario("swe-issue-nano", says="below about $3.8 strong first is cheaper"))
    assert lead(now) < 0
    assert handoff(now) == pytest.approx(3.8, abs=0.05)
    unlimited = assign(now.scenario, {"assumptions.attempt_limit": None})
    assert f"strong first would cost ${costs(unlimited).total_cost[0]:.2f}" in " ".join(unlimited.notes.split())


def test_greenfield() -> None:
    now = evaluate(scenario("greenfield", says="weak first leaves 0.33 failures per library and strong first 0.25"))
    assert lead(now) < 0
    assert now.costs.unresolved_bugs[:2].round(2).tolist() == [0.25, 0.33]
    assert handoff(now) == pytest.approx(29.0, abs=0.5)
    assert round(float(now.costs.generation_cost[0]), 2) == 5.19


def test_refactor() -> None:
    now = evaluate(scenario("refactor", says="strong first is cheaper up to about $28 for each bug handed off"))
    assert lead(now) > 0
    assert handoff(now) == pytest.approx(28.0, abs=0.5)
    unlimited = assign(now.scenario, {"assumptions.attempt_limit": None})
    assert f"strong first would cost ${costs(unlimited).total_cost[0]:.0f}" in " ".join(unlimited.notes.split())


def test_deepswe() -> None:
    now = evaluate(scenario("deepswe", says="the same tasks are open whichever went first, 0.244 of them"))
    assert now.costs.unresolved_bugs[:2].round(3).tolist() == [0.244, 0.244]
    assert lead(now) < 0


def test_own_terminal() -> None:
    now = scenario("own-terminal", says="strong first takes 20 minutes and weak first 22")
    found, free = costs(now), costs(assign(now, {"assumptions.hour_value": 0.0}))
    assert (found.seconds[:2] / 60.0).round().tolist() == [20.0, 22.0]
    assert (found.waiting_cost / found.total_cost).round(1).tolist() == [0.9] * 4
    assert free.total_cost[1] - free.total_cost[0] == pytest.approx(0.25, abs=0.01)
    assert [STRATEGIES[figures.total_cost.argmin()].name for figures in (free, found)] == ["weak only", "strong only"]


@pytest.mark.parametrize(
    ("name", "changes", "says", "expected"),
    [
        ("near-parity", {"assumptions.attempt_limit": None}, "and without a limit as well", -11),
        ("ten-in-one-chat", {"workflow.context": "fresh"}, "cost the same within 2 %", 1),
        ("ten-in-one-chat", {"assumptions.caching": True}, "the gap is smaller, but the winner stays", 11),
    ],
)
def test_what_a_change_would_do(name: str, changes: Mapping[str, Setting], says: str, expected: int) -> None:
    assert lead(evaluate(scenario(name, changes, says=says))) == expected

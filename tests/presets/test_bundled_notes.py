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
from engine.scenarios.strategies import RIVALS
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


def test_long_horizon() -> None:
    now = evaluate(scenario("long-horizon", says="adds $2.28 to weak first and $0.13 to strong first"))
    assert dearer(now) == [0.13, 2.28]
    assert 0 < lead(now) <= 2
    assert [point.value for point in now.crossings["assumptions.handoff_cost"].points] == pytest.approx([42.5], abs=0.1)
    assert first_dear_attempt(now.scenario) == [1.0, 1.0]
    assert outgrowing(now.scenario, RIVALS).last_attempt[0] == 4.0
    flat = evaluate(assign(now.scenario, FLAT))
    assert lead(flat) == -12
    assert [point.value for point in flat.crossings["assumptions.handoff_cost"].points] == pytest.approx([20.0], abs=0.5)


def test_swe_issue_nano() -> None:
    now = evaluate(scenario("swe-issue-nano", says="adds $0.50 to strong first and $0.23 to weak first"))
    assert (dearer(now), lead(now)) == ([0.5, 0.23], -3)
    assert first_dear_attempt(now.scenario)[0] == 9.0
    assert lead(evaluate(assign(now.scenario, FLAT))) == 24
    cached = {"assumptions.caching": True, "assumptions.cache_hit_rate": 0.93}
    assert lead(evaluate(assign(now.scenario, cached))) == 20


def test_greenfield() -> None:
    now = evaluate(scenario("greenfield", says="adds $1.02 to strong first"))
    assert (dearer(now), lead(now)) == ([1.02, 0.0], 10)
    assert first_dear_attempt(now.scenario)[0] == 12.0
    assert lead(evaluate(assign(now.scenario, FLAT))) == 27


def test_refactor() -> None:
    now = evaluate(scenario("refactor", says="adds $2.95 to strong first"))
    assert dearer(now) == [2.95, 0.0]
    assert first_dear_attempt(now.scenario)[0] == 10.0
    assert float(outgrowing(now.scenario, RIVALS).chance[0]) == pytest.approx(0.5, abs=0.05)
    limited = evaluate(assign(now.scenario, {"assumptions.attempt_limit": 5.0}))
    assert [point.value for point in limited.crossings["assumptions.handoff_cost"].points] == pytest.approx([19.0], abs=0.1)


def test_swe_issue_outgrows_its_window_after_eleven_sessions() -> None:
    held = scenario("swe-issue", says="outgrows its 400,000-token window after 11")
    assert outgrowing(held, RIVALS).last_attempt[0] == 11.0


@pytest.mark.parametrize(
    ("name", "changes", "says", "expected"),
    [
        ("near-parity", {"assumptions.attempt_limit": None}, "without one, the strong model would spend eight sessions", 28),
        ("ten-in-one-chat", {"workflow.context": "fresh"}, "cost the same within 2 %", 1),
        ("ten-in-one-chat", {"assumptions.caching": True}, "the gap is smaller, but the winner stays", 11),
    ],
)
def test_what_a_change_would_do(name: str, changes: Mapping[str, Setting], says: str, expected: int) -> None:
    assert lead(evaluate(scenario(name, changes, says=says))) == expected

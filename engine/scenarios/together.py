"""What values of several parameters must be together, whichever of them is set."""

from __future__ import annotations

from engine.scenarios.notation import plain
from engine.scenarios.parameters import ParameterError
from engine.scenarios.scenario import Scenario

KEY = "assumptions.compact_at"
"""The parameter that a refusal is about."""


def problem(scenario: Scenario) -> str:
    """What is wrong with a scenario of plain numbers in which each value alone is allowed: one sentence, or nothing.

    A compacted prompt must leave room for another call: L₀ + s + d below ω times the window (docs/model.md, Compaction).
    """
    share, work = scenario.assumptions.compact_at, scenario.workflow
    if share is None:
        return ""
    sessions = [("fixer", work.fix_tokens, work.fix_calls)]
    if work.generation_calls > 1.0:
        sessions.append(("generator", work.generation_tokens, work.generation_calls))
    for name, model in (("strong", scenario.strong), ("weak", scenario.weak)):
        for role, written, calls in sessions:
            if model.context_window is None:
                continue
            grown = model.verbosity * written / calls + (work.tool_tokens if calls > 1.0 else 0.0)
            taken, room = float(work.prompt_tokens + work.summary_tokens + grown), float(share * model.context_window)
            if taken >= room:
                return (
                    f"{KEY} leaves the {name} model as {role} no room: it compacts above {plain(room)} tokens, "
                    f"but a compacted prompt and the next call take {plain(taken)} (prompt, summary, and what a call adds)"
                )
    return ""


def fitting(scenario: Scenario) -> Scenario:
    """The scenario, if its values go together.

    Raises:
        ParameterError: If they do not.
    """
    if sentence := problem(scenario):
        raise ParameterError(sentence)
    return scenario

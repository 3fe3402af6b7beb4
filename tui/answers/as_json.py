"""The answer in JSON, as docs/files.md lays it down."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

from engine.confidence import LEVELS, Confidence
from engine.crossings.profile import Crossover
from engine.outcome import Outcome
from engine.scenarios.registry import numbers
from engine.sentences import cheaper_still, in_sentences
from tui.answers.answer import HEADLINE
from tui.answers.window_warnings import window_chances

FORMAT = 1
"""The version of everything written as JSON: it changes when something is no longer there, or means something else."""


def outcome_json(outcome: Outcome) -> dict[str, object]:
    """The answer as docs/files.md lays it down."""
    said = in_sentences(outcome, outcome.crossings.get(HEADLINE), confidence=outcome.confidence)
    found: dict[str, object] = {
        "name": outcome.scenario.name,
        "context": outcome.scenario.workflow.context,
        "strategies": strategies_json(outcome),
        "cheaper": outcome.verdict.cheaper,
        "cheaper_still": [strategy.key for strategy in cheaper_still(outcome)],
        "answer": [one.full for one in said.all],
        "crossovers": {
            parameter.key: [json_number(point.value) for point in _points(outcome, parameter.key)] for parameter in numbers()
        },
    }
    return found if outcome.confidence is None else found | {"confidence": confidence_json(outcome.confidence)}


def confidence_json(confidence: Confidence) -> dict[str, object]:
    """How sure the answer is."""
    crossover = {str(level): json_number(confidence.flip(level)) for level in LEVELS}
    return {
        "verdict": confidence.holds,
        "cheapest": dict(confidence.cheapest),
        "saving": {str(level): confidence.saving(level) for level in LEVELS},
        "cost_of_not_knowing": json_number(confidence.cost_of_not_knowing),
        "worth_measuring": {key: json_number(dollars) for key, dollars in confidence.worth_measuring.items()},
        "headline_crossover": crossover | {"exists": confidence.flips_exist},
    }


def strategies_json(outcome: Outcome) -> dict[str, dict[str, object]]:
    """Every figure of the four strategies, by key."""
    found: dict[str, dict[str, object]] = {}
    outgrowing = window_chances(outcome)
    for index, strategy in enumerate(outcome.costs.strategies):
        arrays = outcome.costs.of(strategy)
        arrays |= {"finished": outcome.finished[index], "cost_per_finished_task": outcome.cost_per_finished_task[index]}
        arrays["outgrows_window"] = outgrowing[index]
        figures = {name: json_number(float(figure)) for name, figure in arrays.items()}
        found[strategy.key] = {"generator": strategy.generator, "fixer": strategy.fixer, **figures}
    return found


def _points(outcome: Outcome, key: str) -> tuple[Crossover, ...]:
    """The crossovers along a parameter; the costs of A and B do not move smoothly along those without an entry."""
    crossings = outcome.crossings.get(key)
    return crossings.points if crossings else ()


def json_number(number: float) -> float | str | None:
    """A number as JSON can hold it: infinities are ``"inf"`` and ``"-inf"``, what is not a number ``None``."""
    if math.isfinite(number):
        return float(number)
    return None if math.isnan(number) else "inf" if number > 0 else "-inf"


def json_text(answer: Mapping[str, object], indent: int | None = None) -> str:
    """An answer with its format as text, in characters that no terminal interprets."""
    return json.dumps({"format": FORMAT, **answer}, allow_nan=False, indent=indent).replace("\x7f", "\\u007f")

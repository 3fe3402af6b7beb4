"""``crossover odds``: the distribution of the cost of one run, the chance that A is cheaper, the chance of a budget."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable

import numpy as np

from engine.odds import LEVELS, Odds, odds
from engine.scenarios.parameters import BUDGET, ParameterError
from engine.scenarios.typed import Place, read
from engine.tails import disagreement
from presets.files.text import plain_text
from tui.answers.as_json import json_number
from tui.answers.as_text import table
from tui.answers.figures import in_column
from tui.cli import output
from tui.cli.inputs import Batch, add_scenarios


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_scenarios(parser)
    parser.add_argument("--budget", type=_dollars, metavar="DOLLARS", help="also say how likely a run costs more")
    parser.add_argument("--json", action="store_true", help="one JSON object per scenario and line, numbers unrounded")


def _dollars(text: str) -> float | None:
    try:
        budget = read(BUDGET, text, Place.FILES).value(None)
    except ParameterError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return budget if isinstance(budget, float) else None


# Absurdly large numbers overflow to infinity, which the answer says; no warning between its lines.
@np.errstate(all="ignore")
def run(arguments: argparse.Namespace) -> int:
    """Answer for every scenario; returns the exit status."""
    batch = Batch(arguments)
    for i, (word, scenario) in enumerate(batch):
        answer = odds(scenario, arguments.budget)
        if arguments.json:
            output.write_json(odds_json(answer))
            continue
        for line in ([""] if i else []) + report(word, answer):
            output.write(line)
    return batch.status


def odds_json(answer: Odds) -> dict[str, object]:
    """The answer as docs/files.md lays it down."""
    number = json_number
    strategies = {}
    for one in answer.strategies:
        figures: dict[str, object] = {"mean": number(one.mean), "sd": number(one.sd)}
        figures["quantiles"] = {str(level): number(dollars) for level, dollars in one.quantiles.items()}
        figures["over_budget"] = None if one.over_budget is None else number(one.over_budget)
        strategies[one.strategy.key] = figures | ({"note": one.note} if one.note else {})
    return {
        "name": answer.scenario.name,
        "context": answer.scenario.workflow.context,
        "strategies": strategies,
        "strong_first_cheaper": number(answer.strong_first_cheaper),
        "tie": number(answer.tie),
        "budget": answer.budget,
    }


def report(word: str, answer: Odds) -> list[str]:
    """The answer as lines to read."""
    dollars = in_column(np.array([one.mean for one in answer.strategies]))
    header = ["dollars of one run", "mean", "sd", *(f"{100 * level:g} %" for level in LEVELS)]
    header += [] if answer.budget is None else [f"over ${answer.budget:g}"]
    rows = []
    for one in answer.strategies:
        row = [one.strategy.name, dollars(one.mean), dollars(one.sd), *(_known(dollars, x) for x in one.quantiles.values())]
        rows.append(row + ([] if one.over_budget is None else [_percent(one.over_budget)]))
    lines = [output.styled(f"{word}: {plain_text(answer.scenario.name)}", output.BOLD), "", *table(header, rows), ""]
    a, tie, b = (_percent(x) for x in (answer.strong_first_cheaper, answer.tie, answer.weak_first_cheaper))
    if answer.undecided > 1.0 - 1e-4:
        lines.append("Which of two runs is the cheaper one is not known.")
        return lines + _notes(answer)
    lines.append(f"Of two runs, strong first is the cheaper one in {a}, weak first in {b}; {tie} cost the same.")
    if split := disagreement(answer):
        lines.append(f"{split.sentence}.")
    if answer.undecided > 0.0:
        lines.append(f"In {_percent(answer.undecided)} both cost more than was computed.")
    return lines + _notes(answer)


def _notes(answer: Odds) -> list[str]:
    """What there is to say about the laws; of several strategies at once where it is the same."""
    said = answer.strategies
    notes = dict.fromkeys(one.note for one in said if one.note)
    return [f"{', '.join(one.strategy.name for one in said if one.note == note)}: {note}" for note in notes]


def _known(dollars: Callable[[float], str], cost: float) -> str:
    return "unknown" if math.isnan(cost) else dollars(cost)


def _percent(chance: float) -> str:
    return "unknown" if math.isnan(chance) else f"{100.0 * chance:.1f} %"

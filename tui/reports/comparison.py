"""Scenarios side by side, as a table of texts: results first, then the inputs that differ, then the rest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.outcome import Outcome
from engine.scenarios.evidence import Evidence
from engine.scenarios.notation import show, show_range
from engine.scenarios.registry import find, of_files, value
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, STRATEGIES, TIE, A, Strategy
from engine.sentences import cheaper_still
from engine.verdict import WINNERS
from presets.files.text import plain_text
from tui.answers.answer import HEADLINE
from tui.answers.figures import dollars, time
from tui.state.snapshot import Snapshot


class Part(Enum):
    """The parts of the table."""

    RESULT = "result"
    HEADING = "heading"
    DIFFERENT = "an input that differs"
    SAME = "an input that is the same in all"


@dataclass(frozen=True)
class Entry:
    """One line of the table.

    Attributes:
        label: What it shows.
        cells: A text for each scenario, the one in force first.
        marks: A character behind each: ``✓`` the cheaper one of A and B, ``◂`` a model that alone is cheaper still, ``≠`` an
            input that differs from the scenario in force.
        part: Which part of the table it belongs to.
        narrow: What stands for the texts where a column has no room for them.
    """

    label: str
    cells: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    part: Part = Part.HEADING
    narrow: tuple[str, ...] = ()


def comparison(snapshot: Snapshot) -> list[Entry]:
    """The scenario in force beside the pinned ones."""
    outcomes = (snapshot.outcome, *(pin.outcome for pin in snapshot.pins))
    scenarios = (snapshot.scenario, *(pin.scenario for pin in snapshot.pins))
    inputs = _inputs(scenarios)
    differing = [entry for entry in inputs if entry.part is Part.DIFFERENT]
    same = [entry for entry in inputs if entry.part is Part.SAME]
    count = f"{len(differing)} input{'s differ' if len(differing) != 1 else ' differs'}"
    return [
        *_results(outcomes, snapshot.axis),
        Entry(count if differing else "No input differs"),
        *differing,
        Entry(f"{len(same)} inputs are the same"),
        *same,
    ]


def _results(outcomes: tuple[Outcome, ...], axis: str) -> list[Entry]:
    none = tuple(" " for _ in outcomes)
    entries = []
    for index, strategy in enumerate(STRATEGIES):
        costs = tuple(dollars(float(outcome.costs.total_cost[index])) for outcome in outcomes)
        marks = tuple(_mark(outcome, strategy) for outcome in outcomes)
        entries.append(Entry(strategy.name, costs, marks, Part.RESULT))
    verdicts = tuple(_verdict(outcome) for outcome in outcomes)
    # Without the letter: a mark says which of the two it is.
    savings = tuple(verdict[verdict.find("−") :] if "−" in verdict else verdict for verdict in verdicts)
    entries.insert(len(RIVALS), Entry("cheaper", verdicts, none, Part.RESULT, savings))
    for index, strategy in enumerate(RIVALS):
        times = tuple(time(float(outcome.costs.seconds[index])) for outcome in outcomes)
        if any(times):
            entries.append(Entry(f"time, {strategy.name[0]}", times, none, Part.RESULT))
    for key in dict.fromkeys((HEADLINE, axis)):
        flips = tuple(_flips_at(outcome, key) for outcome in outcomes)
        entries.append(Entry(f"flips at {find(key).full_symbol}", flips, none, Part.RESULT))
    return entries


def _mark(outcome: Outcome, strategy: Strategy) -> str:
    if outcome.verdict.cheaper == strategy.key:
        return "✓"
    return "◂" if strategy in cheaper_still(outcome)[:1] else " "


def _verdict(outcome: Outcome) -> str:
    verdict = outcome.verdict
    if verdict.cheaper == TIE:
        return "tie"
    return f"{'A' if verdict.cheaper == A.key else 'B'} −{100 * verdict.saving:.2g} %"


def _flips_at(outcome: Outcome, key: str) -> str:
    # A factor on prices is relative to each scenario's own prices here.
    crossings = outcome.crossings.get(key)
    if crossings is None:
        return "—"
    if (nearest := crossings.nearest) is not None:
        return show(find(key), nearest.value)
    return "never" if crossings.throughout in WINNERS else "—"


def _inputs(scenarios: tuple[Scenario, ...]) -> list[Entry]:
    entries = []
    for section in ("strong", "weak"):
        models = tuple(plain_text(getattr(scenario, section).model).rpartition("/")[2] or "own" for scenario in scenarios)
        entries.append(_input(f"{section} model", models, models))
    for parameter in of_files():
        values = tuple(value(scenario, parameter.key) for scenario in scenarios)
        entries.append(_input(parameter.title, tuple(show(parameter, v) for v in values), values))
        ends = tuple(scenario.evidence.get(parameter.key, Evidence()).ends for scenario in scenarios)
        if any(ends):
            ranges = tuple("none" if pair is None else show_range(parameter, *pair) for pair in ends)
            entries.append(_input(f"± {parameter.title}", ranges, ends))
    return entries


def _input(label: str, cells: tuple[str, ...], values: tuple[object, ...]) -> Entry:
    marks = tuple("≠" if other != values[0] else " " for other in values)
    return Entry(label, cells, marks, Part.DIFFERENT if "≠" in marks else Part.SAME)

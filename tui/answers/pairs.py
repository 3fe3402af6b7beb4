"""Which two models: all pairs on a benchmark, each with its cheapest strategy; explorer and command line show the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, Strategy
from engine.shortlist import Shortlist, how_sure, shortlist
from presets.files.refusal import Refusal
from presets.files.searching import has_words
from presets.files.text import plain_text
from presets.prices import catalogue, quality
from presets.prices.catalogue import Catalogue
from presets.prices.measurements import Benchmark, Quality
from presets.prices.pairings import Pairing, Pairings, benchmarks, pairings
from presets.prices.scenario_quality import in_force
from tui.answers.figures import chance, dollars, time

UNBEATEN = "*"
UNBEATEN_MEANS = "no other pair costs less and finishes as many tasks, or finishes more and costs no more"
FLATTERED = "≈"
FLATTERED_MEANS = "rests on a fix rate measured at other failures than those that it has to fix there, which mostly flatters it"
STANDS_IN = "^"
STANDS_IN_MEANS = "stands for the older model of its line that was measured"
NO_LIMIT = "Without an attempt limit all tasks get finished: set one to tell pairs apart by that."


@dataclass(frozen=True, eq=False)
class Row:
    """One pair.

    Attributes:
        pairing: The two models, and the scenario with them.
        strategy: The one that costs least of the four.
        total_cost: What it costs, in dollars.
        per_finished: What it costs for every task that it finishes.
        finished: The chance that it finishes a task.
        seconds: How long it takes; NaN where that is not known.
        unbeaten: Whether no other pair on the benchmark beats it in cost and chance.
        sure: The chance that this strategy is the cheapest in what the ranges allow; NaN as long as that is not known.
    """

    pairing: Pairing
    strategy: Strategy
    total_cost: float
    per_finished: float
    finished: float
    seconds: float
    unbeaten: bool
    sure: float = math.nan

    @property
    def flattered(self) -> bool:
        """Whether a fix rate is used at other failures than it was measured at.

        Where both were measured at what the other left, that is one model alone, which meets its own failures; elsewhere two.
        """
        return self.pairing.together != (self.strategy in RIVALS)

    @property
    def names(self) -> tuple[str, str]:
        """The strong and the weak model, as text that is harmless to show."""
        return plain_text(self.pairing.strong.name), plain_text(self.pairing.weak.name)

    @property
    def listed(self) -> tuple[str, str]:
        """Their names with a mark before one that was not measured itself."""
        rated = self.pairing.strong, self.pairing.weak
        strong, weak = (f"{STANDS_IN if one.stands_in else ''}{name}" for one, name in zip(rated, self.names, strict=True))
        return strong, weak

    @property
    def marks(self) -> str:
        """Whether it is unbeaten, and whether it is flattered: two characters."""
        return (UNBEATEN if self.unbeaten else " ") + (FLATTERED if self.flattered else " ")


ORDERS: Mapping[str, Callable[[Row], float]] = MappingProxyType(
    {
        "total": lambda row: row.total_cost,
        "per finished": lambda row: row.per_finished,
        "finishes": lambda row: -row.finished,
        "time": lambda row: math.inf if math.isnan(row.seconds) else row.seconds,
        "sure": lambda row: 0.0 if math.isnan(row.sure) else -row.sure,
    }
)
"""How rows can be ordered: the best first."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """All pairs on one benchmark.

    Attributes:
        scenario: What was asked.
        benchmarks: On which there are pairs.
        pairings: The pairs on one of them.
        answers: The engine's answers to them.
        rows: One for each.
        problem: What is wrong with the user's own files, if anything.
    """

    scenario: Scenario
    benchmarks: tuple[Benchmark, ...]
    pairings: Pairings
    answers: Shortlist
    rows: tuple[Row, ...]
    problem: str = ""

    @property
    def benchmark(self) -> Benchmark:
        """The benchmark."""
        return self.pairings.benchmark

    @property
    def finishes_all(self) -> bool:
        """Whether every pair finishes every task."""
        return all(row.finished == 1.0 for row in self.rows)

    @property
    def legend(self) -> list[str]:
        """What the marks mean that are in use, a sentence each."""
        said = [f"{UNBEATEN} {UNBEATEN_MEANS}."]
        if any(row.flattered for row in self.rows):
            said.append(f"{FLATTERED} {FLATTERED_MEANS}.")
        if any(row.names != row.listed for row in self.rows):
            said.append(f"{STANDS_IN} {STANDS_IN_MEANS}.")
        return said

    @property
    def left_out(self) -> str:
        """Which pairs are left out and why, a sentence; or nothing."""
        found = self.pairings
        said = []
        if found.unmeasured:
            said.append(f"{_pairs(found.unmeasured)} without a measured fix rate")
        if found.unfitting:
            said.append(f"{_pairs(found.unfitting)} whose context windows are too small to be compacted")
        return f"Left out: {' and '.join(said)}." if said else ""

    def ordered(self, order: str, text: str = "") -> list[Row]:
        """The rows that have every word of a text in their models' names, the best first."""
        key = ORDERS[order]
        return sorted(self.found(text), key=lambda row: (key(row), row.total_cost, -row.finished))

    def found(self, text: str) -> Iterable[Row]:
        """The rows that have every word of a text in what their models are called."""
        return (row for row in self.rows if has_words(text, _called(row)))


def _called(row: Row) -> str:
    rated = (row.pairing.strong, row.pairing.weak)
    return " ".join(f"{one.name} {one.model.id} {one.measurement.name}" for one in rated)


def sources() -> tuple[Catalogue, Quality, str]:
    """Prices and measured quality, and what is wrong with the user's own of either, which then are not used."""
    problems = []
    try:
        listed = catalogue.catalogue()
    except Refusal as refusal:
        listed = catalogue.bundled()
        problems.append(str(refusal))
    try:
        measured = quality.quality()
    except Refusal as refusal:
        measured = quality.bundled()
        problems.append(str(refusal))
    return listed, measured, "; ".join(problems)


def ranking(scenario: Scenario, benchmark: str, listed: Catalogue, measured: Quality, problem: str = "") -> Ranking | None:
    """All pairs on a benchmark; ``None`` if there are none on any.

    Args:
        scenario: The scenario, with whose workflow and assumptions.
        benchmark: Its id; one that has no pairs: that of the scenario's own models, or else the one that its notes name first.
        listed: The models and their prices.
        measured: Their quality.
        problem: What is wrong with the user's own files, if anything.
    """
    known = {one.id: one for one in benchmarks(listed, measured)}
    if not known:
        return None
    held = [one.benchmark for side in ("strong", "weak") if (one := in_force(scenario, side, measured)) is not None]
    named = sorted(known, key=lambda one: _first(known[one].name, scenario.notes))
    chosen = next(one for one in (benchmark, *held, *named) if one in known)
    found = pairings(scenario, known[chosen], listed, measured)
    answers = shortlist([pairing.scenario for pairing in found.pairs])
    columns = (answers.total_cost, answers.cost_per_finished_task, answers.finished, answers.seconds)
    figures = zip(*(column.tolist() for column in columns), strict=True)
    rows = tuple(
        Row(pairing, strategy, total, per_finished, chance_of, seconds, bool(kept))
        for pairing, strategy, (total, per_finished, chance_of, seconds), kept in zip(
            found.pairs, answers.cheapest, figures, answers.unbeaten, strict=True
        )
    )
    return Ranking(scenario, tuple(known.values()), found, answers, rows, problem)


def _first(name: str, notes: str) -> int:
    """Where notes name something first; behind their end where they do not."""
    return notes.index(name) if name in notes else len(notes)


def with_sureness(found: Ranking) -> Ranking:
    """The same with how sure each row is."""
    sure = how_sure(found.answers).tolist()
    return replace(found, rows=tuple(replace(row, sure=one) for row, one in zip(found.rows, sure, strict=True)))


def about(row: Row) -> str:
    """One pair in some sentences: what is cheapest, what it costs, how sure that is, and what the quality comes from."""
    strong, weak = row.names
    who = {"strong": strong, "weak": weak}
    generator, fixer = (who[name] for name in (row.strategy.generator, row.strategy.fixer))
    does = f"{generator} alone" if generator == fixer else f"{generator} generates, {fixer} fixes"
    taken = "" if math.isnan(row.seconds) else f" in {time(row.seconds)}"
    sure = "" if math.isnan(row.sure) else f"; the cheapest of the four in {chance(row.sure)} of what the ranges allow"
    said = [f"{does}: {dollars(row.total_cost)} a task{taken}, {chance(row.finished)} finished{sure}."]
    if math.isinf(row.total_cost):
        said = [f"{strong} and {weak}: whichever generates and fixes, the cost is infinite."]
    said += [
        f"Measured was {plain_text(one.measurement.name)}, at prices of {plain_text(one.model.name)}."
        for one in (row.pairing.strong, row.pairing.weak)
        if one.stands_in
    ]
    if row.flattered:
        said.append(_why(row))
    return " ".join(said)


def _why(row: Row) -> str:
    """Why a row is flattered."""
    if row.strategy in RIVALS:
        return f"{FLATTERED} How it fixes what the other left was not measured."
    return f"{FLATTERED} Alone it meets its own failures, and the fix rate is that at the other's."


def _pairs(count: int) -> str:
    return f"{count} pair{'s' if count != 1 else ''}"

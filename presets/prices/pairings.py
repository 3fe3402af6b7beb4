"""Which two models: every pair of the catalogue's that was measured on one benchmark, as scenarios."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import combinations

from engine.scenarios.evidence import Evidence
from engine.scenarios.notation import grouped, rounded
from engine.scenarios.registry import with_evidence
from engine.scenarios.scenario import Scenario
from engine.scenarios.together import problem
from presets.prices.catalogue import Catalogue, CatalogueModel
from presets.prices.measurements import Benchmark, Measurement, Quality
from presets.prices.scenario_prices import Side, take_prices
from presets.prices.scenario_quality import Known, alone, fixes_together, put, source

_EFFORT = re.compile(r" \([^()]*\)$")


@dataclass(frozen=True)
class Rated:
    """A model of the catalogue and what was measured of it, or of the one that it succeeds."""

    model: CatalogueModel
    measurement: Measurement

    @property
    def stands_in(self) -> bool:
        """Whether another model was measured."""
        return self.measurement.model != self.model.id

    @cached_property
    def name(self) -> str:
        """The model with the effort of its measurement: ``Kimi K3 (low)``."""
        effort = _EFFORT.search(self.measurement.name)
        return f"{self.model.name}{effort[0] if effort and not _EFFORT.search(self.model.name) else ''}"


@dataclass(frozen=True, eq=False)
class Pairing:
    """Two models on one benchmark, and the scenario with both.

    Attributes:
        strong: The one that leaves fewer bugs; of two that leave as many, the dearer.
        weak: The other.
        scenario: The scenario with the prices and the quality of both, its own workflow and assumptions.
        together: Whether the fix rates of both are those at what the other left; otherwise one is at the model's own failures.
    """

    strong: Rated
    weak: Rated
    scenario: Scenario
    together: bool


@dataclass(frozen=True, eq=False)
class Pairings:
    """All pairs on one benchmark.

    Attributes:
        benchmark: Which.
        pairs: Those of which everything is known, in the order of the catalogue.
        unmeasured: How many are left out since the fix rate of one was not measured.
        unfitting: How many are left out since the scenario's values do not go together with their context windows.
    """

    benchmark: Benchmark
    pairs: tuple[Pairing, ...]
    unmeasured: int
    unfitting: int


def benchmarks(catalogue: Catalogue, measured: Quality) -> list[Benchmark]:
    """The benchmarks on which there are two models of which it is known how well they fix, in the order of the files."""
    return [one for one in measured.benchmarks if any(_known(*two, measured) for two in _twos(one.id, catalogue, measured))]


def pairings(scenario: Scenario, benchmark: Benchmark, catalogue: Catalogue, measured: Quality) -> Pairings:
    """Every pair of two models on a benchmark, once: with the names exchanged all figures are the same.

    Prices, bugs, fix rates and speeds are the models', with their ranges. A model's verbosity is what it writes beside the mean
    of all models measured there, so it writes as much in every pair. Speed and verbosity that nobody measured stay where the
    scenario has that very model on that side; elsewhere they are unknown and 1. All else is the scenario's.

    Args:
        scenario: The scenario.
        benchmark: The benchmark.
        catalogue: The models and their prices.
        measured: What was measured of them.
    """
    mean = _mean_written(benchmark.id, measured)

    @cache
    def with_one(side: Side, rated: Rated) -> Scenario:
        keep = getattr(scenario, side).model == rated.model.id
        known = alone(side, rated.measurement, measured, keep_speed=keep)
        return put(take_prices(scenario, side, rated.model), known | _verbosity(side, rated, mean, measured, keep=keep))

    found: list[Pairing] = []
    unmeasured = unfitting = 0
    for one, other in _twos(benchmark.id, catalogue, measured):
        strong, weak = sorted((one, other), key=lambda rated: (rated.measurement.bugs.value, -rated.model.output_price))
        if not _known(strong, weak, measured):
            unmeasured += 1
            continue
        with_both = _both(with_one("strong", strong), with_one("weak", weak))
        if together := fixes_together("strong", strong.measurement, weak.measurement, measured):
            with_both = put(with_both, together)
        if problem(with_both):
            unfitting += 1
        else:
            found.append(Pairing(strong, weak, with_both, len(together) == _BOTH))
    return Pairings(benchmark, tuple(found), unmeasured, unfitting)


def _both(strong: Scenario, weak: Scenario) -> Scenario:
    """A scenario with its strong model and the weak one of another."""
    keys = (key for key in (*strong.evidence, *weak.evidence) if key.startswith("weak."))
    return with_evidence(replace(strong, weak=weak.weak), {key: weak.evidence.get(key) for key in keys})


_BOTH = 4
"""Fix rates of two models at two classes of bugs."""


def _twos(benchmark: str, catalogue: Catalogue, measured: Quality) -> Iterator[tuple[Rated, Rated]]:
    """Every two models that were measured there, each with every effort."""
    rated = [Rated(model, one) for model in catalogue.models for one in measured.of(model.id) if one.benchmark == benchmark]
    return ((one, other) for one, other in combinations(rated, 2) if one.model.id != other.model.id)


def _known(one: Rated, other: Rated, measured: Quality) -> bool:
    """Whether it is known how well either fixes."""
    first, second = one.measurement, other.measurement
    return all(
        fixer.fixes is not None or measured.fixes(generator, fixer) is not None
        for generator, fixer in ((first, second), (second, first))
    )


def _mean_written(benchmark: str, measured: Quality) -> float:
    """Tokens that a session writes, the geometric mean of all models measured there."""
    written = [one.tokens_written for one in measured.measurements if one.benchmark == benchmark and one.tokens_written]
    return math.exp(sum(map(math.log, written)) / len(written)) if written else 0.0


def _verbosity(side: Side, rated: Rated, mean: float, measured: Quality, *, keep: bool) -> Known:
    written = rated.measurement.tokens_written
    if not written:
        return {} if keep else {f"{side}.verbosity": (1.0, None)}
    said = f"{grouped(written)} tokens a session, {grouped(mean)} on average of all models"
    return {f"{side}.verbosity": (rounded(written / mean), Evidence(source=source(rated.measurement, measured, said)))}

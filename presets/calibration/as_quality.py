"""What logs say of the models themselves, as measurements beside the bundled ones."""

from __future__ import annotations

import os
import re

from presets.calibration.calibration import Calibration, LoggedModel, Measured
from presets.prices.catalogue import Catalogue
from presets.prices.measurements import Benchmark, Figure, Fixes, Measurement, Quality
from presets.prices.own_quality import save_own
from presets.scenarios.library import file_stem

BUG = "A run of the tests that fails after the generation, or after one that passed, until one passes; per task with a run."
ATTEMPT = "Edits up to the next run of the tests, in the conversation in which the bug arose."


def keep_quality(found: Calibration, name: str, listed: Catalogue) -> Quality:
    """Put the quality of both models beside the user's other measurements, with a scenario that is saved.

    Args:
        found: What the logs say.
        name: What the scenario is saved as; one at a path is a file like any other, and nothing stands beside it.
        listed: The models by their ids.

    Returns:
        What was added.

    Raises:
        presets.files.refusal.Refusal: If the user's measurements cannot be read or written.
    """
    measured = Quality() if os.sep in name else as_quality(found, name, listed)
    if measured.measurements:
        save_own(measured)
    return measured


def as_quality(found: Calibration, name: str, listed: Catalogue) -> Quality:
    """The quality of the strong and of the weak model, as far as it was measured and the catalogue knows them.

    Sizes are none of it: what is written before a first check and what an attempt writes differ, and the scenario has both.

    Args:
        found: What the logs say.
        name: What the scenario is called that is made of it: a second one of that name replaces the first.
        listed: The models by their ids.
    """
    benchmark = _benchmark(found, name)
    measured = {one.key: one for one in found.parameters}
    entries = [_measurement(model, found, benchmark, measured, listed) for model in found.models]
    known = tuple(one for one in entries if one is not None)
    return Quality((benchmark,) if known else (), known)


def _benchmark(found: Calibration, name: str) -> Benchmark:
    sources = found.sources
    return Benchmark(
        id=f"logs/{re.sub(r'[^a-z0-9._-]+', '-', file_stem(name)).strip('-') or 'own'}",
        name=f"your logs ({name.strip()})",
        bug=BUG,
        attempt=ATTEMPT,
        source=f"{sources.sessions} sessions of {_agents(found)}{sources.dates}",
    )


def _agents(found: Calibration) -> str:
    return " and ".join(agent for agent, _ in found.sources.agents) or "an agent"


def _measurement(
    model: LoggedModel, found: Calibration, benchmark: Benchmark, measured: dict[str, Measured], listed: Catalogue
) -> Measurement | None:
    entry, bugs = listed.get(model.name), measured.get(f"{model.role}.bugs")
    if entry is None or bugs is None:
        return None
    rate = measured.get(f"{model.role}.easy_fix_rate")
    return Measurement(
        id=f"{benchmark.id}/{model.name.partition('/')[2]}",
        model=model.name,
        name=entry.name,
        benchmark=benchmark.id,
        agent=_agents(found),
        date=found.sources.last,
        tasks=model.tasks or None,
        bugs=_figure(bugs),
        fixes=None if rate is None else Fixes(easy=_figure(rate), hard=_figure(rate)),
    )


def _figure(one: Measured) -> Figure:
    return Figure(value=one.value, low=one.low, high=one.high, source=one.source)

"""The scenarios that take longest, looked for all over the domain.

``python -m tests.bench.worst --seconds 60`` draws scenarios at random, then changes the slowest of every door a little
again and again as long as that makes them slower. Printed is, by door, the slowest one: processor time, and what its file would
say. Another ``--seed`` draws others. Nothing is asserted; what is promised is in docs/performance.md.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
from collections.abc import Callable
from time import process_time
from types import FrameType

# As the program does.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from engine.crossings.crossovers import crossovers
from engine.lineup import lineup
from engine.odds import odds
from engine.outcome import evaluate
from engine.scenarios.evidence import Evidence, rangeless
from engine.scenarios.model import Model
from engine.scenarios.parameters import Parameter, ParameterError
from engine.scenarios.registry import numbers, of_files, revise, value, with_evidence
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS
from engine.scenarios.workflow import Workflow
from engine.sweep import axis, curve
from presets.prices.catalogue import catalogue
from presets.prices.pairings import benchmarks
from presets.prices.quality import quality
from tests.drawing import drawn
from tui.answers.answer import HEADLINE, Question, answer
from tui.answers.as_json import outcome_json
from tui.answers.pairs import ranking, with_sureness
from tui.reports.files import content
from tui.state.snapshot import Snapshot
from tui.views.map_field import axis_of, field

_START = Scenario(
    strong=Model(input_price=4.0, output_price=20.0, bugs=2.0, hard_fraction=0.5, easy_fix_rate=0.9, hard_fix_rate=0.5),
    weak=Model(input_price=1.0, output_price=5.0, bugs=4.0, hard_fraction=0.25, easy_fix_rate=0.6, hard_fix_rate=0.15),
    workflow=Workflow(prompt_tokens=5e3, generation_tokens=20e3, fix_tokens=1e3, trace_tokens=10e3, context="fresh"),
)
_LONGEST = 20.0
_CELLS = 100, 40
_RANGES = 19


class _Endless(Exception):
    pass


def number(rnd: random.Random, parameter: Parameter) -> float:
    """A number of a parameter: often one at which something changes, else any size."""
    domain = parameter.kind.domain
    if domain.whole:
        return float(rnd.choice([domain.low, domain.high, rnd.randint(int(domain.low), int(domain.high)), rnd.randint(1, 30)]))
    if domain.high <= 1.0:
        near: float = 10.0 ** rnd.uniform(-9.0, -0.3)
        return rnd.choice([0.0, 1.0, near, 1.0 - near, rnd.random()])
    size: float = 10.0 ** rnd.uniform(-3.0, 6.0)
    return rnd.choice([0.0, 1.0, rnd.uniform(0.0, 10.0), size, rnd.uniform(0.0, 1e6)])


def changed(rnd: random.Random, scenario: Scenario, count: int) -> Scenario:
    """A scenario with so many other values."""
    for parameter in rnd.sample(of_files(), count):
        try:
            scenario = revise(scenario, {parameter.key: drawn(rnd, parameter, number, 0.3)})
        except ParameterError:
            continue
    return scenario


def _swept(key: str) -> Callable[[Scenario], object]:
    parameter = next(p for p in numbers() if p.key == key)
    domain = parameter.kind.domain
    low, high = (0.9, 1.0) if key == "assumptions.fading" else (domain.low, min(domain.reach, 1e6))
    x = axis(parameter, low + (1e-6 if domain.open_low else 0.0), high - (1e-6 if domain.open_high else 0.0), 200)
    return lambda scenario: curve(scenario, key, x)


def _map(x: str, y: str) -> Callable[[Scenario], object]:
    def work(scenario: Scenario) -> object:
        snapshot = Snapshot(scenario, scenario, answer(Question(scenario, ())))
        return field(snapshot, axis_of(snapshot, x, None), axis_of(snapshot, y, None), *_CELLS)

    return work


def _compared(scenario: Scenario) -> object:
    return outcome_json(evaluate(scenario))


def ranged(scenario: Scenario) -> Scenario:
    """A scenario of most of whose numbers no more is known than their size."""
    known: dict[str, Evidence | None] = {}
    for parameter in numbers():
        now, domain = value(scenario, parameter.key), parameter.kind.domain
        if isinstance(now, float) and domain.low < now < domain.high and not rangeless(parameter) and len(known) < _RANGES:
            low, high = now / 4.0, min(4.0 * now, (now + 3.0 * domain.high) / 4.0)
            if domain.low < low < now < high < domain.high:
                known[parameter.key] = Evidence(low, high)
    return with_evidence(scenario, known)


def _pairs(scenario: Scenario) -> object:
    listed, measured = catalogue(), quality()
    found = ranking(ranged(scenario), benchmarks(listed, measured)[0].id, listed, measured)
    return found and with_sureness(found)


def _reported(scenario: Scenario) -> object:
    scenario = ranged(scenario)
    return content(Snapshot(scenario, scenario, answer(Question(scenario, ()))), ".md", str)


DOORS: dict[str, Callable[[Scenario], object]] = {
    "a key": lambda scenario: answer(Question(scenario, (HEADLINE, "assumptions.fading", "weak.hard_fix_rate"))),
    "compare": _compared,
    "compare with ranges": lambda scenario: _compared(ranged(scenario)),
    "pairs": _pairs,
    "report": _reported,
    "what flips it": crossovers,
    "sweep of fading": _swept("assumptions.fading"),
    "sweep of spread": _swept("assumptions.spread"),
    "sweep of limits": _swept("assumptions.attempt_limit"),
    "sweep of bugs": _swept("weak.bugs"),
    "sweep of prompts": _swept("workflow.prompt_tokens"),
    "map": _map(HEADLINE, "weak.hard_fix_rate"),
    "map of fading": _map("assumptions.fading", "assumptions.spread"),
    "lineup": lineup,
    "odds": lambda scenario: odds(scenario, strategies=RIVALS),
}


def measured(work: Callable[[Scenario], object], scenario: Scenario) -> float:
    """Seconds of processor time; those that take too long are cut off."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _Endless

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _LONGEST)
    start = process_time()
    try:
        with np.errstate(all="ignore"):
            work(scenario)
    except _Endless:
        return _LONGEST
    except Exception as error:  # noqa: BLE001  another test's affair
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 0.0
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
    return process_time() - start


def slowest(work: Callable[[Scenario], object], seconds: float, rnd: random.Random) -> tuple[float, Scenario]:
    """The slowest scenario found in so much processor time: half of it at random, half climbing from the slowest."""
    begin, best = process_time(), (0.0, _START)
    while (gone := process_time() - begin) < seconds:
        near = gone > seconds / 2.0 and rnd.random() < 0.8
        scenario = changed(rnd, best[1], rnd.randint(1, 3)) if near else changed(rnd, _START, rnd.randint(3, 25))
        best = max(best, (measured(work, scenario), scenario), key=lambda one: one[0])
    return best


def told(scenario: Scenario) -> str:
    """What differs from where the search started, as ``--set`` takes it."""
    texts = []
    for parameter in of_files():
        now = getattr(getattr(scenario, parameter.section), parameter.field)
        if now != getattr(getattr(_START, parameter.section), parameter.field):
            texts.append(f"{parameter.key}={now!r}")
    return " ".join(texts)


def main() -> None:
    """Search every door."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="processor time for each door")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("doors", nargs="*", help=f"of {', '.join(DOORS)}; all unless named")
    arguments = parser.parse_args()
    for name in arguments.doors or DOORS:
        time, scenario = slowest(DOORS[name], arguments.seconds, random.Random(f"{arguments.seed} {name}"))
        sys.stdout.write(f"{name}: {1000.0 * time:.0f} ms\n    {told(scenario)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

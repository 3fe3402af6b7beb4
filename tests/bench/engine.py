"""How long the engine takes for what a key press asks of it.

``python -m tests.bench.engine`` prints the medians as a Markdown table, in milliseconds of processor time (the engine
works in one thread) and as ratios to a calibration loop: a fixed piece of numpy's work, which makes figures of different
machines, and of one that is busy, comparable. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sys
from collections.abc import Callable
from statistics import median
from time import process_time

import numpy as np

from engine.crossings.crossovers import crossovers
from engine.lineup import lineup
from engine.odds import odds
from engine.outcome import evaluate
from engine.prices.costs import costs
from engine.scenarios.model import Model
from engine.scenarios.registry import assign, find
from engine.scenarios.scenario import Scenario
from engine.scenarios.workflow import Workflow
from engine.sweep import axis, curve, plane
from tests.engine.figures import EVERYTHING

TEXTBOOK = Scenario(
    name="the numbers of the bundled textbook example",
    strong=Model(input_price=4.0, output_price=20.0, bugs=2.0, hard_fraction=0.5, easy_fix_rate=0.9, hard_fix_rate=0.5),
    weak=Model(input_price=1.0, output_price=5.0, bugs=4.0, hard_fraction=0.25, easy_fix_rate=0.6, hard_fix_rate=0.15),
    workflow=Workflow(prompt_tokens=5e3, generation_tokens=20e3, fix_tokens=1e3, trace_tokens=10e3, context="fresh"),
)
SCENARIOS = {"published": TEXTBOOK, "every assumption": assign(TEXTBOOK, EVERYTHING)}
COLUMNS = [(name, context) for name in SCENARIOS for context in ("fresh", "shared")]

Work = Callable[[Scenario], object]

_BUGS, _RATE = "weak.bugs", "weak.hard_fix_rate"
_FEW = axis(find(_BUGS), 0.0, 20.0)


def _map(points: int) -> Work:
    x = axis(find(_BUGS), 0.0, 20.0, points)
    y = axis(find(_RATE), 0.01, 1.0, points, log=True)
    return lambda scenario: plane(scenario, _BUGS, x, _RATE, y)


WORKS: dict[str, Work] = {
    "one key press: four strategies, all crossovers, curve of 200": lambda one: (evaluate(one), curve(one, _BUGS, _FEW)),
    "four strategies": costs,
    "curve of 200 points": lambda one: curve(one, _BUGS, _FEW),
    "all crossovers": crossovers,
    "map of 100 × 100": _map(100),
    "map of 200 × 200": _map(200),
    "line-up": lineup,
    "odds of four strategies": lambda one: odds(one, 1.0),
}


def calibration() -> float:
    """A fixed workload: many operations on short arrays, as in a curve, and a few on a long one, as in a map."""
    short, long = np.linspace(0.1, 0.9, 400), np.linspace(0.1, 0.9, 40_000)
    for _ in range(100):
        short = np.where(short > 0.5, short * (1.5 - short), short + 0.1 / (1.0 + short))
    for _ in range(10):
        long = np.where(long > 0.5, long * (1.5 - long), long + 0.1 / (1.0 + long))
    return float(short.sum() + long.sum())


def milliseconds(work: Callable[[], object], seconds: float) -> float:
    """The median over as many runs as fit a time, but no fewer than seven."""
    work()
    times: list[float] = []
    end = process_time() + seconds
    while process_time() < end or len(times) < 7:
        start = process_time()
        work()
        times.append(process_time() - start)
    return 1e3 * median(times)


def table(seconds: float) -> str:
    """The whole table; the calibration loop runs before every figure, so that a change of the machine's pace shows."""
    head = [f"{name}, {context}" for name, context in COLUMNS]
    lines = ["| median, ms (× calibration) | " + " | ".join(head) + " |", "|---|" + "--:|" * len(head)]
    units: list[float] = []
    for label, work in WORKS.items():
        cells = []
        for name, context in COLUMNS:
            scenario = assign(SCENARIOS[name], {"workflow.context": context})
            units.append(milliseconds(calibration, seconds / 4))
            took = milliseconds(lambda work=work, scenario=scenario: work(scenario), seconds)  # type: ignore[misc]
            cells.append(f"{took:.2f} ({took / units[-1]:.2f})")
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    lines += ["", f"Calibration loop: {median(units):.2f} ms (from {min(units):.2f} to {max(units):.2f} between figures)."]
    return "\n".join(lines)


def main() -> None:
    """Print the machine and the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.engine", description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="time for each figure")
    seconds = parser.parse_args().seconds
    gc.collect()
    gc.freeze()
    load = f"load {os.getloadavg()[0]:.1f}"
    machine = f"{os.cpu_count()} × {platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}, {load}"
    sys.stdout.write(f"{machine}\n\n{table(seconds)}\n")


if __name__ == "__main__":
    main()

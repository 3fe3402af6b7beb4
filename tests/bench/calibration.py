"""What share of the ranges that logs give hold the truth: ``python -m tests.bench.calibration``.

Every set of data has a truth of its own: two models that differ in bugs, fix rates and verbosity, work of other sizes. It is
played as sessions, which go through the whole of the calibration; a range counts if it holds what they were played from.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from engine.scenarios.registry import find
from presets.calibration.calibrate import calibrate
from presets.calibration.calibration import Calibration, Measured
from presets.logs.book import Book
from presets.prices.catalogue import bundled
from presets.scenarios.library import open_scenario
from tests.logs.made import made
from tests.logs.true import PLAIN, STRONG, WEAK, TrueHabits, TrueModel, TrueWork

BASE = "own-terminal"
SETS = 200
SESSIONS = (10, 40, 160)


@dataclass(frozen=True)
class Truth:
    """What a set of data is played from."""

    strong: TrueModel
    weak: TrueModel
    work: TrueWork
    habits: TrueHabits

    @property
    def parameters(self) -> dict[str, float]:
        """The numbers of a scenario that it is."""
        work, strong = self.work, self.strong
        told = (
            "prompt_tokens generation_tokens fix_tokens trace_tokens generation_calls fix_calls tool_tokens tool_seconds "
            "test_seconds"
        )
        return {
            **{f"workflow.{name}": getattr(work, name) for name in told.split()},
            "workflow.handover_tokens": work.generation_tokens
            + (work.generation_calls - 1.0) * work.tool_tokens
            + work.trace_tokens,
            "assumptions.cache_hit_rate": work.cache_hit_rate,
            "assumptions.calls_spread": work.calls_spread,
            "assumptions.spread": strong.spread,
            "strong.bugs": strong.bugs,
            "weak.bugs": self.weak.bugs,
            "strong.easy_fix_rate": strong.fix_rate,
            "weak.easy_fix_rate": self.weak.fix_rate,
            "weak.verbosity": self.weak.verbosity,
        }


def truth(seed: int) -> Truth:
    """The truth of a set of data."""
    draw = np.random.default_rng([seed, 77]).uniform
    spread = draw(0.05, 0.4)
    strong = replace(STRONG, bugs=draw(0.4, 2.0), fix_rate=draw(0.35, 0.8), spread=spread)
    weak = replace(WEAK, bugs=draw(0.8, 3.0), fix_rate=draw(0.2, 0.6), spread=spread, verbosity=draw(0.7, 1.6))
    work = TrueWork(
        generation_tokens=draw(2_000, 8_000),
        fix_tokens=draw(800, 3_000),
        generation_calls=draw(6, 10),
        fix_calls=draw(4, 6),
        calls_spread=draw(0.62, 0.9),
        tool_tokens=draw(300, 1_200),
        cache_hit_rate=draw(0.85, 0.98),
    )
    return Truth(strong, weak, work, replace(PLAIN, give_up_rate=draw(0.0, 0.1), attempt_limit=25))


def calibrated(true: Truth, sessions: int, seed: int) -> Calibration:
    """What sessions that are played from a truth say."""
    played = made(sessions, seed, models=(true.strong, true.weak), work=true.work, habits=true.habits)
    base = open_scenario(BASE).scenario
    return calibrate((one.session for one in played), Book(), base, bundled(), strong="opus", weak="haiku")


def measured(sessions: int, sets: int) -> Iterator[tuple[float, Measured]]:
    """Every number that some sets of data tell, behind what it is in truth."""
    for seed in range(sets):
        true = truth(seed)
        known = true.parameters
        for one in calibrated(true, sessions, seed).parameters:
            if one.key in known:
                yield known[one.key], one


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(sets: int = SETS) -> None:
    """Print, by number of sessions and by parameter, how often the range holds the truth and how wide it is."""
    say(f"{sets} sets of data each: those with a range, share of their ranges that hold the truth, median width over the value")
    for sessions in SESSIONS:
        found: dict[str, list[tuple[bool, float]]] = defaultdict(list)
        for true, one in measured(sessions, sets):
            if one.low is not None and one.high is not None:
                found[one.key].append((one.low < true < one.high, (one.high - one.low) / one.value if one.value else nan))
        say(f"\n{sessions} sessions")
        for key, ranges in found.items():
            held = np.mean([holds for holds, _ in ranges])
            width = np.median([width for _, width in ranges])
            say(f"  {find(key).title:20} {len(ranges):4}  {held:6.1%}  {width:6.1%}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))

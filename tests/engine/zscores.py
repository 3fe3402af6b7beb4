"""The engine's figures against the event-by-event simulation, in standard errors.

``python -m tests.engine.zscores`` prints them all as a Markdown table; ``… --runs 200000`` with more runs each.
"""

from __future__ import annotations

import argparse
import sys
from functools import cache
from zlib import crc32

from engine.prices.costs import costs
from engine.scenarios.strategies import STRATEGIES, Strategy
from tests.engine.figures import UNCOMPACTED, built
from tests.truth.scenarios import CHANGES, LONG_PROMPTS, deviation, scenario
from tests.truth.simulation import simulate

CONTEXTS = ("fresh", "shared")
NAMES = (*CHANGES, *LONG_PROMPTS)
RUNS = 10_000


@cache
def zscores(name: str, context: str, strategy: Strategy, runs: int = RUNS) -> dict[str, float]:
    """How many standard errors the engine is away from a simulation of one strategy, by figure."""
    values = scenario(name, context)
    seed = crc32(f"{name} {context} {strategy.key}".encode())
    estimate, _ = simulate(values, strategy.generator, strategy.fixer, runs=runs, seed=seed)
    ours = costs(built(values)).of(strategy)
    return {figure: deviation(estimate[figure], float(ours[figure])) for figure in UNCOMPACTED}


def main() -> None:
    """Print the largest |z| of each case, and the largest of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.engine.zscores", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="simulated runs of every strategy")
    runs = parser.parse_args().runs
    lines = [
        "| assumptions | context | " + " | ".join(one.name for one in STRATEGIES) + " |",
        "|---|---|" + "--:|" * len(STRATEGIES),
    ]
    everything: list[float] = []
    for name in NAMES:
        for context in CONTEXTS:
            cells = []
            for strategy in STRATEGIES:
                found = zscores(name, context, strategy, runs)
                everything += found.values()
                figure = max(found, key=lambda one: abs(found[one]))
                cells.append(f"{found[figure]:+.2f} {figure}")
            lines.append(f"| {name} | {context} | " + " | ".join(cells) + " |")
    count = len(everything)
    beyond = sum(abs(z) > 2 for z in everything)
    lines += ["", f"{count} figures of {runs} runs each: largest |z| {max(map(abs, everything)):.2f}, {beyond} beyond 2."]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

"""Cascade, router and advisor with a conversation per bug, event by event, with every assumption that they hold."""

from __future__ import annotations

from collections import deque
from math import floor
from random import Random
from statistics import fmean, stdev

from tests.truth.lineup import calls_of, drawn
from tests.truth.reading import Setup, Values, setup


class Request:
    """One model's side of a conversation: what its next prompt re-reads depends on what it read there before."""

    def __init__(self, case: Setup) -> None:
        self.new, self.again = float(case.new_price), float(case.again_price)
        self.answer, self.tool, self.trace = float(case.answer), float(case.tool), float(case.trace)
        self.output, self.calls = float(case.output_price), calls_of(case)
        self.seen: float | None = None

    def read(self, prompt: float) -> float:
        """Dollars for a prompt: its start is in this model's cache if it sent a prompt before."""
        seen = 0.0 if self.seen is None else self.seen
        self.seen = prompt
        return self.again * seen + self.new * (prompt - seen)

    def attempt(self, rng: Random, prompt: float, longer: float) -> tuple[float, float]:
        """Dollars for an attempt, call by call, and the prompt after it."""
        dollars, calls = 0.0, drawn(self.calls, rng)
        for call in range(1, calls + 1):
            dollars += self.read(prompt) + self.output * self.answer * longer
            prompt += (self.answer + (self.tool if call < calls else self.trace)) * longer
        return dollars, prompt


def rate_of(rng: Random, mean: float, spread: float) -> float:
    """A bug's own fix rate."""
    if spread == 0.0 or mean == 1.0:
        return mean
    size = 1.0 / spread - 1.0
    return rng.betavariate(mean * size, (1.0 - mean) * size)


def cascade_run(
    rng: Random, weak: Setup, strong: Setup, k: float, *, inherits: bool, accuracy: float | None = None
) -> dict[str, float]:
    """One run of the cascade; with an accuracy, of cascade routing."""
    queue = deque(bugs_of(rng, weak))
    tally = {"total_cost": float(weak.generation_cost), "attempts": 0.0, "escalated_bugs": 0.0, "unresolved_bugs": 0.0}
    most = float("inf") if weak.limit is None else weak.limit
    growth, fading = float(weak.growth), float(weak.fading)
    while queue:
        c = queue.popleft()
        prompt, turn, tries, fixed = float(weak.start), 0, 0, None
        first = k
        if accuracy is not None:
            tally["total_cost"] += Request(weak).read(prompt)
            right = rng.random() < accuracy
            first = k if right == (c == 0) else 0
        for fixer, until in ((weak, min(first, most)), (strong, most)):
            if fixed or tries >= until:
                continue
            if fixer is strong:
                tally["escalated_bugs"] += 1
                if not inherits:
                    prompt, turn = float(weak.start), 0
            side, mine, own = Request(fixer), 0, rate_of(rng, float(fixer.rates[c] or 1), float(fixer.spread))
            while not fixed and tries < until:
                longer = 1.0 + growth * turn
                dollars, prompt = side.attempt(rng, prompt, longer)
                tally["total_cost"] += dollars
                fixed = fixer if rng.random() < own * (fading**mine if own < 1.0 else 1.0) else None
                mine, tries, turn = mine + 1, tries + 1, turn + 1
        tally["attempts"] += tries
        if fixed is None:
            tally["unresolved_bugs"] += 1
            tally["total_cost"] += float(weak.handoff_cost)
        elif rng.random() < weak.regression_rate:
            queue.append(int(rng.random() < fixed.mix[1]))
    tally["finished"] = float(tally["unresolved_bugs"] == 0)
    return tally


def advisor_run(
    rng: Random, weak: Setup, strong: Setup, asks: float, length: float, advised: tuple[float, float]
) -> dict[str, float]:
    """One run of the advisor."""
    queue = deque(bugs_of(rng, weak))
    tally = {"total_cost": float(weak.generation_cost), "attempts": 0.0, "consultations": 0.0, "unresolved_bugs": 0.0}
    most = float("inf") if weak.limit is None else weak.limit
    while queue:
        c = queue.popleft()
        prompt, tries, fixed = float(weak.start), 0, False
        mine, theirs = Request(weak), Request(strong)
        while not fixed and tries < most:
            longer = 1.0 + float(weak.growth) * tries
            rate = float(weak.rates[c] or 1)
            if rng.random() < asks:
                tally["total_cost"] += theirs.read(prompt) + float(strong.output_price) * length
                tally["consultations"] += 1
                prompt += length
                rate = advised[c]
            dollars, prompt = mine.attempt(rng, prompt, longer)
            tally["total_cost"] += dollars
            fixed = rng.random() < rate * float(weak.fading) ** tries
            tries += 1
        tally["attempts"] += tries
        if not fixed:
            tally["unresolved_bugs"] += 1
            tally["total_cost"] += float(weak.handoff_cost)
        elif rng.random() < weak.regression_rate:
            queue.append(int(rng.random() < weak.mix[1]))
    tally["finished"] = float(tally["unresolved_bugs"] == 0)
    return tally


def bugs_of(rng: Random, case: Setup) -> list[int]:
    """The classes of a run's bugs, counts rounded at random."""
    bugs: list[int] = []
    for c, count in enumerate(case.counts):
        bugs += [c] * (floor(count) + (rng.random() < count - floor(count)))
    return bugs


def simulated(
    values: Values, generator: str, runs: int, seed: int, *, limit: float, inherits: bool, accuracy: float | None = None
) -> dict[str, tuple[float, float]]:
    """Means and standard errors of the cascade; with an accuracy, of cascade routing."""
    rng, weak, strong = Random(seed), setup(values, generator, "weak"), setup(values, generator, "strong")
    return summary([cascade_run(rng, weak, strong, limit, inherits=inherits, accuracy=accuracy) for _ in range(runs)])


def simulated_advice(
    values: Values, generator: str, runs: int, seed: int, *, asks: float, length: float, advised: tuple[float, float]
) -> dict[str, tuple[float, float]]:
    """Means and standard errors of the advisor."""
    rng, weak, strong = Random(seed), setup(values, generator, "weak"), setup(values, generator, "strong")
    return summary([advisor_run(rng, weak, strong, asks, length, advised) for _ in range(runs)])


def summary(tallies: list[dict[str, float]]) -> dict[str, tuple[float, float]]:
    """Means and standard errors."""
    columns = {name: [tally[name] for tally in tallies] for name in tallies[0]}
    return {name: (fmean(xs), stdev(xs) / len(xs) ** 0.5) for name, xs in columns.items()}

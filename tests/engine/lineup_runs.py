"""Cascade, router and advisor with a conversation per bug, event by event, with every assumption that they hold."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import floor, inf, nan
from random import Random
from statistics import fmean, stdev

from tests.truth.lineup import calls_of, drawn
from tests.truth.reading import Values, setup


@dataclass(frozen=True)
class Agent:
    """A fixer and the bugs that a generator leaves it, in floats; pairs are (easy, hard)."""

    new: float
    """Dollars per token that enters a conversation."""
    again: float
    """The same of one that its last prompt held."""
    output: float
    """The same of one that it writes."""
    answer: float
    """Tokens that a call of an attempt writes."""
    tool: float
    trace: float
    calls: tuple[list[int], list[float]]
    """How many calls an attempt may take, and with what chances."""
    generation_cost: float
    start: float
    """Tokens of a conversation's first prompt."""
    counts: tuple[float, float]
    rates: tuple[float, float]
    new_hard: float
    """The share of hard bugs among those that its fixes bring."""
    most: float
    """Attempts at a bug at most."""
    handoff_cost: float
    regression_rate: float
    growth: float
    spread: float
    fading: float


def agent(values: Values, generator: str, fixer: str) -> Agent:
    """What one strategy's fixer works with."""
    case = setup(values, generator, fixer)
    easy, hard = (nan if rate is None else float(rate) for rate in case.rates)
    return Agent(
        new=float(case.new_price),
        again=float(case.again_price),
        output=float(case.output_price),
        answer=float(case.answer),
        tool=float(case.tool),
        trace=float(case.trace),
        calls=calls_of(case),
        generation_cost=float(case.generation_cost),
        start=float(case.start),
        counts=(float(case.counts[0]), float(case.counts[1])),
        rates=(easy, hard),
        new_hard=float(case.mix[1]),
        most=inf if case.limit is None else case.limit,
        handoff_cost=float(case.handoff_cost),
        regression_rate=float(case.regression_rate),
        growth=float(case.growth),
        spread=float(case.spread),
        fading=float(case.fading),
    )


class Request:
    """One model's side of a conversation: what its next prompt re-reads depends on what it read there before."""

    def __init__(self, fixer: Agent) -> None:
        self._fixer = fixer
        self._seen = 0.0

    def read(self, prompt: float) -> float:
        """Dollars for a prompt: its start is in this model's cache if it sent a prompt before."""
        seen, self._seen = self._seen, prompt
        return self._fixer.again * seen + self._fixer.new * (prompt - seen)

    def attempt(self, rng: Random, prompt: float, longer: float) -> tuple[float, float]:
        """Dollars for an attempt, call by call, and the prompt after it."""
        fixer, dollars, calls = self._fixer, 0.0, drawn(self._fixer.calls, rng)
        for call in range(1, calls + 1):
            dollars += self.read(prompt) + fixer.output * fixer.answer * longer
            prompt += (fixer.answer + (fixer.tool if call < calls else fixer.trace)) * longer
        return dollars, prompt


def rate_of(rng: Random, mean: float, spread: float) -> float:
    """A bug's own fix rate."""
    if spread == 0.0 or mean == 1.0:
        return mean
    size = 1.0 / spread - 1.0
    return rng.betavariate(mean * size, (1.0 - mean) * size)


def cascade_run(
    rng: Random, weak: Agent, strong: Agent, k: float, *, inherits: bool, accuracy: float | None = None
) -> dict[str, float]:
    """One run of the cascade; with an accuracy, of cascade routing."""
    queue = deque(bugs_of(rng, weak))
    tally = {"total_cost": weak.generation_cost, "attempts": 0.0, "escalated_bugs": 0.0, "unresolved_bugs": 0.0}
    while queue:
        c = queue.popleft()
        prompt, turn, tries, fixed = weak.start, 0, 0, None
        first = k
        if accuracy is not None:
            tally["total_cost"] += Request(weak).read(prompt)
            right = rng.random() < accuracy
            first = k if right == (c == 0) else 0
        for fixer, until in ((weak, min(first, weak.most)), (strong, weak.most)):
            if fixed or tries >= until:
                continue
            if fixer is strong:
                tally["escalated_bugs"] += 1
                if not inherits:
                    prompt, turn = weak.start, 0
            side, mine, own = Request(fixer), 0, rate_of(rng, fixer.rates[c], fixer.spread)
            while not fixed and tries < until:
                longer = 1.0 + weak.growth * turn
                dollars, prompt = side.attempt(rng, prompt, longer)
                tally["total_cost"] += dollars
                fixed = fixer if rng.random() < own * (weak.fading**mine if own < 1.0 else 1.0) else None
                mine, tries, turn = mine + 1, tries + 1, turn + 1
        tally["attempts"] += tries
        if fixed is None:
            tally["unresolved_bugs"] += 1
            tally["total_cost"] += weak.handoff_cost
        elif rng.random() < weak.regression_rate:
            queue.append(int(rng.random() < fixed.new_hard))
    tally["finished"] = float(tally["unresolved_bugs"] == 0)
    return tally


def advisor_run(
    rng: Random, weak: Agent, strong: Agent, asks: float, length: float, advised: tuple[float, float]
) -> dict[str, float]:
    """One run of the advisor."""
    queue = deque(bugs_of(rng, weak))
    tally = {"total_cost": weak.generation_cost, "attempts": 0.0, "consultations": 0.0, "unresolved_bugs": 0.0}
    while queue:
        c = queue.popleft()
        prompt, tries, fixed = weak.start, 0, False
        mine, theirs = Request(weak), Request(strong)
        while not fixed and tries < weak.most:
            longer = 1.0 + weak.growth * tries
            rate = weak.rates[c]
            if rng.random() < asks:
                tally["total_cost"] += theirs.read(prompt) + strong.output * length
                tally["consultations"] += 1
                prompt += length
                rate = advised[c]
            dollars, prompt = mine.attempt(rng, prompt, longer)
            tally["total_cost"] += dollars
            fixed = rng.random() < rate * weak.fading**tries
            tries += 1
        tally["attempts"] += tries
        if not fixed:
            tally["unresolved_bugs"] += 1
            tally["total_cost"] += weak.handoff_cost
        elif rng.random() < weak.regression_rate:
            queue.append(int(rng.random() < weak.new_hard))
    tally["finished"] = float(tally["unresolved_bugs"] == 0)
    return tally


def bugs_of(rng: Random, fixer: Agent) -> list[int]:
    """The classes of a run's bugs, counts rounded at random."""
    bugs: list[int] = []
    for c, count in enumerate(fixer.counts):
        bugs += [c] * (floor(count) + (rng.random() < count - floor(count)))
    return bugs


def simulated(
    values: Values, generator: str, runs: int, seed: int, *, limit: float, inherits: bool, accuracy: float | None = None
) -> dict[str, tuple[float, float]]:
    """Means and standard errors of the cascade; with an accuracy, of cascade routing."""
    rng, weak, strong = Random(seed), agent(values, generator, "weak"), agent(values, generator, "strong")
    return summary([cascade_run(rng, weak, strong, limit, inherits=inherits, accuracy=accuracy) for _ in range(runs)])


def simulated_advice(
    values: Values, generator: str, runs: int, seed: int, *, asks: float, length: float, advised: tuple[float, float]
) -> dict[str, tuple[float, float]]:
    """Means and standard errors of the advisor."""
    rng, weak, strong = Random(seed), agent(values, generator, "weak"), agent(values, generator, "strong")
    return summary([advisor_run(rng, weak, strong, asks, length, advised) for _ in range(runs)])


def summary(tallies: list[dict[str, float]]) -> dict[str, tuple[float, float]]:
    """Means and standard errors."""
    columns = {name: [tally[name] for tally in tallies] for name in tallies[0]}
    return {name: (fmean(xs), stdev(xs) / len(xs) ** 0.5) for name, xs in columns.items()}

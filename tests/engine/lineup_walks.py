"""Cascade, router and advisor with prices by prompt length: every course of a run is followed, request by request.

States that go on alike are put together with their chances. No formula is used: prompts are sent, grow, and are paid.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import product

from tests.truth.reading import Values

NEGLIGIBLE = 1e-17


@dataclass(frozen=True)
class Model:
    """One model: dollars per token, tokens, chances. Pairs are (easy, hard)."""

    new: float
    again: float
    output: float
    threshold: float
    dear_input: float
    """Factor on the prices of what a dear request reads."""
    dear_output: float
    calls: int
    """Of an attempt."""
    answer: float
    """Tokens that each of them writes in the first attempt of a conversation; and what the tools return, and the tests."""
    tool: float
    trace: float
    rates: tuple[float, float]
    mix: tuple[float, float]

    def request(self, prompt: float, seen: float, written: float) -> float:
        """Dollars for a request of which some tokens were sent before."""
        dear = prompt > self.threshold
        factor, output = (self.dear_input, self.dear_output) if dear else (1.0, self.output)
        return factor * (self.again * seen + self.new * (prompt - seen)) + output * written

    def session(self, prompt: float, seen: float, longer: float) -> tuple[float, float, float]:
        """Dollars for the calls of a session, the prompt after it, and how much of that was sent."""
        dollars = 0.0
        for call in range(1, self.calls + 1):
            dollars += self.request(prompt, seen, self.answer * longer)
            seen = prompt
            prompt += (self.answer + (self.tool if call < self.calls else self.trace)) * longer
        return dollars, prompt, seen


@dataclass(frozen=True)
class Plan:
    """Who works at a bug: the weak model up to k times, and how often and with what effect it asks the strong one.

    With an accuracy, the weak model reads a first prompt for each bug and takes it for what it is with that chance; what
    it takes for hard goes to the strong model.
    """

    k: float = math.inf
    inherits: bool = True
    accuracy: float | None = None
    asks: float = 0.0
    length: float = 0.0
    advised: tuple[float, float] = (1.0, 1.0)

    def routes(self, bug: int) -> list[tuple[float, float]]:
        """Weak attempts at a bug of a class, and with what chance."""
        if self.accuracy is None:
            return [(self.k, 1.0)]
        easy = self.accuracy if bug == 0 else 1.0 - self.accuracy
        return [(self.k, easy), (0.0, 1.0 - easy)]


@dataclass(frozen=True)
class Work:
    """All that a run depends on."""

    weak: Model
    strong: Model
    plan: Plan
    start: float
    growth: float
    spread: float
    fading: float
    limit: float
    cached: bool

    @property
    def alike(self) -> bool:
        """Whether attempts need not be counted."""
        return math.isinf(self.limit) and self.spread == 0.0 and self.fading == 1.0

    def fixes(self, rate: float, tries: int) -> float:
        """The chance of an attempt after so many of the same model at the same bug."""
        if self.spread:
            assert self.fading == 1.0
            size = 1.0 / self.spread - 1.0
            return rate * size / (size + tries)
        return rate * self.fading**tries


@dataclass(frozen=True)
class State:
    """A conversation before its next attempt."""

    left: tuple[int, int]
    bug: int
    k: float
    weak_tries: int
    strong_tries: int
    turn: int
    prompt: float
    weak_seen: float
    strong_seen: float


@dataclass
class Outcome:
    """Expectations of a conversation; ``fixed`` by model."""

    dollars: float = 0.0
    given_up: float = 0.0
    weak_fixed: float = 0.0
    strong_fixed: float = 0.0


def conversation(work: Work, bugs: tuple[int, int]) -> Outcome:
    """One conversation about some bugs in random order."""
    outcome = Outcome()
    empty = State(bugs, -1, 0.0, 0, 0, 0, work.start, 0.0, 0.0)
    states = begun(work, {empty: 1.0}, outcome)
    while states:
        states = begun(work, stepped(work, states, outcome), outcome)
    return outcome


def begun(work: Work, states: dict[State, float], outcome: Outcome) -> dict[State, float]:
    """Every conversation with its next bug in hand; those without any have ended."""
    found: defaultdict[State, float] = defaultdict(float)
    for state, chance in states.items():
        if chance < NEGLIGIBLE:
            continue
        if state.bug >= 0:
            found[state] += chance
            continue
        for c in (0, 1):
            if state.left[c]:
                left = (state.left[0] - (c == 0), state.left[1] - (c == 1))
                taken = chance * state.left[c] / sum(state.left)
                if work.plan.accuracy is not None:
                    outcome.dollars += taken * work.weak.request(work.start, 0.0, 0.0)
                for k, share in work.plan.routes(c):
                    found[replace(state, left=left, bug=c, k=k, weak_tries=0, strong_tries=0)] += taken * share
    return found


def stepped(work: Work, states: dict[State, float], outcome: Outcome) -> dict[State, float]:
    """One attempt in every conversation."""
    found: defaultdict[State, float] = defaultdict(float)
    plan = work.plan
    for state, chance in states.items():
        strong = state.weak_tries >= state.k
        here = state
        if strong and state.strong_tries == 0:
            here = replace(state, strong_seen=0.0)
            if not plan.inherits:
                here = replace(here, prompt=work.start, turn=0)
        for advised, share in ((False, 1.0 - plan.asks), (True, plan.asks)):
            if share:
                attempt(work, here, chance * share, outcome, found, strong=strong, advised=advised)
    return found


def attempt(
    work: Work, state: State, chance: float, outcome: Outcome, found: dict[State, float], *, strong: bool, advised: bool
) -> None:
    """One attempt: pay, and see what becomes of the bug."""
    fixer = work.strong if strong else work.weak
    longer = 1.0 + work.growth * state.turn
    prompt, strong_seen, weak_seen = state.prompt, state.strong_seen, state.weak_seen
    rate = fixer.rates[state.bug]
    if advised:
        outcome.dollars += chance * work.strong.request(prompt, strong_seen, work.plan.length)
        strong_seen = prompt
        prompt += work.plan.length
        rate = work.plan.advised[state.bug]
    dollars, prompt, seen = fixer.session(prompt, strong_seen if strong else weak_seen, longer)
    outcome.dollars += chance * dollars
    if strong:
        strong_seen = seen
    else:
        weak_seen = seen
    tries = state.strong_tries if strong else state.weak_tries
    fixed = work.fixes(rate, tries)
    weak_tries, strong_tries = state.weak_tries + (not strong), state.strong_tries + strong
    after = replace(
        state,
        turn=state.turn + 1 if work.growth else 0,
        prompt=prompt,
        weak_seen=weak_seen if work.cached else 0.0,
        strong_seen=strong_seen if work.cached else 0.0,
    )
    if strong:
        outcome.strong_fixed += chance * fixed
    else:
        outcome.weak_fixed += chance * fixed
    found[replace(after, bug=-1, weak_tries=0, strong_tries=0)] += chance * fixed
    if weak_tries + strong_tries >= work.limit:
        outcome.given_up += chance * (1.0 - fixed)
        found[replace(after, bug=-1, weak_tries=0, strong_tries=0)] += chance * (1.0 - fixed)
        return
    if work.alike:
        weak_tries, strong_tries = weak_tries if state.k < math.inf else 0, min(strong_tries, 1)
    found[replace(after, weak_tries=weak_tries, strong_tries=strong_tries)] += chance * (1.0 - fixed)


def walked(values: Values, generator: str, plan: Plan) -> float:
    """The expected cost of a run: fractional counts of a shared conversation are rounded at random."""
    work = read(values, generator, plan)
    count, hard = number(values, f"{generator}.bugs"), number(values, f"{generator}.hard_fraction")
    counts = (count * (1.0 - hard), count * hard)
    handoff = number(values, "assumptions.handoff_cost", 0.0)
    total = generation(values, generator)
    if values["workflow.context"] == "shared":
        for up in product((0, 1), repeat=2):
            bugs = (math.floor(counts[0]) + up[0], math.floor(counts[1]) + up[1])
            chance = math.prod(n % 1 if more else 1.0 - n % 1 for n, more in zip(counts, up, strict=True))
            if chance:
                found = conversation(work, bugs)
                total += chance * (found.dollars + handoff * found.given_up)
        return total
    each = [conversation(work, bugs) for bugs in ((1, 0), (0, 1))]
    # A bug and all that descend from it, generation by generation.
    r = number(values, "assumptions.regression_rate", 0.0)
    while sum(counts) > 1e-14:
        total += sum(n * (one.dollars + handoff * one.given_up) for n, one in zip(counts, each, strict=True))
        by_weak, by_strong = (
            r * sum(n * getattr(one, f"{model}_fixed") for n, one in zip(counts, each, strict=True))
            for model in ("weak", "strong")
        )
        counts = tuple(by_weak * work.weak.mix[c] + by_strong * work.strong.mix[c] for c in (0, 1))
    return total


def generation(values: Values, generator: str) -> float:
    """Dollars for the first generation: a single call caches nothing."""
    cached = bool(values["assumptions.caching"]) and number(values, "workflow.generation_calls", 1.0) > 1.0
    agent = model(values, generator, "generation", cached=cached)
    return agent.session(number(values, "workflow.prompt_tokens"), 0.0, 1.0)[0]


def read(values: Values, generator: str, plan: Plan) -> Work:
    """The numbers of a scenario."""
    generated = number(values, f"{generator}.verbosity", 1.0) * number(values, "workflow.generation_tokens")
    cached = bool(values["assumptions.caching"])
    return Work(
        model(values, "weak", "fix", cached=cached),
        model(values, "strong", "fix", cached=cached),
        plan,
        number(values, "workflow.prompt_tokens") + number(values, "workflow.handover_tokens", generated),
        number(values, "assumptions.growth", 0.0),
        number(values, "assumptions.spread", 0.0),
        number(values, "assumptions.fading", 1.0),
        number(values, "assumptions.attempt_limit", math.inf),
        cached,
    )


def model(values: Values, name: str, work: str, *, cached: bool) -> Model:
    """The numbers of a model at its `generation` or at an attempt at a `fix`."""
    own, output = price(values, name, "input"), price(values, name, "output")
    read_price = write_price = own
    if cached:
        hits = number(values, "assumptions.cache_hit_rate", 1.0)
        write_price = price(values, name, "cache_write", own)
        read_price = hits * price(values, name, "cache_read", own) + (1.0 - hits) * write_price
    calls = number(values, f"workflow.{work}_calls", 1.0)
    assert calls.is_integer()
    assert not number(values, "assumptions.calls_spread", 0.0)
    hard = number(values, f"{name}.hard_fraction")
    return Model(
        new=write_price / 1e6,
        again=read_price / 1e6,
        output=output / 1e6,
        threshold=number(values, f"{name}.long_prompt_threshold", math.inf),
        dear_input=price(values, name, "long_input", own) / own,
        dear_output=price(values, name, "long_output", output) / 1e6,
        calls=int(calls),
        answer=number(values, f"{name}.verbosity", 1.0) * number(values, f"workflow.{work}_tokens") / calls,
        tool=number(values, "workflow.tool_tokens", 0.0),
        trace=number(values, "workflow.trace_tokens"),
        rates=(number(values, f"{name}.easy_fix_rate"), number(values, f"{name}.hard_fix_rate")),
        mix=(1.0 - hard, hard),
    )


def price(values: Values, name: str, which: str, absent: float = math.nan) -> float:
    """A price of a model with the factor on all of them; left out, it is another one."""
    given = number(values, f"{name}.{which}_price")
    return absent if math.isnan(given) else number(values, f"{name}.price_scale", 1.0) * given


def number(values: Values, key: str, absent: float = math.nan) -> float:
    """A number, or what its absence means."""
    value = values.get(key)
    return absent if value is None else float(value)  # type: ignore[arg-type]

"""Cascade, router, plan first, advisor and best of n, simulated event by event in plain loops: the published assumptions."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, inf, nan, sqrt
from random import Random
from statistics import fmean, stdev

from .reading import Setup, Values, planned_setup, setup
from .sessions import Session, law_of_calls

Estimates = dict[str, tuple[float, float]]
"""Names to means and their standard errors."""


@dataclass(frozen=True)
class Agent:
    """One model at work, in floats."""

    read_price: float
    """Dollars per token of the prompt."""
    advice_price: float
    """Dollars per token that it writes beside its attempts."""
    writing: float
    """Dollars for what one call of an attempt writes, and for waiting for it."""
    asking: float
    """Dollars for waiting for the first token of a call beside its attempts."""
    running: tuple[float, float]
    """Dollars for waiting for the tools between two calls, and for the tests after the last one."""
    answer: float
    """Tokens of that."""
    tool: float
    """Tokens of tool output between two calls."""
    trace: float
    """Tokens of the error trace after the last call."""
    calls: tuple[list[int], list[float]]
    """How many calls an attempt may take, and with what chances."""
    rates: tuple[float, float]
    """Its fix rates: easy, hard; nan where there is none."""


@dataclass
class Conversation:
    """The prompt of the next attempt, in tokens."""

    prompt: float

    def attempt(self, agent: Agent, rng: Random) -> float:
        """One attempt, call by call: read the prompt, write, leave the writing and tool output or a trace behind.

        Returns its dollars.
        """
        cost = 0.0
        calls = drawn(agent.calls, rng)
        for call in range(1, calls + 1):
            cost += self.prompt * agent.read_price + agent.writing + agent.running[call == calls]
            self.prompt += agent.answer + (agent.tool if call < calls else agent.trace)
        return cost


def simulate_cascade(
    values: Values, generator: str, weak_attempts: int | None, *, inherits: bool, runs: int, seed: int
) -> Estimates:
    """Up to so many weak attempts at each bug, then strong ones until it is fixed.

    In a shared context the bugs come in random order in one conversation, which the strong model always inherits.

    Args:
        values: The scenario, with the published assumptions.
        generator: `"strong"` or `"weak"`: who writes the code.
        weak_attempts: The most weak attempts at a bug; None for no end of them.
        inherits: Whether the strong model goes on in the weak model's conversation or starts afresh.
        runs: How many runs.
        seed: Of the random numbers.

    Returns:
        fix_cost (all of it, with what grows), total_cost, weak_attempts, strong_attempts, escalated_bugs.
    """
    return simulate_routing(values, generator, None, weak_attempts, inherits=inherits, runs=runs, seed=seed)


def simulate_routing(
    values: Values, generator: str, accuracy: float | None, weak_attempts: int | None, *, inherits: bool, runs: int, seed: int
) -> Estimates:
    """Each bug is taken for hard and goes to the strong model, or taken for easy and gets weak attempts first.

    Args:
        values: The scenario, with the published assumptions.
        generator: `"strong"` or `"weak"`: who writes the code.
        accuracy: The chance that a bug is taken for what it is, for which the weak model reads a first prompt; None where
            nobody looks, and every bug counts as easy.
        weak_attempts: The most weak attempts at a bug taken for easy; None for no end of them.
        inherits: Whether the strong model goes on in the weak model's conversation or starts afresh.
        runs: How many runs.
        seed: Of the random numbers.

    Returns:
        As `simulate_cascade`; the fix cost has the classifying in it.
    """
    case = setup(values, generator, "weak")
    if case.shared and not inherits:
        raise ValueError("in a shared context there is only one conversation to inherit")
    cheap, dear = agent_of(case), agent_of(setup(values, generator, "strong"))
    start, generation_cost = float(case.start), float(case.begun_cost)
    counts = (float(case.counts[0]), float(case.counts[1]))
    rng = Random(seed)
    samples: dict[str, list[float]] = {}
    for _ in range(runs):
        cost = 0.0
        weak = strong = escalated = 0
        talk = Conversation(start)
        for c in bugs_in_random_order(rng, counts):
            most: float = inf if weak_attempts is None else weak_attempts
            if accuracy is not None:
                cost += start * cheap.read_price + cheap.asking
                right = rng.random() < accuracy
                if right == (c == 1):
                    most = 0
            if not case.shared:
                talk.prompt = start
            fixed = False
            tries = 0
            while not fixed and tries < most:
                cost += talk.attempt(cheap, rng)
                fixed = rng.random() < cheap.rates[c]
                tries += 1
            weak += tries
            escalated += not fixed
            if not fixed and not inherits:
                talk.prompt = start
            while not fixed:
                cost += talk.attempt(dear, rng)
                fixed = rng.random() < dear.rates[c]
                strong += 1
        record(
            samples,
            fix_cost=cost,
            total_cost=generation_cost + cost,
            weak_attempts=weak,
            strong_attempts=strong,
            escalated_bugs=escalated,
        )
    return estimates(samples)


def simulate_plan_first(values: Values, plan_tokens: float, planned_bugs: float, *, runs: int, seed: int) -> Estimates:
    """The strong model plans; the weak one generates with prompt and plan before it, and fixes what it left.

    Args:
        values: The scenario, with the published assumptions.
        plan_tokens: Length of the plan.
        planned_bugs: Bugs that the weak model leaves when it follows one, in its own mix.
        runs: How many runs.
        seed: Of the random numbers.

    Returns:
        total_cost.
    """
    case = planned_setup(values, plan_tokens, planned_bugs)
    agent, rng = agent_of(case), Random(seed)
    return estimates({"total_cost": [generate_and_repair(rng, case, agent, inf)[0] for _ in range(runs)]})


def simulate_advisor(
    values: Values,
    generator: str,
    *,
    advice_rate: float,
    advice_tokens: float,
    advised_rates: tuple[float, float],
    runs: int,
    seed: int,
) -> Estimates:
    """Weak attempts, some of which ask the strong model first.

    The strong model reads the conversation as it stands and writes its advice; the weak model reads conversation and
    advice, and the advice stays in the conversation.

    Args:
        values: The scenario, with the published assumptions.
        generator: `"strong"` or `"weak"`: who writes the code.
        advice_rate: The chance that an attempt asks for advice.
        advice_tokens: Length of the advice.
        advised_rates: The weak model's fix rates when advised: easy, hard.
        runs: How many runs.
        seed: Of the random numbers.

    Returns:
        fix_cost (all of it, with what grows), total_cost, attempts, consultations.
    """
    case = setup(values, generator, "weak")
    cheap, dear = agent_of(case), agent_of(setup(values, generator, "strong"))
    start, generation_cost = float(case.start), float(case.begun_cost)
    counts = (float(case.counts[0]), float(case.counts[1]))
    rng = Random(seed)
    samples: dict[str, list[float]] = {}
    for _ in range(runs):
        cost = 0.0
        attempts = consultations = 0
        talk = Conversation(start)
        for c in bugs_in_random_order(rng, counts):
            if not case.shared:
                talk.prompt = start
            fixed = False
            while not fixed:
                advised = rng.random() < advice_rate
                if advised:
                    cost += talk.prompt * dear.read_price + advice_tokens * dear.advice_price + dear.asking
                    talk.prompt += advice_tokens
                cost += talk.attempt(cheap, rng)
                fixed = rng.random() < (advised_rates[c] if advised else cheap.rates[c])
                attempts += 1
                consultations += advised
        record(
            samples,
            fix_cost=cost,
            total_cost=generation_cost + cost,
            attempts=attempts,
            consultations=consultations,
        )
    return estimates(samples)


def simulate_best_of(values: Values, limit: int, budget: float, *, runs: int, seed: int) -> Estimates:
    """As many weak generate-and-repair runs as a budget pays for; one that fixes everything is a success.

    Args:
        values: The scenario, with the published assumptions.
        limit: Attempts at a bug after which a run goes on without it.
        budget: Dollars; `lineup_exact.best_of` gives what strategy A costs.
        runs: How many single runs, for the cost and success of one; the same number again of whole line-ups.
        seed: Of the random numbers.

    Returns:
        run_cost, run_success (of one run), runs (how many the budget pays at the mean cost found), success (of all).
    """
    case = setup(values, "weak", "weak")
    agent = agent_of(case)
    rng = Random(seed)
    singles = [generate_and_repair(rng, case, agent, limit) for _ in range(runs)]
    samples = {
        "run_cost": [cost for cost, _ in singles],
        "run_success": [float(success) for _, success in singles],
    }
    mean_cost = fmean(samples["run_cost"])
    if mean_cost == 0:
        raise ValueError("runs that cost nothing have no end")
    number = floor(budget / mean_cost)
    samples["success"] = [
        # Every run is a fresh one: `any` stops at the first success, which changes nothing in the answer.
        float(any(generate_and_repair(rng, case, agent, limit)[1] for _ in range(number)))
        for _ in range(runs)
    ]
    return {**estimates(samples), "runs": (float(number), 0.0)}


def generate_and_repair(rng: Random, case: Setup, agent: Agent, limit: float) -> tuple[float, bool]:
    """One run: what it costs, and whether every bug was fixed within the limit."""
    start = float(case.start)
    cost = float(case.begun_cost)
    all_fixed = True
    talk = Conversation(start)
    for c in bugs_in_random_order(rng, (float(case.counts[0]), float(case.counts[1]))):
        if not case.shared:
            talk.prompt = start
        fixed = False
        tries = 0
        while not fixed and tries < limit:
            cost += talk.attempt(agent, rng)
            fixed = rng.random() < agent.rates[c]
            tries += 1
        all_fixed = all_fixed and fixed
    return cost, all_fixed


def agent_of(case: Setup) -> Agent:
    """The fixer of a setup."""
    easy, hard = (nan if rate is None else float(rate) for rate in case.rates)
    return Agent(
        read_price=float(case.new_price),
        advice_price=float(case.output_price + case.second_price * case.token_seconds),
        writing=float(
            case.answer * case.output_price + case.second_price * (case.first_token + case.answer * case.token_seconds)
        ),
        asking=float(case.second_price * case.first_token),
        running=(float(case.second_price * case.tool_seconds), float(case.second_price * case.test_seconds)),
        answer=float(case.answer),
        tool=float(case.tool),
        trace=float(case.trace),
        calls=calls_of(case),
        rates=(easy, hard),
    )


def calls_of(case: Session) -> tuple[list[int], list[float]]:
    """How many calls a session may take, and with what chances."""
    law = law_of_calls(case)
    return list(law), [float(chance) for chance in law.values()]


def drawn(law: tuple[list[int], list[float]], rng: Random) -> int:
    """A number of calls."""
    numbers, chances = law
    return numbers[0] if len(numbers) == 1 else rng.choices(numbers, chances)[0]


def bugs_in_random_order(rng: Random, counts: tuple[float, float]) -> list[int]:
    """The classes of the bugs of one run, counts rounded at random where they are not whole."""
    bugs: list[int] = []
    for c, count in enumerate(counts):
        whole = floor(count)
        bugs += [c] * (whole + (rng.random() < count - whole))
    rng.shuffle(bugs)
    return bugs


def record(samples: dict[str, list[float]], **results: float) -> None:
    """Append the results of one run."""
    for name, value in results.items():
        samples.setdefault(name, []).append(value)


def estimates(samples: dict[str, list[float]]) -> Estimates:
    """Means and their standard errors."""
    return {name: (fmean(xs), stdev(xs) / sqrt(len(xs))) for name, xs in samples.items()}

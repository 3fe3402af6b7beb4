"""Agents that fix bugs one attempt after another, simulated event by event with every assumption at once.

Many runs are advanced side by side: one step of the loop is one attempt, call by call, in every run that still has a bug
open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .reading import Setup, Values, setup
from .sessions import Session, law_of_calls
from .survival import beta_shapes

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

LONGEST = 5_000_000
"""Attempts in one run after which the simulation refuses to go on."""


@dataclass
class State:
    """Where every run is: its queue of bugs, the bug in hand, and the conversation."""

    queue: Integers
    """Easy and hard bugs not yet begun, one row per run."""
    busy: Flags
    """A bug is in hand."""
    rate: Floats
    """The chance that the first attempt fixes the bug in hand: its own draw."""
    tries: Integers
    """Attempts at the bug in hand."""
    turns: Integers
    """Attempts in the conversation."""
    grown: Floats
    """Tokens in the conversation beyond its first prompt."""
    sent: Floats
    """How many of those have been sent before."""


PAID = ("fix_cost", "growth_penalty", "long_prompt_cost", "tokens_read", "tokens_reread", "tokens_written", "seconds")
"""What a session adds to the tally."""

TALLIES = ("attempts", "handoff_cost", "unresolved_bugs", *PAID)
"""What is counted as the attempts go by; the other results follow from these."""


def simulate(values: Values, generator: str, fixer: str, runs: int, seed: int) -> tuple[dict[str, tuple[float, float]], Floats]:
    """Let one strategy work many times.

    Bug counts that are not whole are rounded up or down at random, independently by class, with the right mean. In a
    shared context their mean cost differs from the analytic continuation, so compare whole counts there.

    Args:
        values: The scenario, published or with any assumptions.
        generator: `"strong"` or `"weak"`: who writes the code.
        fixer: `"strong"` or `"weak"`: who fixes it.
        runs: How many runs.
        seed: Of the random numbers.

    Returns:
        The mean and its standard error by name (the names of `exact.strategy`), and the total cost of every run.
    """
    case = setup(values, generator, fixer)
    rng = np.random.default_rng(seed)
    tally = {name: np.zeros(runs) for name in TALLIES}
    state = State(
        queue=np.stack([round_at_random(rng, float(n), runs) for n in case.counts], axis=1),
        busy=np.zeros(runs, dtype=np.bool_),
        rate=np.zeros(runs),
        tries=np.zeros(runs, dtype=np.int64),
        turns=np.zeros(runs, dtype=np.int64),
        grown=np.zeros(runs),
        sent=np.zeros(runs),
    )
    refuse_endless_work(case)
    for _ in range(LONGEST):
        begin_bugs(rng, case, state)
        live = np.flatnonzero(state.busy)
        if not live.size:
            break
        pay_attempt(rng, case, state, tally, live)
        settle_attempt(rng, case, state, tally, live)
    else:
        raise RuntimeError("a run takes too many attempts to simulate")

    results = dict(tally)
    nothing = np.zeros(runs)
    generation, _, _ = play(rng, case.generation, np.ones(runs, dtype=np.bool_), nothing, nothing, nothing)
    results["generation_cost"] = float(case.planning_cost) + generation["fix_cost"] + generation["growth_penalty"]
    results["handoff_cost"] = float(case.handoff_cost) * tally["unresolved_bugs"]
    results["long_prompt_cost"] = tally["long_prompt_cost"] + generation["long_prompt_cost"]
    seconds = float(case.planning_seconds) + generation["seconds"] + tally["seconds"]
    results["waiting_cost"] = float(case.second_price) * seconds
    results["seconds"] = seconds if case.timed else np.full(runs, np.nan)
    dollars = ("generation_cost", "fix_cost", "growth_penalty", "handoff_cost", "long_prompt_cost", "waiting_cost")
    total = sum((results[name] for name in dollars), np.zeros(runs))
    results["total_cost"] = total
    summary = {name: mean_and_error(sample) for name, sample in results.items()}
    summary["attempts_variance"] = variance_and_error(tally["attempts"])
    return summary, total


def refuse_endless_work(case: Setup) -> None:
    """Without a limit, fading leaves bugs that nobody ever fixes."""
    if case.limit is None and case.fading < 1:
        raise ValueError("fading without an attempt limit never ends")


def round_at_random(rng: np.random.Generator, count: float, runs: int) -> Integers:
    """Whole numbers next to a count, with the count as their mean."""
    whole = int(count)
    more = (rng.random(runs) < count - whole).astype(np.int64)
    return whole + more


def begin_bugs(rng: np.random.Generator, case: Setup, state: State) -> None:
    """Give each idle run a random bug of its queue, with a fix rate of its own; start conversations where due."""
    waiting = state.queue.sum(axis=1)
    idle = np.flatnonzero(~state.busy & (waiting > 0))
    if not idle.size:
        return
    hard = rng.random(idle.size) * waiting[idle] >= state.queue[idle, 0]
    state.queue[idle, hard.astype(np.int64)] -= 1
    for c, which in ((0, idle[~hard]), (1, idle[hard])):
        if which.size:
            state.rate[which] = draw_rates(rng, case, c, which.size)
    state.busy[idle] = True
    state.tries[idle] = 0
    if not case.shared:
        state.turns[idle] = 0
        state.grown[idle] = 0.0
        state.sent[idle] = 0.0


def draw_rates(rng: np.random.Generator, case: Setup, c: int, size: int) -> Floats:
    """The fix rates of new bugs of a class: all the same, or spread around the class's mean."""
    mean = case.rates[c]
    if mean is None:
        raise ValueError("a class with bugs needs a fix rate")
    if case.spread == 0 or mean == 1:
        return np.full(size, float(mean))
    a, b = beta_shapes(mean, case.spread)
    return rng.beta(float(a), float(b), size)


def pay_attempt(rng: np.random.Generator, case: Setup, state: State, tally: dict[str, Floats], live: Integers) -> None:
    """Send the prompts, write the answers, and count what that takes."""
    longer_by = np.asarray(float(case.growth) * state.turns[live], dtype=np.float64)
    paid, state.grown[live], state.sent[live] = play(
        rng, case, state.turns[live] == 0, longer_by, state.grown[live], state.sent[live]
    )
    tally["attempts"][live] += 1
    for name, amount in paid.items():
        tally[name][live] += amount


def play(
    rng: np.random.Generator, session: Session, first: Flags, longer_by: Floats, grown: Floats, sent: Floats
) -> tuple[dict[str, Floats], Floats, Floats]:
    """One session in each of some conversations, call by call.

    Args:
        rng: The random numbers.
        session: Who works, and for which prices.
        first: Where it is the first of its conversation.
        longer_by: How much longer what it adds is than in a first session.
        grown: Tokens in the conversation beyond its first prompt, left by the sessions before.
        sent: How many of those have been sent before.

    Returns:
        What it adds to the tally, and `grown` and `sent` after it.
    """
    start, new_price, hit_price = float(session.start), float(session.new_price), float(session.hit_price)
    written, output_price = float(session.answer), float(session.output_price)
    paid = {name: np.zeros(first.size) for name in PAID}
    calls = draw_calls(rng, session, first.size)
    own, own_sent, sent = np.zeros(first.size), np.zeros(first.size), sent.copy()
    for call in range(calls.max(initial=0)):
        on = np.flatnonzero(calls > call)
        begins = first[on] & (call == 0)
        missed = ~begins & (rng.random(on.size) >= float(session.hit_rate))
        # Nothing of a first prompt was sent before; after a miss, what was sent before is paid as if it were new.
        again_price = np.where(missed, new_price, hit_price)
        start_price = np.where(begins, new_price, again_price)
        longer = longer_by[on]
        base = start_price * start + again_price * own_sent[on] + new_price * (own[on] - own_sent[on])
        more_again = sent[on] + own_sent[on] * longer
        more_new = grown[on] - sent[on] + (own[on] - own_sent[on]) * longer
        more = again_price * more_again + new_price * more_new
        prompt = start + grown[on] + own[on] * (1 + longer)

        paid["tokens_read"][on] += prompt
        paid["tokens_reread"][on] += np.where(begins, 0.0, start) + own_sent[on] + more_again
        paid["tokens_written"][on] += written * (1 + longer)
        paid["fix_cost"][on] += base + output_price * written
        paid["growth_penalty"][on] += more + output_price * written * longer
        ended = np.where(call < calls[on] - 1, float(session.tool_seconds), float(session.test_seconds))
        paid["seconds"][on] += float(session.first_token) + float(session.token_seconds) * written * (1 + longer) + ended
        if session.long_prompt is not None:
            again_more = np.where(missed, float(session.dear_new_price), float(session.dear_hit_price)) - again_price
            new_more = float(session.dear_new_price) - new_price
            dearer = again_more * (own_sent[on] + more_again) + new_more * (own[on] - own_sent[on] + more_new)
            dearer += np.where(begins, new_more, again_more) * start
            dearer += (float(session.dear_output_price) - output_price) * written * (1 + longer)
            paid["long_prompt_cost"][on] += np.where(prompt > float(session.long_prompt), dearer, 0.0)
        sent[on], own_sent[on] = grown[on], own[on]
        own[on] += written + np.where(call < calls[on] - 1, float(session.tool), float(session.trace))
    return paid, grown + own * (1 + longer_by), sent + own_sent * (1 + longer_by)


def draw_calls(rng: np.random.Generator, session: Session, size: int) -> Integers:
    """How many calls sessions take."""
    law = law_of_calls(session)
    numbers = np.array(list(law), dtype=np.int64)
    if numbers.size == 1:
        return np.full(size, numbers[0])
    return rng.choice(numbers, size, p=[float(chance) for chance in law.values()])


def settle_attempt(rng: np.random.Generator, case: Setup, state: State, tally: dict[str, Floats], live: Integers) -> None:
    """See whether the attempt fixed the bug, whether the fix broke something, and whether to give up."""
    chance = state.rate[live] * float(case.fading) ** state.tries[live]
    state.tries[live] += 1
    state.turns[live] += 1
    fixed = rng.random(live.size) < chance
    given_up = ~fixed & (state.tries[live] >= case.limit) if case.limit is not None else np.zeros_like(fixed)
    tally["unresolved_bugs"][live] += given_up
    state.busy[live] = ~(fixed | given_up)

    broke = live[fixed & (rng.random(live.size) < float(case.regression_rate))]
    hard = rng.random(broke.size) < float(case.mix[1])
    state.queue[broke, hard.astype(np.int64)] += 1


def mean_and_error(sample: Floats) -> tuple[float, float]:
    """The mean of a sample and its standard error."""
    return float(sample.mean()), float(sample.std(ddof=1) / np.sqrt(sample.size))


def variance_and_error(sample: Floats) -> tuple[float, float]:
    """The variance of a sample and its standard error, from the fourth moment."""
    centred = sample - sample.mean()
    variance = float(sample.var(ddof=1))
    fourth = float((centred**4).mean())
    return variance, float(np.sqrt(max(fourth - variance**2, 0.0) / sample.size))

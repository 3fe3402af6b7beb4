"""The expected cost of a strategy and its crossovers in exact rational arithmetic.

Bugs are followed attempt by attempt, conversations are walked call by call, and nothing is rounded: every float is
the fraction that it is. Infinite results are `math.inf`, and nothing times infinity is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import inf, nan

from . import series, survival
from .crossing import Crossing, Crossings, crossovers_of
from .fraction import Fraction
from .reading import Setup, Values, setup
from .series import LENGTH, Series
from .sessions import Conversation, Tokens, dollars, session_in

Exact = Fraction | float
"""A fraction, or the float infinity."""

__all__ = ["Crossing", "Crossings", "Exact", "crossovers", "difference", "strategy"]


@dataclass(frozen=True)
class Work:
    """Expectations over all bugs of a strategy."""

    conversations: Fraction
    attempts: tuple[Exact, Exact, Exact]
    """E[Σ C(T, k)] over the conversations, for k = 1, 2, 3."""
    variance: Exact
    """Of the number of all attempts."""
    unresolved: Fraction


def strategy(values: Values, generator: str, fixer: str) -> dict[str, Exact]:
    """Every expectation of one strategy.

    Args:
        values: The scenario, published or with any assumptions.
        generator: `"strong"` or `"weak"`: who writes the code.
        fixer: `"strong"` or `"weak"`: who fixes it.

    Returns:
        attempts, attempts_variance, generation_cost, fix_cost (its base, without the growth penalty), growth_penalty,
        handoff_cost, long_prompt_cost, waiting_cost, total_cost in dollars; unresolved_bugs; tokens_read, tokens_reread,
        tokens_written while fixing; seconds of all of it, nan where a speed is not known.

    Raises:
        ValueError: If long prompts have prices of their own; those are walked in `tests.engine.test_long_prompts`.
    """
    return strategy_of(setup(values, generator, fixer))


def strategy_of(case: Setup) -> dict[str, Exact]:
    """The same of anything that generates and fixes."""
    if case.long_prompt is not None or case.generation_surcharge:
        raise ValueError("with prices by length no cost is a polynomial in the attempts")
    work = work_of(case)
    walks = walk(case, LENGTH + 1)
    base = [dollars(case, w.again, w.new, w.written) for w in walks]
    grown = [dollars(case, w.again_grown, w.new_grown, w.written_grown) for w in walks]
    fix_cost = expectation(base, work)
    growth_penalty = expectation(grown, work)
    handoff_cost = case.handoff_cost * work.unresolved
    seconds = case.generation_seconds + expectation([w.seconds for w in walks], work) if case.timed else nan
    waiting_cost = case.second_price * seconds if case.second_price else Fraction(0)
    return {
        "attempts": work.attempts[0],
        "attempts_variance": work.variance,
        "generation_cost": case.generation_cost,
        "fix_cost": fix_cost,
        "growth_penalty": growth_penalty,
        "handoff_cost": handoff_cost,
        "long_prompt_cost": Fraction(0),
        "waiting_cost": waiting_cost,
        "total_cost": case.generation_cost + fix_cost + growth_penalty + handoff_cost + waiting_cost,
        "unresolved_bugs": work.unresolved,
        "tokens_read": expectation([w.read for w in walks], work),
        "tokens_reread": expectation([w.sent_again for w in walks], work),
        "tokens_written": expectation([w.answered for w in walks], work),
        "seconds": seconds,
    }


def difference(values: Values) -> Exact:
    """D = C_B − C_A, weak → strong less strong → weak, in dollars; nan where both are infinite."""
    a = strategy(values, "strong", "weak")["total_cost"]
    b = strategy(values, "weak", "strong")["total_cost"]
    return nan if a == b == inf else b - a


def crossovers(values: Values, key: str) -> Crossings:
    """Where D is zero along one key, or `both.bugs`, over the domain of a search.

    Works wherever D is piecewise a polynomial of degree ≤ 3 in the key (in its inverse for a fix rate): everywhere in
    the published model, and most keys under assumptions.

    Raises:
        ValueError: If D is infinite, or not such a polynomial.
    """
    return crossovers_of(difference, values, key)


def walk(case: Setup, attempts: int) -> list[Tokens]:
    """Walk one conversation of so many attempts, each a session that goes on where the last one ended: its tokens so far."""
    talk, sessions = Conversation(), list[Tokens]()
    for _ in range(attempts):
        taken, talk = session_in(case, talk, case.growth)
        sessions.append(taken)
    return list(accumulate(sessions))


def expectation(by_attempts: list[Fraction], work: Work) -> Exact:
    """The expected sum over all conversations of an amount known for conversations of 1, 2, 3, … attempts.

    The amount is a polynomial in the number T of attempts, hence a combination of C(T−1, k) whose factors are the
    forward differences at T = 1; and Pascal's rule leads from C(T, k) to C(T−1, k).
    """
    factors: list[Fraction] = []
    row = by_attempts
    while row:
        factors.append(row[0])
        row = [later - earlier for earlier, later in pairwise(row)]
    if factors[LENGTH:] != [0]:
        raise AssertionError("an amount grows faster than the cube of the attempts")
    total: Exact = Fraction(0)
    later_attempts: Exact = work.conversations
    for factor, moment in zip(factors, (*work.attempts, inf), strict=False):
        if factor:
            total += factor * later_attempts
        later_attempts = moment if moment == inf else moment - later_attempts
    return total


def work_of(case: Setup) -> Work:
    """How many attempts, pairs and triples of attempts the bugs take."""
    n = case.counts
    any_bug = n[0] + n[1] > 0
    spawns = case.regression_rate > 0 and any_bug
    active = [c for c in (0, 1) if n[c] > 0 or (spawns and case.mix[c] > 0)]
    fixed: dict[int, Series] = {}
    given_up: dict[int, Fraction] = {}
    for c in active:
        rate = case.rates[c]
        if rate is None:
            raise ValueError("a class with bugs needs a fix rate")
        fixed[c], given_up[c] = survival.attempts_series(rate, case.spread, case.fading, case.limit)
    finite = min((len(fixed[c]) for c in active), default=LENGTH)

    alone = {c: series.add(fixed[c], scaled_limit(given_up[c], case.limit)) for c in active}
    family = dict(alone)
    bugs = {c: n[c] for c in active}
    if spawns:
        family = families(case, fixed, given_up)
        bugs = with_regressions(case, given_up)

    if case.shared:
        together: Series = series.ONE
        for c in active:
            together = series.multiply(together, series.power(family[c], n[c]))
        moments = together[1:finite]
        conversations = min(Fraction(1), n[0] + n[1])
    else:
        moments = tuple(sum((bugs[c] * alone[c][k] for c in active), Fraction(0)) for k in range(1, finite))
        conversations = sum(bugs.values(), Fraction(0))

    variance: Exact = inf
    if finite > 2:
        # The families of different bugs are independent: their variances add up.
        variance = Fraction(0)
        for c in active:
            mean, pairs = family[c][1], family[c][2]
            variance += n[c] * (2 * pairs + mean - mean**2)
    known: list[Exact] = [*moments, *[inf] * (LENGTH - 1 - len(moments))]
    return Work(
        conversations=conversations,
        attempts=(known[0], known[1], known[2]),
        variance=variance,
        unresolved=sum((bugs[c] * given_up[c] for c in active), Fraction(0)),
    )


def scaled_limit(chance: Fraction, limit: int | None) -> Series:
    """What a bug contributes that is given up on after all the attempts allowed."""
    return series.scale(chance, series.one_plus_s_to(limit or 0))


def families(case: Setup, fixed: dict[int, Series], given_up: dict[int, Fraction]) -> dict[int, Series]:
    """The attempts at a bug of each class and at all its descendants.

    Every fix is followed by nothing or, with the regression rate, by the family of a new bug. The unknown series of
    the new bug is found coefficient by coefficient: its own coefficient of sᵏ appears in its equation only linearly.
    """
    r = case.regression_rate
    new_bug: list[Fraction] = []
    length = min(len(s) for s in fixed.values())
    ends = {c: scaled_limit(given_up[c], case.limit) for c in fixed}
    for k in range(length):
        known = own = Fraction(0)
        for c in fixed:
            known += case.mix[c] * ((1 - r) * fixed[c][k] + ends[c][k])
            known += case.mix[c] * r * sum((fixed[c][k - j] * new_bug[j] for j in range(k)), Fraction(0))
            own += case.mix[c] * r * fixed[c][0]
        new_bug.append(known / (1 - own))
    after_a_fix = series.add(series.scale(1 - r, series.ONE), series.scale(r, tuple(new_bug)))
    return {c: series.add(series.multiply(fixed[c], after_a_fix), ends[c]) for c in fixed}


def with_regressions(case: Setup, given_up: dict[int, Fraction]) -> dict[int, Fraction]:
    """All bugs by class, those included that fixes introduce.

    One generation of new bugs leads to the next; the generations' sizes are a geometric series from the first on.
    """
    fixed_of_new = sum((case.mix[c] * (1 - given_up[c]) for c in given_up), Fraction(0))
    first = case.regression_rate * sum((case.counts[c] * (1 - given_up[c]) for c in given_up), Fraction(0))
    new = first / (1 - case.regression_rate * fixed_of_new)
    return {c: case.counts[c] + case.mix[c] * new for c in given_up}

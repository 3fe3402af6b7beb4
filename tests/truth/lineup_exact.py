"""Cascade, router, plan first, advisor and best of n, exactly, for the published assumptions.

The cost of one bug is linear in the tokens that its conversation begins with: `Stage` holds that line. A limited number
of attempts is summed one by one; an unlimited one is followed to the equation that one more attempt gives.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from functools import cache
from math import floor

from . import exact, sessions
from .fraction import Fraction
from .reading import Setup, Values, planned_setup, setup


@dataclass(frozen=True)
class Stage:
    """One bug, in expectation: dollars = slope · (tokens in its first prompt) + constant."""

    slope: Fraction
    constant: Fraction
    growth: Fraction
    """Tokens that it adds to the conversation."""
    weak: Fraction = Fraction(0)
    strong: Fraction = Fraction(0)
    """Attempts by model."""
    escalated: Fraction = Fraction(0)
    """The chance that it comes to the strong model."""


def cascade(values: Values, generator: str, weak_attempts: int | None, *, inherits: bool) -> dict[str, Fraction]:
    """Up to so many weak attempts at each bug, then strong ones: in a shared context only for whole counts.

    Args:
        values: The scenario, with the published assumptions.
        generator: `"strong"` or `"weak"`: who writes the code.
        weak_attempts: The most weak attempts at a bug; None for no end of them.
        inherits: Whether the strong model goes on in the weak model's conversation or starts afresh.

    Returns:
        fix_cost (all of it, with what grows), total_cost, weak_attempts, strong_attempts, escalated_bugs.
    """
    return cascade_routing(values, generator, None, weak_attempts, inherits=inherits)


def router(values: Values, generator: str, accuracy: float) -> dict[str, Fraction]:
    """Each bug goes to the weak model or to the strong one, to the end, as it is taken for easy or for hard.

    Args:
        values: The scenario, with the published assumptions.
        generator: `"strong"` or `"weak"`: who writes the code.
        accuracy: The chance that a bug is taken for what it is.

    Returns:
        As `cascade`; the fix cost has the classifying in it.
    """
    return cascade_routing(values, generator, accuracy, None, inherits=True)


def cascade_routing(
    values: Values, generator: str, accuracy: float | None, weak_attempts: int | None, *, inherits: bool
) -> dict[str, Fraction]:
    """Bugs taken for hard go to the strong model, bugs taken for easy through the cascade.

    Args:
        values: The scenario, with the published assumptions.
        generator: `"strong"` or `"weak"`: who writes the code.
        accuracy: The chance that a bug is taken for what it is, for which the weak model reads a first prompt; None where
            nobody looks, and every bug counts as easy.
        weak_attempts: The most weak attempts at a bug; None for no end of them.
        inherits: Whether the strong model goes on in the weak model's conversation or starts afresh.

    Returns:
        As `cascade`; the fix cost has the classifying in it.
    """
    cheap, dear = setup(values, generator, "weak"), setup(values, generator, "strong")
    if cheap.shared and not inherits:
        raise ValueError("in a shared context there is only one conversation to inherit")
    stages: list[Stage | None] = []
    for c, n in enumerate(cheap.counts):
        if n == 0:
            stages.append(None)
            continue
        right = Fraction(1) if accuracy is None else Fraction(accuracy)
        easy = right if c == 0 or accuracy is None else 1 - right
        taken_for = (
            (easy, one_bug(cheap, dear, c, weak_attempts, inherits=inherits)),
            (
                1 - easy,
                one_bug(cheap, dear, c, 0, inherits=True),
            ),
        )
        mixed = [
            sum((chance * part for chance, part in zip((easy, 1 - easy), parts, strict=True)), Fraction(0))
            for parts in zip(*(astuple(stage) for _, stage in taken_for), strict=True)
        ]
        stages.append(Stage(*mixed))
    fix_cost = cost_of_bugs(cheap, stages)
    if accuracy is not None:
        fix_cost += sum(cheap.counts) * (cheap.start * cheap.new_price + cheap.second_price * cheap.first_token)
    counted = [
        sum((n * getattr(stage, name) for n, stage in zip(cheap.counts, stages, strict=True) if stage), Fraction(0))
        for name in ("weak", "strong", "escalated")
    ]
    return {
        "fix_cost": fix_cost,
        "total_cost": cheap.begun_cost + fix_cost,
        "weak_attempts": counted[0],
        "strong_attempts": counted[1],
        "escalated_bugs": counted[2],
    }


def one_bug(cheap: Setup, dear: Setup, c: int, weak_attempts: int | None, *, inherits: bool) -> Stage:
    """A bug of a class: up to so many weak attempts, then strong ones."""
    if weak_attempts is None:
        return replace(repeat_until_fixed(cheap, rate_of(cheap, c)), weak=1 / rate_of(cheap, c))
    tail = repeat_until_fixed(dear, rate_of(dear, c))
    slope = constant = growth = weak = Fraction(0)
    failing = Fraction(1)
    price, beside = one_attempt(cheap)
    for earlier in range(weak_attempts):
        slope += failing * price
        constant += failing * (price * earlier * cheap.added + beside)
        growth += failing * cheap.added
        weak += failing
        failing *= 1 - rate_of(cheap, c)
    if inherits:
        slope += failing * tail.slope
        constant += failing * (tail.slope * weak_attempts * cheap.added + tail.constant)
    else:
        constant += failing * (tail.slope * dear.start + tail.constant)
    return Stage(slope, constant, growth + failing * tail.growth, weak, failing / rate_of(dear, c), failing)


def plan_first(values: Values, plan_tokens: float, planned_bugs: float) -> dict[str, exact.Exact]:
    """The strong model plans; the weak one generates with prompt and plan before it, and fixes what it left.

    Args:
        values: The scenario, with any assumptions.
        plan_tokens: Length of the plan.
        planned_bugs: Bugs that the weak model leaves when it follows one, in its own mix.

    Returns:
        As `exact.strategy`; the generation cost has the plan in it.
    """
    return exact.strategy_of(planned_setup(values, plan_tokens, planned_bugs))


def advisor(
    values: Values, generator: str, *, advice_rate: float, advice_tokens: float, advised_rates: tuple[float, float]
) -> dict[str, Fraction]:
    """Weak attempts, some of which ask the strong model first: in a shared context only for whole counts.

    Args:
        values: The scenario, with the published assumptions.
        generator: `"strong"` or `"weak"`: who writes the code.
        advice_rate: The chance that an attempt asks for advice.
        advice_tokens: Length of the advice.
        advised_rates: The weak model's fix rates when advised: easy, hard.

    Returns:
        fix_cost (all of it, with what grows), total_cost, attempts, consultations.
    """
    cheap, dear = setup(values, generator, "weak"), setup(values, generator, "strong")
    asked, advice = Fraction(advice_rate), Fraction(advice_tokens)
    consulting = dear.first_token + advice * dear.token_seconds
    price, beside = one_attempt(cheap)
    stages: list[Stage | None] = []
    attempts = Fraction(0)
    for c, n in enumerate(cheap.counts):
        if n == 0:
            stages.append(None)
            continue
        # What one attempt does alone and with advice: its chance, its failure, its dollars per token of the prompt and
        # beside them, and the tokens it leaves behind.
        alone = (
            1 - asked,
            1 - rate_of(cheap, c),
            price,
            beside,
            cheap.added,
        )
        advised = (
            asked,
            1 - Fraction(advised_rates[c]),
            dear.new_price + price,
            dear.output_price * advice + price * advice + beside + dear.second_price * consulting,
            cheap.added + advice,
        )
        cases = (alone, advised)
        again = sum((chance * fails for chance, fails, *_ in cases), Fraction(0))
        # cost(x) = Σ chance · (price · x + beside + fails · cost(x + left)), solved for a line in x.
        slope = sum((chance * each for chance, _, each, _, _ in cases), Fraction(0)) / (1 - again)
        constant = sum((chance * (other + fails * slope * left) for chance, fails, _, other, left in cases), Fraction(0)) / (
            1 - again
        )
        growth = sum((chance * left for chance, *_, left in cases), Fraction(0)) / (1 - again)
        stages.append(Stage(slope, constant, growth))
        attempts += n / (1 - again)
    fix_cost = cost_of_bugs(cheap, stages)
    return {
        "fix_cost": fix_cost,
        "total_cost": cheap.begun_cost + fix_cost,
        "attempts": attempts,
        "consultations": asked * attempts,
    }


def best_of(values: Values, limit: int) -> dict[str, Fraction | float]:
    """As many weak generate-and-repair runs as strategy A's expected cost pays for.

    Args:
        values: The scenario, with the published assumptions.
        limit: Attempts at a bug after which a run goes on without it.

    Returns:
        budget, run_cost, runs; run_success (a float where counts are not whole), success (a float).
    """
    case = setup(values, "weak", "weak")
    limited = {**values, "assumptions.attempt_limit": limit, "assumptions.handoff_cost": 0}
    run_cost = exact.strategy(limited, "weak", "weak")["total_cost"]
    budget = exact.strategy(values, "strong", "weak")["total_cost"]
    run_success: Fraction | float = Fraction(1)
    for c, n in enumerate(case.counts):
        if n > 0:
            fixed = 1 - (1 - rate_of(case, c)) ** limit
            run_success *= fixed**n  # a float where n is not whole
    if run_cost == 0:
        raise ValueError("runs that cost nothing have no end")
    runs = floor(budget / run_cost)
    return {
        "budget": budget,
        "run_cost": run_cost,
        "runs": Fraction(runs),
        "run_success": run_success,
        "success": 1 - (1 - float(run_success)) ** runs,
    }


def repeat_until_fixed(case: Setup, rate: Fraction) -> Stage:
    """Attempts of one model until one succeeds: cost(x) = price · x + beside + (1 − rate) · cost(x + added)."""
    price, beside = one_attempt(case)
    slope = price / rate
    return Stage(slope, (beside + (1 - rate) * slope * case.added) / rate, case.added / rate)


def one_attempt(case: Setup) -> tuple[Fraction, Fraction]:
    """Dollars of an attempt, all its calls: per token of the prompt that it begins with, and beside them."""
    beside, with_a_token = (sessions.alone(replace(case, start=Fraction(tokens))) for tokens in (0, 1))
    return with_a_token - beside, beside + case.second_price * sessions.seconds_alone(case)


def rate_of(case: Setup, c: int) -> Fraction:
    """The chance that one attempt fixes a bug of a class."""
    rate = case.rates[c]
    if rate is None:
        raise ValueError("a class with bugs needs a fix rate")
    return rate


def cost_of_bugs(case: Setup, stages: list[Stage | None]) -> Fraction:
    """What all bugs cost: each in a conversation of its own, or in one conversation in random order."""
    if not case.shared:
        return sum(
            (n * (s.slope * case.start + s.constant) for n, s in zip(case.counts, stages, strict=True) if s),
            Fraction(0),
        )

    @cache
    def line(left: tuple[int, int]) -> tuple[Fraction, Fraction]:
        """The cost of the bugs left as slope and constant in the tokens of the prompt they begin with."""
        slope = constant = Fraction(0)
        for c, stage in enumerate(stages):
            if stage is None or left[c] == 0:
                continue
            chance = Fraction(left[c], sum(left))
            then_slope, then_constant = line((left[0] - (c == 0), left[1] - (c == 1)))
            slope += chance * (stage.slope + then_slope)
            constant += chance * (stage.constant + then_slope * stage.growth + then_constant)
        return slope, constant

    if any(n.denominator != 1 for n in case.counts):
        raise ValueError("a shared conversation is followed for whole counts only")
    slope, constant = line((int(case.counts[0]), int(case.counts[1])))
    return slope * case.start + constant

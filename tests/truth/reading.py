"""What the truths read from a plain mapping of keys to numbers: definitions only, no formula of the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Rational

from . import sessions
from .fraction import Fraction
from .sessions import Session

Values = Mapping[str, object]
"""Keys such as `strong.bugs` to numbers (floats, integers, fractions), booleans, the context's name, or None."""

TOKENS_PER_PRICE = 1_000_000
"""Prices are dollars per this many tokens."""

PUBLISHED: dict[str, object] = {
    "assumptions.caching": False,
    "assumptions.cache_hit_rate": 1,
    "assumptions.regression_rate": 0,
    "assumptions.growth": 0,
    "assumptions.spread": 0,
    "assumptions.fading": 1,
    "assumptions.attempt_limit": None,
    "assumptions.handoff_cost": 0,
    "assumptions.calls_spread": 0,
    "workflow.generation_calls": 1,
    "workflow.fix_calls": 1,
    "workflow.tool_tokens": 0,
    "strong.verbosity": 1,
    "weak.verbosity": 1,
    "strong.price_scale": 1,
    "weak.price_scale": 1,
    "strong.first_token_seconds": 0,
    "weak.first_token_seconds": 0,
    "workflow.tool_seconds": 0,
    "workflow.test_seconds": 0,
    "assumptions.hour_value": 0,
}
"""What a key that is left out means. Cache prices are not here, they follow the input price; nor are the tokens handed
over, which are those generated."""


@dataclass(frozen=True)
class Setup(Session):
    """One generator and one fixer, with everything that defines their work: the session is the fixer's first attempt.

    Pairs are (easy, hard).
    """

    shared: bool
    counts: tuple[Fraction, Fraction]
    """Bugs that the generator leaves, by class."""
    mix: tuple[Fraction, Fraction]
    """Shares of the classes among the bugs that the fixer introduces."""
    rates: tuple[Fraction | None, Fraction | None]
    """The fixer's chance to fix a bug in one attempt; None where the mapping gives none."""
    generation: Session
    """The generator's work."""
    planning_cost: Fraction
    """Dollars for what is done before it."""
    planning_seconds: Fraction
    timed: bool
    """Whether the speeds of both models are known."""
    regression_rate: Fraction
    growth: Fraction
    spread: Fraction
    fading: Fraction
    limit: int | None
    handoff_cost: Fraction

    @cached_property
    def generation_cost(self) -> Fraction:
        """Dollars for the initial generation, long prompts apart."""
        return self.planning_cost + sessions.alone(self.generation)

    @cached_property
    def generation_seconds(self) -> Fraction:
        """How long it takes."""
        return self.planning_seconds + sessions.seconds_alone(self.generation)

    @cached_property
    def begun_cost(self) -> Fraction:
        """Dollars for the generation and for waiting for it, long prompts apart."""
        return self.generation_cost + self.second_price * self.generation_seconds

    @cached_property
    def generation_surcharge(self) -> Fraction:
        """Dollars that it costs more where its prompts are long."""
        return sessions.surcharge_alone(self.generation)


def lookup(values: Values, key: str) -> object:
    """The value of a key, or what its absence means."""
    if values.get(key) is not None:
        return values[key]
    for cache in ("cache_read_price", "cache_write_price"):
        if key.endswith(cache):
            return lookup(values, key.replace(cache, "input_price"))
    return PUBLISHED[key]


def fraction(values: Values, key: str) -> Fraction:
    """The exact value of a number."""
    value = lookup(values, key)
    if isinstance(value, (int, float, Rational)):
        return Fraction(value)
    raise TypeError(f"{key} is {value!r}, not a number")


def dollars_per_token(values: Values, key: str) -> Fraction:
    """A price, per token, with the factor on all prices of its model."""
    factor = fraction(values, f"{key.partition('.')[0]}.price_scale")
    return factor * fraction(values, key) / TOKENS_PER_PRICE


def ordinary_price(values: Values, model: str, which: str) -> Fraction:
    """The `input` or `output` price of a model, per token."""
    return dollars_per_token(values, f"{model}.{which}_price")


def long_price(values: Values, model: str, which: str) -> Fraction:
    """The same of a request with a long prompt; left out, it is the ordinary one."""
    key = f"{model}.long_{which}_price"
    return ordinary_price(values, model, which) if values.get(key) is None else dollars_per_token(values, key)


def counts(values: Values, model: str) -> tuple[Fraction, Fraction]:
    """Easy and hard bugs that a model leaves."""
    bugs = fraction(values, f"{model}.bugs")
    hard = fraction(values, f"{model}.hard_fraction")
    return bugs * (1 - hard), bugs * hard


def rate(values: Values, key: str) -> Fraction | None:
    """A fix rate, which may be left out where no bug needs it."""
    return None if values.get(key) is None else fraction(values, key)


def is_shared(values: Values) -> bool:
    """Whether all bugs are fixed in one conversation."""
    context = values["workflow.context"]
    if context not in {"fresh", "shared"}:
        raise ValueError(f"no such context: {context!r}")
    return context == "shared"


def attempt_limit(values: Values) -> int | None:
    """Attempts after which a bug is given up on, if there is such a limit."""
    value = values.get("assumptions.attempt_limit")
    if value is None:
        return None
    limit = fraction(values, "assumptions.attempt_limit")
    if limit.denominator != 1 or limit < 1:
        raise ValueError(f"an attempt limit is a whole number from 1, not {value!r}")
    return int(limit)


def setup(values: Values, generator: str, fixer: str) -> Setup:
    """Everything that one strategy depends on, exactly.

    Args:
        values: The scenario.
        generator: `"strong"` or `"weak"`: who writes the code.
        fixer: `"strong"` or `"weak"`: who fixes it.
    """
    prompt = fraction(values, "workflow.prompt_tokens")
    generated = fraction(values, f"{generator}.verbosity") * fraction(values, "workflow.generation_tokens")
    handed_over = generated if values.get("workflow.handover_tokens") is None else fraction(values, "workflow.handover_tokens")
    hard = fraction(values, f"{fixer}.hard_fraction")
    attempt = session(values, fixer, "fix", caching=True)
    # A single call caches nothing, and no error trace follows the generation.
    caching = fraction(values, "workflow.generation_calls") > 1
    timed = all(values.get(f"{model}.output_speed") is not None for model in (generator, fixer))
    price = fraction(values, "assumptions.hour_value") / 3600 if timed else Fraction(0)
    written = session(values, generator, "generation", caching=caching)
    return Setup(
        **vars(replace(attempt, start=prompt + handed_over, second_price=price)),
        shared=is_shared(values),
        counts=counts(values, generator),
        mix=(1 - hard, hard),
        rates=(rate(values, f"{fixer}.easy_fix_rate"), rate(values, f"{fixer}.hard_fix_rate")),
        generation=replace(written, trace=Fraction(0), second_price=price),
        planning_cost=Fraction(0),
        planning_seconds=Fraction(0),
        timed=timed,
        regression_rate=fraction(values, "assumptions.regression_rate"),
        growth=fraction(values, "assumptions.growth"),
        spread=fraction(values, "assumptions.spread"),
        fading=fraction(values, "assumptions.fading"),
        limit=attempt_limit(values),
        handoff_cost=fraction(values, "assumptions.handoff_cost"),
    )


def session(values: Values, model: str, work: str, *, caching: bool) -> Session:
    """A model's `generation`, or its first attempt at a `fix`, from the initial prompt; without caching if that says so."""
    cached = caching and bool(lookup(values, "assumptions.caching"))
    new_price = dollars_per_token(values, f"{model}.{'cache_write' if cached else 'input'}_price")
    hit_price = dollars_per_token(values, f"{model}.{'cache_read' if cached else 'input'}_price")
    usual, dear = ordinary_price(values, model, "input"), long_price(values, model, "input")
    threshold = values.get(f"{model}.long_prompt_threshold")
    return Session(
        start=fraction(values, "workflow.prompt_tokens"),
        written=fraction(values, f"{model}.verbosity") * fraction(values, f"workflow.{work}_tokens"),
        tool=fraction(values, "workflow.tool_tokens"),
        trace=fraction(values, "workflow.trace_tokens"),
        calls=fraction(values, f"workflow.{work}_calls"),
        calls_spread=fraction(values, "assumptions.calls_spread"),
        new_price=new_price,
        hit_price=hit_price,
        output_price=ordinary_price(values, model, "output"),
        hit_rate=fraction(values, "assumptions.cache_hit_rate"),
        long_prompt=None if threshold is None else fraction(values, f"{model}.long_prompt_threshold"),
        # Cached tokens become dearer by the factor of others; where those were free, by as many dollars.
        dear_new_price=new_price * dear / usual if usual else new_price + dear,
        dear_hit_price=hit_price * dear / usual if usual else hit_price + dear,
        dear_output_price=long_price(values, model, "output"),
        first_token=fraction(values, f"{model}.first_token_seconds"),
        token_seconds=token_seconds(values, model),
        tool_seconds=fraction(values, "workflow.tool_seconds"),
        test_seconds=fraction(values, "workflow.test_seconds"),
        second_price=Fraction(0),
    )


def token_seconds(values: Values, model: str) -> Fraction:
    """Seconds that a token takes a model; nothing where its speed is not known."""
    key = f"{model}.output_speed"
    return Fraction(0) if values.get(key) is None else 1 / fraction(values, key)


def planned_setup(values: Values, plan_tokens: float, planned_bugs: float) -> Setup:
    """The weak model alone, which generates and fixes with a plan of the strong one in its first prompt.

    Args:
        values: The scenario, without prices by length.
        plan_tokens: Length of the plan, which the strong model writes after reading the prompt.
        planned_bugs: Bugs that the weak model leaves then, in its own mix.
    """
    alone = setup(values, "weak", "weak")
    prompt, plan = fraction(values, "workflow.prompt_tokens"), Fraction(plan_tokens)
    planning = prompt * ordinary_price(values, "strong", "input") + plan * ordinary_price(values, "strong", "output")
    hard = fraction(values, "weak.hard_fraction")
    return replace(
        alone,
        counts=(Fraction(planned_bugs) * (1 - hard), Fraction(planned_bugs) * hard),
        start=alone.start + plan,
        generation=replace(alone.generation, start=prompt + plan),
        planning_cost=planning,
        planning_seconds=fraction(values, "strong.first_token_seconds") + plan * token_seconds(values, "strong"),
    )

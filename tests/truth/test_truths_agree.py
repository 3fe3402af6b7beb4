"""The exact and the simulated truth agree with each other, with hand-computed cases, and with the published limits."""

from __future__ import annotations

from math import comb, inf

import pytest

from . import exact, series, survival
from .exact import Exact
from .fraction import Fraction
from .roots import evaluate, interpolate
from .scenarios import CHANGES, deviation, scenario
from .simulation import simulate

RUNS = 20_000
CONTEXTS = ("fresh", "shared")
PAIRS = (("strong", "weak"), ("weak", "strong"))

PLAIN: dict[str, object] = {
    f"{model}.{key}": value
    for model in ("strong", "weak")
    for key, value in {
        "input_price": 1,
        "output_price": 10,
        "cache_read_price": Fraction(1, 10),
        "cache_write_price": 2,
        "bugs": 3,
        "hard_fraction": 0,
        "easy_fix_rate": 1,
    }.items()
} | {
    "workflow.prompt_tokens": 1_000,
    "workflow.generation_tokens": 500,
    "workflow.fix_tokens": 100,
    "workflow.trace_tokens": 100,
    "workflow.context": "shared",
}
"""Round numbers: a first prompt of 1,500 tokens to which each attempt adds 200, of which it writes 100."""


def plain(**more: object) -> dict[str, Exact]:
    """The results of two equal models on the round numbers."""
    changes = {key.replace("__", "."): value for key, value in more.items()}
    return exact.strategy({**PLAIN, **changes}, "strong", "weak")


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("name", CHANGES)
def test_simulation_agrees_with_exact(name: str, context: str, pair: tuple[str, str]) -> None:
    values = scenario(name, context)
    truth = exact.strategy(values, *pair)
    estimate, totals = simulate(values, *pair, runs=RUNS, seed=20261120)
    assert set(estimate) == set(truth)
    assert totals.shape == (RUNS,)
    deviations = {key: deviation(estimate[key], float(truth[key])) for key in truth}
    assert all(abs(z) < 5 for z in deviations.values()), deviations


@pytest.mark.parametrize("name", ["published", "everything"])
def test_fractional_counts_agree_in_fresh_contexts(name: str) -> None:
    values = scenario(name, "fresh", strong__bugs=2.6, strong__hard_fraction=0.3)
    truth = exact.strategy(values, "strong", "weak")
    estimate, _ = simulate(values, "strong", "weak", runs=RUNS, seed=3)
    # Rounding adds to the variance of the attempts, which is that of given bugs.
    deviations = {key: deviation(estimate[key], float(truth[key])) for key in truth if key != "attempts_variance"}
    assert all(abs(z) < 5 for z in deviations.values()), deviations


def test_sure_fixes_in_one_conversation() -> None:
    # Prompts of 1,500, 1,700 and 1,900 tokens, each followed by 100 written.
    result = plain()
    assert result["attempts"] == 3
    assert result["attempts_variance"] == 0
    assert (result["tokens_read"], result["tokens_reread"], result["tokens_written"]) == (5_100, 1_500 + 1_700, 300)
    assert result["fix_cost"] == Fraction(3 * (1_500 + 1_000), 10**6)
    assert result["growth_penalty"] == Fraction(200 + 400, 10**6)


def test_sure_fixes_with_growth_and_cache() -> None:
    # The second attempt writes 150 tokens and adds 300, the third writes 200: prompts of 1,500, 1,700 and 2,000.
    result = plain(assumptions__growth=Fraction(1, 2), assumptions__caching=True)
    assert (result["tokens_read"], result["tokens_reread"], result["tokens_written"]) == (5_200, 3_200, 450)
    assert result["fix_cost"] == Fraction(2 * 1_500 + (1_500 + 1_500) / 10 + 10 * 300) / 10**6
    assert result["growth_penalty"] == Fraction(2 * 500, 10**6) + Fraction(200, 10**7) + Fraction(10 * 150, 10**6)


def test_a_missed_cache_pays_everything_as_new() -> None:
    result = plain(assumptions__caching=True, assumptions__cache_hit_rate=0)
    assert result["total_cost"] - result["generation_cost"] == Fraction(2 * 5_100 + 10 * 300, 10**6)


def test_one_bug_at_even_odds() -> None:
    # E[T] = 2, Var[T] = 2, and E[C(T, 2)] = 2 re-read traces, whichever the context.
    for context in CONTEXTS:
        result = plain(strong__bugs=1, weak__easy_fix_rate=0.5, workflow__context=context)
        assert (result["attempts"], result["attempts_variance"]) == (2, 2)
        assert result["growth_penalty"] == Fraction(2 * 200, 10**6)


def test_giving_up_after_two_attempts_at_even_odds() -> None:
    # 1, 2, 2 attempts with chances 1/2, 1/4, 1/4; the last is a bug left.
    result = plain(
        strong__bugs=1,
        weak__easy_fix_rate=0.5,
        assumptions__attempt_limit=2,
        assumptions__handoff_cost=8,
    )
    assert (result["attempts"], result["unresolved_bugs"], result["handoff_cost"]) == (1.5, 0.25, 2)
    assert result["attempts_variance"] == 0.25
    assert result["tokens_read"] == 1_500 + 1_700 * Fraction(1, 2)


def test_fading_by_half() -> None:
    # Fixed at once with 1/2, then with 1/4, then with 1/8: open after each 1/2, 3/8, 21/64.
    fixed_at, given_up = survival.outcomes(Fraction(1, 2), Fraction(0), Fraction(1, 2), 3)
    assert fixed_at == [Fraction(1, 2), Fraction(1, 8), Fraction(3, 64)]
    assert given_up == Fraction(21, 64)


def test_spread_of_uniform_rates() -> None:
    # Beta(1, 1): E[(1−P)²] = 1/3, and with fading 1/2: E[(1−P)(1−P/2)] = 1 − 3/4 + 1/6 = 5/12.
    half, third = Fraction(1, 2), Fraction(1, 3)
    assert survival.outcomes(half, third, Fraction(1), 2)[1] == third
    assert survival.outcomes(half, third, half, 2)[1] == Fraction(5, 12)


def test_every_second_fix_breaks_something() -> None:
    # Sure fixes: a family of bugs takes a geometric number of attempts with chance 1/2.
    shared = plain(strong__bugs=1, assumptions__regression_rate=0.5)
    assert (shared["attempts"], shared["attempts_variance"]) == (2, 2)
    assert shared["growth_penalty"] == Fraction(2 * 200, 10**6)
    fresh = plain(strong__bugs=1, assumptions__regression_rate=0.5, workflow__context="fresh")
    assert (fresh["attempts"], fresh["growth_penalty"], fresh["tokens_reread"]) == (2, 0, 0)


@pytest.mark.parametrize("fading", [Fraction(1), Fraction(9, 10)])
@pytest.mark.parametrize("spread", [Fraction(1, 10), Fraction(2, 3)])
def test_monomials_agree_with_the_specified_recursion(spread: Fraction, fading: Fraction) -> None:
    rate, limit = Fraction(2, 5), 6
    a, b = survival.beta_shapes(rate, spread)
    row = [Fraction(1)]
    for t in range(limit):
        kept = [*row, Fraction(0)]
        moved = [Fraction(0), *row]
        row = [(1 - fading**t) * x + fading**t * y for x, y in zip(kept, moved, strict=True)]
    expected = Fraction(0)
    failing = Fraction(1)
    for k, weight in enumerate(row):
        expected += weight * failing
        failing *= (b + k) / (a + b + k)
    assert survival.outcomes(rate, spread, fading, limit)[1] == expected


def test_rows_too_long_for_exact_numbers_lose_nothing() -> None:
    # Against the product of the survival curve in floats, where one form has no cancellation.
    _, given_up = survival.outcomes(Fraction(0.3), Fraction(0.2), Fraction(0.97), 60)
    row = [1.0]
    for t in range(60):
        fade = 0.97**t
        row = [(1 - fade) * x + fade * y for x, y in zip([*row, 0.0], [0.0, *row], strict=True)]
    curve = [1.0]
    for i in range(60):
        curve.append(curve[-1] * (2.8 + i) / (4.0 + i))
    assert float(given_up) == pytest.approx(sum(x * y for x, y in zip(row, curve, strict=True)), rel=1e-12)


@pytest.mark.parametrize(
    ("name", "limit", "tolerance"),
    # The tail of the spread is a power of the attempts, so it vanishes slowly.
    [("published", 200, 1e-12), ("growth", 200, 1e-12), ("regressions", 200, 1e-12), ("spread", 60, 1e-4)],
)
@pytest.mark.parametrize("context", CONTEXTS)
def test_a_far_limit_is_no_limit(context: str, name: str, limit: int, tolerance: float) -> None:
    far = exact.strategy(scenario(name, context, assumptions__attempt_limit=limit), "weak", "strong")
    none = exact.strategy(scenario(name, context), "weak", "strong")
    assert float(far["total_cost"]) == pytest.approx(float(none["total_cost"]), rel=tolerance)


@pytest.mark.parametrize("name", ["published", "everything"])
def test_fractional_counts_continue_whole_ones(name: str) -> None:
    def cost(bugs: Fraction) -> Exact:
        return exact.strategy(scenario(name, "shared", weak__bugs=bugs), "weak", "strong")["total_cost"]

    cubic = interpolate([(Fraction(n), Fraction(cost(Fraction(n)))) for n in (2, 4, 6, 8)])
    assert len(cubic) == (4 if name == "everything" else 3)
    for bugs in (Fraction(1), Fraction(5, 2), Fraction(3_000)):
        if name == "published":
            assert evaluate(cubic, bugs) == cost(bugs)
        else:
            assert float(evaluate(cubic, bugs)) == pytest.approx(float(cost(bugs)), rel=1e-14)


def test_series_to_a_whole_power_is_a_product() -> None:
    a = (Fraction(1), Fraction(5, 2), Fraction(7, 3), Fraction(4))
    assert series.power(a, Fraction(3)) == series.multiply(a, series.multiply(a, a))
    assert series.divide(series.multiply(a, a), a) == a
    root = series.power(a, Fraction(1, 2))
    assert series.multiply(root, root) == a
    assert series.one_plus_s_to(5) == tuple(comb(5, k) for k in range(4))


@pytest.mark.parametrize(
    ("changes", "infinite"),
    [
        # Beta shapes a = p(1/σ − 1): a ≤ 1, a ≤ 2, a ≤ 3 take one moment after another away.
        ({"assumptions.spread": 0.5}, {"attempts", "tokens_written", "tokens_reread", "fix_cost", "growth_penalty"}),
        ({"assumptions.spread": 0.25}, {"tokens_reread", "growth_penalty"}),
        ({"assumptions.spread": 0.25, "workflow.fix_tokens": 0, "workflow.trace_tokens": 0}, set()),
        ({"assumptions.spread": 0.25, "weak.input_price": 0}, {"tokens_reread"}),
        ({"assumptions.spread": 0.15}, set()),
        ({"assumptions.spread": 0.15, "assumptions.growth": 0.1}, {"tokens_reread", "growth_penalty"}),
        ({"assumptions.fading": 0.9}, {"attempts", "tokens_written", "tokens_reread", "fix_cost", "growth_penalty"}),
        ({"assumptions.fading": 0.9, "assumptions.spread": 0.5, "weak.easy_fix_rate": 1}, set()),
    ],
)
@pytest.mark.parametrize("context", CONTEXTS)
def test_what_is_infinite(context: str, changes: dict[str, object], infinite: set[str]) -> None:
    # The weak model fixes easy bugs with chance 1/2 and meets no others.
    values = scenario("published", context, strong__hard_fraction=0, weak__easy_fix_rate=0.5) | changes
    result = exact.strategy(values, "strong", "weak")
    ignored = {"attempts_variance", "total_cost", "tokens_read"}
    assert {key for key, value in result.items() if value == inf} - ignored == infinite

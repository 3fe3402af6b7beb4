"""The truths of the line-up and of the odds agree with each other, with the formulas specified, and with simulation."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import pytest

from . import exact, lineup, lineup_exact, odds
from .fraction import Fraction
from .reading import counts, fraction
from .scenarios import deviation, error_of_chance, scenario
from .simulation import simulate

CONTEXTS = ("fresh", "shared")
SMALL: dict[str, object] = {"strong.bugs": 2, "strong.hard_fraction": 0.5, "weak.bugs": 2}
EQUAL_LENGTH: dict[str, object] = {"weak.verbosity": 1}
"""The formulas specified know one length of attempts for both models."""


def agree(estimate: lineup.Estimates, truth: dict[str, Fraction]) -> None:
    """Assert that an estimate of everything is within five standard errors of the truth."""
    deviations = {key: deviation(estimate[key], float(truth[key])) for key in truth}
    assert all(abs(z) < 5 for z in deviations.values()), deviations


@pytest.mark.parametrize("weak_attempts", [0, 1, 3, None])
@pytest.mark.parametrize(("context", "inherits"), [("fresh", False), ("fresh", True), ("shared", True)])
def test_cascade(context: str, weak_attempts: int | None, *, inherits: bool) -> None:
    values = scenario("verbose", context)
    truth = lineup_exact.cascade(values, "weak", weak_attempts, inherits=inherits)
    agree(lineup.simulate_cascade(values, "weak", weak_attempts, inherits=inherits, runs=4_000, seed=1), truth)
    if weak_attempts in {0, None}:
        # The ends of the cascade are the two fixers alone.
        fixer = "weak" if weak_attempts is None else "strong"
        assert truth["total_cost"] == exact.strategy(values, "weak", fixer)["total_cost"]


@pytest.mark.parametrize(("context", "inherits"), [("fresh", False), ("fresh", True), ("shared", True)])
def test_cascade_is_the_one_specified(context: str, *, inherits: bool) -> None:
    values = scenario("published", context) | EQUAL_LENGTH
    for k in (1, 2, 5):
        per_class = []
        for kind in ("easy", "hard"):
            p, strong = fraction(values, f"weak.{kind}_fix_rate"), fraction(values, f"strong.{kind}_fix_rate")
            d = 1 - p
            n1, n2, q = (1 - d**k) / p, sum((i * d**i for i in range(k)), Fraction(0)), d**k
            ns, j = q / strong, k if inherits else 0
            cost = (28_000 * n1 + 5_000 * n2) / 2 + 3 * 3_000 * n1
            cost += 4 * (28_000 * ns + 5_000 * (j * ns + q * (1 - strong) / strong**2)) + 20 * 3_000 * ns
            per_class.append((cost, n1 + ns, n1 / 2 + 4 * ns))
        n = counts(values, "weak")
        total = sum((count * row[0] for count, row in zip(n, per_class, strict=True)), Fraction(0))
        if context == "shared":
            tries = sum((count * row[1] for count, row in zip(n, per_class, strict=True)), Fraction(0))
            dollars = sum((count * row[2] for count, row in zip(n, per_class, strict=True)), Fraction(0))
            same = sum((count * row[1] * row[2] for count, row in zip(n, per_class, strict=True)), Fraction(0))
            total += Fraction(5_000, 2) * (tries * dollars - same)
        assert lineup_exact.cascade(values, "weak", k, inherits=inherits)["fix_cost"] == total / 10**6


@pytest.mark.parametrize(("context", "inherits"), [("fresh", False), ("fresh", True), ("shared", True)])
@pytest.mark.parametrize(("accuracy", "weak_attempts"), [(0.75, None), (0.75, 2), (0.0, 3), (1.0, 0)])
def test_routing(context: str, accuracy: float, weak_attempts: int | None, *, inherits: bool) -> None:
    values = scenario("verbose", context)
    truth = lineup_exact.cascade_routing(values, "weak", accuracy, weak_attempts, inherits=inherits)
    agree(
        lineup.simulate_routing(values, "weak", accuracy, weak_attempts, inherits=inherits, runs=4_000, seed=4),
        truth,
    )


@pytest.mark.parametrize("context", CONTEXTS)
def test_router_is_the_one_specified(context: str) -> None:
    """In a conversation per bug; in one for all, with one class taken for what it is, fixing by one model."""
    values = scenario("published", context) | EQUAL_LENGTH
    rho = Fraction(3, 4)
    easy, hard = counts(values, "weak")
    prices = {"weak": Fraction(1, 2), "strong": Fraction(4)}
    outputs = {"weak": Fraction(3), "strong": Fraction(20)}
    total = (easy + hard) * prices["weak"] * 28_000
    for n, kind, model in (
        (rho * easy, "easy", "weak"),
        ((1 - rho) * hard, "hard", "weak"),
        (rho * hard, "hard", "strong"),
        ((1 - rho) * easy, "easy", "strong"),
    ):
        p = fraction(values, f"{model}.{kind}_fix_rate")
        total += n * (prices[model] * (28_000 / p + 5_000 * (1 - p) / p**2) + outputs[model] * 3_000 / p)
    truth = lineup_exact.router(values, "weak", 0.75)
    if context == "fresh":
        assert truth["fix_cost"] == total / 10**6
        return
    for hard_fraction, accuracy in ((0, 1.0), (1, 0.0)):
        one_class = values | {"weak.hard_fraction": hard_fraction}
        alone = exact.strategy(one_class, "weak", "weak")
        classifying = sum(counts(one_class, "weak")) * prices["weak"] * 28_000 / 10**6
        assert lineup_exact.router(one_class, "weak", accuracy)["total_cost"] == alone["total_cost"] + classifying


@pytest.mark.parametrize("context", CONTEXTS)
def test_plan_first(context: str) -> None:
    values = scenario("verbose", context)
    truth = lineup_exact.plan_first(values, 1_500, 3)
    estimate = lineup.simulate_plan_first(values, 1_500, 3, runs=4_000, seed=5)
    agree(estimate, {"total_cost": Fraction(truth["total_cost"])})
    # Prompt and plan are read once by the weak model, the prompt once more by the strong one, which writes the plan.
    written = Fraction(12_000)
    generated = 4 * 20_000 + 20 * 1_500 + Fraction(1, 2) * 21_500 + 3 * written
    assert truth["generation_cost"] == generated / 10**6
    unplanned = lineup_exact.plan_first(values, 0, 6)
    alone = exact.strategy(values, "weak", "weak")
    assert unplanned["total_cost"] == alone["total_cost"] + Fraction(4 * 20_000, 10**6)


@pytest.mark.parametrize("context", CONTEXTS)
def test_advisor(context: str) -> None:
    values = scenario("published", context) | EQUAL_LENGTH
    asked, advice, advised = 0.25, 750.0, (0.875, 0.5)
    truth = lineup_exact.advisor(values, "weak", advice_rate=asked, advice_tokens=advice, advised_rates=advised)
    agree(
        lineup.simulate_advisor(
            values, "weak", advice_rate=asked, advice_tokens=advice, advised_rates=advised, runs=4_000, seed=2
        ),
        truth,
    )
    total = tries = same = Fraction(0)
    u, c = Fraction(asked), Fraction(1, 2) + Fraction(asked) * 4
    for n, kind, better in zip(counts(values, "weak"), ("easy", "hard"), map(Fraction, advised), strict=True):
        mean = (1 - u) * fraction(values, f"weak.{kind}_fix_rate") + u * better
        cost = (c * 28_000 + u * 750 / 2 + 3 * 3_000 + u * 20 * 750) / mean
        cost += c * ((1 - mean) * 5_000 + u * (1 - better) * 750) / mean**2
        total, tries, same = total + n * cost, tries + n / mean, same + n / mean**2
    if context == "shared":
        total += c * (5_000 + u * 750) / 2 * (tries**2 - same)
    assert truth["fix_cost"] == total / 10**6


@pytest.mark.parametrize("context", CONTEXTS)
def test_best_of(context: str) -> None:
    values = scenario("published", context, weak__verbosity=1, strong__output_price=100)
    truth = lineup_exact.best_of(values, 4)
    easy, hard = 1 - 0.4**4, 1 - 0.7**4
    assert float(truth["run_success"]) == pytest.approx(easy**3 * hard**3, rel=1e-14)
    estimate = lineup.simulate_best_of(values, 4, float(truth["budget"]), runs=2_000, seed=3)
    agree(estimate, {key: Fraction(value) for key, value in truth.items() if key != "budget"})
    assert truth["runs"] > 1


@pytest.mark.parametrize("name", ["published", "cache misses", "growth", "limit", "fading", "spread and limit"])
@pytest.mark.parametrize("context", CONTEXTS)
def test_odds_have_the_exact_mean(context: str, name: str) -> None:
    values = scenario(name, context) | SMALL
    for pair in (("strong", "weak"), ("weak", "strong")):
        law = odds.law(values, *pair)
        truth = exact.strategy(values, *pair)
        assert sum(law.values()) == pytest.approx(1, abs=1e-11)
        assert odds.mean(law) == pytest.approx(float(truth["total_cost"]), rel=1e-10)


@pytest.mark.parametrize(("name", "bugs"), [("published", 1.6), ("limit", 2.7), ("spread and limit", 0.8)])
@pytest.mark.parametrize("context", CONTEXTS)
def test_odds_agree_with_simulation(context: str, name: str, bugs: float) -> None:
    values = scenario(name, context, weak__bugs=bugs, strong__bugs=2)
    laws = {}
    samples = {}
    runs = 20_000
    for seed, (generator, fixer) in enumerate((("strong", "weak"), ("weak", "strong"))):
        law = odds.law(values, generator, fixer)
        _, sample = simulate(values, generator, fixer, runs=runs, seed=seed)
        laws[generator], samples[generator] = law, sample
        assert deviation((sample.mean(), sample.std() / runs**0.5), odds.mean(law)) == pytest.approx(0, abs=5)
        for level in (0.1, 0.5, 0.9, 0.99):
            budget = odds.quantile(law, level)
            over = odds.over_budget(law, budget)
            assert over <= 1 - level + 1e-12
            # The sums of the simulation are rounded, so the cost that is the quantile itself needs some room.
            seen = float((sample > budget * (1 + 1e-9)).mean())
            assert abs(seen - over) < 5 * error_of_chance(over, runs)
    less, tie, more = odds.compare(laws["strong"], laws["weak"])
    assert less + tie + more == pytest.approx(1, abs=1e-11)
    seen = float((samples["strong"] < samples["weak"]).mean())
    assert abs(seen - less) < 5 * error_of_chance(less, runs)


def test_odds_of_a_fair_coin() -> None:
    # One sure bug in one of two runs: costs of 0 or of one attempt, and the comparison ties half of the time.
    values = scenario("published", "fresh", strong__bugs=0.5, strong__hard_fraction=0, weak__easy_fix_rate=1)
    values |= {"workflow.generation_tokens": 0, "workflow.prompt_tokens": 1_000_000, "workflow.fix_tokens": 0}
    law = odds.law(values, "strong", "weak")
    assert law == {Fraction(4): 0.5, Fraction(9, 2): 0.5}
    assert (odds.quantile(law, 0.5), odds.quantile(law, 0.5 + 1e-9), odds.quantile(law, 0.99)) == (4.0, 4.5, 4.5)
    assert (odds.over_budget(law, 4.0), odds.over_budget(law, 3.9)) == (0.5, 1.0)
    assert odds.compare(law, law) == (0.25, 0.5, 0.25)
    assert odds.variance(law) == pytest.approx(1 / 16)


def test_odds_recognise_equal_costs_in_fresh_contexts() -> None:
    # Two bugs at even odds: three and one attempts cost what one and three do, and not what two and two do.
    values = scenario("published", "fresh", strong__bugs=2, strong__hard_fraction=0, weak__easy_fix_rate=0.5)
    law = odds.law(values, "strong", "weak")
    chances = list(law.values())
    assert chances[:4] == [1 / 4, 2 / 8, 1 / 16, 2 / 16]
    assert np.all(np.diff([float(cost) for cost in law]) > 0)
    assert odds.quantile(law, 0.5) == float(list(law)[1])
    assert list(accumulate(chances))[1] == 0.5

"""The exact chance to finish a task agrees with played tasks and with cases worked out by hand."""

from __future__ import annotations

import pytest

from . import exact, finishing
from .fraction import Fraction
from .scenarios import CHANGES, error_of_chance, scenario

RUNS = 4_000
PAIRS = (("strong", "weak"), ("weak", "strong"))


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("name", CHANGES)
def test_played_tasks_finish_as_often(name: str, pair: tuple[str, str]) -> None:
    values = scenario(name, "fresh")
    chance = finishing.chance(values, *pair)
    played = finishing.play(values, *pair, runs=RUNS, seed=20261120) / RUNS
    assert abs(played - chance) <= 5 * error_of_chance(chance, RUNS)


def test_two_attempts_at_even_odds() -> None:
    values = scenario("published", "fresh", strong__bugs=3, strong__hard_fraction=0, weak__easy_fix_rate=0.5)
    values["assumptions.attempt_limit"] = 2
    assert finishing.chance(values, "strong", "weak") == (3 / 4) ** 3


def test_every_second_fix_breaks_something() -> None:
    # One attempt at even odds: w = (1 + w)/4, so a bug and all that follow from it end well with chance 1/3.
    values = scenario("published", "fresh", strong__bugs=1, strong__hard_fraction=0, weak__easy_fix_rate=0.5)
    values |= {"weak.hard_fraction": 0, "assumptions.attempt_limit": 1, "assumptions.regression_rate": Fraction(1, 2)}
    assert finishing.chance(values, "strong", "weak") == pytest.approx(1 / 3, rel=1e-15)


def test_half_a_bug_is_there_every_second_time() -> None:
    one = finishing.chance(scenario("limit", "shared", weak__bugs=1, weak__hard_fraction=1), "weak", "strong")
    half = finishing.chance(scenario("limit", "shared", weak__bugs=0.5, weak__hard_fraction=1), "weak", "strong")
    given_up = exact.strategy(scenario("limit", "shared", weak__bugs=1, weak__hard_fraction=1), "weak", "strong")
    assert one == 1 - float(given_up["unresolved_bugs"])
    assert half == pytest.approx((1 + one) / 2, rel=1e-15)

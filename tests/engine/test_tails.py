"""Where mean and typical run disagree, against brute force."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from engine.chances.law import Law
from engine.odds import LEVELS, Odds, StrategyOdds, compare, odds
from engine.scenarios.registry import assign
from engine.scenarios.strategies import RIVALS, A, B
from engine.tails import disagreement
from tests.engine.scenarios import TEXTBOOK, plain
from tests.engine.test_odds import scenario_of
from tests.truth import odds as truth


@pytest.mark.parametrize(
    ("name", "strong_bugs", "weak_bugs", "factor", "disagree"),
    [
        ("published", 0.1, 1.0, 0.7, True),
        ("hand-off", 0.1, 0.3, 0.2, True),
        ("hand-off", 1.5, 2.5, 0.1, True),
        ("hand-off", 1.5, 2.5, 1.0, False),
        ("published", 0.1, 1.0, 0.3, False),
    ],
)
def test_disagreement_is_what_brute_force_finds(
    name: str, strong_bugs: float, weak_bugs: float, factor: float, *, disagree: bool
) -> None:
    changes = {"strong.price_scale": factor, "strong.bugs": strong_bugs, "weak.bugs": weak_bugs}
    scenario = assign(scenario_of(name, "fresh"), changes)
    laws = {one.name[0]: truth.law(plain(scenario), one.generator, one.fixer) for one in RIVALS}
    less, _, more = truth.compare(laws["A"], laws["B"])
    mostly = "A" if less > more else "B"
    average = min(laws, key=lambda letter: truth.mean(laws[letter]))
    assert (mostly != average) == disagree
    found = disagreement(odds(scenario, strategies=RIVALS))
    if not disagree:
        assert found is None
        return
    assert found is not None
    assert truth.quantile(laws[mostly], 0.99) > truth.quantile(laws[average], 0.99)
    assert found.sentence == f"{mostly} is cheaper in more runs, {average} on average: {mostly} has the longer tail"


def of(a: Law, b: Law, means: tuple[float, float]) -> Odds:
    """Odds of two laws."""
    pairs = zip(RIVALS, (a, b), means, strict=True)
    entries = [
        StrategyOdds(one, mean, 0.0, {x: law.quantile(x) for x in LEVELS}, None, law, 0.0, 0.0, "") for one, law, mean in pairs
    ]
    return Odds(TEXTBOOK, None, tuple(entries), *compare(a, b))


SURE = Law(np.array([0.9]), np.array([1.0]))
SOMETIMES_FREE = Law(np.array([0.0, 1.0]), np.array([0.4, 0.6]))


def test_a_cost_that_is_the_same_in_every_run_has_no_tail() -> None:
    found = disagreement(of(SURE, SOMETIMES_FREE, (0.9, 0.6)))
    assert found is not None
    assert (found.mostly, found.on_average) == (A, B)
    assert found.sentence == "A is cheaper in more runs, B on average: B saves more when it is cheaper"
    assert disagreement(of(SURE, SOMETIMES_FREE, (0.5, 0.6))) is None


def test_an_endless_mean_disagrees_with_most_runs() -> None:
    found = disagreement(of(SOMETIMES_FREE, Law(np.array([0.5]), np.array([1.0])), (math.inf, 0.5)))
    assert found is None, "B is cheaper in more runs, too"
    rarely_dear = Law(np.array([0.1, 50.0]), np.array([0.95, 0.05]))
    found = disagreement(of(rarely_dear, SURE, (math.inf, 0.9)))
    assert found is not None
    assert found.reason == "A has the longer tail"


def test_what_is_unknown_is_not_claimed() -> None:
    split = of(SURE, SOMETIMES_FREE, (0.9, 0.6))
    assert disagreement(replace(split, undecided=0.3)) is None
    assert disagreement(replace(split, strong_first_cheaper=math.nan)) is None

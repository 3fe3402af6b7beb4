"""Where much is asked, each bug's attempts are followed once; and long curves that fade and are spread out are exact."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import accumulate

import numpy as np
import pytest

import engine.attempts.spread_and_fading
import engine.attempts.survival
import engine.crossings.crossovers
from engine.attempts.one_bug import OneBug
from engine.crossings.crossovers import crossovers
from engine.numerics.arrays import Array
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.sweep import curve
from presets.scenarios.library import open_scenario
from tests.engine.scenarios import ONE_CALL, TEXTBOOK, changed, close
from tests.engine.test_extremes import FREE_LONG_PROMPTS
from tests.truth.fraction import Fraction
from tests.truth.survival import outcomes

LONG = changed(open_scenario("long-horizon").scenario, ONE_CALL, assumptions__attempt_limit=999.0, assumptions__fading=0.5165)


@pytest.fixture
def followed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bugs were followed together, of every survival curve from now on that fades and is spread out."""
    bugs: list[int] = []
    mixed = engine.attempts.spread_and_fading.mixed

    def counted(
        rate: Array, spread: Array, fading: Array, last: int, shape: tuple[int, ...]
    ) -> Iterator[tuple[int, Array, Array]]:
        bugs.append(math.prod(shape))
        return mixed(rate, spread, fading, last, shape)

    monkeypatch.setattr(engine.attempts.survival, "mixed", counted)
    return bugs


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_all_crossovers_follow_each_bug_once(followed: list[int], context: str) -> None:
    crossovers(assign(LONG, {"workflow.context": context}))
    # The four bugs of two fixers at every spread that is looked at, for the attempts and again for the long prompts.
    assert 0 < sum(followed) < 8000


def test_prices_that_take_off_all_leave_no_rounding_to_be_searched_for_crossovers(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    totals = engine.crossings.crossovers._totals

    def counted(scenario: Scenario, lines: engine.crossings.crossovers.Asked) -> Array:
        asked.append(sum(len(values) for _, values in lines))
        return totals(scenario, lines)

    monkeypatch.setattr(engine.crossings.crossovers, "_totals", counted)
    crossovers(assign(TEXTBOOK, FREE_LONG_PROMPTS))
    assert 0 < sum(asked) < 5000


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_a_curve_along_what_changes_no_bug_follows_that_of_two_fixers(followed: list[int], context: str) -> None:
    scenario = assign(LONG, {"workflow.context": context, "assumptions.spread": 0.3, "assumptions.attempt_limit": 400.0})
    curve(scenario, "workflow.prompt_tokens", np.linspace(0.0, 1e6, 200))
    assert 0 < sum(followed) <= 16


@pytest.mark.slow
@pytest.mark.parametrize("fading", ["0.02", "0.5165", "0.93", "0.999", "0.999999999"])
@pytest.mark.parametrize(("rate", "spread"), [("0.3", "0.45"), ("0.9", "0.001"), ("0.0001", "0.99")])
def test_long_curves_are_those_of_the_exact_law(rate: str, spread: str, fading: str) -> None:
    limit, before = 50, 20
    fixed_at, given_up = outcomes(Fraction(rate), Fraction(spread), Fraction(fading), limit)
    # S_0 … S_N, backwards from the chance to give up.
    still_open = [given_up, *accumulate(reversed(fixed_at), initial=given_up)][:0:-1]
    bug = np.array([float(rate), float(spread), float(fading), float(limit)])
    rates, spreads, fadings, limits = bug[:, None]
    each = OneBug(rates, spreads, fadings, limits)
    later = each.after(np.array([float(before)]))
    assert close(each.unresolved[0], given_up, relative=1e-11)
    assert close(each.failures[0][0], sum(still_open[1:limit]), relative=1e-12)
    assert close(each.failures[1][0], sum((t - 1) * still_open[t] for t in range(1, limit)), relative=1e-12)
    assert close(each.fixed[0], sum(fixed_at), relative=1e-12)
    after = still_open[before:limit]
    assert close(later.begun[0], after[0], relative=1e-11)
    assert close(later.count[0], sum(after), relative=1e-11)
    assert close(later.more[0], sum(after[1:]), relative=1e-11)
    assert close(later.pairs[0], sum(i * x for i, x in enumerate(after[1:])), relative=1e-11)
    assert close(later.triples[0], sum(math.comb(i, 2) * x for i, x in enumerate(after[1:])), relative=1e-11)


def test_a_limit_of_its_own_cuts_each_of_many_curves() -> None:
    rate, spread, fading = np.array(0.2), np.array(0.3), np.array(0.9)
    limits = np.arange(1.0, 120.0)
    before = np.array([0.0, 3.0, 60.0, np.inf])[:, None]
    many = OneBug.of(rate, spread, fading, limits).after(before)
    for i, j in np.ndindex(many.count.shape):
        one = OneBug.of(rate, spread, fading, limits[j]).after(before[i, 0])
        for name in ("begun", "more", "pairs", "triples"):
            assert close(getattr(many, name)[i, j], float(getattr(one, name)), relative=1e-12), (name, i, j)

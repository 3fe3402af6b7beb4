"""How sure an answer is: against random points, closed answers, and what must be so."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from random import Random
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.confidence import Confidence, bands, confidence
from engine.crossings.crossovers import crossovers
from engine.numerics.lattice import GENERATORS, ranks
from engine.outcome import evaluate
from engine.prices.costs import costs
from engine.ranges.flips import flips
from engine.ranges.points import drawn, fewer
from engine.ranges.scale import spread_out
from engine.scenarios.evidence import Evidence, check_range
from engine.scenarios.parameters import ParameterError
from engine.scenarios.registry import assign, find, of_files, value, with_evidence
from engine.scenarios.scenario import Scenario
from engine.sentences import how_sure
from engine.verdict import judge
from tests.engine.extremes import extreme
from tests.engine.scenarios import TEXTBOOK, changed
from tests.searching import examples
from tests.truth.sureness import sureness

CLOSE = changed(strong__bugs=2.0, weak__bugs=1.2, weak__hard_fix_rate=0.1)
"""Near a tie, where most figures are far from zero and one."""
NEARBY = {
    "strong.bugs": (1.4, 2.8),
    "strong.hard_fraction": (0.15, 0.4),
    "strong.hard_fix_rate": (0.25, 0.4),
    "weak.bugs": (0.9, 1.7),
    "weak.hard_fix_rate": (0.07, 0.15),
    "weak.verbosity": (0.8, 1.6),
    "workflow.prompt_tokens": (10e3, 45e3),
    "workflow.fix_tokens": (4e3, 9e3),
}
LONG = {
    "strong.long_prompt_threshold": 45e3,
    "strong.long_input_price": 9.0,
    "weak.long_prompt_threshold": 50e3,
    "weak.long_output_price": 8.0,
}
NORMAL = NormalDist()


def known(scenario: Scenario, ranges: Mapping[str, tuple[float, float]]) -> Scenario:
    return with_evidence(scenario, {key: Evidence(*ends) for key, ends in ranges.items()})


def sure(scenario: Scenario) -> Confidence:
    found = confidence(scenario, judge(costs(scenario)))
    assert found is not None
    return found


def numbers(scenario: Scenario) -> dict[str, float]:
    held = {p.key: value(scenario, p.key) for p in of_files()}
    plain = {key: now for key, now in held.items() if isinstance(now, float)}
    return plain | {"shared": float(scenario.workflow.context == "shared")}


def test_without_a_range_nothing_is_worked_out() -> None:
    outcome = evaluate(with_evidence(TEXTBOOK, {"weak.bugs": Evidence(source="counted")}))
    assert outcome.confidence is None
    assert bands(TEXTBOOK, "weak.bugs", np.ones(3)) is None
    assert confidence(assign(known(TEXTBOOK, {"weak.bugs": (3.0, 6.0)}), {"weak.bugs": 0.0}), judge(costs(TEXTBOOK))) is None
    # Its own range does not make the curve along a number uncertain.
    assert bands(known(TEXTBOOK, {"weak.bugs": (3.0, 6.0)}), "both.bugs", np.ones(3)) is None


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_random_points_say_the_same(context: str) -> None:
    scenario = known(changed(CLOSE, workflow__context=context), NEARBY)
    ours, truth = sure(scenario), sureness(numbers(scenario), NEARBY, 100_000)
    a_cheaper = ours.holds if ours.cheaper == "strong-weak" else 1.0 - ours.holds
    assert a_cheaper == pytest.approx(truth.a_cheaper, abs=0.01)
    assert ours.cheapest == pytest.approx(truth.cheapest, abs=0.01)
    assert [ours.saving(level) for level in (0.05, 0.5, 0.95)] == pytest.approx(truth.saving, abs=0.015)
    assert ours.cost_of_not_knowing == pytest.approx(truth.not_knowing, rel=0.03)
    assert ours.worth_measuring == pytest.approx(truth.worth, abs=0.03 * truth.not_knowing)
    assert list(ours.worth_measuring.values()) == sorted(ours.worth_measuring.values(), reverse=True)
    assert ours.first == max(truth.worth, key=truth.worth.__getitem__)


@pytest.mark.parametrize(("low", "high"), [(0.6, 2.4), (1.17, 1.2**2 / 1.17), (0.9, 3.6)])
def test_one_range_in_which_the_costs_are_linear_has_a_closed_answer(low: float, high: float) -> None:
    scenario = known(CLOSE, {"weak.bugs": (low, high)})
    flip = crossovers(scenario, ["weak.bugs"])["weak.bugs"].points[0].value
    ours = sure(scenario)
    below, above = math.log(1.2 / low) / NORMAL.inv_cdf(0.95), math.log(high / 1.2) / NORMAL.inv_cdf(0.95)
    score = math.log(flip / 1.2) / (below if flip < 1.2 else above)
    chance = NORMAL.cdf(score)
    assert ours.holds == pytest.approx(chance if ours.cheaper == "weak-strong" else 1.0 - chance, abs=1 / 4096)
    # B costs a + b·q: what perfect knowledge saves is b times a partial mean of the lognormal distribution.
    b = np.diff(costs(assign(scenario, {"weak.bugs": np.array([0.0, 1.0])})).total_cost[1])[0]

    def partly(start: float, end: float, sd: float) -> float:
        mean = math.exp(sd * sd / 2) * (NORMAL.cdf(end - sd) - NORMAL.cdf(start - sd))
        return 1.2 * mean - flip * (NORMAL.cdf(end) - NORMAL.cdf(start))

    over = partly(min(score, 0.0), 0.0, below) + partly(max(score, 0.0), 9.0, above)
    gap = partly(-9.0, 0.0, below) + partly(0.0, 9.0, above)
    loss = over if gap < 0.0 else over - gap
    assert ours.cost_of_not_knowing == pytest.approx(b * loss, rel=2e-3)
    if high < 1.3:
        # Nearly normal: the unit normal loss integral.
        unit = math.exp(-score * score / 2) / math.sqrt(2 * math.pi) - abs(score) * NORMAL.cdf(-abs(score))
        assert ours.cost_of_not_knowing == pytest.approx(b * 1.2 * above * unit, rel=0.05)
    assert ours.worth_measuring["weak.bugs"] == pytest.approx(ours.cost_of_not_knowing, rel=5e-3)
    assert list(ours.flips) == pytest.approx([flip])


def test_what_changes_nothing_is_not_worth_measuring() -> None:
    idle = {
        "weak.context_window": (100e3, 300e3),
        "strong.cache_read_price": (0.1, 0.8),
        "lineup.plan_tokens": (1000.0, 3000.0),
    }
    scenario = assign(CLOSE, {"weak.context_window": 200e3, "strong.cache_read_price": 0.4})
    with_them, without = sure(known(scenario, NEARBY | idle)), sure(known(scenario, NEARBY))
    assert [with_them.worth_measuring[key] for key in idle] == [0.0, 0.0, 0.0]
    assert with_them.holds == pytest.approx(without.holds, abs=0.02)


def test_the_order_in_which_ranges_are_written_changes_nothing() -> None:
    one = sure(known(CLOSE, NEARBY))
    other = sure(known(CLOSE, dict(reversed(NEARBY.items()))))
    for name, figure in vars(one).items():
        assert np.array_equal(figure, getattr(other, name)), name


def test_infinite_costs_are_dearer_and_their_means_infinite() -> None:
    ranges = {"assumptions.spread": (0.01, 0.07), "weak.bugs": (0.9, 1.7)}
    found = sure(known(changed(CLOSE, assumptions__spread=0.02), ranges))
    assert 0.05 < found.infinite < 0.5
    assert -1.0 == found.saving(0.05) < found.saving(0.5) < found.saving(0.95)
    assert sum(found.cheapest.values()) <= 1.0 + 1e-12
    assert all(math.isnan(dollars) for dollars in found.worth_measuring.values())
    assert found.first == ""
    assert "; a cost is infinite in " in how_sure(found).full
    everywhere = sure(known(changed(CLOSE, assumptions__spread=0.5), {"assumptions.spread": (0.4, 0.6)}))
    assert everywhere.infinite == 1.0
    assert everywhere.holds == 0.0
    assert everywhere.saving(0.05) == everywhere.saving(0.95) == 0.0
    assert math.isnan(everywhere.flip(0.5))


@pytest.mark.parametrize(
    ("changes", "context", "within"),
    [
        ({}, "fresh", 1e-9),
        ({"assumptions.caching": True, "assumptions.growth": 0.1}, "shared", 1e-3),
        (LONG, "fresh", 1e-9),
        (LONG, "shared", 2e-3),
        ({"assumptions.regression_rate": 0.1, "assumptions.attempt_limit": 9.0}, "shared", 1e-3),
    ],
)
def test_the_verdict_flips_where_it_does_at_every_point(changes: dict[str, float], context: str, within: float) -> None:
    scenario = known(changed(CLOSE, changes, workflow__context=context), NEARBY)
    found = flips(scenario, "weak.bugs")
    points = drawn(scenario, len(found))
    for index in (0, 1, len(found) // 3):
        there = assign(scenario, {key: float(values[index]) for key, values in points.items() if key != "weak.bugs"})
        nearest = crossovers(there, ["weak.bugs"])["weak.bugs"].nearest
        assert nearest is not None
        assert found[index] == pytest.approx(nearest.value, rel=within)


def test_where_nothing_flips_none_is_told() -> None:
    found = sure(known(changed(weak__bugs=4.0, strong__input_price=0.0, strong__output_price=0.0), {"weak.bugs": (3.0, 6.0)}))
    assert (found.flips_exist, found.holds) == (0.0, 1.0)
    assert math.isnan(found.flip(0.5))
    assert (found.cost_of_not_knowing, found.first) == (0.0, "")
    assert how_sure(found).full.startswith("holds in all of what your ranges allow (from −")


def test_bands_hold_nine_of_ten_costs() -> None:
    scenario, x = known(CLOSE, NEARBY), np.array([1.0, 4.0, 40.0])
    found = bands(scenario, "weak.bugs", x)
    assert found is not None
    random = np.random.default_rng(1)
    for index, bugs in enumerate(x.tolist()):
        points = {
            key: spread_out(find(key).kind.domain, low, value(scenario, key), high, random.standard_normal(20_000))  # type: ignore[arg-type]
            for key, (low, high) in NEARBY.items()
            if key != "weak.bugs"
        }
        a, b = costs(assign(scenario, points | {"weak.bugs": bugs})).total_cost[:2]
        assert found.a[:, index] == pytest.approx(np.quantile(a, [0.05, 0.95]), rel=0.06)
        assert found.b[:, index] == pytest.approx(np.quantile(b, [0.05, 0.95]), rel=0.06)


@given(st.sampled_from([p for p in of_files() if p.kind.numeric and not p.kind.domain.whole]), st.data())
@settings(max_examples=examples(200), deadline=None)
def test_points_lie_in_the_domain_with_the_range_at_5_and_95_percent(parameter: object, data: st.DataObject) -> None:
    domain = parameter.kind.domain  # type: ignore[attr-defined]
    top = domain.high if math.isfinite(domain.high) else domain.low + 1e9
    shares = sorted(data.draw(st.lists(st.floats(1e-9, 1 - 1e-9), min_size=3, max_size=3, unique=True)))
    low, now, high = (domain.low + share * (top - domain.low) for share in shares)
    if not domain.low < low < now < high < domain.high:
        return
    scores = np.array([-40.0, NORMAL.inv_cdf(0.05), 0.0, NORMAL.inv_cdf(0.95), 40.0])
    found = spread_out(domain, low, now, high, scores)
    assert found[1:4] - domain.low == pytest.approx(np.array([low, now, high]) - domain.low, rel=1e-6)
    assert all(domain.low < x < domain.high and math.isfinite(x) for x in found.tolist())


def test_every_rank_comes_once_in_every_dimension() -> None:
    for points in (128, 4096):
        found, order = ranks(points, len(GENERATORS))
        assert (np.sort(found, axis=1) == np.arange(points)).all()
        assert (np.take_along_axis(found, order, axis=1) == np.arange(points)).all()
    assert len(GENERATORS) == len(set(GENERATORS)) >= sum(p.kind.numeric and not p.kind.domain.whole for p in of_files())


@pytest.mark.slow
def test_each_generator_is_the_best_after_those_before() -> None:
    x, odd = np.arange(4096), np.arange(1, 2048, 2)
    smooth = 2.0 * math.pi**2 * ((x / 4096) ** 2 - x / 4096 + 1.0 / 6.0)
    errors, product = smooth[(odd[:, None] * x) % 4096], np.ones(4096)
    taken: list[int] = []
    for generator in GENERATORS[:8]:
        total = errors @ product
        total[taken] = np.inf
        taken.append(int(total.argmin()))
        assert odd[taken[-1]] == generator
        product *= 1.0 + 0.02 * errors[taken[-1]]


@pytest.mark.parametrize("seed", range(8))
def test_extreme_numbers_have_an_answer_too(seed: int) -> None:
    random = Random(seed)
    usual = {"assumptions.attempt_limit": None, "assumptions.fading": 1.0, "strong.long_prompt_threshold": None}
    scenario = assign(
        extreme(random, 0.2), usual | {"weak.long_prompt_threshold": None, "weak.bugs": random.choice((1e-300, 4.0, 1e300))}
    )
    ranges: dict[str, Evidence | None] = {}
    for parameter in of_files():
        now, domain = value(scenario, parameter.key), parameter.kind.domain
        if isinstance(now, float) and random.random() < 0.4:
            with suppress(ParameterError):
                ranges[parameter.key] = check_range(
                    parameter, now, domain.low + 0.9 * (now - domain.low), min(1.5 * now, 0.5 * now + 0.5 * domain.high)
                )
    found = sure(with_evidence(scenario, ranges))
    assert 0.0 <= found.holds <= 1.0
    assert np.abs(found.savings).max() <= 1.0
    assert not found.cost_of_not_knowing < 0.0
    assert not any(dollars < 0.0 or dollars > found.cost_of_not_knowing for dollars in found.worth_measuring.values())
    assert not len(found.flips) or 0.0 < found.flip(0.05) <= found.flip(0.95) <= 1e3
    assert "nan" not in how_sure(found).full
    curves = bands(with_evidence(scenario, ranges), "weak.bugs", np.array([0.0, 1.0, 1e3]))
    assert curves is None or not np.isnan(np.concatenate([curves.a, curves.b])).any()


def test_it_is_said_in_one_sentence() -> None:
    found = sure(known(CLOSE, NEARBY))
    side = -100 if found.cheaper == "strong-weak" else 100
    low, high = sorted(side * found.saving(level) for level in (0.05, 0.95))
    assert low < -9.5
    assert high > 9.5
    held, first = f"holds in {100 * found.holds:.0f} %", f"measure {find(found.first).title} first"
    assert how_sure(found).full == f"{held} of what your ranges allow (from −{-low:.0f} % to +{high:.0f} %); {first}"
    assert how_sure(found).short == f"{held}; {first}"
    tie = assign(CLOSE, {"weak.bugs": crossovers(CLOSE, ["weak.bugs"])["weak.bugs"].points[0].value})
    at_tie = sure(known(tie, NEARBY | {"weak.bugs": (0.9, 99.0)}))
    assert at_tie.cheaper == "tie"
    assert how_sure(at_tie).short.startswith("strong first is cheaper in ")


def test_no_number_is_worth_more_than_all_of_them_where_tails_are_long() -> None:
    ranges = {"weak.bugs": Evidence(1.0, 9.0), "weak.hard_fix_rate": Evidence(0.02, 0.2)}
    found = sure(with_evidence(assign(TEXTBOOK, {"weak.bugs": 3.0}), ranges))
    assert 0.0 < max(found.worth_measuring.values()) <= found.cost_of_not_knowing


def test_fewer_points_are_drawn_where_each_takes_much_and_the_answer_is_about_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    near = known(CLOSE, NEARBY)
    compacted = {"assumptions.compact_at": 0.8, "strong.context_window": 1e5, "weak.context_window": 1e5}
    drawn_for = {
        4096: assign(near, {"assumptions.attempt_limit": 256.0}),
        1024: (long := assign(near, {"assumptions.attempt_limit": 300.0})),
        256: assign(near, compacted | {"workflow.context": "shared"}),
    }
    for points, scenario in drawn_for.items():
        assert fewer(scenario, 4096) == points
    few = sure(long)
    assert few.both.shape == (2, 1024)
    monkeypatch.setattr("engine.confidence.fewer", lambda _scenario, points: points)
    many = sure(long)
    assert many.both.shape == (2, 4096)
    assert few.holds == pytest.approx(many.holds, abs=0.03)
    assert few.cost_of_not_knowing == pytest.approx(many.cost_of_not_knowing, rel=0.1)

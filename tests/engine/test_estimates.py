"""What is concluded from attempts that were seen, against independent truths."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.attempts.survival import survival
from engine.estimates.counts import mean_count, share
from engine.estimates.episodes import FOLLOWED, Episode, Tally, habitual_limit, tally
from engine.estimates.estimate import Estimate, ranged
from engine.estimates.fix_rates import Belief, belief, fix_rates
from engine.estimates.likelihood import Likelihood
from engine.estimates.resamples import Resamples, ratio
from engine.estimates.seen_survival import seen_survival
from engine.numerics.arrays import Array
from engine.scenarios.model import Model
from tests.bench.rates import TRUTHS, holding
from tests.engine.seen_attempts import seen_attempts

EPISODES = st.lists(
    st.builds(
        lambda session, attempts, ending: Episode(session, max(attempts, ending == 0), ending == 0, ending == 1),
        st.integers(0, 4),
        st.one_of(st.integers(0, 6), st.integers(0, 10**5)),
        st.integers(0, 2),
    ),
    max_size=40,
)


def logit(share: float) -> Array:
    return np.array([math.log(share / (1.0 - share))])


def log_likelihood(episodes: Sequence[Episode], rate: float, spread: float) -> float:
    """Of the engine's own curve, bug by bug."""
    arguments = np.array(rate), np.array(spread), np.array(1.0)
    open_after = np.concatenate([block for _, block, _ in survival(*arguments, 100, ())])
    return sum(
        math.log(open_after[one.attempts - 1] - open_after[one.attempts]) if one.fixed else math.log(open_after[one.attempts])
        for one in episodes
    )


def of_one(episodes: Sequence[Episode], weight: float = 0.0, rate: float = 0.5, spread: float = 0.5) -> Likelihood:
    counted = tally(episodes).summed
    together = Tally(counted.fixed[None], counted.failed[None])
    return Likelihood([together], np.array([[rate]]), np.array([spread]), weight)


def test_the_likelihood_is_that_of_the_survival_curve_and_its_derivatives_are_its_slopes() -> None:
    episodes = seen_attempts(1, 60, 0.4, 0.3, 7)
    likelihood = of_one(episodes)
    for rate, spread in ((0.05, 0.01), (0.5, 0.5), (0.98, 0.9)):
        x, y, step = logit(rate)[None], logit(spread), 1e-5
        here = likelihood.surface(x, y)
        assert here.value == pytest.approx(log_likelihood(episodes, rate, spread), rel=1e-9)
        right, left = likelihood.surface(x + step, y), likelihood.surface(x - step, y)
        above, below = likelihood.surface(x, y + step), likelihood.surface(x, y - step)
        for slope, before, after in (
            (here.by_x, left.value, right.value),
            (here.by_y, below.value, above.value),
            (here.by_xx, left.by_x, right.by_x),
            (here.by_xy, below.by_x, above.by_x),
            (here.by_xy, left.by_y, right.by_y),
            (here.by_yy, below.by_y, above.by_y),
        ):
            assert slope.ravel() == pytest.approx((after - before).ravel() / (2.0 * step), rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("weight", [0.0, 4.0])
def test_no_point_of_a_fine_grid_is_likelier_than_the_fit(weight: float) -> None:
    for seed in range(5):
        likelihood = of_one(seen_attempts(seed, 30, 0.1 + 0.2 * seed, 0.3, 7), weight, 0.3, 0.2)
        (rate,), spread = likelihood.top()
        best = likelihood.surface(np.array([logit(rate[0])]), logit(spread[0])).value
        for y in np.linspace(-8.0, 8.0, 161):
            several = Likelihood(
                [Tally(*(np.repeat(of, 161, axis=0) for of in (likelihood.fixers[0].fixed, likelihood.fixers[0].failed)))],
                np.full((1, 161), 0.3),
                np.full(161, 0.2),
                weight,
            )
            assert (several.surface(np.linspace(-8.0, 8.0, 161)[None], np.full(161, y)).value <= best + 1e-9).all()


def test_bugs_that_do_not_differ_have_the_geometric_law_s_rate() -> None:
    # Fewer different numbers of attempts than chance would bring: no spread at all fits best.
    episodes = [Episode(0, 2, fixed=True)] * 30 + [Episode(0, 3, fixed=True)] * 10 + [Episode(0, 2)] * 5
    (rate,), spread = of_one(episodes).top()
    assert rate[0] == pytest.approx(40 / (60 + 30 + 10), rel=1e-6)
    assert spread[0] < 1e-6


@pytest.mark.slow
def test_many_bugs_of_a_known_law_give_it_back_for_two_fixers_with_one_spread() -> None:
    fixers = [tally(seen_attempts(seed, 50_000, rate, 0.25, 40), 40) for seed, rate in ((1, 0.6), (2, 0.25))]
    found = fix_rates(fixers, Belief([0.9, 0.9], 0.9), Resamples.drawn(40))
    assert [rate.value for rate in found.rates] == pytest.approx([0.6, 0.25], rel=0.02)
    assert found.spread.value == pytest.approx(0.25, rel=0.03)
    # A hundredth of a rate is known where there are so many.
    assert all(rate.ends and rate.ends[1] - rate.ends[0] < 0.02 for rate in found.rates)


@pytest.mark.slow
def test_nine_of_ten_ranges_hold_the_truth_though_something_else_was_believed() -> None:
    held = [holding(truth, 40, 16, 20, times=300)[:, 0] for truth in TRUTHS]
    # 240 ranges: two in a hundred more or less come about by chance.
    assert 0.86 <= np.mean(held) <= 0.98


@pytest.mark.slow
@settings(max_examples=40)
@given(EPISODES, EPISODES, st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_whatever_was_seen_there_are_rates_whose_ranges_hold_them(
    one: list[Episode], other: list[Episode], believed: float, spread: float
) -> None:
    found = fix_rates([tally(one, 5), tally(other, 5)], Belief([believed, 0.5], spread), Resamples.drawn(5, 50))
    assert np.isfinite(found.drawn_rates).all()
    assert np.isfinite(found.drawn_spread).all()
    for estimate in (*found.rates, found.spread):
        assert 0.0 < estimate.value < 1.0
        assert estimate.ends is None or 0.0 < estimate.ends[0] < estimate.value < estimate.ends[1] < 1.0


def test_nothing_seen_leaves_what_was_believed() -> None:
    found = fix_rates([tally([], 5)], Belief([0.3], 0.2), Resamples.drawn(5))
    assert (found.rates[0].value, found.spread.value) == pytest.approx((0.3, 0.2))
    assert found.rates[0].ends is found.spread.ends is None


def test_the_belief_in_two_classes_of_bugs_has_their_mean_and_their_variance() -> None:
    model = Model(input_price=1, output_price=1, bugs=1, hard_fraction=0.35, easy_fix_rate=0.65, hard_fix_rate=0.15)
    rate, variance = 0.65 * 0.65 + 0.35 * 0.15, 0.65 * 0.35 * 0.5**2
    assert belief([model, model], 0.0).rates == pytest.approx([rate, rate])
    assert belief([model, model], 0.0).spread == pytest.approx(variance / (rate * (1.0 - rate)))


def test_curves_are_those_of_kaplan_and_meier_and_what_was_given_up_lies_between_two_of_them() -> None:
    episodes = [
        Episode(0, 1, fixed=True),
        Episode(0, 1, fixed=True),
        Episode(1, 1, given_up=True),
        Episode(1, 2, fixed=True),
        Episode(2, 2),
        Episode(2, 3, fixed=True),
        Episode(2, 0, given_up=True),
    ]
    found = seen_survival(episodes, 0.4, 0.0)
    assert found.at_risk.tolist() == [6, 3, 1]
    assert found.fixed.tolist() == [2, 1, 1]
    assert found.still_open.tolist() == pytest.approx([4 / 6, 4 / 6 * 2 / 3, 0])
    # Both that were given up are attempted for ever.
    assert found.never.tolist() == pytest.approx([5 / 7, 5 / 7 * 4 / 5, 5 / 7 * 4 / 5 * 2 / 3])
    assert found.fitted.tolist() == pytest.approx([0.6, 0.36, 0.216])


def test_a_bug_fixed_after_very_many_attempts_counts_as_open_as_far_as_it_is_followed() -> None:
    counted = tally([Episode(0, FOLLOWED + 1, fixed=True), Episode(0, FOLLOWED, fixed=True)]).summed
    assert counted.at_risk.tolist() == [2] * FOLLOWED
    assert counted.fixed.tolist() == [0] * (FOLLOWED - 1) + [1]
    with pytest.raises(ValueError, match="fixed by an attempt"):
        tally([Episode(0, 0, fixed=True)])


def test_means_of_sessions_vary_as_much_as_their_deviation_says_and_are_drawn_together() -> None:
    rnd = np.random.default_rng(5)
    tokens, cases = rnd.gamma(4.0, 1e3, 200), rnd.integers(1, 4, 200)
    resamples = Resamples.drawn(200)
    sums = resamples.sums(np.stack([tokens * cases, cases, 2.0 * tokens * cases], axis=1))
    drawn = ratio(sums[:, 0], sums[:, 1])
    mean = float((tokens * cases).sum() / cases.sum())
    # The delta method for a ratio of sums.
    deviation_of_mean = math.sqrt(((tokens - mean) ** 2 * cases**2).sum()) / cases.sum()
    found = ranged(drawn, 200, 0.0)
    assert found.value == pytest.approx(mean)
    assert found.ends == pytest.approx((mean - 1.645 * deviation_of_mean, mean + 1.645 * deviation_of_mean), rel=0.02)
    assert ratio(sums[:, 2], sums[:, 1]) == pytest.approx(2.0 * drawn)


def test_of_very_many_sessions_bundles_are_drawn_and_means_vary_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.estimates.resamples.BUNDLES", 500)
    tokens = np.random.default_rng(7).gamma(4.0, 1e3, 4321)
    resamples = Resamples.drawn(4321)
    assert resamples.weights.shape == (1001, 500)
    drawn = ratio(*resamples.sums(np.stack([tokens, np.ones(4321)], axis=1)).T)
    assert drawn[0] == pytest.approx(tokens.mean())
    assert drawn[1:].std() == pytest.approx(tokens.std() / math.sqrt(4321), rel=0.1)


def test_few_sessions_that_hold_a_mean_have_a_range_as_wide_as_student_s() -> None:
    rnd, resamples, held = np.random.default_rng(6), Resamples.drawn(8), 0
    for _ in range(300):
        data = rnd.normal(10.0, 2.0, 8)
        ends = ranged(ratio(resamples.sums(data), np.array(8.0)), 8).ends
        held += bool(ends and ends[0] < 10.0 < ends[1])
    assert 0.85 < held / 300 < 0.95


def test_no_range_is_told_where_there_is_none() -> None:
    same = Resamples.drawn(10).sums(np.full(10, 3.0))
    assert ranged(same / 10.0, 10) == Estimate(3.0)
    assert ranged(Resamples.drawn(1).sums(np.array([3.0])), 1) == Estimate(3.0)
    assert ranged(Resamples.drawn(10).sums(np.full(10, 0.1)), 10, 0.0, 1.0).ends is None
    assert math.isnan(ranged(np.full(1001, np.nan), 10).value)


@pytest.mark.parametrize(("hits", "of"), [(0, 12), (3, 12), (12, 12), (5, 2000)])
def test_few_hits_have_jeffreys_range(hits: int, of: int) -> None:
    counted = np.zeros(of)
    counted[:hits] = 1.0
    found = share(np.full(1001, float(hits)), np.full(1001, float(of)), of)
    draws = np.random.default_rng(1).beta(hits + 0.5, of - hits + 0.5, 200_000)
    assert found.ends is not None
    assert found.ends == pytest.approx(np.quantile(draws, (0.05, 0.95)), rel=0.05)
    assert found.ends[0] < found.value < found.ends[1]


def test_what_never_happened_happens_in_three_of_n_cases_at_most() -> None:
    found = mean_count(np.zeros(1001), np.full(1001, 20.0), 9)
    assert found.ends is not None
    assert 0.0 < found.ends[0] < found.value < found.ends[1] == 3.0 / 20.0
    some = mean_count(np.full(1001, 4.0), np.full(1001, 20.0), 9)
    draws = np.random.default_rng(1).gamma(4.5, size=200_000) / 20.0
    assert some.ends == pytest.approx(np.quantile(draws, (0.05, 0.95)), rel=0.02)
    assert math.isnan(mean_count(np.zeros(11), np.zeros(11), 9).value)


def test_bugs_are_given_up_as_late_as_any_was_or_after_what_most_need() -> None:
    fixed = [Episode(0, attempts, fixed=True) for attempts in range(1, 101)]
    assert habitual_limit([*fixed, Episode(0, 4, given_up=True), Episode(0, 2, given_up=True)]) == 4
    assert habitual_limit(fixed) == 95
    assert habitual_limit([]) == habitual_limit([Episode(0, 0, given_up=True)]) == 1


def test_no_session_has_sums_of_nothing() -> None:
    assert Resamples.drawn(0, 5).sums(np.zeros((0, 3))).tolist() == [[0.0] * 3] * 6

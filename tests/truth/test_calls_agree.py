"""Sessions of several calls: exact and simulated truths agree with each other, with walks by hand, and with one call."""

from __future__ import annotations

from math import comb

import pytest

from . import exact, lineup, lineup_exact, odds, sessions
from .exact import Exact
from .fraction import Fraction
from .reading import Setup, fraction, setup
from .scenarios import CALLS, CHANGES, LONG_PROMPTS, deviation, scenario
from .simulation import simulate
from .test_lineups_and_odds_agree import agree
from .test_truths_agree import CONTEXTS, PAIRS, plain

RUNS = 10_000
ONE_CALL: dict[str, object] = {f"workflow.{work}_calls": 1 for work in ("generation", "fix")}


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("name", CALLS)
def test_simulation_agrees_with_exact(name: str, context: str, pair: tuple[str, str]) -> None:
    values = scenario(name, context)
    truth = exact.strategy(values, *pair)
    estimate, _ = simulate(values, *pair, runs=RUNS, seed=20261121)
    deviations = {key: deviation(estimate[key], float(truth[key])) for key in truth}
    assert all(abs(z) < 5 for z in deviations.values()), deviations


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("name", CHANGES)
def test_one_call_is_one_prompt_and_one_answer(name: str, context: str) -> None:
    """However many calls are said to spread about it, and whatever tools would return between two."""
    values = scenario(name, context)
    for spread, tool in ((0, 0), (0.5, 0), (3, 700)):
        same = values | ONE_CALL | {"assumptions.calls_spread": spread, "workflow.tool_tokens": tool}
        for pair in PAIRS:
            assert exact.strategy(same, *pair) == exact.strategy(values, *pair)
            # With what was generated handed over, as where nothing is said.
            handed = same | {"workflow.handover_tokens": setup(values, *pair).start - 20_000}
            assert exact.strategy(handed, *pair) == exact.strategy(values, *pair)


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("name", CALLS)
def test_walks_are_the_sums_specified(name: str, context: str, pair: tuple[str, str]) -> None:
    values = scenario(name, context)
    case, truth = setup(values, *pair), exact.strategy(values, *pair)
    work = exact.work_of(case)
    one, two, three = (Fraction(moment) for moment in work.attempts)
    later, pairs, triples = later_attempts(work.conversations, one, two, three)
    calls, call_pairs, g = case.calls, pairs_of_calls(case), case.growth
    more = case.answer + case.tool
    added = case.written + (calls - 1) * case.tool + case.trace
    weight = one + g * two
    read = calls * case.start * one + calls * added * (two + g * three) + more * call_pairs * weight
    first = case.start * work.conversations + (calls - 1) * more * weight
    first += (case.answer + case.trace) * (later + g * pairs)
    written = case.written * weight
    assert truth["tokens_read"] == read
    assert truth["tokens_reread"] == read - first
    assert truth["tokens_written"] == written
    dollars = case.again_price * (read - first) + case.new_price * first + case.output_price * written
    assert truth["fix_cost"] + truth["growth_penalty"] == dollars
    # What grows with the conversation: what earlier attempts left, and how much longer the later ones are.
    grown = calls * added * (two + g * three) + more * call_pairs * g * two
    grown_first = (calls - 1) * more * g * two + (case.answer + case.trace) * (later + g * pairs)
    penalty = case.again_price * (grown - grown_first) + case.new_price * grown_first
    assert truth["growth_penalty"] == penalty + case.output_price * case.written * g * two
    if calls == 1:
        assert grown - grown_first == added * (pairs + g * triples)


def later_attempts(conversations: Fraction, *moments: Fraction) -> list[Fraction]:
    """The binomial moments of the attempts after the first, by Pascal's rule."""
    found = [conversations]
    for moment in moments:
        found.append(moment - found[-1])
    return found[1:]


def pairs_of_calls(case: sessions.Session) -> Fraction:
    """E[K(K − 1)/2]."""
    more = case.calls - 1
    return (more**2 * (1 + case.calls_spread**2) + more) / 2


@pytest.mark.parametrize("name", CALLS)
def test_generations_are_the_sums_specified(name: str) -> None:
    case = setup(scenario(name, "fresh"), "weak", "strong").generation
    more = case.answer + case.tool
    read, first = case.calls * case.start + more * pairs_of_calls(case), case.start + (case.calls - 1) * more
    expected = case.again_price * (read - first) + case.new_price * first + case.output_price * case.written
    assert sessions.alone(case) == expected
    if name == "one call to generate":
        assert expected == Fraction(20_000, 2 * 10**6) + Fraction(3 * 12_000, 10**6), "no price of the cache"


def test_three_calls_and_two_bugs_by_hand() -> None:
    # Each call writes 40 tokens, of which 20 come back with a tool's output, and a trace of 100 follows the third one.
    # First bug: prompts of 1,500, 1,560 and 1,620; it leaves 260 tokens. Second: 1,760, 1,820 and 1,880.
    more = {"workflow__fix_calls": 3, "workflow__fix_tokens": 120, "workflow__tool_tokens": 20, "strong__bugs": 2}
    result = plain(**more)
    assert (result["tokens_read"], result["tokens_written"]) == (4_680 + 5_460, 240)
    assert result["tokens_reread"] == 10_140 - 1_880
    assert result["growth_penalty"] == Fraction(3 * 260, 10**6)
    cached = plain(**more, assumptions__caching=True)
    assert cached["total_cost"] - cached["generation_cost"] == Fraction(8_260, 10**7) + Fraction(2 * 1_880 + 2_400, 10**6)
    # What the first bug left is read three times, of which 40 + 100 tokens are new the first time.
    assert cached["growth_penalty"] == Fraction(3 * 260 - 140, 10**7) + Fraction(2 * 140, 10**6)


def test_three_calls_that_grow_by_half_by_hand() -> None:
    # As above; the second bug's calls write 60 tokens after which come 30: prompts of 1,760, 1,850 and 1,940.
    more = {"workflow__fix_calls": 3, "workflow__fix_tokens": 120, "workflow__tool_tokens": 20, "strong__bugs": 2}
    result = plain(**more, assumptions__growth=0.5)
    assert (result["tokens_read"], result["tokens_written"]) == (4_680 + 5_550, 300)
    assert result["tokens_reread"] == 4_680 + 5_550 - 1_940
    assert result["growth_penalty"] == Fraction(3 * 260 + 30 + 60 + 10 * 60, 10**6)


def test_a_generation_of_two_calls_by_hand() -> None:
    # Each writes 250 tokens: prompts of 1,000 and 1,300, and 700 of what was written go into the first repair.
    two = {"workflow__generation_calls": 2, "workflow__tool_tokens": 50, "workflow__handover_tokens": 700}
    assert plain(**two)["generation_cost"] == Fraction(2_300 + 5_000, 10**6)
    assert plain(**two, strong__bugs=1)["tokens_read"] == 1_700
    cached = plain(**two, assumptions__caching=True)
    assert cached["generation_cost"] == Fraction(2 * 1_300 + 5_000, 10**6) + Fraction(1_000, 10**7)
    missed = plain(**two, assumptions__caching=True, assumptions__cache_hit_rate=0)
    assert missed["generation_cost"] == Fraction(2 * 2_300 + 5_000, 10**6)


def test_one_or_three_calls_by_hand() -> None:
    # Mean 2 and spread 1 about it: half of the sessions take one call, 1,500 tokens; half three, 1,500, 1,620 and 1,740.
    varied = {"workflow__fix_calls": 2, "assumptions__calls_spread": 1, "workflow__tool_tokens": 70, "strong__bugs": 1}
    result = plain(**varied)
    assert (result["tokens_read"], result["tokens_written"]) == (Fraction(1_500 + 4_860, 2), 100)
    assert result["tokens_reread"] == Fraction(1_500 + 1_620, 2)


def test_a_measured_session_costs_what_was_billed() -> None:
    """Means over 500 real sessions, which read 666,000 tokens each and cost $0.461."""
    values: dict[str, object] = {
        "workflow.prompt_tokens": 1_840,
        "workflow.generation_tokens": 11_114,
        "workflow.generation_calls": 40.3,
        "workflow.tool_tokens": 307.5,
        "assumptions.calls_spread": 0.505,
        "assumptions.caching": True,
        "assumptions.cache_hit_rate": 0.870,
        "weak.input_price": 2,
        "weak.output_price": 12,
        "weak.cache_read_price": 0.2,
        "weak.cache_write_price": 2,
        "weak.verbosity": 1,
    }
    case = setup(scenario("published", "fresh") | values, "weak", "strong").generation
    taken, _ = sessions.session_in(case, sessions.Conversation(), Fraction(0))
    assert float(taken.read) == pytest.approx(666_000, rel=0.025)
    assert float(taken.answered) == pytest.approx(11_114, rel=1e-12)
    assert float(sessions.alone(case)) == pytest.approx(0.461, rel=0.015)
    # By hand: 583.3 tokens more per call, 988.8 pairs of calls; 0.434 dollars per million read again.
    more, pairs = 11_114 / 40.3 + 307.5, (39.3**2 * (1 + 0.505**2) + 39.3) / 2
    read, first = 40.3 * 1_840 + more * pairs, 1_840 + 39.3 * more
    by_hand = (0.434 * (read - first) + 2 * first + 12 * 11_114) / 1e6
    assert float(sessions.alone(case)) == pytest.approx(by_hand, rel=1e-12)
    assert taken.sent_again > 25 * taken.sent_first, "what one prompt and one answer leave out"


@pytest.mark.parametrize(("mean", "spread"), [(1, 0.7), (4, 0), (3.25, 0.75), (6.5, 0.1), (40.3, 0.505), (1.5, 1), (2, 3)])
def test_numbers_of_calls_have_the_mean_and_the_spread_asked_for(mean: float, spread: float) -> None:
    values = {"workflow.fix_calls": mean, "assumptions.calls_spread": spread}
    case = setup(scenario("published", "fresh") | values, "weak", "strong")
    law = sessions.law_of_calls(case)
    assert sum(law.values()) == 1
    assert all(chance > 0 for chance in law.values())
    assert sum(calls * chance for calls, chance in law.items()) == case.calls
    assert sum(comb(calls, 2) * chance for calls, chance in law.items()) == pairs_of_calls(case)
    # The amounts of a session may be taken from such numbers as well as from their moments.
    talk = sessions.Conversation(1, Fraction(900), Fraction(300))
    taken, then = sessions.session_in(case, talk, Fraction(1, 4))
    walks = {calls: sum(sessions.requests(case, calls, talk, Fraction(1, 4)), sessions.Tokens()) for calls in law}
    ends = {calls: sessions.played(case, calls, talk, Fraction(1, 4))[1] for calls in law}
    assert taken.read == sum(walks[calls].read * chance for calls, chance in law.items())
    assert taken.new_grown == sum(walks[calls].new_grown * chance for calls, chance in law.items())
    assert (then.grown, then.sent) == tuple(
        sum(amount * chance for amount, chance in zip(amounts, law.values(), strict=True))
        for amounts in ([ends[calls].grown for calls in law], [ends[calls].sent for calls in law])
    )


@pytest.mark.parametrize(("mean", "spread"), [(2.5, 0), (1.2, 1)])
def test_whole_numbers_cannot_spread_too_little(mean: float, spread: float) -> None:
    case = setup(
        scenario("published", "fresh") | {"workflow.fix_calls": mean, "assumptions.calls_spread": spread}, "weak", "strong"
    )
    with pytest.raises(ValueError, match="spread so little"):
        sessions.law_of_calls(case)


@pytest.mark.parametrize("name", ["calls", "calls without tools, cached"])
@pytest.mark.parametrize("growth", [0, 0.25])
def test_prompts_are_as_long_as_specified(name: str, growth: float) -> None:
    case: Setup = setup(scenario(name, "fresh", assumptions__growth=growth), "weak", "strong")
    talk, calls = sessions.Conversation(), case.whole_calls
    for attempt in range(5):
        found, talk = sessions.played(case, calls, talk, case.growth)
        for call, request in enumerate(found):
            expected = case.start + case.added * (attempt + case.growth * comb(attempt, 2))
            expected += call * (case.answer + case.tool) * (1 + case.growth * attempt)
            assert request.read == expected


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("more", ["published", "cache misses", "growth", "limit"])
def test_dear_calls_are_those_with_long_prompts(more: str, context: str) -> None:
    """The walk of conversations, with the chances of their lengths, against the simulation."""
    values = scenario("calls", context, strong__bugs=2, strong__hard_fraction=0.5, weak__bugs=2, assumptions__growth=0.1)
    values |= LONG_PROMPTS["long prompts"] | CHANGES[more] | {"workflow.generation_tokens": 17_000}
    for pair in PAIRS:
        estimate, _ = simulate(values, *pair, runs=RUNS, seed=7)
        law = odds.law(values, *pair)
        assert abs(deviation(estimate["total_cost"], odds.mean(law))) < 5
        dearer: Exact = odds.mean(law) - odds.mean(odds.law(without_lengths(values), *pair))
        assert dearer > 0
        assert abs(deviation(estimate["long_prompt_cost"], float(dearer))) < 5


def test_a_generation_may_become_long_on_its_way() -> None:
    # Prompts of 20,000, 21,500, 23,000 …: the last two of five are long; without tools, each answer of 1,200 tokens follows.
    values = scenario("calls", "fresh", strong__long_prompt_threshold=23_000, strong__long_input_price=8.0)
    case = setup(values | {"strong.verbosity": 0.75}, "strong", "weak")
    assert case.generation_surcharge == Fraction(4 * (24_500 + 26_000), 10**6)
    assert setup(values, "weak", "strong").generation_surcharge == 0


def without_lengths(values: dict[str, object]) -> dict[str, object]:
    """The same with one price for prompts of all lengths."""
    return {key: value for key, value in values.items() if ".long_" not in key}


@pytest.mark.parametrize("name", ["calls", "varied calls"])
@pytest.mark.parametrize(("context", "inherits"), [("fresh", False), ("fresh", True), ("shared", True)])
@pytest.mark.parametrize(("accuracy", "weak_attempts"), [(None, 0), (None, 2), (None, None), (0.75, 2), (0.75, None)])
def test_cascade_and_routing(
    context: str, accuracy: float | None, weak_attempts: int | None, name: str, *, inherits: bool
) -> None:
    values = scenario(name, context)
    truth = lineup_exact.cascade_routing(values, "weak", accuracy, weak_attempts, inherits=inherits)
    agree(lineup.simulate_routing(values, "weak", accuracy, weak_attempts, inherits=inherits, runs=3_000, seed=4), truth)
    if accuracy is None and weak_attempts != 2:
        fixer = "weak" if weak_attempts is None else "strong"
        assert truth["total_cost"] == exact.strategy(values, "weak", fixer)["total_cost"]
    if accuracy is not None and weak_attempts is None:
        # Taking a bug for what it is remains a single request.
        sure = lineup_exact.router(values | {"weak.hard_fraction": 0}, "weak", 1.0)["total_cost"]
        alone = exact.strategy(values | {"weak.hard_fraction": 0}, "weak", "weak")["total_cost"]
        assert sure - alone == 6 * setup(values, "weak", "weak").start / 2 / 10**6


@pytest.mark.parametrize("name", ["calls", "varied calls"])
@pytest.mark.parametrize("context", CONTEXTS)
def test_advisor(context: str, name: str) -> None:
    values = scenario(name, context)
    asked, advice, advised = 0.25, 750.0, (0.875, 0.5)
    truth = lineup_exact.advisor(values, "weak", advice_rate=asked, advice_tokens=advice, advised_rates=advised)
    agree(
        lineup.simulate_advisor(
            values, "weak", advice_rate=asked, advice_tokens=advice, advised_rates=advised, runs=4_000, seed=2
        ),
        truth,
    )
    never = lineup_exact.advisor(values, "weak", advice_rate=0, advice_tokens=advice, advised_rates=advised)
    assert never["total_cost"] == exact.strategy(values, "weak", "weak")["total_cost"]


def test_advice_stays_in_the_prompts_of_all_calls_of_its_attempt() -> None:
    """One sure bug: the strong model reads the first prompt once, the weak one advice and prompt in each of four calls."""
    values = scenario("calls", "fresh", weak__bugs=1, weak__hard_fraction=0)
    found = lineup_exact.advisor(values, "weak", advice_rate=1, advice_tokens=750, advised_rates=(1.0, 1.0))
    case = setup(values, "weak", "weak")
    weak = 4 * (case.start + 750) + (1 + 2 + 3) * (case.answer + case.tool)
    expected = weak / 2 + 3 * case.written + 4 * case.start + 20 * 750
    assert found["fix_cost"] == expected / 10**6


@pytest.mark.parametrize("name", ["calls", "varied calls"])
@pytest.mark.parametrize("context", CONTEXTS)
def test_plan_first(context: str, name: str) -> None:
    values = scenario(name, context)
    truth = lineup_exact.plan_first(values, 1_500, 3)
    agree(lineup.simulate_plan_first(values, 1_500, 3, runs=4_000, seed=5), {"total_cost": Fraction(truth["total_cost"])})
    # The plan stands in the prompts of all calls of the generation; the strong model makes it in one request.
    planned = Fraction(4 * 20_000 + 20 * 1_500, 10**6)
    unplanned = sessions.alone(setup(values, "weak", "weak").generation)
    calls = fraction(values, "workflow.generation_calls")
    assert truth["generation_cost"] == planned + unplanned + calls * 1_500 / 2 / 10**6

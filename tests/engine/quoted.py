"""What docs/model.md quotes, computed again: sentences as they must stand there, by subject."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import numpy as np

from engine.attempts.finished import finished, per_finished_task
from engine.crossings.crossovers import crossovers
from engine.lineup import lineup
from engine.numerics.arrays import SAME
from engine.odds import ACCURACY, odds
from engine.prices.costs import costs
from engine.scenarios.registry import assign
from engine.scenarios.strategies import RIVALS, STRATEGIES, A, B
from presets.prices.catalogue import catalogue
from tests.engine.figures import UNCOMPACTED
from tests.engine.quoted_sessions import sessions, setups
from tests.engine.quoted_tables import (
    WORDS,
    assumptions,
    claim,
    claim_in_bundled_scenarios,
    figure,
    flips_at,
    textbook,
    total,
)
from tests.engine.scenarios import changed
from tests.engine.test_claim import pairs
from tests.engine.test_published_numbers import PRICE, RUNS, passes, session, still_open
from tests.engine.zscores import CONTEXTS
from tests.truth.scenarios import CHANGES

_UP = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def signed(dollars: float) -> str:
    """``−$0.0055``."""
    return f"{'−' if dollars < 0 else '+'}${abs(dollars):.4f}"


def scientific(number: float, digits: int = 0) -> str:
    """``1.000005·10⁻¹¹``."""
    mantissa, _, exponent = f"{number:.{digits}e}".partition("e")
    return f"{mantissa}·10{str(int(exponent)).translate(_UP)}"


def power_of_ten(number: float) -> str:
    """``10⁻¹²``."""
    return scientific(number).removeprefix("1·")


def textbook_inputs() -> Iterator[str]:
    """What the textbook example is."""
    given = textbook()
    names = ("easy_fix_rate", "hard_fix_rate")
    rates = [f"{100 * getattr(model, name):.0f}" for model in (given.strong, given.weak) for name in names]
    yield (
        f"strong at ${given.strong.input_price:.0f}, weak at ${given.weak.input_price:.0f}; "
        f"rates {rates[0]} and {rates[1]} % against {rates[2]} and {rates[3]} %; "
        f"{given.strong.bugs:.0f} bugs against {given.weak.bugs:.0f}"
    )


def pairs_of_a_hard_bug() -> Iterator[str]:
    """Pairs (1 − p)/p² at one bug."""
    few, half = ((1 - p) / p**2 for p in (0.05, 0.5))
    yield f"fixes hard bugs in 5 of 100 attempts has {few:.0f} pairs per hard bug; a strong one with 50 of 100 has {half:.0f}"


def less_than_one_bug() -> Iterator[str]:
    """The continuation between no bug and one."""
    shared = changed(textbook(), workflow__context="shared")
    certain = changed(shared, strong__easy_fix_rate=1.0, strong__hard_fix_rate=1.0, weak__bugs=0.5)
    half, quarter = (changed(shared, weak__bugs=q) for q in (0.5, 0.25))
    penalty = {name: figure(case, B, "growth_penalty") for name, case in (("c", certain), ("h", half), ("q", quarter))}
    assert math.isclose(pairs(certain)[1], -1 / 8)
    yield (
        f"the penalty of B at half a bug is {signed(penalty['c'])} of ${total(certain, B):.2f}; with that example's own rates, "
        f"{signed(penalty['h'])} of ${total(half, B):.2f}, and {signed(penalty['q'])} of ${total(quarter, B):.2f} at a quarter"
    )
    yield f"a mean of ${odds(half).of(B).mean:.3f} instead of ${total(half, B):.3f} at half a bug"
    yield "which is −1/8 at q = 1/2"


def lost_digits_of_survival() -> Iterator[str]:
    """1/p − 1 for a rate next to one."""
    rounding = 2.0**-53
    left, all_of_them = (round(-math.log10(error)) for error in (rounding / 1e-10, rounding))
    assert abs((1.0 / (1.0 - 1e-10) - 1.0) / 1e-10 - 1.0) > 1e-8
    assert all_of_them == 16
    yield f"with p = 1 − 10⁻¹⁰ nearly every bug takes one attempt, and 1/p − 1 would have {WORDS[left]} digits left of sixteen"


def prices_of_cache_reads() -> Iterator[str]:
    """Of all models of the catalogue."""
    shares = [model.cache_read_price / model.input_price for model in catalogue().models if not model.own]
    yield f"reads cost {100 * min(shares):.0f} to {100 * max(shares):.0f} % of the input price"


def giving_up() -> Iterator[str]:
    """What a limit leaves, and what a finished task costs."""
    limited, priced = textbook(attempt_limit=5.0), textbook(attempt_limit=5.0, handoff_cost=1.0)
    left = [figure(limited, one, "unresolved_bugs") for one in RIVALS]
    chance = finished(limited, RIVALS)
    task = per_finished_task(costs(limited, RIVALS).total_cost, chance)
    share = [f"{100 * float(x):.0f} %" for x in chance]
    yield f"A leaves {left[0]:.2f} bugs of 2 and B {left[1]:.2f} of 4"
    yield f"it moves q* from {flips_at(limited):.2f} back to {flips_at(priced):.2f}"
    yield (
        f"A finishes {share[0]} of all tasks and B {share[1]}: ${task[0]:.3f} and ${task[1]:.3f} for every finished one, "
        f"where the totals were ${total(limited, A):.3f} and ${total(limited, B):.3f}"
    )


def repeated_attempts() -> Iterator[str]:
    """Runs on Terminal-Bench."""
    errors = [float(run["fit_rmse"]) for run in RUNS]
    alike = [float(1.0 - still_open(np.array([float(run["pass1"])]), 5)[5, 0] - passes(run)[4]) for run in RUNS]
    hard = [float(run["fit_phi_of_failures"]) for run in RUNS]
    yield (
        f"For {len(RUNS)} runs on Terminal-Bench, two classes without any spread meet pass@1 … pass@5 with a root mean square "
        f"error of at most {100 * max(errors):.1f} points, while one class is wrong by {100 * min(alike):.0f} to "
        f"{100 * max(alike):.0f} points at pass@5, and {100 * min(hard):.0f} to {100 * max(hard):.0f} % of what the first "
        "attempt leaves is hard"
    )


def fading() -> Iterator[str]:
    """Rates that fall to 20 % by the third attempt, or to 40 % by the fourth."""
    steep, slow = (round(20 * left ** (1 / attempts)) / 20 for left, attempts in ((0.2, 2), (0.4, 3)))
    yield f"A fall by 60 to 80 % within two to three attempts (arXiv 2506.18403) is δ between {steep:.2f} and {slow:.2f}"


def poles_of_spread() -> Iterator[str]:
    """Where moments begin to diverge."""
    poles = [0.15 / (k + 0.15) for k in (1, 2, 3)]
    bug = changed(textbook(), strong__hard_fraction=1.0)
    for k, pole in enumerate(poles):
        # Attempts, re-reads, and re-reads with growth: each finite just below, infinite from there on.
        name = ("attempts", "tokens_reread", "tokens_reread")[k]
        for spread in (pole - 1e-6, pole + 1e-6):
            case = changed(bug, assumptions__spread=spread, assumptions__growth=0.1 if k == 2 else 0.0)
            assert math.isfinite(figure(case, A, name)) == (spread < pole)
    low, high, none = (total(textbook(spread=x), A) for x in (0.03, 0.069, 0.07))
    assert math.isinf(none)
    yield f"For a rate of 15 % these are {100 * poles[0]:.1f}, {100 * poles[1]:.1f} and {100 * poles[2]:.1f} %."
    yield f"The textbook example costs ${low:.2f} at σ = 3 %, ${high:.0f} at 6.9 %, and has no finite mean at 7 %."


def root_formulas() -> Iterator[str]:
    """Both formulas for the root of a·q² + b·q = S, in floats."""
    a, small = 0.044, 1e-12

    def root(b: float) -> float:
        return math.sqrt(b * b + 4 * a * small)

    school, mirrored = (-0.1 + root(0.1)) / (2 * a), 2 * small / (-0.02 + root(-0.02))
    yield f"with a = 0.044, b = 0.1, S = {power_of_ten(small)} it gives {scientific(school, 6)} for {scientific(small / 0.1)}"
    yield f"With b = −0.02 the two formulas change roles: the second gives {mirrored:.8f} for {0.02 / a:.8f}"


def cascades() -> Iterator[str]:
    """The weak-first cascade."""
    afresh, inherits = (
        lineup(replace(textbook(), lineup=replace(textbook().lineup, escalation_inherits=flag))).of("cascade-weak")
        for flag in (False, True)
    )
    yield (
        f"the weak-first cascade costs ${afresh.total_cost:.3f} with k = {afresh.limit:.0f} and a fresh start, against "
        f"${total(textbook(), B):.3f} for B and ${total(textbook(), A):.3f} for A; if the strong model inherits, "
        f"${inherits.total_cost:.3f} with k = {inherits.limit:.0f}"
    )


def routers_and_plans() -> Iterator[str]:
    """Behind the weak generator."""

    def costs_of(**inputs: float) -> list[float]:
        found = lineup(assign(textbook(), {f"lineup.{name}": value for name, value in inputs.items()}))
        keys = ("router-weak", "cascade-routing-weak") if "routing_accuracy" in inputs else ("plan-first",)
        return [found.of(key).total_cost for key in keys]

    router, routing = costs_of(routing_accuracy=0.8)
    sure_router, sure_routing = costs_of(routing_accuracy=1.0)
    looked = textbook().weak.input_price * (textbook().workflow.prompt_tokens + textbook().workflow.generation_tokens) / 1e6
    yield (
        f"the router costs ${router:.3f} with ρ = 80 %, cascade routing ${routing:.3f}, and with ρ = 100 % still "
        f"${sure_router:.3f} and ${sure_routing:.3f}, since a hard bug is one of four and each is looked at for ${looked:.3f}"
    )
    (saving,), (useless,) = costs_of(planned_bugs=3.0), costs_of(planned_bugs=4.0)
    yield f"Plan first costs ${saving:.3f} if the plan of 2,000 tokens saves one bug of the four, ${useless:.3f} if none"


def odds_of_a_run() -> Iterator[str]:
    """The distribution of the textbook example."""
    found = odds(textbook())
    a, b = found.of(A), found.of(B)
    shared = changed(textbook(), workflow__context="shared")
    off = []
    for bugs in (0.5, 2.0):
        case = changed(shared, weak__bugs=bugs)
        off.append(100 * abs(odds(case).of(B).mean / total(case, B) - 1))
    levels = [f"{100 * level:.0f}" for level in a.quantiles]
    yield f"its {', '.join(levels[:-1])} and {levels[-1]} % quantiles"
    yield (
        f"A's mean is the higher one, ${a.mean:.3f} against ${b.mean:.3f}, and yet A is the cheaper one in "
        f"{100 * found.strong_first_cheaper:.1f} % of pairs of runs: half its runs cost at most ${a.quantiles[0.5]:.3f} "
        f"(B: ${b.quantiles[0.5]:.3f}), but one in a hundred costs ${a.quantiles[0.99]:.2f} (B: ${b.quantiles[0.99]:.2f})"
    )
    yield f"by {off[0]:.0f} % at half a bug in the textbook example, by {off[1]:.0f} % at two"
    yield f"Probabilities are good to {power_of_ten(ACCURACY)}"


def checks() -> Iterator[str]:
    """What the engine is held against."""
    count = len(CHANGES) * len(CONTEXTS) * len(STRATEGIES) * len(UNCOMPACTED)
    yield f"each of more than {count // 500 * 500:,} figures"
    yield f"the price of a real session, ${PRICE}, from its four token counts"
    yield f"one shared conversation of {float(session().strong.bugs):.1f} certain attempts"
    yield f"Costs closer than {power_of_ten(SAME)} relative are called equal"


def waiting() -> Iterator[str]:
    """How long the textbook example takes, and what an hour is then."""
    speeds = {"strong.output_speed": 60.0, "weak.output_speed": 160.0, "workflow.test_seconds": 60.0}
    timed = assign(textbook(), speeds | {"assumptions.hour_value": 80.0})
    seconds, (a, b) = costs(timed, RIVALS).seconds.tolist(), costs(timed, RIVALS).waiting_cost.tolist()
    q, later = (crossovers(one, ["weak.bugs"])["weak.bugs"].points[0].value for one in (textbook(), timed))
    yield f"the textbook example takes {seconds[0] / 60:.1f} minutes as A and {seconds[1] / 60:.1f} as B"
    yield (
        f"At $80 an hour that is ${a:.2f} and ${b:.2f}, where the tokens cost ${total(textbook(), A):.3f} and "
        f"${total(textbook(), B):.3f}, and q* rises from {q:.2f} to {later:.2f}"
    )


_SUBJECTS: dict[str, Callable[[], Iterator[str]]] = {
    one.__name__: one
    for one in (
        *(assumptions, claim, claim_in_bundled_scenarios, textbook_inputs, pairs_of_a_hard_bug, less_than_one_bug),
        *(lost_digits_of_survival, prices_of_cache_reads, giving_up, repeated_attempts, fading, poles_of_spread),
        *(root_formulas, cascades, routers_and_plans, odds_of_a_run, checks, sessions, setups, waiting),
    )
}


@cache
def quoted(subject: str) -> tuple[str, ...]:
    """What the page says on a subject."""
    return tuple(_SUBJECTS[subject]())


SUBJECTS = tuple(_SUBJECTS)

GIVEN = (
    "q is an average, so it may be 0.3",
    "87 to 97 % in practice",
    "5 to 20 % is reported",
    "about 0.45 over 33 tasks of one set",
    "every figure of every strategy within 10⁻⁹",
    "within 10⁻⁵ of a value at which a moment diverges",
    "Of 200 random scenarios with χ from 0.4 to 1",
    "each played 20,000 times event by event, all have a mean cost within 3 % and 80 in a hundred within 1 %",
    "of others, with χ from 0.1 on and conversations about all bugs, one in eighty is off by 4 %",
    "it lies in it with a chance of 90 %",
    "(m − l)/1.645 below the median and (u − m)/1.645 above, all on that scale: 5 % lie beyond either end",
    "The range goes from the 5 to the 95 % quantile",
    "never beyond the 0.5 % quantile",
    "as many as 95 % of them took at most",
)
"""Numbers that nothing computes: examples, what others report, and the tolerances of other tests."""

"""The tables of docs/model.md, and what it counts in the bundled scenarios, computed again."""

from __future__ import annotations

from collections.abc import Iterator

from engine.crossings.crossovers import crossovers
from engine.prices.costs import costs
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS, Strategy
from presets.scenarios.library import entries, open_scenario
from tests.engine.figures import published_part
from tests.engine.scenarios import changed
from tests.engine.test_claim import pairs, penalties
from tests.engine.zscores import CONTEXTS

WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen")
"""Small numbers as text."""

ASSUMED: dict[str, dict[str, Setting]] = {
    "published": {},
    "caching, every prefix a hit": {"caching": True},
    "caching, h = 90 %": {"caching": True, "cache_hit_rate": 0.9},
    "regressions, r = 10 %": {"regression_rate": 0.1},
    "growth, g = 10 %": {"growth": 0.1},
    "spread, σ = 3 %": {"spread": 0.03},
    "limit, N = 5": {"attempt_limit": 5.0},
    "limit, N = 5, H = $1": {"attempt_limit": 5.0, "handoff_cost": 1.0},
    "spread, σ = 45 %, N = 5": {"spread": 0.45, "attempt_limit": 5.0},
    "fading, δ = 0.6, N = 5": {"fading": 0.6, "attempt_limit": 5.0},
    "fading, δ = 0.6, N = 5, H = $1": {"fading": 0.6, "attempt_limit": 5.0, "handoff_cost": 1.0},
}

CLAIMED: dict[str, dict[str, Setting]] = {
    "fresh": {},
    "shared": {"workflow.context": "shared"},
    "fresh, p_wʰ = 5 %": {"weak.hard_fix_rate": 0.05},
    "shared, p_wʰ = 5 %": {"workflow.context": "shared", "weak.hard_fix_rate": 0.05},
    "fresh, weak model as good a fixer, same mix": {
        "weak.easy_fix_rate": 0.9,
        "weak.hard_fix_rate": 0.5,
        "weak.hard_fraction": 0.5,
    },
    "shared, the same": {
        "workflow.context": "shared",
        "weak.easy_fix_rate": 0.9,
        "weak.hard_fix_rate": 0.5,
        "weak.hard_fraction": 0.5,
    },
}


def textbook(**assumptions: Setting) -> Scenario:
    """The textbook example with some assumptions."""
    return assign(open_scenario("textbook").scenario, {f"assumptions.{name}": value for name, value in assumptions.items()})


def total(scenario: Scenario, strategy: Strategy) -> float:
    """Dollars of a strategy."""
    return figure(scenario, strategy, "total_cost")


def figure(scenario: Scenario, strategy: Strategy, name: str) -> float:
    """One figure of a strategy."""
    return float(costs(scenario).of(strategy)[name])


def flips_at(scenario: Scenario) -> float:
    """The number of weak bugs at which both strategies cost the same."""
    (point,) = crossovers(scenario, ["weak.bugs"])["weak.bugs"].points
    return point.value


def assumptions() -> Iterator[str]:
    """The table of assumptions."""
    rows = []
    for name, values in ASSUMED.items():
        cells = [name]
        for context in CONTEXTS:
            scenario = changed(textbook(**values), workflow__context=context)
            cells += [*(f"${total(scenario, one):.3f}" for one in RIVALS), f"{flips_at(scenario):.2f}"]
        rows.append(f"| {' | '.join(cells)} |")
    yield from rows


def claim() -> Iterator[str]:
    """The table of the published claim."""
    rows = []
    for name, values in CLAIMED.items():
        scenario = assign(textbook(), values)
        found, dollars = pairs(scenario), penalties(scenario)
        ratio = found[0] / found[1]
        cells = [name, *(f"{x:#.3g}".rstrip(".") for x in found), f"{ratio:.2f}" if ratio < 1 else f"{ratio:#.3g}".rstrip(".")]
        cells += ["4", *(f"${x:.3f}" if x < 1 else f"${x:.2f}" for x in dollars)]
        holds = dollars[1] > dollars[0]
        cells.append(("holds" if dollars[1] > 1.1 * dollars[0] else "holds, barely") if holds else "fails")
        rows.append(f"| {' | '.join(cells)} |")
    yield from rows


def claim_in_bundled_scenarios() -> Iterator[str]:
    """How often the claim fails."""
    bundled = [entry.name for entry in entries() if entry.bundled]
    fails = {context: {name for name in bundled if _claim_fails(name, context)} for context in CONTEXTS}
    both = fails["fresh"] & fails["shared"]
    neither = set(bundled) - fails["fresh"] - fails["shared"]
    counts = [WORDS[len(names)] for names in (fails["fresh"], bundled, fails["shared"])]
    sentence = (
        f"the claim fails for {counts[0]} of the {counts[1]} bundled scenarios in a fresh context and for {counts[2]} in a"
    )
    assert {"swe-issue", "small-script"} <= both
    assert {"greenfield", "near-parity"} <= neither
    yield f"{sentence} shared one"
    yield "`swe-issue` and `small-script` are among those where it fails in both"
    yield "`greenfield` and `near-parity` among those where it holds in both"


def _claim_fails(name: str, context: str) -> bool:
    of_a, of_b = penalties(changed(published_part(open_scenario(name).scenario), workflow__context=context))
    return of_a > of_b

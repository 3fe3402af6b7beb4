"""The tables of docs/model.md hold the engine's figures, and its headings are those that the code names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.costs import costs
from engine.crossovers import crossovers
from engine.parameters import Setting
from engine.registry import assign
from engine.strategies import A, B
from tests.engine.figures import changed
from tests.engine.test_claim import BUNDLED, pairs, penalties

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
CACHED = changed(
    BUNDLED,
    strong__cache_read_price=0.2,
    strong__cache_write_price=5.0,
    weak__cache_read_price=0.1,
    weak__cache_write_price=1.25,
)

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


@pytest.mark.parametrize("name", ASSUMED)
def test_the_table_of_assumptions(name: str) -> None:
    cells = [name]
    for context in ("fresh", "shared"):
        changes = {f"assumptions.{field}": setting for field, setting in ASSUMED[name].items()}
        scenario = assign(CACHED, {"workflow.context": context, **changes})
        found = costs(scenario)
        (point,) = crossovers(scenario, ["weak.bugs"])["weak.bugs"].points
        cells += [f"${float(found.of(one)['total_cost']):.3f}" for one in (A, B)] + [f"{point.value:.2f}"]
    assert f"| {' | '.join(cells)} |" in TEXT


@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("rate", [0.15, 0.05])
def test_the_table_of_the_claim(context: str, rate: float) -> None:
    scenario = changed(BUNDLED, workflow__context=context, weak__hard_fix_rate=rate)
    (in_a, in_b), (cost_a, cost_b) = pairs(scenario), penalties(scenario)
    label = context if rate == 0.15 else f"{context}, p_wʰ = 5 %"
    of_a, of_b, ratio, dollars_a, dollars_b = (f"{x:#.3g}".rstrip(".") for x in (in_a, in_b, in_a / in_b, cost_a, cost_b))
    assert f"| {label} | {of_a} | {of_b} | {ratio} | 4 | ${dollars_a} | ${dollars_b} |" in TEXT


def test_sections_that_code_refers_to_are_there() -> None:
    headings = {line.removeprefix("## ") for line in TEXT.splitlines() if line.startswith("## ")}
    named = set()
    for path in (ROOT / "engine").glob("*.py"):
        for names in re.findall(r"docs/model\.md, ([^)]+)\)", path.read_text(encoding="utf-8")):
            named.update(re.split(r", | and ", names))
    assert {"Survival", "Conversations", "Tokens", "Dollars", "Crossovers"} <= named
    assert named <= headings
    for title in re.findall(r"\]\(#([a-z-]+)\)", TEXT):
        assert title in {re.sub(r"[^a-z -]", "", heading.lower()).replace(" ", "-") for heading in headings}, title

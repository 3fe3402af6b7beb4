"""A session of a bundled scenario costs, at the prices of the model that was measured, what was measured for it."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from engine.prices.costs import costs
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import A, B
from presets.scenarios.library import entries, open_scenario


class Prices(NamedTuple):
    """Dollars per million tokens of a model when it was measured (genai-prices; for GPT-5.6 Luna those it was billed at)."""

    input_price: float
    output_price: float
    cache_read_price: float
    cache_write_price: float


OPUS = Prices(5.0, 25.0, 0.5, 6.25)
"""Claude Opus 4.5 to 5 alike."""
FABLE = Prices(10.0, 50.0, 1.0, 12.5)
GPT_5, GPT_5_MINI, GPT_5_NANO = Prices(1.25, 10.0, 0.125, 1.25), Prices(0.25, 2.0, 0.025, 0.25), Prices(0.05, 0.4, 0.005, 0.05)
LUNA_5_6, LUNA_6, SOL_6_1 = Prices(1.0, 6.0, 0.1, 1.0), Prices(0.1, 0.5, 0.01, 0.125), Prices(2.0, 10.0, 0.1, 2.5)
DEEPSEEK_V4_PRO, MINIMAX_M3 = Prices(0.435, 0.87, 0.003625, 0.435), Prices(0.3, 1.2, 0.06, 0.3)
KIMI_K3 = Prices(3.0, 15.0, 0.3, 3.0)


class Measured(NamedTuple):
    """Dollars and seconds of a first session of either model, and dollars of its first at the other's failure.

    What was not measured is left out, and so are dollars of repairs that are not met, as the notes say.
    """

    strong_prices: Prices
    weak_prices: Prices
    strong: float
    weak: float | None
    strong_fix: float | None = None
    weak_fix: float | None = None
    strong_seconds: float | None = None
    weak_seconds: float | None = None


MEASURED = {
    # mini-SWE-agent on SWE-bench Verified, per-instance costs; repairs: the issues that the other model failed.
    "swe-issue": Measured(OPUS, GPT_5_MINI, 0.7212, 0.0355, 0.9792, 0.0497),
    "swe-issue-nano": Measured(GPT_5, GPT_5_NANO, 0.2804, 0.0381, 0.3318, 0.0462),
    # OpenHands Index: SWE-bench Verified, three issues; SWE-bench Multimodal, four; commit0, where fixes are issues.
    "feature": Measured(OPUS, DEEPSEEK_V4_PRO, 3 * 0.75, 3 * 0.0395, 0.75, 0.0395),
    "refactor": Measured(OPUS, MINIMAX_M3, 4 * 1.81, 4 * 0.35, 1.81, 0.35),
    "greenfield": Measured(OPUS, MINIMAX_M3, 7.83, 0.62, 0.75),
    # Terminal-Bench 4.0 and 2.1 leaderboards, dollars per trial.
    "long-horizon": Measured(SOL_6_1, LUNA_6, 1.922, 0.219, strong_seconds=3176.7, weak_seconds=2284.1),
    "near-parity": Measured(FABLE, LUNA_5_6, 1.242, 0.543, strong_seconds=579.7, weak_seconds=457.3),
    # coding-agent-cost-bench, DeepSWE 1.1.
    "deepswe": Measured(OPUS, KIMI_K3, 7.956, 1.318, strong_seconds=1149.0, weak_seconds=397.0),
    # The first 35 requests of two sessions of Claude Code with Claude Opus 4.6, on average; nothing of the weak model.
    "own-terminal": Measured(OPUS, OPUS, (2.714 + 1.579) / 2, None, strong_seconds=(931.0 + 552.0) / 2),
}


def at_prices(scenario: Scenario, strong: Prices, weak: Prices) -> Scenario:
    """The scenario at the prices that sessions were billed at, whatever the length of their prompts."""
    prices = {f"strong.{key}": price for key, price in strong._asdict().items()}
    prices |= {f"weak.{key}": price for key, price in weak._asdict().items()}
    return assign(scenario, prices | {"strong.long_prompt_threshold": None, "weak.long_prompt_threshold": None})


def one_certain_fix(scenario: Scenario) -> Scenario:
    """One bug that the first attempt fixes, whoever fixes."""
    certain = {"bugs": 1.0, "hard_fraction": 0.0, "easy_fix_rate": 1.0}
    return assign(scenario, {f"{side}.{key}": value for side in ("strong", "weak") for key, value in certain.items()})


def test_every_scenario_of_sessions_was_measured() -> None:
    assert set(MEASURED) == {
        entry.name
        for entry in entries()
        if entry.bundled and float(open_scenario(entry.name).scenario.workflow.generation_calls) > 1.0
    }


@pytest.mark.parametrize("name", MEASURED)
def test_sessions_cost_what_was_measured(name: str) -> None:
    measured = MEASURED[name]
    scenario = at_prices(open_scenario(name).scenario, measured.strong_prices, measured.weak_prices)
    nothing_to_fix = costs(assign(scenario, {"both.bugs": 0.0}), (A, B))
    first = nothing_to_fix.generation_cost.tolist()
    fixes = costs(one_certain_fix(scenario), (A, B)).fix_cost.tolist()
    dollars = zip([*first, *fixes], [measured.strong, measured.weak, measured.weak_fix, measured.strong_fix], strict=True)
    assert all(told is None or found == pytest.approx(told, rel=0.15) for found, told in dollars)
    seconds = zip(nothing_to_fix.seconds.tolist(), [measured.strong_seconds, measured.weak_seconds], strict=True)
    assert all(told is None or found == pytest.approx(told, rel=0.25) for found, told in seconds)
    notes = " ".join(scenario.notes.split())
    for found, told in zip(first, [measured.strong, measured.weak], strict=True):
        assert told is None or f"${found:.2f}" in notes or f"${found:.3f}" in notes

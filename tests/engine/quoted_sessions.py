"""What docs/model.md quotes of measured sessions: what they are, and what the engine makes of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.prices.costs import costs
from engine.scenarios.notation import grouped
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import assign
from engine.scenarios.strategies import WEAK_ONLY
from tests.engine.quoted_tables import textbook

with (Path(__file__).parent / "data" / "agent_sessions.csv").open(encoding="utf-8") as file:
    SETUPS = [row for row in csv.DictReader(file) if row["session_seconds"]]
"""Those of which the seconds were measured."""

NAMES = {"claude-opus-5": "Claude Opus 5", "claude-opus-4.8": "Claude Opus 4.8", "kimi-k3": "Kimi K3", "glm-5.2": "GLM-5.2"}
LISTED = {
    "claude-opus-5": (5.0, 25.0, 0.5, 6.25),
    "claude-opus-4.8": (5.0, 25.0, 0.5, 6.25),
    "kimi-k3": (3.0, 15.0, 0.3, 3.0),
    "glm-5.2": (1.4, 4.4, 0.26, 1.4),
}
"""Dollars per million tokens when they were measured (genai-prices): input, output, cache read, cache write."""


def one_session(
    workflow: Mapping[str, Setting], model: Mapping[str, Setting], spread: float, hits: float
) -> tuple[float, float, float]:
    """Tokens read, dollars and seconds of one session, which is an attempt of the weak model."""
    sizes = {"generation_tokens": 0.0, "handover_tokens": 0.0} | dict(workflow)
    one_attempt = {"bugs": 1.0, "hard_fraction": 0.0, "easy_fix_rate": 1.0, "verbosity": 1.0}
    case = assign(
        textbook(),
        {f"workflow.{name}": value for name, value in sizes.items()}
        | {f"weak.{name}": value for name, value in (dict(model) | one_attempt).items()}
        | {"assumptions.caching": True, "assumptions.cache_hit_rate": hits, "assumptions.calls_spread": spread},
    )
    found = costs(case, (WEAK_ONLY,))
    return float(found.tokens_read[0]), float(found.fix_cost[0]), float(found.seconds[0])


def priced(price: tuple[float, float, float, float]) -> dict[str, Setting]:
    """A model's prices by name."""
    return dict(zip(("input_price", "output_price", "cache_read_price", "cache_write_price"), price, strict=True))


def sessions() -> Iterator[str]:
    """What 500 measured sessions are, and what the formula makes of them."""
    calls, spread, prompt, written, tools, hits = 40.3, 0.505, 1840.0, 11114.0, 307.5, 0.87
    yield (
        f"had {calls} calls with a spread of {spread}, a first prompt of {grouped(prompt)} tokens, {grouped(written)} tokens "
        f"written and {tools} of tool output per call, and found {100 * hits:.0f} % in the cache"
    )
    sizes = {"prompt_tokens": prompt, "fix_tokens": written, "fix_calls": calls, "tool_tokens": tools}
    read, dollars, _ = one_session(sizes, priced((2.0, 12.0, 0.2, 2.0)), spread, hits)
    yield f"The formula says {grouped(read)}; measured were 666 096, at a cost of $0.461 where it says ${dollars:.3f}"


def setups() -> Iterator[str]:
    """Eight setups on DeepSWE: what is measured, and what the formula makes of it."""
    number = [{key: float(row[key]) for key in row if key not in {"benchmark", "model", "effort", "agent"}} for row in SETUPS]
    between = sum((x["session_seconds"] - x["generation_seconds"]) / (x["calls"] - 1.0) for x in number) / len(number)
    ratios, minutes = [], []
    for row, x in zip(SETUPS, number, strict=True):
        same = [y for other, y in zip(SETUPS, number, strict=True) if other["model"] == row["model"]]
        speed = sum(y["tokens_out"] for y in same) / sum(y["generation_seconds"] for y in same)
        # Thinking is not always sent again: what a call adds is measured, and what it writes is paid and waited for.
        added = x["growth_per_call"] * x["calls"]
        model = priced(LISTED[row["model"]])
        model |= {
            "output_price": LISTED[row["model"]][1] * x["tokens_out"] / added,
            "output_speed": speed * added / x["tokens_out"],
        }
        sizes = {"prompt_tokens": x["prompt_fitted"], "fix_tokens": added, "fix_calls": x["calls"], "tool_tokens": 0.0}
        read, dollars, seconds = one_session(sizes | {"tool_seconds": between}, model, x["calls_spread"], 1.0)
        ratios.append(read / x["tokens_in"])
        minutes.append(seconds / x["session_seconds"])
        effort = "" if row["effort"] == "default" else f" ({row['effort']})"
        yield (
            f"| {NAMES[row['model']]}{effort} | {x['calls']:.0f} ± {100 * x['calls_spread']:.0f} % "
            f"| {read / 1e6:.2f} for {x['tokens_in'] / 1e6:.2f} | ${dollars:.2f} for ${x['usd']:.2f} "
            f"| {seconds / 60:.0f} for {x['session_seconds'] / 60:.0f} |"
        )
    yield f"{between:.1f} seconds between two calls"
    yield (
        f"Tokens are met within {100 * max(abs(one - 1.0) for one in ratios):.1f} %, minutes within "
        f"{100 * max(abs(one - 1.0) for one in minutes):.0f} %"
    )

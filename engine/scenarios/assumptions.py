"""What a scenario assumes beyond the published model. The fields carry their registry entries."""

from __future__ import annotations

from dataclasses import dataclass

from engine.numerics.arrays import Quantity
from engine.scenarios.model import WAITING
from engine.scenarios.parameters import ATTEMPTS, DOLLARS, FLAG, GROWTH, PLAIN_RATE, Dependence, Domain, Entry, Kind, entry
from engine.scenarios.workflow import CALLS, COMPACTION

_HOURLY = Kind("$/h", Domain(horizon=1e6), Dependence.LINEAR, finest=1.0, notation="money")
_CALLS_SPREAD = Kind("", Domain(horizon=1e2), Dependence.SEARCHED, 0.001, notation="percent")
_REGRESSION = Kind("", Domain(high=1.0, open_high=True), Dependence.SEARCHED, 0.001, 0.01, "percent")
_SPREAD = Kind("", Domain(high=1.0, open_high=True), Dependence.SEARCHED, 0.001, 0.01, "percent")
_COMPACT_AT = Kind("", Domain(high=1.0, open_low=True), Dependence.STEPPED, 0.001, 0.01, "percent")
_FADING = Kind("", Domain(high=1.0, open_low=True), Dependence.SEARCHED, 0.001, 0.01, "factor")


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What the published model leaves out; every default is the published assumption."""

    caching: bool = entry(
        Entry(FLAG, "", "caching", "Price input by the cache prices. Published: off, every token read costs the input price."),
        default=False,
    )
    cache_hit_rate: Quantity = entry(
        Entry(
            PLAIN_RATE,
            "h",
            "cache hits",
            "Chance that a later attempt finds its conversation in the cache. 87 to 97 % in practice.",
            used="with caching on",
        ),
        default=1.0,
    )
    regression_rate: Quantity = entry(
        Entry(
            _REGRESSION, "r", "regressions", "Chance that a fix introduces a new bug. Published: none; 5 to 20 % is reported."
        ),
        default=0.0,
    )
    calls_spread: Quantity = entry(
        Entry(
            _CALLS_SPREAD,
            "χ",
            "calls' spread",
            "Standard deviation of the number of calls after the first, divided by its mean. About 50 % is measured.",
            group=CALLS,
            used="where an attempt has several calls",
        ),
        default=0.0,
    )
    growth: Quantity = entry(
        Entry(
            GROWTH,
            "g",
            "growth",
            "How much more each further attempt of a conversation writes and adds. Published: none (a constant Δ).",
        ),
        default=0.0,
    )
    spread: Quantity = entry(
        Entry(
            _SPREAD,
            "σ",
            "spread",
            "How much bugs of a class differ: correlation between attempts at one bug. Published: 0; about 45 % is measured.",
        ),
        default=0.0,
    )
    fading: Quantity = entry(
        Entry(
            _FADING,
            "δ",
            "fading",
            "Factor on the fix rate with every further attempt at a bug. Published: 1; 0.4 to 0.8 is measured. Needs a limit.",
        ),
        default=1.0,
    )
    attempt_limit: Quantity | None = entry(
        Entry(
            ATTEMPTS,
            "N",
            "attempt limit",
            "Give up on a bug after so many attempts. Published: none, every bug is fixed in the end.",
            absent="none",
            start=5.0,
        ),
        default=None,
    )
    handoff_cost: Quantity = entry(
        Entry(
            DOLLARS,
            "H",
            "hand-off cost",
            "Dollars of a person's time for each bug given up on.",
            used="with an attempt limit",
        ),
        default=0.0,
    )
    hour_value: Quantity = entry(
        Entry(
            _HOURLY,
            "η",
            "hour's value",
            "Dollars that an hour of waiting for the strategy costs: nothing at night, a salary where somebody sits there.",
            group=WAITING,
            used="where the speeds are known",
        ),
        default=0.0,
    )
    compact_at: Quantity | None = entry(
        Entry(
            _COMPACT_AT,
            "ω",
            "compact at",
            "Share of the context window beyond which no call's prompt goes: the conversation is summed up before. "
            "Agents: 75 to 95 %.",
            absent="never",
            start=0.8,
            group=COMPACTION,
            used="where the context window is known",
        ),
        default=None,
    )

"""What a scenario says of the strategies beyond A and B. The fields carry their registry entries."""

from __future__ import annotations

from dataclasses import dataclass

from engine.numerics.arrays import Quantity
from engine.scenarios.parameters import FLAG, Dependence, Domain, Entry, Kind, entry

_ADVICE = "advice"
_ROUTER = "router"
_PLAN_FIRST = "plan first"
_SHARE = Kind("", Domain(high=1.0), Dependence.NONE, 0.001, 0.01, "percent")
_SPOKEN = Kind("tokens", Domain(horizon=1e7), Dependence.NONE, 1.0, notation="tokens")
_ADVISED_FIX_RATE = Kind("", Domain(high=1.0, open_low=True), Dependence.NONE, 1e-9, 0.01, "percent")
_PLANNED_BUGS = Kind("bugs", Domain(horizon=1e3), Dependence.NONE)
_ESCALATION = Kind("attempts", Domain(0, 1000, whole=True), Dependence.NONE, 1.0)


@dataclass(frozen=True, kw_only=True)
class LineupInputs:
    """Inputs of the strategies beyond A and B: cascade, router, advisor, plan first."""

    escalate_after: Quantity | None = entry(
        Entry(
            _ESCALATION,
            "k",
            "escalate after",
            "Weak attempts before the cascade turns to the strong model. Left out: the number that costs least.",
            absent="cheapest",
            start=2.0,
        ),
        default=None,
    )
    escalation_inherits: bool = entry(
        Entry(
            FLAG,
            "",
            "inherits",
            "Whether the strong model continues the weak model's conversation instead of starting afresh.",
        ),
        default=False,
    )
    advice_rate: Quantity = entry(
        Entry(
            _SHARE,
            "u",
            "advice rate",
            "Chance that a weak attempt first asks the strong model for advice.",
            group=_ADVICE,
        ),
        default=0.25,
    )
    advice_tokens: Quantity = entry(
        Entry(_SPOKEN, "T_a", "advice tokens", "Tokens of one advice.", group=_ADVICE),
        default=700.0,
    )
    advised_easy_fix_rate: Quantity | None = entry(
        Entry(
            _ADVISED_FIX_RATE,
            "p′ᵉ",
            "advised, easy",
            "Chance that an advised weak attempt fixes an easy bug. Left out: midway between the weak and the strong rate.",
            absent="midway",
            start=0.95,
            group=_ADVICE,
        ),
        default=None,
    )
    advised_hard_fix_rate: Quantity | None = entry(
        Entry(
            _ADVISED_FIX_RATE,
            "p′ʰ",
            "advised, hard",
            "Chance that an advised weak attempt fixes a hard bug. Left out: midway between the weak and the strong rate.",
            absent="midway",
            start=0.3,
            group=_ADVICE,
        ),
        default=None,
    )
    routing_accuracy: Quantity | None = entry(
        Entry(
            _SHARE,
            "ρ",
            "routing right",
            "Chance that a bug is taken for what it is, easy or hard, before its first attempt. Left out: no router is shown.",
            absent="not shown",
            start=0.8,
            group=_ROUTER,
        ),
        default=None,
    )
    plan_tokens: Quantity = entry(
        Entry(
            _SPOKEN,
            "T_p",
            "plan tokens",
            "Tokens of a plan that the strong model writes before the weak one generates.",
            used="with planned bugs",
            group=_PLAN_FIRST,
        ),
        default=2000.0,
    )
    planned_bugs: Quantity | None = entry(
        Entry(
            _PLANNED_BUGS,
            "q_p",
            "planned bugs",
            "Bugs left after the weak model generates with a plan of the strong one. Left out: plan first is not shown.",
            absent="not shown",
            start=1.0,
            group=_PLAN_FIRST,
        ),
        default=None,
    )

"""A scenario: every number of one what-if, immutable. The fields carry their registry entries."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from engine.numerics.arrays import Quantity
from engine.scenarios.parameters import (
    ATTEMPTS,
    BUGS,
    CONTEXT,
    DOLLARS,
    FACTOR,
    FIX_RATE,
    FLAG,
    GROWTH,
    MIX,
    PLAIN_RATE,
    PRICE,
    TOKENS,
    VERBOSITY,
    Dependence,
    Domain,
    Entry,
    Kind,
    entry,
)

WHAT_IF = "what if"
"""The group of what is changed for a question's sake, of either model."""

CONTEXT_WINDOWS = "context windows"
"""The group of what either model can hold."""

CALLS = "calls"
"""The group of what is said of the model calls of an attempt."""

_LONG_PROMPTS = "long prompts"
_ADVICE = "advice"
_ROUTER = "router"
_PLAN_FIRST = "plan first"
_NUMBER_OF_CALLS = Kind("calls", Domain(1.0, horizon=1e4), Dependence.CALLS, 0.01)
_CALLS_SPREAD = Kind("", Domain(horizon=1e2), Dependence.SEARCHED, 0.001, notation="percent")
_THRESHOLD = Kind("tokens", Domain(horizon=1e7), Dependence.STEPPED, 1.0, notation="tokens")
_WINDOW = Kind("tokens", Domain(horizon=1e7), Dependence.NONE, 1.0, notation="tokens")
_REGRESSION = Kind("", Domain(high=1.0, open_high=True), Dependence.SEARCHED, 0.001, 0.01, "percent")
_SPREAD = Kind("", Domain(high=1.0, open_high=True), Dependence.SEARCHED, 0.001, 0.01, "percent")
_FADING = Kind("", Domain(high=1.0, open_low=True), Dependence.SEARCHED, 0.001, 0.01, "factor")
_SHARE = Kind("", Domain(high=1.0), Dependence.NONE, 0.001, 0.01, "percent")
_SPOKEN = Kind("tokens", Domain(horizon=1e7), Dependence.NONE, 1.0, notation="tokens")
_ADVISED_FIX_RATE = Kind("", Domain(high=1.0, open_low=True), Dependence.NONE, 1e-9, 0.01, "percent")
_PLANNED_BUGS = Kind("bugs", Domain(horizon=1e3), Dependence.NONE)
_ESCALATION = Kind("attempts", Domain(0, 1000, whole=True), Dependence.NONE, 1.0)


@dataclass(frozen=True, kw_only=True)
class Model:
    """One of the two language models: its prices, the bugs it leaves, how well it fixes."""

    model: str = ""
    """The catalogue's id of the model that the prices came from, if any."""

    input_price: Quantity = entry(
        Entry(
            PRICE,
            "c{m}^in",
            "input price",
            "Dollars per million tokens read. From the provider's price list; 0.1 to 10 today.",
        )
    )
    output_price: Quantity = entry(
        Entry(
            PRICE,
            "c{m}^out",
            "output price",
            "Dollars per million tokens written, reasoning included. Usually 3 to 6 times the input price.",
        )
    )
    cache_read_price: Quantity | None = entry(
        Entry(
            PRICE,
            "c{m}^cr",
            "cache read",
            "Dollars per million tokens re-read from the prompt cache: 0.02 to 0.5 of the input price.",
            absent="as input",
            used="with caching on",
        ),
        default=None,
    )
    cache_write_price: Quantity | None = entry(
        Entry(
            PRICE,
            "c{m}^cw",
            "cache write",
            "Dollars per million tokens written to the prompt cache: 1 to 1.25 times the input price.",
            absent="as input",
            used="with caching on",
        ),
        default=None,
    )
    bugs: Quantity = entry(
        Entry(
            BUGS,
            "q{m}",
            "bugs left",
            "Bugs left after this model generates the code, on average. For a task that simply passes or fails: 1 − pass rate.",
        )
    )
    hard_fraction: Quantity = entry(
        Entry(MIX, "φ{m}", "hard fraction", "Share of those bugs that are hard. 25 to 95 % on public benchmarks.")
    )
    easy_fix_rate: Quantity = entry(
        Entry(
            FIX_RATE,
            "p{m}ᵉ",
            "fixes easy",
            "Chance that one attempt of this model fixes an easy bug. 80 to 97 % for good models; "
            "from a second try's pass rate.",
        )
    )
    hard_fix_rate: Quantity = entry(
        Entry(
            FIX_RATE,
            "p{m}ʰ",
            "fixes hard",
            "Chance that one attempt of this model fixes a hard bug. 1 to 10 % for weak models, 10 to 50 % for strong ones.",
        )
    )
    verbosity: Quantity = entry(
        Entry(
            VERBOSITY,
            "v{m}",
            "verbosity",
            "Multiplies this model's output tokens, since models write different amounts for the same task. 1 is as given.",
        ),
        default=1.0,
    )
    context_window: Quantity | None = entry(
        Entry(
            _WINDOW,
            "W{m}",
            "context window",
            "Tokens that a request and its answer may have together. Left out: no warning of conversations that outgrow it.",
            absent="none",
            start=200_000.0,
            group=CONTEXT_WINDOWS,
        ),
        default=None,
    )
    long_prompt_threshold: Quantity | None = entry(
        Entry(
            _THRESHOLD,
            "Λ{m}",
            "long above",
            "Prompt tokens above which a whole request costs the long prices. From the price list; 100k to 512k today.",
            absent="none",
            start=200_000.0,
            group=_LONG_PROMPTS,
        ),
        default=None,
    )
    long_input_price: Quantity | None = entry(
        Entry(
            PRICE,
            "c{m}⁺in",
            "long input",
            "Dollars per million tokens read by a request above the length of long prompts; cache prices rise likewise.",
            absent="as input",
            group=_LONG_PROMPTS,
            used="where prompts get so long",
        ),
        default=None,
    )
    long_output_price: Quantity | None = entry(
        Entry(
            PRICE,
            "c{m}⁺out",
            "long output",
            "Dollars per million tokens written by a request above the length of long prompts.",
            absent="as output",
            group=_LONG_PROMPTS,
            used="where prompts get so long",
        ),
        default=None,
    )
    price_scale: Quantity = entry(
        Entry(
            FACTOR,
            "×c{m}",
            "price factor",
            "Multiplies all prices of this model: a discount, or what if it got cheaper? 1 is as given.",
            group=WHAT_IF,
        ),
        default=1.0,
    )


PRICE_FIELDS = tuple(one.name for one in fields(Model) if getattr(one.metadata.get("entry"), "kind", None) is PRICE)
"""The fields of a model that are prices."""


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """What both strategies have in common: the sizes of prompts and answers, and the context."""

    prompt_tokens: Quantity = entry(
        Entry(TOKENS, "L₀", "prompt", "Tokens of the first prompt. Agent tools start with 14k to 34k.")
    )
    generation_tokens: Quantity = entry(
        Entry(TOKENS, "G₀", "generation", "Tokens written by the initial generation, before verbosity.")
    )
    fix_tokens: Quantity = entry(
        Entry(
            TOKENS,
            "G",
            "fix attempt",
            "Tokens written by one fix attempt, before verbosity: 2k to 8k for one call, 10k to 140k for an agent session.",
        )
    )
    trace_tokens: Quantity = entry(
        Entry(TOKENS, "E", "error trace", "Tokens of test output that each attempt adds to the conversation.")
    )
    generation_calls: Quantity = entry(
        Entry(
            _NUMBER_OF_CALLS,
            "κ₀",
            "calls, first",
            "Model calls in the generation, on average: a session reads, edits and runs. Claude Code: 27 to 47.",
            group=CALLS,
        ),
        default=1.0,
    )
    fix_calls: Quantity = entry(
        Entry(
            _NUMBER_OF_CALLS,
            "κ",
            "calls, attempt",
            "Model calls in one fix attempt, on average; each re-reads the session so far. 10 to 22 a cycle of edit and test.",
            group=CALLS,
        ),
        default=1.0,
    )
    tool_tokens: Quantity = entry(
        Entry(
            TOKENS,
            "τ",
            "tool output",
            "Tokens of tool output that each call but the last of an attempt adds to the conversation. About 300 are measured.",
            group=CALLS,
            used="where an attempt has several calls",
        ),
        default=0.0,
    )
    handover_tokens: Quantity | None = entry(
        Entry(
            TOKENS,
            "L_h",
            "hand-over",
            "Tokens of the generation that the first prompt of a repair holds. Left out: all that the generation wrote.",
            absent="all",
            start=5000.0,
            group=CALLS,
        ),
        default=None,
    )
    context: str = entry(
        Entry(
            CONTEXT,
            "",
            "context",
            "fresh: a new conversation for every bug. shared: one conversation for all bugs, which grows with each attempt.",
        )
    )


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


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Everything that one answer depends on, and what a scenario file holds.

    Two scenarios are equal if every value is; one whose numbers are arrays is a sweep and is not compared.
    """

    name: str = ""
    notes: str = ""
    strong: Model
    weak: Model
    workflow: Workflow
    assumptions: Assumptions = field(default_factory=Assumptions)
    lineup: LineupInputs = field(default_factory=LineupInputs)

"""What both strategies of a scenario have in common. The fields carry their registry entries."""

from __future__ import annotations

from dataclasses import dataclass

from engine.numerics.arrays import Quantity
from engine.scenarios.model import WAITING
from engine.scenarios.parameters import CONTEXT, SECONDS, TOKENS, Dependence, Domain, Entry, Kind, entry

CALLS = "calls"
"""The group of what is said of the model calls of an attempt."""

COMPACTION = "compaction"
"""The group of what is said of conversations that are compacted."""

_NUMBER_OF_CALLS = Kind("calls", Domain(1.0, horizon=1e4), Dependence.CALLS, 0.01)


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
    tool_seconds: Quantity = entry(
        Entry(
            SECONDS,
            "t_c",
            "tool time",
            "Seconds that the tools run between two calls of an attempt: reading and editing take 1, a build takes many.",
            group=WAITING,
            used="where an attempt has several calls and the speeds are known",
        ),
        default=0.0,
    )
    test_seconds: Quantity = entry(
        Entry(
            SECONDS,
            "t_t",
            "test time",
            "Seconds that the tests run, after the generation and after every attempt.",
            group=WAITING,
            used="where the speeds are known",
        ),
        default=0.0,
    )
    summary_tokens: Quantity = entry(
        Entry(
            TOKENS,
            "s",
            "summary",
            "Tokens that a compaction writes and the conversation goes on with, behind its first prompt. 1k to 10k.",
            group=COMPACTION,
            used="where conversations are compacted",
        ),
        default=0.0,
    )
    context: str = entry(
        Entry(
            CONTEXT,
            "",
            "context",
            "fresh: a new conversation for every bug. shared: one conversation for all bugs, which grows with each attempt.",
        )
    )

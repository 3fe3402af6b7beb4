"""What generated sessions are played from, and what really happened in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

End: TypeAlias = Literal["fixed", "given up", "open"]


@dataclass(frozen=True, kw_only=True)
class TrueModel:
    """A model as it really is.

    Attributes:
        name: As logs name it.
        bugs: Mean number of bugs that a generation leaves.
        fix_rate: Mean chance that an attempt fixes a bug.
        spread: How much bugs differ: the correlation between two attempts at one.
        verbosity: Factor on what it writes.
        output_speed: Tokens per second.
        first_token_seconds: From a call to its first token.
    """

    name: str
    bugs: float = 1.5
    fix_rate: float = 0.5
    spread: float = 0.2
    verbosity: float = 1.0
    output_speed: float = 80.0
    first_token_seconds: float = 1.5


STRONG = TrueModel(name="claude-opus-5")
WEAK = TrueModel(name="claude-haiku-5-5", bugs=2.5, fix_rate=0.3, verbosity=1.2, output_speed=150.0, first_token_seconds=0.8)


@dataclass(frozen=True, kw_only=True)
class TrueWork:
    """The sizes of the work. Those of single calls vary by ``sizes_spread`` around their means.

    Attributes:
        writes: Whether the cache counts what is written to it.
        hour_share: Share of the calls whose cache writes are kept for an hour.
        asked_tokens: What a person's prompt in the middle of a conversation adds to it.
        passed_tokens: What a passed check adds.
        summary_tokens: What a conversation goes on with after it was compacted.
    """

    prompt_tokens: float = 20_000
    generation_tokens: float = 6_000
    fix_tokens: float = 2_400
    generation_calls: float = 12
    fix_calls: float = 6
    calls_spread: float = 0.6
    tool_tokens: float = 900
    trace_tokens: float = 1_500
    cache_hit_rate: float = 0.97
    tool_seconds: float = 2.0
    test_seconds: float = 20.0
    sizes_spread: float = 0.3
    writes: bool = True
    hour_share: float = 0.0
    asked_tokens: float = 60
    passed_tokens: float = 40
    summary_tokens: float = 3_000


@dataclass(frozen=True, kw_only=True)
class TrueHabits:
    """What people and agents do; the rates are chances.

    Attributes:
        give_up_rate: That a bug is given up after a failed attempt.
        attempt_limit: After so many attempts it always is; 0: never.
        tasks_per_session: Mean; at least one.
        unchecked: That a task has no check.
        compact_above: The conversation is compacted before a prompt that would be longer; 0: never.
        switch_rate: That another model goes on with the conversation after a failed attempt, and stays.
        rerun_rate: That a failed check is run again as it is, and fails again.
        unknown_rate: That a check of which nobody knows whether it passed comes before the known one.
        test_first_rate: That a task begins with a test that fails because there is nothing to pass it.
        more_rate: That an attempt begins with a person's word to go on.
        aside_rate: That a call starts another one in a conversation of its own.
        last_word_rate: That a call follows after a task's last check, if that passed.
    """

    give_up_rate: float = 0.05
    attempt_limit: int = 0
    tasks_per_session: float = 2.0
    unchecked: float = 0.0
    compact_above: int = 0
    switch_rate: float = 0.0
    rerun_rate: float = 0.0
    unknown_rate: float = 0.0
    test_first_rate: float = 0.0
    more_rate: float = 0.0
    aside_rate: float = 0.0
    last_word_rate: float = 0.0


PLAIN = TrueHabits()
"""No traps."""

TRAPS = TrueHabits(
    unchecked=0.15,
    compact_above=120_000,
    switch_rate=0.05,
    rerun_rate=0.1,
    unknown_rate=0.1,
    test_first_rate=0.1,
    more_rate=0.1,
    aside_rate=0.03,
    last_word_rate=0.5,
)
"""Everything that happens in logs now and then."""


@dataclass(frozen=True)
class TrueSpell:
    """The attempts of one model at one bug, up to its end or until another model or conversation takes over."""

    fixer: str
    attempts: int
    end: End


@dataclass
class TrueTask:
    """What a task really was.

    Attributes:
        generator: The model that began it.
        checked: Whether it has a check.
        bugs: For every bug, who attempted it how often, in turn. After a compaction nothing more is known of the attempts
            of the model that went on. Between two bugs there is a call that finds the next one, and after a bug that was
            given up on one before it that finds everything in order: they belong to no part.
        generation_calls: Requests up to the first check.
        fix_calls: Requests of each attempt.
        generated: Tokens written up to the first check.
        fixed: Tokens written in each attempt.
        fixers: The models that made them.
        reruns: Checks that were run again with nothing changed.
        unknown: Checks of which nobody knows.
        handed_over: By how much the prompt of the first attempt was longer than the first one of the task; ``None`` where
            there is none, or the conversation was compacted in between.
        tools: Tokens that each use of tools added.
        traces: Tokens that each check that failed added.
        tool_seconds: How long each use of tools took, sub-agents that worked then included.
        test_seconds: How long each check took.
        sent_before: Tokens of prompts that the request before had sent as well.
        reread: Those of them that the cache held.
    """

    generator: str
    checked: bool = True
    bugs: list[list[TrueSpell]] = field(default_factory=list)
    generation_calls: int = 0
    fix_calls: list[int] = field(default_factory=list)
    generated: int = 0
    fixed: list[int] = field(default_factory=list)
    fixers: list[str] = field(default_factory=list)
    reruns: int = 0
    unknown: int = 0
    handed_over: int | None = None
    tools: list[int] = field(default_factory=list)
    traces: list[int] = field(default_factory=list)
    tool_seconds: list[float] = field(default_factory=list)
    test_seconds: list[float] = field(default_factory=list)
    sent_before: int = 0
    reread: int = 0

"""The common record of what a log says, whichever agent wrote it. No text of any prompt or answer is in it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TypeAlias

UNKNOWN = math.nan
"""A time, duration or price that the log does not give."""


# Not frozen, which would take four times as long to make: a gigabyte may hold ten million.
@dataclass(slots=True, unsafe_hash=True)
class Request:
    """One call of a model, which nobody changes.

    Attributes:
        model: As the log names it.
        prompt: Tokens of the whole prompt: uncached ones, cache reads and cache writes.
        output: Tokens written, reasoning included.
        read: Those of the prompt that came from the cache.
        write: Those of the prompt that were written to the cache, however long they are kept.
        write_hour: Those of ``write`` that are kept for an hour.
        time: When the answer was there, in seconds since 1970.
        seconds: From the call to the last token.
        dollars: What the log says that it cost.
        aside: Whether it belongs to no main conversation: a sub-agent's, an advisor's, a side question's.
    """

    model: str
    prompt: int
    output: int
    read: int = 0
    write: int = 0
    write_hour: int = 0
    time: float = UNKNOWN
    seconds: float = UNKNOWN
    dollars: float = UNKNOWN
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A person's prompt.

    Attributes:
        time: When.
        more: Whether it only asks to go on with the task before ("continue", "fix it").
    """

    time: float = UNKNOWN
    more: bool = False


@dataclass(frozen=True, slots=True)
class Edited:
    """Files were changed.

    Attributes:
        time: When.
        tests_only: Whether all of them hold tests.
    """

    time: float = UNKNOWN
    tests_only: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A command that runs tests has ended.

    Attributes:
        passed: Whether they passed; ``None`` where the log does not tell.
        time: When.
        seconds: How long it ran.
        command: A number that is the same for the same command; the command itself is not kept.
    """

    passed: bool | None
    time: float = UNKNOWN
    seconds: float = UNKNOWN
    command: int = 0


@dataclass(frozen=True, slots=True)
class GaveUp:
    """A sign that a bug was given up: a person interrupted, took the changes back, or went back to before them.

    Attributes:
        time: When.
        rewound: Whether they went back to an earlier point of the conversation, which goes on from there.
    """

    time: float = UNKNOWN
    rewound: bool = False


@dataclass(frozen=True, slots=True)
class Compacted:
    """The conversation was replaced by a summary, or cleared: the next prompt begins anew.

    Attributes:
        time: When.
        prompt: Its tokens before, where the log tells.
    """

    time: float = UNKNOWN
    prompt: int = 0


Event: TypeAlias = Request | Asked | Edited | Checked | GaveUp | Compacted


@dataclass(frozen=True, slots=True)
class LoggedSession:
    """A conversation with an agent, with everything in the order in which it happened.

    A request stands before the edits and checks that its answer asked for.

    Attributes:
        key: The log's own name for it.
        agent: Which program wrote it: ``Claude Code``.
        events: What happened.
        project: The folder it worked in, or the run it belongs to.
        task: What it was to do, where that has a name of its own: the instance of a benchmark.
        passed: How a harness that runs the hidden tests afterwards found it; ``None`` where there is none. Such a session
            is one generation.
        trial: Whether a harness gave it one task, to be done in one generation.
        resumed: Whether it goes on with a conversation that another session began, so that its first prompt is no fresh one.
        sized: Whether the sizes of single requests are known; without, only the sums of tokens and dollars are.
        parent: Of a sub-agent that has a log of its own, the key of the conversation that it worked for; all it has then are
            requests apart.
    """

    key: str
    agent: str
    events: tuple[Event, ...] = field(repr=False)
    project: str = ""
    task: str = ""
    passed: bool | None = None
    trial: bool = False
    resumed: bool = False
    sized: bool = True
    parent: str = ""

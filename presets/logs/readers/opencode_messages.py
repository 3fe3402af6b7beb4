"""What a message of OpenCode says, in either of the shapes in which it is kept."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from presets.logs.outcomes import TestCommands, only_more
from presets.logs.record import Asked, Checked, Compacted, Edited, Event, GaveUp, Request
from presets.logs.values import Broken, between, exit_code, inner, items, known, moment, price, text, texts, tokens

_SHELLS = {"bash", "shell"}
_EDITORS = {"edit", "write", "multiedit", "patch", "apply_patch"}


@dataclass(frozen=True)
class Frame:
    """What a session says of all its messages.

    Attributes:
        tests: Which commands run tests.
        folder: Where it worked.
        parent: The session that it worked for, if an agent began it and not a person.
    """

    tests: TestCommands
    folder: str
    parent: str

    @property
    def aside(self) -> bool:
        """Whether its requests stand beside a conversation."""
        return bool(self.parent)


@dataclass(frozen=True)
class Message:
    """A message.

    Attributes:
        events: What it says, in order; a request comes first.
        identity: What its copies in forks have in common with it; ``None`` for one that is no request.
    """

    events: tuple[Event, ...] = ()
    identity: tuple[object, ...] | None = None


def first_message(data: Mapping[str, Any], parts: Sequence[Mapping[str, Any]], frame: Frame) -> Message:
    """A message as versions 1 keep it: with its role inside, and its parts elsewhere.

    Raises:
        Broken: If its numbers are none.
    """
    created = moment(inner(data, "time").get("created"))
    if data.get("role") == "user":
        said = " ".join(text(part, "text") for part in parts if part.get("type") == "text" and not part.get("synthetic"))
        return _asked(created, said, frame)
    if data.get("role") != "assistant":
        return Message()
    tools = [part for part in parts if part.get("type") == "tool"]
    summary = data.get("summary") is True
    return _answer(data, text(data, "modelID"), tools, frame, summary=summary)


def second_message(kind: str, data: Mapping[str, Any], frame: Frame) -> Message:
    """A message as versions from 2 keep it: its kind outside, its parts inside.

    Raises:
        Broken: If its numbers are none.
    """
    if kind == "user":
        return _asked(moment(inner(data, "time").get("created")), text(data, "text"), frame)
    if kind not in {"assistant", "compaction"}:
        return Message()
    tools = [part for part in items(data, "content") if part.get("type") == "tool"]
    model = text(inner(data, "model"), "id")
    return _answer(data, model, tools, frame, summary=kind == "compaction")


def _asked(time: float, said: str, frame: Frame) -> Message:
    """A prompt, which in a sub-agent's session is no person's."""
    return Message() if frame.aside else Message((Asked(time, only_more(said)),))


def _answer(
    data: Mapping[str, Any],
    model: str,
    tools: Sequence[Mapping[str, Any]],
    frame: Frame,
    *,
    summary: bool,
) -> Message:
    """An answer, with what its tools did."""
    times = inner(data, "time")
    created, ended = moment(times.get("created")), moment(times.get("completed"))
    called = [_begun(tool) for tool in tools]
    # A message is completed when its tools have ended; its model had when the first of them began.
    answered = min([time for time in (ended, *called) if not math.isnan(time)], default=created)
    events: list[Event] = []
    identity: tuple[object, ...] | None = None
    used = inner(data, "tokens")
    uncached, output, reasoning = (tokens(used, key) for key in ("input", "output", "reasoning"))
    read, write = (tokens(inner(used, "cache"), key) for key in ("read", "write"))
    prompt = uncached + read + write
    if not model and (prompt or output):
        raise Broken
    if prompt or output:
        identity = (created, uncached, output, reasoning, read, write, model)
        events.append(
            Request(
                model,
                prompt,
                output + reasoning,
                read,
                write,
                time=answered,
                seconds=between(created, answered),
                dollars=price(data, "cost"),
                aside=frame.aside,
            )
        )
    if frame.aside:
        return Message(tuple(events), identity)
    for tool in tools:
        events += _used(tool, frame)
    if summary:
        events.append(Compacted(answered, prompt))
    error = inner(data, "error")
    if "abort" in text(error, "name", "type").lower():
        events.append(GaveUp(known(ended, created)))
    return Message(tuple(events), identity)


def _begun(tool: Mapping[str, Any]) -> float:
    begun = moment(inner(tool, "state", "time").get("start"))
    if not math.isnan(begun):
        return begun
    times = inner(tool, "time")
    return known(moment(times.get("ran")), moment(times.get("created")))


def _used(tool: Mapping[str, Any], frame: Frame) -> list[Event]:
    """What a tool did that matters: it ran tests, took changes back, or changed files."""
    name, state = text(tool, "tool", "name"), inner(tool, "state")
    status, given = text(state, "status"), inner(state, "input")
    if status not in {"completed", "error"} or name not in _EDITORS | _SHELLS:
        return []
    begun = _begun(tool)
    ended = known(moment(inner(state, "time").get("end")), moment(inner(tool, "time").get("completed")), begun)
    if name in _EDITORS and status == "completed":
        return [Edited(ended, frame.tests.changes_only_tests(_changed(given), frame.folder))]
    if name in _EDITORS:
        return []
    command, tests = text(given, "command"), frame.tests
    paths, tested = tests.changed(command, frame.folder), tests.runs_tests(command)
    changed: list[Event] = []
    if paths and (tested or status == "completed"):
        changed.append(Edited(ended, tests.changes_only_tests(paths, frame.folder)))
    if tested:
        details = inner(state, "metadata") or inner(state, "structured")
        code = exit_code(details, "exit" if "exit" in details else "exitCode")
        output = text(state, "output") or text(details, "output") or texts(state, "content")
        passed = tests.passed(command, output, code, failed=True if status == "error" else None)
        return [*changed, Checked(passed, ended, between(begun, ended), tests.number(command))]
    return changed or ([GaveUp(ended)] if tests.takes_back(command) else [])


def _changed(given: Mapping[str, Any]) -> Sequence[str]:
    """The files that an edit changes."""
    if path := text(given, "filePath", "path"):
        return [path]
    marks = ("*** Add File: ", "*** Update File: ", "*** Delete File: ")
    patch = text(given, "patchText", "patch").splitlines()
    return [line.partition(": ")[2] for line in patch if line.startswith(marks)]

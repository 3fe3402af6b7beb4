"""Codex: a file of JSON lines per conversation, ``rollout-….jsonl``, packed after a week (``.jsonl.zst``).

A request is a ``token_usage_record`` where there are such, else a change of the running totals that ``token_count``
events repeat. Its prompt includes what came from the cache, its output the reasoning.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from presets.logs.book import Book
from presets.logs.changes import changed_by
from presets.logs.outcomes import TestCommands, only_more
from presets.logs.readers.codex_calls import Answer, answer, arguments, command, finished, patched
from presets.logs.readers.codex_copies import Copies
from presets.logs.readers.packed import MAGIC, unpacked
from presets.logs.record import UNKNOWN, Asked, Checked, Compacted, Edited, Event, GaveUp, LoggedSession, Request
from presets.logs.values import Broken, between, inner, known, moment, parsed, text, tokens

NAME = "Codex"

_TYPES = {"session_meta", "turn_context", "response_item", "event_msg", "compacted", "world_state", "token_usage_record"}
_HEAD = re.compile(rb'"type"\s*:\s*"session_meta"\s*,\s*"payload"')
_USAGE = ("input_tokens", "cached_input_tokens", "cache_write_input_tokens", "output_tokens", "reasoning_output_tokens")
_CALLS = {"function_call", "custom_tool_call", "local_shell_call"}
_ANSWERS = {"function_call_output", "custom_tool_call_output"}

_Usage = tuple[int, ...]


def recognises(path: Path, head: bytes) -> bool:
    """Whether a file is one of Codex's."""
    if path.name.endswith(".jsonl.zst"):
        return path.name.startswith("rollout-") and head.startswith(MAGIC)
    first, ended, _ = head.partition(b"\n")
    try:
        line = json.loads(first)
    except (ValueError, RecursionError):
        # The head of a conversation may be longer than what is looked at.
        return not ended and path.name.startswith("rollout-") and bool(_HEAD.search(first[:1000]))
    return isinstance(line, dict) and text(line, "type") in _TYPES and isinstance(line.get("payload"), dict)


def sessions(path: Path, book: Book, tests: TestCommands) -> Iterator[LoggedSession]:
    """The conversation that a file holds."""
    reading = _Reading(path.name, book, tests)
    for line in unpacked(path, book):
        if not line.strip():
            continue
        try:
            reading.line(parsed(line))
        except Broken:
            book.skip("broken lines")
    if any(isinstance(event, Request) for event in reading.events):
        copies = reading.copies
        parent = copies.parent if copies.sub_agent else ""
        yield LoggedSession(copies.key or path.name, NAME, tuple(reading.events), reading.project, parent=parent)


@dataclass(frozen=True)
class _Call:
    """A command that a tool was asked to run.

    Attributes:
        key: The call's own name.
        line: The command line.
        begun: When.
        waited: Whether it went on running after the first answer.
    """

    key: str
    line: str
    begun: float = UNKNOWN
    waited: bool = False


class _Reading:
    def __init__(self, name: str, book: Book, tests: TestCommands) -> None:
        self.name = name
        self.book = book
        self.tests = tests
        self.copies = Copies()
        self.events: list[Event] = []
        self.project = ""
        self.model = ""
        self.totals: _Usage | None = None
        self.recorded = False
        """Whether requests have records of their own, so that totals say nothing new."""
        self.own = False
        """Whether a request of the conversation itself was met."""
        self.answer_at: int | None = None
        """Where among the events the answer began that has not been counted yet."""
        self.heard = UNKNOWN
        """When the last input came that the next request answers."""
        self.called = UNKNOWN
        """When the call of the answer began that has not been counted yet."""
        self.calls: dict[str, _Call] = {}
        self.edits: dict[str, Sequence[str]] = {}
        """The files that calls are to change."""
        self.running: dict[str, _Call] = {}
        self.done: set[str] = set()
        """Calls of which the end was told: events and answers tell of the same ones."""

    def line(self, line: Mapping[str, Any]) -> None:
        time = moment(line.get("timestamp"))
        payload = inner(line, "payload")
        kind = text(line, "type")
        if kind == "session_meta":
            if not self.copies.key:
                self.project = text(payload, "cwd")
            self.copies.head(payload, time)
        elif kind == "turn_context":
            self.copies.turn(payload)
            self.model = text(payload, "model") or self.model
            self.project = self.project or text(payload, "cwd")
        elif kind == "inter_agent_communication" and payload.get("trigger_turn") is True:
            self.copies.taken_over()
        elif kind == "token_usage_record":
            self.record(payload, time)
        elif kind == "compacted":
            last = self.last()
            self.add(Compacted(time, last.prompt if last else 0), time)
            self.heard = time
        elif kind == "response_item":
            self.item(payload, time)
        elif kind == "event_msg":
            self.event(payload, time)

    def event(self, payload: Mapping[str, Any], time: float) -> None:
        kind = text(payload, "type")
        if kind == "token_count":
            self.count(inner(payload, "info"), time)
        elif kind == "task_started":
            self.copies.turn(payload)
        elif kind == "thread_settings_applied":
            self.model = text(inner(payload, "thread_settings"), "model") or self.model
        elif kind == "user_message":
            self.answer_at, self.heard = None, time
            self.add(Asked(time, only_more(text(payload, "message"))), time)
        elif kind == "turn_aborted":
            self.answer_at = None
            self.add(GaveUp(time), time)
        elif kind == "exec_command_end":
            self.ran(text(payload, "call_id"), payload, time)
        elif kind == "item_completed":
            item = inner(payload, "item")
            if text(item, "type") in {"CommandExecution", "command_execution"}:
                self.ran(text(item, "call_id", "id"), item, time)

    def item(self, payload: Mapping[str, Any], time: float) -> None:
        kind = text(payload, "type")
        call = text(payload, "call_id", "id")
        if kind in _ANSWERS:
            self.answered(call, payload, time)
            self.heard = time
            return
        if kind == "message" and payload.get("role") != "assistant":
            return
        if self.answer_at is None:
            self.answer_at, self.called, self.heard = len(self.events), self.heard, UNKNOWN
        if kind in _CALLS:
            given = arguments(payload)
            asked = text(payload, "input") or text(payload, "arguments")
            session = given.get("session_id")
            if session is not None and str(session) in self.running:
                self.calls[call] = self.running[str(session)]
            elif line := command(given):
                self.calls[call] = _Call(call, line, time)
            if "*** Begin Patch" in asked:
                # In JSON and in scripts the ends of lines stand as two characters.
                self.edits[call] = patched(asked.replace("\\n", "\n"))
            elif path := changed_by(text(payload, "name"), given):
                self.edits[call] = (path,)

    def answered(self, call: str, payload: Mapping[str, Any], time: float) -> None:
        said = answer(payload)
        paths = self.edits.pop(call, ())
        if paths and not said.exit_code:
            self.add(Edited(time, self.tests.changes_only_tests(paths, self.project)), time)
        if call in self.calls:
            asked = self.calls.pop(call)
            if said.running:
                self.running[said.running] = replace(asked, waited=True)
            else:
                self.ended(asked, said, time)

    def ran(self, call: str, item: Mapping[str, Any], time: float) -> None:
        """An event tells that a command has ended; the answer to its call then says nothing new."""
        asked = (one for one in (*self.calls.values(), *self.running.values()) if one.key == call)
        self.ended(next(asked, _Call(call, command(item))), finished(item), time)

    def ended(self, call: _Call, said: Answer, time: float) -> None:
        if call.key in self.done:
            return
        self.done.add(call.key)
        tested = self.tests.runs_tests(call.line)
        if (tested or not said.exit_code) and (paths := self.tests.changed(call.line, self.project)):
            self.add(Edited(time, self.tests.changes_only_tests(paths, self.project)), time)
        if tested:
            passed = self.tests.passed(call.line, said.output, said.exit_code)
            # Whoever waits for a command that goes on is told how long the waiting took.
            took = known(UNKNOWN if call.waited else said.seconds, between(call.begun, time))
            self.add(Checked(passed, time, took, self.tests.number(call.line)), time)
        elif self.tests.takes_back(call.line):
            self.add(GaveUp(time), time)

    def add(self, event: Event, time: float) -> None:
        """Note what happened, in a person's conversation; that of a sub-agent only costs."""
        if not self.copies.sub_agent and not self.copies.certain(time):
            self.events.append(event)

    def last(self) -> Request | None:
        return next((event for event in reversed(self.events) if isinstance(event, Request)), None)

    def record(self, payload: Mapping[str, Any], time: float) -> None:
        request = self.request(_usage(inner(payload, "usage")), text(payload, "model"), time)
        identity = text(payload, "response_id")
        if self.copies.certain(time):
            self.book.duplicates += 1
            return
        if identity and not self.book.first(NAME, identity):
            return
        last = self.last()
        counted = not self.recorded and last is not None and (last.prompt, last.output) == (request.prompt, request.output)
        self.recorded = True
        if not counted:  # the totals told of the very request before
            self.place(request)

    def count(self, info: Mapping[str, Any], time: float) -> None:
        totals, last = inner(info, "total_token_usage"), inner(info, "last_token_usage")
        if not totals and not last:
            return
        single, whole, before = _usage(last), _usage(totals), self.totals
        if totals:
            if whole == before:
                return
            self.totals = whole
            # Counters that go on from a parent's, and ones that began anew, tell of the last request only.
            if before is not None and all(new >= old for new, old in zip(whole, before, strict=True)):
                single = tuple(new - old for new, old in zip(whole, before, strict=True))
            elif not last:
                single = whole
        if self.recorded:
            return
        copy = self.copies.certain(time)
        if copy is None:
            copy = not self.book.first(NAME, self.copies.parent, whole or single)
        elif copy:
            self.book.duplicates += 1
        mine = self.book.first(NAME, self.copies.key or self.name, whole) if totals and not copy else not copy
        if copy:
            if not self.own:
                self.events.clear()
        elif mine:
            self.place(self.request(single, text(info, "model"), time))

    def request(self, usage: _Usage, model: str, time: float) -> Request:
        prompt, read, write, output, _ = usage
        read = min(read, prompt)
        called = self.called if self.answer_at is not None else self.heard
        return Request(
            model or self.model,
            prompt,
            output,
            read,
            min(write, prompt - read),
            time=time,
            seconds=between(called, time),
            aside=self.copies.sub_agent,
        )

    def place(self, request: Request) -> None:
        """Put a request before what its answer asked for, which may have ended before it was counted."""
        if not request.model:
            self.book.skip("requests of a model without a name")
            return
        if self.copies.parent and not self.own:
            self.own = True
            # What stands before the person's last prompt came with the parent's log.
            asked = [index for index, event in enumerate(self.events) if isinstance(event, Asked)]
            cut = asked[-1] if asked else len(self.events)
            del self.events[:cut]
            self.answer_at = None if self.answer_at is None else max(0, self.answer_at - cut)
        if self.answer_at is None:
            self.events.append(request)
            self.heard = UNKNOWN
        else:
            self.events.insert(self.answer_at, request)
        self.answer_at, self.called = None, UNKNOWN


def _usage(source: Mapping[str, Any]) -> _Usage:
    return tuple(tokens(source, key) for key in _USAGE)

"""The rows of one of Claude Code's files, one after the other, and what they come to."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from presets.logs.book import Book
from presets.logs.outcomes import TestCommands, only_more
from presets.logs.readers.claude_code_answers import Answer, Usage
from presets.logs.readers.claude_code_tools import Background, Tools
from presets.logs.record import UNKNOWN, Asked, Compacted, Event, GaveUp
from presets.logs.values import Broken, inner, items, moment, parsed, price, text, tokens

# What stands before an object or list is seen without parsing the row; most rows are of no interest, and long.
_TYPE = re.compile(rb'\{\s*(?:"\w+"\s*:\s*(?:null|true|false|-?[\d.]+|"[^"\\]*+")\s*,\s*)*+"type"\s*:\s*"([\w-]+)"')
_SEEN = frozenset({b"user", b"assistant", b"system"})
_SIDE = re.compile(rb'"isSidechain"\s*:\s*true')
_RESULT = re.compile(rb'"tool_use_id"\s*:\s*"([^"\\]*)"')
_TIME = re.compile(rb'"timestamp"\s*:\s*"([^"\\]{10,40})"')

_COMMAND = re.compile(r"<command-name>\s*(/?[\w:.-]*)")
_FORGET = frozenset({"/clear", "/reset", "/new"})
_INTERRUPTED = "[Request interrupted"
_LOCAL_OUTPUT = "<local-command-std"
# What stands in a person's place without being their prompt.
_NOT_ASKED = (
    *("<local-command", "<command-", "<task-notification", "<bash-", "<user-memory-input", "<system-reminder", "<ide_"),
    *("<teammate-message", "Caveat: The messages below were generated", _INTERRUPTED),
)


class Transcript:
    """What the rows of a file say, in their order.

    Args:
        agent: The name by which requests are told from those of other agents.
        book: Told what is left out.
        tests: Which commands run tests.
        aside: Whether it is a sub-agent's.

    Attributes:
        key: The session's own name.
        project: The folder it worked in.
        resumed: Whether it goes on with a conversation that stands elsewhere.
    """

    def __init__(self, agent: str, book: Book, tests: TestCommands, *, aside: bool) -> None:
        self.key = self.project = ""
        self.resumed = False
        self._agent = agent
        self._book = book
        self._aside = aside
        self._happened: list[Event | Answer | Background] = []
        self._answers: dict[str, Answer] = {}
        self._tools = Tools(book, tests)
        self._before = {False: UNKNOWN, True: UNKNOWN}
        """When the last row came that an answer is given to, in the main conversation and aside."""
        self._command: float | None = None
        """When a command was typed of which it is not known yet whether it is a prompt."""
        self._fresh = True
        """Whether no answer was given in this conversation yet."""
        self._answered = 0
        """Answers in the main conversation."""
        self._turns: dict[str, int] = {}
        """How many of them there were when a person last went on from a row."""
        self._linked = False
        """Whether rows say which row they follow."""

    def events(self) -> list[Event]:
        """Everything that happened."""
        found: list[Event] = []
        for one in self._happened:
            if isinstance(one, Answer):
                found += one.requests(self._book)
            elif isinstance(one, Background):
                found += one.events()
            else:
                found.append(one)
        return found

    def see(self, line: bytes) -> None:
        """Take the next row in; a broken one is counted."""
        if not line or line.isspace():
            return
        kind = _TYPE.match(line)
        if kind and kind[1] not in _SEEN:
            return
        if kind and kind[1] == b"user" and not self._awaited(line):
            if time := _TIME.search(line):
                self._before[self._is_aside(_SIDE.search(line, 0, 1000) is not None)] = moment(time[1].decode(errors="replace"))
            return
        try:
            self._row(parsed(line))
        except Broken:
            self._book.skip("broken lines")

    def _awaited(self, line: bytes) -> bool:
        """Whether a row of a user says more than when a tool had ended."""
        results = _RESULT.findall(line)
        return (
            not results
            or _INTERRUPTED.encode() in line
            or any(self._tools.awaits(result.decode(errors="replace")) for result in results)
        )

    def _is_aside(self, marked: object) -> bool:
        return self._aside or marked is True

    def _row(self, row: Mapping[str, Any]) -> None:
        kind = row.get("type")
        aside = self._is_aside(row.get("isSidechain"))
        time = moment(row.get("timestamp"))
        self.key = self.key or text(row, "sessionId")
        self.project = self.project or text(row, "cwd")
        if kind == "user":
            self._user(row, time, aside=aside)
        elif kind == "assistant" or (kind is None and inner(row, "message", "usage")):
            self._assistant(row, time, aside=aside)
        elif kind == "system" and row.get("subtype") == "compact_boundary":
            self._compacted(time, tokens(inner(row, "compactMetadata"), "preTokens"))
            self.resumed |= self._fresh

    def _assistant(self, row: Mapping[str, Any], time: float, *, aside: bool) -> None:
        message = inner(row, "message")
        model = text(message, "model")
        self._linked = self._linked or bool(text(row, "parentUuid"))
        if model == "<synthetic>" or row.get("isApiErrorMessage") is True:
            self._book.skip("error messages in the place of an answer")
            return
        if counts := inner(message, "usage"):
            usage = Usage.of(counts, model, price(row, "costUSD"))
            answer = self._answer(text(message, "id") or text(row, "requestId"), aside=aside)
            if answer is None:
                return
            answer.add(usage, items(message, "content"), time, aside=aside)
        else:
            self._book.skip("answers without token counts")
        for block in items(message, "content"):
            if block.get("type") == "tool_use":
                self._tools.asked(block, time, self.project, aside=aside)

    def _answer(self, identity: str, *, aside: bool) -> Answer | None:
        """The answer that a row belongs to, ``None`` if it stands in another file as well and was counted there."""
        if identity in self._answers:
            known = self._answers[identity]
            return known if known.kept else None
        answer = Answer(self._before[aside], aside=aside, kept=not identity or self._book.first(self._agent, identity))
        if identity:
            self._answers[identity] = answer
        if not answer.kept:
            self._copied(aside=aside)
            return None
        if not aside:
            if self._command is not None:
                self._happened.append(Asked(self._command))
            self._command, self._fresh = None, False
            self._answered += 1
        self._happened.append(answer)
        return answer

    def _copied(self, *, aside: bool) -> None:
        """An answer stands elsewhere as well: what was asked before it does so too."""
        if aside:
            return
        self._command = None
        while self._happened and isinstance(self._happened[-1], Asked | Compacted | GaveUp):
            self._happened.pop()
        self.resumed |= self._fresh

    def _user(self, row: Mapping[str, Any], time: float, *, aside: bool) -> None:
        message = inner(row, "message")
        words = message.get("content")
        blocks = [{"type": "text", "text": words}] if isinstance(words, str) else items(message, "content")
        results = [block for block in blocks if block.get("type") == "tool_result"]
        for result in results:
            self._happened += self._tools.answered(result, row, self._before[aside], time)
        self._before[aside] = time
        if row.get("isCompactSummary") is True:
            self._compacted(time)
            self.resumed |= self._fresh
        elif not (aside or row.get("isMeta") is True):
            if not results:
                self._turn(text(row, "parentUuid"), time)
            self._said(blocks, time, alone=not results)

    def _turn(self, parent: str, time: float) -> None:
        """A person goes on from a row: if they did so before, and had an answer, they went back to it."""
        if self._linked and self._turns.get(parent, self._answered) < self._answered:
            self._happened.append(GaveUp(time, rewound=True))
        self._turns[parent] = self._answered

    def _said(self, blocks: Sequence[Mapping[str, Any]], time: float, *, alone: bool) -> None:
        """What stands in a person's place; beside answers of tools it can only be that they were interrupted."""
        texts = [text(block, "text").strip() for block in blocks if block.get("type") == "text"]
        own = [part for part in texts if part and not part.startswith(_NOT_ASKED)]
        if any(part.startswith(_INTERRUPTED) for part in texts):
            self._happened.append(GaveUp(time))
        elif not alone:
            return
        elif own or any(text(block, "type") in {"image", "document"} for block in blocks):
            self._command = None
            self._happened.append(Asked(time, only_more(" ".join(own))))
        elif any(part.startswith(_LOCAL_OUTPUT) for part in texts):
            self._command = None
        elif command := next(filter(None, map(_COMMAND.search, texts)), None):
            if command[1] in _FORGET:
                self._compacted(time)
            else:
                self._command = time

    def _compacted(self, time: float, before: int = 0) -> None:
        """The conversation begins anew, once; before any answer there is none."""
        if not (self._fresh or (self._happened and isinstance(self._happened[-1], Compacted))):
            self._happened.append(Compacted(time, before))

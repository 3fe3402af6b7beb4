"""Writes sessions as Claude Code does, with what makes its logs hard to read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from presets.logs.record import Asked, Checked, Compacted, Edited, Event, GaveUp, LoggedSession, Request
from tests.logs.writing import stamp

Row = dict[str, Any]

PASSED = "....\n===== 12 passed in 1.00s ====="
FAILED = "F...\nFAILED tests/test_a.py::test_b - assert 1 == 2\n===== 1 failed, 11 passed in 1.00s ====="
TESTS = "cd /project && pytest -q 2>&1 | tail -5"

BROKEN = ('{"type":"user","message":{"role":"us', '["no","object"]', "{}}")


def write(sessions: Iterable[LoggedSession], folder: Path) -> list[Path]:
    """A file per conversation, sub-agents in files of their own or among its rows, and a copy made by resuming it.

    Answers have several rows with the same token counts, of which only one is right; some come again later.
    """
    written = []
    for number, session in enumerate(sessions):
        transcript = Transcript(session.key, session.project, gateway=number % 3 == 2, inside=number % 2 == 1)
        transcript.play(session.events)
        written += transcript.save(folder / "-home-user-project")
    return written


def usage(request: Request, output: int | None = None) -> Row:
    """Token counts as a row repeats them."""
    counts = {
        "input_tokens": request.prompt - request.read - request.write,
        "cache_creation_input_tokens": request.write,
        "cache_read_input_tokens": request.read,
        "output_tokens": request.output if output is None else output,
        "cache_creation": {
            "ephemeral_5m_input_tokens": request.write - request.write_hour,
            "ephemeral_1h_input_tokens": request.write_hour,
        },
        "service_tier": "standard",
    }
    return counts | ({"iterations": []} if request.output % 2 else {})


def tool(identity: str, name: str, **given: Any) -> Row:
    """A block in which the model asks for a tool."""
    return {"type": "tool_use", "id": identity, "name": name, "input": given}


def answer(
    request: Request, identity: str, *blocks: Row, output: int | None = None, time: float | None = None, **more: Any
) -> Row:
    """A row of an answer."""
    message: Row = {"model": request.model, "id": identity, "type": "message", "role": "assistant", "content": list(blocks)}
    message |= {"stop_reason": None, "usage": usage(request, output)}
    return {"isSidechain": False, "message": message, "type": "assistant", "timestamp": stamp(time or request.time)} | more


def said(content: Any, time: float, **more: Any) -> Row:
    """A row in a person's place."""
    message = {"role": "user", "content": content}
    return {"isSidechain": False, "type": "user", "message": message, "timestamp": stamp(time)} | more


def result(identity: str, content: Any, time: float, *, failed: bool = False, told: Any = None) -> Row:
    """A row with what a tool answered."""
    block = {"tool_use_id": identity, "type": "tool_result", "content": content, "is_error": failed}
    told = told if told is not None or failed else {"stdout": content, "stderr": "", "interrupted": False}
    return said([block], time, toolUseResult=told if told is not None else f"Error: {content}")


def text(words: str = "So be it.") -> Row:
    """A block of text."""
    return {"type": "text", "text": words}


class Transcript:
    """A file while it is written.

    Args:
        key: The session's.
        project: The folder it works in.
        gateway: Whether the answers come without ``requestId``.
        inside: Whether the rows of sub-agents stand among the others.
    """

    def __init__(self, key: str, project: str, *, gateway: bool = False, inside: bool = False) -> None:
        self.key = key
        self.project = project
        self.gateway = gateway
        self.inside = inside
        self.rows: list[Row | str] = [{"type": "file-history-snapshot", "messageId": "x", "snapshot": {"timestamp": stamp(1)}}]
        self.agents: list[list[Row]] = []
        self.model = ""
        self.time = 0.0
        self.numbers = count()

    def play(self, events: Sequence[Event]) -> None:
        for number, event in enumerate(events):
            match event:
                case Request(aside=True):
                    pass  # with the request that it belongs to
                case Request():
                    self.request(event, events[number + 1 :])
                case Asked():
                    self.noise(event.time)
                    self.add(said("continue" if event.more else [text("Make it so, and well.")], event.time))
                case Compacted():
                    kept = {"trigger": "auto", "preTokens": event.prompt}
                    row = {
                        "isSidechain": False,
                        "type": "system",
                        "subtype": "compact_boundary",
                        "timestamp": stamp(event.time),
                    }
                    self.add(row | {"compactMetadata": kept})
                    self.add(said("This session is being continued.", event.time, isCompactSummary=True))
                case GaveUp() if not self.taken_back(number, events):
                    self.add(said([text("[Request interrupted by user]")], event.time))
                case _:
                    pass  # what an answer asked for stands with it
            self.time = event.time

    def request(self, request: Request, after: Sequence[Event]) -> None:
        """An answer, and what the tools that it asks for come to."""
        self.switch(request)
        begun = request.time - request.seconds
        if begun > self.time and self.model:
            self.add(result(f"toolu_{self.key}_none", "read", begun))
        number = next(self.numbers)
        identity = f"msg_{self.key}_{number}"
        own: Row = {} if self.gateway else {"requestId": f"req_{number}"}
        doing = self.doing(f"toolu_{self.key}_{number}", after)
        blocks = [{"type": "thinking", "thinking": "", "signature": "x" * 40}, text(), *(block for block, _ in doing)]
        for place, block in enumerate(blocks):
            # The last row is not always the one with all tokens.
            output = request.output if place == max(1, len(blocks) - 2) else min(1, request.output)
            self.add(answer(request, identity, block, output=output, **own))
        for _, rows in doing:
            for row in rows:
                self.add(row)
        if number % 7 == 3:  # a question beside it repeats the answer
            self.add(answer(request, identity, text(), isSidechain=True, requestId=f"req_again_{number}"))
        self.model = request.model

    def doing(self, name: str, after: Sequence[Event]) -> list[tuple[Row, list[Row]]]:
        """What an answer asks for, and the rows that answer it."""
        found: list[tuple[Row, list[Row]]] = []
        for number, event in enumerate(after):
            identity = f"{name}_{number}"
            match event:
                case Request(aside=True):
                    ended = result(identity, "done", event.time, told={"agentId": "a1", "usage": usage(event)})
                    rows = [*self.agent(event), ended]
                    found.append((tool(identity, "Task", prompt="Look around."), rows))
                case Edited():
                    path = f"{self.project}/tests/test_a.py" if event.tests_only else f"{self.project}/a.py"
                    use = tool(identity, "Edit", file_path=path, old_string="a", new_string="b")
                    found.append((use, [result(identity, "The file has been updated", event.time)]))
                case Checked():
                    # Nobody knows, where no summary is to be seen behind a pipe.
                    shown = {True: PASSED, False: FAILED, None: "..."}[event.passed]
                    use = tool(identity, "Bash", command=TESTS, description="Run the tests")
                    found.append((use, [result(identity, shown, event.time)]))
                case GaveUp() if self.taken_back(number, after):
                    use = tool(identity, "Bash", command="git checkout -- .")
                    found.append((use, [result(identity, "", event.time)]))
                case GaveUp():
                    pass
                case _:
                    break
        return found

    def taken_back(self, number: int, events: Sequence[Event]) -> bool:
        """Whether a bug is given up by undoing the changes: every other time."""
        return int(events[number].time * 1000) % 2 == 0

    def agent(self, request: Request) -> list[Row]:
        """A sub-agent's only answer: its rows, if they do not stand in a file of their own."""
        identity = f"msg_{self.key}_aside_{next(self.numbers)}"
        asked = said("Look around.", request.time - request.seconds, isSidechain=True, agentId="a1")
        rows = [asked, answer(request, identity, text(), isSidechain=True, agentId="a1")]
        if self.inside:
            return rows
        self.agents.append([row | {"sessionId": self.key} for row in rows])
        return []

    def switch(self, request: Request) -> None:
        """What a person types to change the model, and what that leaves in the log."""
        if self.model in {"", request.model}:
            return
        self.add(said("<command-name>/model</command-name>\n<command-args>x</command-args>", self.time))
        self.add(said("<local-command-stdout>Set model to x</local-command-stdout>", self.time))

    def noise(self, time: float) -> None:
        """Rows that say nothing of the work."""
        nested = answer(Request("other-model", 999, 999, time=time), "msg_progress", text())
        self.add({"isSidechain": False, "type": "progress", "data": {"message": nested}, "timestamp": stamp(time)})
        self.add(answer(Request("<synthetic>", 0, 0, time=time), "msg_synthetic", text("API Error"), isApiErrorMessage=True))
        self.add(said("Caveat: The messages below were generated by the user while running commands.", time, isMeta=True))
        self.add({"type": "queue-operation", "operation": "enqueue", "timestamp": stamp(time), "content": "x"})
        self.rows.append(BROKEN[next(self.numbers) % len(BROKEN)])

    def add(self, row: Row) -> None:
        self.rows.append({"parentUuid": None, "cwd": self.project, "sessionId": self.key, "version": "2.1.39"} | row)

    def save(self, folder: Path) -> list[Path]:
        """The files of the conversation, and of one that somebody resumed and left."""
        main = save(folder / f"{self.key}.jsonl", self.rows, 1)
        copied = [row if isinstance(row, str) else row | {"sessionId": f"{self.key}-again"} for row in self.rows]
        again = save(folder / f"{self.key}-again.jsonl", [row for row in copied if isinstance(row, dict)], 2)
        inside = folder / self.key / "subagents"
        agents = [save(inside / f"agent-a{number}.jsonl", rows, 1) for number, rows in enumerate(self.agents)]
        return [main, again, *agents]


def save(path: Path, rows: Iterable[Row | str], age: int = 1) -> Path:
    """Write a file; ``age`` is how much later than others it was changed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (row if isinstance(row, str) else json.dumps(row, separators=(",", ":"), ensure_ascii=False) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines))
    os.utime(path, (2e9 + age, 2e9 + age))
    return path

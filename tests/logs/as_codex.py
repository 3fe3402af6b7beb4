"""Writes sessions as Codex does, with what makes its logs hard to read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from presets.logs.record import Asked, Checked, Compacted, Edited, Event, GaveUp, LoggedSession, Request
from tests.logs.writing import PRINTED, stamp, until_next


def write(sessions: Iterable[LoggedSession], folder: Path, *, records: bool = False) -> list[Path]:
    """A file per conversation; sub-agents have their own, which begin with a copy of their parent's.

    Counters are repeated before every prompt, and have nothing in them at first; compactions hold copies of usage.

    Args:
        sessions: What happened.
        folder: Where the files go.
        records: Whether requests have records of their own beside the running totals.
    """
    written = []
    for session in sessions:
        rollout = Rollout(session.key, session.project, records=records)
        for number, event in enumerate(session.events):
            if isinstance(event, Request) and event.aside:
                child = Rollout(f"{session.key}-{number}", session.project, parent=rollout, records=records)
                child.request(event, [])
                written.append(child.save(folder))
            elif isinstance(event, Request):
                rollout.request(event, until_next(session.events[number + 1 :]))
            elif isinstance(event, Asked | Compacted):
                rollout.tell(event)
        written.append(rollout.save(folder))
    return written


def minted(time: float, number: int) -> str:
    """An id that begins with the time (UUID, version 7)."""
    digits = f"{round(time * 1000):012x}7{number % 0x1000:03x}8{number:015x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


class Rollout:
    """A file while it is written."""

    def __init__(self, key: str, project: str, *, parent: Rollout | None = None, records: bool = False) -> None:
        self.key = key
        self.project = project
        self.records = records
        self.parent = parent
        self.lines: list[dict[str, Any]] = []
        self.totals = [0, 0, 0, 0]
        self.shown: dict[str, Any] | None = None
        self.model = ""
        self.time = 0.0
        self.count = 0
        self.busy = ""
        """The call that is answered when the next request begins."""

    def add(self, time: float, kind: str, payload: dict[str, Any]) -> None:
        if not self.lines:
            self.begin(time)
        self.time = time
        self.lines.append({"timestamp": stamp(time), "type": kind, "payload": payload})

    def begin(self, time: float) -> None:
        self.key = minted(time, sum(map(ord, self.key)))
        meta = {
            "id": self.key,
            "timestamp": stamp(time),
            "cwd": self.project,
            "originator": "codex_exec",
            "cli_version": "0.150.0",
        }
        if self.parent is None:
            self.lines.append({"timestamp": stamp(time), "type": "session_meta", "payload": {**meta, "source": "exec"}})
            self.event(time, "token_count", info=None, rate_limits={"primary": {"used_percent": 4.0}})
            return
        source = {"subagent": {"thread_spawn": {"parent_thread_id": self.parent.key}}}
        self.lines.append({"timestamp": stamp(time), "type": "session_meta", "payload": {**meta, "source": source}})
        # The copy has the time at which it was made.
        copied = [line for line in self.parent.lines if line["type"] != "token_usage_record"]
        self.lines += [{**line, "timestamp": stamp(time)} for line in copied]

    def event(self, time: float, kind: str, **payload: Any) -> None:
        self.add(time, "event_msg", {"type": kind, **payload})

    def item(self, time: float, kind: str, **payload: Any) -> None:
        self.add(time, "response_item", {"type": kind, **payload})

    def tell(self, event: Asked | Compacted) -> None:
        if isinstance(event, Compacted):
            copy = {"type": "token_count", "info": self.shown}
            history = [{"type": "message", "role": "user"}, {"type": "event_msg", "payload": copy}]
            self.add(event.time, "compacted", {"message": "summary", "replacement_history": history, "token_count": self.shown})
            return
        self.turn(event.time)
        if self.shown is not None:
            self.event(event.time, "token_count", info=self.shown)
        self.event(event.time, "user_message", message="continue" if event.more else "Another feature, please: a longer text.")

    def turn(self, time: float) -> None:
        self.count += 1
        self.event(time, "task_started", turn_id=minted(time, self.count))

    def request(self, request: Request, then: list[Event]) -> None:
        began = request.time - request.seconds
        if self.busy:
            self.item(began, "function_call_output", call_id=self.busy, output=_said(0.05, 0, "text"))
            self.busy = ""
        if self.parent is not None:
            self.turn(began)
        if request.model != self.model:
            self.model = request.model
            self.add(began, "turn_context", {"model": request.model, "cwd": self.project, "turn_id": minted(began, 77)})
        if self.parent is not None:
            self.event(began, "user_message", message="Look that up.")
        self.item(request.time, "reasoning", summary=[], encrypted_content="xxxx")
        calls = [self.call(request.time, event) for event in then]
        if self.aside_from(then):
            self.busy = self.called(request.time, "exec_command", {"cmd": "cat src/main.py"})
        quick = self.count % 3 == 1 and bool(calls)
        if quick:  # a tool that has answered before the answer was counted
            self.answer(calls[0], then[0])
        self.used(request)
        for call, event in list(zip(calls, then, strict=True))[1 if quick else 0 :]:
            self.answer(call, event)

    @staticmethod
    def aside_from(then: list[Event]) -> bool:
        return not any(isinstance(event, Checked | GaveUp) for event in then)

    def called(self, time: float, name: str, arguments: dict[str, Any]) -> str:
        self.count += 1
        call = f"call_{self.count}"
        self.item(time, "function_call", name=name, arguments=json.dumps(arguments), call_id=call)
        return call

    def call(self, time: float, event: Event) -> str:
        if isinstance(event, Edited):
            self.count += 1
            file = "tests/test_it.py" if event.tests_only else "src/it.py"
            patch = f"*** Begin Patch\n*** Update File: {file}\n@@\n-a\n+b\n*** End Patch"
            self.item(
                time, "custom_tool_call", name="apply_patch", call_id=f"call_{self.count}", input=patch, status="completed"
            )
            return f"call_{self.count}"
        if isinstance(event, Checked):
            line = "python -m pytest -q" + (" | tail -3" if event.passed is None else "")
            if self.count % 2:
                return self.called(time, "shell", {"command": ["bash", "-lc", line]})
            return self.called(time, "exec_command", {"cmd": line})
        return ""

    def answer(self, call: str, event: Event) -> None:
        if isinstance(event, Edited):
            output = json.dumps({"output": "Success. Updated the following files:", "metadata": {"exit_code": 0}})
            self.item(event.time, "custom_tool_call_output", call_id=call, output=output)
        elif isinstance(event, Checked):
            code = int(event.passed is False)
            said = PRINTED[event.passed]
            output = _said(event.seconds, code, said)
            if call[-1] in "13579":
                details = {"exit_code": code, "duration_seconds": event.seconds}
                output = json.dumps({"output": said, "metadata": details})
            self.item(event.time, "function_call_output", call_id=call, output=output)
        elif isinstance(event, GaveUp):
            self.event(event.time, "turn_aborted", reason="interrupted")

    def used(self, request: Request) -> None:
        last = [request.prompt, request.read, request.write, request.output]
        self.totals = [total + new for total, new in zip(self.totals, last, strict=True)]
        self.shown = {"total_token_usage": usage(self.totals), "last_token_usage": usage(last), "model_context_window": 258400}
        if self.records:
            self.count += 1
            payload = {"thread_id": self.key, "response_id": f"resp_{self.key}_{self.count}", "usage": usage(last)}
            order = [("token_usage_record", payload), ("event_msg", {"type": "token_count", "info": self.shown})]
            for kind, line in order if self.count % 2 else order[::-1]:
                self.add(request.time, kind, line)
            self.add(request.time, "token_usage_record", payload)
        else:
            self.event(request.time, "token_count", info=self.shown)
        self.event(request.time, "token_count", info=self.shown, rate_limits=None)

    def save(self, folder: Path) -> Path:
        day = folder / "sessions" / "2026" / "10" / "22"
        day.mkdir(parents=True, exist_ok=True)
        path = day / f"rollout-{self.lines[0]['timestamp'].replace(':', '-')}-{self.key}.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in self.lines))
        return path


def usage(numbers: Iterable[int]) -> dict[str, int]:
    """Tokens as Codex names them."""
    prompt, read, write, output = numbers
    return {
        "input_tokens": prompt,
        "cached_input_tokens": read,
        "cache_write_input_tokens": write,
        "output_tokens": output,
        "reasoning_output_tokens": output // 2,
        "total_tokens": prompt + output,
    }


def _said(seconds: float, code: int, output: str) -> str:
    return f"Chunk ID: 0a1b\nWall time: {seconds:.4f} seconds\nProcess exited with code {code}\nOutput:\n{output}\n"

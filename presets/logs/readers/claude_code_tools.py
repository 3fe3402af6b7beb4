"""What Claude Code's tools were asked to do, and what came of it: files changed, tests run, changes taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from presets.logs.book import Book
from presets.logs.changes import changed_by, inside
from presets.logs.outcomes import TestCommands
from presets.logs.record import Checked, Edited, Event, GaveUp
from presets.logs.values import between, inner, text, texts

_EDITS = frozenset({"Edit", "MultiEdit", "NotebookEdit", "Update", "Write"})
_READS_OUTPUT = frozenset({"AgentOutputTool", "BashOutput", "BashOutputTool", "TaskOutput"})

_EXIT_CODE = re.compile(r"\s*(?:Error: )?Exit code:? (-?\d{1,9})\b")
_READ_EXIT_CODE = re.compile(r"<exit_code>\s*(-?\d{1,9})\s*</exit_code>")
_RUNNING = re.compile(r"<status>\s*(?:running|pending)|<retrieval_status>\s*(?:timeout|not_ready)")
_ENOUGH = 5_000
"""The characters at the end of an output in which a summary stands."""

# An answer to a tool that was not used.
_NOT_DONE = re.compile(
    r"\s*(?:The user doesn't want to|\[Request interrupted|<tool_use_error>|Permission to use |Claude requested permission|"
    r"This command requires approval|Interrupted by user)",
)


@dataclass(frozen=True, slots=True)
class _Call:
    """A tool that was asked to do something of interest.

    Attributes:
        time: When.
        command: Of a shell.
        tests: Whether that runs tests.
        paths: Of the files that it changes.
        folder: The project's.
        reads: The number of the run whose output it reads.
    """

    time: float
    command: str = ""
    tests: bool = False
    paths: tuple[str, ...] = ()
    folder: str = ""
    reads: str = ""


@dataclass(slots=True)
class Background:
    """Tests that run while the agent goes on.

    Attributes:
        call: What started them.
        check: Of which nobody knows, where the agent was told that they run.
        read: Whether the agent read how they ended.
    """

    call: _Call
    check: Checked
    read: bool = False

    def events(self) -> list[Event]:
        """The check, unless its end was read later: it stands there then."""
        return [] if self.read else [self.check]


class Tools:
    """What tools are asked, until they answer.

    Args:
        book: Told what is left out.
        tests: Which commands run tests.
    """

    def __init__(self, book: Book, tests: TestCommands) -> None:
        self._book = book
        self._tests = tests
        self._calls: dict[str, _Call] = {}
        self._done: set[str] = set()
        self._background: dict[str, Background] = {}

    def awaits(self, identity: str) -> bool:
        """Whether the answer of a tool is of interest."""
        return identity in self._calls

    def asked(self, block: Mapping[str, Any], time: float, folder: str, *, aside: bool) -> None:
        """A tool is asked to do something.

        Args:
            block: What the model wrote.
            time: When.
            folder: The project's.
            aside: Whether a sub-agent asks.
        """
        identity = text(block, "id")
        if not identity or identity in self._done:
            return
        given = inner(block, "input")
        name, command = text(block, "name"), text(given, "command")
        edited = text(given, "file_path", "notebook_path", "path") if name in _EDITS else changed_by(name, given)
        if edited:
            if inside(edited, folder):
                self._calls[identity] = _Call(time, paths=(edited,), folder=folder)
        elif name in _READS_OUTPUT:
            number = text(given, "task_id", "bash_id", "shell_id", "agentId")
            if number in self._background:
                self._calls[identity] = _Call(time, reads=number)
        elif command and self._tests.runs_tests(command):
            if aside:
                self._book.skip("test runs of sub-agents")
            else:
                self._calls[identity] = _Call(
                    time, command, tests=True, paths=self._tests.changed(command, folder), folder=folder
                )
        elif command and (paths := self._tests.changed(command, folder)):
            self._calls[identity] = _Call(time, paths=paths, folder=folder)
        elif command and not aside and self._tests.takes_back(command):
            self._calls[identity] = _Call(time, command)

    def answered(
        self,
        block: Mapping[str, Any],
        row: Mapping[str, Any],
        before: float,
        time: float,
    ) -> Iterator[Event | Background]:
        """What came of it, in the order in which it happened.

        Args:
            block: What the tool answered.
            row: In which that stands.
            before: When the tool before had answered: they run one after the other.
            time: When this one did.
        """
        identity = text(block, "tool_use_id")
        call = self._calls.pop(identity, None)
        if call is None:
            return
        self._done.add(identity)
        said = text(block, "content") or texts(block, "content")
        result = row.get("toolUseResult")
        failed = block.get("is_error")
        if not isinstance(failed, bool):
            failed = False if isinstance(result, dict) else None
        if failed and _NOT_DONE.match(said):
            return
        if call.paths and (call.tests or not failed):
            yield Edited(time, self._tests.changes_only_tests(call.paths, call.folder))
        if call.reads:
            yield from self._read(call, said, time)
        elif call.tests:
            yield self._ran(call, said, inner(row, "toolUseResult"), max(call.time, before), time, failed=failed)
        elif call.command and not call.paths and not failed:
            yield GaveUp(time)

    def _ran(
        self,
        call: _Call,
        said: str,
        result: Mapping[str, Any],
        began: float,
        time: float,
        *,
        failed: bool | None,
    ) -> Event | Background:
        if number := text(result, "backgroundTaskId"):
            self._background[number] = Background(call, Checked(None, time, command=self._tests.number(call.command)))
            return self._background[number]
        stopped = result.get("interrupted") is True
        code = _EXIT_CODE.match(said)
        # What the agent shows the model may be cut where the whole output is not.
        output = "\n".join(part[-_ENOUGH:] for part in (text(result, "stdout"), text(result, "stderr"), said))
        exit_code = int(code[1]) if code else None
        passed = None if stopped else self._tests.passed(call.command, output, exit_code, failed=failed)
        return Checked(passed, time, between(began, time), self._tests.number(call.command))

    def _read(self, call: _Call, said: str, time: float) -> Iterator[Event]:
        """The output of a run in the background, once it has ended."""
        run = self._background[call.reads]
        if run.read or _RUNNING.search(said[:2000]):
            return
        code = _READ_EXIT_CODE.search(said[:2000])
        passed = self._tests.passed(run.call.command, said, int(code[1]) if code else None)
        if passed is not None:
            run.read = True
            # Read some time after they had ended.
            yield Checked(passed, time, command=run.check.command)

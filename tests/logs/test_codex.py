"""What is read from Codex's logs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import zstandard

from presets.files.lines import head
from presets.logs.book import Book
from presets.logs.outcomes import TestCommands
from presets.logs.readers import codex, packed
from presets.logs.record import Asked, Checked, Edited, GaveUp, LoggedSession, Request
from tests.logs.as_codex import Rollout, usage, write
from tests.logs.made import made
from tests.logs.plain import assert_same, parts
from tests.logs.true import TRAPS
from tests.logs.writing import FAILED, stamp

START = 1_792_656_000.0


def read(path: Path, book: Book | None = None) -> list[LoggedSession]:
    assert codex.recognises(path, head(path))
    return list(codex.sessions(path, book or Book(), TestCommands()))


def used(sessions: list[LoggedSession]) -> list[tuple[int, int, int]]:
    """Prompt, cache reads and output of every request."""
    found = [event for session in sessions for event in session.events if isinstance(event, Request)]
    return [(request.prompt, request.read, request.output) for request in found]


@pytest.mark.parametrize("records", [False, True])
def test_generated_sessions_come_back_and_those_of_sub_agents_without_the_copies_of_their_parents(
    tmp_path: Path, *, records: bool
) -> None:
    sessions = [case.session for case in made(6, 3, habits=TRAPS)]
    book = Book()
    found = [session for path in write(sessions, tmp_path, records=records) for session in read(path, book)]
    mains = [session for session in found if parts(session)[0]]
    beside = [request for session in found for request in parts(session)[1]]
    for got, wrote in zip(mains, sessions, strict=True):
        # The prompt of a compaction is that of the request before it, which is all that is told.
        assert_same(got.events, parts(wrote)[0], "write_hour", "command", "Compacted.prompt")
        assert (got.agent, got.project, got.trial, got.passed, got.sized) == ("Codex", "project", False, None, True)
        assert len({event.command for event in got.events if isinstance(event, Checked)}) <= 1
    assert_same(beside, [request for session in sessions for request in parts(session)[1]], "write_hour")
    assert len(beside) > 3
    assert not book.skipped


def conversation(sizes: list[tuple[int, int, int]], **meta: Any) -> Rollout:
    """A conversation whose requests have these prompts, cache reads and outputs."""
    rollout = Rollout("one", "project")
    rollout.begin(START)
    rollout.lines[0]["payload"].update(meta)
    rollout.tell(Asked(START + 1))
    for number, size in enumerate(sizes):
        rollout.request(asked(number, *size), [])
    return rollout


def asked(number: int, prompt: int, read: int, output: int) -> Request:
    return Request("gpt-5.2-codex", prompt, output, read, time=START + 10 * number + 5, seconds=2.0)


SIZES = [(9000, 6000, 140), (9300, 9000, 30), (9500, 9300, 60)]


def test_counters_that_are_repeated_or_empty_are_no_requests(tmp_path: Path) -> None:
    rollout = conversation(SIZES)
    counters = [line for line in rollout.lines if line["payload"].get("type") == "token_count"]
    assert (len(counters), sum(line["payload"]["info"] is None for line in counters)) == (7, 1)
    assert used(read(rollout.save(tmp_path))) == SIZES


def test_totals_that_fall_began_anew_and_ones_that_go_on_from_elsewhere_tell_of_the_last_request(tmp_path: Path) -> None:
    rollout = Rollout("one", "project")
    rollout.begin(START)
    rollout.totals = [1_000_000, 900_000, 0, 50_000]
    rollout.request(asked(0, *SIZES[0]), [])
    rollout.totals = [0, 0, 0, 0]
    rollout.request(asked(1, *SIZES[1]), [])
    assert used(read(rollout.save(tmp_path))) == SIZES[:2]


def forked(parent: Rollout, name: str, own: tuple[int, int, int], *, turns: bool, counted: bool = True) -> Rollout:
    """A conversation that begins with a copy of another one, with the time at which it was copied."""
    child = Rollout(name, "project")
    child.begin(START + 1000)
    child.lines[0]["payload"]["forked_from_id"] = parent.key
    child.lines += [{**line, "timestamp": stamp(START + 1000)} for line in parent.lines]
    child.totals, child.shown, child.model, child.count = list(parent.totals), parent.shown, parent.model, 50
    if counted:
        child.tell(Asked(START + 1001))
        child.request(asked(100, *own), [Edited(START + 1006)])
    if not turns:
        for line in child.lines:
            line["payload"].pop("turn_id", None)
    return child


@pytest.mark.parametrize("turns", [True, False])
def test_a_fork_has_only_what_came_after_the_copy_of_its_parent(tmp_path: Path, *, turns: bool) -> None:
    parent = conversation(SIZES)
    first, second = (forked(parent, name, (9700, 9500, 10 + size), turns=turns) for size, name in enumerate(("two", "three")))
    empty = forked(parent, "four", (0, 0, 0), turns=turns, counted=False)
    files = [rollout.save(tmp_path / name) for name, rollout in zip("abcd", (parent, first, second, empty), strict=True)]
    book = Book()
    found = [session for path in files for session in read(path, book)]
    assert [used([session]) for session in found] == [SIZES, [(9700, 9500, 10)], [(9700, 9500, 11)]]
    assert [type(event).__name__ for event in found[1].events] == ["Asked", "Request", "Edited"]
    assert book.duplicates == 3 * len(SIZES)
    # Where the parent is gone, what it did is nobody's, or that of the first of its forks: never of several.
    book = Book()
    alone = [size for path in files[1:] for size in used(read(path, book))]
    assert sorted(set(alone)) == sorted(alone)
    assert set(alone) - set(SIZES) == {(9700, 9500, 10), (9700, 9500, 11)}


def test_lines_that_are_older_than_a_conversation_are_its_parents(tmp_path: Path) -> None:
    parent = conversation(SIZES)
    child = Rollout("two", "project")
    child.begin(START + 1000)
    child.lines[0]["payload"]["source"] = {"subagent": {"thread_spawn": {"parent_thread_id": parent.key}}}
    child.lines += parent.lines[1:]
    child.request(asked(100, 9700, 9500, 10), [])
    for line in child.lines:
        line["payload"].pop("turn_id", None)
    assert used(read(child.save(tmp_path))) == [(9700, 9500, 10)]


def test_a_conversation_that_stands_in_the_archive_as_well_is_read_once(tmp_path: Path) -> None:
    path = conversation(SIZES).save(tmp_path)
    copy = tmp_path / "archived_sessions" / path.name
    copy.parent.mkdir()
    shutil.copy(path, copy)
    book = Book()
    assert len(read(path, book)) == 1
    assert read(copy, book) == []
    assert book.duplicates == len(SIZES)


def test_a_conversation_from_before_there_were_records_keeps_its_first_requests(tmp_path: Path) -> None:
    rollout = conversation(SIZES[:2])
    rollout.records = True
    for number in (2, 3, 4):
        rollout.request(asked(number, *SIZES[2]), [])
    assert used(read(rollout.save(tmp_path))) == [*SIZES[:2], *SIZES[2:] * 3]


@pytest.mark.parametrize("name", ["backports.zstd", "zstandard"])
def test_a_packed_file_says_the_same_and_one_that_is_damaged_or_cannot_be_unpacked_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = conversation(SIZES).save(tmp_path)
    whole = path.with_suffix(".jsonl.zst")
    whole.write_bytes(zstandard.compress(path.read_bytes()))
    assert used(read(whole)) == SIZES
    module = pytest.importorskip(name)
    monkeypatch.setattr(packed, "_zstandard", lambda: module)
    book = Book()
    assert used(read(whole, book)) == SIZES
    assert book.bytes == path.stat().st_size
    damaged = path.with_name("rollout-damaged.jsonl.zst")
    damaged.write_bytes(packed.MAGIC + bytes(range(100)))
    assert read(damaged, book) == []
    bomb = path.with_name("rollout-bomb.jsonl.zst")
    bomb.write_bytes(zstandard.compress((b"x" * 999_999 + b"\n") * 80))
    assert read(bomb, book) == []
    assert book.skipped["packed files that unpack to more than 200 times their size"] == 1
    assert book.skipped["packed files that are damaged"] == 1
    monkeypatch.setattr(packed, "_zstandard", lambda: None)
    book = Book()
    assert read(whole, book) == []
    assert dict(book.skipped) == {packed.NOT_UNPACKED: 1}


def test_a_command_that_goes_on_running_is_one_check_that_took_until_its_end(tmp_path: Path) -> None:
    rollout = conversation(SIZES[:1])
    time = START + 100
    call = rollout.called(time, "exec_command", {"cmd": "pytest -q"})
    answers = ["Wall time: 10.0 seconds\nProcess running with session ID 7\nOutput:\n..", "Wall time: 5.0 seconds\n"]
    rollout.item(time + 10, "function_call_output", call_id=call, output=answers[0])
    poll = rollout.called(time + 12, "write_stdin", {"session_id": 7, "chars": ""})
    said = f"Wall time: 5.0 seconds\nProcess exited with code 1\nOutput:\n{FAILED}"
    rollout.item(time + 17, "function_call_output", call_id=poll, output=said)
    # An event that tells of a call which was answered, and one of a command that no call tells of.
    ended = {"exit_code": 0, "aggregated_output": "", "duration": {"secs": 3, "nanos": 500_000_000}}
    rollout.event(time + 20, "exec_command_end", call_id="other", command=["bash", "-lc", "cargo test"], **ended)
    rollout.item(time + 20, "function_call_output", call_id="other", output="Exit code: 0\nOutput:\n")
    rollout.event(
        time + 20, "item_completed", item={"type": "CommandExecution", "id": call, "command": "pytest -q", "exit_code": 1}
    )
    (session,) = read(rollout.save(tmp_path))
    checks = [event for event in session.events if isinstance(event, Checked)]
    assert [(check.passed, check.seconds) for check in checks] == [(False, 17.0), (True, 3.5)]
    assert checks[0].command != checks[1].command


def test_patches_in_scripts_and_changes_that_are_taken_back_are_seen(tmp_path: Path) -> None:
    rollout = conversation(SIZES[:1])
    script = 'await tools.apply_patch("*** Begin Patch\\n*** Update File: tests/test_a.py\\n@@\\n*** End Patch")'
    rollout.item(START + 50, "custom_tool_call", name="exec", call_id="script", input=script)
    rollout.item(START + 51, "custom_tool_call_output", call_id="script", output=[{"type": "input_text", "text": "Done"}])
    back = rollout.called(START + 60, "exec_command", {"cmd": "git checkout -- src"})
    rollout.item(START + 61, "function_call_output", call_id=back, output="Exit code: 0\nOutput:\n")
    sed = rollout.called(START + 70, "exec_command", {"cmd": "sed -i s/a/b/ src/a.py"})
    rollout.item(START + 71, "function_call_output", call_id=sed, output="Exit code: 0\nOutput:\n")
    server = rollout.called(START + 80, "mcp__filesystem__write_file", {"path": "src/a.py", "content": "x"})
    rollout.item(START + 81, "function_call_output", call_id=server, output="Done")
    (session,) = read(rollout.save(tmp_path))
    changed = Edited(START + 51, tests_only=True), GaveUp(START + 61), Edited(START + 71), Edited(START + 81)
    assert session.events[2:] == changed


def test_what_is_broken_is_left_out_and_counted(tmp_path: Path) -> None:
    rollout = conversation(SIZES)
    bad = [[], {"input_tokens": -1}, {"input_tokens": "9"}, {"output_tokens": 10**13}, {"input_tokens": float("inf")}]
    for value in bad:
        rollout.event(START + 99, "token_count", info={"total_token_usage": value, "last_token_usage": usage((1, 1, 1, 1))})
    path = rollout.save(tmp_path)
    with path.open("ab") as file:
        file.write(b"{ half a line\n[1, 2]\n\xff\xfe\n" + b"[" * 100_000 + b"\n" + json.dumps({"type": 3}).encode())
    book = Book()
    assert used(read(path, book)) == [*SIZES, (1, 1, 1)]
    assert dict(book.skipped) == {"broken lines": 8}

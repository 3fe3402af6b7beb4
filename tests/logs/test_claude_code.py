from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presets.logs.book import Book
from presets.logs.gathering import gather
from presets.logs.outcomes import TestCommands
from presets.logs.record import UNKNOWN, Asked, Checked, Compacted, Edited, Event, GaveUp, LoggedSession, Request
from tests.logs import as_claude_code as claude
from tests.logs.made import made
from tests.logs.plain import assert_same
from tests.logs.true import TRAPS, TrueWork
from tests.logs.writing import stamp
from tests.searching import examples

USUAL = TestCommands()
FIRST = Request("claude-opus-5", 20_000, 300, 15_000, 4_990, time=1e9 + 10, seconds=10)
SECOND = replace(FIRST, prompt=21_000, read=19_990, write=1_000, time=1e9 + 30, seconds=10)
ASKED = claude.said("Make it so.", 1e9)


def read(folder: Path, *rows: claude.Row | str) -> tuple[LoggedSession | None, Book]:
    """What one file comes to."""
    book = Book()
    found = list(gather([claude.save(folder / "a.jsonl", rows)], book, USUAL))
    assert len(found) <= 1
    return next(iter(found), None), book


def events(folder: Path, *rows: claude.Row | str) -> list[Event]:
    session, _ = read(folder, *rows)
    return [] if session is None else list(session.events)


def run(identity: str, output: str, time: float, *, command: str = "pytest", **more: Any) -> tuple[claude.Row, claude.Row]:
    """An answer that runs a command, and what came of it."""
    asks = claude.answer(replace(FIRST, time=time - 5), identity, claude.tool(f"t{identity}", "Bash", command=command))
    return asks, claude.result(f"t{identity}", output, time, **more)


@pytest.mark.slow
def test_generated_sessions_come_back_from_claude_codes_files_with_all_their_traps(tmp_path: Path) -> None:
    sessions = [one.session for one in made(16, 5, habits=TRAPS, work=TrueWork(hour_share=0.3))]
    claude.write(sessions, tmp_path)
    book = Book()
    found = sorted(gather([tmp_path], book, USUAL), key=lambda session: session.key)
    assert [session.key for session in found] == [session.key for session in sessions]
    for one, other in zip(found, sessions, strict=True):
        assert_same(one.events, other.events, "command")
        assert len({event.command for event in one.events if isinstance(event, Checked)}) <= 1
        assert (one.agent, one.project, one.resumed) == ("Claude Code", "project", False)
    prompts = sum(isinstance(event, Asked) for session in sessions for event in session.events)
    assert book.skipped["broken lines"] == prompts
    requests = sum(isinstance(event, Request) for session in sessions for event in session.events)
    assert book.duplicates >= requests * 0.9  # but those in sub-agents' files, all stand in the copy as well
    assert book.bytes == book.total
    # Of what was said, written and run there is nothing left.
    kept = repr([(session, session.events) for session in found]) + repr(book)
    assert not re.search(r"well|So be|pytest|a\.py|passed in|Look", kept)


def test_an_answer_of_several_rows_is_one_request_with_the_most_that_a_row_says(tmp_path: Path) -> None:
    outputs = (1, 300, 2)
    rows = [claude.answer(FIRST, "m1", claude.text(f"{output}"), output=output) for output in outputs]
    assert_same(events(tmp_path, ASKED, *rows), [Asked(1e9), FIRST])
    # Where the answer has no id, there is no telling which rows are one.
    for row in rows:
        del row["message"]["id"]
    assert len(events(tmp_path, ASKED, *rows)) == 1 + len(rows)
    rows = [row | {"requestId": "r1", "costUSD": 0.5} for row in rows]
    assert_same(events(tmp_path, ASKED, *rows), [Asked(1e9), replace(FIRST, dollars=0.5)])


def test_an_answer_whose_count_is_a_stub_is_counted_by_its_text(tmp_path: Path) -> None:
    row = claude.answer(FIRST, "m1", claude.text("x" * 1000), claude.tool("t", "Write", content="y" * 393), output=8)
    session, book = read(tmp_path, ASKED, row, row)
    assert session is not None
    assert_same(session.events, [Asked(1e9), replace(FIRST, output=350)])
    assert [what for what in book.noted if "stub" in what]
    assert not book.skipped


def test_an_advisors_calls_are_requests_of_their_own_beside_the_conversation(tmp_path: Path) -> None:
    advisor = replace(FIRST, model="claude-fable-5", prompt=9_000, read=0, write=0, output=70, aside=True)
    whole = replace(FIRST, prompt=41_000, read=34_990, write=5_990, output=600)
    row = claude.answer(whole, "m1", claude.text())
    parts = [claude.usage(one) | {"type": "message"} for one in (FIRST, SECOND)]
    parts.insert(1, claude.usage(advisor) | {"type": "advisor_message", "model": advisor.model})
    row["message"]["usage"]["iterations"] = parts
    expected = [replace(one, time=FIRST.time, seconds=UNKNOWN) for one in (FIRST, advisor, SECOND)]
    assert_same(events(tmp_path, ASKED, row), [Asked(1e9), *expected])


def test_a_resumed_conversation_counts_only_what_is_new_in_it(tmp_path: Path) -> None:
    begun = [ASKED, claude.answer(FIRST, "m1", claude.text()), *run("m2", claude.PASSED, 1e9 + 40)]
    claude.save(tmp_path / "z.jsonl", begun, 1)
    on = [claude.said("And now this.", 1e9 + 50), claude.answer(replace(SECOND, time=1e9 + 60), "m3", claude.text())]
    claude.save(tmp_path / "a.jsonl", [row | {"sessionId": "again"} for row in begun + on], 2)
    book = Book()
    first, second = gather([tmp_path], book, USUAL)
    assert [type(event) for event in first.events] == [Asked, Request, Request, Checked]
    assert_same(second.events, [Asked(1e9 + 50), replace(SECOND, time=1e9 + 60)])
    assert (first.resumed, second.resumed, book.duplicates) == (False, True, 2)


def test_a_person_who_goes_back_in_a_conversation_is_seen_by_the_row_that_they_go_on_from(tmp_path: Path) -> None:
    def prompt(second: int, parent: str | None) -> dict[str, Any]:
        return claude.said("And now this.", 1e9 + second, uuid=f"u{second}", parentUuid=parent)

    def reply(second: int, parent: str, number: int) -> dict[str, Any]:
        row = claude.answer(replace(SECOND, time=1e9 + second), f"m{number}", claude.text(f"{number}"))
        return row | {"uuid": f"m{number}", "parentUuid": parent}

    begun = [prompt(0, None), reply(10, "u0", 1), prompt(20, "m1"), reply(30, "u20", 2), prompt(40, "m2"), prompt(50, "m2")]
    found = events(tmp_path, *begun, reply(60, "u50", 3), prompt(70, "m1"), reply(80, "u70", 4), prompt(90, None))
    assert [event.time - 1e9 for event in found if isinstance(event, GaveUp) and event.rewound] == [70, 90]
    assert sum(isinstance(event, Asked) for event in found) == 6
    # Where no row says which one it follows, nobody is known to have gone back.
    unlinked = [row | {"parentUuid": None} for row in begun]
    assert not any(isinstance(event, GaveUp) for event in events(tmp_path, *unlinked))


def test_what_stands_in_a_persons_place_is_a_task_only_where_they_asked(tmp_path: Path) -> None:
    said = [
        claude.said("Meta", 1e9, isMeta=True),
        claude.said("<local-command-stdout>ok</local-command-stdout>", 1e9),
        claude.said("<task-notification>done</task-notification>", 1e9),
        claude.said([claude.text("<system-reminder>x</system-reminder>")], 1e9),
        claude.said("<command-name>/cost</command-name>", 1e9),
        claude.said("<local-command-stdout>1 $</local-command-stdout>", 1e9),
        claude.said("A sub-agent's", 1e9, isSidechain=True),
    ]
    own = [
        claude.said([claude.text("<ide_opened_file>a.py</ide_opened_file>"), claude.text("Mend it")], 1e9 + 1),
        claude.said([{"type": "image", "source": {}}], 1e9 + 2),
        claude.said("please continue", 1e9 + 3),
        # A command that the model answers is a prompt as well.
        claude.said("<command-message>work</command-message>\n<command-name>/work</command-name>", 1e9 + 4),
        claude.said([claude.text("Do the work, …")], 1e9 + 4, isMeta=True),
    ]
    found = events(tmp_path, *said, *own, claude.answer(FIRST, "m1", claude.text()))
    assert_same(found[:-1], [Asked(1e9 + 1), Asked(1e9 + 2), Asked(1e9 + 3, more=True), Asked(1e9 + 4)])


def test_a_conversation_that_is_cleared_or_compacted_begins_anew_once(tmp_path: Path) -> None:
    clear = claude.said("<command-name>/clear</command-name>", 1e9 + 20)
    boundary = {"type": "system", "subtype": "compact_boundary", "timestamp": stamp(1e9 + 35)}
    boundary["compactMetadata"] = {"preTokens": 21_300}  # type: ignore[assignment]
    summary = claude.said("The story so far", 1e9 + 35, isCompactSummary=True)
    first, second = claude.answer(FIRST, "m1", claude.text()), claude.answer(SECOND, "m2", claude.text())
    found = events(tmp_path, clear, ASKED, first, clear, second, boundary, summary)
    cleared, compacted = Compacted(1e9 + 20), Compacted(1e9 + 35, 21_300)
    assert_same(found, [Asked(1e9), FIRST, cleared, SECOND, compacted], "seconds")
    session, _ = read(tmp_path, summary, first)
    assert session is not None
    assert session.resumed


def test_files_are_changed_only_where_the_tool_did_it(tmp_path: Path) -> None:
    uses = [claude.tool(f"t{number}", "Edit", file_path="/p/a.py") for number in range(3)]
    rows = [
        claude.answer(
            FIRST, "m1", *uses, claude.tool("t3", "Write", file_path="/p/tests/test_a.py"), claude.tool("t4", "Read")
        ),
        claude.result("t0", "The file has been updated", 1e9 + 11),
        claude.result("t1", "<tool_use_error>String to replace not found</tool_use_error>", 1e9 + 12, failed=True),
        claude.result("t2", "The user doesn't want to proceed with this tool use.", 1e9 + 13, failed=True),
        claude.result("t3", "File created", 1e9 + 14),
        claude.result("t4", "text", 1e9 + 15),
        claude.answer(FIRST, "m1", claude.tool("t5", "Write", file_path="/home/user/.claude/plans/plan.md")),
        claude.result("t5", "File created", 1e9 + 15),
        claude.answer(
            FIRST,
            "m1",
            claude.tool("t6", "mcp__filesystem__edit_file", path="/p/b.py", edits=[]),
            claude.tool("t7", "mcp__serena__create_text_file", relative_path="tests/test_b.py"),
            claude.tool("t8", "mcp__notes__write_note", text="x"),
            claude.tool("t9", "mcp__filesystem__create_directory", path="/p/c"),
            claude.tool("t10", "mcp__filesystem__edit_file", path="/p/b.py", dryRun=True),
        ),
        *(claude.result(f"t{number}", "Done", 1e9 + 10 + number) for number in range(6, 11)),
        claude.said([claude.text("[Request interrupted by user for tool use]")], 1e9 + 30),
    ]
    rows = [row | {"cwd": "/p"} for row in rows]
    changed = [Edited(1e9 + 11), Edited(1e9 + 14, tests_only=True), Edited(1e9 + 16), Edited(1e9 + 17, tests_only=True)]
    assert_same(events(tmp_path, ASKED, *rows), [Asked(1e9), FIRST, *changed, GaveUp(1e9 + 30)])


def test_commands_change_files_as_well(tmp_path: Path) -> None:
    script = "cat > tests/test_a.py <<'END'\nx\nEND\npytest"
    ran, failed = run("m1", f"Exit code 1\n{claude.FAILED}", 1e9 + 20, command=script, failed=True)
    sed, refused = run("m2", "Exit code 4", 1e9 + 30, command="sed -i s/a/b/ a.py", failed=True)
    found = events(tmp_path, ASKED, ran, failed, sed, refused, *run("m3", "", 1e9 + 40, command="sed -i s/a/b/ a.py"))
    happened = [event for event in found if not isinstance(event, Asked | Request)]
    check = Checked(passed=False, time=1e9 + 20, seconds=5.0)
    assert_same(happened, [Edited(1e9 + 20, tests_only=True), check, Edited(1e9 + 40)], "command")


@pytest.mark.parametrize(
    ("command", "output", "more", "passed"),
    [
        ("pytest", claude.FAILED, {"failed": True}, False),
        ("pytest", "Exit code 2\nTraceback", {"failed": True}, False),
        ("pytest", "fine", {}, True),
        ("pytest | tail -1", "Exit code 1", {"failed": True}, None),
        ("pytest", "Exit code 143\nCommand timed out after 2m 0s", {"failed": True}, None),
        ("pytest", "…", {"told": {"stdout": claude.FAILED, "stderr": ""}}, False),
        ("pytest", "", {"told": {"stdout": "", "stderr": "", "interrupted": True}}, None),
        ("pytest", "The user doesn't want to proceed with this tool use.", {"failed": True}, "not run"),
        ("pytest", [claude.text("...\n"), claude.text(claude.PASSED)], {}, True),
    ],
)
def test_a_check_is_what_its_tests_came_to(tmp_path: Path, command: str, output: Any, more: Any, passed: Any) -> None:
    found = events(tmp_path, ASKED, *run("m1", output, 1e9 + 60, command=command, **more))
    assert_same(found[2:], [] if passed == "not run" else [Checked(passed, 1e9 + 60, 5.0)], "command")


def test_tests_in_the_background_are_unknown_until_their_output_is_read(tmp_path: Path) -> None:
    started = run("m1", "Command running in background with ID: b1", 1e9 + 20, told={"backgroundTaskId": "b1"})
    notice = claude.said("<task-notification>b1</task-notification>", 1e9 + 25)
    waits = claude.answer(replace(SECOND, time=1e9 + 30), "m2", claude.tool("w", "TaskOutput", task_id="b1"))
    still = claude.result(
        "w", f"<retrieval_status>timeout</retrieval_status>\n<status>running</status>\n{claude.FAILED}", 1e9 + 40
    )
    ended = claude.result("w", f"<status>completed</status>\n<output>\n{claude.FAILED}\n</output>", 1e9 + 40)
    before = events(tmp_path, ASKED, *started, notice, waits, still)
    assert_same(before[2:3], [Checked(None, 1e9 + 20)], "command")
    assert len(before) == 4
    after = events(tmp_path, ASKED, *started, notice, waits, ended)
    assert_same(after[3:], [Checked(passed=False, time=1e9 + 40)], "command")
    assert len(after) == 4


def test_sub_agents_change_files_and_ask_but_their_tests_are_left_out(tmp_path: Path) -> None:
    asks = claude.answer(replace(FIRST, time=1e9 + 12), "s1", claude.tool("e", "Edit", file_path="/p/a.py"), isSidechain=True)
    tests, ended = (row | {"isSidechain": True} for row in run("s2", claude.FAILED, 1e9 + 20))
    edited = claude.result("e", "updated", 1e9 + 14) | {"isSidechain": True}
    # What is changed while the answer is still being written stands behind it all the same.
    changes = claude.tool("e0", "Edit", file_path="/p/b.py")
    main = [ASKED, claude.answer(FIRST, "m1", claude.tool("t", "Task"), changes), claude.result("e0", "updated", 1e9 + 9)]
    main.append(claude.answer(SECOND, "m2", claude.text()))
    agent = [claude.said("Look", 1e9 + 11, isSidechain=True), asks, edited, tests, ended]
    claude.save(tmp_path / "p" / "a.jsonl", main)
    claude.save(tmp_path / "p" / "a" / "subagents" / "workflows" / "w" / "agent-1.jsonl", agent)
    book = Book()
    (session,) = gather([tmp_path], book, USUAL)
    assert [type(event) for event in session.events] == [Asked, Request, Edited, Request, Edited, Request, Request]
    assert [event.aside for event in session.events if isinstance(event, Request)] == [False, True, True, False]
    assert book.skipped == {"test runs of sub-agents": 1}
    # A question beside it repeats an answer, in a file that lies elsewhere and is older.
    claude.save(tmp_path / "p" / "agent-2.jsonl", [main[1] | {"isSidechain": True}], 0)
    book = Book()
    (same,) = gather([tmp_path], book, USUAL)
    assert (same.events, book.duplicates) == (session.events, 1)
    # A sub-agent's file whose conversation is gone stands for itself.
    (tmp_path / "p" / "agent-2.jsonl").unlink()
    (tmp_path / "p" / "a.jsonl").unlink()
    (alone,) = gather([tmp_path], Book(), USUAL)
    assert all(event.aside for event in alone.events if isinstance(event, Request))


_ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(max_size=8),
    st.just([]),
    st.just({}),
    st.just([[{"type": "tool_result"}]]),
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The rows of a session with traps."""
    folder = tmp_path_factory.mktemp("whole")
    claude.write([one.session for one in made(2, 9, habits=TRAPS)][1:], folder)
    lines = (folder / "-home-user-project" / "made-9-00001.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines if line not in claude.BROKEN][:60]


@pytest.mark.slow
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_in_the_rows_is_read_or_counted(tmp_path: Path, whole: list[Any], data: st.DataObject) -> None:
    rows = json.loads(json.dumps(whole))
    for _ in range(data.draw(st.integers(1, 12))):
        place: Any = rows[data.draw(st.integers(0, len(rows) - 1))]
        while isinstance(place, dict | list) and place:
            keys = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = data.draw(st.sampled_from(keys))
            if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.integers(0, 3)) == 0:
                place[key] = data.draw(_ANYTHING)
                break
            place = place[key]
    lines = [json.dumps(row) for row in rows]
    number = data.draw(st.integers(0, len(lines) - 1))
    lines[number] = lines[number][: data.draw(st.integers(0, len(lines[number])))]
    session, book = read(tmp_path, *lines)
    assert book.bytes == (tmp_path / "a.jsonl").stat().st_size
    for event in session.events if session else ():
        if isinstance(event, Request):
            assert 0 <= event.read <= event.prompt <= 3e12
            assert 0 <= event.output <= 1e12

"""What is read from the trials of harnesses and benchmarks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from presets.files.lines import head
from presets.logs.book import Book
from presets.logs.outcomes import TestCommands
from presets.logs.readers.recognise import reader_of
from presets.logs.record import Checked, LoggedSession, Request
from tests.logs.as_harness import write_harbor, write_mini_swe
from tests.logs.made import made_trials
from tests.logs.plain import assert_same
from tests.logs.true import TrueWork


def read(path: Path, book: Book) -> list[LoggedSession]:
    reader = reader_of(path, head(path))
    assert reader is not None
    return list(reader.sessions(path, book, TestCommands()))


def of_object(path: Path, value: Any, book: Book | None = None) -> list[LoggedSession]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))
    return read(path, book or Book())


def trials() -> list[LoggedSession]:
    """Trials passed, failed and not judged, without cache writes that are kept for an hour."""
    sessions = list(made_trials(6, seed=4, work=TrueWork(generation_calls=6)))
    assert {session.passed for session in sessions} == {True, False}
    return [*sessions[:5], replace(sessions[5], passed=None)]


def test_trajectories_come_back_with_their_results_and_no_copies(tmp_path: Path) -> None:
    wrote, book = trials(), Book()
    found = [session for path in write_harbor(wrote, tmp_path) for session in read(path, book)]
    asides = [session for session in found if not session.trial]
    for got, expected in zip([session for session in found if session.trial], wrote, strict=True):
        assert_same(got.events, expected.events, "seconds")
        assert (got.key, got.task, got.passed, got.sized) == (expected.key, expected.task, expected.passed, True)
        assert (got.agent, got.project) == ("Harbor (terminus-2)", str(tmp_path / "jobs" / "job"))
    assert [len(session.events) for session in asides] == [1, 1]
    assert all(isinstance(event, Request) and event.aside for session in asides for event in session.events)
    assert not book.skipped


def test_steps_of_several_calls_have_no_sizes_and_broken_ones_are_counted(tmp_path: Path) -> None:
    steps = [{"source": "agent", "llm_call_count": 3, "metrics": {"prompt_tokens": 900, "completion_tokens": 30}}]
    broken = {"source": "agent", "metrics": {"prompt_tokens": -1}}
    whole = {"schema_version": "ATIF-v1.8", "agent": {"model_name": "m"}, "steps": [*steps, broken, "x", None]}
    book = Book()
    (session,) = of_object(tmp_path / "trajectory.json", whole, book)
    assert (session.sized, session.passed, len(session.events)) == (False, None, 1)
    assert dict(book.skipped) == {"broken steps": 1}


def test_a_trial_without_a_trajectory_has_its_sums(tmp_path: Path) -> None:
    result = {
        "task_name": "t",
        "trial_name": "t__1",
        "agent_info": {"name": "codex", "model_info": {"name": "gpt-5.2"}},
        "agent_result": {"n_input_tokens": 1000, "n_cache_tokens": 900, "n_output_tokens": 50, "cost_usd": 0.5},
        "verifier_result": {"rewards": {"reward": 0.5}},
        "agent_execution": {"started_at": "2026-10-22T10:00:00Z", "finished_at": "2026-10-22T10:01:40Z"},
    }
    (session,) = of_object(tmp_path / "job" / "t__1" / "result.json", result)
    assert (session.task, session.passed, session.trial, session.sized) == ("t", False, True, False)
    (request,) = session.events
    assert isinstance(request, Request)
    assert (request.model, request.prompt, request.read, request.output) == ("gpt-5.2", 1000, 900, 50)
    assert (request.dollars, request.seconds) == (0.5, 100)


def test_results_of_terminal_bench_are_read_once_though_the_run_repeats_them(tmp_path: Path) -> None:
    trial = {
        "trial_name": "t.1-of-1.run",
        "task_id": "t",
        "is_resolved": True,
        "total_input_tokens": 0,
        "total_output_tokens": 0,
    }
    other = {**trial, "trial_name": "u.1-of-1.run", "task_id": "u", "is_resolved": None, "total_input_tokens": 70}
    run = tmp_path / "runs" / "run"
    run.mkdir(parents=True)
    (run / "run_metadata.json").write_text(json.dumps({"run_id": "run", "model_name": "m"}))
    book = Book()
    (first,) = of_object(run / "t" / "t.1-of-1.run" / "results.json", trial, book)
    (second,) = of_object(run / "results.json", {"results": [trial, other]}, book)
    assert [(one.agent, one.task, one.passed) for one in (first, second)] == [
        ("Terminal-Bench", "t", True),
        ("Terminal-Bench", "u", None),
    ]
    assert (first.sized, book.duplicates) == (False, 1)


def test_trajectories_of_mini_swe_agent_are_solved_as_the_report_says(tmp_path: Path) -> None:
    wrote, book = trials(), Book()
    files = write_mini_swe(wrote, tmp_path)
    for path, expected in zip(files, wrote, strict=True):
        (got,) = read(path, book)
        assert_same(got.events, expected.events, "seconds", "dollars")
        assert (got.task, got.passed, got.trial) == (expected.task, expected.passed, True)
        assert [event.dollars for event in got.events if isinstance(event, Request)] == [0.5] * len(got.events)
    assert read(files[0], book) == []
    assert (book.duplicates, dict(book.skipped)) == (1, {})
    of_object(tmp_path / "old.traj.json", {"info": {}, "messages": [{"role": "assistant"}]}, book)
    assert dict(book.skipped) == {"trajectories without token counts": 1}


@pytest.mark.parametrize(
    ("outcomes", "told"),
    [([True], "Edited Checked+"), ([False, True], "Edited Checked- Edited Checked+"), ([False], "Edited Checked- GaveUp")],
)
def test_the_tries_of_aiders_benchmark_are_attempts_and_its_tokens_sums(
    tmp_path: Path, outcomes: list[bool], told: str
) -> None:
    path = tmp_path / "2026-10-22--run" / "python" / "exercises" / "practice" / "bob" / ".aider.results.json"
    sums = {"prompt_tokens": 900, "completion_tokens": 80, "cost": 0.02, "duration": 12.5}
    (session,) = of_object(path, {"testcase": "bob", "model": "openai/gpt-5", "tests_outcomes": outcomes, **sums})
    asked, request, *rest = session.events
    assert " ".join(type(one).__name__ + ("-+"[one.passed is True] if isinstance(one, Checked) else "") for one in rest) == told
    assert request == Request("openai/gpt-5", 900, 80, seconds=12.5, dollars=0.02)
    assert (session.key, session.task, session.sized, session.trial) == ("python/bob", "bob", False, False)
    assert type(asked).__name__ == "Asked"
    book = Book()
    assert of_object(path, {"exception": "x"}, book) == []
    assert of_object(path, {"model": "m", "tests_outcomes": [True], "cost": -1}, book) == []
    assert dict(book.skipped) == {"exercises that broke off": 1, "broken results": 1}

"""Writes sessions as harnesses do: Harbor, mini-SWE-agent."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from presets.logs.record import LoggedSession, Request
from tests.logs.writing import stamp


def write_harbor(sessions: Iterable[LoggedSession], folder: Path) -> list[Path]:
    """A folder for each trial: its result, and a trajectory with a user's step and copies of what came before.

    Every other one goes on in a second file, and every third has a sub-agent's beside it.
    """
    files = []
    for number, session in enumerate(sessions):
        trial = folder / "jobs" / "job" / session.key
        (trial / "agent").mkdir(parents=True)
        result = {
            "task_name": session.task,
            "trial_name": session.key,
            "verifier_result": None if session.passed is None else {"rewards": {"reward": float(session.passed)}},
        }
        (trial / "result.json").write_text(json.dumps(result))
        requests = [event for event in session.events if isinstance(event, Request)]
        half = len(requests) // 2 if number % 2 else len(requests)
        files.append(_trajectory(trial / "agent" / "trajectory.json", session.key, requests[:half], more=half < len(requests)))
        if half < len(requests):
            files.append(_trajectory(trial / "agent" / "trajectory.cont-1.json", session.key, requests[half:]))
        if number % 3 == 0:
            files.append(_trajectory(trial / "agent" / "trajectory.subagent-1.json", session.key, requests[:1]))
    return files


def _trajectory(path: Path, key: str, requests: list[Request], *, more: bool = False) -> Path:
    steps: list[dict[str, Any]] = [
        {"source": "user", "message": "Do it."},
        {"source": "agent", "message": "no model was asked"},
    ]
    copy = {"prompt_tokens": 7, "completion_tokens": 7}
    steps.append({"source": "agent", "is_copied_context": True, "metrics": copy})
    steps += [
        {
            "source": "agent",
            "model_name": request.model,
            "timestamp": stamp(request.time),
            "llm_call_count": 1,
            "metrics": {
                "prompt_tokens": request.prompt,
                "completion_tokens": request.output,
                # As converters did in the beginning: with what was written.
                "cached_tokens": request.read + request.write,
                "extra": {"cache_creation_input_tokens": request.write},
            },
        }
        for request in requests
    ]
    agent = {"name": "terminus-2", "version": "2", "model_name": "x"}
    whole: dict[str, Any] = {"schema_version": "ATIF-v1.6", "session_id": key, "agent": agent, "steps": steps}
    if more:
        whole["continued_trajectory_ref"] = "trajectory.cont-1.json"
    path.write_text(json.dumps(whole))
    return path


def write_mini_swe(sessions: Iterable[LoggedSession], folder: Path) -> list[Path]:
    """A folder for each instance with its trajectory, and the report of the run above them."""
    files, told = [], list(sessions)
    for session in told:
        path = folder / session.task / f"{session.task}.traj.json"
        path.parent.mkdir(parents=True)
        messages: list[dict[str, Any]] = [{"role": "user", "content": "Solve it."}]
        for request in session.events:
            assert isinstance(request, Request)
            usage = {
                "prompt_tokens": request.prompt,
                "completion_tokens": request.output,
                "prompt_tokens_details": {"cached_tokens": request.read, "cache_creation_tokens": request.write},
                "cost": 0.5,
            }
            response = {"id": "gen", "model": request.model, "created": 1, "usage": usage}
            messages.append({"role": "assistant", "extra": {"timestamp": request.time, "response": response}})
        info = {"exit_status": "Submitted", "model_stats": {"api_calls": len(messages) - 1}, "config": {}}
        path.write_text(json.dumps({"info": info, "messages": messages, "trajectory_format": "mini-swe-agent-1.1"}))
        files.append(path)
    ids = {state: [one.task for one in told if one.passed is state] for state in (True, False)}
    report = {"submitted_ids": ids[True] + ids[False], "resolved_ids": ids[True], "unresolved_ids": ids[False]}
    (folder / "run.report.json").write_text(json.dumps(report))
    (folder / "preds.json").write_text(json.dumps({"resolved_ids": [one.task for one in told]}))
    return files

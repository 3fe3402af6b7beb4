"""The same work comes to the same numbers, whichever agent logged it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from presets.calibration.calibrate import calibrate
from presets.calibration.calibration import Calibration
from presets.logs.book import Book
from presets.logs.gathering import gather
from presets.logs.outcomes import TestCommands
from presets.logs.record import LoggedSession
from presets.prices.catalogue import bundled
from presets.scenarios.library import open_scenario
from tests.logs import as_claude_code, as_codex, as_opencode
from tests.logs.made import made
from tests.logs.true import TRAPS, TrueWork

WRITERS: list[Callable[[list[LoggedSession], Path], object]] = [
    as_claude_code.write,
    as_codex.write,
    partial(as_codex.write, records=True),
    as_opencode.write,
    partial(as_opencode.write, version=2),
]


@pytest.mark.slow
def test_sub_agents_cost_in_the_task_they_worked_for_and_are_no_sessions_in_whichever_files_they_stand(tmp_path: Path) -> None:
    sessions = [
        one.session for one in made(12, 3, work=TrueWork(generation_calls=4, fix_calls=3, calls_spread=1.0), habits=TRAPS)
    ]
    found: list[Calibration] = []
    for at, write in enumerate(WRITERS):
        folder = tmp_path / str(at)
        folder.mkdir()
        write(sessions, folder)
        book = Book()
        logged = gather([folder], book, TestCommands())
        found.append(calibrate(logged, book, open_scenario("textbook").scenario, bundled()))
    first, *others = found
    assert _dollars(first)["sub-agents", "logged"] > 0.0
    for other in others:
        assert other.sources.sessions == len(sessions)
        assert other.left_out == first.left_out
        assert _dollars(other) == pytest.approx(_dollars(first))
        for one, model in zip(first.models, other.models, strict=True):
            assert (model.name, model.bugs, model.attempts, model.requests) == (one.name, one.bugs, one.attempts, one.requests)
        for number, same in zip(first.parameters, other.parameters, strict=True):
            assert (same.key, same.source) == (number.key, number.source)
            assert same.value == pytest.approx(number.value, rel=1e-3)


def _dollars(found: Calibration) -> dict[tuple[str, str], float]:
    assert found.dollars is not None
    parts = found.dollars.parts
    return {(part.name, name): getattr(part, name) for part in parts for name in ("logged", "predicted")}

"""Sessions of the explorer that start fast, and on files of the test's own."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from presets.scenarios.document import Source
from presets.scenarios.library import open_scenario, save_as
from tests.reliability.kills import sessions
from tests.terminal.explorer import environment
from tests.terminal.nursery import Nursery
from tests.terminal.terminal import Terminal

Start: TypeAlias = Callable[..., Terminal]
"""Starts a session on a scenario, 100×30; it is killed at the end of the test."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here waits for processes as Linux does."""
    if sys.platform != "linux":
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason="needs Linux"))


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A user's folder of this test's own with a short path, as on a person's machine: sentences with it fit the screen."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "home"
        monkeypatch.setenv("CROSSOVER_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with sessions() as nursery:
        yield nursery


@pytest.fixture
def start(nursery: Nursery, home: Path) -> Iterator[Start]:
    home.mkdir()
    with ExitStack() as stack:

        def started(scenario: str = "mine") -> Terminal:
            terminal = Terminal(nursery.session([scenario], environment(home), home), 100, 30)
            stack.enter_context(terminal)
            terminal.wait_for("prices of")
            return terminal

        yield started


@pytest.fixture
def mine(start: Start) -> Path:
    """A scenario of the user's own, a copy of the textbook's."""
    source: Source = save_as(open_scenario("textbook").scenario, "mine").source
    assert source.path is not None
    return source.path

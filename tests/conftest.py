"""No test touches the files of whoever runs it, and none fails because a machine is busy."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# The same examples every time: a submission is judged by what it changes. "searching" looks for others, ten times as many.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.register_profile("searching", settings.get_profile("steady"), derandomize=False, max_examples=1000)
settings.load_profile("steady")

# What is loaded and collected stays to the end: looking for garbage in it again and again would cost every process a second.
gc.disable()


def pytest_xdist_auto_num_workers() -> int:
    """Two for every core: explorers and sessions on terminals wait as long as they work."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 2 * cores


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The everyday run leaves out what the truths say of each other: it changes with them alone."""
    for item in items:
        if Path(__file__).parent / "truth" in item.path.parents:
            item.add_marker(pytest.mark.slow)


def pytest_collection_finish() -> None:
    """From here on garbage is collected."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Names for folders that nobody has yet; most tests need no more of a folder than its name."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / f"home-{number}" for number in count())


@pytest.fixture(autouse=True)
def home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder of this test's own; it does not exist yet."""
    folder = next(homes)
    monkeypatch.setenv("CROSSOVER_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _nothing_failed_inside(home: Path, request: pytest.FixtureRequest) -> Iterator[None]:
    """The explorer goes on after a defect of its own; a test that did not make one has found one."""
    yield
    from presets.kept.failures import failures_folder

    if "fails" not in request.keywords:
        # A home that cannot be looked into has no failures either.
        with suppress(OSError):
            assert [path.read_text() for path in failures_folder().glob("*.txt")] == []

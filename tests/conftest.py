"""No test touches the files of whoever runs it, and none fails because a machine is busy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_xdist_auto_num_workers() -> int:
    """Two for every core: explorers and sessions on terminals wait as long as they work."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 2 * cores


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder of this test's own; it does not exist yet."""
    folder = tmp_path / "home"
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

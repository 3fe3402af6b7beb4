"""No test touches the files of whoever runs it, and none fails because a machine is busy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder of this test's own; it does not exist yet."""
    folder = tmp_path / "home"
    monkeypatch.setenv("CROSSOVER_HOME", str(folder))
    return folder

"""No test touches the files of whoever runs it."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder of this test's own; it does not exist yet."""
    folder = tmp_path / "home"
    monkeypatch.setenv("CROSSOVER_HOME", str(folder))
    return folder

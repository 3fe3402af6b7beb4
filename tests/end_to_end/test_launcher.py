"""The launcher: whatever else is called engine, presets or tui, the command finds its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from llm_crossover.__main__ import main
from tests.terminal.explorer import ROOT, command


def project(folder: Path) -> Path:
    """A project that has packages of the same names."""
    for name in ("engine", "presets", "tui"):
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text('raise ImportError("not of this program")\n')
    return folder


@pytest.mark.parametrize("words", [command(), [sys.executable, "-m", "llm_crossover"]], ids=["command", "module"])
def test_a_project_with_packages_of_the_same_names_is_no_obstacle(words: list[str], tmp_path: Path) -> None:
    path = os.pathsep.join([".", str(ROOT)])
    done = subprocess.run(
        [*words, "scenarios", "--help"],
        cwd=project(tmp_path / "project"),
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "usage: crossover scenarios" in done.stdout


def test_the_launcher_loads_nothing_of_its_own() -> None:
    program = "import sys; before = set(sys.modules); import llm_crossover.__main__; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["__future__", "llm_crossover", "llm_crossover.__main__"]


def test_a_system_that_is_not_posix_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as other:
        other.setattr(os, "name", "nt")
        with pytest.raises(SystemExit, match="on Windows it runs in WSL"):
            main()

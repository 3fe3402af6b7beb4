"""The README's command for the tests is the one that CI runs."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = 'python3 -m venv .venv && .venv/bin/pip install -q -e ".[test]" && .venv/bin/python -m pytest -q'
START = "python3 -m venv .venv && .venv/bin/pip install -q -e . && .venv/bin/crossover"


def test_readme_and_ci_run_the_same() -> None:
    readme = (ROOT / "README.md").read_text()
    assert TESTS in readme
    assert START in readme
    assert f"\n{TESTS}\n" in (ROOT / ".ci" / "run").read_text()

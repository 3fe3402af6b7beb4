"""``crossover report`` writes what the explorer's ``w`` writes, and never over a file unasked."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from presets.scenarios.library import open_scenario
from tui.cli import main
from tui.reports import files
from tui.reports.markdown import markdown
from tui.state.session import Session


def run(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> tuple[str, str]:
    assert main(["report", *arguments]) == status
    written = capsys.readouterr()
    return written.out, written.err


def test_a_report_is_the_explorers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(open_scenario("textbook").scenario)
    session.assign({"weak.bugs": 6.0})
    change = ("--set", "weak.bugs=6")
    assert run(capsys, "textbook", *change)[0] == markdown(session.snapshot)
    for name, expected in (("a.md", markdown), ("a.json", files.json_report), ("a.csv", files.curve_csv)):
        file = tmp_path / name
        assert run(capsys, "textbook", *change, "-o", str(file)) == ("", f"wrote {file}\n")
        assert file.read_text() == expected(session.snapshot)


def test_other_scenarios_stand_beside_the_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "report.json"
    run(capsys, "textbook", "swe-issue", "-o", str(file))
    answer = json.loads(file.read_text())
    assert answer["name"] == open_scenario("textbook").scenario.name
    assert [pin["name"] for pin in answer["pins"]] == [open_scenario("swe-issue").scenario.name]


def test_a_report_has_the_ranges_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert "2.0..8.0 (saved: none)" in run(capsys, "textbook", "--range", "weak.bugs=2..8")[0]


def test_the_curve_is_along_what_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "curve.csv"
    run(capsys, "textbook", "--vary", "weak.hard_fix_rate", "-o", str(file))
    assert next(csv.reader(file.read_text().splitlines()))[0] == "weak.hard_fix_rate"


def test_nothing_is_written_that_cannot_or_should_not_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "report.md"
    file.write_text("mine")
    for arguments, status, sentence in (
        (["textbook", "-o", str(file)], 1, "exists already; nothing was written; --force writes all the same"),
        (["textbook", "nosuch", "--force", "-o", str(file)], 1, 'there is no scenario "nosuch"'),
        (["textbook", "-o", str(tmp_path / "screen.svg")], 1, "here a report ends in .md, .json or .csv"),
        (["textbook", "-o", str(tmp_path / "report.txt")], 1, 'not ".txt"'),
        (["textbook", "--vary", "weak.bug"], 2, 'did you mean "weak.bugs"?'),
        (["textbook", "--vary", "workflow.context"], 2, "--vary takes a number"),
    ):
        out, err = run(capsys, *arguments, status=status)
        assert (out, sentence in err) == ("", True), err
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["report.md"]
    assert file.read_text() == "mine"
    run(capsys, "textbook", "--force", "-o", str(file))
    assert file.read_text().startswith("# Textbook example")

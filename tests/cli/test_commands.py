"""The other commands, help, version, and wrong usage."""

from __future__ import annotations

import csv
import io
import json

import pytest
from jsonschema import Draft202012Validator

from engine.outcome import evaluate
from engine.prices.costs import costs
from engine.scenarios.parameters import Parameter, ParameterError
from engine.scenarios.registry import PARAMETERS, assign, find
from engine.sentences import chance
from presets.prices.catalogue import bundled
from presets.scenarios.library import entries, open_scenario, own_scenarios
from tui.cli import main
from tui.cli.commands import COMMANDS

_LIMITS = {"type", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"}
_ANY = [-1, 0, 0.5, 1, 1.5, 1000, 1001, 1e9, True, False, "fresh", "shared", "other"]


def out(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    written = capsys.readouterr()
    assert written.err == ""
    return written.out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 2) -> str:
    assert main(arguments) == status
    written = capsys.readouterr()
    assert written.out == ""
    assert "Traceback" not in written.err
    return written.err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    overview = out(capsys, "--help")
    for name, summary in COMMANDS.items():
        assert f"crossover {name}" in overview
        assert summary in overview
    assert out(capsys, "-h") == overview


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert f"usage: crossover {name}" in out(capsys, name, "--help")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_speaks_of_scenarios_only_where_there_are_some(capsys: pytest.CaptureFixture[str], name: str) -> None:
    about = out(capsys, name, "--help")
    assert ("SCENARIO" in about) == (name not in ("completion", "models", "parameters", "prices", "scenarios"))
    assert "Exit status" in about


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["comprae", "textbook"], 'there is no command "comprae"; did you mean "compare"?'),
        (["compare", "textbook", "--jsn"], 'unrecognized arguments: --jsn; did you mean "--json"?'),
        (["odds", "textbook", "--buget=2"], 'unrecognized arguments: --buget=2; did you mean "--budget"?'),
        (["--no-mous"], 'did you mean "--no-mouse"?'),
        (["textbook", "swe-issue"], "unrecognized arguments: swe-issue\n"),
    ],
)
def test_a_misspelt_word_is_suggested(capsys: pytest.CaptureFixture[str], words: list[str], sentence: str) -> None:
    assert sentence in refused(capsys, *words)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert out(capsys, "--version").startswith("crossover ")
    assert out(capsys, "-V") == out(capsys, "--version")


def test_csv_of_a_sweep_is_the_engines_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "sweep", "textbook", "--vary", "weak.bugs", "--from", "1", "--to", "9", "--points", "5", "--csv")
    header, *rows = csv.reader(io.StringIO(text))
    assert header == ["weak.bugs", "strong-weak", "weak-strong", "strong-strong", "weak-weak", "cheaper"]
    assert [float(row[0]) for row in rows] == [1.0, 3.0, 5.0, 7.0, 9.0]
    for row in rows:
        expected = costs(assign(open_scenario("textbook").scenario, {"weak.bugs": float(row[0])})).total_cost
        assert [float(cost) for cost in row[1:5]] == pytest.approx(expected.tolist(), rel=1e-14)
    assert [row[5] for row in rows] == ["weak-strong"] * 3 + ["strong-weak"] * 2


def test_json_of_a_sweep(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(
        capsys, "sweep", "textbook", "--vary", "assumptions.fading", "--from", "0.5", "--to", "1", "--points", "2", "--json"
    )
    answer = json.loads(text)
    assert answer["vary"] == "assumptions.fading"
    assert answer["values"] == [0.5, 1.0]
    assert answer["total_cost"]["strong-weak"][0] == "inf"
    assert answer["total_cost"]["strong-weak"][1] == float(costs(open_scenario("textbook").scenario).total_cost[0])
    assert len(answer["cheaper"]) == 2


@pytest.mark.parametrize(
    "key", ["weak.bugs", "both.bugs", "strong.price_scale", "weak.price_scale", "weak.hard_fix_rate", "weak.hard_fraction"]
)
@pytest.mark.parametrize("log", [[], ["--log"]])
def test_the_usual_range_shows_the_crossover(capsys: pytest.CaptureFixture[str], key: str, log: list[str]) -> None:
    answer = json.loads(out(capsys, "sweep", "textbook", "--vary", key, "--json", *log))
    assert len(answer["values"]) == 21
    assert answer["values"] == sorted(set(answer["values"]))
    if key != "both.bugs":
        assert set(answer["cheaper"]) >= {"strong-weak", "weak-strong"}


def test_a_log_sweep_is_even_in_ratio(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(
        capsys, "sweep", "textbook", "--vary", "weak.bugs", "--from", "1", "--to", "100", "--points", "3", "--log", "--json"
    )
    assert json.loads(text)["values"] == pytest.approx([1, 10, 100])


def test_the_table_of_a_sweep(capsys: pytest.CaptureFixture[str]) -> None:
    lines = out(capsys, "sweep", "textbook", "--vary", "weak.bugs", "--points", "3").splitlines()
    assert lines[0] == "Textbook example: total dollars along weak bugs left [q_w]"
    assert "A strong → weak" in lines[1]
    assert len(lines) == 5
    assert [line.split()[-1] for line in lines[2:]] == ["B", "tie", "A"]


def test_whole_numbers_are_swept_once_each(capsys: pytest.CaptureFixture[str]) -> None:
    text = out(capsys, "sweep", "textbook", "--vary", "assumptions.attempt_limit", "--from", "1", "--to", "4", "--csv")
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == ["1.0", "2.0", "3.0", "4.0"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--vary", "weak.bug"], 'unknown parameter "weak.bug"; did you mean "weak.bugs"?'),
        (["--vary", "workflow.context"], '--vary takes a number, and workflow.context is "fresh" or "shared"'),
        (["--vary", "assumptions.caching"], "--vary takes a number"),
        ([], "the following arguments are required: --vary"),
        (["--vary", "weak.bugs", "--from", "5", "--to", "1"], "--from 5 must be below --to 1"),
        (["--vary", "weak.bugs", "--from", "many"], 'weak.bugs must be a finite number at least 0, not "many"'),
        (["--vary", "weak.bugs", "--to", "many"], 'weak.bugs must be a finite number at least 0, not "many"'),
        (["--vary", "weak.bugs", "--points", "1"], '--points must be a whole number from 2 to 100000, not "1"'),
        (["--vary", "weak.bugs", "--points", "1e9"], "--points must be a whole number"),
        (["--vary", "weak.bugs", "--from", "0", "--log"], "--log needs values above 0"),
        (["--vary", "assumptions.attempt_limit", "--from", "none"], "assumptions.attempt_limit must be a whole number"),
        (["--vary", "weak.bugs", "--csv", "--json"], "not allowed with argument"),
        (["--vary", "weak.bugs", "--jsn"], "unrecognized arguments: --jsn"),
    ],
)
def test_wrong_sweeps(capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str) -> None:
    assert sentence in refused(capsys, "sweep", "textbook", *arguments)


def test_a_sweep_of_no_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    assert "there is no scenario" in refused(capsys, "sweep", "nosuch", "--vary", "weak.bugs", status=1)


def test_models_lists_and_searches(capsys: pytest.CaptureFixture[str]) -> None:
    everything = out(capsys, "models")
    assert all(model.id in everything for model in bundled().models)
    found = out(capsys, "models", "opus", "5.5")
    assert "anthropic/claude-opus-5-5" in found
    assert "gpt" not in found
    assert bundled().priced in found
    assert main(["models", "no such model"]) == 0
    written = capsys.readouterr()
    assert written.out == ""
    assert 'no model of the catalogue fits "no such model"' in written.err
    assert main(["models", "Sonet"]) == 0
    assert 'fits "Sonet"; did you mean "sonnet"?' in capsys.readouterr().err


@pytest.mark.slow
def test_scenarios_lists_names_and_verdicts(capsys: pytest.CaptureFixture[str]) -> None:
    lines = out(capsys, "scenarios").splitlines()
    assert [line.split()[0] for line in lines[1:]] == [entry.name for entry in entries()]
    assert all("cheaper" in line or "TIE" in line for line in lines[1:])
    for line, entry in zip(lines[1:], entries(), strict=True):
        sure = evaluate(open_scenario(entry.name).scenario).confidence
        assert line.endswith(chance(sure)) if sure is not None else "holds in" not in line


def test_parameters_lists_and_searches(capsys: pytest.CaptureFixture[str]) -> None:
    keys = [line.split()[0] for line in out(capsys, "parameters").splitlines()]
    assert keys == ["key", *PARAMETERS]
    (row,) = out(capsys, "parameters", "weak", "HARD", "fix").splitlines()[1:]
    assert row.split()[0] == "weak.hard_fix_rate"
    assert row.endswith("a number above 0 and at most 1  required")
    assert main(["parameters", "no such"]) == 0
    assert 'no parameter fits "no such"' in capsys.readouterr().err
    assert main(["parameters", "verbosty"]) == 0
    assert 'no parameter fits "verbosty"; did you mean "verbosity"?' in capsys.readouterr().err


def test_the_domains_of_parameters_are_those_that_are_checked(capsys: pytest.CaptureFixture[str]) -> None:
    for found in json.loads(out(capsys, "parameters", "--json"))["parameters"]:
        allowed = Draft202012Validator({key: found[key] for key in _LIMITS & set(found)} | {"enum": found.get("choices", _ANY)})
        for value in _ANY:
            assert allowed.is_valid(value) == accepts(find(found["key"]), value), (found["key"], value)


def accepts(parameter: Parameter, value: object) -> bool:
    try:
        parameter.check(value)
    except ParameterError:
        return False
    return True


def test_a_broken_own_scenario_is_told_and_the_others_listed(capsys: pytest.CaptureFixture[str]) -> None:
    own_scenarios().mkdir(parents=True)
    (own_scenarios() / "broken.toml").write_text("schema = 2")
    assert main(["scenarios"]) == 1
    written = capsys.readouterr()
    assert "broken.toml, line 1: schema must be 1, not 2" in written.err
    assert "textbook" in written.out


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["compre"], 1, 'there is no command "compre"; did you mean "compare"?'),
        (["textbok"], 1, 'there is no scenario "textbok"; did you mean "textbook"?'),
        (["compre", "textbook"], 2, 'there is no command "compre"; did you mean "compare"?'),
        (["--nomouse"], 2, "unrecognized arguments: --nomouse"),
        (["-"], 2, "the explorer cannot read standard input"),
        (["textbook"], 2, "the explorer needs a terminal"),
        ([], 2, "the explorer needs a terminal"),
        (["compare"], 2, "the following arguments are required: SCENARIO"),
        (["scenarios", "x"], 2, "unrecognized arguments: x"),
        (["compare", "textbook", "--\x1b[2J"], 2, "␛[2J"),
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, sentence: str) -> None:
    written = refused(capsys, *arguments, status=status)
    assert sentence in written
    assert "\x1b" not in written


def test_the_explorer_is_opened_with_the_scenario(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    def explore(scenario: str | None, _tell: object, *, mouse: bool) -> int:
        opened.append((scenario, mouse))
        return 0

    monkeypatch.setattr("tui.app.run", explore)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert main(["textbook", "--no-mouse"]) == 0
    assert main([]) == 0
    assert opened == [("textbook", False), (None, True)]

"""``crossover calibrate`` on generated logs whose truth is known."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.outcome import evaluate
from presets.logs.agents import looked_at
from presets.prices.quality import quality
from presets.scenarios.library import open_scenario, own_scenarios
from tests.cli.test_schema import problems
from tests.logs import as_claude_code
from tests.logs.as_harness import write_harbor
from tests.logs.made import Made, made, made_trials
from tests.logs.true import TrueHabits, TrueModel
from tui.cli import main, progress

SESSIONS = 24
HABITS = TrueHabits(give_up_rate=0.1, unchecked=0.1)
PROMPTS = ("Make it so", "So be it", "assert 1 == 2", "Look around")
"""What stands in the logs as prompts, answers and output of tests."""


@pytest.fixture(scope="module")
def sessions() -> list[Made]:
    return list(made(SESSIONS, 3, habits=HABITS))


@pytest.fixture(scope="module")
def logs(sessions: Sequence[Made], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("logs")
    as_claude_code.write((one.session for one in sessions), folder)
    return folder


def out(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["calibrate", *words]) == 0
    written = capsys.readouterr()
    assert written.err == ""
    return written.out


def refused(capsys: pytest.CaptureFixture[str], *words: str, status: int = 1) -> str:
    assert main(["calibrate", *words]) == status
    written = capsys.readouterr()
    assert written.out == ""
    return written.err


@pytest.mark.slow
def test_one_command_goes_from_a_folder_of_logs_to_a_verdict_with_a_chance(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = out(capsys, str(logs))
    assert text.startswith("Your own numbers: 24 sessions of Claude Code, 2026-10-2")
    for heading in (
        "Left out:",
        "measured",
        "attempts at bugs",
        "Attempts of anthropic/claude-opus-5 (strong; fix rate",
        "Dollar check: $",
        "Also seen:",
    ):
        assert f"\n{heading}" in text, heading
    assert "\n  broken lines: " in text
    assert "\n  requests repeated where conversations were copied or resumed: " in text
    assert "attempt  at risk  fixed  still open  at most  fitted\n      1 " in text
    assert "%  ████" in text
    assert "of what your ranges allow" in text
    assert "Claude Code deletes its logs after 30 days" in text
    assert text.endswith("nothing was saved; --save NAME keeps this as a scenario of yours\n")
    assert not any(prompt in text for prompt in PROMPTS)
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.slow
def test_what_decides_and_was_not_measured_is_said_before_the_verdict(
    logs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def before(*words: str, where: Path = logs) -> str:
        text = out(capsys, str(where), *words)
        assert " is cheaper: $" in text
        return " ".join(text[text.index("\nWith ") : text.index(" is cheaper: $")].split())

    assert "NOT FROM YOUR LOGS" not in before()
    assert "your hour without a price" in before()
    said = before("--weak", "haiku", "--base", "textbook")
    assert (
        "NOT FROM YOUR LOGS but from there: strong prices $4 and $20; strong bugs left 2.0 (no range, as if certain);" in said
    )
    assert "weak" not in said
    assert "strong bugs left 1.0 (0.4..2.5);" in before("--weak", "haiku")
    alone = tmp_path / "alone"
    alone.mkdir()
    as_claude_code.write([one.session for one in made(1, 3, habits=TrueHabits(tasks_per_session=40))], alone)
    assert "Measured without a range, so as if certain: strong fixes easy" in before(where=alone)


@pytest.mark.slow
def test_counts_are_those_of_the_truth_and_what_is_written_is_what_the_schema_describes(
    logs: Path, sessions: Sequence[Made], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = json.loads(out(capsys, str(logs), "--json"))
    assert problems(answer, "calibrate") == []
    assert problems(answer | {"unheard_of": 1}, "calibrate")
    tasks = [task for one in sessions for task in one.tasks if task.checked]
    spells = [spells for task in tasks for bug in task.bugs for spells in bug]
    assert answer["sources"]["sessions"] == SESSIONS
    for role, logged in (("strong", "claude-opus-5"), ("weak", "claude-haiku-5-5")):
        mine = [spell for spell in spells if spell.fixer == logged]
        found = answer["models"][f"anthropic/{logged}"]
        assert found["role"] == role
        assert found["tasks"] == sum(task.generator == logged for task in tasks)
        assert found["bugs"] == sum(len(task.bugs) for task in tasks if task.generator == logged)
        assert found["attempts"] == sum(spell.attempts for spell in mine)
        for end in ("fixed", "given_up"):
            assert found[end] == sum(spell.end == end.replace("_", " ") for spell in mine)
        rate = answer["parameters"][f"{role}.easy_fix_rate"]
        assert rate["low"] < rate["value"] < rate["high"]
        assert rate["n"] == len(mine)
    assert answer["dollars"]["predicted"] == pytest.approx(answer["dollars"]["logged"], rel=0.25)
    assert answer["verdict"]["confidence"]["verdict"] > 0.0
    assert answer["scenario"] is None


@pytest.mark.slow
def test_a_saved_scenario_has_the_numbers_with_their_evidence_and_is_never_written_over(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = json.loads(out(capsys, str(logs), "--json", "--save", "My Own"))
    assert answer["scenario"] == str(own_scenarios() / "my-own.toml")
    scenario = open_scenario("my-own").scenario
    assert scenario.name == "My Own"
    for key, measured in answer["parameters"].items():
        if measured["low"] is not None and key in scenario.evidence:
            assert scenario.evidence[key].ends == pytest.approx((measured["low"], measured["high"]))
            assert scenario.evidence[key].source == measured["source"]
    assert main(["compare", "my-own", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["answer"] == answer["verdict"]["answer"]
    before = Path(answer["scenario"]).read_bytes()
    assert not any(prompt.encode() in before for prompt in PROMPTS)
    assert "my-own.toml exists already" in refused(capsys, str(logs), "--save", "My Own")
    assert Path(answer["scenario"]).read_bytes() == before


@pytest.mark.slow
def test_what_is_saved_stands_beside_other_measurements_and_its_models_are_a_pair(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = out(capsys, str(logs), "--save", "My Own")
    assert "how well Claude Opus 5 and Claude Haiku 5.5 did is in " in text.splitlines()[-1]
    scenario = open_scenario("my-own").scenario
    found = {one.model: one for one in quality().measurements if one.own}
    for side in (scenario.strong, scenario.weak):
        one = found[side.model]
        assert one.id == f"logs/my-own/{side.model.partition('/')[2]}"
        assert one.fixes is not None
        assert (one.bugs.value, one.fixes.easy.value) == (side.bugs, side.easy_fix_rate)
    assert found[scenario.weak.model].bugs.source == scenario.evidence["weak.bugs"].source
    assert main(["pairs", "my-own", "--task", "logs/my-own", "--json"]) == 0
    (pair,) = json.loads(capsys.readouterr().out)["benchmarks"][0]["pairs"]
    assert {pair["strong"]["model"], pair["weak"]["model"]} == {scenario.strong.model, scenario.weak.model}
    assert pair["total_cost"] == pytest.approx(evaluate(scenario).costs.total_cost.min(), rel=1e-12)
    # At a path it is a file like any other, and nothing stands beside it.
    before = quality()
    out(capsys, str(logs), "--save", str(logs.parent / "elsewhere.toml"))
    assert quality() == before


@pytest.mark.slow
def test_one_model_that_is_named_leaves_the_other_as_in_the_base_scenario(
    logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = json.loads(out(capsys, str(logs), "--json", "--weak", "haiku", "--base", "swe-issue"))
    assert [one["role"] for one in answer["models"].values()] == ["weak", None]
    assert not any(key.startswith("strong.") for key in answer["parameters"])


@pytest.mark.slow
def test_where_no_logs_are_it_is_said_where_they_were_sought(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], logs: Path
) -> None:
    for name in ("CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    said = refused(capsys)
    assert said.count("\n") == 1
    assert "~/.claude/projects" in said
    assert "~/.codex/sessions" in said
    assert '"crossover calibrate PATH"' in said
    (tmp_path / "notes.txt").write_text("no log")
    assert f"no session of an agent in {tmp_path} (files of no known format: 1)" in refused(capsys, str(tmp_path))
    assert "--since and --project leave no session" in refused(capsys, str(logs), "--project", "nowhere")
    assert "there is no such file or folder" in refused(capsys, str(tmp_path / "missing"))
    # With logs there, none need be named.
    (tmp_path / ".claude").mkdir()
    (tmp_path / ".claude" / "projects").symlink_to(logs)
    assert looked_at()[1] == tmp_path / ".claude" / "projects"
    assert out(capsys, "--since", "2026-10-22").startswith("Your own numbers: 24 sessions")


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["--since", "5x"], 2, '--since takes 12h, 30d or 6w, or a day as 2026-10-22, not "5x"'),
        (["--since", "99999999999-01-01"], 2, "--since takes"),
        (["--test-command", "("], 1, "no regular expression"),
        (["--base", "textbok"], 1, 'did you mean "textbook"?'),
        (["--save", "textbook"], 1, "is a bundled scenario"),
        (["--strong", "nobody"], 1, "have a model"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence(
    words: list[str], status: int, sentence: str, logs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sentence in refused(capsys, str(logs), *words, status=status)


@pytest.mark.slow
def test_what_a_log_calls_a_model_is_shown_as_plain_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sessions = [one.session for one in made(6, 3, models=(TrueModel(name="gpt\x1b[31m[bold]"),))]
    as_claude_code.write(sessions, tmp_path)
    trials = [Path(path) for path in write_harbor(made_trials(6), tmp_path)]
    for path in trials:
        path.write_text(path.read_text().replace("terminus-2", "evil\\u001b[2J\\n" + 90 * "x"))
    text = out(capsys, str(tmp_path))
    assert "gpt␛[31m[bold]" in text
    assert "\x1b" not in text
    assert "(evil␛[2J␊" in text
    out(capsys, str(tmp_path), "--strong", "opus", "--save", "any")
    assert [one.model for one in quality().measurements if one.own] == ["anthropic/claude-opus-5"]
    assert "\x1b" not in json.dumps(json.loads(out(capsys, str(tmp_path), "--json")), ensure_ascii=True)


class Terminal(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.slow
def test_progress_is_shown_on_a_terminal_and_gone_in_the_end(
    logs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_EVERY", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    for terminal, shows in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr("sys.stderr", terminal)
        assert main(["calibrate", str(logs)]) == 0
        written = terminal.getvalue()
        assert ("reading logs  [" in written) == shows
        assert written == "" or written.endswith("\r\x1b[K")
    assert progress.line(456_000_000, 1_200_000_000) == "reading logs  [#########---------------]  38%  456 of 1,200 MB"
    assert progress.line(0, 0) == "looking for logs"
    assert "reading" not in capsys.readouterr().out

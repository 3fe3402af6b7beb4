"""``crossover compare`` answers as laid down, and goes on after a scenario that cannot be used."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest

from engine.outcome import evaluate
from engine.scenarios.registry import assign, numbers
from presets.prices.catalogue import bundled
from presets.prices.scenario_prices import take_prices
from presets.scenarios.library import entries, open_scenario
from tests.presets.files import MINIMAL
from tui.answers.figures import dollars
from tui.cli import main

FIGURES = {
    *("generator", "fixer", "attempts", "attempts_variance", "generation_cost", "fix_cost", "growth_penalty"),
    *("handoff_cost", "total_cost", "unresolved_bugs", "tokens_read", "tokens_reread", "tokens_written"),
    *("long_prompt_cost", "waiting_cost", "seconds", "finished", "cost_per_finished_task", "outgrows_window", "compactions"),
}


@contextmanager
def standard_input(content: bytes) -> Iterator[None]:
    """Standard input with some bytes in it."""
    with TemporaryFile() as file, pytest.MonkeyPatch.context() as patched:
        file.write(content)
        file.seek(0)
        patched.setattr("sys.stdin", file)
        yield


def answers(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> list[dict[str, Any]]:
    assert main(["compare", "--json", *arguments]) == status
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_json_has_everything_unrounded(capsys: pytest.CaptureFixture[str]) -> None:
    (answer,) = answers(capsys, "textbook")
    scenario = open_scenario("textbook").scenario
    outcome = evaluate(scenario)
    assert set(answer) == {"format", "name", "context", "strategies", "cheaper", "cheaper_still", "answer", "crossovers"}
    assert answer["name"] == scenario.name
    assert answer["context"] == scenario.workflow.context
    assert list(answer["strategies"]) == ["strong-weak", "weak-strong", "strong-strong", "weak-weak"]
    for index, (key, figures) in enumerate(answer["strategies"].items()):
        assert set(figures) == FIGURES
        assert f"{figures['generator']}-{figures['fixer']}" == key
        assert figures["total_cost"] == outcome.costs.total_cost[index]
        assert figures["attempts_variance"] == outcome.costs.attempts_variance[index]
        assert (figures["finished"], figures["cost_per_finished_task"]) == (1.0, figures["total_cost"])
    assert answer["cheaper"] == outcome.verdict.cheaper
    assert answer["cheaper_still"] == []
    assert answer["answer"][0] == outcome.verdict.headline
    assert set(answer["crossovers"]) == {parameter.key for parameter in numbers()}
    assert answer["crossovers"]["weak.bugs"] == [point.value for point in outcome.crossings["weak.bugs"].points] != []


@pytest.mark.slow
def test_every_bundled_scenario_answers(capsys: pytest.CaptureFixture[str]) -> None:
    names = [entry.name for entry in entries()]
    found = answers(capsys, *names)
    assert [answer["name"] for answer in found] == [open_scenario(name).scenario.name for name in names]
    for answer in found:
        assert answer["cheaper"] in ("strong-weak", "weak-strong", "tie")
        totals = {key: figures["total_cost"] for key, figures in answer["strategies"].items()}
        rivals = totals.pop("strong-weak"), totals.pop("weak-strong")
        assert answer["cheaper_still"] == sorted((key for key in totals if totals[key] < min(rivals)), key=totals.__getitem__)
        assert any("is cheaper still: $" in sentence for sentence in answer["answer"]) == bool(answer["cheaper_still"])
        for figures in answer["strategies"].values():
            assert all(math.isfinite(value) for key, value in figures.items() if key not in ("generator", "fixer", "seconds"))
        assert all(values == sorted(values) for values in answer["crossovers"].values())


def test_what_is_infinite_is_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    (answer,) = answers(capsys, "textbook", "--set", "assumptions.fading=0.5")
    assert answer["strategies"]["weak-strong"]["total_cost"] == "inf"
    assert answer["strategies"]["weak-strong"]["generation_cost"] < 1


def test_set_reads_as_the_explorer_does(capsys: pytest.CaptureFixture[str]) -> None:
    changes = ["weak.bugs=6.3", "workflow.prompt_tokens=20k", "weak.hard_fix_rate=7%", "assumptions.attempt_limit=5"]
    changes += ["workflow.context=shared", "assumptions.caching=on", "strong.price_scale=0.5"]
    arguments = [word for change in changes for word in ("--set", change)]
    (answer,) = answers(capsys, "textbook", *arguments)
    scenario = assign(
        open_scenario("textbook").scenario,
        {
            "weak.bugs": 6.3,
            "workflow.prompt_tokens": 20_000.0,
            "weak.hard_fix_rate": 0.07,
            "assumptions.attempt_limit": 5.0,
            "workflow.context": "shared",
            "assumptions.caching": True,
            "strong.price_scale": 0.5,
        },
    )
    assert answer["context"] == "shared"
    assert answer["strategies"]["strong-weak"]["total_cost"] == float(evaluate(scenario).costs.total_cost[0])


def test_set_takes_a_model_with_its_prices(capsys: pytest.CaptureFixture[str]) -> None:
    model = bundled().get("openai/gpt-6-luna")
    assert model is not None
    for halve, factor in (([], 1.0), (["--set", "weak.input_price=/2"], 0.5)):
        (answer,) = answers(capsys, "textbook", "--set", f"weak.model={model.id}", *halve)
        taken = take_prices(open_scenario("textbook").scenario, "weak", model)
        expected = assign(taken, {"weak.input_price": model.input_price * factor})
        assert answer["strategies"]["strong-weak"]["total_cost"] == float(evaluate(expected).costs.total_cost[0])


def test_side_by_side_is_one_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--side-by-side", "textbook", "swe-issue"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["textbook", "swe-issue"]
    assert [line.split() for line in lines if line.startswith("weak bugs left")] == [
        ["weak", "bugs", "left", "4.0", "0.402", "≠"]
    ]
    assert not any(line.startswith("strong verbosity") for line in lines)
    for word, column in (("textbook", "A strong → weak"), ("swe-issue", "B weak → strong")):
        (answer,) = answers(capsys, word)
        assert any(line.startswith(column) and dollars(total_of(answer, column)) in line for line in lines)
    assert main(["compare", "--side-by-side", "textbook", "nosuch"]) == 1
    assert capsys.readouterr().out == ""


def total_of(answer: dict[str, Any], column: str) -> float:
    total: float = answer["strategies"]["strong-weak" if column.startswith("A") else "weak-strong"]["total_cost"]
    return total


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("weak.bug=1", 'unknown parameter "weak.bug"; did you mean "weak.bugs"?'),
        ("weak.mode=x", 'unknown parameter "weak.mode"; did you mean "weak.model"?'),
        ("weak.model=gpt-6-luna", 'the catalogue has no model "gpt-6-luna"; did you mean "openai/gpt-6-luna"?'),
        ("weak.model=", 'the catalogue has no model ""; "crossover models" lists them'),
        ("weak.bugs", '--set takes KEY=VALUE, not "weak.bugs"'),
        ("weak.bugs=many", 'weak.bugs must be a finite number at least 0, not "many"'),
        ("weak.bugs=nan", 'weak.bugs must be a finite number at least 0, not "nan"'),
        ("weak.bugs=inf", 'weak.bugs must be a finite number at least 0, not "inf"'),
        ("weak.bugs=1e400", "weak.bugs must be a finite number at least 0, not inf"),
        ("weak.bugs=50%", 'not "50%"; a percent sign only changes it, as in +50%'),
        ("weak.bugs=1,5", 'not "1,5"; did you mean 1.5?'),
        ("weak.easy_fix_rate=90", "weak.easy_fix_rate must be a number above 0 and at most 1, not 90; for 90 % write 90%"),
        ("weak.hard_fix_rate=0", "weak.hard_fix_rate must be a number above 0 and at most 1, not 0"),
        ("weak.hard_fix_rate=120%", "weak.hard_fix_rate must be a number above 0 and at most 1, not 1.2"),
        ("assumptions.attempt_limit=1.5", "assumptions.attempt_limit must be a whole number from 1 to 1000"),
        ("workflow.context=frsh", 'workflow.context must be "fresh" or "shared", not "frsh"'),
        ("weak.bugs=\x1b[2J", "␛[2J"),
        ("=", 'unknown parameter ""'),
    ],
)
@pytest.mark.parametrize("command", [["compare", "textbook"], ["sweep", "textbook", "--vary", "weak.bugs"]])
def test_a_set_that_is_not_allowed_is_wrong_usage(
    capsys: pytest.CaptureFixture[str], command: list[str], change: str, sentence: str
) -> None:
    assert main([*command, "--set", change]) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert sentence in written.err
    assert "Traceback" not in written.err
    assert "\x1b" not in written.err


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        (["weak.bugs=+10%"], ["weak.bugs=4.4"]),
        (["weak.bugs=6", "weak.bugs=+50%"], ["weak.bugs=9"]),
        (["both.bugs=3", "weak.bugs=+1"], ["both.bugs=3", "weak.bugs=4"]),
        (["weak.bugs=5", "both.bugs=4", "weak.bugs=+1"], ["strong.bugs=4", "weak.bugs=5"]),
        (["weak.easy_fix_rate=0.5", "weak.easy_fix_rate=+10%"], ["weak.easy_fix_rate=55%"]),
        (["weak.easy_fix_rate=0.5", "weak.easy_fix_rate=+0.1"], ["weak.easy_fix_rate=0.6"]),
        (["workflow.prompt_tokens=200,000", "workflow.prompt_tokens=/2"], ["workflow.prompt_tokens=100k"]),
        (["strong.price_scale=0.5", "strong.price_scale=*0.5"], ["strong.price_scale=0.25"]),
        (["strong.price_scale=0.5", "strong.price_scale=0.7"], ["strong.price_scale=0.7"]),
        (["weak.bugs=-3"], ["weak.bugs=1"]),
    ],
)
def test_set_changes_what_the_ones_before_it_left(
    capsys: pytest.CaptureFixture[str], changes: list[str], same: list[str]
) -> None:
    one, other = (
        answers(capsys, "textbook", *(word for change in several for word in ("--set", change))) for several in (changes, same)
    )
    assert one == other


def test_a_change_that_one_scenario_cannot_take_does_not_stop_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    changes = ("--set", "assumptions.attempt_limit=+1")
    assert main(["compare", "--json", "textbook", "swe-issue", *changes]) == 1
    written = capsys.readouterr()
    sentence = 'assumptions.attempt_limit has no value of its own that "+1" could change'
    lines = written.err.splitlines()
    assert f"textbook: --set: {sentence}" in lines
    assert len(lines) + len(written.out.splitlines()) == 2
    assert main(["sweep", "textbook", "--vary", "weak.bugs", *changes]) == 1
    assert sentence in capsys.readouterr().err


def test_a_bad_scenario_does_not_stop_the_others(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.toml", tmp_path / "good.toml"
    bad.write_text(MINIMAL.replace("bugs = 4", "bugs = -4"))
    good.write_text(MINIMAL)
    assert main(["compare", "--json", str(bad), "nosuch", str(good), str(tmp_path)]) == 1
    written = capsys.readouterr()
    assert [json.loads(line)["name"] for line in written.out.splitlines()] == ["Minimal"]
    first, second, third = written.err.splitlines()
    assert first.endswith("bad.toml, line 15: weak.bugs must be a finite number at least 0, not -4")
    assert second == 'there is no scenario "nosuch"; "crossover scenarios" lists them'
    assert third.endswith("it is a folder, not a file")


def test_standard_input(capsys: pytest.CaptureFixture[str]) -> None:
    with standard_input(MINIMAL.encode()):
        (answer,) = answers(capsys, "-")
    assert answer["name"] == "Minimal"
    with standard_input(b"\xff"):
        assert main(["compare", "-"]) == 1
    assert "standard input, line 1: the byte 0xff is not valid UTF-8" in capsys.readouterr().err
    assert main(["compare", "-", "-"]) == 2
    assert "can be read only once" in capsys.readouterr().err


def test_the_report_has_table_verdict_and_nearest_crossovers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "textbook", "swe-issue"]) == 0
    written = capsys.readouterr()
    assert written.err == ""
    first, second = written.out.split("\n\nswe-issue: ")
    lines = first.splitlines()
    outcome = evaluate(open_scenario("textbook").scenario)
    assert lines[0].startswith("textbook: Textbook example")
    assert lines[1] == outcome.verdict.headline
    assert lines[2].startswith("until weak bugs left [q_w] reaches 5.335 (now 4.0")
    assert lines[3] == "A pays $0.32 more for re-reading, B $0.39 more for fixing"
    assert lines[5].split() == ["dollars", "generate", "fix", "re-read", "total", "attempts", "per", "bug"]
    assert [line.split("  ")[0] for line in lines[6:10]] == ["A strong → weak", "B weak → strong", "strong only", "weak only"]
    flips = lines[lines.index("What else flips it, nearest first:") + 1 :]
    assert flips
    assert all(line.startswith("  until ") for line in flips)
    assert "fresh" in second
    assert "\x1b" not in written.out


def test_giving_up_shows_what_is_left_and_what_finishing_costs(capsys: pytest.CaptureFixture[str]) -> None:
    changes = ["textbook", "--set", "assumptions.attempt_limit=2", "--set", "assumptions.handoff_cost=1"]
    assert main(["compare", *changes]) == 0
    lines = capsys.readouterr().out.splitlines()
    heads = ["dollars", "generate", "fix", "re-read", "hand-off", "total", "per finished", "attempts", "per bug", "unfixed"]
    table = lines[lines.index("") + 1 :]
    assert re.split(" {2,}", table[0]) == heads
    assert table[5].startswith("Cost per finished task: ")
    (answer,) = answers(capsys, *changes)
    for line, figures in zip(table[1:5], answer["strategies"].values(), strict=True):
        shown = dict(zip(heads, re.split(" {2,}", line), strict=True))
        assert figures["cost_per_finished_task"] == pytest.approx(figures["total_cost"] / figures["finished"], rel=1e-12)
        assert float(shown["per finished"]) == pytest.approx(figures["cost_per_finished_task"], abs=0.005)
        assert float(shown["hand-off"]) == pytest.approx(figures["handoff_cost"], abs=0.005)
        assert float(shown["unfixed"]) == pytest.approx(figures["unresolved_bugs"], rel=1e-3)


def test_what_no_run_finishes_has_no_cost(capsys: pytest.CaptureFixture[str]) -> None:
    (answer,) = answers(capsys, "textbook", "--set", "assumptions.attempt_limit=1", "--set", "both.bugs=1e6")
    assert {figures["finished"] for figures in answer["strategies"].values()} == {0.0}
    assert {figures["cost_per_finished_task"] for figures in answer["strategies"].values()} == {"inf"}


@pytest.mark.parametrize("bugs", ["0", "1e-9", "1e6", "1e300"])
@pytest.mark.parametrize("context", ["fresh", "shared"])
@pytest.mark.parametrize("rate", ["1e-9", "1"])
def test_extremes_answer_without_noise(capsys: pytest.CaptureFixture[str], bugs: str, context: str, rate: str) -> None:
    settings = [f"both.bugs={bugs}", f"workflow.context={context}", f"weak.hard_fix_rate={rate}"]
    for form in ([], ["--json"]):
        assert main(["compare", "textbook", *form, *(word for setting in settings for word in ("--set", setting))]) == 0
        written = capsys.readouterr()
        assert written.err == ""
        assert "nan" not in written.out.lower()


def test_hostile_names_are_harmless(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2Jb.toml"
    path.write_text(MINIMAL.replace("Minimal", "\\u001b]0;owned\\u0007\\u202e"))
    assert main(["compare", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "␛]0;owned␇�" in shown
    (answer,) = answers(capsys, str(path))
    assert answer["name"] == "\x1b]0;owned\x07\u202e"
    path.write_text("\x1b")
    assert main(["compare", str(path)]) == 1
    assert "\x1b" not in capsys.readouterr().err


def test_a_range_is_refused_in_one_sentence_and_one_that_is_dropped_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "x.toml"
    path.write_text(f'{MINIMAL}\n[evidence]\n"weak.bugs" = {{ low = 2, high = 8 }}\n')
    for arguments, status, expected in (
        (["--range", "weak.bugs=5..8"], 1, "--range: the range of weak.bugs must have its value 4 inside, not 5..8"),
        (["--range", "weak.bug=5..8"], 2, 'unknown parameter "weak.bug"; did you mean "weak.bugs"?'),
        (["--range", "weak.bugs"], 2, '--range takes KEY=RANGE, not "weak.bugs"'),
        (["--range", "workflow.context=1..2"], 2, 'workflow.context has no range: it is "fresh" or "shared"'),
        (["--set", "weak.bugs=9"], 0, "the range 2.0..8.0 of weak.bugs does not hold 9 bugs and is dropped"),
        (["--set", "weak.bugs=9", "--range", "weak.bugs=±20%"], 0, ""),
        (["--set", "weak.bugs=7.5", "--range", "weak.bugs="], 0, ""),
    ):
        assert main(["compare", str(path), *arguments]) == status
        told = capsys.readouterr().err
        assert expected in told
        assert bool(told) == bool(expected)

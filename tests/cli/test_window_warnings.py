"""Context windows that are outgrown are said where it is likely enough, and only there."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from engine import outcome
from engine.outcome import evaluate
from engine.prices.context_window import outgrowing
from engine.scenarios.parameters import ParameterError, Setting
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS
from presets.files.refusal import Refusal
from presets.scenarios.library import open_scenario
from presets.scenarios.scenario_file import parse_scenario, render_scenario
from tui.answers.window_warnings import window_chances, window_summary, window_warnings
from tui.cli import main
from tui.state.session import Session

NO_WINDOW: Mapping[str, Setting] = {"strong.context_window": None, "weak.context_window": None}


def textbook(changes: Mapping[str, Setting]) -> Scenario:
    """The textbook example with no windows but those given."""
    return assign(open_scenario("textbook").scenario, {**NO_WINDOW, **changes})


def test_nothing_is_said_or_computed_without_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outcome, "outgrowing_of", None)
    assert window_warnings(evaluate(textbook({}))) == []
    assert [str(chance) for chance in window_chances(evaluate(textbook({})))] == ["nan"] * 4


def test_nothing_is_said_of_what_hardly_happens() -> None:
    scenario = textbook({"weak.context_window": 1e6, "strong.context_window": 1e6})
    assert all(0.0 < chance < 0.01 for chance in outgrowing(scenario, RIVALS[:1]).chance)
    assert window_warnings(evaluate(scenario)) == []


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_one_sentence_for_each_strategy_that_may_outgrow_its_window(context: str) -> None:
    # The first request has 26,000 tokens and every further one 11,000 more: the second fits 40,000, the third does not.
    scenario = textbook({"weak.context_window": 40_000.0, "workflow.context": context})
    (sentence,) = window_warnings(evaluate(scenario))
    percent = 100.0 * float(outgrowing(scenario, RIVALS).chance[0])
    assert sentence.startswith("A strong → weak: a conversation outgrows the context window in ")
    assert sentence.endswith(" % of runs, at the earliest with attempt 3")
    assert float(sentence.partition(" in ")[2].partition(" %")[0]) == pytest.approx(percent, abs=0.05)


def test_a_window_that_the_first_attempt_outgrows() -> None:
    (sentence,) = window_warnings(evaluate(textbook({"weak.context_window": 25_500.0})))
    assert sentence.endswith(" % of runs, already with its first attempt")


def test_a_window_that_the_generation_outgrows() -> None:
    sentences = window_warnings(evaluate(textbook({"strong.context_window": 24_000.0})))
    assert sentences[0] == "A strong → weak: the generation is too long for the context window of the strong model"
    assert sentences[1].endswith("already with its first attempt")


def test_compare_says_it_and_has_it_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    scenario = open_scenario("swe-issue").scenario
    (sentence,) = window_warnings(evaluate(scenario))
    assert main(["compare", "swe-issue"]) == 0
    assert f"\n{sentence}\n" in capsys.readouterr().out
    assert main(["compare", "swe-issue", "--json"]) == 0
    strategies = json.loads(capsys.readouterr().out)["strategies"]
    assert [figures["outgrows_window"] for figures in strategies.values()] == outgrowing(scenario).chance.tolist()


def test_what_is_not_known_is_null(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "textbook", "--set", "strong.context_window=none", "--json"]) == 0
    strategies = json.loads(capsys.readouterr().out)["strategies"]
    assert {key for key, figures in strategies.items() if figures["outgrows_window"] is None} == {"strong-strong"}


def test_in_a_few_words() -> None:
    scenario = assign(open_scenario("refactor").scenario, {"assumptions.attempt_limit": None})
    summary = window_summary(evaluate(scenario))
    a, b = (100.0 * chance for chance in window_chances(evaluate(scenario)).tolist()[:2])
    assert summary == f"context window outgrown: A in {a:.2g} %, B in {b:.2g} % of runs"
    alone = assign(scenario, {"strong.context_window": None})
    assert window_summary(evaluate(alone)) == f"context window outgrown: A in {a:.0f} % of runs"
    assert window_summary(evaluate(scenario), brief=True) == f"window outgrown: A in {a:.2g} %, B in {b:.2g} %"
    assert window_summary(evaluate(alone), brief=True) == window_summary(evaluate(alone))
    assert window_summary(evaluate(assign(alone, {"weak.context_window": None}))) == ""


@pytest.mark.slow
def test_where_conversations_are_compacted_it_is_said_how_often() -> None:
    compacting = {"weak.context_window": 80_000.0, "assumptions.compact_at": 0.5, "workflow.summary_tokens": 1_000.0}
    found = evaluate(textbook(compacting))
    often = float(found.costs.compactions[0])
    assert often > 0.1
    assert window_warnings(found) == [f"Compacted: A {often:.2g} times, B 0 times a run"]
    assert window_summary(found) == f"compacted: A {often:.2g} times, B 0 times a run"
    assert [str(chance) for chance in window_chances(found)] == ["nan"] * 4
    dear = {"weak.long_prompt_threshold": 30_000.0, "weak.long_input_price": 9.0}
    priced = evaluate(textbook(compacting | dear))
    assert window_warnings(priced) == window_warnings(found), "dear prompts are counted, and nothing is to be said of them"
    assert priced.costs.long_prompt_cost[0] > 0.0


def test_a_compacted_prompt_without_room_is_refused_wherever_it_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    fits = textbook({"weak.context_window": 80_000.0, "assumptions.compact_at": 0.5})
    sentence = "assumptions.compact_at leaves the weak model as fixer no room: it compacts above 4000 tokens, but"
    assert main(["compare", "textbook", "--set", "weak.context_window=80k", "--set", "assumptions.compact_at=5%"]) != 0
    assert sentence in capsys.readouterr().err
    beside_a_range = ["--set", "weak.context_window=80k", "--range", "assumptions.compact_at=5% (4%..6%)"]
    assert main(["compare", "textbook", *beside_a_range]) != 0
    assert f"--range: {sentence}" in capsys.readouterr().err
    with pytest.raises(Refusal, match="leaves the weak model as fixer no room"):
        parse_scenario(render_scenario(assign(fits, {"assumptions.compact_at": 0.05})), "x.toml")
    session = Session(fits)
    session.focus("assumptions.compact_at")
    session.begin()
    session.type("5")
    assert not session.commit()
    assert session.snapshot.editing is not None
    assert session.snapshot.editing.problem.startswith(sentence)
    session.type("50")
    assert session.commit()
    session.focus("weak.context_window")
    session.begin()
    session.type("4k")
    assert not session.commit()
    session.cancel()
    session.step("assumptions.compact_at", -100)
    assert session.snapshot.value("assumptions.compact_at") == 0.5
    with pytest.raises(ParameterError):
        session.assign({"weak.context_window": 4_000.0})

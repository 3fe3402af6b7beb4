"""``crossover lineup`` and ``crossover odds``."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tui.cli import main

FOUR = {"strong-weak", "weak-strong", "strong-strong", "weak-weak"}


def answers(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    assert main(list(arguments)) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_lineup_adds_strategies_to_the_object_of_compare(capsys: pytest.CaptureFixture[str]) -> None:
    (compared,) = answers(capsys, "compare", "swe-issue", "--json")
    (found,) = answers(capsys, "lineup", "swe-issue", "--json")
    assert set(found) == set(compared)
    further = {"cascade-strong", "cascade-weak", "advisor-strong", "advisor-weak", "best-of-n"}
    assert set(found["strategies"]) == FOUR | further
    for key in FOUR:
        assert compared["strategies"][key].items() <= found["strategies"][key].items()
    cascade = found["strategies"]["cascade-weak"]
    assert {"generator", "best_limit", "total_cost", "attempts", "escalated_bugs"} <= set(cascade)
    assert {"runs", "success", "total_cost"} <= set(found["strategies"]["best-of-n"])


def test_routers_and_plans_are_there_where_their_keys_are(capsys: pytest.CaptureFixture[str]) -> None:
    keys = ("--set", "lineup.routing_accuracy=80%", "--set", "lineup.planned_bugs=3")
    (found,) = answers(capsys, "lineup", "textbook", "--json", *keys)
    routed = {f"{key}-{generator}" for key in ("router", "cascade-routing") for generator in ("strong", "weak")}
    assert routed | {"plan-first"} <= set(found["strategies"])
    assert {"limit", "best_limit", "escalated_bugs"} <= set(found["strategies"]["cascade-routing-weak"])
    assert "limit" not in found["strategies"]["router-weak"]
    assert main(["lineup", "textbook", *keys]) == 0
    text = capsys.readouterr().out
    assert "cascade routing, weak generates  " in text
    assert "1.4 bugs to the strong model" in text


def test_lineup_is_sorted_by_cost_and_says_what_flatters(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lineup", "textbook"]) == 0
    text = capsys.readouterr().out
    rows = text.splitlines()[4:13]
    totals = [float(row[26:].split()[0]) for row in rows]
    assert totals == sorted(totals)
    assert "independently" in text


def test_a_cascade_that_never_escalates_is_the_weak_model_alone(capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = answers(capsys, "lineup", "textbook", "--json", "--set", "lineup.escalate_after=0")
    strategies = found["strategies"]
    assert strategies["cascade-weak"]["total_cost"] == pytest.approx(strategies["weak-strong"]["total_cost"], rel=1e-12)


def test_odds_agree_with_the_mean_and_the_budget(capsys: pytest.CaptureFixture[str]) -> None:
    (compared,) = answers(capsys, "compare", "textbook", "--json")
    (found,) = answers(capsys, "odds", "textbook", "--budget", "1", "--json")
    assert set(found) == {"format", "name", "context", "strategies", "strong_first_cheaper", "tie", "budget"}
    assert set(found["strategies"]) == FOUR
    for key in FOUR:
        one = found["strategies"][key]
        assert one["mean"] == pytest.approx(compared["strategies"][key]["total_cost"], rel=1e-9)
        quantiles = one["quantiles"]
        assert list(quantiles) == ["0.1", "0.5", "0.9", "0.99"]
        assert sorted(quantiles.values()) == list(quantiles.values())
        assert (one["over_budget"] > 0.5) == (quantiles["0.5"] > 1.0)


@pytest.mark.parametrize("budget", ["-1", "nan", "inf", "much"])
def test_an_impossible_budget_is_wrong_usage(budget: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["odds", "textbook", f"--budget={budget}"]) == 2
    assert "argument --budget: budget " in capsys.readouterr().err


def test_odds_say_what_a_run_may_cost(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["odds", "textbook", "swe-issue", "--budget", "$2"]) == 0
    text = capsys.readouterr().out
    assert text.count("Of two runs, strong first is the cheaper one in") == 2
    assert "over $2" in text
    # In swe-issue weak first is cheaper by both measures.
    assert text.count("A is cheaper in more runs, B on average: A has the longer tail.\n") == 1
    # What holds of all strategies is said once.
    assert text.count("A strong → weak, B weak → strong, strong only, weak only: From runs that were played") == 1
    assert text.count("From runs that were played") == 1


def test_a_chance_is_never_rounded_to_certainty(capsys: pytest.CaptureFixture[str]) -> None:
    (found,) = answers(capsys, "lineup", "textbook", "--json")
    assert 0.9995 < found["strategies"]["best-of-n"]["success"] < 1.0
    assert main(["lineup", "textbook"]) == 0
    assert ">99.9 % succeed" in capsys.readouterr().out

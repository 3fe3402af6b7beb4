"""The line-up on the screen."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lineup import lineup
from engine.scenarios.notation import percent
from engine.scenarios.registry import assign
from presets.scenarios.library import open_scenario
from tests.tui.conftest import Hands, Opener
from tui.answers.figures import dollars
from tui.views.lineup import LineUp
from tui.views.lineup_lines import Columns, about, bar, header, how, line, name

TEXTBOOK = lineup(open_scenario("textbook").scenario)
GIVING_UP = lineup(
    assign(open_scenario("textbook").scenario, {"assumptions.attempt_limit": 3.0, "assumptions.handoff_cost": 2.0})
)
ROUTED = lineup(assign(open_scenario("textbook").scenario, {"lineup.routing_accuracy": 0.8, "lineup.planned_bugs": 3.0}))


@given(st.integers(40, 200), st.sampled_from([TEXTBOOK, GIVING_UP, ROUTED]), st.integers(0, 8))
def test_every_line_fits(width: int, found: object, index: int) -> None:
    assert isinstance(found, type(TEXTBOOK))
    columns = Columns.of(width, found)
    assert all(len(name(one, short=columns.short)) <= columns.name for one in found.contenders)
    for spans in (header(columns), line(found.ranked[index], columns, 2.0, "▸", "focus")):
        assert sum(len(text) for text, _ in spans) <= width


def test_unfixed_bugs_only_where_there_are_any() -> None:
    assert Columns.of(100, TEXTBOOK).left == Columns.of(100, TEXTBOOK).task == 0
    assert Columns.of(100, GIVING_UP).left > 0
    assert Columns.of(44, GIVING_UP).task > 0


def test_bars() -> None:
    assert bar(2.0, 2.0, 6) == "━━━━━━"
    assert bar(1.0, 2.0, 6) == "━━━   "
    assert bar(0.0, 2.0, 6) == "      "
    assert bar(1e-9, 2.0, 6) == "╸     "
    assert bar(math.inf, 2.0, 6) == "━━━━━▶"
    assert bar(0.0, 0.0, 6) == "      "


@pytest.mark.parametrize(
    ("chance", "text"), [(1.0, "100 %"), (0.0, "0 %"), (0.99999, ">99.9 %"), (1e-9, "<0.1 %"), (0.123456, "12.3 %")]
)
def test_chances_are_never_rounded_to_certainty(chance: float, text: str) -> None:
    assert percent(chance) == text


def test_every_strategy_is_explained() -> None:
    sentences = {one.key: about(one) for one in TEXTBOOK.contenders}
    assert sentences["cascade-weak"].startswith("Cascade: at each bug 3 weak attempts, then the strong model")
    assert sentences["advisor-weak"].startswith("Advisor:")
    assert "pays for 1 weak run of $" in sentences["best-of-n"]
    assert sentences["strong-weak"] == "The strong model generates, the weak model fixes: 8.3 attempts."
    cascade = TEXTBOOK.of("cascade-weak")
    assert "3 would cost least" in about(replace(cascade, limit=5.0))
    assert "every attempt is weak" in about(replace(cascade, limit=math.inf, best_limit=math.inf))
    assert "no weak attempts" in about(replace(cascade, limit=0.0))
    assert about(replace(cascade, note="A note.")).endswith(" A note.")
    nothing = replace(TEXTBOOK.of("best-of-n"), runs=0.0, success=0.0)
    assert "pays for no run" in about(nothing)


def test_strategies_that_their_keys_bring_are_explained() -> None:
    sentences = {one.key: about(one) for one in ROUTED.contenders}
    assert sentences["router-weak"].startswith("Router: bugs taken for easy go to the weak model")
    assert "the others get 4 weak attempts first; 1.6 bugs get that far" in sentences["cascade-routing-weak"]
    assert sentences["plan-first"].startswith("Plan first: the strong model plans, the weak one generates with the plan")
    assert how(ROUTED.of("router-weak"), 28) == "1.4 to the strong model"
    assert how(ROUTED.of("router-weak"), 13) == "1.4 to strong"
    assert how(ROUTED.of("cascade-routing-weak"), 28) == "k 4 is best, 1.6 escalate"
    assert {one.idea.row for one in ROUTED.contenders} - {one.idea.row for one in TEXTBOOK.contenders} == {
        "lineup.routing_accuracy",
        "lineup.planned_bugs",
    }


def test_what_is_flattered() -> None:
    assert {one.key for one in TEXTBOOK.contenders if one.idea.flattered} == {"cascade-strong", "cascade-weak", "best-of-n"}


def test_details_get_shorter() -> None:
    cascade = TEXTBOOK.of("cascade-weak")
    assert how(cascade, 30) == "k 3 is best, 0.81 escalate"
    assert how(cascade, 8) == "k 3"
    assert how(replace(cascade, limit=5.0), 13) == "k 5, best 3"
    assert how(TEXTBOOK.of("strong-weak"), 13) == ""
    assert name(cascade, short=True) == "cascade (weak)"
    assert dollars(math.inf) == "∞"


# With keys


def shown(hands: Hands) -> list[str]:
    return hands.explorer.query_one(LineUp).shown


async def test_the_ranking_and_the_caveat(hands: Hands) -> None:
    await hands.press("L")
    lines = shown(hands)
    assert "cascade, weak generates" in lines[1]
    assert "$0.600" in lines[1]
    assert "assume that attempts succeed independently" in " ".join(lines).replace("  ", " ")


@pytest.mark.slow
async def test_moving_and_going_to_the_row(hands: Hands) -> None:
    await hands.press("L", "tab", "enter")
    assert hands.now.focus == "lineup.escalate_after"
    await hands.press("tab", "down", "down", "j", "k")
    assert shown(hands)[3].startswith("▸")
    assert "The weak model generates, the strong model fixes" in " ".join(shown(hands))
    await hands.press("enter")
    assert hands.now.focus == "lineup.escalate_after"
    await hands.press("down", "down", "down", "down", "down")
    assert "Advisor:" in " ".join(shown(hands))
    await hands.press("enter")
    assert hands.now.focus == "lineup.advice_rate"


async def test_it_follows_every_change(hands: Hands) -> None:
    await hands.press("L")
    before = shown(hands)
    await hands.press("right")
    assert shown(hands) != before


async def test_the_short_caveat_is_always_there(explorers: Opener) -> None:
    hands = await explorers(size=(80, 24))
    await hands.press("L")
    assert shown(hands)[-1].startswith("≈ flattering")
    await hands.press("tab", "down")
    assert shown(hands)[-1].startswith("≈ flattering")


async def test_the_mouse(hands: Hands) -> None:
    await hands.press("L", "tab")
    await hands.pilot.click(LineUp, offset=(10, 4))
    await hands.pilot.pause()
    assert shown(hands)[4].startswith("▸")

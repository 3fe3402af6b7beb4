"""The table of strategies: its columns, and what fits at any width."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.attempts.finished import finished
from engine.outcome import Outcome
from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from presets.scenarios.library import open_scenario
from tests.searching import examples
from tests.tui.conftest import Hands, Opener
from tui.answers.answer import Question, answer
from tui.answers.columns import columns
from tui.answers.figures import short_count
from tui.widgets.table import Layout

ALWAYS = ["generate", "fix", "re-read", "total", "attempts", "per bug"]
WITH_A_LIMIT = ["generate", "fix", "re-read", "total", "per finished", "attempts", "per bug", "unfixed"]


def answered(scenario: Scenario) -> Outcome:
    return answer(Question(scenario, ()))


def outcome(**assumptions: float) -> Outcome:
    scenario = open_scenario("textbook").scenario
    return answered(assign(scenario, {f"assumptions.{key}": value for key, value in assumptions.items()}))


LIMITED = outcome(attempt_limit=3.0)
HANDED_OFF = outcome(attempt_limit=3.0, handoff_cost=20.0)


def titles(found: Outcome) -> list[str]:
    return [column.title for column in columns(found)]


def headings(found: Outcome, width: int) -> list[str]:
    return [one.heading for one in Layout.of(found, width).chosen]


def test_columns_of_giving_up_are_there_where_they_say_something() -> None:
    assert titles(outcome()) == ALWAYS
    assert titles(LIMITED) == WITH_A_LIMIT
    assert titles(HANDED_OFF) == [*ALWAYS[:3], "hand-off", *WITH_A_LIMIT[3:]]


def test_a_limit_at_which_every_fix_is_certain_gives_up_on_nothing() -> None:
    certain = {f"{model}.{rate}": 1.0 for model in ("strong", "weak") for rate in ("easy_fix_rate", "hard_fix_rate")}
    assert titles(answered(assign(LIMITED.scenario, certain))) == ALWAYS


def test_what_finishing_is_not_asked_for_costs_no_time() -> None:
    found = outcome()
    Layout.of(found, 80)
    assert "finished" not in vars(found), "worked out only where it is shown"


def test_cost_per_finished_task_is_the_total_over_the_chance_to_finish() -> None:
    chance = finished(HANDED_OFF.scenario)
    for index, total in enumerate(HANDED_OFF.costs.total_cost):
        assert HANDED_OFF.cost_per_finished_task[index] == pytest.approx(total / chance[index], rel=1e-12)
    (column,) = (column for column in columns(HANDED_OFF) if column.title == "per finished")
    assert column.figures(HANDED_OFF).tolist() == HANDED_OFF.cost_per_finished_task.tolist()


@pytest.mark.filterwarnings("error")
def test_nobody_who_never_finishes_has_a_price() -> None:
    hopeless = answered(assign(LIMITED.scenario, {"weak.bugs": 1e6, "weak.hard_fix_rate": 1e-9}))
    assert math.isinf(hopeless.cost_per_finished_task[3])
    assert all("∞" in one.cells[3] for one in Layout.of(hopeless, 200).chosen if one.column.title == "per finished")
    dear = answered(assign(LIMITED.scenario, {"weak.bugs": 1e3, "weak.input_price": 1e300}))
    assert math.isinf(dear.cost_per_finished_task[3])


def test_attempts_per_bug_of_no_bug() -> None:
    found = answered(assign(open_scenario("textbook").scenario, {"weak.bugs": 0.0}))
    (per_bug,) = (one for one in Layout.of(found, 200).chosen if one.column.title == "per bug")
    assert per_bug.cells[1] == per_bug.cells[3] == "—"


@pytest.mark.parametrize(
    ("found", "width", "expected"),
    [
        (LIMITED, 46, ["gen.", "total", "$/done", "unfixed"]),
        (HANDED_OFF, 46, ["handoff", "total", "$/done", "unfixed"]),
        (HANDED_OFF, 72, ["gen.", "fix", "re-read", "handoff", "total", "$/done", "tries", "unfixed"]),
        (HANDED_OFF, 140, titles(HANDED_OFF)),
    ],
)
def test_what_a_limit_changes_has_room_first(found: Outcome, width: int, expected: list[str]) -> None:
    assert headings(found, width) == expected


@pytest.mark.slow
@given(
    st.integers(20, 220),
    st.fixed_dictionaries(
        {
            "assumptions.attempt_limit": st.one_of(st.none(), st.integers(1, 20).map(float)),
            "assumptions.handoff_cost": st.one_of(st.just(0.0), st.floats(0.01, 1e6)),
            "weak.bugs": st.one_of(st.just(0.0), st.floats(1e-6, 1e6)),
            "strong.input_price": st.floats(0.0, 1e6),
        }
    ),
)
@settings(max_examples=examples(60), deadline=None)
def test_every_layout_fits_and_counts_what_does_not(width: int, changes: dict[str, float | None]) -> None:
    found = answered(assign(open_scenario("textbook").scenario, changes))
    layout = Layout.of(found, width)
    used = layout.first + sum(one.width for one in layout.chosen)
    assert used + (len(" ◂") if layout.chosen else 0) <= max(width, layout.first)
    assert len(layout.chosen) + layout.left_out == len(columns(found))
    for one in layout.chosen:
        assert all(len(text) < one.width for text in (one.heading, *one.cells)), "a gap before every cell"
    wider = Layout.of(found, width + 1)
    assert len(wider.chosen) >= len(layout.chosen)


@given(st.one_of(st.just(0.0), st.floats(1e-12, 99_999.0)))
def testshort_counts_are_short_and_never_a_wrong_zero(number: float) -> None:
    text = short_count(number)
    assert len(text) <= 5
    assert float(text) == pytest.approx(number, rel=0.5)
    assert (float(text) == 0.0) == (number == 0.0)


def testshort_counts() -> None:
    assert [short_count(x) for x in (0.09486, 0.4606, 8.333, 12.0, 3.2e-5, 1e6)] == [
        *("0.095", "0.461", "8.33", "12.0", "3e-05", "1e+06")
    ]
    assert (short_count(math.inf), short_count(math.nan)) == ("∞", "—")


# With keys


@pytest.mark.slow
async def test_an_attempt_limit_brings_its_columns_and_takes_them_away(hands: Hands) -> None:
    assert "per finished" not in hands.table
    before = hands.table
    await hands.find("attempt limit")
    await hands.press("3")
    assert "$/done" in hands.table, "at every keystroke"
    assert "unfixed" in hands.table
    assert "handoff" not in hands.table
    await hands.press("enter")
    await hands.find("hand-off")
    await hands.write("20")
    assert "handoff" in hands.table
    await hands.press("escape", "u")
    assert hands.table == before


@pytest.mark.parametrize(
    ("size", "heads"),
    [
        ((80, 24), ["dollars", "handoff", "total", "$/done", "unfixed", "+5"]),
        ((120, 36), ["dollars", "gen.", "fix", "re-read", "handoff", "total", "$/done", "tries", "unfixed", "+1"]),
        ((200, 60), ["dollars", *" ".join(titles(HANDED_OFF)).split()]),
    ],
)
async def test_every_size_has_what_was_asked_for(explorers: Opener, size: tuple[int, int], heads: list[str]) -> None:
    hands = await explorers("swe-issue-nano", size)
    assert hands.table.splitlines()[0].split() == heads


async def test_zoom_makes_room_for_all_columns(explorers: Opener) -> None:
    hands = await explorers("swe-issue-nano", (80, 24))
    await hands.press("Z")
    assert "+" not in hands.table.splitlines()[0]
    assert "per bug" in hands.table
    assert "◂" in hands.table

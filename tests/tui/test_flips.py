"""What flips it: the ranking, how it is written, and its keys."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.crossings.crossovers import crossovers
from engine.crossings.profile import Crossings
from engine.scenarios.parameters import Dependence
from engine.scenarios.registry import assign, find, numbers
from engine.scenarios.scenario import Scenario
from presets.scenarios.library import open_scenario
from tests.tui.conftest import Hands, Opener
from tui.answers import answer
from tui.reports.ranking import Flip, difference_text, ranking, ratio_text
from tui.state.session import Session
from tui.state.snapshot import Snapshot
from tui.views.flip_lines import Columns, bar, flip_line, header, steady_line
from tui.views.flips import Flips, heading


def snapshot(**changes: float | str | bool | None) -> Snapshot:
    scenario = assign(open_scenario("textbook").scenario, {key.replace("__", "."): value for key, value in changes.items()})
    return Session(scenario).snapshot


def flip(now: float | None, crossover: float, key: str = "weak.bugs", others: int = 0) -> Flip:
    return Flip(key, now, crossover, "B", "A", others, "sentence")


def test_nearest_first_and_every_parameter_once() -> None:
    found = ranking(snapshot())
    distances = [one.distance for one in found.flips]
    assert distances == sorted(distances)
    assert found.flips[0].key == "weak.bugs"
    used = {p.key for p in numbers() if p.kind.dependence is not Dependence.NONE}
    assert set(found.keys) == used
    assert len(found.keys) == len(used)


def test_all_crossovers_are_one_question_to_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    now, asked = snapshot(), list[int]()

    def counted(scenario: Scenario, keys: Sequence[str]) -> Mapping[str, Crossings]:
        asked.append(len(keys))
        return crossovers(scenario, keys)

    monkeypatch.setattr(answer, "crossovers", counted)
    assert len(ranking(now).keys) > asked[0] > 30
    assert len(asked) == 1


def test_without_a_crossover_the_winner_is_named() -> None:
    steady = {one.key: one.reason for one in ranking(snapshot()).steady}
    assert steady["workflow.generation_tokens"] == "weak first wins at any value"
    assert "jump" in steady["assumptions.attempt_limit"]


@given(
    st.sampled_from([p.key for p in numbers() if p.kind.dependence not in (Dependence.NONE, Dependence.STEPPED)]),
    st.floats(1e-6, 1.0),
    st.floats(1e-6, 1.0),
    st.integers(64, 200),
)
def test_columns_keep_apart_where_there_is_room(key: str, now: float, crossover: float, width: int) -> None:
    scale = {"percent": 1.0, "money": 1e3, "tokens": 1e7}.get(find(key).kind.notation, 100.0)
    columns = Columns.of(width)
    line = flip_line(flip(now * scale, crossover * scale, key), columns, " ", "text")
    cells = [text for text, _ in line]
    assert all("…" not in text for text in cells)
    for text in cells[2:7]:
        assert not text.strip() or text.startswith(" ")


def test_values_from_zero_have_no_ratio_but_a_difference() -> None:
    one = next(one for one in ranking(snapshot()).flips if one.key == "assumptions.regression_rate")
    assert one.ratio is None
    assert math.isinf(one.distance)
    assert ratio_text(one) == "from 0"
    assert difference_text(one) == "+31.82 pts"


def test_a_factor_on_prices_moves_and_its_crossover_does_not() -> None:
    session = Session(open_scenario("textbook").scenario)
    far = next(one for one in ranking(session.snapshot).flips if one.key == "strong.price_scale")
    session.assign({"strong.price_scale": 1.5})
    near = next(one for one in ranking(session.snapshot).flips if one.key == "strong.price_scale")
    assert near.now == 1.5
    assert near.crossover == pytest.approx(far.crossover)


@pytest.mark.parametrize(
    ("now", "crossover", "text"),
    [
        (4.0, 6.4, "×1.6"),
        (1.0, 1.0, "at it"),
        (0.0, 2.0, "from 0"),
        (2.0, 0.0, "to 0"),
        (1.0, 1e5, "× >1000"),
        (None, 2.0, ""),
    ],
)
def test_how_far(now: float | None, crossover: float, text: str) -> None:
    assert ratio_text(flip(now, crossover)) == text


@pytest.mark.parametrize(
    ("key", "now", "crossover", "text"),
    [
        ("weak.hard_fix_rate", 0.32, 0.12, "−20 pts"),
        ("strong.input_price", 4.0, 5.2, "+$1.20"),
        ("workflow.prompt_tokens", 5000.0, 17000.0, "+12 000"),
        ("weak.bugs", 4.0, 6.3, "+2.3"),
        ("weak.bugs", None, 6.3, ""),
    ],
)
def test_what_it_takes(key: str, now: float | None, crossover: float, text: str) -> None:
    assert difference_text(flip(now, crossover, key)) == text


def test_bars_show_side_and_distance() -> None:
    assert bar(flip(1.0, 10.0), 9) == "    │━━━━"
    assert bar(flip(10.0, 1.0), 9) == "━━━━│    "
    assert bar(flip(1.0, 1000.0), 9) == "    │━━━▶"
    assert bar(flip(1000.0, 1.0), 9) == "◀━━━│    "
    assert bar(flip(1.0, 1.01), 9) == "    │╸   "
    assert bar(flip(1.01, 1.0), 9) == "   ╺│    "
    assert bar(flip(0.0, 1.0), 9) == "    │···▶"
    assert bar(flip(1.0, 1.0), 9) == "   B┼A   "
    assert bar(flip(None, 1.0), 9) == "    │    "


positive = st.floats(1e-6, 1e6)


@given(positive, positive, st.sampled_from([7, 9, 21, 61]))
def test_bars_have_their_width_and_mirror(now: float, crossover: float, width: int) -> None:
    there, back = bar(flip(now, crossover), width), bar(flip(crossover, now), width)
    assert len(there) == len(back) == width
    mirrored = there[::-1].translate(str.maketrans("╺╸◀▶", "╸╺▶◀"))
    assert mirrored == back or now == crossover or "┼" in there


@pytest.mark.slow
@given(st.integers(30, 200), st.integers(0, 40))
def test_every_line_fits(width: int, index: int) -> None:
    shown = snapshot()
    found = ranking(shown)
    columns = Columns.of(width - 1)
    lines = [header(columns)]
    lines += [flip_line(one, columns, " ", "text") for one in found.flips]
    lines += [steady_line(one, columns, width, " ", "dim") for one in found.steady]
    line = lines[index % len(lines)]
    assert sum(len(text) for text, _ in line) <= max(width, 32)
    assert len(heading(shown, found, width)) <= max(width, 42)


def test_headings() -> None:
    assert "Weak first is cheaper now" in heading(snapshot(), ranking(snapshot()), 120)
    tie = Session(open_scenario("textbook").scenario)
    tie.go_to_crossover("weak.bugs")
    assert heading(tie.snapshot, ranking(tie.snapshot), 120).startswith("Both cost the same now")
    assert heading(tie.snapshot, ranking(tie.snapshot), 42).startswith("A tie")


# With keys


def shown(hands: Hands) -> list[str]:
    return hands.explorer.query_one(Flips).shown


async def test_the_list(hands: Hands) -> None:
    await hands.press("F")
    lines = shown(hands)
    assert lines[0].startswith("Weak first")
    assert lines[2].split()[:3] == ["weak", "bugs", "left"]
    assert "5.335" in lines[2]
    assert "×1.33" in lines[2]


async def test_moving_and_going_to_a_row(hands: Hands) -> None:
    await hands.press("F", "tab", "down", "down", "up", "j", "k", "down")
    view = hands.explorer.query_one(Flips)
    assert view.cursor == "strong.easy_fix_rate"
    assert any(line.startswith("▸strong fixes easy") for line in shown(hands))
    assert "falls to 64.89 %" in " ".join(shown(hands)[-2:])
    await hands.press("enter")
    assert hands.now.focus == "strong.easy_fix_rate"
    assert "fixes easy" in hands.row


@pytest.mark.slow
async def test_first_last_and_pages(hands: Hands) -> None:
    await hands.press("F", "tab", "end")
    view = hands.explorer.query_one(Flips)
    assert view.cursor == "both.bugs"
    steady = len(ranking(hands.now).steady)
    await hands.press(*["up"] * steady)
    assert any(f"No crossover along these {steady}" in line for line in shown(hands))
    await hands.press("home")
    assert view.cursor == "weak.bugs"
    await hands.press("pagedown")
    assert view.cursor not in ("weak.bugs", "both.bugs")
    await hands.press("pageup")
    assert view.cursor == "weak.bugs"


async def test_g_sets_the_parameter_of_the_line(hands: Hands) -> None:
    await hands.press("F", "tab", "down", "g")
    assert hands.now.value("weak.hard_fix_rate") == pytest.approx(0.2009, abs=1e-4)
    assert "A TIE" in hands.verdict
    assert hands.explorer.query_one(Flips).cursor == "weak.hard_fix_rate"
    assert shown(hands)[0].startswith("Both cost the same now")
    await hands.press("u")
    assert not hands.now.modified


async def test_g_without_a_crossover_changes_nothing(hands: Hands) -> None:
    await hands.press("F", "tab", "end", "g")
    assert not hands.now.modified
    assert "no crossover along bugs, both models" in " ".join(shown(hands)[-2:])


async def test_x_plots_the_parameter_of_the_line(hands: Hands) -> None:
    await hands.press("F", "tab", "down", "x")
    assert hands.now.axis == "weak.hard_fix_rate"
    assert hands.explorer.current_view.id == "curves"


async def test_it_follows_every_change(hands: Hands) -> None:
    await hands.press("F")
    before = shown(hands)
    await hands.press("right")
    assert shown(hands) != before
    await hands.press("5", "x")
    assert all(
        style == "dim" for line in hands.explorer.query_one(Flips)._list._lines[2:4] for text, style in line if text.strip()
    )


async def test_the_mouse(hands: Hands) -> None:
    await hands.press("F")
    view = hands.explorer.query_one(Flips)
    await hands.pilot.click(Flips, offset=(5, 4))
    await hands.pilot.pause()
    assert view.cursor == "strong.easy_fix_rate"
    await hands.pilot.click(Flips, offset=(5, 0))
    await hands.pilot.click(Flips, offset=(5, 4))
    await hands.pilot.pause()
    assert hands.now.focus == "strong.easy_fix_rate"


@pytest.mark.slow
@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 36), (160, 50), (200, 60)])
async def test_every_size(explorers: Opener, size: tuple[int, int]) -> None:
    hands = await explorers(size=size)
    # Where only one side shows, opening a view turns to it.
    await hands.press("F", *([] if size[0] < 80 else ["tab"]), *["down"] * 12)
    lines = shown(hands)
    width = hands.explorer.query_one(Flips).size.width
    assert all(len(line) <= width for line in lines)
    cursor = find(hands.explorer.query_one(Flips).cursor).title.split()[-1]
    assert any(line.startswith("▸") and cursor in line for line in lines)

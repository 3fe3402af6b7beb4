"""The map: its numbers, its picture, its keys."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.outcome import evaluate
from engine.scenarios.registry import assign, find
from engine.scenarios.strategies import A
from engine.sweep import plane
from presets.scenarios.library import entries, open_scenario
from tests.searching import examples
from tests.tui.conftest import Hands, Opener
from tui.state.session import Session
from tui.state.snapshot import Snapshot
from tui.views.map import Map
from tui.views.map_field import FINE, Axis, axis_of, field, unfit
from tui.views.map_picture import ASCII, UNICODE, Glyphs, frame, legend, picture

X, Y = "weak.bugs", "weak.hard_fix_rate"


def snapshot(changes: dict[str, float | str | bool | None] | None = None) -> Snapshot:
    return Session(assign(open_scenario("textbook").scenario, changes or {})).snapshot


def axes(state: Snapshot, x: str = X, y: str = Y) -> tuple[Axis, Axis]:
    return axis_of(state, x, None), axis_of(state, y, None)


def drawn(state: Snapshot, width: int = 60, height: int = 16, glyphs: Glyphs = UNICODE, x: str = X, y: str = Y) -> list[str]:
    across, up = axes(state, x, y)
    where = frame(up, width, height)
    numbers = field(state, across, up, where.columns, where.rows)
    return ["".join(text for text, _ in line) for line in picture(numbers, across, up, where, glyphs, None)]


def test_a_crossover_in_the_cell_of_the_present_stands_beside_it_on_its_side() -> None:
    near = 5.335
    for bugs, expected in ((near * 0.999, "●✕5.33"), (near * 1.001, "5.335✕●")):
        (line,) = (line for line in drawn(snapshot({X: bugs})) if "●" in line)
        assert expected in line
    upright = drawn(snapshot({Y: 0.2008}))
    at = next(row for row, line in enumerate(upright) if "●" in line)
    column = upright[at].index("●")
    assert upright[at - 1][column] == "✕"


@pytest.mark.slow
@pytest.mark.parametrize("name", [entry.name for entry in entries() if entry.bundled])
@pytest.mark.parametrize("width", [46, 72, 142])
def test_names_of_regions_and_titles_are_whole(name: str, width: int) -> None:
    title, *lines = drawn(Session(open_scenario(name).scenario).snapshot, width, 10)
    assert "…" not in title
    for line in lines:
        for words in (" A strong first ", " B weak first "):
            assert words.strip()[:6] not in line or words in line


@pytest.mark.slow
@given(st.floats(0.5, 10.0), st.floats(0.01, 1.0), st.integers(30, 120), st.integers(8, 30))
@settings(max_examples=examples(40), deadline=None)
def test_no_mark_covers_another_and_no_label_is_cut(bugs: float, rate: float, width: int, height: int) -> None:
    state = snapshot({X: bugs, Y: rate})
    x, y = axes(state)
    text = "".join(drawn(state, width, height))
    where = frame(y, width, height)
    inside = [v for axis, n in ((x, where.columns), (y, where.rows)) for v in axis.crossovers if axis.cell(v, n) is not None]
    assert text.count("●") == 1
    assert text.count("✕") == len(inside)
    for value in inside:
        written = f"{value:.4g}" if value in x.crossovers else f"{100 * value:.4g}"
        assert text.count("✕") == 1 or written[:3] in text or width < 40


# Numbers


def test_the_field_agrees_with_the_verdict() -> None:
    state = snapshot()
    x, y = axes(state)
    columns, rows = 12, 6
    found = field(state, x, y, columns, rows)
    across, up = x.points(columns * FINE), y.points(rows * FINE)
    for row in (0, 5, 11):
        for column in (0, 7, 23):
            changes = {X: float(across[column]), Y: float(up[rows * FINE - 1 - row])}
            cheaper = evaluate(assign(state.scenario, changes)).verdict.cheaper
            assert (found.sign[row, column] > 0) == (cheaper == A.key)


@pytest.mark.parametrize("name", ["textbook", "refactor"])
def test_the_frontier_is_that_of_all_points(name: str) -> None:
    session = Session(open_scenario(name).scenario)
    for context in ("fresh", "shared"):
        session.assign({"workflow.context": context})
        x, y = axes(session.snapshot)
        found = field(session.snapshot, x, y, 60, 20)
        every = plane(session.scenario, X, x.points(60 * FINE), Y, y.points(20 * FINE)[::-1])
        assert 0 < (found.sign > 0).sum() < found.sign.size
        assert (found.sign == every.sign).all()


def test_many_attempts_share_points() -> None:
    state = snapshot({"assumptions.attempt_limit": 1000.0, "assumptions.handoff_cost": 1.0})
    x, y = axes(state)
    coarse = field(state, x, y, 80, 20)
    assert coarse.coarse
    assert coarse.sign.shape == (40, 160)
    assert (coarse.sign[::2, ::2] == coarse.sign[1::2, 1::2]).all()
    assert not field(snapshot(), *axes(snapshot()), 80, 20).coarse


def test_where_both_are_endless() -> None:
    state = snapshot({"assumptions.fading": 0.5})
    x, y = axes(state)
    found = field(state, x, y, 20, 8)
    assert found.endless.any()
    assert "∞" in "".join(drawn(state))


def test_an_axis_of_whole_numbers() -> None:
    state = snapshot({"assumptions.attempt_limit": 5.0})
    x = axis_of(state, "assumptions.attempt_limit", None)
    points = x.points(40)
    assert (points == points.round()).all()
    assert points.min() >= 1
    assert drawn(state, x="assumptions.attempt_limit")


def test_a_factor_on_prices_is_an_axis() -> None:
    session = Session(open_scenario("textbook").scenario)
    session.assign({"strong.price_scale": 2.0})
    state = session.snapshot
    x, y = axes(state, "strong.price_scale", Y)
    assert x.now == 2.0
    found = field(state, x, y, 24, 8)
    column, row = x.cell(2.0, 24), y.cell(y.now, 8)
    assert column is not None
    assert row is not None
    a_wins = state.outcome.verdict.cheaper == A.key
    assert (found.sign[(7 - row) * FINE, column * FINE] > 0) == a_wins


def test_which_parameters_can_be_axes() -> None:
    assert unfit("weak.bugs", "strong.bugs") == ""
    assert "no number" in unfit("workflow.context", X)
    assert "does not matter" in unfit("lineup.advice_rate", X)
    assert "same number" in unfit("both.bugs", "weak.bugs")
    assert unfit("strong.input_price", "strong.price_scale") == ""


@pytest.mark.slow
@given(
    st.sampled_from(["weak.bugs", "weak.hard_fix_rate", "workflow.prompt_tokens", "assumptions.spread"]), st.integers(1, 300)
)
def test_the_middle_of_a_cell_is_in_it(key: str, cells: int) -> None:
    axis = axis_of(snapshot(), key, None)
    for cell in {0, cells // 3, cells - 1}:
        value = axis.middle(cell, cells)
        assert value in find(key).kind.domain
        assert axis.cell(value, cells) == cell


def test_the_value_in_force_is_the_middle_of_its_cell() -> None:
    axis = axis_of(snapshot(), X, None)
    cell = axis.cell(4.0, 33)
    assert cell is not None
    assert axis.middle(cell, 33) == 4.0


# Picture


def test_the_picture() -> None:
    lines = drawn(snapshot())
    text = "\n".join(lines)
    assert "weak fixes hard" in lines[0]
    assert "weak bugs left" in lines[0]
    assert "A strong first" in text
    assert "B weak first" in text
    assert "✕5.335" in text
    assert "✕20.09 %" in text
    assert "●" in text
    assert "100%│" in text
    assert lines[-1].split()[0] == "0"


def test_the_frontier_separates_the_regions() -> None:
    rows = [line.partition("│")[2] for line in drawn(snapshot(), 80, 30)[1:-1]]
    plain = [row for row in rows if "first" not in row and "✕" not in row and "●" not in row]
    assert plain
    for row in plain:
        b = max((i for i, c in enumerate(row) if c in UNICODE.b), default=-1)
        a = min((i for i, c in enumerate(row) if c in UNICODE.a), default=len(row))
        assert b < a
        assert all(c in UNICODE.frontier for c in row[b + 1 : a])


def test_ascii() -> None:
    assert "".join(drawn(snapshot(), glyphs=ASCII)).replace("│", "|").replace("ʰ", "h").isascii()
    assert set(ASCII.a).isdisjoint(ASCII.b)
    assert len(ASCII.frontier) == len(UNICODE.frontier) == 16


@given(st.integers(12, 160))
def test_the_legend_fits(width: int) -> None:
    for glyphs in (UNICODE, ASCII):
        for coarse in (False, True):
            assert len(legend(width, glyphs, coarse=coarse)) <= width


@pytest.mark.slow
@given(
    st.floats(0.0, 50.0),
    st.floats(0.001, 1.0),
    st.sampled_from([None, 1.0, 7.0]),
    st.sampled_from(["fresh", "shared"]),
    st.integers(20, 120),
    st.integers(6, 40),
)
@settings(max_examples=examples(40), deadline=None)
def test_every_picture_has_its_size(
    bugs: float, rate: float, limit: float | None, context: str, width: int, height: int
) -> None:
    state = snapshot({X: bugs, Y: rate, "assumptions.attempt_limit": limit, "workflow.context": context})
    lines = drawn(state, width, height)
    assert len(lines) == height - 1
    assert all(len(line) == width for line in lines)


# Keys


def shown(hands: Hands) -> list[str]:
    return hands.explorer.query_one(Map).shown


async def test_the_view(hands: Hands) -> None:
    await hands.press("M")
    assert "● now" in shown(hands)[-1]
    assert "A strong first" in "\n".join(shown(hands))


async def test_axes_from_the_row_in_focus(hands: Hands) -> None:
    await hands.press("M")
    await hands.find("strong input price")
    await hands.press("X")
    view = hands.explorer.query_one(Map)
    assert (view.x_key, view.y_key) == ("strong.input_price", "weak.hard_fix_rate")
    await hands.find("weak bugs")
    await hands.press("Y")
    assert (view.x_key, view.y_key) == ("strong.input_price", "weak.bugs")
    await hands.press("X")
    assert (view.x_key, view.y_key) == ("weak.bugs", "strong.input_price")
    assert "strong input price" in shown(hands)[0].partition("→")[0]


async def test_unfit_axes_are_refused_with_a_sentence(hands: Hands) -> None:
    await hands.press("M")
    await hands.find("context")
    await hands.press("X")
    assert "no number" in shown(hands)[-1]
    await hands.press("up", "right")
    assert "● now" in shown(hands)[-1]
    await hands.find("bugs, both")
    await hands.press("Y")
    assert "same number" in shown(hands)[-1]


async def test_the_cursor_tells_and_enter_takes(hands: Hands) -> None:
    await hands.press("M", "tab", "right", "right", "up")
    told = shown(hands)[-1]
    assert "first saves" in told
    assert "Enter sets both" in told
    await hands.press("enter")
    bugs, rate = hands.now.value(X), hands.now.value(Y)
    assert isinstance(bugs, float)
    assert isinstance(rate, float)
    assert bugs > 4.0
    assert rate > 0.15
    assert len(f"{bugs:g}") <= 5
    assert "● now" in shown(hands)[-1]
    await hands.press("u")
    assert not hands.now.modified


@pytest.mark.slow
async def test_the_cursor_stays_on_the_map_and_goes_home(hands: Hands) -> None:
    await hands.press("M", "tab", *["shift+left"] * 20, *["down"] * 60)
    view = hands.explorer.query_one(Map)
    cursor = view._picture.cursor
    assert cursor is not None
    assert cursor[0] == 0
    await hands.press(*["full_stop"] * 30, *["up"] * 60)
    cursor = view._picture.cursor
    assert cursor is not None
    assert cursor[1] == 0
    await hands.press("home")
    assert view._picture.cursor is None
    await hands.press("right", "tab")
    assert view._picture.cursor is None


async def test_enter_without_a_cursor_changes_nothing(hands: Hands) -> None:
    await hands.press("M", "tab", "enter")
    assert not hands.now.modified


async def test_walking_through_rows_draws_nothing(hands: Hands) -> None:
    await hands.press("M")
    view = hands.explorer.query_one(Map)
    before = view._picture.buildings
    await hands.press("down", "down", "up")
    assert view._picture.buildings == before
    await hands.press("right")
    assert view._picture.buildings > before


async def test_the_mouse(hands: Hands) -> None:
    await hands.press("M")
    await hands.pilot.click(Map, offset=(30, 5))
    await hands.pilot.pause()
    assert "Enter sets both" in shown(hands)[-1]
    await hands.pilot.click(Map, offset=(30, 5))
    await hands.pilot.pause()
    assert hands.now.modified


async def test_too_small(explorers: Opener) -> None:
    hands = await explorers(size=(60, 16))
    await hands.press("M")
    assert "Too small for the map" in shown(hands)[0]
    await hands.press("z")
    assert "● now" in shown(hands)[-1]


async def test_without_utf8(explorers: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSOVER_ASCII", "1")
    hands = await explorers(size=(80, 24))
    await hands.press("M")
    cells = "".join(line.partition("│")[2] for line in shown(hands)[1:-2])
    assert cells.isascii()
    assert "#" in cells
    assert "%" in cells


async def test_an_impossible_value_dims_it(hands: Hands) -> None:
    await hands.press("M", "5", "x")
    styles = {style for line in hands.explorer.query_one(Map)._picture._lines[:-1] for _, style in line}
    assert styles == {"dim"}


def test_points_are_inside_the_domain() -> None:
    for key in ("weak.hard_fix_rate", "assumptions.fading", "assumptions.spread", "strong.price_scale"):
        points = axis_of(snapshot(), key, None).points(50)
        assert all(float(x) in find(key).kind.domain for x in np.unique(points))

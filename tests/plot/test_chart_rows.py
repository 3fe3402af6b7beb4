from __future__ import annotations

from typing import Any

import numpy as np
import plotext
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presets.files.refusal import Refusal
from tests.plot.charts import BRAILLE, QUADRANTS, find, text_of, two_lines
from tests.searching import examples
from tests.work import calls
from tui.plot.chart import STYLES, Chart, Guide, Mark, Marker, Scale, Series
from tui.plot.chart_rows import ChartRows
from tui.plot.plotext_frame import PlotextFrame, check

RANGE = Series([0.0, 10.0], [0.0, 0.0], style="ghost", marker=Marker.DOTS)


@pytest.mark.slow
@settings(deadline=None)
@given(width=st.integers(0, 70), height=st.integers(0, 25), ascii_only=st.booleans())
def test_every_size_is_filled_exactly(width: int, height: int, *, ascii_only: bool) -> None:
    rows = ChartRows(ascii_only=ascii_only).draw(two_lines(), width, height)
    assert len(rows) == height
    for row in rows:
        assert len(row.text) == len(row.styles) == width
        assert all(style < len(STYLES) for style in row.styles)


def test_one_drawer_serves_all_sizes() -> None:
    drawer = ChartRows()
    for width, height in [(1, 1), (80, 24), (2, 3), (120, 40), (12, 4), (80, 24)]:
        assert drawer.draw(two_lines(), width, height) == ChartRows().draw(two_lines(), width, height)


@pytest.mark.slow
@settings(deadline=None)
@given(x=st.floats(0, 10), y=st.floats(0, 4), width=st.integers(20, 100), height=st.integers(8, 40))
def test_marks_land_on_their_cells(x: float, y: float, width: int, height: int) -> None:
    chart = Chart(marks=(Mark(x, y),), series=(RANGE,), x_limits=(0, 10), y_limits=(0, 4), title="t")
    rows = ChartRows().draw(chart, width, height)
    left, top = rows[0].text.index(next(character for character in rows[0].text if character in "│┤")) + 1, 0
    columns, bottom = width - left, next(n for n, row in enumerate(rows) if "└" in row.text) - 1
    ((column, row),) = find(rows, "✕")
    assert column - left == pytest.approx(x / 10 * (columns - 1), abs=0.51)
    assert bottom - row == pytest.approx(y / 4 * (bottom - top), abs=0.51)


@pytest.mark.slow
@settings(deadline=None)
@given(
    x=st.floats(0, 10),
    slope=st.floats(0.0, 0.38),
    marker=st.sampled_from([Marker.THIN, Marker.HEAVY]),
    width=st.integers(20, 100),
    height=st.integers(5, 40),
)
def test_a_mark_on_a_curve_is_drawn_over_the_curve(x: float, slope: float, marker: Marker, width: int, height: int) -> None:
    across = np.linspace(0.0, 10.0, 200)
    curve = Series(across, 0.1 + slope * across, marker=marker)
    plain = Chart(series=(curve,), x_limits=(0, 10), y_limits=(0, 4), title="t")
    marked = Chart(series=(curve,), marks=(Mark(x, 0.1 + slope * x),), x_limits=(0, 10), y_limits=(0, 4), title="t")
    ((column, row),) = find(ChartRows().draw(marked, width, height), "✕")
    assert ChartRows().draw(plain, width, height)[row].text[column] in BRAILLE | QUADRANTS


def test_marks_outside_or_nowhere_are_left_out() -> None:
    marks = tuple(Mark(x, y) for x, y in [(11, 1), (5, 9), (np.nan, 1), (5, np.inf), (-1, -1)])
    rows = ChartRows().draw(Chart(marks=marks, x_limits=(0, 10), y_limits=(0, 4)), 60, 20)
    assert find(rows, "✕") == []


def test_the_last_mark_is_on_top() -> None:
    chart = Chart(
        series=(RANGE,), marks=(Mark(5, 0, "5.0"), Mark(5, 0, "", Marker.POINT, "value")), x_limits=(0, 10), y_limits=(-1, 1)
    )
    rows = ChartRows().draw(chart, 60, 20)
    assert (len(find(rows, "●")), find(rows, "✕")) == (1, [])
    assert "5.0" in text_of(rows)


def test_curves_are_told_apart_without_colour() -> None:
    rows = ChartRows().draw(two_lines(), 80, 24)
    glyphs: dict[str, set[str]] = {name: set() for name in ("a", "b", "ghost")}
    for row in rows:
        for character, style in zip(row.text, row.styles, strict=True):
            if STYLES[style] in glyphs:
                glyphs[STYLES[style]].add(character)
    assert glyphs["a"] <= BRAILLE | {" ", "A"}
    assert glyphs["b"] <= QUADRANTS | {" ", "B"}
    assert glyphs["ghost"] == {"·"}


def test_each_curve_is_named_at_its_right_end() -> None:
    lines = text_of(ChartRows().draw(two_lines(), 80, 24)).split("\n")
    ends = {line.rstrip()[-1] for line in lines if line.rstrip()[-2:] in (" A", " B")}
    assert ends == {"A", "B"}
    same = Chart(series=(Series([0, 1], [1, 1], "A"), Series([0, 1], [1, 1], "B", Marker.HEAVY, "b")))
    text = text_of(ChartRows().draw(same, 40, 10))
    assert "A" in text
    assert "B" in text


def test_a_curve_that_ends_early_is_named_where_it_ends() -> None:
    x = np.linspace(0, 10, 100)
    y = np.where(x < 5, x, np.nan)
    rows = ChartRows().draw(Chart(series=(Series(x, y, "A"), Series(x, 0 * x, "B", Marker.HEAVY, "b"))), 80, 20)
    ((column, _),) = find(rows, "A")
    assert 38 <= column <= 48


@pytest.mark.parametrize("hole", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_a_gap(hole: float) -> None:
    x = np.linspace(0, 10, 200)
    y = np.where((x > 4) & (x < 6), hole, 1.0)
    rows = ChartRows().draw(Chart(series=(Series(x, y, style="a"),), y_limits=(0, 2)), 80, 20)
    left = rows[0].text.index("┤") + 1
    drawn = {column - left for row in rows for column, character in enumerate(row.text) if character in BRAILLE}
    columns = 80 - left
    middle = {column for column in range(columns) if 4.2 < column / (columns - 1) * 10 < 5.8}
    assert not drawn & middle
    assert len(drawn) > columns / 2


def test_a_single_point_between_gaps_is_drawn() -> None:
    y = np.full(500, np.nan)
    y[250] = 1.0
    rows = ChartRows().draw(Chart(series=(Series(np.linspace(0, 1, 500), y),), y_limits=(0, 2)), 60, 12)
    assert sum(character in BRAILLE for row in rows for character in row.text) == 1


@pytest.mark.parametrize("scale", [Scale.LINEAR, Scale.LOG])
def test_nothing_finite_draws_axes_only(scale: Scale) -> None:
    chart = Chart(series=(Series([1, 2], [np.inf, np.nan], "A"),), x_scale=scale, y_scale=scale)
    text = text_of(ChartRows().draw(chart, 60, 12))
    assert "└" in text
    assert not set(text) & BRAILLE


def test_values_far_outside_are_no_more_work() -> None:
    x = np.linspace(0, 10, 100)
    near, far = (Chart(series=(Series(x, 1 + np.where(x > 5, beyond, 0.0), "A"),), y_limits=(0, 2)) for beyond in (0.5, 1e300))
    assert calls(lambda: ChartRows().draw(far, 80, 20)) < 2 * calls(lambda: ChartRows().draw(near, 80, 20))


def test_a_logarithmic_axis_twice_in_a_row() -> None:
    x = np.geomspace(1, 1e4, 100)
    drawer = ChartRows()
    pictures = [
        drawer.draw(
            Chart(
                series=(Series(x, factor * x, "A"),),
                x_scale=Scale.LOG,
                y_scale=Scale.LOG,
                y_limits=(1, 1e5),
                marks=(Mark(100, 100 * factor),),
            ),
            80,
            20,
        )
        for factor in (1.0, 1.5, 1.0)
    ]
    for rows in pictures:
        assert sum(character in BRAILLE for row in rows for character in row.text) > 40
        assert len(find(rows, "✕")) == 1
    assert pictures[0] == pictures[2]
    labels = pictures[0][-1].text.split()
    assert labels == ["1", "10", "100", "1k", "10k"]


def test_zero_and_negative_values_have_no_place_on_a_logarithmic_axis() -> None:
    chart = Chart(series=(Series([0, 1, 10, 100], [-1, 1, 10, 0], "A"),), x_scale=Scale.LOG, y_scale=Scale.LOG)
    assert set(text_of(ChartRows().draw(chart, 60, 12))) & BRAILLE


@settings(deadline=None, max_examples=examples(30))
@given(shift=st.floats(-0.3, 0.3), width=st.integers(1, 90), height=st.integers(1, 30))
def test_ascii_is_ascii(shift: float, width: int, height: int) -> None:
    chart = two_lines(shift)
    assert text_of(ChartRows(ascii_only=True).draw(chart, width, height)).isascii()


def test_ascii_texture_differs() -> None:
    text = text_of(ChartRows(ascii_only=True).draw(two_lines(), 80, 24))
    assert {"x", "o", "*", "-", ".", ":"} <= set(text)


@settings(deadline=None, max_examples=examples(30))
@given(shift=st.floats(-0.3, 0.3))
def test_blanks_are_spaces(shift: float) -> None:
    assert "\u2800" not in text_of(ChartRows().draw(two_lines(shift), 80, 24))


@pytest.mark.slow
@settings(deadline=None, max_examples=examples(25))
@given(shifts=st.lists(st.floats(-0.5, 0.5), min_size=2, max_size=5))
def test_what_is_remembered_is_what_would_be_drawn(shifts: list[float]) -> None:
    # Limits in the chart: those that are chosen depend on the charts before, as they should.
    drawer = ChartRows()
    for shift in shifts:
        base = two_lines(shift)
        chart = Chart(base.series, base.marks, base.guides, base.ghosts, base.title, y_limits=(0, 3))
        assert drawer.draw(chart, 70, 20) == ChartRows().draw(chart, 70, 20)


def test_text_is_parsed_where_plotext_cannot_be_read() -> None:
    for chart in (two_lines(), two_lines(0.3)):
        parsed = ChartRows(frame=PlotextFrame(direct=False)).draw(chart, 80, 24)
        assert parsed == ChartRows().draw(chart, 80, 24)


def test_where_plotext_has_other_names_of_its_own_the_same_chart_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = ChartRows().draw(two_lines(), 80, 24)
    real = plotext.active()

    class Renamed:
        """Its figure as far as it is documented."""

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_") or name == "monitor":
                raise AttributeError(name)
            return getattr(real, name)

    monkeypatch.setattr(plotext, "active", Renamed)
    frame = PlotextFrame()
    assert not frame.direct
    assert ChartRows(frame=frame).draw(two_lines(), 80, 24) == drawn


def test_another_plotext_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    check()
    monkeypatch.delattr(plotext, "active")
    monkeypatch.setattr(plotext, "__version__", "6.1.0")
    with pytest.raises(Refusal, match=r"plotext 5\.3, and here is 6\.1\.0"):
        check()


def test_figures_do_not_share_anything() -> None:
    one, other = ChartRows(), ChartRows()
    first = one.draw(two_lines(), 80, 24)
    other.draw(Chart(series=(Series([0, 1], [5, 9], "Z"),), x_scale=Scale.LINEAR), 50, 10)
    plotext.clear_figure()
    assert one.draw(two_lines(), 80, 24) == first


def test_a_small_change_keeps_the_axes() -> None:
    drawer = ChartRows()
    before = drawer.draw(two_lines(), 80, 24)
    after = drawer.draw(two_lines(0.02), 80, 24)
    width = before[0].text.index("┤") + 1
    assert [row.text[:width] for row in before] == [row.text[:width] for row in after]
    assert before[-3:] == after[-3:]


def test_guides_are_drawn_behind_and_named() -> None:
    chart = Chart(
        series=(Series([0, 10], [1, 1]),),
        guides=(Guide(5.0, label="now"), Guide(1.5, vertical=False, label="limit"), Guide(99.0)),
        y_limits=(0, 2),
    )
    rows = ChartRows().draw(chart, 60, 16)
    text = text_of(rows)
    assert "now" in text
    assert "limit" in text
    columns = {column for column, _ in find(rows, "┊")}
    assert len(columns) == 1
    assert any(set(row.text) & BRAILLE and "┊" not in row.text for row in rows)


def test_long_titles_and_labels_do_no_harm() -> None:
    wide = "x" * 300
    base: dict[str, Any] = {"series": (Series([0, 1], [0, 1], wide),), "marks": (Mark(0.5, 0.5, wide),), "title": wide}
    for width, height in [(20, 8), (80, 24)]:
        rows = ChartRows().draw(Chart(**base), width, height)
        assert all(len(row.text) == width for row in rows)

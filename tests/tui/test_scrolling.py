"""What part of a list is in view."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.views.scrolling import scroll_bar, top_line


@given(st.integers(0, 50), st.integers(0, 49), st.integers(1, 30), st.integers(1, 50))
def test_the_cursor_is_in_view(top: int, cursor: int, height: int, total: int) -> None:
    cursor = min(cursor, total - 1)
    first = top_line(top, cursor, height, total)
    assert 0 <= first <= max(total - height, 0)
    assert first <= cursor < first + height


@given(st.integers(0, 49), st.integers(1, 30), st.integers(1, 50))
def test_what_is_in_view_stays(cursor: int, height: int, total: int) -> None:
    cursor = min(cursor, total - 1)
    first = top_line(0, cursor, height, total)
    assert top_line(first, cursor, height, total) == first


@given(st.integers(0, 50), st.integers(1, 30), st.integers(1, 80))
def test_the_bar_shows_where(top: int, height: int, total: int) -> None:
    top = min(top, max(total - height, 0))
    bar = scroll_bar(top, height, total)
    assert len(bar) == height
    if total <= height:
        assert set(bar) == {" "}
        return
    assert "┃" in bar
    assert (bar[0] == "┃") or top > 0
    if top == total - height:
        assert bar[-1] == "┃"


def test_nothing_to_show() -> None:
    assert top_line(5, 3, 0, 10) == 0
    assert scroll_bar(0, 0, 10) == []

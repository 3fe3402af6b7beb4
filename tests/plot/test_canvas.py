from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Static

from tests.plot.charts import BRAILLE, cells_of, terminal, text_of, two_lines
from tests.plot.recording_driver import RecordingDriver
from tui.plot.canvas import PlotCanvas
from tui.plot.chart import STYLES
from tui.plot.chart_rows import ChartRows, Row
from tui.plot.row_changes import changed_regions

SIZE = (80, 24)


class Plot(App[None]):
    """A line of text above a plot."""

    CSS: ClassVar[str] = "Static { height: 1; }"

    def __init__(self) -> None:
        super().__init__(driver_class=RecordingDriver)
        self.painted = 0
        self.refreshed: list[Region] = []

    def compose(self) -> ComposeResult:
        yield Static("title")
        yield PlotCanvas(two_lines())

    @property
    def canvas(self) -> PlotCanvas:
        return self.query_one(PlotCanvas)

    @property
    def recorded(self) -> RecordingDriver:
        assert isinstance(self._driver, RecordingDriver)
        return self._driver

    def watch_refreshes(self) -> None:
        """Note which regions of the plot are refreshed from now on."""
        refresh = self.canvas.refresh

        def noting(*regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> PlotCanvas:
            self.refreshed += regions or [self.canvas.size.region]
            return refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

        self.canvas.refresh = noting  # type: ignore[method-assign]

    def on_screen(self) -> list[str]:
        return [row.text for row in self.canvas._rows]


async def settle(pilot: Pilot[None]) -> None:
    """Wait until all that was asked for is painted."""
    for _ in range(3):
        await pilot.pause()


def inside(regions: Iterable[Region]) -> set[tuple[int, int]]:
    return {(x, y) for region in regions for y in region.line_range for x in range(*region.column_span)}


def differing(before: Iterable[Row], after: Iterable[Row]) -> set[tuple[int, int]]:
    return {
        (x, y)
        for y, (old, new) in enumerate(zip(before, after, strict=True))
        for x in range(len(new.text))
        if (old.text[x], old.styles[x]) != (new.text[x], new.styles[x])
    }


def test_regions_hold_every_change_and_no_unchanged_row() -> None:
    drawer = ChartRows()
    before, after = drawer.draw(two_lines(), *SIZE), drawer.draw(two_lines(0.05), *SIZE)
    regions = changed_regions(before, after)
    changes = differing(before, after)
    assert changes <= inside(regions)
    for region in regions:
        assert {(region.x, region.y), (region.right - 1, region.y)} <= changes
    assert changed_regions(after, after) == []


async def test_only_what_a_chart_changes_is_refreshed() -> None:
    app = Plot()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        before = app.canvas._rows
        app.watch_refreshes()
        app.canvas.chart = two_lines(0.05)
        await settle(pilot)
        assert differing(before, app.canvas._rows) <= inside(app.refreshed)
        assert inside(app.refreshed) < inside([app.canvas.size.region])
        app.refreshed.clear()
        app.canvas.chart = two_lines(0.05)
        await settle(pilot)
        assert app.refreshed == []


@pytest.mark.slow
async def test_the_terminal_always_shows_a_full_drawing() -> None:
    app = Plot()
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await settle(pilot)
        driver = app.recorded
        for shift in (0.0, 0.02, 0.04, -0.3, 0.9, 0.0):
            app.canvas.chart = two_lines(shift)
            await settle(pilot)
            whole, short = terminal(*SIZE, *driver.whole), terminal(*SIZE, *driver.short)
            assert cells_of(short) == cells_of(whole)
            assert short.display[1:] == app.on_screen()
            # A fresh full paint shows the same.
            since = len(driver.whole)
            app.screen.refresh(layout=True)
            await settle(pilot)
            assert cells_of(terminal(*SIZE, *driver.whole[since:])) == cells_of(short)
        assert sum(map(len, driver.short)) < sum(map(len, driver.whole)) / 3


async def test_many_charts_at_once_are_drawn_once_or_twice() -> None:
    app = Plot()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        drawings = app.canvas.drawings
        for number in range(30):
            app.canvas.chart = two_lines(number / 100)
        assert app.canvas.drawings == drawings
        await settle(pilot)
        assert app.canvas.drawings - drawings <= 2
        assert dots("\n".join(app.on_screen())) == dots(text_of(ChartRows().draw(two_lines(0.29), 80, 23)))


def dots(text: str) -> int:
    return sum(character in BRAILLE for character in text)


async def test_charts_set_faster_than_painted_end_with_the_last() -> None:
    app = Plot()
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await settle(pilot)
        for number in range(60):
            app.canvas.chart = two_lines(number / 300)
            if number % 7 == 0:
                await pilot.pause()
        await settle(pilot)
        assert terminal(*SIZE, *app.recorded.short).display[1:] == app.on_screen()
        assert not app.canvas._stale


async def test_a_hidden_plot_is_not_drawn_and_comes_back_with_the_newest() -> None:
    app = Plot()
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await settle(pilot)
        app.canvas.display = False
        await settle(pilot)
        drawings = app.canvas.drawings
        for shift in (0.1, 0.2, 0.3):
            app.canvas.chart = two_lines(shift)
            await settle(pilot)
        assert app.canvas.drawings - drawings <= 1
        app.canvas.display = True
        await settle(pilot)
        assert not app.canvas._stale
        assert terminal(*SIZE, *app.recorded.short).display[1:] == app.on_screen()


@pytest.mark.parametrize("size", [(1, 2), (2, 2), (10, 5), (30, 12), (120, 40)])
async def test_a_resized_plot_fills_its_new_size(size: tuple[int, int]) -> None:
    app = Plot()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.resize_terminal(*size)
        await settle(pilot)
        width, height = size
        assert [len(line) for line in app.on_screen()] == [width] * (height - 1)


async def test_colours_follow_the_theme() -> None:
    app = Plot()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        row = next(y for y, row in enumerate(app.canvas._rows) if STYLES.index("a") in row.styles)
        dark = app.canvas.render_line(row)
        app.theme = "textual-light"
        await settle(pilot)
        assert app.canvas.render_line(row) != dark


async def test_idle_nothing_is_written() -> None:
    app = Plot()
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await settle(pilot)
        app.recorded.whole.clear()
        await pilot.pause(0.3)
        assert app.recorded.whole == []

"""The widget that shows a chart."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.plot.chart import STYLES, Chart
from tui.plot.chart_rows import ChartRows, Row
from tui.plot.row_changes import changed_regions
from tui.workarounds.fence import Fenced, borne


class PlotCanvas(Fenced, Widget):
    """Shows a chart, redrawing only what a new one changes.

    However many charts are set before the screen is painted, one is drawn: the drawing waits until the widget has
    nothing else to do, and for the previous one to have been painted.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"plot--{name}" for name in STYLES}

    DEFAULT_CSS = """
    PlotCanvas {
        height: 1fr;
        & > .plot--axis { color: $foreground 70%; }
        & > .plot--title { color: $foreground 70%; }
        & > .plot--ghost { color: $foreground 45%; }
        & > .plot--guide { color: $foreground 45%; }
        & > .plot--a { color: $primary; }
        & > .plot--b { color: $warning; }
        & > .plot--c { color: $success; }
        & > .plot--d { color: $secondary; }
        & > .plot--mark { color: $foreground; text-style: bold; }
        & > .plot--value { color: $foreground; text-style: bold; }
        &:ansi > .plot--axis { color: ansi_default; }
        &:ansi > .plot--title { color: ansi_default; }
        &:ansi > .plot--ghost { color: ansi_bright_black; }
        &:ansi > .plot--guide { color: ansi_bright_black; }
        &:ansi > .plot--mark { color: ansi_default; }
        &:ansi > .plot--value { color: ansi_default; }
    }
    """

    def __init__(
        self,
        chart: Chart | None = None,
        *,
        ascii_only: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002, the name widgets give it
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        """Create the widget.

        Args:
            chart: The first chart.
            ascii_only: Draw with ASCII characters, for a terminal that shows no others.
            name: The name of the widget.
            id: The ID of the widget in the DOM.
            classes: The CSS classes for the widget.
            disabled: Whether the widget is disabled or not.
        """
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._chart = chart or Chart()
        self._ascii_only = ascii_only
        self._drawer: ChartRows | None = None
        self._rows: tuple[Row, ...] = ()
        self._styles: tuple[Style, ...] = ()
        self._stale = True
        self._awaits_paint = False
        self.drawings = 0
        """How often a chart was drawn: for tests and measurements."""

    @property
    def chart(self) -> Chart:
        """What is shown, or will be at the next paint."""
        return self._chart

    @chart.setter
    def chart(self, chart: Chart) -> None:
        self._chart = chart
        self._stale = True
        # Nothing is drawn before the queue is empty: see `on_idle`.
        self.check_idle()

    def on_idle(self) -> None:
        """Draw a new chart and mark the cells it changes, unless the last drawing has not been painted yet."""
        if not self._stale or self._awaits_paint or not self._fits():
            return
        before = self._rows
        self._draw()
        regions = changed_regions(before, self._rows)
        if regions:
            self._awaits_paint = True
            self.refresh(*regions)

    def on_show(self) -> None:
        """Show the newest chart at once when the widget comes to the front."""
        self._forget()

    def notify_style_update(self) -> None:
        """Take over the colours of a new theme."""
        super().notify_style_update()
        self._styles = ()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render what is to be painted, drawing first where there is nothing of this size."""
        if not self._fits():
            self._draw()
        self._awaits_paint = False
        if self._stale:
            # Which cells are sent is already decided; the newest chart comes with the next paint.
            self.check_idle()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Render one row."""
        if not 0 <= y < len(self._rows):
            return Strip.blank(self.size.width, self.rich_style)
        if not self._styles:
            self._styles = tuple(self.get_component_rich_style(f"plot--{name}") for name in STYLES)
        text, styles = self._rows[y]
        segments, column = [], 0
        for style, run in groupby(styles):
            end = column + len(list(run))
            segments.append(Segment(text[column:end], self._styles[style]))
            column = end
        return Strip(segments, len(text))

    def _fits(self) -> bool:
        width, height = self.size
        return len(self._rows) == height and (not height or len(self._rows[0].text) == width)

    def _draw(self) -> None:
        if self._drawer is None:
            self._drawer = ChartRows(ascii_only=self._ascii_only)
        self._stale = False
        try:
            self._rows = self._drawer.draw(self._chart, *self.size)
        except Exception as error:
            width, height = self.size
            self._rows = (Row(" " * width, bytes(width)),) * height
            if not borne(self, error):
                raise
        self.drawings += 1

    def _forget(self) -> None:
        self._rows = ()
        self._awaits_paint = False
        self.refresh()

"""Lines whose building is worth postponing: however many changes come before a paint, they are built once."""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip

from tui.widgets.lines import Lines


class LazyLines(Lines):
    """Builds its lines when there is nothing else to do and the last ones have been painted (as ``PlotCanvas`` draws)."""

    def __init__(self) -> None:
        super().__init__()
        self._due = False
        self._awaits_paint = False
        self.buildings = 0
        """How often the lines were built: for tests and measurements."""

    def rebuild_soon(self) -> None:
        """Something changed: build the lines before the next paint."""
        self._due = True
        self.check_idle()

    def rebuild(self) -> None:
        """Build the lines now."""
        before = self._lines
        super().rebuild()
        self._awaits_paint = self._lines != before

    def _build(self) -> None:
        self._due = False
        super()._build()
        self.buildings += 1

    def on_idle(self) -> None:
        """Build what is due, unless the last lines are still to be painted."""
        if self._due and not self._awaits_paint and self.size.width and self.size.height:
            self.rebuild()

    def on_show(self) -> None:
        """What waited for a paint while the widget was hidden waits no longer."""
        self._awaits_paint = False
        self.check_idle()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render; the next change can be built."""
        self._awaits_paint = False
        if self._due:
            self.check_idle()
        return super().render_lines(crop)

"""Actions on views: which one shows, how large, and whose the keys are."""

from __future__ import annotations

from textual import on
from textual.actions import parse

from tui.keys.views import VIEWS
from tui.screens.shell import Shell
from tui.widgets.bars import TabBar

_ZOOMS = {"": (), "answer": ("-zoomed",), "view": ("-zoomed", "-zoomed-fully")}
"""Classes of what has the whole screen: nothing, the answer with its table, the view alone."""


class ViewActions(Shell):
    """What the keys do to the views."""

    _zoomed = ""
    """What has the whole screen, one of ``_ZOOMS``."""

    async def action_view(self, name: str) -> None:
        """Show a view; on a narrow terminal also turn to its page."""
        await self.open_view(name)
        if self.has_class("-pages"):
            self._turn(to_view=True)

    async def action_next_view(self, by: int) -> None:
        """Show the view beside this one."""
        names = [view.name for view in VIEWS]
        await self.action_view(names[(names.index(self._view) + by) % len(names)])

    @on(TabBar.Chosen)
    async def _tab_chosen(self, message: TabBar.Chosen) -> None:
        await self.action_view(message.name)

    async def action_of_view(self, view: str, action: str) -> None:
        """An action that the view in front answers, wherever the focus is."""
        entry = next(entry for entry in VIEWS if entry.name == view)
        if view != self._view:
            self.say(f"That key is for the view {entry.title} ({entry.key})")
            return
        _, name, parameters = parse(action)
        result = getattr(self.current_view, f"action_{name}")(*parameters)
        if result is not None:
            await result

    async def action_in_view(self, view: str, action: str) -> None:
        """An action of a view that is brought to the front for it."""
        await self.action_view(view)
        await self.action_of_view(view, action)

    def action_other_side(self) -> None:
        """Give the keys to the view, or back to the rows; where only one side shows, turn the page."""
        at_view = self.has_class("-answers") if self.has_class("-pages") else self.current_view.has_focus_within
        self._turn(to_view=not at_view)

    def _turn(self, *, to_view: bool) -> None:
        self.set_class(to_view, "-answers")
        if not to_view:
            self._rows.focus()
        elif self.current_view.can_focus:
            self.current_view.focus()
        self._show_focus()
        self.call_after_refresh(self._show_all)

    def action_zoom(self, what: str) -> None:
        """Give the whole screen to the view alone or to the answer, or take it back."""
        self._zoom("" if self._zoomed == what else what)

    def _zoom(self, what: str) -> None:
        self._zoomed = what
        self.remove_class("-zoomed", "-zoomed-fully")
        self.add_class(*_ZOOMS[what])
        if what and self.current_view.can_focus:
            self.current_view.focus()
        elif not what:
            self._rows.focus()
        self.call_after_refresh(self._show_all)

    def action_back(self) -> None:
        """Out of zoom, out of the view, back to the rows."""
        self.remove_class("-answers")
        if self._zoomed:
            self._zoom("")
        self._rows.focus()
        self._said = None
        self._show_focus()
        self._show_help(self.snapshot)

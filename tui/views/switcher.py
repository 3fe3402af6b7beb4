"""What holds the views: the one in front, and those that were opened before."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from textual.widgets import ContentSwitcher

from tui.keys.views import VIEWS, ViewEntry
from tui.views.view import View
from tui.workarounds.bindings import remap


class Views(ContentSwitcher):
    """One view at a time. Each is imported and mounted when it is opened for the first time, but for the first of all.

    Args:
        keys: Keys by the id of their action, as the user mapped them.
        widget_id: Its name in the style sheet.
    """

    def __init__(self, keys: Mapping[str, str], widget_id: str) -> None:
        self._mapped = keys
        self._opened: dict[str, View] = {}
        super().__init__(self._load(VIEWS[0]), initial=VIEWS[0].name, id=widget_id)

    @property
    def front_name(self) -> str:
        """The name of the view in front."""
        return self.current or VIEWS[0].name

    @property
    def front(self) -> View:
        """The view in front."""
        return self._opened[self.front_name]

    async def open(self, name: str) -> None:
        """Bring a view to the front."""
        if name not in self._opened:
            await self.mount(self._load(next(entry for entry in VIEWS if entry.name == name)))
        self.current = name

    def _load(self, entry: ViewEntry) -> View:
        module, _, name = entry.path.partition(":")
        view: View = getattr(import_module(module), name)()
        view.id = entry.name
        remap(view, self._mapped)
        self._opened[entry.name] = view
        return view

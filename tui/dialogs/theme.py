"""Choosing the colours: every theme is tried on the whole screen while one moves through the list."""

from __future__ import annotations

from collections.abc import Iterable

from textual import on
from textual.app import App
from textual.content import Content
from textual.theme import BUILTIN_THEMES
from textual.widgets import OptionList

from tui.dialogs.picker import Picker
from tui.state.settings import THEMES


class ThemeDialog(Picker):
    """Returns the theme to keep; without an answer the one before is back."""

    HINT = "↑↓ tries one, Enter keeps it, Esc puts the old one back"

    def __init__(self, app: App[object]) -> None:
        super().__init__(app.theme)
        self._before = app.theme

    def heading(self) -> str:
        """What this is; and that nothing is to be seen where colours are not wanted."""
        return "Colours (NO_COLOR is set: none show)" if self.app.no_color else "Colours"

    def found(self, text: str) -> Iterable[tuple[str, Content]]:
        """The themes whose names have every word; a mark at the one in use."""
        words = text.lower().split()
        for name in THEMES:
            if all(word in name for word in words):
                yield name, Content.assemble(f"{'●' if name == self._before else ' '} {name:<21}", (_kind(name), "dim"))

    @on(OptionList.OptionHighlighted)
    def _try(self, event: OptionList.OptionHighlighted) -> None:
        if event.option.id is not None and self.is_active:
            self.app.theme = event.option.id

    def take(self, name: str) -> None:
        """Keep it, also where Enter was faster than the list."""
        self.app.theme = name
        super().take(name)

    def action_leave(self) -> None:
        """Put the old one back."""
        self.app.theme = self._before
        super().action_leave()


def _kind(name: str) -> str:
    theme = BUILTIN_THEMES[name]
    return "terminal" if theme.ansi else "dark" if theme.dark else "light"

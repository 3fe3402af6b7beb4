"""One layout and one paint at the start, and one where Textual sees no reason for it.

Textual 8.2 reads its style sheets again when an app gets its theme, sets the classes of a size after the first layout, and
paints nothing for a resize to the size that there was, though the terminal may show something else by then. Only documented
names, but at moments that Textual does not speak of.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.app import App
from textual.geometry import Size


def begin_with_theme(app: App[Any], theme: str) -> None:
    """Give an app its theme before it is initialised: known before the style sheets are read, it costs nothing."""
    app.set_reactive(App.theme, theme)


def size_classes(size: Size, horizontal: Iterable[tuple[int, str]], vertical: Iterable[tuple[int, str]]) -> str:
    """The classes that Textual is going to set for a size, by a screen's breakpoints: for a screen to begin with."""
    lengths = (size.width, horizontal), (size.height, vertical)
    return " ".join(max(point for point in points if point[0] <= length)[1] for length, points in lengths)


def repaint_same_size(app: App[Any], size: Size) -> None:
    """Paint everything if a resize was none: the terminal was suspended, or had another size in between."""
    if app.screen_stack and size == app.screen.outer_size:
        app.screen.refresh()

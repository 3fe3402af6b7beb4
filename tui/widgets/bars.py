"""The one-line bars around the answer: title, tabs, help and keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual import events
from textual.message import Message

from engine.scenarios.notation import show
from engine.scenarios.registry import find
from presets.files.text import plain_text
from tui.keys.key import Key
from tui.keys.views import VIEWS
from tui.state.snapshot import Snapshot
from tui.widgets.lines import Line, Lines, Span, fitted, wrapped


class TitleBar(Lines):
    """Which scenario this is, whether it is saved, and what it assumes."""

    def __init__(self, widget_id: str | None = None) -> None:
        super().__init__(widget_id)
        self._snapshot: Snapshot | None = None
        self.file = ""
        """The name of the scenario's file."""
        self.prices = ""
        """What is known about the date of the prices."""

    def show(self, snapshot: Snapshot) -> None:
        """Draw the title."""
        self._snapshot = snapshot
        self.rebuild()

    def build(self, width: int, _height: int) -> Iterable[Line]:
        """One line: the name at the left, the assumptions at the right as far as there is room."""
        if self._snapshot is None:
            return []
        snapshot = self._snapshot
        context = "fresh per bug" if snapshot.scenario.workflow.context == "fresh" else "shared context"
        caching = f"caching {show(find('assumptions.caching'), snapshot.scenario.assumptions.caching)}"
        facts = [
            context,
            caching,
            *([f"{len(snapshot.pins)} pinned"] if snapshot.pins else []),
            *([self.prices] if self.prices else []),
        ]
        name = plain_text(self.file or snapshot.scenario.name)
        mark = " *" if snapshot.modified else ""
        while facts and 12 + min(len(name), 16) + len(mark) + len("   ".join(facts)) + 3 > width:
            facts.pop()
        right = "   ".join(facts)
        room = max(width - 11 - len(mark) - len(right) - 1, 4)
        title = fitted(name, min(len(name), room)) if name.isascii() else fitted(name, room)
        gap = " " * max(width - 11 - len(title) - len(mark) - len(right), 0)
        return [(("Crossover  ", "heading"), (title, "strong"), (mark, "changed"), (gap, "text"), (right, "dim"))]


class TabBar(Lines):
    """The tabs of the views."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, widget_id: str | None = None) -> None:
        super().__init__(widget_id)
        self._current = VIEWS[0].name
        self._focused = False
        self._ends: list[tuple[int, str]] = []

    def show(self, current: str, *, focused: bool) -> None:
        """Draw the tabs with one of them in front."""
        self._current, self._focused = current, focused
        self.rebuild()

    def build(self, width: int, _height: int) -> Iterable[Line]:
        """The titles, short ones where there is little room."""
        short = [f"{view.short} " for view in VIEWS]
        every = ([f" {view.title} " for view in VIEWS], [f" {text}" for text in short], short)
        titles = next((titles for titles in every if sum(map(len, titles)) <= width), short)
        spans: list[Span] = []
        self._ends = []
        used = 0
        for view, text in zip(VIEWS, titles, strict=True):
            spans.append((text, ("tab" if self._focused else "edit") if view.name == self._current else "dim"))
            used += len(text)
            self._ends.append((used, view.name))
        return [(*spans, ("─" * max(width - used, 0), "dim"))]

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the mouse."""
        for end, name in self._ends:
            if event.x < end:
                self.post_message(self.Chosen(name))
                return


class HelpLine(Lines):
    """What the row in focus means; a message or a problem stands in its place until the next key."""

    def __init__(self, widget_id: str | None = None) -> None:
        super().__init__(widget_id)
        self._spans: tuple[str, str, str] = ("", "", "dim")

    def say(self, text: str, *, head: str = "", style: str = "dim") -> None:
        """Show a text with an emphasised beginning."""
        self._spans = (head, text, style)
        self.rebuild()

    def build(self, width: int, height: int) -> Iterable[Line]:
        """The text, broken between words."""
        head, text, style = self._spans
        lines = wrapped(f"{head} {text}" if head else text, width, height)
        if not head or not lines or len(head) > len(lines[0]):
            return [((line, style),) for line in lines]
        first = ((head, "strong"), (lines[0][len(head) :], style))
        return [first, *(((line, style),) for line in lines[1:])]


class KeyBar(Lines):
    """The keys that are active now; those without effect are dimmed."""

    def __init__(self, available: Callable[[Key], bool], widget_id: str | None = None) -> None:
        super().__init__(widget_id)
        self._available = available
        self._keys: Sequence[Key] = ()
        self.names: dict[str, str] = {}
        """Keys that the user mapped anew: what to show, by id."""

    def show(self, keys: Sequence[Key]) -> None:
        """Draw keys in the order of ``Key.footer``."""
        self._keys = sorted((key for key in keys if key.footer), key=lambda key: key.footer)
        self.rebuild()

    def build(self, width: int, _height: int) -> Iterable[Line]:
        """As many keys as there is room for; help is always among them."""
        chosen = list(self._keys)
        while len(chosen) > 1 and sum(self._length(key) for key in chosen) > width + 1:
            dispensable = [key for key in chosen if key.id not in ("explorer.help", "explorer.palette")]
            chosen.remove((dispensable or chosen)[-1])
        spans: list[Span] = []
        for key in chosen:
            available = self._available(key)
            spans += [
                (self._key_name(key), "key" if available else "dim"),
                (f" {key.description}  ", "text" if available else "dim"),
            ]
        return [tuple(spans)]

    def _key_name(self, key: Key) -> str:
        return self.names.get(key.id) or key.label

    def _length(self, key: Key) -> int:
        return len(self._key_name(key)) + len(key.description) + 3

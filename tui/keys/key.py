"""What one key is: the description from which binding, footer, help, palette and docs/keys.md are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache


@dataclass(frozen=True)
class Key:
    """One action that a key starts.

    Attributes:
        id: Its name in settings.toml: ``group.word``; unique.
        keys: Textual's names of its keys; the first is the one shown.
        action: The action's name: ``action_NAME`` of the widget or screen that ``where`` names.
        description: One to three words for the footer.
        tooltip: One sentence for help and docs.
        group: Heading in help and docs.
        where: Where it is active: ``explorer`` (the whole screen), ``rows`` (the rows have focus), ``editing`` (a value is
            being typed), ``finding`` (a name is being typed), ``opening`` (the list of scenarios) or the name of a view
            (that view has focus).
        footer: Its place in the footer, small numbers first; 0 keeps it out.
        view: For an ``explorer`` key that a view answers: the view's name. The key is greyed while another view shows.
        opens: Whether such a key brings its view to the front, instead of being greyed.
        reason: Why it is greyed when it is, in a few words.
        show: How the key is written, where Textual's name is not what a person would say.
    """

    id: str
    keys: tuple[str, ...]
    action: str
    description: str
    tooltip: str
    group: str
    where: str = "explorer"
    footer: int = 0
    view: str = ""
    opens: bool = False
    reason: str = ""
    show: str = field(default="", compare=False)

    @property
    def bound_action(self) -> str:
        """The action as the place where the key is active runs it: one that a view answers goes through the explorer."""
        return f"{'in' if self.opens else 'of'}_view('{self.view}', '{self.action}')" if self.view else self.action

    @property
    def label(self) -> str:
        """The keys as a person reads them: ``^z``, ``↑↓``, ``?``."""
        return self.show or display(self.keys[0])

    @property
    def title(self) -> str:
        """A few words for lists of actions: what the footer says, or else what help does."""
        return self.description or self.tooltip.removesuffix(".")

    @property
    def names(self) -> tuple[str, ...]:
        """Every key of it as a person reads it."""
        return tuple(display(key) for key in self.keys)


_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "enter": "Enter",
    "escape": "Esc",
    "backspace": "Backspace",
    "delete": "Del",
    "tab": "Tab",
    "space": "Space",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "plus": "+",
    "minus": "-",
    "comma": ",",
    "full_stop": ".",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "equals_sign": "=",
}


def pressed(key: str, character: str | None) -> str:
    """How a key is written that somebody pressed; empty for what a terminal sends by itself, or has no name for."""
    if character is not None and character.isprintable() and character != " ":
        return character
    name = key.rpartition("+")[2]
    known = len(name) == 1 or name in _NAMES or name == "insert" or (name[:1] == "f" and name[1:].isdigit())
    return display(key) if known else ""


@cache
def display(key: str) -> str:
    """How one of Textual's key names is written: ``ctrl+z`` as ``^z``, ``shift+left`` as ``Shift ←``."""
    *modifiers, name = key.split("+")
    text = _NAMES.get(name, name.upper() if name.startswith("f") and name[1:].isdigit() else name)
    for modifier in reversed(modifiers):
        text = f"^{text}" if modifier == "ctrl" else f"{modifier.capitalize()} {text}"
    return text

"""The user's settings file: keys mapped anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from textual.binding import Binding, InvalidBinding

from engine.registry import suggestion
from presets.places import configuration
from presets.refusal import Refusal, shown
from presets.text import cut, plain_text
from tui.key import Key
from tui.keys import all_keys, by_id

FILE = "settings.toml"


@dataclass(frozen=True)
class Settings:
    """What the user chose.

    Attributes:
        keys: Keys by the id of their action, in Textual's names.
        theme: A theme of Textual; empty: the terminal's own colours.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    theme: str = ""


def load() -> Settings:
    """The settings; the defaults if there is no file.

    Raises:
        Refusal: If the file cannot be used; one sentence.
    """
    from presets.tomlfile import read_if_there

    path = configuration() / FILE
    file = read_if_there(path)
    if file is None:
        return Settings()
    data = file.data
    unknown = [key for key in data if key not in ("keys", "theme")]
    if unknown:
        raise Refusal(f'{shown(path)}: unknown setting "{cut(plain_text(unknown[0]), 60)}"; there are keys and theme')
    keys, theme = data.get("keys", {}), data.get("theme", "")
    if not isinstance(keys, dict) or not isinstance(theme, str):
        raise Refusal(f"{shown(path)}: keys must be a section [keys] and theme a text")
    return Settings(checked(keys, shown(path)), theme)


def checked(keys: Mapping[str, object], label: str) -> dict[str, str]:
    """Mapped keys in Textual's names.

    Raises:
        Refusal: If an id is unknown, or a key serves two actions that are active at the same time.
    """
    chosen: dict[str, str] = {}
    for name, wanted in keys.items():
        if name not in by_id():
            # In TOML a dot outside quotation marks begins a section.
            if meant := _dotted(name, wanted):
                raise Refusal(f'{label}: the id of a key needs quotation marks: "{cut(meant, 60)}" = …')
            raise Refusal(
                f'{label}: there is no key with the id "{cut(plain_text(name), 60)}"{suggestion(name, list(by_id()))}'
            )
        if not isinstance(wanted, str) or not wanted.strip():
            raise Refusal(f'{label}: the key of {name} must be a text such as "g" or "ctrl+g"')
        try:
            chosen[name] = ",".join(key_names(wanted))
        except InvalidBinding:  # a comma with nothing before it
            raise Refusal(f'{label}: the key of {name} must be a text such as "g" or "ctrl+g, f2"') from None
    _refuse_clashes(chosen, label)
    return chosen


def _dotted(name: str, wanted: object) -> str:
    """The id that was meant, where a section stands in its place; otherwise nothing."""
    if not isinstance(wanted, dict) or not wanted:
        return ""
    inner, value = next(iter(wanted.items()))
    return _dotted(f"{name}.{inner}", value) or f"{name}.{inner}"


def key_names(keys: str) -> list[str]:
    """Textual's names of keys written as ``g``, ``?`` or ``ctrl+g, f2``."""
    return [binding.key for binding in Binding.make_bindings([Binding("comma" if keys.strip() == "," else keys, "none")])]


def _refuse_clashes(chosen: Mapping[str, str], label: str) -> None:
    for name in chosen:
        for other in all_keys():
            if other.id == name or not _meet(by_id()[name], other):
                continue
            taken = set((chosen.get(other.id) or ",".join(other.keys)).split(","))
            if clash := set(chosen[name].split(",")) & taken:
                raise Refusal(f'{label}: the key "{min(clash)}" of {name} is taken by {other.id}; map that one, too')


def _meet(one: Key, other: Key) -> bool:
    """Whether two keys can be active at the same time, or live in the same widget."""
    modes = ("rows", "editing", "finding")
    if one.where == other.where:
        return True
    if one.where in modes and other.where in modes:
        # Textual keeps one map for the widget; its own pairs such as Enter stay.
        return False
    return "explorer" in (one.where, other.where) and "editing" not in (one.where, other.where)

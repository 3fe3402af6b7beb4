"""The user's settings file: keys mapped anew, and the theme."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from textual.binding import Binding, InvalidBinding
from textual.keys import REPLACED_KEYS, Keys, key_to_character
from textual.theme import BUILTIN_THEMES

from engine.scenarios.registry import suggestion
from presets.outline import KeyPath
from presets.places import configuration
from presets.reading import present
from presets.refusal import Refusal, shown
from presets.text import cut, plain_text
from presets.tomlfile import TomlFile, kind_of, parse, read_if_there
from presets.writing import folder_locked, make_folder, resolved, write_atomically
from tui.key import Key
from tui.keys import all_keys, by_id

FILE = "settings.toml"

THEMES = tuple(sorted(BUILTIN_THEMES, key=lambda name: not BUILTIN_THEMES[name].ansi))
"""The names of all themes, those with the terminal's own colours first."""

_MOST_PROBLEMS = 5
"""Sentences about one file; more are counted."""

_MODIFIERS = ("ctrl", "shift", "alt", "super", "hyper", "meta")
_THEME_LINE = re.compile(r"""(\s*(?:theme|"theme"|'theme')\s*=\s*)(?:"[^"\\]*"|'[^']*')(\s*(?:\#.*)?)""")

Tell = Callable[[str, str], None]
"""Takes the id of a key and what is wrong with what it is mapped to."""


@dataclass(frozen=True)
class Settings:
    """What the user chose.

    Attributes:
        keys: Keys by the id of their action, in Textual's names.
        theme: A theme, one of ``THEMES``; empty: the terminal's own colours.
        problems: What in the file is not used, and why: a sentence each.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    theme: str = ""
    problems: tuple[str, ...] = ()


def load() -> Settings:
    """The settings; the defaults if there is no file, and in the place of each one that cannot be used.

    Raises:
        Refusal: If the file cannot be read; one sentence.
    """
    file = read_if_there(configuration() / FILE)
    if file is None:
        return Settings()
    problems: list[str] = []
    for name in file.data:
        if name not in ("keys", "theme"):
            hint = suggestion(name, ["keys", "theme"]) or "; there are keys and theme"
            problems.append(file.located((name,), f'unknown setting "{cut(plain_text(name), 60)}"{hint}'))
    theme = _theme(file, problems)
    keys = file.data.get("keys", {})
    if not isinstance(keys, dict):
        problems.append(file.located(("keys",), f"keys must be a section [keys], not {kind_of(keys)}"))
        keys = {}
    chosen = checked(keys, lambda name, sentence: problems.append(file.located(_path(name, keys[name]), sentence)))
    if len(problems) > _MOST_PROBLEMS:
        problems[_MOST_PROBLEMS:] = [f"{file.label}: {len(problems) - _MOST_PROBLEMS} more of its lines are not used"]
    return Settings(chosen, theme, tuple(problems))


def _theme(file: TomlFile, problems: list[str]) -> str:
    theme = file.data.get("theme", "")
    if not isinstance(theme, str):
        problems.append(file.located(("theme",), f"theme must be a text in quotation marks, not {kind_of(theme)}"))
    elif theme and theme not in THEMES:
        hint = suggestion(theme, list(THEMES)) or "; T in the explorer lists them"
        problems.append(file.located(("theme",), f'there is no theme "{cut(plain_text(theme), 60)}"{hint}'))
    else:
        return theme
    return ""


def remember_theme(theme: str) -> None:
    """Put a theme into the settings file; nothing else in it changes.

    Raises:
        Refusal: If the file cannot be read or written, or its line for the theme is none that can be replaced safely.
    """
    path = resolved(configuration() / FILE)
    make_folder(path.parent)
    with folder_locked(path.parent):
        before = present(path)
        write_atomically(path, with_theme(before or b"", theme, shown(path)), new=before is None)


def with_theme(content: bytes, theme: str, label: str) -> bytes:
    """The content of a settings file with another theme; everything else in it stays as it is, byte for byte.

    Raises:
        Refusal: If it is not valid TOML, or the theme stands in it in a form that cannot be replaced safely.
    """
    line = f'theme = "{theme}"'
    if not content.strip():
        return f"{line}\n".encode()
    file = parse(content, label)
    text = content.decode()
    end = "\r\n" if "\r\n" in text else "\n"
    if (number := file.outline.lines.get(("theme",))) is None:
        # At the top, since a key below a [section] would be part of it.
        changed = f"{line}{end}{text}"
    else:
        lines = text.split("\n")
        found = _THEME_LINE.fullmatch(lines[number - 1])
        if found is None:
            raise Refusal(file.located(("theme",), f"this line is not replaced by itself; write {line}"))
        lines[number - 1] = f'{found[1]}"{theme}"{found[2]}'
        changed = "\n".join(lines)
    if parse(changed.encode(), label).data != {**file.data, "theme": theme}:
        raise Refusal(file.located(("theme",), f"this file is not changed by itself; write {line}"))
    return changed.encode()


def checked(keys: Mapping[str, object], tell: Tell) -> dict[str, str]:
    """Mapped keys in Textual's names, those that can be used.

    Args:
        keys: Keys by the id of their action, as they are written.
        tell: Is told of every other one: an unknown id, no key, or a key of two actions that are active at the same time.
    """
    chosen: dict[str, str] = {}
    for name, wanted in keys.items():
        try:
            chosen[name] = _names(name, wanted)
        except Refusal as refusal:
            tell(name, str(refusal))
    while clash := _clash(chosen):
        name, sentence = clash
        tell(name, sentence)
        del chosen[name]
    return chosen


def _names(name: str, wanted: object) -> str:
    """The keys of an action in Textual's names.

    Raises:
        Refusal: If there is no such action, or no such key.
    """
    if name not in by_id():
        # In TOML a dot outside quotation marks begins a section.
        if meant := _dotted(name, wanted):
            raise Refusal(f'the id of a key needs quotation marks: "{cut(plain_text(meant), 60)}" = …')
        raise Refusal(f'there is no key with the id "{cut(plain_text(name), 60)}"{suggestion(name, list(by_id()))}')
    if not isinstance(wanted, str) or not wanted.strip():
        raise Refusal(f'the key of {name} must be a text such as "g" or "ctrl+g", not {kind_of(wanted)}')
    try:
        names = key_names(wanted)
    except InvalidBinding:  # a comma with nothing before it
        raise Refusal(f'the key of {name} must be a text such as "g" or "ctrl+g, f2", not {kind_of(wanted)}') from None
    for key in names:
        if problem := _impossible(key):
            raise Refusal(f"the key of {name}: {problem}")
    return ",".join(names)


def _path(name: str, wanted: object) -> KeyPath:
    """Where the key of an id stands in the file, or what stands in its place."""
    path: KeyPath = ("keys", name)
    while isinstance(wanted, dict) and wanted:
        inner, wanted = next(iter(wanted.items()))
        path = (*path, inner)
    return path


def _dotted(name: str, wanted: object) -> str:
    """The id that was meant, where a section stands in its place; otherwise nothing."""
    if not isinstance(wanted, dict) or not wanted:
        return ""
    inner, value = next(iter(wanted.items()))
    return _dotted(f"{name}.{inner}", value) or f"{name}.{inner}"


def key_names(keys: str) -> list[str]:
    """Textual's names of keys written as ``g``, ``?`` or ``ctrl+g, f2``."""
    return [binding.key for binding in Binding.make_bindings([Binding("comma" if keys.strip() == "," else keys, "none")])]


def _impossible(key: str) -> str:
    """Why no terminal sends a key; empty if one can."""
    *modifiers, base = key.split("+")
    unknown = next((modifier for modifier in modifiers if modifier not in _MODIFIERS), "")
    if unknown:
        hint = suggestion(unknown, list(_MODIFIERS)) or f"; there are {', '.join(_MODIFIERS)}"
        return f'"{cut(plain_text(unknown), 40)}" is none that is held with another key{hint}'
    if modifiers == ["shift"] and len(base) == 1 and base.isalpha():
        return f'shift with a letter is written "{base.upper()}"'
    if len(base) == 1 or base in _named_keys() or key_to_character(base) is not None:
        return ""
    words = sorted(name for name in _named_keys() if len(name) > 1)
    return f'there is no key "{cut(plain_text(base), 40)}"{suggestion(base, words)}'


@cache
def _named_keys() -> frozenset[str]:
    """The names of the keys that Textual does not name as Unicode does, without what may be held with them."""
    return frozenset([*REPLACED_KEYS, *(key.value.rpartition("+")[2] for key in Keys if not key.value.startswith("<"))])


def _clash(chosen: Mapping[str, str]) -> tuple[str, str] | None:
    """The first action whose key serves another one that is active at the same time, and that in a sentence."""
    for name in chosen:
        for other in all_keys():
            if other.id == name or not _meet(by_id()[name], other):
                continue
            taken = set((chosen.get(other.id) or ",".join(other.keys)).split(","))
            # Some views have a key of the explorer's to themselves, by our own choice.
            shared = set(by_id()[name].keys) & set(other.keys)
            if clash := (set(chosen[name].split(",")) & taken) - shared:
                both = "; one of them needs another" if other.id in chosen else "; map that one, too"
                return name, f'the key "{min(clash)}" of {name} is taken by {other.id}{both}'
    return None


def _meet(one: Key, other: Key) -> bool:
    """Whether two keys can be active at the same time, or live in the same widget."""
    modes = ("rows", "editing", "finding", "found")
    if one.where == other.where:
        return True
    if one.where in modes and other.where in modes:
        # Textual keeps one map for the widget; its own pairs such as Enter stay.
        return False
    # While a value or a name is being typed, the explorer's keys are none.
    return "explorer" in (one.where, other.where) and not {"editing", "finding"} & {one.where, other.where}

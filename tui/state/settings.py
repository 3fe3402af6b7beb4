"""The user's settings file: keys mapped anew, and the theme."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from textual.theme import BUILTIN_THEMES

from engine.scenarios.registry import suggestion
from presets.files.outline import KeyPath
from presets.files.places import configuration
from presets.files.reading import present
from presets.files.refusal import Refusal, shown
from presets.files.text import cut, plain_text
from presets.files.tomlfile import TomlFile, kind_of, parse, read_if_there
from presets.files.writing import folder_locked, make_folder, resolved, write_atomically
from tui.keys.mapping import checked

FILE = "settings.toml"

THEMES = tuple(sorted(BUILTIN_THEMES, key=lambda name: not BUILTIN_THEMES[name].ansi))
"""The names of all themes, those with the terminal's own colours first."""

_MOST_PROBLEMS = 5
"""Sentences about one file; more are counted."""

_THEME_LINE = re.compile(r"""(\s*(?:theme|"theme"|'theme')\s*=\s*)(?:"[^"\\]*"|'[^']*')(\s*(?:\#.*)?)""")


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


def _path(name: str, wanted: object) -> KeyPath:
    """Where the key of an id stands in the file, or what stands in its place."""
    path: KeyPath = ("keys", name)
    while isinstance(wanted, dict) and wanted:
        inner, wanted = next(iter(wanted.items()))
        path = (*path, inner)
    return path

"""What the next session should know of the last one: which scenario was open."""

from __future__ import annotations

from presets.files.aside import set_aside
from presets.files.names import from_file, to_file
from presets.files.places import state
from presets.files.reading import Missing
from presets.files.refusal import Refusal
from presets.files.rendering import render
from presets.files.tomlfile import read
from presets.files.writing import make_folder, write_atomically
from presets.scenarios.document import Source

_FILE = "last.toml"


def remember(source: Source) -> None:
    """Remember the scenario that is open now.

    Raises:
        Refusal: If the state folder cannot be written.
    """
    if source.path is not None:
        remember_word(source.word)


def remember_word(word: str) -> None:
    """Remember the word that finds a scenario.

    Raises:
        Refusal: If the state folder cannot be written.
    """
    folder = state()
    make_folder(folder)
    write_atomically(folder / _FILE, render({"scenario": to_file(word)}))


def last_scenario() -> tuple[str | None, str]:
    """The word that finds the scenario of the last session, if one is remembered; and what is wrong with that memory.

    A file that cannot be used is set aside.
    """
    path = state() / _FILE
    try:
        file = read(path)
        return from_file(file.text(("scenario",), lines=True)) or None, ""
    except Missing:
        return None, ""
    except Refusal as refusal:
        return None, set_aside(path, refusal)

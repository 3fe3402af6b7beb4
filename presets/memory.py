"""What the next session should know of the last one: which scenario was open."""

from __future__ import annotations

from presets.document import Source
from presets.places import state
from presets.refusal import Refusal
from presets.scenario_file import render
from presets.tomlfile import read
from presets.writing import make_folder, write_atomically

_FILE = "last.toml"


def remember(source: Source) -> None:
    """Remember the scenario that is open now.

    Raises:
        Refusal: If the state folder cannot be written.
    """
    if source.path is None:
        return
    folder = state()
    make_folder(folder)
    write_atomically(folder / _FILE, render({"scenario": source.word}), durable=False)


def last_scenario() -> str | None:
    """The word that finds the scenario of the last session, if one is remembered."""
    try:
        return read(state() / _FILE).text(("scenario",)) or None
    except Refusal:
        return None

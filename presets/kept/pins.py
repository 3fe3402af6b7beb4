"""Scenarios put aside for comparison, as they are kept from one session to the next and beside unsaved work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from engine.scenarios.scenario import Scenario
from presets.files.aside import set_aside
from presets.files.places import state
from presets.files.reading import LARGEST, too_large
from presets.files.refusal import Refusal
from presets.files.rendering import render
from presets.files.text import cut
from presets.files.tomlfile import LONGEST_LINE, TomlFile, read_if_there
from presets.files.writing import make_folder, write_atomically
from presets.scenarios.scenario_file import parse_scenario, render_scenario

SECTION = "pins"
"""The key under which a file has them."""

_FILE = "pins.toml"
_SCHEMA = 1


@dataclass(frozen=True)
class Pinned:
    """A scenario put aside.

    Attributes:
        label: What told it from the others when it was put aside: its name and what differed from the saved scenario.
        scenario: The scenario.
    """

    label: str
    scenario: Scenario


def pins_of(file: TomlFile) -> tuple[Pinned, ...]:
    """The pins in a file; none if it has no such section.

    Raises:
        Refusal: If one of them is no scenario.
    """
    found = []
    for index in range(file.sections(SECTION)):
        file.only((SECTION, index), ("label", "scenario"))
        text = file.text((SECTION, index, "scenario"), lines=True)
        scenario = parse_scenario(text.encode("utf-8", "replace"), f"{file.label}, pin {index + 1}")
        found.append(Pinned(file.text((SECTION, index, "label")), scenario))
    return tuple(found)


def tables(pins: Sequence[Pinned]) -> dict[str, Any]:
    """The pins as part of a file; each scenario is the text of its own file.

    Raises:
        Refusal: If one holds a text that no file can hold.
    """
    written = [{"label": cut(pin.label, LONGEST_LINE), "scenario": render_scenario(pin.scenario).decode()} for pin in pins]
    return {SECTION: written} if written else {}


def keep_pins(pins: Sequence[Pinned]) -> None:
    """Keep the pins for the next session, in place of those kept before. Cheap: meant for every change of them.

    Raises:
        Refusal: If they cannot be written; those before are still there.
    """
    content = render({"schema": _SCHEMA, **tables(pins)})
    if len(content) > LARGEST:
        raise too_large("pins are not kept")
    make_folder(state())
    write_atomically(state() / _FILE, content)


def kept_pins() -> tuple[tuple[Pinned, ...], str]:
    """The pins of the session before, none if nothing is kept; and what is wrong with the file, which then is set aside."""
    path = state() / _FILE
    try:
        file = read_if_there(path)
        if file is None:
            return (), ""
        file.schema(_SCHEMA)
        file.only((), ("schema", SECTION))
        return pins_of(file), ""
    except Refusal as refusal:
        return (), set_aside(path, refusal)

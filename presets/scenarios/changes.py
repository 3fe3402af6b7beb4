"""What differs between two scenarios, in the words of the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from engine.scenarios.notation import exact, show
from engine.scenarios.registry import SECTIONS, of_files, value
from engine.scenarios.scenario import Scenario

_MODELS = ("strong", "weak")


@dataclass(frozen=True)
class Change:
    """One thing that two scenarios have differently.

    Attributes:
        title: What it is called: ``weak bugs left``, ``weak model``.
        before: Its value in the first.
        after: Its value in the second.
    """

    title: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.title} {self.before} → {self.after}"


def changes(before: Scenario, after: Scenario) -> list[Change]:
    """Every model and value that differs, in the order of the screen; names and notes are not compared."""
    found = []
    for section in SECTIONS:
        then, now = getattr(before, section), getattr(after, section)
        if then == now:
            continue
        if section in _MODELS and then.model != now.model:
            found.append(Change(f"{section} model", then.model or "none", now.model or "none"))
        for parameter in of_files():
            if parameter.section == section:
                old, new = value(before, parameter.key), value(after, parameter.key)
                if old != new:
                    # Where they differ by less than a row shows, every digit is.
                    write = show if show(parameter, old) != show(parameter, new) else exact
                    found.append(Change(parameter.title, write(parameter, old), write(parameter, new)))
    return found


@cache
def titles() -> MappingProxyType[str, str]:
    """The keys of everything that can differ, by title, in the order of the screen; a model's key is its section."""
    found = {}
    for section in SECTIONS:
        if section in _MODELS:
            found[f"{section} model"] = section
        found |= {parameter.title: parameter.key for parameter in of_files() if parameter.section == section}
    return MappingProxyType(found)


def text(scenario: Scenario, title: str) -> str:
    """What a scenario has, as the screen shows it."""
    key = titles()[title]
    if key in _MODELS:
        return getattr(scenario, key).model or "none"
    parameter = next(parameter for parameter in of_files() if parameter.key == key)
    return show(parameter, value(scenario, key))


def now_has(found: Sequence[Change], most: int) -> str:
    """What differs, with the values after it: ``weak bugs left 6.3, weak fixes hard 20 % and 3 more``."""
    named = ", ".join(f"{change.title} {change.after}" for change in found[:most])
    return f"{named} and {len(found) - most} more" if len(found) > most else named

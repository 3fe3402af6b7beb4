"""What differs between two scenarios, in the words of the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from engine.scenarios.evidence import Evidence
from engine.scenarios.notation import exact, exact_range, show, show_range
from engine.scenarios.parameters import Parameter
from engine.scenarios.registry import SECTIONS, find, of_files, value
from engine.scenarios.scenario import Scenario
from presets.files.text import cut, plain_text

_MODELS = ("strong", "weak")
_RANGE, _SOURCE, _NONE = "range of ", "source of ", "none"


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
    """Every model and value that differs, in the order of the screen, then what is known of them.

    Names and notes are not compared.
    """
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
    if before.evidence != after.evidence:
        found += [change for parameter in of_files() for change in _of_evidence(parameter, before, after)]
    return found


def _of_evidence(parameter: Parameter, before: Scenario, after: Scenario) -> Iterator[Change]:
    old, new = (scenario.evidence.get(parameter.key, Evidence()) for scenario in (before, after))
    if old.ends != new.ends:
        write = show_range if _range(parameter, old) != _range(parameter, new) else exact_range
        yield Change(f"{_RANGE}{parameter.title}", _range(parameter, old, write), _range(parameter, new, write))
    if old.source != new.source:
        yield Change(f"{_SOURCE}{parameter.title}", _source(old), _source(new))


def _range(parameter: Parameter, evidence: Evidence, write: Callable[..., str] = show_range) -> str:
    return _NONE if evidence.ends is None else write(parameter, *evidence.ends)


def _source(evidence: Evidence) -> str:
    # Commas and arrows part one change from another.
    words = cut(plain_text(evidence.source), 60).replace(",", ";").replace("→", "–")
    return f"“{words}”" if words else _NONE


@cache
def titles() -> MappingProxyType[str, str]:
    """The keys of everything that can differ, by title, in the order of ``changes``; a model's key is its section."""
    found = {}
    for section in SECTIONS:
        if section in _MODELS:
            found[f"{section} model"] = section
        found |= {parameter.title: parameter.key for parameter in of_files() if parameter.section == section}
    for parameter in of_files():
        found |= {f"{about}{parameter.title}": parameter.key for about in (_RANGE, _SOURCE)}
    return MappingProxyType(found)


def text(scenario: Scenario, title: str) -> str:
    """What a scenario has, as the screen shows it."""
    key = titles()[title]
    if key in _MODELS:
        return getattr(scenario, key).model or "none"
    parameter, known = find(key), scenario.evidence.get(key, Evidence())
    if title.startswith(_RANGE):
        return _range(parameter, known)
    if title.startswith(_SOURCE):
        return _source(known)
    return show(parameter, value(scenario, key))


def now_has(found: Sequence[Change], most: int) -> str:
    """What differs, with the values after it: ``weak bugs left 6.3, weak fixes hard 20 % and 3 more``."""
    named = ", ".join(f"{change.title} {change.after}" for change in found[:most])
    return f"{named} and {len(found) - most} more" if len(found) > most else named

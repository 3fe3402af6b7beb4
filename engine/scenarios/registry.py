"""The registry of parameters: every number of a scenario, by key, with reading and setting by key."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from engine.scenarios.assumptions import Assumptions
from engine.scenarios.lineup_inputs import LineupInputs
from engine.scenarios.model import WHAT_IF, Model
from engine.scenarios.parameters import BUGS, Entry, Parameter, ParameterError, Setting
from engine.scenarios.scenario import Scenario
from engine.scenarios.workflow import Workflow

SECTIONS: Mapping[str, type[Any]] = MappingProxyType(
    {"strong": Model, "weak": Model, "workflow": Workflow, "assumptions": Assumptions, "lineup": LineupInputs}
)
"""The sections of a scenario, in the order of its file, and what holds each."""


def _fields() -> Iterator[Parameter]:
    for section, holder in SECTIONS.items():
        for field in dataclasses.fields(holder):
            if description := field.metadata.get("entry"):
                required = field.default is dataclasses.MISSING
                key = f"{section}.{field.name}"
                default: Setting = None if required else field.default  # type: ignore[assignment]
                yield Parameter(key, description, default, required, targets=(key,))


_BOTH_BUGS = Parameter(
    "both.bugs",
    Entry(
        BUGS,
        "q",
        "bugs, both models",
        "Bugs left by either model: at the same number, which fixer is cheaper?",
        absent="differ",
        group=WHAT_IF,
    ),
    targets=("strong.bugs", "weak.bugs"),
)

PARAMETERS: Mapping[str, Parameter] = MappingProxyType({p.key: p for p in (*_fields(), _BOTH_BUGS)})
"""Every parameter by key: those of the files in file order, then the one that sets others."""


def find(key: str) -> Parameter:
    """The parameter of that key.

    Raises:
        ParameterError: If there is none; the nearest key is suggested.
    """
    if parameter := PARAMETERS.get(key):
        return parameter
    raise ParameterError(f'unknown parameter "{key}"{suggestion(key, PARAMETERS)}')


def suggestion(word: str, known: Mapping[str, object] | list[str]) -> str:
    """``; did you mean "…"?`` with the nearest of the known words, or nothing."""
    close = difflib.get_close_matches(word[:100], list(known), n=1, cutoff=0.6)
    return f'; did you mean "{close[0]}"?' if close else ""


def value(scenario: Scenario, key: str) -> Setting:
    """The value of a parameter in a scenario; ``None`` where it is left out, or where its targets disagree."""
    parameter = find(key)
    first, *others = [getattr(getattr(scenario, target.section), target.field) for target in map(find, parameter.targets)]
    return first if all(other == first for other in others) else None


def assign(scenario: Scenario, changes: Mapping[str, Setting]) -> Scenario:
    """A scenario with some parameters set, in order; values are taken as they are.

    Raises:
        ParameterError: If a key is unknown.
    """
    sections: dict[str, dict[str, Setting]] = {}
    for key, setting in changes.items():
        for target in map(find, find(key).targets):
            sections.setdefault(target.section, {})[target.field] = setting
    replaced: dict[str, Any] = {
        section: dataclasses.replace(getattr(scenario, section), **fields) for section, fields in sections.items()
    }
    return dataclasses.replace(scenario, **replaced)


def check(scenario: Scenario, changes: Mapping[str, object]) -> Scenario:
    """Like ``assign``, with every value checked first.

    Raises:
        ParameterError: If a key is unknown or a value is not allowed.
    """
    return assign(scenario, {key: find(key).check(setting) for key, setting in changes.items()})


@cache
def of_files() -> tuple[Parameter, ...]:
    """The parameters that scenario files hold, in file order."""
    return tuple(p for p in PARAMETERS.values() if not p.linked)


@cache
def numbers() -> tuple[Parameter, ...]:
    """The parameters that are numbers: those with an axis, the linked one included."""
    return tuple(p for p in PARAMETERS.values() if p.kind.numeric)

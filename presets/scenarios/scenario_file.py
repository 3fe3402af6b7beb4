"""Scenario files: TOML to ``Scenario`` with every check, and back without loss (docs/files.md)."""

from __future__ import annotations

from typing import Any

from engine.scenarios.parameters import Parameter, ParameterError, Setting
from engine.scenarios.registry import SECTIONS, of_files, suggestion
from engine.scenarios.scenario import Scenario
from presets.files.refusal import Refusal
from presets.files.rendering import render
from presets.files.tomlfile import TomlFile, kind_of, line_problem, parse

SCHEMA = 1
"""The version of the file format."""

_TOP = ("schema", "name", "notes", *SECTIONS)
_EXACT_WHOLE = 2**53
"""Below it every whole number is exact in floating point."""


def parse_scenario(content: bytes, label: str) -> Scenario:
    """The scenario in a file's content.

    Args:
        content: The bytes of the file.
        label: How messages name the file.

    Raises:
        Refusal: One sentence with file, line or key, the value and what is allowed.
    """
    return scenario_of(parse(content, label))


def scenario_of(file: TomlFile, extra: tuple[str, ...] = ()) -> Scenario:
    """The scenario in a TOML file.

    Args:
        file: The file.
        extra: Sections that it may have besides those of a scenario.

    Raises:
        Refusal: If it is no scenario.
    """
    file.schema(SCHEMA)
    file.only((), (*_TOP, *extra), _belongs)
    name = file.text(("name",))
    if not name.strip():
        file.refuse(("name",), "name must not be empty")
    notes = file.text(("notes",), "", lines=True)
    sections: dict[str, Any] = {}
    for section, holder in SECTIONS.items():
        parameters = {p.field: p for p in of_files() if p.section == section}
        models = ("model",) if section in ("strong", "weak") else ()
        file.only((section,), (*models, *parameters), _belongs)
        values: dict[str, Setting] = {field: _value(file, parameter) for field, parameter in parameters.items()}
        if models:
            values["model"] = file.text((section, "model"), "")
        sections[section] = holder(**values)
    return Scenario(name=name, notes=notes, **sections)


def _value(file: TomlFile, parameter: Parameter) -> Setting:
    path = (parameter.section, parameter.field)
    table = file.table(path[:1])
    if parameter.field not in table:
        if parameter.required:
            file.missing(path, parameter.kind.allowed)
        return parameter.default
    value = table[parameter.field]
    try:
        return parameter.check(value)
    except ParameterError:
        meant = isinstance(value, int | float) and parameter.kind.notation == "percent" and 2 <= value <= 100
        hint = f"; {value} % is {value / 100:g}" if meant else ""
        file.refuse(path, f"{parameter.key} must be {parameter.kind.allowed}, not {kind_of(value)}{hint}")


def _belongs(key: str) -> str:
    """Where a key belongs that stands in the wrong section."""
    homes = [f"[{parameter.section}]" for parameter in of_files() if parameter.field == key]
    if homes:
        return f"; it belongs in {' or '.join(homes)}"
    return suggestion(key, sorted({parameter.field for parameter in of_files()}))


def render_scenario(scenario: Scenario) -> bytes:
    """The scenario as a TOML file: every value exactly as held; what equals its default is left out.

    Raises:
        Refusal: If it holds a name or text that no file can hold.
    """
    return render(_tables(scenario))


def _tables(scenario: Scenario) -> dict[str, Any]:
    if problem := line_problem(scenario.name) or ("" if scenario.name.strip() else "must not be empty"):
        raise Refusal(f"the name of a scenario {problem}")
    tables: dict[str, Any] = {"schema": SCHEMA, "name": scenario.name}
    if scenario.notes:
        tables["notes"] = scenario.notes
    for section in SECTIONS:
        holder = getattr(scenario, section)
        table: dict[str, Any] = {"model": holder.model} if getattr(holder, "model", "") else {}
        for parameter in of_files():
            if parameter.section == section:
                value = getattr(holder, parameter.field)
                if parameter.required or value != parameter.default:
                    table[parameter.field] = _written(parameter, value)
        if table:
            tables[section] = table
    return tables


def _written(parameter: Parameter, value: Any) -> Any:
    if not parameter.kind.numeric:
        return value
    number = float(value)
    counted = parameter.kind.notation == "tokens" or parameter.kind.domain.whole
    return int(number) if counted and number.is_integer() and abs(number) < _EXACT_WHOLE else number

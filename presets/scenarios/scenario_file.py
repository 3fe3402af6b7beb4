"""Scenario files: TOML to ``Scenario`` with every check, and back without loss (docs/files.md)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from engine.scenarios import together
from engine.scenarios.evidence import Evidence, check_range, rangeless
from engine.scenarios.inputs import only_one
from engine.scenarios.parameters import Parameter, ParameterError, Setting
from engine.scenarios.registry import PARAMETERS, SECTIONS, find, of_files, suggestion, value, with_evidence
from engine.scenarios.scenario import Scenario
from presets.files.editing import edited
from presets.files.refusal import Refusal
from presets.files.rendering import lines, render, whole
from presets.files.tomlfile import TomlFile, kind_of, line_problem, parse

SCHEMA = 1
"""The version of the file format."""

_EVIDENCE = "evidence"
_TOP = ("schema", "name", "notes", *SECTIONS, _EVIDENCE)
_OF_EVIDENCE = ("low", "high", "source")


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
    scenario = Scenario(name=name, notes=notes, **sections)
    if sentence := together.problem(scenario):
        file.refuse(("assumptions", "compact_at"), sentence)
    _check_known(file)
    return with_evidence(scenario, {key: _evidence(file, key, scenario) for key in file.table((_EVIDENCE,))})


def _value(file: TomlFile, parameter: Parameter) -> Setting:
    path = (parameter.section, parameter.field)
    table = file.table(path[:1])
    if parameter.field not in table:
        if parameter.required:
            file.missing(path, parameter.kind.allowed)
        return parameter.default
    given = table[parameter.field]
    try:
        return parameter.check(given)
    except ParameterError:
        meant = isinstance(given, int | float) and parameter.kind.notation == "percent" and 2 <= given <= 100
        hint = f"; {given} % is {given / 100:g}" if meant else ""
        file.refuse(path, f"{parameter.key} must be {parameter.kind.allowed}, not {kind_of(given)}{hint}")


def _evidence(file: TomlFile, key: str, scenario: Scenario) -> Evidence:
    """What a file says is known of one number."""
    path, parameter = (_EVIDENCE, key), find(key)
    given = file.table((_EVIDENCE,))[key]
    if not isinstance(given, dict):
        file.refuse(path, f"the evidence of {key} must be {{ low = …, high = …, source = … }}, not {kind_of(given)}")
    file.only(path, _OF_EVIDENCE)
    source = file.text((*path, "source"), "")
    if not given.keys() & {"low", "high"}:
        return Evidence(source=source)
    low, high = (_end(file, path, end) for end in ("low", "high"))
    try:
        return replace(check_range(parameter, value(scenario, key), low, high), source=source)
    except ParameterError as error:
        file.refuse(path, str(error))


def _end(file: TomlFile, path: tuple[str, str], end: str) -> float:
    given = file.table(path).get(end)
    if given is None:
        file.refuse(path, f"the range of {path[1]} has no {end}; it must have both ends, low and high")
    try:
        number = math.inf if isinstance(given, bool) or not isinstance(given, int | float) else float(given)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        file.refuse(path, f"{end} in the evidence of {path[1]} must be a finite number, not {kind_of(given)}")
    return number


def _check_known(file: TomlFile) -> None:
    """Refuse evidence of what is no number of a scenario."""
    for key in file.table((_EVIDENCE,)):
        if key in SECTIONS:
            file.refuse((_EVIDENCE, key), f'the keys of [{_EVIDENCE}] stand in quotation marks: "{key}.…" = {{ … }}')
        if key in PARAMETERS and (linked := PARAMETERS[key]).linked:
            file.refuse((_EVIDENCE, key), f"{key} {rangeless(linked)}")
    file.only((_EVIDENCE,), [parameter.key for parameter in of_files()], lambda _: '; it takes keys such as "weak.bugs"')


def _belongs(key: str) -> str:
    """Where a key belongs that stands in the wrong section."""
    homes = [f"[{parameter.section}]" for parameter in of_files() if parameter.field == key]
    if homes:
        return f"; it belongs in {' or '.join(homes)}"
    return suggestion(key, sorted({parameter.field for parameter in of_files()}))


def render_scenario(scenario: Scenario) -> bytes:
    """The scenario as a TOML file: every value exactly as held; what equals its default is left out.

    Raises:
        Refusal: If it holds a name or text that no file can hold, or an array.
    """
    tables = _tables(scenario)
    known = tables.pop(_EVIDENCE)
    return render(tables) + (b"\n[%s]\n%s" % (_EVIDENCE.encode(), lines(known)) if known else b"")


def edit_scenario(content: bytes, after: Scenario) -> bytes | None:
    """A scenario's file with the lines changed whose values change; everything else that stands in it stays.

    Args:
        content: The file.
        after: What it will say.

    Returns:
        The file's new content; ``None`` if it is no scenario, or written in a way that only a new file can say it.

    Raises:
        Refusal: If the scenario holds a name or text that no file can hold.
    """
    wanted = _tables(after, everything=True)
    try:
        found = edited(content.decode(), _tables(parse_scenario(content, ""), everything=True), wanted).encode()
        return found if parse_scenario(found, "") == after else None
    except Exception:  # noqa: BLE001  whatever the library makes of an odd file, there is another way to write it
        return None


def _tables(scenario: Scenario, *, everything: bool = False) -> dict[str, Any]:
    """What a file says of a scenario, by section; what equals its default only if ``everything`` is wanted."""
    if problem := line_problem(scenario.name) or ("" if scenario.name.strip() else "must not be empty"):
        raise Refusal(f"the name of a scenario {problem}")
    try:
        only_one(scenario, "a file holds")
    except ParameterError as error:
        raise Refusal(str(error)) from None
    tables: dict[str, Any] = {"schema": SCHEMA, "name": scenario.name}
    if scenario.notes:
        tables["notes"] = scenario.notes
    for section in SECTIONS:
        holder = getattr(scenario, section)
        table: dict[str, Any] = {"model": holder.model} if getattr(holder, "model", "") else {}
        for parameter in of_files():
            if parameter.section == section:
                held = getattr(holder, parameter.field)
                if held is not None if everything else parameter.required or held != parameter.default:
                    table[parameter.field] = _written(parameter, held)
        if table:
            tables[section] = table
    tables[_EVIDENCE] = {key: _known(key, known) for key, known in scenario.evidence.items()}
    return tables


def _known(key: str, known: Evidence) -> dict[str, Any]:
    """What a file says is known of one number."""
    if problem := line_problem(known.source):
        raise Refusal(f"the source of {key} {problem}")
    ends = dict(zip(("low", "high"), (_written(find(key), end) for end in known.ends or ()), strict=False))
    return ends | ({"source": known.source} if known.source else {})


def _written(parameter: Parameter, value: Any) -> Any:
    if not parameter.kind.numeric:
        return value
    number = float(value)
    counted = parameter.kind.notation == "tokens" or parameter.kind.domain.whole
    return whole(number) if counted else number

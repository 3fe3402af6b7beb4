"""What stands in a row of the plain table, and whether its columns are those that are known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from operator import add, gt
from types import NoneType
from typing import Any, NamedTuple, TypeAlias

from engine.scenarios.registry import suggestion
from presets.logs.record import UNKNOWN, Request
from presets.logs.values import MOST, Broken, moment

Column: TypeAlias = Sequence[Any]
"""The values of one column in some rows, one after the other."""

REQUIRED = (
    "task",
    "model",
    "role",
    "attempt",
    "outcome",
    "prompt_tokens",
    "cached_tokens",
    "cache_write_tokens",
    "output_tokens",
    "seconds",
)
"""Columns that every table has; cells of most may be empty."""

OPTIONAL = ("session", "project", "time", "cache_write_1h_tokens", "dollars")
"""Columns that a table may have."""

FILLED = ("task", "model", "role", "prompt_tokens", "output_tokens")
"""Columns of which no cell is empty."""

TEXTS = ("task", "model", "role", "outcome", "session", "project")
"""Columns that hold texts."""

ROLES = frozenset({"generate", "fix", "aside"})
OUTCOMES = frozenset({"", "pass", "fail", "gave_up"})


class Row(NamedTuple):
    """One request.

    Attributes:
        session: The conversation that it belongs to; that of the task, where the table does not say.
        project: Of it.
        task: What was asked for.
        role: ``generate``, ``fix`` or ``aside``.
        attempt: Of a fix: at the same bug, from 1; 0 where the table does not say.
        outcome: Of the check that it ran; empty without.
        request: The request itself.
    """

    session: str
    project: str
    task: str
    role: str
    attempt: int
    outcome: str
    request: Request


def likely(columns: Iterable[str]) -> bool:
    """Whether columns are meant to be those of the table: half of them are."""
    return len(set(columns) & set(REQUIRED)) >= len(REQUIRED) // 2


def wrong(columns: Iterable[str], required: Iterable[str] = REQUIRED) -> str:
    """What is wrong with the columns of a table, in words that follow a colon; nothing if they can be used.

    Args:
        columns: Their names.
        required: Those that must be there.
    """
    names = list(columns)
    if unknown := [name for name in names if name not in (*REQUIRED, *OPTIONAL)]:
        left = [name for name in (*REQUIRED, *OPTIONAL) if name not in names]
        return f'unknown column "{unknown[0]}"{suggestion(unknown[0], left) or f" (known are {_listed()})"}'
    if missing := [name for name in required if name not in names]:
        return f'there is no column "{missing[0]}"'
    twice = next((name for name in names if names.count(name) > 1), "")
    return f'there are two columns "{twice}"' if twice else ""


def _listed() -> str:
    return ", ".join((*REQUIRED, *OPTIONAL))


def from_texts(names: Sequence[str], cells: Sequence[Sequence[str]]) -> dict[str, Column]:
    """Rows of cells that are all texts as columns, with numbers as numbers; what is empty is ``None``, or an empty text.

    Raises:
        Broken: If a number is none, or a row has more or fewer cells than there are columns.
    """
    if set(map(len, cells)) != {len(names)}:
        raise Broken
    return {name: _READ.get(name, _numbers)(column) for name, column in zip(names, zip(*cells, strict=True), strict=True)}


def from_objects(objects: Sequence[Mapping[str, Any]]) -> dict[str, Column]:
    """Objects with a value by column as columns."""
    return {name: [one.get(name) for one in objects] for name in (*REQUIRED, *OPTIONAL)}


def rows(columns: Mapping[str, Column], count: int) -> Iterator[Row]:
    """Rows from their values by column; a column may be left out.

    Whole columns are looked at, not cells one by one: a gigabyte has some ten million rows.

    Args:
        columns: The values of each, as many as there are rows; ``None`` where there is none.
        count: How many rows there are.

    Raises:
        Broken: If in any of the rows a value is missing, none that is allowed, or cannot be so beside the others.
    """
    task, model, role, outcome, session, project = (_texts(columns.get(key), count) for key in TEXTS)
    if not (all(task) and all(model) and ROLES.issuperset(role) and OUTCOMES.issuperset(outcome)):
        raise Broken
    if any(value is None for key in ("prompt_tokens", "output_tokens") for value in columns.get(key, (None,))):
        raise Broken
    prompt, output, read, write, hour, attempt = (
        [0 if value is None else value for value in _amounts(columns.get(key), count)]
        for key in (*(f"{key}_tokens" for key in ("prompt", "output", "cached", "cache_write", "cache_write_1h")), "attempt")
    )
    prompt, output, read, write, hour = (list(map(round, tokens)) for tokens in (prompt, output, read, write, hour))
    if any(map(gt, map(add, read, write), prompt)) or any(map(gt, hour, write)):
        raise Broken
    seconds, dollars = (
        [UNKNOWN if value is None else float(value) for value in _amounts(columns.get(key), count)]
        for key in ("seconds", "dollars")
    )
    time = map(moment, columns.get("time", (None,) * count))
    aside = (one == "aside" for one in role)
    request = map(Request, model, prompt, output, read, write, hour, time, seconds, dollars, aside)
    conversation = (one or other for one, other in zip(session, task, strict=True))
    return map(Row, conversation, project, task, role, map(int, attempt), outcome, request)


def _texts(column: Column | None, count: int) -> Column:
    """Texts; names may be numbers."""
    if column is None:
        return ("",) * count
    kinds = set(map(type, column))
    if kinds == {str}:
        return column
    if not kinds <= {str, int, NoneType}:
        raise Broken
    return ["" if value is None else str(value) for value in column]


def _amounts(column: Column | None, count: int) -> Column:
    """Numbers that are not negative."""
    if column is None:
        return (None,) * count
    kinds = set(map(type, column))
    if not kinds <= {int, float, NoneType}:
        raise Broken
    if kinds == {int}:
        allowed = min(column) >= 0 and max(column) <= MOST
    else:
        # What is no number is not between any two.
        allowed = all(0 <= value <= MOST for value in column if value is not None)
    if not allowed:
        raise Broken
    return column


def _stripped(cells: Column) -> Column:
    return [*map(str.strip, cells)]


def _numbers(cells: Column) -> Column:
    for number in (int, float):
        with suppress(ValueError):
            return [*map(number, cells)]
    return [_number(cell) if cell.strip() else None for cell in cells]


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        raise Broken from None


def _times(cells: Column) -> Column:
    if "".join(cells).replace(".", "").isdecimal():
        with suppress(ValueError):
            return [*map(float, cells)]
    return [float(cell) if cell.replace(".", "", 1).isdecimal() else cell for cell in map(str.strip, cells)]


_READ: Mapping[str, Callable[[Column], Column]] = {
    **dict.fromkeys(TEXTS, _stripped),
    "time": _times,
}
"""How cells of columns that are no numbers are read."""

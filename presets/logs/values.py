"""Values of JSON that somebody else wrote, checked before they are believed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from presets.logs.record import UNKNOWN

MOST = 10**12
"""No log says more than this of anything: what does is broken."""

_LATEST = 1e11
"""Seconds since 1970 that are a time; what is beyond are milliseconds."""


class Broken(ValueError):
    """A value of the wrong type, negative, not finite or absurdly large: what it stands in is left out."""


def parsed(text: bytes | str) -> dict[str, Any]:
    """The object that a line or file holds.

    Raises:
        Broken: If it is no JSON, or something else than an object.
    """
    try:
        value = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        raise Broken from None
    if not isinstance(value, dict):
        raise Broken
    return value


def tokens(source: Mapping[str, Any], key: str) -> int:
    """A number of tokens; none where the log says nothing.

    Raises:
        Broken: If it is none.
    """
    value = amount(source, key)
    return 0 if math.isnan(value) else round(value)


def amount(source: Mapping[str, Any], key: str) -> float:
    """A number that is not negative: dollars, seconds; ``UNKNOWN`` where the log says nothing.

    Raises:
        Broken: If it is none.
    """
    value = source.get(key)
    if value is None:
        return UNKNOWN
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST:
        raise Broken
    return float(value)


def price(source: Mapping[str, Any], key: str) -> float:
    """Dollars; ``UNKNOWN`` where the log says nothing or none, which stands for a subscription or a price nobody knew.

    Raises:
        Broken: If it is no amount.
    """
    return amount(source, key) or UNKNOWN


def moment(value: object) -> float:
    """A time in seconds since 1970, from ISO 8601 (without a zone: UTC), seconds or milliseconds; ``UNKNOWN`` if it is none."""
    if isinstance(value, float) and 0 < value <= _LATEST:
        return value
    if isinstance(value, str):
        try:
            time = datetime.fromisoformat(value)
            value = (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            return UNKNOWN
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1000 * _LATEST:
        return UNKNOWN
    return value / 1000 if value > _LATEST else float(value)


def known(*values: float) -> float:
    """The first of some values that the log gives; ``UNKNOWN`` if it gives none."""
    return next((value for value in values if not math.isnan(value)), UNKNOWN)


def between(start: float, end: float) -> float:
    """Seconds from one time to another; ``UNKNOWN`` where either is, or they stand the wrong way round."""
    return end - start if end >= start else UNKNOWN


def text(source: Mapping[str, Any], *keys: str) -> str:
    """The first of some values that is a text with anything in it."""
    for key in keys:
        value = source.get(key)
        if isinstance(value, str) and value:
            return value
    return ""


def texts(source: Mapping[str, Any], key: str) -> str:
    """What the objects of a list say, each on lines of its own; nothing where there is no list."""
    return "\n".join(text(item, "text") for item in items(source, key))


def exit_code(source: Mapping[str, Any], key: str) -> int | None:
    """The exit code of a command; ``None`` where the log does not tell."""
    value = source.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def inner(source: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    """The object that lies under some keys, one within the other; an empty one where there is none."""
    for key in keys:
        value = source.get(key)
        if not isinstance(value, dict):
            return {}
        source = value
    return source


def items(source: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """The objects of a list; none where there is no list."""
    value = source.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []

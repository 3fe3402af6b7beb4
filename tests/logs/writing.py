"""What the writers of several agents' logs share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from presets.logs.record import Asked, Compacted, Event, Request

PASSED = "===== 12 passed in 1.00s ====="
FAILED = "===== 1 failed, 11 passed in 1.00s ====="

PRINTED = {True: PASSED, False: FAILED, None: ""}
"""What a runner prints at its end, by whether the tests passed."""


def stamp(time: float) -> str:
    """A time as logs write it."""
    return datetime.fromtimestamp(time, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def until_next(events: Iterable[Event]) -> list[Event]:
    """What an answer asked for, from the events after it."""
    found: list[Event] = []
    for event in events:
        if isinstance(event, Asked | Compacted) or (isinstance(event, Request) and not event.aside):
            break
        if not isinstance(event, Request):
            found.append(event)
    return found

"""Work that nobody waits for any more stops early: whoever asks for it says so, and long loops look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Abandoned(Exception):
    """The result is no longer wanted."""


class Request(Protocol):
    """Who asked for the work."""

    abandoned: bool
    """Whether the result is no longer wanted."""


_request: ContextVar[Request | None] = ContextVar("request", default=None)


@contextmanager
def abandonable(request: Request) -> Iterator[None]:
    """Within this, ``go_on`` ends the work once the request is abandoned."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def go_on() -> None:
    """Called between the parts of long work.

    Raises:
        Abandoned: If the result is no longer wanted.
    """
    request = _request.get()
    if request is not None and request.abandoned:
        raise Abandoned

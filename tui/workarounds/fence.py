"""Failures that stay where they happen.

Textual ends the app for whatever is raised while a message is answered, and elsewhere. Made for Textual 8.2
(``MessagePump._dispatch_message``, ``App._handle_exception``, ``textual._context``); without these names it is as Textual
does it.
"""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from textual.message import Message
from textual.message_pump import MessagePump


@runtime_checkable
class Bearing(Protocol):
    """An app that goes on after failures."""

    def bears(self, place: MessagePump, error: Exception) -> bool:
        """Say what failed in its place; whether the session goes on."""


class Fenced:
    """A mixin, before the widget's or screen's class: it answers the next message also after one that it could not answer."""

    async def _dispatch_message(self: Any, message: Message) -> None:
        try:
            await super()._dispatch_message(message)  # type: ignore[misc]
        except Exception as error:
            if not borne(self, error):
                raise


class FencedApp(Fenced):
    """The same for the app, which takes what is raised elsewhere as well."""

    def _handle_exception(self: Any, error: Exception) -> None:
        place = _answering()
        if place is None or not borne(place, error):
            super()._handle_exception(error)  # type: ignore[misc]


def borne(place: MessagePump, error: Exception) -> bool:
    """Whether the session goes on after a failure; then it is said where."""
    app = place.app
    return isinstance(app, Bearing) and app.bears(place, error)


def _answering() -> MessagePump | None:
    """Who answers a message now, as far as Textual tells."""
    try:
        from textual._context import active_message_pump
    except ImportError:
        return None
    return active_message_pump.get(None)

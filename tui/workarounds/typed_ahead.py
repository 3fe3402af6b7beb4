"""What is typed ahead, in its order.

A key may open a dialog, move the focus, mount a view; over a slow link, or where the machine is busy, the next keys are
there before that is done, and Textual would hand them to whatever has the focus by then. Here each key, paste and click
waits until all that the one before it set off has come to rest:

- the widget that got it, and all above it, have emptied their queues, for keys bubble through them;
- what has the focus after that has emptied its own, if it is another one;
- nothing that was started on the screen in front is at work: it may be about to open a dialog, or list what Enter takes;
- the view in focus has worked out what its keys act on.

Nothing here waits for a time. A key that finds everything at rest goes straight through. Those that had to wait are
answered together, with one paint after the last of them. Made for Textual 8.2 (``App.screen_change_signal``,
``MessagePump.message_signal``, and that a widget deals with its messages in their order); without these names nothing waits
for what was started.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.errors import NoWidget
from textual.message import Message
from textual.screen import Screen
from textual.signal import Signal

Input = events.Key | events.Paste | events.MouseDown | events.MouseUp | events.MouseScrollDown | events.MouseScrollUp
"""What waits for its turn; the mouse may move at any time."""


class TypedAhead:
    """The keys, pastes and clicks that wait for their turn; all of them until ``begin``.

    Args:
        app: Who gets them.
        caught_up: Called when none waits any more, after some did; with whether some were left out.
        working: Whether what has the focus still works out what its keys act on.
    """

    def __init__(self, app: App[Any], caught_up: Callable[[bool], None], working: Callable[[DOMNode], bool]) -> None:
        self._app = app
        self._caught_up = caught_up
        self._place_works = working
        self._waiting: deque[Input] = deque()
        self._next: Input | None = None
        self._place: DOMNode | None = None
        self._at_rest = False
        self._behind = ExitStack()
        self.behind = False
        """Whether something waits, or did a moment ago: nothing is painted until it has been dealt with."""
        self._arriving: deque[Message] = deque()
        self._left_out = False

    # For the thread that reads the terminal

    def arrive(self, message: Message, loop: asyncio.AbstractEventLoop) -> None:
        """Something came from the terminal."""
        self._arriving.append(message)
        loop.call_soon_threadsafe(self._arrived)

    def leave_out(self, loop: asyncio.AbstractEventLoop) -> None:
        """Something was left out: that is said when the rest is dealt with."""
        self._left_out = True
        # Behind what came before.
        loop.call_soon_threadsafe(self._app.call_later, self._catch_up)

    # For the application

    def begin(self) -> None:
        """The screen is there and takes keys."""
        self._follow(None)

    def turn_of(self, event: Input) -> bool:
        """Whether it is the turn of an event; otherwise it waits, and is posted to the application again."""
        if event is not self._next:
            if not self._at_rest:
                self._wait(event)
                return False
            self._at_rest = False
        self._next = None
        self._place = self._place_of(event)
        return True

    def handed_out(self) -> None:
        """The event whose turn it was is on its way to a widget."""
        self._follow(self._place)

    def _arrived(self) -> None:
        self._app.post_message(self._arriving.popleft())

    def _wait(self, event: Input) -> None:
        self._waiting.append(event)
        if not self.behind:
            self.behind = True
            self._behind.enter_context(self._app.batch_update())

    def _place_of(self, event: Input) -> DOMNode:
        if isinstance(event, events.MouseEvent):
            with suppress(NoWidget):
                return self._app.get_widget_at(*event.screen_offset)[0]
        return self._app.focused or self._app.screen

    def _follow(self, place: DOMNode | None) -> None:
        """Come back when the queues from a place upwards are empty."""
        self._place = place
        self._pass(iter(place.ancestors_with_self if place else [self._app]))

    def _pass(self, nodes: Iterator[DOMNode]) -> None:
        # One that is closing takes nothing any more.
        if not any(node.call_later(self._pass, nodes) for node in nodes):
            self._passed()

    def _passed(self) -> None:
        if not self._app.screen_stack:  # it is being left
            return
        front = self._app.screen
        if (place := self._app.focused or front) is not self._place:
            self._follow(place)
        elif self._working(front, place) and (signals := _signals(self._app, front, place)):
            self._wait_for_work(front, place, signals)
        elif self._waiting:
            self._next = self._waiting.popleft()
            self._app.post_message(self._next)
        else:
            self._at_rest = True
            self._catch_up()

    def _working(self, front: Screen[Any], place: DOMNode) -> bool:
        started = any(worker.node is front and not worker.is_finished for worker in self._app.workers)
        return started or self._place_works(place)

    def _wait_for_work(self, front: Screen[Any], place: DOMNode, signals: tuple[Signal[Any], ...]) -> None:
        """Come back when another screen is in front, or what was at work there may have ended."""
        app = self._app

        def came(_: object) -> None:
            if self._app.screen is not front or not self._working(front, place):
                for signal in signals:
                    signal.unsubscribe(app)
                self._follow(None)

        for signal in signals:
            signal.subscribe(app, came, immediate=True)

    def _catch_up(self) -> None:
        if self._at_rest and (self.behind or self._left_out):
            if self.behind:
                self.behind = False
                self._behind.close()
                # Textual forgets what it did not paint.
                self._app.screen.refresh(layout=True)
            left_out, self._left_out = self._left_out, False
            self._caught_up(left_out)


def _signals(app: App[Any], front: Screen[Any], place: DOMNode) -> tuple[Signal[Any], ...]:
    """What tells that another screen is in front, or that something may have ended; nothing where Textual has no such thing."""
    try:
        return app.screen_change_signal, front.message_signal, place.message_signal
    except AttributeError:
        return ()

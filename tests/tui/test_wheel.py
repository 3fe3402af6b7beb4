"""The wheel of a mouse over the views with lines."""

from __future__ import annotations

from textual.events import MouseScrollDown, MouseScrollUp

from tests.tui.conftest import Hands
from tui.views.flips import Flips


async def test_the_wheel_moves_the_cursor_as_the_keys_do(hands: Hands) -> None:
    await hands.press("F")
    view = hands.explorer.query_one(Flips)
    first = view.cursor
    for event in (MouseScrollDown, MouseScrollUp):
        view.post_message(event(view, 1, 1, 0, 1, 0, shift=False, meta=False, ctrl=False))
        await hands.pilot.pause()
        assert (view.cursor == first) == (event is MouseScrollUp)

"""A driver without a terminal that keeps what it was told to write."""

from __future__ import annotations

import asyncio
from typing import Any

from textual import events
from textual.driver import Driver
from textual.geometry import Size

from tui.terminal.paint_filter import PaintFilter


class RecordingDriver(Driver):
    """Keeps all writes, as they come and as the filter leaves them."""

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options)
        self.filter = PaintFilter()
        self.whole: list[str] = []
        self.short: list[str] = []

    def write(self, data: str) -> None:
        self.whole.append(data)
        assert self._size is not None
        self.short.append(self.filter.filtered(data, *self._size))

    def start_application_mode(self) -> None:
        assert self._size is not None
        size = Size(*self._size)
        asyncio.get_running_loop().call_soon(self._app.post_message, events.Resize(size, size))

    def disable_input(self) -> None:
        pass

    def stop_application_mode(self) -> None:
        pass

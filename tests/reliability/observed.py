"""The explorer with a window into it: beside its terminal, it tells over a socket what it believes the screen to be.

Everything else is the explorer that the command runs. A connection asks by a line and is answered by one of JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tui.app
from engine.outcome import evaluate
from tui.app import ExplorerApp
from tui.state.workspace import Workspace, first_document


class ObservedApp(ExplorerApp):
    """Answers questions about itself."""

    CSS_PATH = str(Path(tui.app.__file__).parent / "app.tcss")

    def __init__(self, workspace: Workspace, socket: str) -> None:
        super().__init__(workspace)
        self._socket = socket
        self._space = workspace
        self._failures: list[str] = []

    async def on_load(self) -> None:
        """Listen, and keep what Python would only log."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(
            lambda _, context: self._failures.append(repr(context.get("exception") or context["message"]))
        )
        threading.excepthook = lambda arguments: self._failures.append(repr(arguments.exc_value))
        sys.unraisablehook = lambda arguments: self._failures.append(repr(arguments.exc_value))
        self._server = await asyncio.start_unix_server(self._converse, self._socket)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            writer.write(json.dumps(self._state()).encode() + b"\n")
            await writer.drain()

    def _state(self) -> dict[str, Any]:
        snapshot = self._space.snapshot
        return {
            # What the terminal should show, from the top left corner on.
            "lines": ["".join(segment.text for segment in strip) for strip in self.screen._compositor.render_strips()],
            "size": list(self.size),
            "dialog": len(self.screen_stack) > 1,
            # Answered anew, by the whole engine, not from what the session remembers.
            "headline": evaluate(snapshot.scenario).verdict.headline,
            "shown": snapshot.outcome.verdict.headline,
            "stale": snapshot.stale,
            "failures": self._failures,
        }


def main(arguments: Sequence[str]) -> int:
    """Run: a scenario, and the path of the socket."""
    scenario, socket = arguments
    workspace = Workspace(first_document(scenario)[0])
    app = ObservedApp(workspace, socket)
    app.run()
    workspace.leave()
    if app._exception is not None:
        # Textual's own report of it is as narrow as the terminal happens to be.
        traceback.print_exception(app._exception)
    return app.return_code or 0

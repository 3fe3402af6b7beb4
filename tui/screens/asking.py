"""Questions above the explorer."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events, on
from textual.worker import Worker

from tui.screens.dialog import Choice, Dialog, Question
from tui.screens.shell import Shell
from tui.workspace import Workspace


class Asking(Shell):
    """The explorer as far as it can ask; Esc is always a way back.

    What is typed while a dialog is on its way is meant for the dialog: it waits until that is there.
    """

    def __init__(self, workspace: Workspace, keys: Mapping[str, str] | None = None) -> None:
        super().__init__(workspace, keys)
        self._held: list[events.Key] = []

    def hold(self, event: events.Key) -> bool:
        """Keep a key, if a dialog is on its way."""
        coming = any(worker.node is self and worker.is_running for worker in self.workers)
        if coming:
            self._held.append(event)
        return coming

    @on(Dialog.Arrived)
    @on(Worker.StateChanged)
    def _release(self, message: Dialog.Arrived | Worker.StateChanged) -> None:
        """A dialog is there, or none came: the keys that waited are pressed now."""
        if isinstance(message, Dialog.Arrived) or message.worker.is_finished:
            held, self._held = self._held, []
            for event in held:
                self.app.post_message(events.Key(event.key, event.character))

    async def _ask(self, question: str, *choices: Choice) -> str | None:
        """The name of the answer, or nothing."""
        return await self.app.push_screen_wait(Question(question, list(choices)))

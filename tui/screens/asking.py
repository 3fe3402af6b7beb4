"""Questions above the explorer."""

from __future__ import annotations

from tui.dialogs.dialog import AskChoice, Choice
from tui.screens.shell import Shell


class Asking(Shell):
    """The explorer as far as it can ask; Esc is always a way back."""

    async def _ask(self, question: str, *choices: Choice) -> str | None:
        """The name of the answer, or nothing."""
        return await self.app.push_screen_wait(AskChoice(question, list(choices)))

"""Questions above the explorer."""

from __future__ import annotations

from tui.screens.dialog import AskName, Choice, Question
from tui.screens.shell import Shell


class Asking(Shell):
    """The explorer as far as it can ask; Esc is always a way back."""

    async def _ask(self, question: str, *choices: Choice) -> str | None:
        """The name of the answer, or nothing."""
        return await self.app.push_screen_wait(Question(question, list(choices)))

    async def _ask_name(self, question: str, proposal: str = "", hint: str = "Enter saves, Esc goes back") -> str | None:
        """What was typed, or nothing."""
        return await self.app.push_screen_wait(AskName(question, proposal, hint))

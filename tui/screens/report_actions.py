"""Actions that take the answer along: notes, clipboard, reports."""

from __future__ import annotations

from textual import work

from presets.refusal import shown
from presets.text import plain_text
from tui.screens.asking import Asking
from tui.screens.dialog import Reading


class ReportActions(Asking):
    """What the keys do with the answer."""

    def action_notes(self) -> None:
        """Where the numbers come from."""
        scenario = self.session.scenario
        self.app.push_screen(
            Reading(plain_text(scenario.name), plain_text(scenario.notes, lines=True) or "This scenario has no notes.")
        )

    def action_copy(self) -> None:
        """Copy the verdict."""
        self.when_answered(self._copy)

    def _copy(self) -> None:
        from tui.report import verdict_text

        self.app.copy_to_clipboard(verdict_text(self.snapshot, self.workspace.title))
        self.say("Copied the verdict, if your terminal takes it (OSC 52); w writes a file instead")

    @work(exclusive=True)
    async def action_report(self) -> None:
        """Write a report; the suffix says what kind."""
        from tui.screens.report import ReportDialog

        await self.until_answered()
        # Taken before the dialog is there, which is not to be in the picture.
        picture = self.app.export_screenshot()
        dialog = ReportDialog(self.snapshot, self.workspace.title, lambda: picture)
        await self.app.push_screen_wait(dialog)
        if dialog.written is not None:
            self.say(f"Wrote {shown(dialog.written)}")

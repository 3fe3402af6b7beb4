"""Actions that take the answer along: notes, clipboard, reports."""

from __future__ import annotations

from pathlib import Path

from textual import work

from presets.refusal import Refusal
from presets.text import plain_text
from tui.screens.asking import Asking
from tui.screens.dialog import Choice, Reading


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
        from tui.report import verdict_text

        self.app.copy_to_clipboard(verdict_text(self.snapshot, self.workspace.title))
        self.say("Copied the verdict, if your terminal takes it (OSC 52); w writes a file instead")

    @work(exclusive=True)
    async def action_report(self) -> None:
        """Write a report; the suffix says what kind."""
        from tui import report

        proposal = f"{self.workspace.title}.md"
        answer = await self._ask_name(
            "Write a report to which file? .md, .json, .csv (the curve) or .svg (the screen)",
            proposal,
            "Enter writes, Esc goes back",
        )
        if not answer:
            return
        path = _path(answer)
        if not await self._may_write(path):
            return
        try:
            report.write(self.snapshot, path, screen=self.app.export_screenshot)
        except Refusal as refusal:
            self.say(str(refusal), problem=True)
            return
        self.say(f"Wrote {path}")

    async def _may_write(self, path: Path) -> bool:
        if not _exists(path):
            return True
        answer = await self._ask(
            f"{plain_text(str(path))} exists already.", Choice("write", "w", "write over it"), Choice("keep", "n", "keep it")
        )
        return answer == "write"


def _path(text: str) -> Path:
    return Path(text.strip()).expanduser().absolute()


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False

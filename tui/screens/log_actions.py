"""Numbers from people's own logs, beside the scenario that is open."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from presets.files.refusal import Refusal
from tui.answers.answer import HEADLINE, Question, answer
from tui.screens.file_actions import FileActions

if TYPE_CHECKING:
    from presets.calibration.calibration import Calibration
    from presets.logs.book import Book
    from presets.scenarios.document import Source


class LogActions(FileActions):
    """What the key for logs does."""

    _logged: tuple[Source, Calibration] | None = None
    """What logs said last, and as what it was opened."""

    @work(exclusive=True)
    async def action_logs(self) -> None:
        """Read logs, show what they say, and open it unsaved if that is wanted; what was open is pinned."""
        from tui.dialogs.logs import LogsDialog

        found = await self.app.push_screen_wait(
            LogsDialog(self._calibrated, partial(_summary, base=self.session.scenario.name))
        )
        if found is None or not await self._may_leave("Open the numbers from your logs"):
            return
        self.workspace.put_beside(found.scenario)
        self._logged = self.workspace.source, found
        self.show_prices()
        self._show_all()
        self.say(f"{len(found.parameters)} numbers from your logs, not saved yet; i says what they are; P compares them")

    def _calibrated(self, paths: list[Path], book: Book) -> Calibration:
        """What logs say, beside the present scenario; in another thread."""
        from presets.calibration.calibrate import calibrate
        from presets.logs.gathering import gather, no_session
        from presets.logs.outcomes import TestCommands

        sessions = gather(paths, book, TestCommands())
        found = calibrate(sessions, book, self.session.scenario, self.workspace.prices.catalogue)
        if not found.sources.sessions:
            raise Refusal(no_session(paths, book))
        return found

    def _save_beside(self, source: Source, name: str) -> str:
        """Put the quality of the models beside the user's other measurements, where the scenario is from their logs."""
        from presets.calibration.as_quality import keep_quality

        if self._logged is None or self._logged[0] != source:
            return ""
        try:
            kept = keep_quality(self._logged[1], name, self.workspace.prices.catalogue)
        except Refusal as refusal:
            return f", but not how well its models did: {refusal}; it is"
        return " and, for m and W, how well its models did," if kept.measurements else ""


def _summary(found: Calibration, base: str) -> Iterator[str]:
    from tui.reports.calibration import summary

    return summary(found, answer(Question(found.scenario, (HEADLINE,))), base)

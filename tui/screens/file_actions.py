"""Actions on files: saving, opening, recovering, leaving."""

from __future__ import annotations

from collections.abc import Callable

from textual import work

from presets.files.refusal import Refusal, Unasked
from presets.files.text import plain_text
from presets.kept.drafts import Draft, discard
from presets.scenarios.document import ChangedOnDisk, Source
from presets.scenarios.library import SUFFIX
from tui.dialogs.dialog import AskName, Choice
from tui.screens.asking import Asking


class FileActions(Asking):
    """What the keys do with files. Every question is a dialog; Esc is always a way back."""

    # Saving

    @work(exclusive=True)
    async def action_save(self) -> None:
        """Save."""
        await self._save()

    @work(exclusive=True)
    async def action_save_as(self) -> None:
        """Save under a new name."""
        await self._save_as()

    async def _save(self) -> bool:
        """Save, asking what has to be asked; whether it was saved."""
        workspace = self.workspace
        if workspace.source.bundled or workspace.source.path is None:
            return await self._save_as("Bundled scenarios stay as they are; your version needs a name:")
        if not workspace.snapshot.modified:
            self.say(f"Nothing to save: {workspace.title} is as its file has it")
            return True
        try:
            workspace.save()
        except Unasked as refusal:
            return await self._resolve(refusal)
        except Refusal as refusal:
            self.say(f"Not saved: {refusal}", problem=True)
            return False
        self._tell_saved()
        return True

    async def _resolve(self, problem: Unasked) -> bool:
        answers = [
            Choice("name", "n", "save mine under a new name"),
            Choice("overwrite", "w", "write mine over it (its version is kept beside it, with ~)"),
        ]
        if isinstance(problem, ChangedOnDisk):
            answers.append(Choice("reload", "r", "forget mine and read the file again"))
        answer = await self._ask(f"{problem}.", *answers)
        if answer == "name":
            return await self._save_as()
        if answer in ("overwrite", "reload"):
            return self._try(lambda: self.workspace.save(overwrite=True) if answer == "overwrite" else self.workspace.reload())
        return False

    async def _save_as(self, question: str = "Save under which name? A path saves elsewhere.") -> bool:
        def take(name: str, confirmed: bool) -> None:  # noqa: FBT001  as AskName calls it
            self.workspace.save_as(name, overwrite=confirmed)

        source = self.workspace.source
        name = self.workspace.title if not source.bundled else f"my {self.workspace.title}"
        again = "Enter again writes over it; its version is kept beside it, with ~"
        hint = "Tab completes a path, Enter saves, Esc goes back"
        given = await self.app.push_screen_wait(AskName(question, name, hint, take, again, suffixes=(SUFFIX,)))
        if given is None:
            return False
        self._tell_saved(self._save_beside(source, given))
        return True

    def _save_beside(self, source: Source, name: str) -> str:  # noqa: ARG002  for what comes from elsewhere than a file
        """Save what belongs to a scenario that came from somewhere and now has a name; what was, behind its name."""
        return ""

    def _try(self, save: Callable[[], None]) -> bool:
        try:
            save()
        except Refusal as refusal:
            self.say(f"Not saved: {refusal}", problem=True)
            return False
        self._tell_saved()
        return True

    def _tell_saved(self, beside: str = "") -> None:
        self._shown = None
        self.show(self.snapshot)
        where = self.workspace.source.path
        anew = f"; written anew as a whole, comments are in {where.name}~" if where and self.workspace.anew else ""
        self.say(f"Saved {self.workspace.title}{beside} in {where.parent if where else ''}{anew}")

    # Opening

    @work(exclusive=True)
    async def action_open(self) -> None:
        """Open another scenario."""
        from presets.scenarios.library import open_scenario
        from tui.dialogs.open import OpenDialog

        word = await self.app.push_screen_wait(OpenDialog(self.workspace))
        # Its file may have another name by now.
        self._shown = None
        self.show(self.snapshot)
        if word is None or not await self._may_leave("Open another scenario"):
            return
        try:
            self.workspace.open(open_scenario(word))
        except Refusal as refusal:
            self.say(str(refusal), problem=True)
            return
        self.show_prices()
        self._show_all()
        self.say(f"Opened {self.workspace.title}")

    async def _may_leave(self, what: str) -> bool:
        """Whether the scenario may be left: saved, thrown away on purpose, or unchanged."""
        if self.session.scenario == self.snapshot.saved:
            return True
        answer = await self._ask(
            f"{what}? {self.workspace.title} has unsaved changes.",
            Choice("save", "s", "save them first"),
            Choice("discard", "d", "throw them away"),
            Choice("stay", "n", "stay here"),
        )
        return await self._save() if answer == "save" else answer == "discard"

    @work(exclusive=True)
    async def action_quit_session(self) -> None:
        """Leave."""
        self.session.cancel()
        if await self._may_leave("Leave"):
            self.workspace.leave(discard=True)
            self.app.exit()

    # Unsaved work of sessions that are gone

    @work(exclusive=True)
    async def offer_drafts(self, left: list[Draft]) -> None:
        """Ask what to do with unsaved work found at the start."""
        for draft in left:
            name = plain_text(draft.source.title if draft.source else draft.scenario.name)
            when = f"{draft.changed.astimezone():%Y-%m-%d %H:%M}"
            answer = await self._ask(
                f"A session ended without saving its changes to {name} ({when}).",
                Choice("recover", "r", "continue with them"),
                Choice("later", "l", "keep them for later"),
                Choice("discard", "d", "throw them away"),
            )
            if answer == "discard":
                discard(draft)
            elif answer == "recover":
                self._recover(draft)
                return

    def _recover(self, draft: Draft) -> None:
        try:
            taken = self.workspace.recover(draft)
        except Refusal as refusal:
            self.say(str(refusal), problem=True)
            return
        self.show_prices()
        self._show_all()
        if not taken:
            self.say("Another session has taken that work")
        elif self.snapshot.saved.name:
            self.say("Recovered; u shows the saved state")
        else:
            self.say("Recovered; its file is gone, so nothing is known of what was saved")

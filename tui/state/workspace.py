"""Files behind the session: what is open, saved, kept as a draft. Knows no Textual."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from engine.scenarios.scenario import Scenario
from presets.files.refusal import Refusal
from presets.files.text import plain_text
from presets.kept import drafts
from presets.kept.memory import last_scenario, remember, remember_word
from presets.kept.pins import keep_pins, kept_pins
from presets.scenarios import filing, library
from presets.scenarios.copies import notes_of_copy, refreshed
from presets.scenarios.document import Document, Source, open_path, save
from presets.scenarios.library import Entry
from tui.state.price_list import PriceList
from tui.state.session import Session
from tui.state.snapshot import Pin, Snapshot


class Workspace:
    """The session together with its document."""

    def __init__(self, document: Document) -> None:
        self.session = Session(document.scenario)
        self.prices = PriceList(self.session)
        self.source: Source = document.source
        self.deleted: list[filing.Deleted] = []
        """What was deleted in this session, in order."""
        self.anew = False
        """Whether the last save had to write its file anew; comments are in the version before only."""
        self._drafts: drafts.Keeper | None = None
        self._pins: tuple[Pin, ...] | None = None

    @property
    def snapshot(self) -> Snapshot:
        """The present state of the session."""
        return self.session.snapshot

    @property
    def title(self) -> str:
        """The short name of the file that is open."""
        return plain_text(self.source.title)

    # Documents

    def open(self, document: Document) -> None:
        """Work on another document."""
        self.source = document.source
        self.session.open(document.scenario)
        self._remember()

    def put_beside(self, scenario: Scenario) -> None:
        """Work on a scenario that has no file yet; the present one is put aside."""
        self.session.pin()
        self.source = Source("from your logs", None, "")
        self.session.open(replace(scenario, name=""), scenario)

    def save(self, *, overwrite: bool = False) -> None:
        """Write the scenario back to its file.

        Raises:
            presets.scenarios.document.ChangedOnDisk: If the file is not what was opened.
            Refusal: If it cannot be written.
        """
        saved = self.snapshot.saved

        def as_saved(scenario: Scenario) -> Scenario:
            return replace(scenario, notes=refreshed(saved, scenario))

        self._saved(save(as_saved(self.session.scenario), self.source, overwrite=overwrite), as_saved)

    def save_as(self, name: str, *, overwrite: bool = False) -> None:
        """Write the scenario under a name of the library, or at a path; its notes say whose copy it is.

        Raises:
            presets.files.refusal.AlreadyThere: If there is such a file.
            Refusal: If it cannot be written.
        """
        saved, title = self.snapshot.saved, self.title
        path, unfiled = library.path_of(name), self.source.path is None
        again = False
        with suppress(ValueError):  # no file can have that name, and saving says so
            again = self.source.path is not None and os.path.realpath(path) == str(self.source.path)

        def as_saved(scenario: Scenario) -> Scenario:
            if not unfiled:
                notes = refreshed(saved, scenario) if again else notes_of_copy(title, saved, scenario)
            else:  # no copy of anything
                notes = scenario.notes
            # A name that people read goes into the file as well, unless they gave a path.
            return replace(scenario, name=scenario.name if "/" in name else name.strip(), notes=notes)

        scenario = as_saved(self.session.scenario)
        self._saved(library.save_as(scenario, name, overwrite=overwrite, like=self.source.path), as_saved)

    # The library

    def rename(self, entry: Entry, name: str) -> Entry:
        """Give a scenario another name; what is open, was open last or was left unsaved follows.

        Raises:
            Refusal: If it cannot be renamed.
        """
        new = filing.rename(entry, name)

        def moved(source: Source) -> Source:
            return source.follow(entry.name, entry.path, new.name, new.path)

        self.source = moved(self.source)
        with suppress(Refusal):  # the file has its new name already
            self.keep_draft()
            drafts.follow(moved)
            if last_scenario()[0] == entry.name:
                remember_word(new.name)
        return new

    def delete(self, entry: Entry) -> None:
        """Delete a scenario; it can be brought back for as long as the session lasts.

        Raises:
            Refusal: If it is open, or cannot be deleted.
        """
        if os.path.realpath(entry.path) == str(self.source.path):
            raise Refusal(f"{entry.name} is open; open another one first")
        self.deleted.append(filing.delete(entry))

    def restore(self, deleted: filing.Deleted) -> None:
        """Bring back what was deleted.

        Raises:
            Refusal: If it cannot be brought back.
        """
        filing.restore(deleted)
        self.deleted.remove(deleted)

    def reload(self) -> None:
        """Read the file again and work on what it says now.

        Raises:
            Refusal: If it cannot be read.
        """
        if self.source.path is not None:
            self.open(open_path(self.source.path, self.source.word))

    def _saved(self, document: Document, as_saved: Callable[[Scenario], Scenario]) -> None:
        self.source, self.anew = document.source, document.anew
        self.session.mark_saved(as_saved)
        self.keep_draft()
        self._remember()

    def _remember(self) -> None:
        # Where it cannot be remembered the next start opens the default instead; nothing is lost.
        with suppress(Refusal):
            remember(self.source)

    # Unsaved work

    def begin_drafts(self) -> tuple[list[drafts.Draft], list[str]]:
        """Keep unsaved work from now on; the drafts that sessions before left behind, and what is wrong with any."""
        left, problems = drafts.abandoned()
        try:
            self._drafts = drafts.Keeper.begin()
        except Refusal as refusal:
            problems.append(f"Unsaved work is not kept: {refusal}")
        return left, problems

    def keep_draft(self, *, typed: bool = False) -> None:
        """Put unsaved work on disk, or remove the draft if there is none.

        Args:
            typed: Whether a value that is being typed counts.

        Raises:
            Refusal: If it cannot be written.
        """
        if self._drafts is None:
            return
        scenario = self.session.typed if typed else self.session.scenario
        if scenario != self.snapshot.saved:
            self._drafts.keep(scenario, self.source, self.snapshot.pins)
        else:
            self._drafts.clear()

    def recover(self, draft: drafts.Draft) -> bool:
        """Take over the work of a session that is gone; ``False`` if another one was faster.

        Raises:
            Refusal: If it cannot be taken over.
        """
        if self._drafts is None or (mine := drafts.adopt(draft, self._drafts)) is None:
            return False
        # Without its file nothing of it is saved, not even the name: it stays unsaved work.
        saved = replace(mine.scenario, name="")
        self.source = mine.source or Source("", None, "")
        if (path := self.source.path) is not None:
            with suppress(Refusal):
                saved = open_path(path, self.source.word).scenario
        self.session.open(saved, mine.scenario)
        self.session.restore(mine.pins)
        return True

    def leave(self, *, discard: bool = False) -> None:
        """End the session; a draft stays unless there is nothing unsaved or it is thrown away."""
        if self._drafts is not None:
            if discard:
                self._drafts.clear()
            self._drafts.close()
            self._drafts = None
        self._remember()

    # Pins

    def recall_pins(self) -> str:
        """Put aside again what the session before had put aside; what is wrong with it, if anything."""
        pins, problem = kept_pins()
        self.session.restore(pins)
        self._pins = self.snapshot.pins
        return problem

    def keep_pins(self) -> None:
        """Put the pins on disk if they changed; those of a session that changes none stay as another one left them.

        Raises:
            Refusal: If they cannot be written.
        """
        if self._pins is not None and self.snapshot.pins != self._pins:
            keep_pins(self.snapshot.pins)
            self._pins = self.snapshot.pins


def first_document(argument: str | None) -> tuple[Document, str]:
    """What to open at the start, and a message if it is not what was expected.

    Args:
        argument: The scenario that the user named, if any.

    Raises:
        Refusal: If that one cannot be used.
    """
    if argument is not None:
        return library.open_scenario(argument), ""
    last, message = last_scenario()
    if last is not None:
        try:
            return library.open_scenario(last), ""
        except Refusal as refusal:
            message = f"The last scenario cannot be opened: {refusal}"
    return library.open_scenario(library.DEFAULT), message

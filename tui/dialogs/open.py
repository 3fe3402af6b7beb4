"""Opening a scenario: the library with a preview of each verdict."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input

from engine.outcome import Outcome
from engine.scenarios.registry import ranged
from engine.scenarios.scenario import Scenario
from engine.sentences import in_sentences
from presets.files.paths import completions
from presets.files.refusal import Refusal
from presets.files.searching import has_words
from presets.files.text import plain_text
from presets.scenarios.document import Document, open_path
from presets.scenarios.filing import Deleted, duplicate
from presets.scenarios.library import SUFFIX, Entry, entries, open_scenario
from tui.answers.answer import HEADLINE, Question, answer
from tui.answers.deadline import Deadline
from tui.dialogs.dialog import AskName, PathInput
from tui.dialogs.picker import Picker
from tui.keys.registry import bindings
from tui.state.workspace import Workspace
from tui.widgets.matching import best_first

if TYPE_CHECKING:
    from engine.confidence import Confidence

_NOTES = 300


class OpenDialog(Picker):
    """The user's own scenarios first, then the bundled ones; a path can be typed as well."""

    HINT = "name or path, Enter opens, ^r renames, ^n duplicates, ^t deletes, Esc back"
    BINDINGS: ClassVar[list[BindingType]] = bindings("opening")

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.source.word)
        self._workspace = workspace
        self._input = PathInput(suffixes=(SUFFIX,), placeholder="search, or a path (Tab completes)")
        self._entries: dict[str, Entry] = {entry.name: entry for entry in entries()}
        self._previews: dict[str, Content] = {}
        self._sureness: Deadline[Previewed, Confidence | None] = Deadline(_how_sure, self._sure_late, self.call_later, 0.5)

    def heading(self) -> str:
        """What this is."""
        return "Open a scenario"

    def found(self, text: str) -> Iterable[tuple[str, Content]]:
        """Scenarios whose names have every word, the very name first; a path as it is typed."""
        if "/" in text or text.startswith("~"):
            yield text, Content(f"open {plain_text(text)}")
            for path in completions(text, (SUFFIX,)):
                if path != text:
                    yield path, Content(f"     {plain_text(path)}")
            return
        names = [name for name in self._entries if has_words(text, name)]
        for name in best_first(text, names, lambda name: (name,)):
            mark = "●" if name == self._workspace.source.word else " "
            where = "bundled" if self._entries[name].bundled else "yours"
            yield name, Content.assemble(f"{mark} {plain_text(name):<28} ", (where, "dim"))
        for line, deleted in self._deleted().items():
            if has_words(text, deleted.entry.name):
                yield line, Content(f"- {plain_text(deleted.entry.name):<28} deleted; Enter brings it back").stylize("dim")

    def _deleted(self) -> dict[str, Deleted]:
        # No name has a slash.
        return {f"deleted/{number}": deleted for number, deleted in enumerate(self._workspace.deleted)}

    # What is done to a scenario of the list

    def action_rename(self) -> None:
        """Give it another name."""
        if (entry := self._own()) is not None:
            self._ask("Rename it to what?", entry.name, lambda name: self._workspace.rename(entry, name).name)

    def action_duplicate(self) -> None:
        """Copy it, a bundled one too."""
        if (entry := self._entries.get(self.chosen or "")) is not None:
            proposed = f"my {entry.name}" if entry.bundled else f"{entry.name} 2"
            self._ask("What is the copy called?", proposed, lambda name: duplicate(entry, name).source.word)

    def action_delete(self) -> None:
        """Set it aside, to be brought back from the list."""
        if (entry := self._own()) is None:
            return

        def delete() -> None:
            self._workspace.delete(entry)
            # The line that says how to bring it back.
            self._first = list(self._deleted())[-1]

        self._try(delete)

    def _own(self) -> Entry | None:
        """The line in focus, if it is a scenario of the user's own; otherwise that is said."""
        entry = self._entries.get(self.chosen or "")
        if entry is None or entry.bundled:
            self.say("Only scenarios of your own are renamed and deleted; ^n makes a duplicate of a bundled one")
            return None
        return entry

    def _ask(self, question: str, proposed: str, do: Callable[[str], str]) -> None:
        def take(name: str, _confirmed: bool) -> None:  # noqa: FBT001  as AskName calls it
            self._first = do(name)

        def done(name: str | None) -> None:
            if name is not None:
                self._list_anew()

        self.app.push_screen(AskName(question, proposed, "Enter does it, Esc goes back", take), done)

    def _try(self, do: Callable[[], None]) -> None:
        try:
            do()
        except Refusal as refusal:
            self.say(str(refusal))
        else:
            self._list_anew()

    def _list_anew(self) -> None:
        self._entries = {entry.name: entry for entry in entries()}
        self._previews.clear()
        with self.prevent(Input.Changed):
            self._input.value = ""
        self._list.clear_options()
        self.refill()

    @on(PathInput.Completed)
    def _completed(self, message: PathInput.Completed) -> None:
        # What it may become is listed.
        if not message.found:
            self.say(message.about)

    def preview(self, name: str) -> Content:
        """Its verdict, until when, how sure that is if it is known soon, and the beginning of its notes."""
        self._sureness.forget()
        if name not in self._previews:
            read = self._read(name)
            if isinstance(read, Content):
                self._previews[name] = read
            elif not ranged(read.scenario):
                self._previews[name] = _about(read)
            elif (found := self._sureness.ask(read)) is not None:
                self._previews[name] = _about(read, found)
            else:
                return _about(read)
        return self._previews[name]

    def _sure_late(self, read: Previewed, found: Confidence | None) -> None:
        self._previews[read.name] = _about(read, found)
        if self.chosen == read.name:
            self._preview.show(self._previews[read.name])

    def say(self, problem: str) -> None:
        """A problem in the place of the preview, which nothing takes that comes later."""
        self._sureness.forget()
        super().say(problem)

    def on_unmount(self) -> None:
        """Nobody waits for an answer any more."""
        self._sureness.forget()

    def take(self, name: str) -> None:
        """Take what can be opened; otherwise say why not, and what is typed stays."""
        if name.endswith("/") and name != self._input.value:
            # A folder of the list: what is in it.
            self._input.value = name
            self._input.cursor_position = len(name)
            return
        if (deleted := self._deleted().get(name)) is not None:
            self._first = deleted.entry.name
            self._try(lambda: self._workspace.restore(deleted))
            return
        try:
            open_scenario(name)
        except Refusal as refusal:
            self.say(str(refusal))
        else:
            super().take(name)

    def _read(self, name: str) -> Content | Previewed:
        entry = self._entries.get(name)
        if entry is None:
            return Content("")
        try:
            document: Document = open_path(entry.path, entry.name)
        except Refusal as refusal:
            return Content(str(refusal)).stylize("$error")
        return Previewed(name, document.scenario, answer(Question(document.scenario, (HEADLINE,))))


@dataclass(frozen=True, eq=False)
class Previewed:
    """A scenario of the list, and the answer to it.

    Attributes:
        name: What it is called there.
        scenario: The scenario.
        outcome: The answer.
    """

    name: str
    scenario: Scenario
    outcome: Outcome


def _how_sure(read: Previewed) -> Confidence | None:
    return read.outcome.confidence


def _about(read: Previewed, sure: Confidence | None = None) -> Content:
    outcome, notes = read.outcome, plain_text(textwrap.shorten(read.scenario.notes, _NOTES, placeholder=" …"))
    said = in_sentences(outcome, outcome.crossings[HEADLINE], confidence=sure).all
    return Content.assemble(
        "\n",
        (plain_text(read.scenario.name), "bold"),
        "".join(f"\n{one.full}" for one in said) + "\n",
        (notes, "dim"),
    )

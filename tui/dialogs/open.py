"""Opening a scenario: the library with a preview of each verdict."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from textual import on
from textual.content import Content

from engine.sentences import in_sentences
from presets.files.paths import completions
from presets.files.refusal import Refusal
from presets.files.text import plain_text
from presets.scenarios.document import Document, open_path
from presets.scenarios.library import SUFFIX, Entry, entries, open_scenario
from tui.answers.answer import HEADLINE, Question, answer
from tui.dialogs.dialog import PathInput
from tui.dialogs.picker import Picker
from tui.widgets.matching import best_first, has_words

_NOTES = 300


class OpenDialog(Picker):
    """The user's own scenarios first, then the bundled ones; a path can be typed as well."""

    HINT = "type a name, or a path (Tab completes), ↑↓ move, Enter opens, Esc goes back"

    def __init__(self, current: str) -> None:
        super().__init__(current)
        self._input = PathInput(suffixes=(SUFFIX,), placeholder="search, or a path")
        self._current = current
        self._entries: dict[str, Entry] = {entry.name: entry for entry in entries()}
        self._previews: dict[str, Content] = {}

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
            mark = "●" if name == self._current else " "
            where = "bundled" if self._entries[name].bundled else "yours"
            yield name, Content.assemble(f"{mark} {plain_text(name):<28} ", (where, "dim"))

    @on(PathInput.Completed)
    def _completed(self, message: PathInput.Completed) -> None:
        # What it may become is listed.
        if not message.found:
            self.say(message.about)

    def preview(self, name: str) -> Content:
        """Its verdict, until when, and the beginning of its notes."""
        if name not in self._previews:
            self._previews[name] = self._read(name)
        return self._previews[name]

    def take(self, name: str) -> None:
        """Take what can be opened; otherwise say why not, and what is typed stays."""
        if name.endswith("/") and name != self._input.value:
            # A folder of the list: what is in it.
            self._input.value = name
            self._input.cursor_position = len(name)
            return
        try:
            open_scenario(name)
        except Refusal as refusal:
            self.say(str(refusal))
        else:
            super().take(name)

    def _read(self, name: str) -> Content:
        entry = self._entries.get(name)
        if entry is None:
            return Content("")
        try:
            document: Document = open_path(entry.path, entry.name)
        except Refusal as refusal:
            return Content(str(refusal)).stylize("$error")
        outcome = answer(Question(document.scenario, (HEADLINE,)))
        notes = plain_text(textwrap.shorten(document.scenario.notes, _NOTES, placeholder=" …"))
        return Content.assemble(
            "\n",
            (plain_text(document.scenario.name), "bold"),
            "".join(f"\n{said.full}" for said in in_sentences(outcome, outcome.crossings[HEADLINE]).all) + "\n",
            (notes, "dim"),
        )

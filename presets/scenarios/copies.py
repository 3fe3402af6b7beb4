"""What the notes of a copy say: whose copy it is and what differs, so that nothing said of the origin is claimed of it.

The first line holds the origin's values of all that differs. So it can be made true again at every later save, from the
copy alone: its origin may be gone by then, or say something else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from engine.scenarios.scenario import Scenario
from presets.files.text import plain_text
from presets.scenarios.changes import Change, changes, text, titles

_COPIED, _CHANGED, _NOTHING = "copied from ", "; changed: ", "nothing"
_UNKNOWN = "; what changed is not known"


@dataclass(frozen=True)
class _Copied:
    """Notes that begin with such a line.

    Attributes:
        origin: Whose copy it is.
        before: What the origin had where the copy differs, by title.
        rest: The notes after that line.
    """

    origin: str
    before: Mapping[str, str]
    rest: str

    @property
    def words(self) -> bool:
        """Whether something is said of the copy itself."""
        return bool(self.rest.strip()) and not self.rest.startswith(_quoted(self.origin, "").rstrip())


def notes_of_copy(title: str, saved: Scenario, scenario: Scenario) -> str:
    """The notes of a scenario that is saved under another name than the one it was opened from.

    Args:
        title: What the one that was opened is called.
        saved: What that one says; without a name where its file is gone.
        scenario: What the copy will say, but for its notes.
    """
    its, mine = _copied(saved.notes), _copied(scenario.notes)
    edited = scenario.notes != saved.notes
    if its and mine and its.origin == mine.origin and (edited or not mine.words):
        # Nothing was said of the copy in between, or it was said in this session: this is one more copy of the same origin.
        return refreshed(saved, scenario)
    first = _first(plain_text(title), changes(saved, scenario)) if saved.name else f"{_COPIED}{plain_text(title)}{_UNKNOWN}"
    if not scenario.notes.strip():
        return first
    # What was written in this session is meant of this scenario.
    return first + (f"\n\n{scenario.notes}" if edited else _quoted(plain_text(title), scenario.notes))


def refreshed(saved: Scenario, scenario: Scenario) -> str:
    """The notes of a scenario with the line about its origin, if it has one, made true.

    Args:
        saved: What its file says.
        scenario: What it will say.
    """
    its, mine = _copied(saved.notes), _copied(scenario.notes)
    if its is None or mine is None or its.origin != mine.origin:
        return scenario.notes
    since = {change.title: change for change in changes(saved, scenario)}
    for title, before in its.before.items():
        since[title] = Change(title, before, text(scenario, title))
    found = [since[title] for title in titles() if title in since and since[title].before != since[title].after]
    return _first(mine.origin, found) + mine.rest


def _first(origin: str, found: list[Change]) -> str:
    return f"{_COPIED}{origin}{_CHANGED}{', '.join(map(str, found)) or _NOTHING}"


def _quoted(origin: str, notes: str) -> str:
    return f"\n\nNotes of {origin}:\n\n{notes}"


def _copied(notes: str) -> _Copied | None:
    first, line_break, rest = notes.partition("\n")
    origin, changed, listed = first.removeprefix(_COPIED).rpartition(_CHANGED)
    if not first.startswith(_COPIED) or not changed:
        return None
    before = {}
    for part in _between().split(listed) if listed != _NOTHING else ():
        title = next((title for title in titles() if part.startswith(f"{title} ")), "")
        value, arrow, _ = part.removeprefix(f"{title} ").partition(" → ")
        if not title or not arrow:
            return None
        before[title] = value
    return _Copied(origin, before, line_break + rest)


@cache
def _between() -> re.Pattern[str]:
    # A title may have a comma, too.
    return re.compile(f", (?=(?:{'|'.join(map(re.escape, titles()))}) )")

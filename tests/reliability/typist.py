"""Someone who edits a scenario, and what it must be after every change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from engine.scenarios.scenario import Scenario
from tests.terminal.terminal import Terminal
from tui.state.session import Session

_STEPS = {"right": 1, "left": -1, ".": 10, ",": -10}
_ROWS = ("weak.bugs", "weak.hard_fraction", "weak.easy_fix_rate")


@dataclass(frozen=True)
class Change:
    """What one press, or one typed value, makes of the scenario.

    Attributes:
        keys: What is pressed.
        scenario: The scenario then.
        row: What the row in focus says then: its label and its value.
    """

    keys: Sequence[str]
    scenario: Scenario
    row: tuple[str, str]


class Typist:
    """Changes values at random, along with a session of their own that knows what must come of it.

    Args:
        random: The source of chance.
        saved: The scenario as its file has it.
        unsaved: The scenario as it is.
    """

    def __init__(self, random: Random, saved: Scenario, unsaved: Scenario | None = None) -> None:
        self._random = random
        self._session = Session(saved)
        self._session.open(saved, unsaved)
        self._place = 0
        self._typed = False

    @property
    def scenario(self) -> Scenario:
        """The scenario after all changes."""
        return self._session.scenario

    def saved(self) -> None:
        """The scenario was saved."""
        self._session.mark_saved(lambda scenario: scenario)
        self._typed = False

    def move(self) -> Sequence[str]:
        """Go to another row; the keys."""
        place = self._random.randrange(len(_ROWS))
        keys = ["down" if place > self._place else "up"] * abs(place - self._place)
        self._place = place
        self._session.focus(_ROWS[place])
        return keys

    def change(self) -> Change:
        """The next change."""
        before = self.scenario
        while self.scenario == before:
            kind = self._random.choice(("step", "step", "step", "type", "undo"))
            if kind == "step":
                keys = [self._random.choice(list(_STEPS))]
                self._session.step(self._session.snapshot.focus, _STEPS[keys[0]])
                self._typed = False
            elif kind == "type":
                text = str(self._random.randrange(1, 990) / 10)
                keys = [*text, "enter"]
                self._session.begin()
                self._session.type(text)
                self._session.commit()
                # The same value again is nothing that could be undone.
                self._typed |= self.scenario != before
            elif self._typed:
                # Quick steps are undone together, and how quick they are only the explorer's clock knows.
                keys = ["u"]
                self._session.undo()
                self._typed = False
        return Change(keys, self.scenario, self._row())

    def _row(self) -> tuple[str, str]:
        snapshot = self._session.snapshot
        label = {"weak.bugs": "bugs left", "weak.hard_fraction": "hard fraction", "weak.easy_fix_rate": "fixes easy"}
        return label[snapshot.focus], snapshot.text(snapshot.focus)


def shows(terminal: Terminal, row: tuple[str, str]) -> bool:
    """Whether the row in focus has this label and this value."""
    line = next((line for line in terminal.screen.lines if line.startswith("▸")), "")
    return row[0] in line and f" {row[1]} " in line

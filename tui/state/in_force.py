"""What a step of the history leads from and to."""

from __future__ import annotations

from dataclasses import dataclass

from engine.scenarios.scenario import Scenario
from presets.files.text import cut
from presets.scenarios.changes import changes, now_has
from tui.state.snapshot import Pin

_NAMED = 3
"""So many of the values that a step changed are named; the others are counted."""


@dataclass(frozen=True)
class InForce:
    """What a step of the history leads from and to.

    Attributes:
        scenario: The scenario in force.
        pins: Those put aside.
    """

    scenario: Scenario
    pins: tuple[Pin, ...] = ()

    def since(self, other: InForce) -> str:
        """What is in force now and was not in another state: ``weak bugs left 4.0``, ``2 pins``."""
        now, then = self.scenario, other.scenario
        words = [now_has(changes(then, now), _NAMED)]
        if now.name != then.name and now.name:
            words.append(f"the name {now.name}")
        if now.notes != then.notes:
            words.append(f"notes that begin “{cut(' '.join(now.notes.split()), 30)}”" if now.notes.strip() else "no notes")
        if self.pins != other.pins:
            words.append(f"{len(self.pins) or 'no'} pin{'' if len(self.pins) == 1 else 's'}")
        return ", ".join(filter(None, words))

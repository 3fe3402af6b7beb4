"""The engine's answer to one key press: costs and verdict at once, crossings when they are asked for.

A key needs the crossings along two or three parameters; all of them take many times as long, and only the view
"What flips it" shows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.costs import costs
from engine.crossovers import crossovers
from engine.outcome import Outcome
from engine.parameters import Law
from engine.profile import Crossings
from engine.registry import numbers
from engine.scenario import Scenario
from engine.verdict import judge

_CROSSING = {p.key: None for p in numbers() if p.kind.law not in (Law.NONE, Law.STEPPED)}
"""The parameters that have crossings, in the order of the registry."""


class LazyCrossings(Mapping[str, Crossings]):
    """The crossings of a scenario by parameter, worked out on demand; going through all of them works out all."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._found: dict[str, Crossings] = {}

    def prepare(self, *keys: str) -> None:
        """Work out several parameters in one call of the engine."""
        if missing := [key for key in dict.fromkeys(keys) if key in _CROSSING and key not in self._found]:
            self._found |= crossovers(self._scenario, missing)

    def __getitem__(self, key: str) -> Crossings:
        if key not in self._found:
            if key not in _CROSSING:
                raise KeyError(key)
            self.prepare(key)
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        self.prepare(*_CROSSING)
        return iter(_CROSSING)

    def __len__(self) -> int:
        return len(_CROSSING)

    def __contains__(self, key: object) -> bool:
        return key in _CROSSING


def answer(scenario: Scenario, *keys: str) -> Outcome:
    """The outcome of a scenario, with the crossings along some parameters ready."""
    figures = costs(scenario)
    crossings = LazyCrossings(scenario)
    crossings.prepare(*keys)
    return Outcome(scenario, figures, judge(figures), crossings)

"""The engine's answer to one key press: all that verdict and table show of a scenario.

That needs the crossings along two or three parameters; all of them take many times as long, and only the view
"What flips it" shows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.crossings.crossovers import crossovers
from engine.crossings.profile import Crossings
from engine.outcome import Outcome
from engine.prices.costs import costs
from engine.scenarios.parameters import Dependence
from engine.scenarios.registry import numbers
from engine.scenarios.scenario import Scenario
from engine.verdict import judge
from tui.answers.columns import columns
from tui.answers.window_warnings import window_summary

if TYPE_CHECKING:
    from engine.confidence import Confidence

HEADLINE = "weak.bugs"
"""The parameter that the question is about: plotted against unless another is chosen."""

_CROSSING = {p.key: None for p in numbers() if p.kind.dependence not in (Dependence.NONE, Dependence.STEPPED)}
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

    def at_hand(self, *keys: str) -> bool:
        """Whether nothing is left to be worked out for these parameters."""
        return all(key in self._found or key not in _CROSSING for key in keys)

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


@dataclass(frozen=True, eq=False)
class Question:
    """What is to be answered.

    Attributes:
        scenario: About which scenario.
        keys: The parameters along which crossings are shown.
        before: The answer so far; what it has already is not worked out again.
    """

    scenario: Scenario
    keys: tuple[str, ...]
    before: Outcome | None = None

    @property
    def answered(self) -> Outcome | None:
        """The answer so far, if nothing is missing."""
        before = self.before
        return before if before is not None and before.scenario == self.scenario and at_hand(before, *self.keys) else None


def how_sure(outcome: Outcome) -> Confidence | None:
    """How sure an answer is; worked out once."""
    return outcome.confidence


def at_hand(outcome: Outcome, *keys: str) -> bool:
    """Whether the crossings along these parameters need no more work."""
    return not isinstance(outcome.crossings, LazyCrossings) or outcome.crossings.at_hand(*keys)


def answer(question: Question) -> Outcome:
    """The outcome, with the crossings asked for and all that the table and the verdict show of it."""
    outcome = question.before
    if outcome is None or outcome.scenario != question.scenario:
        figures = costs(question.scenario)
        outcome = Outcome(question.scenario, figures, judge(figures), LazyCrossings(question.scenario))
        for column in columns(outcome):
            column.figures(outcome)
        window_summary(outcome)
    if isinstance(outcome.crossings, LazyCrossings):
        outcome.crossings.prepare(*question.keys)
    return outcome

"""Everything the screen needs of one scenario: the one call of a key press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.costs import Costs, costs
from engine.crossovers import crossovers
from engine.profile import Crossings
from engine.scenario import Scenario
from engine.verdict import Verdict, judge


@dataclass(frozen=True, eq=False)
class Outcome:
    """The answer for one scenario.

    Attributes:
        scenario: What was asked.
        costs: The four strategies.
        verdict: Which of A and B is cheaper.
        crossings: Where that changes, by parameter key.
    """

    scenario: Scenario
    costs: Costs
    verdict: Verdict
    crossings: Mapping[str, Crossings]


def evaluate(scenario: Scenario) -> Outcome:
    """Costs, verdict and all crossings of a scenario whose numbers are plain numbers."""
    figures = costs(scenario)
    return Outcome(scenario, figures, judge(figures), crossovers(scenario))

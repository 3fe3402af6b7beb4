"""Everything the screen needs of one scenario: the one call of a key press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from engine.attempts.finished import finished_of, per_finished_task
from engine.crossings.crossovers import crossovers
from engine.crossings.profile import Crossings
from engine.numerics.arrays import Array
from engine.prices.context_window import Outgrowing, outgrowing_of
from engine.prices.costs import Costs, costs
from engine.scenarios.inputs import only_one
from engine.scenarios.registry import ranged
from engine.scenarios.scenario import Scenario
from engine.verdict import Verdict, judge

if TYPE_CHECKING:
    from engine.confidence import Confidence


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

    # Worked out where somebody looks, and once.

    @cached_property
    def finished(self) -> Array:
        """The chance that each strategy ends a task with no bug given up on."""
        return finished_of(self.costs.laid_out.work)

    @cached_property
    def cost_per_finished_task(self) -> Array:
        """Dollars that each strategy spends for every task that it finishes."""
        return per_finished_task(self.costs.total_cost, self.finished)

    @cached_property
    def confidence(self) -> Confidence | None:
        """How sure the verdict is; ``None`` if no number of the scenario has a range."""
        if not ranged(self.scenario):
            return None
        # Loaded by answers about ranges only: others need not wait for it.
        from engine.confidence import confidence

        return confidence(self.scenario, self.verdict)

    @cached_property
    def outgrowing(self) -> Outgrowing:
        """How likely each strategy outgrows a context window."""
        return outgrowing_of(self.costs.laid_out)


def evaluate(scenario: Scenario) -> Outcome:
    """Costs, verdict and all crossings of a scenario whose numbers are plain numbers.

    Raises:
        ParameterError: If one is an array.
    """
    only_one(scenario, "an answer takes")
    figures = costs(scenario)
    return Outcome(scenario, figures, judge(figures), crossovers(scenario))

"""What long prompts would add to the costs shown, in sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping

from engine.costs import Costs
from engine.long_prompts import Terms, long_prompts
from engine.notation import money, plain
from engine.scenario import Scenario
from engine.strategies import RIVALS

_WORTH_SAYING = 0.01
"""Share of a cost, or chance, below which nothing is said."""


def prompt_notices(scenario: Scenario, costs: Costs, terms: Mapping[str, Terms]) -> list[str]:
    """A sentence for each of A and B whose prompts get dearer with their length or outgrow the context window.

    The costs shown leave both out; the sentences say so.
    """
    if all(each == Terms() for each in terms.values()):
        return []
    found = long_prompts(scenario, RIVALS, terms)
    sentences = []
    for i, strategy in enumerate(RIVALS):
        more = float(found.generation_cost[i] + found.fix_cost[i])
        total = float(costs.total_cost[costs.strategies.index(strategy)])
        outgrows = float(found.outgrows[i])
        if math.isfinite(total) and abs(more) > _WORTH_SAYING * total:
            sentences.append(
                f"{strategy.name}: ${money(more)} more than shown, since prompts beyond a length have dearer prices"
            )
        if outgrows > _WORTH_SAYING:
            sentences.append(
                f"{strategy.name}: a conversation outgrows the context window in {plain(100 * outgrows)} % of runs"
            )
    return sentences

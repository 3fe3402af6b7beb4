"""The lines of the line-up where conversations are compacted: which are, and what cascades cost then."""

from __future__ import annotations

import numpy as np
import pytest

from engine.contenders.roster import ROSTER
from engine.prices.costs import costs
from engine.scenarios.parameters import Setting
from engine.scenarios.registry import assign
from tests.engine.relays import with_limits
from tests.engine.scenarios import COMPACTED, WAITING, plain
from tests.truth.compaction import Talk, limit_of, session_in
from tests.truth.reading import setup

AGENTS: dict[str, Setting] = {
    "workflow.fix_calls": 20.0,
    "workflow.tool_tokens": 900.0,
    "strong.long_prompt_threshold": 31_000.0,
    "strong.long_input_price": 9.0,
    "weak.long_prompt_threshold": 23_500.0,
    "weak.long_output_price": 8.0,
}


@pytest.mark.parametrize("context", ["fresh", "shared"])
def test_lines_that_leave_compactions_out_say_so(context: str) -> None:
    changes: dict[str, Setting] = {"lineup.routing_accuracy": 0.7, "lineup.planned_bugs": 2.0, "workflow.context": context}
    lines = [line for lines in ROSTER for line in lines(assign(COMPACTED, changes))]
    together = ("cascade", "router") if context == "shared" else ()
    for line in lines:
        assert ("compaction" in line.note) == line.key.startswith(("advisor", *together)), line.key


@pytest.mark.parametrize("spread", [0.0, 0.6])
def test_a_cascade_of_one_model_alone_is_its_strategy(spread: float) -> None:
    changes: dict[str, Setting] = {"assumptions.calls_spread": spread, "assumptions.regression_rate": 0.2}
    changes |= AGENTS | WAITING | {"weak.easy_fix_rate": 0.05}
    for limit in (None, 70.0):
        scenario = assign(COMPACTED, changes | {"assumptions.attempt_limit": limit})
        alone = costs(scenario).total_cost
        for i, generator in enumerate(("strong", "weak")):
            found = with_limits(scenario, generator, np.array([0.0, limit or np.inf])).total_cost
            np.testing.assert_allclose(found, [alone[[2, 1][i]], alone[[0, 3][i]]], rtol=1e-9)


@pytest.mark.parametrize("growth", [0.0, 0.15])
def test_a_cascade_in_compacted_conversations_is_walked_exactly(growth: float) -> None:
    bug: dict[str, Setting] = {"strong.bugs": 1.0, "strong.hard_fraction": 1.0, "weak.hard_fix_rate": 0.2}
    bug |= {"strong.hard_fix_rate": 0.5, "assumptions.growth": growth, "strong.context_window": 70_000.0}
    bug |= {"workflow.fix_calls": 23.0, "workflow.tool_tokens": 700.0}
    for inherits in (False, True):
        scenario = assign(COMPACTED, bug | {"lineup.escalation_inherits": inherits})
        values = plain(scenario)
        weak, strong = (setup(values, "strong", fixer) for fixer in ("weak", "strong"))
        for weak_attempts in (0, 1, 4):
            truth, chance, made, talk = float(costs(scenario).generation_cost[0]), 1.0, 0, Talk(weak.start, weak.start)
            for case, fixer, attempts in ((weak, "weak", weak_attempts), (strong, "strong", 60)):
                if fixer == "strong":
                    talk, made = (Talk(talk.prompt, talk.prompt), made) if inherits else (Talk(strong.start, strong.start), 0)
                prices = float(case.again_price), float(case.new_price), float(case.output_price)
                for _ in range(attempts):
                    before = talk.amounts()
                    session_in(talk, case, limit_of(values, fixer), case.whole_calls, 1 + case.growth * made)
                    truth += chance * sum(p * float(x - y) for p, x, y in zip(prices, talk.amounts(), before, strict=False))
                    chance, made = chance * (1.0 - float(case.rates[1] or 1)), made + 1
            found = with_limits(scenario, "strong", np.array([float(weak_attempts)])).total_cost[0]
            assert found == pytest.approx(truth, rel=1e-9), (inherits, weak_attempts)

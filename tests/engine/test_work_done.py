from dataclasses import replace

import pytest

from engine.prices.costs import costs
from engine.scenarios.registry import assign
from engine.work_done import work_done
from presets.scenarios.library import open_scenario


@pytest.mark.parametrize("name", ["own-terminal", "swe-issue", "textbook", "refactor"])
def test_work_that_always_takes_as_many_attempts_costs_what_is_expected_of_it(name: str) -> None:
    scenario = assign(
        open_scenario(name).scenario,
        {
            "strong.bugs": 3.0,
            "strong.easy_fix_rate": 1.0,
            "strong.hard_fix_rate": 1.0,
            "workflow.context": "shared",
            "assumptions.hour_value": 0.0,
            "assumptions.regression_rate": 0.0,
        },
    )
    expected = costs(scenario).of(costs(scenario).strategies[2])
    done = work_done(scenario, 2.0, {3: 5})
    fixing = expected["fix_cost"] + expected["growth_penalty"]
    assert done.generations == pytest.approx(2.0 * float(expected["generation_cost"]))
    assert done.attempts == pytest.approx(5.0 * float(fixing))


def test_a_conversation_that_goes_on_has_its_first_prompt_in_the_cache_but_for_what_the_last_call_left() -> None:
    scenario = open_scenario("own-terminal").scenario
    work = replace(scenario.workflow, handover_tokens=30_000.0)
    scenario = assign(replace(scenario, workflow=work), {"assumptions.cache_hit_rate": 1.0})
    anew, on = (work_done(scenario, 1.0, {2: 1}, held=held) for held in (False, True))
    held = 26_000 - 11_000 / 35
    assert anew.generations - on.generations == pytest.approx(held * (5.0 - 0.2) / 1e6)
    assert anew.attempts - on.attempts == pytest.approx((held + 30_000 - 1_000) * (5.0 - 0.2) / 1e6)

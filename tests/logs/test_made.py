from collections import Counter

import numpy as np
import pytest

from presets.logs.record import Checked, Compacted, Request
from tests.logs.made import made, made_trials
from tests.logs.true import STRONG, TRAPS, TrueWork


def test_generated_sessions_are_ones_that_an_agent_could_have_written() -> None:
    ends: Counter[str] = Counter()
    for number, one in enumerate(made(40, 3, habits=TRAPS)):
        times = [event.time for event in one.session.events]
        assert times == sorted(times)
        for event in one.session.events:
            if isinstance(event, Request):
                assert 0 <= event.read <= event.prompt == event.read + event.write
                assert event.output > 0
        ends.update(spell.end for task in one.tasks for bug in task.bugs for spell in bug)
        ends.update(compacted=sum(isinstance(event, Compacted) for event in one.session.events))
        ends.update(unknown=sum(isinstance(event, Checked) and event.passed is None for event in one.session.events))
        ends.update(counted_unknown=sum(task.unknown for task in one.tasks))
        assert one.session.key == f"made-3-{number:05}"
    assert all(ends[end] for end in ("fixed", "given up", "open", "compacted"))
    assert ends["unknown"] == ends["counted_unknown"] > 0


@pytest.mark.slow
def test_generated_sizes_have_the_means_that_they_were_made_from() -> None:
    work = TrueWork()
    tasks = [task for one in made(400, 4, models=(STRONG,)) for task in one.tasks]
    attempts = np.array([calls for task in tasks for calls in task.fix_calls])
    assert np.isclose(np.mean([task.generated for task in tasks]), work.generation_tokens, rtol=0.1)
    assert np.isclose(attempts.mean(), work.fix_calls, rtol=0.1)
    assert np.isclose(attempts.std() / (attempts.mean() - 1), work.calls_spread, rtol=0.1)
    assert np.isclose(np.mean([len(task.bugs) for task in tasks]), STRONG.bugs, rtol=0.1)


def test_generated_trials_of_a_task_have_one_name() -> None:
    trials = list(made_trials(3, 2))
    assert [trial.task for trial in trials] == ["task-0"] * 2 + ["task-1"] * 2 + ["task-2"] * 2
    assert all(trial.trial and trial.passed is not None for trial in trials)

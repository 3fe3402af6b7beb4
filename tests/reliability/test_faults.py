"""A bounded selection of ``python -m tests.reliability.faults``: every call that a file needs fails, each in one way."""

from __future__ import annotations

from itertools import count

import pytest

from tests.reliability.faults import CALLS, JOBS, KINDS, attempt, calls


@pytest.mark.slow
@pytest.mark.parametrize("name", JOBS)
def test_whichever_call_fails_it_is_one_sentence_and_no_file_is_damaged(name: str) -> None:
    job, turn, refused = JOBS[name], count(), 0
    for call in CALLS:
        for number in range(1, calls(job, call) + 1):
            step = next(turn)
            refused += bool(attempt(job, call, number, KINDS[step % len(KINDS)], lasting=step % 2 == 1)[1])
    assert refused or name == "start on spoiled files"

"""Sixty sessions killed at random moments: nothing but the change under the fingers is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reliability.kills import kills
from tests.terminal.nursery import Nursery


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_a_killed_session_leaves_its_work(nursery: Nursery, home: Path, seed: int) -> None:
    home.mkdir()
    outcomes = kills(nursery, home, seed, 12)
    assert outcomes.total() == 12

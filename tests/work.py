"""How much work something is, counted instead of timed: a count is the same on a busy machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


class TooMuch(AssertionError):
    """More work than allowed."""


def calls(work: Callable[[], object], most: int = 10_000_000) -> int:
    """How many functions are called and left, those of libraries in C among them.

    Args:
        work: What is to be done.
        most: How many at the most.

    Raises:
        TooMuch: As soon as there are more.
    """
    count = 0

    def called(_frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal count
        count += 1
        if count > most:
            raise TooMuch(f"more than {most:,} calls")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count

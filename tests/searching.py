"""How many examples a property is tried with."""

from __future__ import annotations

from hypothesis import settings

_USUAL = 100
"""Examples of the everyday profile, where a test says nothing of them."""


def examples(count: int) -> int:
    """So many as a rule; as many times more as a profile wants that looks for others."""
    return count * settings().max_examples // _USUAL

"""The four strategies: which model generates the code and which one fixes it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Strategy:
    """Who generates and who fixes.

    Attributes:
        key: The name in files and JSON: ``generator-fixer``.
        name: The name on the screen.
        generator: ``strong`` or ``weak``.
        fixer: ``strong`` or ``weak``.
    """

    key: str
    name: str
    generator: str
    fixer: str


A = Strategy("strong-weak", "A strong → weak", "strong", "weak")
B = Strategy("weak-strong", "B weak → strong", "weak", "strong")
STRONG_ONLY = Strategy("strong-strong", "strong only", "strong", "strong")
WEAK_ONLY = Strategy("weak-weak", "weak only", "weak", "weak")

STRATEGIES = (A, B, STRONG_ONLY, WEAK_ONLY)
RIVALS = (A, B)
"""The two that the question is about."""

TIE = "tie"
"""Stands in place of a strategy's key where both cost the same."""

"""Searching by words: what a name has to have."""

from __future__ import annotations

from collections.abc import Iterable

from engine.scenarios.registry import suggestion


def has_words(text: str, whole: str) -> bool:
    """Whether every word of what is searched for is somewhere in a text, in any case."""
    folded = whole.casefold()
    return all(word in folded for word in text.casefold().split())


def meant(text: str, wholes: Iterable[str]) -> str:
    """``; did you mean "…"?`` with the word nearest to what nothing has, or nothing."""
    return suggestion(text.casefold(), sorted({word for whole in wholes for word in whole.casefold().split()}))

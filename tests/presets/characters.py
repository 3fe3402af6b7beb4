"""Characters that no text on a screen may have."""

from __future__ import annotations

import unicodedata

# Control, format (bidirectional and zero-width ones too), surrogates, private use, unassigned, line and paragraph breaks.
_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_DRAWN_AS_NOTHING = set("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u3164\uffa0")


def steering(text: str) -> set[str]:
    """Those of a text; spaces of any width are harmless."""
    return {one for one in text if unicodedata.category(one) in _CATEGORIES} | _DRAWN_AS_NOTHING.intersection(text)

"""Screens that close once.

Textual 8.2 closes whatever is in front when a screen is dismissed that is gone already: a second Enter may have been on its
way. Only documented names; without this it is as Textual does it.
"""

from __future__ import annotations

from typing import Any

from textual.await_complete import AwaitComplete


class ClosesOnce:
    """A mixin, before the screen's class."""

    def dismiss(self: Any, result: Any = None) -> AwaitComplete:
        """Close with an answer, unless another one has done so."""
        return super().dismiss(result) if self.is_active else AwaitComplete()  # type: ignore[misc]

"""The answer in words: who is cheaper, by how much and until when."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.registry import find
from engine.strategies import RIVALS, A
from engine.verdict import infinite_reason, until
from tui.snapshot import HEADLINE, Snapshot
from tui.widgets.lines import Line, Lines, fitted, wrapped
from tui.window_warnings import window_summary

_NARROW = 56
_NOW = re.compile(r"\(now [^,)]*, ")


class VerdictBox(Lines):
    """The verdict of the scenario in force; dimmed while an impossible value is being typed."""

    def __init__(self, widget_id: str | None = None) -> None:
        super().__init__(widget_id)
        self._snapshot: Snapshot | None = None

    def show(self, snapshot: Snapshot) -> None:
        """Draw the verdict."""
        self._snapshot = snapshot
        self.rebuild()

    def build(self, width: int, height: int) -> Iterable[Line]:
        """A headline, then until when, then what the costs leave out."""
        if self._snapshot is None:
            return []
        verdict, stale = self._snapshot.outcome.verdict, self._snapshot.stale
        headline = verdict.headline
        if width < _NARROW:
            headline = headline.replace(" is cheaper:", ":")
        style = "dim" if stale else {A.key: "a", RIVALS[1].key: "b"}.get(verdict.cheaper, "strong")
        lines: list[Line] = [((fitted(headline, width), style),)]
        sentences = conditions(self._snapshot, short=width < _NARROW)
        for number, sentence in enumerate(sentences):
            # The headline's condition may take what the other leaves.
            room = height - len(lines) - (len(sentences) - number - 1)
            lines += [((part, "dim" if stale or number else "text"),) for part in wrapped(sentence, width, room)]
        if (warning := window_summary(self._snapshot.outcome)) and len(lines) < height:
            lines += [((part, "dim"),) for part in wrapped(warning, width, height - len(lines))]
        return lines


def conditions(snapshot: Snapshot, *, short: bool = False) -> list[str]:
    """Until when the verdict holds: along the weak model's bugs, then along the row in focus."""
    verdict = snapshot.outcome.verdict
    reasons = [infinite_reason(snapshot.outcome.costs, strategy) for strategy in RIVALS]
    sentences = [reason for reason in reasons if reason][:1]
    for key in dict.fromkeys((HEADLINE, snapshot.focus)):
        if (crossings := snapshot.crossings(key)) is not None:
            sentence = until(crossings, verdict)
            sentences.append(_shortened(sentence, find(key).full_symbol) if short else sentence)
    return sentences[:2]


def _shortened(sentence: str, symbol: str) -> str:
    """Without what the row itself shows: symbol and present value."""
    return _NOW.sub("(", sentence.replace(f" [{symbol}]", ""))

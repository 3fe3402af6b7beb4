"""Several scenarios beside the first one, as the explorer has pins beside the scenario in force."""

from __future__ import annotations

from tui.answers.answer import HEADLINE, Question, answer
from tui.cli.inputs import Batch
from tui.state.snapshot import Pin, Snapshot


def beside(batch: Batch, axis: str = HEADLINE) -> tuple[list[str], Snapshot] | None:
    """The words that named the scenarios, and a state of a session with the first in force and the others pinned.

    Args:
        batch: What the command was asked about.
        axis: The parameter that curves are plotted against.

    Returns:
        ``None`` if one of them cannot be used; that has been told.
    """
    words, snapshots = [], []
    for word, saved, scenario in batch.with_saved():
        words.append(word)
        snapshots.append(Snapshot(scenario, saved, answer(Question(scenario, (axis,))), focus=axis, axis=axis))
    if batch.status:
        return None
    first, *others = snapshots
    pins = tuple(Pin(other.describe(), other.scenario, other.outcome) for other in others)
    return words, Snapshot(first.scenario, first.saved, first.outcome, focus=axis, axis=axis, pins=pins)

"""What the attempts of strategies take more since conversations are compacted: the teeth and the chances of their attempts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.attempts.conversation import Attempts
from engine.attempts.long_conversations import after_each_in_conversation, furthest_in_conversation
from engine.attempts.moments import Moments
from engine.attempts.one_bug import OneBug
from engine.attempts.repairs import Repairs
from engine.numerics.arrays import Array
from engine.numerics.infinity import settled, times
from engine.prices.compaction import Compaction, Conversations, Tooth, teeth
from engine.prices.phase import Phase, Sparse

_NEGLIGIBLE = 1e-14
"""Chance of an attempt that is of no account."""

_FOLLOWED = 512.0
"""Attempts of a conversation about all bugs after which they take what they take on average."""


def compacted(
    attempts: Phase[Array], compaction: Compaction[Array], work: Repairs, fixing: Attempts, shape: tuple[int, ...]
) -> list[Array]:
    """What attempts take more than without compactions, each of such a shape.

    Returns:
        Tokens sent again, sent for the first time, and written, and compactions; then of the first attempt of a
        conversation the same four.
    """
    conversations, where = Conversations.different(attempts, compaction, shape)
    rows = _Rows(work, fixing, shape)
    reach = np.zeros(conversations.number)
    np.maximum.at(reach, where, rows.reach)
    amounts, first = np.zeros((4, where.size)), np.zeros((4, where.size))
    found = list(teeth(conversations, reach, _FOLLOWED if work.shared else np.inf))
    for some in ([tooth for tooth in found if not tooth.average], [tooth for tooth in found if tooth.average]):
        if not some:
            continue
        before = _side_by_side(some, [tooth.before for tooth in some], conversations.number, np.inf)
        after = rows.after(before[:, where])
        for i, terms in enumerate(zip(*(tooth.terms for tooth in some), strict=True)):
            for moment, term in zip(after.all, _by_moment(some, terms, conversations.number), strict=True):
                if term is not None:
                    amounts[i] += settled(times(moment, term[:, where]).sum(axis=0))
        if not some[0].average:
            alone = [np.where(some[0].before == 0.0, np.asarray(terms[0]), 0.0) for terms in some[0].terms]
            first = np.stack([_side_by_side(some[:1], [x], conversations.number, 0.0)[0, where] for x in alone])
    return [x.reshape(shape) for x in (*amounts, *first)]


def _side_by_side(some: Sequence[Tooth], figures: Sequence[Array], number: int, absent: float) -> Array:
    """A figure of each tooth, ``(teeth, conversations)``."""
    found = np.full((len(some), number), absent)
    for row, tooth, figure in zip(found, some, figures, strict=True):
        row[tooth.columns] = figure
    return found


def _by_moment(some: Sequence[Tooth], terms: Sequence[Sparse[Array]], number: int) -> list[Array | None]:
    """Terms of all teeth by the moment that they go with, ``(teeth, conversations)``; ``None`` for none."""
    found: list[Array | None] = []
    for figures in zip(*terms, strict=True):
        some_figures = [figure for figure in figures if figure is not None]
        found.append(_side_by_side(some, some_figures, number, 0.0) if some_figures else None)
    return found


class _Rows:
    """The bugs of strategies and scenarios, one row behind the other.

    Attributes:
        reach: Attempts of a conversation that are never exceeded, but for a negligible chance.
    """

    def __init__(self, work: Repairs, fixing: Attempts, shape: tuple[int, ...]) -> None:
        def flat(x: Array) -> Array:
            return np.broadcast_to(x, shape).ravel()

        def by_class(x: Array) -> Array:
            return np.stack([flat(x[0]), flat(x[1])])

        self._bugs = by_class(fixing.bugs)
        self._work = Repairs(
            by_class(work.rates),
            flat(work.spread),
            flat(work.fading),
            flat(work.limit),
            by_class(work.bugs),
            by_class(work.mix),
            flat(work.regression),
            work.shared,
        )
        self.reach = furthest_in_conversation(self._work) if work.shared else self._furthest()

    def _furthest(self) -> Array:
        """Attempts at any bug."""
        one, rates = self._work, np.where(self._bugs > 0.0, self._work.rates, 1.0).min(axis=0)
        with np.errstate(divide="ignore"):
            alike = np.where(rates < 1.0, np.log(_NEGLIGIBLE) / np.log1p(-rates), 1.0)
        return np.minimum(np.where((one.spread == 0.0) & (one.fading == 1.0), alike, np.inf), one.limit)

    def after(self, before: Array) -> Moments:
        """The attempts after so many others of their conversations, ``(teeth, rows)``, of all conversations of a run."""
        counted = np.where(before <= self.reach, before, np.inf)
        if self._work.shared:
            return after_each_in_conversation(self._work, counted)
        which, row = np.nonzero(np.isfinite(counted))
        one, found = self._work, np.zeros((4, *counted.shape))
        bug = OneBug.of(one.rates[:, row], one.spread[row], one.fading[row], one.limit[row])
        moments = bug.after(counted[which, row]).all
        found[:, which, row] = [times(self._bugs[:, row], moment).sum(axis=0) for moment in moments]
        return Moments(*found)

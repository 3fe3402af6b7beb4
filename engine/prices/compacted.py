"""What the attempts of strategies take more since conversations are compacted: the teeth and the chances of their attempts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.attempts.conversation import Attempts
from engine.attempts.long_conversations import LONGEST, after_each_in_conversation, furthest_in_conversation
from engine.attempts.moments import Moments
from engine.attempts.one_bug import OneBug
from engine.attempts.repairs import Repairs
from engine.numerics.arrays import Array, distinct
from engine.numerics.infinity import settled, times
from engine.numerics.rounding import ways
from engine.prices.compaction import Compaction
from engine.prices.phase import Phase
from engine.prices.places import Conversations
from engine.prices.teeth import teeth, tokens_after

_NEGLIGIBLE = 1e-14
"""Chance of an attempt that is of no account."""

_FOLLOWED = 512.0
"""Attempts of a conversation about all bugs after which they take what they take on average."""

_SUMMED = 1024.0
"""The same of a conversation about one bug where the sums over all attempts diverge."""

_MANY = 1e5
"""Times that attempts re-read more without compactions, from which on sums over all of them are taken to diverge."""


@dataclass(frozen=True, eq=False)
class Compacted:
    """What attempts take in conversations that are compacted. Tokens are sent again, sent for the first time, and written.

    Attributes:
        grown: Tokens beyond those of attempts in conversations of their own that are not compacted.
        compactions: How often conversations are compacted.
        first: Tokens that the first attempt of a conversation takes more than without compactions.
        long: Tokens of requests with long prompts, where any conversation may be compacted.
        some: Whether any may.
    """

    grown: list[Array]
    compactions: Array
    first: list[Array]
    long: list[Array]
    some: NDArray[np.bool_]


def compacted(
    attempts: Phase[Any],
    compaction: Compaction[Any],
    work: Repairs,
    fixing: Attempts,
    usual: tuple[Sequence[Array], Sequence[Array]],
    shape: tuple[int, ...],
) -> Compacted:
    """What attempts take in conversations that are compacted.

    Args:
        attempts: What they are without compactions.
        compaction: When conversations are compacted.
        work: What the attempts are up against.
        fixing: How many there are.
        usual: Without compactions, their tokens sent again, sent for the first time, and written: as if each were in a
            conversation of its own, and beyond these.
        shape: Of strategies and scenarios.

    Returns:
        All of it in figures of that shape.
    """
    made = fixing.made
    reread = times(attempts.added, made.pairs + times(attempts.growth, made.triples))
    # Infinitely much, or so much more than is left of it that the difference is nothing but rounding.
    without_end = np.isinf(reread) | (reread > _MANY * times(compaction.threshold, made.count))
    diverges = np.broadcast_to(without_end & np.isfinite(made.more), shape)
    followed = _FOLLOWED if work.shared else np.where(diverges, _SUMMED, np.inf)
    conversations, at = Conversations.different(attempts, compaction, np.broadcast_to(followed, shape))
    laws = _Laws.of(work, fixing.bugs, diverges, at)
    where, number = laws.where, len(laws.where)
    reach = np.zeros(conversations.number)
    np.maximum.at(reach, where, laws.reach)
    found, average = teeth(conversations, reach)
    amounts, first = np.zeros((7, number)), np.zeros((3, number))
    some: NDArray[np.bool_] = np.zeros(number, dtype=np.bool_)
    # From where on the average counts instead of all else: where sums over all attempts diverge.
    last = np.full(number, np.inf)
    if average is not None:
        far = average.before[:, where]
        last = np.where(laws.diverges & (far[0] < LONGEST), far[0], np.inf)
        without = tokens_after(conversations.part(where).attempts, far[0])
        # What the teeth before have dropped, no later attempt reads.
        if (dropped := found[0].reread[1]) is not None:
            without[0][:2] = [x + dropped.sum(axis=0)[where] for x in without[0][:2]]
        after = laws.after(far)
        amounts = np.stack([_sum(after, term, where) for term in average.terms])
        amounts[:3] -= np.where(np.isinf(last), [_sum(after, term) for term in without], 0.0)
    for tooth in found:
        # One by one, teeth change their attempt, and all later ones alike.
        after = laws.after(tooth.before[:, where], last)
        amounts += [_sum(after, term, where) for term in tooth.terms]
    if found:
        before, *_ = found[0].before
        at_first = np.stack([term[0][0] for term in found[0].terms[:3] if term[0] is not None])
        first, some = np.where(before == 0.0, at_first, 0.0)[:, where], before[where] <= laws.reach
    totals = [laws.together(figures).reshape(shape) for figures in amounts]
    grown = [np.broadcast_to(x, shape) for x in usual[1]]
    cut = laws.any_of(np.isfinite(last)).reshape(shape)
    rounded = laws.any_of(some).reshape(shape) & laws.rounded.reshape(shape) & ~cut
    if cut.any() or rounded.any():
        until = laws.after(np.zeros((1, number)), last)
        without = tokens_after(conversations.part(where).attempts, np.zeros(number))
        for i, alone_ in enumerate(usual[0]):
            direct = laws.together(_sum(until, without[i])).reshape(shape)
            # What rounded counts save is the same share of what fractional ones take.
            share = np.where(rounded & (direct > 0.0), (alone_ + grown[i]) / np.where(direct > 0.0, direct, 1.0), 1.0)
            totals[i] = np.where(np.isfinite(share), share, 1.0) * totals[i]
            grown[i] = np.where(cut, direct - alone_, grown[i])
    return Compacted(
        [settled(x + more) for x, more in zip(grown, totals[:3], strict=True)],
        totals[3],
        [x[laws.index[0]].reshape(shape) for x in first],
        [settled(x) for x in totals[4:]],
        laws.any_of(some).reshape(shape),
    )


def _sum(after: Moments, terms: Sequence[Array | None], where: NDArray[np.int64] | None = None) -> Array:
    """What attempts amount to, all teeth together."""
    total = np.zeros(after.begun.shape[1:])
    for moment, term in zip(after.all, terms, strict=True):
        if term is not None and term.any():
            total = total + times(moment, term if where is None else term[..., where]).sum(axis=0)
    return settled(total)


@dataclass(frozen=True, eq=False)
class _Laws:
    """What becomes of the bugs of strategies and scenarios, each law that differs from the others once: arrays ``(n,)``.

    In fresh conversations there is one for each bug of a class; of a shared one, for each way to round fractional counts.

    Attributes:
        work: Bugs, and how attempts at them go; in fresh conversations at the bug of the first class.
        where: Which conversations they have.
        diverges: Where attempts without compactions take infinitely much, although their number is finite.
        reach: Attempts of a conversation that are never exceeded, but for a negligible chance.
        index: Which ones the rows of strategies and scenarios have, ``(ways or classes, rows)``.
        weights: How often, likewise.
    """

    work: Repairs
    where: NDArray[np.int64]
    diverges: NDArray[np.bool_]
    reach: Array
    index: NDArray[np.int64]
    weights: Array

    @classmethod
    def of(cls, work: Repairs, bugs: Array, diverges: NDArray[np.bool_], where: NDArray[np.int64]) -> _Laws:
        """Those of such strategies.

        Args:
            work: Their bugs.
            bugs: All of them, those that fixes introduce included.
            diverges: For each strategy and scenario.
            where: Which conversations each has, likewise.
        """

        def rows(x: NDArray[Any]) -> Array:
            return np.broadcast_to(x, (*x.shape[: x.ndim - diverges.ndim], *diverges.shape)).reshape(-1, where.size)

        common = work.spread, work.fading, work.limit, diverges, where
        if work.shared:
            counts, weights = ways(rows(work.bugs))
            # Where a count is whole, every way to round it is the same.
            counts = np.where(weights > 0.0, counts, np.floor(rows(work.bugs))[:, None])
            own = *counts, *rows(work.rates), *rows(work.mix), rows(work.regression)
        else:
            weights = rows(bugs)
            own = (np.where(weights > 0.0, rows(work.rates), 1.0),)
        every = np.stack([np.broadcast_to(x, weights.shape).ravel() for x in (*own, *map(rows, common))])
        different, index = distinct(every)
        *figures, spread, fading, limit, endless, place = every[:, different]
        if work.shared:
            easy, hard, easy_rate, hard_rate, easy_mix, hard_mix, again = figures
            sizes = np.stack([easy_rate, hard_rate]), np.stack([easy, hard]), np.stack([easy_mix, hard_mix]), again
        else:
            none = np.zeros(different.size)
            sizes = np.stack([figures[0], none + 1.0]), np.stack([none + 1.0, none]), np.stack([none, none]), none
        rates, counts, mix, again = sizes
        some = Repairs(rates, spread, fading, limit, counts, mix, again, work.shared)
        reach = furthest_in_conversation(some) if work.shared else _furthest(some)
        return cls(some, place.astype(np.int64), endless > 0.0, reach, index.reshape(weights.shape), weights)

    @property
    def rounded(self) -> NDArray[np.bool_]:
        """Which rows have fractional counts in one conversation, rounded at random here."""
        return np.asarray(self.work.shared & (self.weights.max(axis=0) < 1.0))

    def together(self, figures: Array) -> Array:
        """What figures of theirs amount to in each row."""
        return np.asarray(times(self.weights, figures[self.index]).sum(axis=0))

    def any_of(self, some: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which rows have any of some of them."""
        return np.asarray(some[self.index].any(axis=0))

    def after(self, before: Array, last: Array | None = None) -> Moments:
        """The attempts after so many others of their conversations, ``(teeth, n)``.

        Args:
            before: So many.
            last: Attempts of a conversation after which none counts; infinite if all do.
        """
        counted = np.where(before <= self.reach, before, np.inf)
        if self.work.shared:
            return after_each_in_conversation(self.work, counted, last)
        which, law = np.nonzero(np.isfinite(counted))
        one, found = self.work, np.zeros((4, *counted.shape))
        limit = one.limit if last is None else np.minimum(one.limit, last)
        bug = OneBug.of(one.rates[0][law], one.spread[law], one.fading[law], limit[law])
        for figure, moment in zip(found, bug.after(counted[which, law]).all, strict=True):
            figure[which, law] = moment
        return Moments(*found)


def _furthest(one: Repairs) -> Array:
    """Attempts at a bug that are never exceeded, but for a negligible chance."""
    rates = one.rates[0]
    with np.errstate(divide="ignore"):
        alike = np.where(rates < 1.0, np.log(_NEGLIGIBLE) / np.log1p(-rates), 1.0)
    return np.minimum(np.where((one.spread == 0.0) & (one.fading == 1.0), alike, np.inf), one.limit)

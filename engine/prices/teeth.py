"""What attempts take more since their conversations are compacted, tooth by tooth (docs/model.md, Compaction).

A compaction changes the attempt that it falls into, and by the same amount all attempts after that one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from engine.numerics.arrays import Array, Quantity
from engine.numerics.infinity import dot
from engine.prices.compaction import Compaction, Taken
from engine.prices.phase import Phase, Sparse
from engine.prices.places import Conversations, Places, places
from engine.prices.session_calls import session_after

_AT_ONCE = 1 << 10
"""Attempts with a compaction that are worked on at once."""

_LITTLE = 1e-9
"""Weight of what counts only where nothing else does."""

_NOTHING = (None, None, None, None)
_THREE_NOTHINGS = (_NOTHING, _NOTHING, _NOTHING)

Three: TypeAlias = Sequence[Sequence[Array | None]]
"""Terms of tokens sent again, of those sent for the first time, and of those written."""


@dataclass(frozen=True, eq=False)
class Teeth:
    """What attempts of conversations side by side take more, since they are compacted: arrays ``(teeth, n)``.

    Attributes:
        before: Attempts before each tooth; infinite where a conversation has no such tooth.
        reread: Tokens sent again: of the attempt after these, and of the ones that follow, as ``Moments`` count them.
        new: Tokens sent for the first time.
        written: Tokens written.
        compactions: How often conversations are compacted.
        long: Tokens that requests with long prompts send again, send for the first time, and write: what they are more
            than in the attempts before.
    """

    before: Array
    reread: Sparse[Array] = _NOTHING
    new: Sparse[Array] = _NOTHING
    written: Sparse[Array] = _NOTHING
    compactions: Sparse[Array] = _NOTHING
    long: Three = _THREE_NOTHINGS

    @property
    def terms(self) -> tuple[Sequence[Array | None], ...]:
        """All seven."""
        return self.reread, self.new, self.written, self.compactions, *self.long


def first_compacted(phase: Phase[Any], compaction: Compaction[Any]) -> Taken:
    """What the first attempt of a conversation takes more than without compactions."""
    conversations, where = Conversations.different(phase, compaction)
    session = session_after(conversations.attempts, np.zeros(conversations.number))
    more, _ = conversations.compaction.expected_beyond(session, conversations.numbers)
    return Taken(*(x[where] for x in vars(more).values()))


def teeth(conversations: Conversations, reach: Array) -> tuple[list[Teeth], Teeth | None]:
    """The teeth of conversations side by side, and what all attempts after them take on average.

    Args:
        conversations: What they are.
        reach: By column, attempts of a conversation after which nothing counts.
    """
    found = places(conversations, reach)
    if not found.some.any():
        return [], None
    more, read, long = _taken(conversations, found)
    drop = np.where(found.some, -conversations.calls.number * found.shorter, 0.0)
    own = Teeth(
        found.before,
        (more.reread, drop, None, None),
        (more.new, None, None, None),
        (more.written, None, None, None),
        (more.compactions, None, None, None),
    )
    parts, above = [own], list[Array]()
    if long is not None:
        above = [x + y for x, y in zip(more.long_tokens, long.until(found.before), strict=True)]
        ended = [[x - y[0], *(-z for z in y[1:])] for x, y in zip(more.long_tokens, long.from_end, strict=True)]
        parts = [replace(own, long=ended), Teeth(long.before, long=long.from_there)]
        if (last := found.some.any(axis=0) & ~found.late).any():
            made, gone = (np.where(last, found.after_all(x), 0.0) for x in (found.before + 1.0, found.dropped + found.shorter))
            beyond = _Long.after(conversations, made, gone)
            begun = np.where(last, beyond.before, np.inf)
            parts.append(Teeth(begun[None], long=[[x[None] for x in terms] for terms in beyond.from_there]))
    if not found.late.any():
        return parts, None
    # The first tooth begins where no other does: it counts for the average where there is no other.
    weight = np.where(found.some, 1.0, 0.0)
    weight[0] *= _LITTLE
    between = np.where(found.some, found.before + 1.0 - found.since, 0.0), np.where(found.some, found.shorter, 0.0)
    sums = np.stack([(weight * x).sum(axis=0) for x in (read, more.compactions, *between, *above)])
    before = np.where(found.late, found.after_all(found.before) + 1.0, np.inf)
    return parts, _on_average(conversations, before, sums)


def _taken(conversations: Conversations, found: Places) -> tuple[Taken, Array, _Long | None]:
    """What attempts with a tooth take more, what their compactions read, and what attempts before take with long prompts.

    Everything is ``(teeth, n)``; nothing where there is no tooth.
    """
    own = found.some & (found.same == np.arange(len(found.same))[:, None])
    which, column = np.nonzero(own)
    parts, priced = [], bool(np.isfinite(conversations.compaction.long).any())
    for start in range(0, which.size, _AT_ONCE):
        at = which[start : start + _AT_ONCE], column[start : start + _AT_ONCE]
        every, (since, before, dropped) = conversations.part(at[1]), (x[at] for x in (found.since, found.before, found.dropped))
        more, read = every.compaction.expected_beyond(session_after(every.attempts, before, dropped), every.numbers)
        figures = [*vars(more).values(), read]
        if priced:
            long = _Long.after(every, since, dropped, before)
            figures += [long.before - before, *(x for terms in (*long.from_there, *long.from_end) for x in terms)]
        parts.append(np.stack(figures))
    repeated, nothing, table = not own[found.some].all(), np.zeros(own.shape), list[Array]()
    for row in np.concatenate(parts, axis=1):
        figure = nothing
        if row.any():
            figure = np.zeros(own.shape)
            figure[own] = row
            figure = np.where(found.some, np.take_along_axis(figure, found.same, axis=0), 0.0) if repeated else figure
        table.append(figure)
    more, read = Taken(*table[:7]), table[7]
    if not priced:
        return more, read, None
    begin, *terms = table[8:]
    by_kind = [terms[i : i + 4] for i in range(0, 24, 4)]
    return more, read, _Long(np.where(found.some, found.before + begin, np.inf), by_kind[:3], by_kind[3:])


@dataclass(frozen=True, eq=False)
class _Long:
    """What requests with long prompts take between two teeth: arrays ``(n,)``, or ``(teeth, n)``.

    An attempt has the mean number of calls. From the first one on whose prompts get long, all prompts are.

    Attributes:
        before: Attempts before that one; infinite if there is none.
        from_there: What it and all later ones take.
        from_end: What all take from the second tooth on; nothing where prompts do not get long before it.
    """

    before: Array
    from_there: list[list[Array]]
    from_end: list[list[Array]]

    @classmethod
    def after(cls, every: Conversations, since: Array, dropped: Array, until: Quantity = np.inf) -> _Long:
        """Those after so many attempts, up to a tooth, of conversations that are so much shorter."""
        attempts = every.attempts
        begin = np.maximum(attempts.last_prompts.attempts_within(every.compaction.long + dropped), since)
        begin = np.where(begin < until, begin, np.inf)
        m = np.where(np.isfinite(begin), begin, 0.0)
        s = session_after(attempts, m, dropped)
        spared = s.tokens(s.short(every.compaction.long))
        shorter = replace(attempts, prompt=attempts.prompt - dropped)
        first = [[x - less, *later] for (x, *later), less in zip(tokens_after(shorter, m), spared, strict=True)]
        some = np.isfinite(begin)
        last = [[np.where(some, x, 0.0) for x in terms] for terms in tokens_after(shorter, np.asarray(until))]
        return cls(begin, first, last)

    def until(self, before: Array) -> list[Array]:
        """What those before a later one take together."""
        more = before - self.before - 1.0
        pairs = more * (more - 1.0) / 2.0
        numbers = np.ones_like(more), more, pairs, pairs * (more - 2.0) / 3.0
        return [np.where(more >= 0.0, dot(terms, numbers), 0.0) for terms in self.from_there]


def _on_average(conversations: Conversations, before: Array, sums: Array) -> Teeth:
    """What attempts far out take, if conversations are compacted at such a mean length.

    A tooth grows from what is kept to that length. A prompt is as long on average as the middle of the two, but for half
    of what came last, of which calls that add more have more.
    """
    attempts, calls, compaction = conversations.attempts, conversations.calls, conversations.compaction
    g, longer = attempts.growth, 1.0 + attempts.growth * np.where(np.isfinite(before), before, 0.0)
    length = sums[0] / np.where(sums[1] > 0.0, sums[1], 1.0)
    often = attempts.added / np.maximum(length - compaction.kept, 1.0)
    squares = (calls.number - 1.0) * calls.step**2 + calls.last**2
    came_last = calls.number * squares / (2.0 * np.where(attempts.added > 0.0, attempts.added, 1.0))

    def each(tokens: Quantity, always: Quantity = 0.0) -> Sparse[Array]:
        return always + tokens * longer, always + tokens * (longer + g), tokens * g, None

    reread = each(-came_last, calls.number * (compaction.kept + length) / 2.0)
    new, written = (each(x + often * y) for x, y in ((attempts.added, compaction.kept), (attempts.written, compaction.summary)))
    long: Three = _THREE_NOTHINGS
    if np.isfinite(compaction.long).any():
        # As much as between the first tooth followed and the last one, by the attempts and by the tokens added there.
        made, dropped = (np.where(x > 0.0, x, 1.0) for x in sums[2:4])
        long = [each(0.0, sums[4] / made), *(each(x / dropped * attempts.added) for x in sums[5:])]
    return Teeth(before[None], reread, new, written, each(often), long)


def tokens_after(attempts: Phase[Array], before: Array) -> list[list[Array]]:
    """Tokens that the attempts after so many others take, by moment: sent again, sent for the first time, and written."""
    m, unit = np.where(np.isfinite(before), before, 0.0), np.eye(3)[:, :, None]
    phases = (replace(attempts, before=m, reread_price=x, new_price=y, output_price=z) for x, y, z in unit)
    shape = np.broadcast_shapes(m.shape, attempts.added.shape)
    return [[np.broadcast_to(x, shape) for x in phase.terms] for phase in phases]

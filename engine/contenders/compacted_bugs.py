"""What attempts of one model at a bug cost where their conversations are compacted (docs/model.md, Compaction)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.attempts.conversation import attempts
from engine.attempts.repairs import Repairs
from engine.attempts.survival import survival
from engine.numerics.arrays import Array
from engine.numerics.infinity import dot, left_of, settled, times
from engine.prices.compacted import compacted
from engine.prices.compaction import Compaction
from engine.prices.one_strategy import OneStrategy
from engine.prices.phase import Phase
from engine.prices.places import Conversations
from engine.prices.teeth import teeth, tokens_after


def each_compacted(
    model: OneStrategy, phase: Phase[Any], compaction: Compaction[float], most: Array, surcharge: Array
) -> Array:
    """Dollars of attempts at a bug in a conversation that begins with it, by class and limit: ``(2, limits)``.

    Args:
        model: Who makes them.
        phase: Its attempts.
        compaction: When they are compacted.
        most: So many at the most, ``(limits,)``.
        surcharge: What long prompts cost more in conversations that are never compacted, ``(2, limits)``.
    """
    if np.size(phase.prompt) > 1:
        return _at_once(model, phase, compaction, most, surcharge)
    # Of one conversation, limits end the same attempts sooner or later.
    found, endless = np.zeros((2, most.size)), np.isinf(most)
    if endless.any():
        found[:, endless] = _at_once(model, phase, compaction, most[endless][:1], surcharge[:, endless][:, :1])
    if not endless.all():
        found[:, ~endless] = _one_by_one(model, phase, compaction, most[~endless], surcharge[:, ~endless])
    return found


def _at_once(model: OneStrategy, phase: Phase[Any], compaction: Compaction[float], most: Array, surcharge: Array) -> Array:
    """The same of conversations that may differ."""
    shape, none = (2, most.size), np.zeros((2, 1, 1))
    limit, one = np.maximum(most, 1.0)[None], np.eye(2)[:, :, None]
    rates, alike = model.rates[:, None, None], (np.array(model.spread), np.array(model.fading))
    work = Repairs(rates, *alike, limit, bugs=one, mix=none, regression=np.zeros(1), shared=False)
    fixing = attempts(work)
    alone, grown = (tokens.expected(fixing.made) for tokens in (phase.alone, phase.grown))
    found = compacted(phase, compaction, work, fixing, (alone, grown), shape)
    dollars = settled(dot(phase.prices, alone) + dot(phase.prices, found.grown))
    if phase.waits is not None:
        dollars = (
            dollars + times(phase.waits.of(phase.readings), fixing.made.count) + times(phase.waits.call, found.compactions)
        )
    if model.long_prompts is not None:
        surcharge = np.where(found.some, dot(model.long_prompts.prices, found.long), surcharge)
    return np.asarray(settled(left_of(dollars, surcharge)))


def _one_by_one(model: OneStrategy, phase: Phase[float], compaction: Compaction[float], most: Array, surcharge: Array) -> Array:
    """The same of one conversation, from what each of its attempts costs and its chance to take place."""
    last = int(most.max())
    conversations, _ = Conversations.different(phase, compaction)
    found, average = teeth(conversations, np.array([float(last)]))
    m, start = np.arange(float(last)), np.zeros((1, 1))
    amounts = np.zeros((7, last))
    amounts[:3] = [_along(m, start, terms) for terms in tokens_after(conversations.attempts, start)]
    for tooth in found:
        amounts += [_along(m, tooth.before, terms) for terms in tooth.terms]
    if average is not None:
        far = m >= average.before[0]
        amounts[:, far] = np.array([_along(m, average.before, terms) for terms in average.terms])[:, far]
    reread, new, written, compactions, *long = amounts
    each = dot(phase.prices, (reread, new, written))
    if phase.waits is not None:
        each = each + phase.waits.of(phase.readings) + phase.waits.call * compactions
    if found and model.long_prompts is not None:
        each = left_of(each, dot(model.long_prompts.prices, long))
    blocks = survival(model.rates, np.array([model.spread]), np.array([model.fading]), last, model.rates.shape)
    taking_place = np.concatenate([block for _, block, _ in blocks]).T[:, :last]
    sums = np.concatenate([np.zeros((2, 1)), np.cumsum(each * taking_place, axis=1)], axis=1)[:, most.astype(np.int64)]
    return sums if found else np.asarray(settled(left_of(sums, surcharge)))


def _along(m: Array, before: Array, terms: Sequence[Array | None]) -> Array:
    """What the attempts after m others amount to, by the terms of all that begin after so many, ``(teeth, 1)``."""
    first, later, slope, bend = (0.0 if term is None else np.where(np.isfinite(before), term, 0.0) for term in terms)
    i = m - before - 1.0
    more = later + i * (slope + (i - 1.0) / 2.0 * bend)
    return np.asarray(np.where(i >= 0.0, more, np.where(i == -1.0, first, 0.0)).sum(axis=0))

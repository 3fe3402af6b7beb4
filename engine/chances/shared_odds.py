"""The law of the cost of one shared conversation: a function of its attempts, and of the bugs given up on.

The law of the number T of attempts is the generating function of all bugs at the roots of unity and one inverse FFT.
"""

from __future__ import annotations

import math

import numpy as np

from engine.chances.bug_law import BugLaw, bug_law
from engine.chances.families import CUT, bounds, fft_length, logarithm, total
from engine.chances.law import IGNORED, Law, merged
from engine.numerics.arrays import Array
from engine.prices.one_strategy import OneStrategy

LONGEST = 1 << 19
"""Attempts in a conversation that are followed at most."""

LARGEST = 1 << 22
"""Numbers in a transform at most."""

_CUT = 1e-11
"""Chance of more attempts than a bug's law holds, where its tail is short."""

_DAMPED = 1e-8
"""Factor on what a transform folds back from beyond its end, where tails are long."""


def shared_law(plain: OneStrategy) -> Law:
    """The law of the cost of a run in one conversation."""
    if not plain.active:
        return Law(np.array([plain.start]), np.ones(1))
    laws = bug_laws(plain)
    if plain.handoff_cost > 0.0 and any(law.given_up > 0.0 for law in laws.values()):
        return _with_handoffs(plain, laws)
    first, chances, last = attempts_law(plain, laws)
    attempts = first + np.arange(len(chances), dtype=np.float64)
    costs, chances = merged(plain.start + plain.conversation(attempts), chances)
    reach = math.inf if math.isinf(last) else plain.start + plain.dollars(int(last))
    return Law(costs, chances, never(plain, laws), reach)


def bug_laws(plain: OneStrategy, most: int = LONGEST) -> dict[int, BugLaw]:
    """The law of one bug by class, followed for so many attempts at most."""
    return {c: bug_law(plain, c, _CUT / max(1.0, float(plain.bugs.sum())), most) for c in plain.active}


def attempts_law(plain: OneStrategy, laws: dict[int, BugLaw]) -> tuple[int, Array, float]:
    """The law of the number of attempts at all bugs: its first value, the chances from there, and its last one.

    The last value is infinite where nothing is cut off; else the conversation may be longer than that.
    """
    if any(law.tail > _CUT for law in laws.values()):
        # Whatever is longer than a bug's law reaches is beyond the total's reach, too.
        last = min(len(law.fixed) for law in laws.values() if law.tail > _CUT)
        chances = _inverted(plain, laws, 0, fft_length(2 * last), _DAMPED)[: last + 1]
        return 0, chances, float(last)
    low, high = attempts_bounds(plain, laws)
    if high - low > LONGEST:
        chances = _inverted(plain, laws, 0, fft_length(2 * LONGEST), _DAMPED)[: LONGEST + 1]
        return 0, chances, float(LONGEST)
    return low, _inverted(plain, laws, low, fft_length(high - low + 1), 1.0), math.inf


def attempts_bounds(plain: OneStrategy, laws: dict[int, BugLaw], cut: float = CUT) -> tuple[int, int]:
    """Bounds that the number of attempts keeps but for a chance of ``cut``."""
    alike = plain.spread == 0.0 and plain.fading == 1.0 and math.isinf(plain.limit)
    rates = [float(plain.rates[c]) for c in laws]
    steepest = min((-math.log1p(-rate) if rate < 1.0 else 30.0) for rate in rates) if alike else 30.0

    def log_total(slope: Array) -> Array:
        fixed, given_up = {}, {}
        for c, law in laws.items():
            if alike:
                rate = float(plain.rates[c])
                fixed[c] = rate / (np.exp(-slope) - (1.0 - rate))
                given_up[c] = np.zeros_like(slope)
            else:
                tries = np.arange(1.0, len(law.fixed) + 1.0)
                fixed[c] = np.exp(slope[:, None] * tries) @ law.fixed
                given_up[c] = law.given_up * np.exp(slope * law.limit)
        return logarithm(plain, fixed, given_up)

    low, high = bounds(log_total, steepest, cut)
    if not math.isfinite(high):
        return 0, 2 * LONGEST
    return math.floor(low), math.ceil(high)


def size(plain: OneStrategy) -> float:
    """How many numbers the transform of a run takes."""
    laws = bug_laws(plain, 1 << 14)
    alike = plain.spread == 0.0 and plain.fading == 1.0
    if not alike and any(law.tail > _CUT for law in laws.values()):
        return LONGEST
    low, high = attempts_bounds(plain, laws)
    handed_off = plain.handoff_cost > 0.0 and any(law.given_up > 0.0 for law in laws.values())
    return (high - low) * (1.0 + handed_off * float(plain.bugs.sum()) / (1.0 - plain.regression))


def _roots(size: int, damped: float) -> Array:
    """Half of the roots of unity of that order, drawn inside the circle: ``z`` with |z|^size = damped."""
    turns = np.arange(size // 2 + 1)
    return np.asarray(damped ** (1.0 / size) * np.exp(-2j * np.pi / size * turns))


def _at_roots(plain: OneStrategy, c: int, law: BugLaw, size: int, damped: float) -> tuple[Array, Array]:
    """The generating function of a bug at the roots of unity: where it ends fixed, and where it is given up on."""
    z = _roots(size, damped)
    if plain.spread == 0.0 and plain.fading == 1.0 and math.isinf(plain.limit):
        rate = float(plain.rates[c])
        return rate * z / (1.0 - (1.0 - rate) * z), np.zeros_like(z)
    tries = np.arange(1, len(law.fixed) + 1)
    weights = np.bincount(tries % size, law.fixed * damped ** (tries / size), size)
    return np.asarray(np.fft.rfft(weights)), law.given_up * z**law.limit


def _inverted(plain: OneStrategy, laws: dict[int, BugLaw], low: int, size: int, damped: float) -> Array:
    """Chances of ``low``, ``low`` + 1, … attempts."""
    parts = {c: _at_roots(plain, c, law, size, damped) for c, law in laws.items()}
    transform = total(plain, {c: part[0] for c, part in parts.items()}, {c: part[1] for c, part in parts.items()})
    chances = np.roll(np.fft.irfft(transform, size), -(low % size))
    if damped != 1.0:
        # Undoing it makes rounding errors larger, which must not add up.
        chances = chances * damped ** (-np.arange(size) / size)
        return np.where(chances > IGNORED / size, chances, 0.0)
    return np.maximum(chances, 0.0)


def never(plain: OneStrategy, laws: dict[int, BugLaw]) -> float:
    """Chance that some bug is never fixed nor given up on."""
    if not any(law.endless for law in laws.values()):
        return 0.0
    ends = {c: np.array([1.0 - law.endless]) for c, law in laws.items()}
    return float(1.0 - total(plain, ends, {c: np.zeros(1) for c in laws})[0])


def _with_handoffs(plain: OneStrategy, laws: dict[int, BugLaw]) -> Law:
    """Attempts and bugs given up on together, by a transform in two dimensions."""
    low, high = attempts_bounds(plain, laws)

    def log_given_up(slope: Array) -> Array:
        fixed = {c: np.full_like(slope, float(law.fixed.sum())) for c, law in laws.items()}
        return logarithm(plain, fixed, {c: law.given_up * np.exp(slope) for c, law in laws.items()})

    fewest, most = (math.floor(bounds(log_given_up, 30.0)[0]), math.ceil(bounds(log_given_up, 30.0)[1]))
    size, rows = fft_length(high - low + 1), fft_length(most - fewest + 1)
    if size * rows > LARGEST:
        return Law.unknown(plain.start, "There are too many combinations of attempts and bugs given up on to follow.")
    turn = np.exp(-2j * np.pi / rows * np.arange(rows))[:, None]
    parts = {c: _at_roots(plain, c, law, size, 1.0) for c, law in laws.items()}
    transform = total(
        plain, {c: p[0][None, :] + 0.0 * turn for c, p in parts.items()}, {c: p[1] * turn for c, p in parts.items()}
    )
    chances = np.roll(np.fft.irfft2(transform, (rows, size)), (-(fewest % rows), -(low % size)), (0, 1))
    attempts = low + np.arange(size, dtype=np.float64)
    given_up = fewest + np.arange(rows, dtype=np.float64)[:, None]
    costs = plain.start + plain.conversation(attempts) + plain.handoff_cost * given_up
    kept = chances > IGNORED / chances.size
    return Law(*merged(costs[kept], chances[kept]))

"""What would flip the verdict: every parameter with its nearest crossover, nearest first."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.crossings.profile import distance
from engine.scenarios.notation import money, plain
from engine.scenarios.parameters import Dependence
from engine.scenarios.registry import find, numbers
from engine.scenarios.strategies import A, B
from engine.verdict import uncrossed, until
from tui.state.snapshot import Snapshot

LETTERS = {A.key: "A", B.key: "B"}

_HERE = 1e-9
"""Relative difference below which a value is at its crossover."""


@dataclass(frozen=True)
class Flip:
    """A parameter that can flip the verdict.

    Attributes:
        key: The parameter.
        now: Its value; ``None`` where it is left out, or where two models disagree.
        crossover: The nearest value at which both strategies cost the same.
        below: Letter of the strategy that is cheaper below it.
        above: Letter of the one that is cheaper above.
        others: How many further crossovers there are.
        sentence: What there is to say, as a sentence without its full stop.
    """

    key: str
    now: float | None
    crossover: float
    below: str
    above: str
    others: int
    sentence: str

    @property
    def ratio(self) -> float | None:
        """Crossover over value; ``None`` if one of them is zero or there is no value."""
        return self.crossover / self.now if self.now and self.crossover > 0.0 else None

    @property
    def difference(self) -> float | None:
        """Crossover less value."""
        return None if self.now is None else self.crossover - self.now

    @property
    def here(self) -> bool:
        """Whether the value is at its crossover."""
        return self.now is not None and math.isclose(self.now, self.crossover, rel_tol=_HERE)

    @property
    def upwards(self) -> bool:
        """Whether the value would have to rise."""
        return self.now is None or self.crossover > self.now

    @property
    def distance(self) -> float:
        """How far: the logarithm of the ratio; infinite where there is none."""
        return 0.0 if self.here else math.inf if self.now is None else distance(self.now, self.crossover)


@dataclass(frozen=True)
class Steady:
    """A parameter that cannot flip the verdict.

    Attributes:
        key: The parameter.
        reason: Why, in words that follow its name.
        sentence: The same as a sentence without its full stop.
    """

    key: str
    reason: str
    sentence: str


@dataclass(frozen=True)
class Ranking:
    """All parameters that A and B use.

    Attributes:
        flips: Those with a crossover, nearest first.
        steady: Those without, in the order of the rows.
    """

    flips: tuple[Flip, ...] = ()
    steady: tuple[Steady, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of both, in the order of the list."""
        return (*(flip.key for flip in self.flips), *(steady.key for steady in self.steady))


def ranking(snapshot: Snapshot) -> Ranking:
    """Rank the parameters of a scenario.

    Those whose value or crossover is zero have no ratio: they follow, smallest difference first; last come those
    without a value.
    """
    flips: list[Flip] = []
    steady: list[Steady] = []
    # All of them are one question to the engine; one by one they would take ten times as long.
    used = frozenset(snapshot.outcome.crossings)
    for parameter in numbers():
        crossings = snapshot.crossings(parameter.key) if parameter.key in used else None
        if crossings is None:
            if parameter.kind.dependence is Dependence.STEPPED:
                sentence = uncrossed(parameter)
                steady.append(Steady(parameter.key, sentence.partition(": ")[2], sentence))
            continue
        sentence = until(crossings, snapshot.outcome.verdict)
        if (nearest := crossings.nearest) is not None:
            below, above = (LETTERS.get(key, "") for key in (nearest.below, nearest.above))
            others = len(crossings.points) - 1
            flips.append(Flip(parameter.key, crossings.now, nearest.value, below, above, others, sentence))
        else:
            steady.append(Steady(parameter.key, sentence.partition(": ")[2] or sentence, sentence))
    return Ranking(tuple(sorted(flips, key=_order)), tuple(steady))


def _order(flip: Flip) -> tuple[float, bool, float]:
    difference = flip.difference
    size = find(flip.key).kind.domain
    # Differences of unlike units compare by the part of their domain, or by what a value starts from.
    scale = size.high if math.isfinite(size.high) else find(flip.key).entry.start
    return flip.distance, difference is None, abs(difference) / scale if difference is not None else 0.0


def ratio_text(flip: Flip) -> str:
    """``×1.6``, ``×0.35``, ``at it``, or nothing where there is no ratio."""
    if flip.here:
        return "at it"
    ratio = flip.ratio
    if ratio is None:
        return "" if flip.difference is None else "from 0" if flip.now == 0.0 else "to 0"
    return f"×{float(f'{ratio:.3g}'):g}" if 0.001 <= ratio < 1000 else "× >1000" if ratio > 1 else "× <.001"


def difference_text(flip: Flip) -> str:
    """``+2.3``, ``−20 pts``, ``+$1.20``: the change that it takes."""
    difference = flip.difference
    if difference is None or flip.here:
        return ""
    sign, size = "+" if difference > 0 else "−", abs(difference)
    match find(flip.key).kind.notation:
        case "percent":
            return f"{sign}{plain(size * 100)} pts"
        case "money":
            return f"{sign}${money(size)}"
        case "tokens":
            return f"{sign}{size:,.0f}".replace(",", " ") if size >= 10 else f"{sign}{plain(size)}"
    return sign + plain(size, 1)

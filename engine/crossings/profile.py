"""The sign of C_B − C_A along one parameter, point by point, and what it says of crossings."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from engine.scenarios.strategies import TIE, A, B


@dataclass(frozen=True)
class Crossover:
    """A value at which the cheaper one of A and B changes.

    Both cost the same there, or, along a number of tokens, a prompt passes the length above which it is dear.

    Attributes:
        value: The parameter's value.
        below: Key of the strategy that is cheaper just below it.
        above: Key of the one that is cheaper just above.
    """

    value: float
    below: str
    above: str


@dataclass(frozen=True)
class Crossings:
    """All that there is to say about A and B along one parameter.

    Attributes:
        key: The parameter.
        now: Its value in the scenario; ``None`` where it is left out.
        points: The crossovers, increasing.
        touches: Values at which both cost the same and the same strategy is cheaper on either side.
        edges: Ends of the domain at which both cost the same.
        throughout: Where there is no crossover: key of the strategy that wins wherever a cost is finite, ``tie``
            if they cost the same all over the domain, or empty if the winner changes by a jump to or from infinity.
        finite: Whether both costs are finite all over the domain.
        idle: Whether neither cost depends on it, as the other values are.
    """

    key: str
    now: float | None
    points: tuple[Crossover, ...] = ()
    touches: tuple[float, ...] = ()
    edges: tuple[float, ...] = ()
    throughout: str = TIE
    finite: bool = True
    idle: bool = False

    @property
    def nearest(self) -> Crossover | None:
        """The crossover nearest to the value now, by ratio."""
        now = self.now
        if not self.points or now is None:
            return self.points[0] if self.points else None
        return min(self.points, key=lambda point: distance(now, point.value))


def distance(now: float, then: float) -> float:
    """How far a change is: the absolute logarithm of the ratio, infinite from or to zero."""
    if now == then:
        return 0.0
    return abs(math.log(then) - math.log(now)) if now > 0.0 and then > 0.0 else math.inf


def cheaper(sign: float) -> str:
    """Key of the cheaper strategy for the sign of C_B − C_A, or ``tie``."""
    if sign == 0.0:
        return TIE
    return A.key if sign > 0.0 else B.key


@dataclass
class Profile:
    """Points along a parameter, increasing, between neighbours of which the difference changes its sign at most once.

    Attributes:
        points: The values.
        signs: The sign of C_B − C_A there: zero for a tie.
        finite: Whether both costs are finite there.
        roots: The root in the interval that begins at a point, by the point's index.
    """

    points: list[float] = field(default_factory=list)
    signs: list[float] = field(default_factory=list)
    finite: list[bool] = field(default_factory=list)
    roots: dict[int, float] = field(default_factory=dict)

    def changes(self) -> list[int]:
        """Indices of the intervals inside which the sign changes."""
        return [
            i
            for i in range(len(self.points) - 1)
            if self.finite[i] and self.finite[i + 1] and self.signs[i] * self.signs[i + 1] < 0.0
        ]

    def followed_by(self, other: Profile) -> Profile:
        """The profile of two pieces of a domain; if the sign changes from the one to the other, in the middle between them."""
        if not self.points:
            return other
        offset = len(self.points)
        both = Profile(self.points + other.points, self.signs + other.signs, self.finite + other.finite, dict(self.roots))
        both.roots |= {offset + i: root for i, root in other.roots.items()}
        both.roots[offset - 1] = 0.5 * (self.points[-1] + other.points[0])
        return both

    def of_reciprocal(self) -> Profile:
        """The profile along one over this profile's parameter."""
        last = len(self.points) - 2
        return Profile(
            [1.0 / x for x in reversed(self.points)],
            self.signs[::-1],
            self.finite[::-1],
            {last - i: 1.0 / root for i, root in self.roots.items()},
        )

    def crossings(self, key: str, now: float | None, *, finite: bool, idle: bool) -> Crossings:
        """Read the crossings off the signs and roots; the arguments are those of ``Crossings``."""
        points: list[Crossover] = []
        touches: list[float] = []
        edges: list[float] = []
        before: float | None = None
        ties: list[float] = []
        for i, (x, sign) in enumerate(zip(self.points, self.signs, strict=True)):
            if not self.finite[i]:
                before, ties = None, []
                continue
            if sign == 0.0:
                ties.append(x)
                continue
            if ties:
                middle = ties[len(ties) // 2]
                if before is None:
                    edges.append(ties[0])
                elif before * sign > 0.0:
                    touches.append(middle)
                else:
                    points.append(Crossover(middle, cheaper(before), cheaper(sign)))
                ties = []
            elif before is not None and before * sign < 0.0:
                points.append(Crossover(self.roots[i - 1], cheaper(before), cheaper(sign)))
            before = sign
        if ties and before is not None:
            edges.append(ties[-1])
        winners = {cheaper(sign) for sign in self.signs if sign != 0.0}
        throughout = TIE if not winners else winners.pop() if len(winners) == 1 else ""
        return Crossings(key, now, tuple(points), tuple(touches), tuple(edges), throughout, finite, idle)

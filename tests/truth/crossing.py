"""Where the difference of two costs is zero along a key, by exact interpolation and exact roots."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from .fraction import Fraction
from .reading import Values, is_shared, lookup
from .roots import Interval, Polynomial, evaluate, interpolate, roots_between, sign, trim

DOMAINS: dict[str, tuple[int, int]] = {
    "bugs": (0, 1_000),
    "hard_fraction": (0, 1),
    "cache_hit_rate": (0, 1),
    "price": (0, 1_000_000),
    "handoff_cost": (0, 1_000_000),
    "tokens": (0, 10_000_000),
    "verbosity": (0, 1_000),
    "growth": (0, 1_000),
    "price_scale": (0, 1_000),
    "calls": (1, 10_000),
    "calls_spread": (0, 100),
    "seconds": (0, 1_000_000),
    "hour_value": (0, 1_000_000),
}
"""Where to search, by the end of a key. Fix rates and speeds are apart."""

INVERSES = {"fix_rate": Fraction(1), "output_speed": Fraction(1, 1_000_000)}
"""Keys whose inverses are searched, and from where on."""

DEGREE = 3
"""The highest degree that D can have in a key."""


@dataclass(frozen=True)
class Crossing:
    """A point where D is zero, and D's sign on either side: 0 where the domain ends."""

    value: float
    before: int
    after: int

    @property
    def crosses(self) -> bool:
        """Whether D changes its sign here: a touch and an end of the domain are no crossings."""
        return self.before * self.after < 0


@dataclass(frozen=True)
class Crossings:
    """All zeros of D along a key."""

    identical: bool
    """D is zero everywhere."""
    roots: tuple[Crossing, ...]
    """Increasing."""
    signs: tuple[int, ...]
    """The signs of D on the stretches between the zeros, from the low end of the domain to the high one."""

    @property
    def values(self) -> tuple[float, ...]:
        """Where D changes its sign."""
        return tuple(root.value for root in self.roots if root.crosses)


def with_value(values: Values, key: str, theta: Fraction) -> dict[str, object]:
    """The scenario with one key, or those linked by `both.bugs`, set."""
    changed = dict(values)
    if key == "both.bugs":
        changed.update({"strong.bugs": theta, "weak.bugs": theta})
    else:
        changed[key] = theta
    return changed


def crossovers_of(difference: Callable[[Values], Fraction | float], values: Values, key: str) -> Crossings:
    """All zeros of a difference along a key, in the domain of that key.

    Raises:
        ValueError: If the difference is infinite, or is not a polynomial of low degree in the key.
    """
    least = next((least for suffix, least in INVERSES.items() if key.endswith(suffix)), None)
    inverse = least is not None
    # Several calls share what is written, so that their number divides; times itself, it is in a polynomial again.
    divides = key.endswith("calls")

    def at(x: Fraction) -> Fraction:
        result = difference(with_value(values, key, 1 / x if inverse else x))
        if isinstance(result, float):
            raise ValueError(f"the difference is {result} along {key}")  # noqa: TRY004 - the number is wrong
        return result * x if divides else result

    pieces: list[tuple[Fraction, Fraction, Polynomial]] = []
    if least is not None:
        p = _polynomial(at, Fraction(1), Fraction(2 * DEGREE))
        bound = 2 + sum((abs(c / p[-1]) for c in p), Fraction(0)) if p else Fraction(2)
        pieces.append((least, bound, p))
    else:
        pieces.extend((low, high, _polynomial(at, low, high)) for low, high in pairwise(_ends(values, key)))
    if not any(p for _, _, p in pieces):
        return Crossings(identical=True, roots=(), signs=())
    return _collect(pieces, key, inverse=inverse)


def _ends(values: Values, key: str) -> list[Fraction]:
    """The ends of the domain, and the kink between them where there is one."""
    suffix = max((s for s in DOMAINS if key.endswith(s)), key=len, default=None)
    if suffix is None:
        raise ValueError(f"{key} is no key along which the difference is a polynomial")
    ends = {Fraction(end) for end in DOMAINS[suffix]}
    if suffix == "bugs" and is_shared(values) and lookup(values, "assumptions.caching"):
        # The one conversation is there for as much of a bug as there is, but never twice.
        ends.add(Fraction(1))
    if suffix == "calls":
        # A single call caches nothing: a second one changes the prices, however rare it is.
        ends = {end if end > 1 else 1 + Fraction(1, 10**9) for end in ends}
    return sorted(ends)


def _polynomial(at: Callable[[Fraction], Fraction], low: Fraction, high: Fraction) -> Polynomial:
    """The polynomial that a function is on low … high, checked at two points more than it takes."""
    points = DEGREE + 3
    xs = [low + (high - low) * i / (points - 1) for i in range(points)]
    p = interpolate([(x, at(x)) for x in xs])
    if len(p) > DEGREE + 1:
        raise ValueError("the difference is not a polynomial of the degree expected")
    return trim(list(p))


def _collect(pieces: list[tuple[Fraction, Fraction, Polynomial]], key: str, *, inverse: bool) -> Crossings:
    if not all(p for _, _, p in pieces):
        raise ValueError("the difference is zero on a part of the domain only")
    found: list[Interval] = sorted({root for low, high, p in pieces for root in roots_between(p, low, high)})
    if key.endswith("verbosity"):
        # Zero is the end of that domain, but not in it.
        found = [root for root in found if root[1] > 0]
    first, last = pieces[0][0], pieces[-1][1]

    def sign_between(low: Fraction, high: Fraction) -> int:
        if low == high:
            return 0
        middle = (low + high) / 2
        p = next(p for start, end, p in pieces if start <= middle <= end)
        return sign(evaluate(p, middle))

    edges = [first, *[x for interval in found for x in interval], last]
    stretches = [sign_between(low, high) for low, high in zip(edges[::2], edges[1::2], strict=True)]
    middles = [(low + high) / 2 for low, high in found]
    if inverse:
        middles = [1 / x for x in reversed(middles)]
        stretches.reverse()
    roots = tuple(Crossing(float(x), before, after) for x, (before, after) in zip(middles, pairwise(stretches), strict=True))
    return Crossings(identical=False, roots=roots, signs=tuple(s for s in stretches if s))

"""What can be added and multiplied: generating functions at points, cut-off series, sums of costs kept apart."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from engine.numerics.arrays import Array


class Term(Protocol):
    """An element of such an algebra; numbers may be added to it and multiplied with it, from the right."""

    def __add__(self, other: Any, /) -> Any: ...
    def __mul__(self, other: Any, /) -> Any: ...


T = TypeVar("T", bound=Term)
Values = TypeVar("Values", Array, NDArray[np.complex128])


def power(x: T, exponent: int | Array) -> T:
    """A power with a whole exponent, one at least; of terms in arrays each with its own."""
    if isinstance(exponent, np.ndarray):
        return cast(T, cast(Any, x) ** exponent)
    result: T | None = None
    while True:
        if exponent & 1:
            result = x if result is None else result * x
        exponent >>= 1
        if not exponent and result is not None:
            return result
        x = x * x


def over_one_minus(a: T, b: T, doublings: int) -> T:
    """The quotient a / (1 − b) as a·(1 + b)·(1 + b²)·(1 + b⁴)…, as far as powers of b count."""
    for left in range(doublings, 0, -1):
        a = a + a * b
        b = b * b if left > 1 else b
    return a


def quotient(a: Values, b: Values) -> Values:
    """The same of values at points."""
    return a / (1.0 - b)

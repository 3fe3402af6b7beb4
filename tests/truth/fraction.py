"""Exact fractions: those of GMP where it is installed, and Python's own, ten times as slow, where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction
else:
    try:
        from gmpy2 import mpq as Fraction  # noqa: N812  it stands for the other one
    except ImportError:
        from fractions import Fraction

__all__ = ["Fraction"]

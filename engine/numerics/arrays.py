"""The types that every function of the engine takes."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Quantity: TypeAlias = float | Array
"""A number, or an array of numbers: every function of the engine broadcasts over arrays."""

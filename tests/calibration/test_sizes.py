"""Sizes as functions of what was counted."""

import numpy as np
import pytest

from engine.estimates.resamples import Resamples
from presets.calibration.sizes import SIZES
from presets.calibration.sums import Resampled, Sums


def test_the_spread_of_calls_is_their_deviation_over_their_mean() -> None:
    calls, sums = np.array([3.0, 5.0, 4.0, 9.0]), [Sums() for _ in range(4)]
    for one, further in zip(sums, calls, strict=True):
        one.add("generation calls", further)
    (spread,) = [size for size in SIZES if size.key == "assumptions.calls_spread"]
    drawn = spread.drawn(Resampled.of([one.array for one in sums], range(4), Resamples.drawn(4)))
    assert drawn[0] == pytest.approx(calls.std(ddof=1) / calls.mean())

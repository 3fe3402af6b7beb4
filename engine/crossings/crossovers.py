"""Where strategies A and B cost the same, along every parameter (docs/model.md, Crossovers).

Along most parameters the costs are polynomials of degree 3 at most, in the parameter or in its reciprocal, or go straight
from one jump to the next, so that a few evaluations of the engine give them whole. Along the others the difference is
searched for changes of sign. All parameters are evaluated together, in one call of the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import accumulate, islice, pairwise

import numpy as np

from engine.crossings.difference import difference
from engine.crossings.lines import Line, lines_along
from engine.crossings.profile import Crossings, Profile
from engine.crossings.search import Bracket, Samples, narrowed, zoomed
from engine.numerics.abandonment import go_on
from engine.numerics.arrays import Array
from engine.prices.costs import total_costs
from engine.scenarios.inputs import only_one
from engine.scenarios.parameters import Dependence, Parameter, Setting
from engine.scenarios.registry import assign, find, numbers, value
from engine.scenarios.scenario import Scenario
from engine.scenarios.strategies import RIVALS

Asked = Sequence[tuple[Parameter, Array]]
"""Parameters with the values that each takes while the others stay."""


# Infinite costs are results here, and so are costs too large for a float.
@np.errstate(all="ignore")
def crossovers(scenario: Scenario, keys: Iterable[str] | None = None) -> dict[str, Crossings]:
    """The crossings of A and B by key: along every number that moves their costs smoothly, unless ``keys`` are named.

    The scenario's numbers must be plain numbers, not arrays.

    Raises:
        ParameterError: If a key is unknown, or a number is an array.
    """
    only_one(scenario, "crossovers take")
    named = numbers() if keys is None else [find(key) for key in keys]
    smooth = [p for p in named if p.kind.dependence not in (Dependence.NONE, Dependence.STEPPED)]
    plans = [lines_along(parameter, scenario) for parameter in smooth]
    lines = [line for plan in plans for line in plan]

    def differences(asked: Asked) -> list[Array]:
        return _split(difference(_totals(scenario, asked)), asked)

    asked = [(line.parameter, line.values) for line in lines]
    totals = _totals(scenario, asked)
    gaps = _split(difference(totals), asked)
    profiles = [line.exactly(cost, gap) for line, cost, gap in zip(lines, _split(totals[0], asked), gaps, strict=True)]
    searched = [i for i, line in enumerate(lines) if not line.degree]
    samples = dict(zip(searched, zoomed([Samples(*asked[i], gaps[i]) for i in searched], differences), strict=True))
    for i, sample in samples.items():
        profiles[i] = sample.profile()
    # A straight line's root needs no second look.
    changes = [(i, at) for i, line in enumerate(lines) if line.degree != 1 for at in profiles[i].changes()]
    brackets = [
        samples[i].bracket(at) if i in samples else Bracket.around(lines[i].parameter, profiles[i].roots[at])
        for i, at in changes
    ]
    for (i, at), root in zip(changes, narrowed(brackets, differences), strict=True):
        profiles[i].roots[at] = root
    parts = iter(profiles)
    wholes = [reduce(Profile.followed_by, islice(parts, len(plan))) for plan in plans]
    settings = [value(scenario, parameter.key) for parameter in smooth]
    return {
        parameter.key: whole.crossings(parameter.key, None if setting is None else float(setting), finite=finite, idle=idle)
        for parameter, whole, setting, finite, idle in zip(smooth, wholes, settings, *_seen(totals, asked, plans), strict=True)
    }


def _seen(totals: Array, asked: Asked, plans: Sequence[Sequence[Line]]) -> tuple[list[bool], list[bool]]:
    """By parameter: whether both total costs are finite wherever they were looked at, and whether neither changes."""
    if not plans:
        return [], []
    ends = [0, *accumulate(len(values) for _, values in asked)]
    starts = [ends[first] for first in accumulate(map(len, plans[:-1]), initial=0)]
    least, most = (extreme.reduceat(totals, starts, axis=1) for extreme in (np.minimum, np.maximum))
    finite, idle = np.isfinite(least) & np.isfinite(most), least == most
    return np.logical_and.reduce(finite).tolist(), np.logical_and.reduce(idle).tolist()


def _vary(scenario: Scenario, asked: Asked) -> Scenario:
    """One scenario of arrays in which each parameter in turn takes its values while the others stay."""
    total = sum(len(values) for _, values in asked)
    columns: dict[str, Setting] = {}
    start = 0
    for parameter, values in asked:
        block = slice(start, start + len(values))
        start += len(values)
        for target in parameter.targets:
            base = value(scenario, target)
            # What is left out stays so (NaN): it follows the value that it defaults to.
            column = columns.setdefault(target, np.full(total, np.nan if base is None else base))
            column[block] = values  # type: ignore[index]
    return assign(scenario, columns)


def _totals(scenario: Scenario, asked: Asked) -> Array:
    """Total costs of A and B, ``(2, n)``, for all values asked for, one parameter after another."""
    go_on()
    return total_costs(_vary(scenario, asked), RIVALS) if asked else np.empty((2, 0))


def _split(figures: Array, asked: Asked) -> list[Array]:
    """Figures by parameter: slices of the last axis."""
    ends = [0, *accumulate(len(values) for _, values in asked)]
    return [figures[..., start:end] for start, end in pairwise(ends)]

"""One key press up or down: steps that land on round numbers."""

from __future__ import annotations

import math

from engine.scenarios.parameters import Kind, Parameter, Setting


def stepped(parameter: Parameter, value: Setting, count: int) -> Setting:
    """The value ``count`` steps further (down if negative), inside the domain.

    A step is one unit of the value's second digit (of what is missing to an end that is not allowed, where that is
    smaller), so steps are geometric and land on round numbers;
    ``Kind.finest`` and ``Kind.coarsest`` bound it. A choice or a flag goes to its next value. A value
    that is left out starts from ``Entry.start``.
    """
    kind = parameter.kind
    if kind.flag:
        return not value if count % 2 else value
    if kind.choices:
        return kind.choices[(kind.choices.index(str(value)) + count) % len(kind.choices)]
    if value is None:
        return parameter.entry.start
    number = float(value)
    for _ in range(abs(count)):
        number = _step(kind, number, up=count > 0)
    return number


def _step(kind: Kind, value: float, *, up: bool) -> float:
    domain = kind.domain
    slack = 1e-6
    # Downwards the step of the next smaller value counts, so that a step up and one down meet again.
    magnitude = value * (1.0 + slack if up else 1.0 - slack)
    size = 10.0 ** (math.floor(math.log10(magnitude)) - 1) if magnitude > 0 else kind.finest
    if domain.open_high and value < domain.high:
        # An end that is never reached is approached in ever smaller steps.
        room = (domain.high - value) * (1.0 - slack if up else 1.0 + slack)
        size = min(size, 10.0 ** math.floor(math.log10(room)))
    size = min(max(size, kind.finest), kind.coarsest)
    ticks = math.floor(value / size + slack) + 1 if up else math.ceil(value / size - slack) - 1
    number = round(ticks * size, 12)
    if number not in domain:
        bound = float(domain.high if up else domain.low)
        return bound if bound in domain else value
    return number

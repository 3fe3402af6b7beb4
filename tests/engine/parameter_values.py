"""Values of every parameter, for hypothesis."""

from __future__ import annotations

import math

from hypothesis import strategies as st

from engine.scenarios.parameters import Parameter, Setting
from engine.scenarios.registry import PARAMETERS

anything = st.sampled_from(list(PARAMETERS.values()))


@st.composite
def held(draw: st.DrawFn) -> tuple[Parameter, Setting]:
    """A parameter with a value of its domain."""
    parameter = draw(anything)
    kind, domain = parameter.kind, parameter.kind.domain
    if kind.flag:
        return parameter, draw(st.booleans())
    if kind.choices:
        return parameter, draw(st.sampled_from(kind.choices))
    if parameter.optional and draw(st.integers(0, 9)) == 0:
        return parameter, None
    if domain.whole:
        return parameter, float(draw(st.integers(int(domain.low), int(domain.high))))
    number = st.floats(
        domain.low, None if math.isinf(domain.high) else domain.high, exclude_min=domain.open_low, exclude_max=domain.open_high
    )
    return parameter, draw(number.filter(lambda x: x in domain))

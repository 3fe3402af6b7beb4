"""The exact crossovers agree with the published formula, with D around them, and with known polynomials."""

from __future__ import annotations

from math import sqrt

import pytest

from . import exact
from .crossing import Crossing, crossovers_of, with_value
from .exact import Exact
from .fraction import Fraction
from .reading import Values
from .roots import interpolate, roots_between
from .scenarios import BASE, scenario

CONTEXTS = ("fresh", "shared")


@pytest.mark.parametrize("context", CONTEXTS)
def test_headline_crossover_is_the_published_one(context: str) -> None:
    values = {**BASE, "workflow.context": context}
    found = exact.crossovers(values, "weak.bugs")
    assert found.signs == (-1, 1)
    start, added, written = 20_000 + 1.5 * 8_000, 5_000, 3_000
    s = float(exact.strategy(values, "strong", "weak")["total_cost"] - Fraction(20_000 * 0.5 + 12_000 * 3) / 10**6)
    m = 0.5 / 0.9 + 0.5 / 0.5
    v = 0.5 * 0.1 / 0.9**2 + 0.5 * 0.5 / 0.5**2
    k = (4 * start + 20 * written) / 1e6
    kappa = 4 * added / 1e6
    a, b = kappa * m**2 / 2, m * k + kappa * (v - m) / 2
    expected = s / (m * k + kappa * v) if context == "fresh" else 2 * s / (b + sqrt(b**2 + 4 * a * s))
    assert list(found.values) == pytest.approx([expected], rel=1e-13)


@pytest.mark.parametrize(
    "key",
    [
        "strong.bugs",
        "both.bugs",
        "strong.price_scale",
        "weak.price_scale",
        "weak.easy_fix_rate",
        "weak.hard_fix_rate",
        "weak.output_price",
    ],
)
@pytest.mark.parametrize("context", CONTEXTS)
def test_the_difference_changes_its_sign_at_crossovers(context: str, key: str) -> None:
    values = {**BASE, "workflow.context": context}
    for root in exact.crossovers(values, key).roots:
        for factor, sign in ((1 - 1e-9, root.before), (1 + 1e-9, root.after)):
            changed = with_value(values, key, Fraction(root.value * factor))
            assert exact.difference(changed) * sign > 0


@pytest.mark.parametrize("name", ["varied calls", "varied calls, cache misses", "varied calls, growth"])
@pytest.mark.parametrize("context", CONTEXTS)
def test_crossovers_along_calls_are_where_the_costs_meet(context: str, name: str) -> None:
    # Strong first generates dearly and leaves few bugs: what its own calls cost decides, or what the repairs' cost.
    values = scenario(name, context, strong__bugs=2.0, weak__bugs=4.0)
    found = {}
    for key in ("generation_calls", "fix_calls", "tool_tokens", "handover_tokens"):
        along = exact.crossovers(values, f"workflow.{key}")
        found[key] = along.values
        for root in along.roots:
            for factor, sign in ((1 - 1e-9, root.before), (1 + 1e-9, root.after)):
                changed = with_value(values, f"workflow.{key}", Fraction(root.value * factor))
                assert exact.difference(changed) * sign > 0
    assert found["generation_calls"]
    assert exact.crossovers(values, "assumptions.calls_spread").signs


def test_no_crossover_a_touch_and_equal_strategies() -> None:
    assert exact.crossovers({**BASE, "weak.bugs": 100}, "workflow.trace_tokens").signs == (1,)
    equal = {key.replace("weak", "strong"): value for key, value in BASE.items() if key.startswith("weak")}
    assert exact.crossovers({**BASE, **equal, "strong.verbosity": 1.5}, "both.bugs").identical

    def touch(values: Values) -> Fraction:
        bugs = values["weak.bugs"]
        assert isinstance(bugs, Fraction)
        return (bugs - 3) ** 2 * bugs

    found = crossovers_of(touch, BASE, "weak.bugs")
    assert found.roots == (Crossing(0.0, 0, 1), Crossing(3.0, 1, 1))
    assert found.values == ()


def test_a_kink_at_one_bug_is_seen() -> None:
    values = scenario("caching", "shared", strong__bugs=1, weak__input_price=0.05)
    crossing = exact.crossovers(values, "weak.bugs")
    assert len(crossing.values) == 1

    def at(bugs: float) -> Exact:
        return exact.difference({**values, "weak.bugs": bugs})

    below = [at(x) for x in (0.25, 0.5, 0.75, 1.0)]
    above = [at(x) for x in (1.0, 1.25, 1.5, 1.75)]
    third = [row[3] - 3 * row[2] + 3 * row[1] - row[0] for row in (below, above)]
    assert third == [0, 0]
    assert above[2] - 2 * above[1] + above[0] == below[2] - 2 * below[1] + below[0]
    assert above[1] - above[0] - (below[3] - below[2]) != above[2] - above[1] - (above[1] - above[0])


def test_roots_are_exact() -> None:
    # (x − 1/3)(x² − 2)(x − 5): a root between floats, an irrational one, one outside, and one at the end.
    p = interpolate([(x, (x - Fraction(1, 3)) * (x * x - 2) * (x - 5)) for x in map(Fraction, range(6))])
    found = [float((low + high) / 2) for low, high in roots_between(p, Fraction(0), Fraction(5))]
    assert found == [1 / 3, sqrt(2), 5]

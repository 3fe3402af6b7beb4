"""The odds in words and numbers, and as a chart."""

from __future__ import annotations

import math

import numpy as np

from engine.chances.law import Law
from engine.numerics.arrays import Array
from engine.odds import ACCURACY, LEVELS, Odds, StrategyOdds
from engine.scenarios.strategies import RIVALS, A
from engine.tails import disagreement
from tui.answers.figures import chance, dollars
from tui.plot.chart import Chart, Guide, Mark, Marker, Series, dollar_tick, percent_tick
from tui.plot.ticks import nice_step
from tui.widgets.lines import Line, fitted, right, wrapped

_POINTS = 400
_BINS = 40
_STYLES = {"strong-weak": "a", "weak-strong": "b"}
_HEADS = {0.1: "10 %", 0.5: "median", 0.9: "90 %", 0.99: "99 %"}

TEXT_ROWS = 5
"""Lines of text: who is cheaper, heads, A, B, what there is to add."""


def who(found: Odds, width: int) -> str:
    """How often each is cheaper, of two independent runs, and whether the mean says otherwise; the longest that fits."""
    a, b, tie = found.strong_first_cheaper, found.weak_first_cheaper, found.tie
    if found.undecided > 1.0 - 1e-4:
        return fitted("Which run is the cheaper one is not known", width).rstrip()
    name, more, other, less = ("Strong", a, "weak", b) if a >= b else ("Weak", b, "strong", a)
    rest = f", {chance(tie)} tie" if tie > 1e-4 else ""
    unknown = f", {chance(found.undecided)} unknown" if found.undecided > 1e-4 else ""
    sentences: tuple[str, ...] = (
        f"Run against run, {name.lower()} first is cheaper in {chance(more)}, {other} first in {chance(less)}{rest}{unknown}",
        f"{name} first cheaper in {chance(more)}, {other} first in {chance(less)}{rest}{unknown}",
        f"{name} first cheaper in {chance(more)}, {other} in {chance(less)}",
        f"{name} first cheaper in {chance(more)}",
    )
    if split := disagreement(found):
        mostly, mean = split.mostly.name[0], split.on_average.name[0]
        sentences = (
            f"{sentences[0]}; on average {other} first is: {split.reason}",
            f"{name} first cheaper in {chance(more)}, {other} first on average: {split.reason}",
            f"{mostly} cheaper in {chance(more)}, {mean} on average: {split.reason}",
            f"{mostly} in {chance(more)}, {mean} on average: {split.hint}",
            f"{mostly} in {chance(more)}, {mean} on average",
        )
    return next((sentence for sentence in sentences if len(sentence) <= width), sentences[-1])


def table(found: Odds, budget: float, width: int, *, quiet: bool) -> list[Line]:
    """Heads and a line each for A and B: mean, quantiles, chance to stay within the budget."""
    names = 17 if width >= 72 else 2
    column = 9 if width >= 60 else 8
    levels = [level for level in LEVELS if level != 0.1 or width >= 56]
    within = f"≤{dollars(budget)}"
    heads = "".join(right(head, column) for head in ["mean", *(_HEADS[level] for level in levels), within])
    lines: list[Line] = [((fitted("", names) + heads, "dim"),)]
    for strategy in RIVALS:
        one = found.of(strategy)
        cells = [dollars(one.mean), *(quantile(one, level) for level in levels), stays(one.law, budget)]
        name = strategy.name if names > 2 else strategy.name[0]
        style = "dim" if quiet else _STYLES[strategy.key]
        numbers = "".join(right(cell, column) for cell in cells)
        lines.append(((fitted(name, names), style), (numbers, "dim" if quiet else "text")))
    return lines


def remark(found: Odds, width: int, rows: int) -> list[str]:
    """What limits these figures, if anything does."""
    notes = [f"{strategy.name[0]}: {found.of(strategy).note}" for strategy in RIVALS if found.of(strategy).note]
    accuracy = max([found.accuracy, *(found.of(strategy).accuracy for strategy in RIVALS)])
    if accuracy > 10 * ACCURACY:
        notes.append(f"Chances may be off by {chance(accuracy)}: costs are put on a grid.")
    return wrapped(" ".join(notes), width, rows) if notes else []


def quantile(one: StrategyOdds, level: float) -> str:
    """A quantile; beyond what was computed, that it is beyond."""
    value = one.quantiles[level]
    if math.isnan(value) and one.law.why_unknown:
        return "?"
    if math.isnan(value):
        return f">${one.law.reach:.1g}".replace("e+0", "e")
    return dollars(value)


def stays(law: Law, budget: float) -> str:
    """The chance to stay within a budget."""
    over = law.over(budget)
    return "?" if math.isnan(over) else chance(max(0.0, 1.0 - over))


def usual_budget(found: Odds) -> float:
    """A round budget that the likelier cheaper one keeps in nine of ten runs."""
    usual = [q for strategy in RIVALS if math.isfinite(q := found.of(strategy).quantiles[0.9]) and q > 0.0]
    usual = usual or [q for strategy in RIVALS if math.isfinite(q := found.of(strategy).quantiles[0.5]) and q > 0.0]
    return rounded(min(usual)) if usual else 1.0


def rounded(dollars: float) -> float:
    """An amount with two digits."""
    return float(f"{dollars:.2g}")


def reach(found: Odds, budget: float) -> float:
    """How many dollars the chart shows: nearly all runs of both, and the budget, unless one of them is far out."""
    medians = [q for strategy in RIVALS if math.isfinite(q := found.of(strategy).quantiles[0.5])]
    ends = [q for strategy in RIVALS if math.isfinite(q := found.of(strategy).quantiles[0.9])]
    far = [q for strategy in RIVALS if math.isfinite(q := found.of(strategy).quantiles[0.99])]
    most = 12.0 * max(medians, default=1.0)
    top = max([min(max([*ends, *far], default=1.0), most), 1.05 * budget, 1e-9])
    # Amounts near the largest float have no next larger round one.
    top = min(top, 1e300)
    step = nice_step(top, 8)
    return math.ceil(top / step) * step


def chart(found: Odds, budget: float, *, density: bool, quiet: bool) -> Chart:
    """Both distributions.

    Args:
        found: The odds.
        budget: Marked as a line.
        density: Draw how many runs cost about so much, not how many stay within so much.
        quiet: Whether these are the odds of another scenario than the one in force.
    """
    high = reach(found, budget)
    edges = np.linspace(0.0, high, (_BINS if density else _POINTS) + 1)
    series = []
    for strategy in RIVALS:
        law = found.of(strategy).law
        x, y = (_shares if density else _within)(law, edges)
        style = "ghost" if quiet else _STYLES[strategy.key]
        series.append(Series(x, y, strategy.name[0], Marker.THIN if strategy is A else Marker.HEAVY, style))
    marks = []
    if not density and budget <= high:
        marks = [
            Mark(budget, max(0.0, 1.0 - over), "", Marker.POINT, "value")
            for strategy in RIVALS
            if not math.isnan(over := found.of(strategy).law.over(budget))
        ]
    title = "runs that cost about so much" if density else "runs that cost no more"
    return Chart(
        series=tuple(series),
        marks=tuple(marks),
        guides=(Guide(budget, label=f"budget {dollars(budget)}"),),
        title=title,
        x_limits=(0.0, high),
        y_limits=None if density else (0.0, 1.0),
        x_format=dollar_tick,
        y_format=percent_tick,
        subject=f"{density} {high}",
    )


def _within(law: Law, edges: Array) -> tuple[Array, Array]:
    known = edges[edges <= law.reach]
    return known, np.asarray(law.at_most(known))


def _shares(law: Law, edges: Array) -> tuple[Array, Array]:
    known = edges[edges <= law.reach]
    if known.size < 2:
        return known, np.zeros_like(known)
    return (known[1:] + known[:-1]) / 2.0, np.diff(np.asarray(law.at_most(known)))

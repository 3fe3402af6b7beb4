"""How sure the answer is in words and numbers, and as a chart."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.confidence import LEVELS, Confidence
from engine.numerics.arrays import Array
from engine.scenarios.evidence import Evidence
from engine.scenarios.notation import show, show_range
from engine.scenarios.parameters import Parameter
from engine.scenarios.registry import find
from engine.scenarios.strategies import STRATEGIES, A, B
from engine.sentences import change
from engine.verdict import WINNERS
from presets.files.text import plain_text
from tui.answers.answer import HEADLINE
from tui.answers.figures import dollars
from tui.plot.chart import Chart, Guide, Mark, Marker, Series, percent_tick
from tui.plot.ticks import nice_step
from tui.widgets.lines import Line, fitted, right

_BINS = 40
_TAILS = (0.005, 0.995)
"""What lies beyond is not drawn."""
_BLOCK = 5
"""The chart grows and shrinks by so many bins, lest its axis changes at every key."""
_HEADROOM = 1.5
"""For the labels of both sides, in the uppermost of three rows."""
_TASKS = 100
_WIDE = 90

NOTHING = (
    "No number has a range yet, so nothing is known of how sure the verdict is. Type one where a value is, such as 4 ±20% or "
    "4 (2..8); r on a row proposes one. Then this view says how likely the verdict holds, and what is worth measuring."
)


def summary(sure: Confidence, width: int) -> list[str]:
    """What it costs, what is the cheapest, where it flips: three lines."""
    return [_longest(width, *texts) for texts in (_costs(sure), _cheapest(sure), _flips(sure))]


def _costs(sure: Confidence) -> tuple[str, ...]:
    ours, other = (A, B) if sure.cheaper == A.key else (B, A)
    side = 1.0 if ours is B else -1.0
    low, middle, high = (change(share) for share in sorted(side * sure.saving(level) for level in LEVELS))
    endless = f"; a cost is infinite in {_share(sure.infinite)}" if sure.infinite else ""
    return (
        f"{WINNERS[ours.key]} costs {low} to {high} against {WINNERS[other.key]}, median {middle}{endless}",
        f"{WINNERS[ours.key]} costs {low} to {high}, median {middle}{endless}",
        f"{WINNERS[ours.key]} {low} to {high}, median {middle}",
        f"{ours.name[0]} {low} to {high}, median {middle}",
    )


def _cheapest(sure: Confidence) -> tuple[str, ...]:
    shares = [_share(sure.cheapest[strategy.key]) for strategy in STRATEGIES]
    full = ", ".join(f"{strategy.name} {share}" for strategy, share in zip(STRATEGIES, shares, strict=True))
    short = [f"{name} {share}" for name, share in zip(("A", "B", "strong", "weak"), shares, strict=True)]
    return f"cheapest of the four: {full}", f"cheapest: {', '.join(short)}", f"cheapest {' '.join(short)}", " ".join(short)


def _flips(sure: Confidence) -> tuple[str, ...]:
    headline = find(HEADLINE)
    if not sure.flips_exist:
        return f"the verdict flips at no value of {headline.title}", f"flips at no {headline.full_symbol}"
    low, middle, high = (float(f"{sure.flip(level):.3g}") for level in LEVELS)
    ends = show_range(headline, low, high)
    share = "" if sure.flips_exist == 1.0 else f", anywhere in {_share(sure.flips_exist)}"
    return (
        f"the verdict flips at {headline.title} [{headline.full_symbol}] {ends}, median {show(headline, middle)}{share}",
        f"flips at {headline.full_symbol} {ends}, median {show(headline, middle)}{share}",
        f"flips at {headline.full_symbol} {ends}{share}",
    )


def _share(share: float) -> str:
    """A share of the points, as far as so many of them tell it."""
    return f"{100.0 * share:.0f} %" if share in (0.0, 1.0) or 0.005 <= share <= 0.995 else ">99 %" if share > 0.5 else "<1 %"


def _longest(width: int, *texts: str) -> str:
    """The first of some texts, the longest before the others, that fits."""
    return next((text for text in texts if len(text) <= width), fitted(texts[-1], width))


# The chart


def chart(sure: Confidence, now: float, *, quiet: bool) -> Chart:
    """How likely which saving is, with zero marked: left of it B is the cheaper one, right of it A.

    Args:
        sure: How sure the answer is.
        now: The saving of the answer itself, of the same sign.
        quiet: Whether it is that of another state than the one in force.
    """
    edges = _edges(sure.savings)
    shares = np.histogram(sure.savings, edges)[0] / len(sure.savings)
    middles = (edges[1:] + edges[:-1]) / 2.0
    series = []
    for marker, style, part in ((Marker.THIN, "a", middles > 0.0), (Marker.HEAVY, "b", middles < 0.0)):
        if shares[part].any():
            series.append(Series(middles[part], shares[part], "", marker, "ghost" if quiet else style))
    return Chart(
        series=tuple(series),
        marks=(Mark(now, 0.0, "now", Marker.POINT, "value"),) if edges[0] <= now <= edges[-1] else (),
        guides=(Guide(0.0, label="→ A cheaper"), Guide(0.0, label="← B cheaper")),
        title="how much cheaper",
        x_limits=(float(edges[0]), float(edges[-1])),
        y_limits=(0.0, _top(float(shares.max()))),
        x_format=lambda value, step: percent_tick(abs(value), step),
        y_format=percent_tick,
        subject=f"{edges[0]} {edges[-1]}",
    )


def _edges(savings: Array) -> Array:
    """Bins of one width, one of which begins at zero, around nearly all of the savings and zero."""
    low, high = (float(savings[round(tail * (len(savings) - 1))]) for tail in _TAILS)
    low, high = min(low, 0.0), max(high, 0.0)
    step = nice_step(max(high - low, 1e-3), _BINS)
    first, last = math.floor(low / step / _BLOCK), math.ceil(high / step / _BLOCK)
    return np.arange(min(first, -1) * _BLOCK, max(last, 1) * _BLOCK + 1).astype(np.float64) * step


def _top(highest: float) -> float:
    """The upper end of the chart: the same for a while, with room for labels."""
    step = nice_step(highest, 10)
    return math.ceil(_HEADROOM * highest / step) * step


# What measuring is worth


@dataclass(frozen=True)
class Columns:
    """How wide the columns are; zero leaves one out.

    Attributes:
        name: The parameter.
        range: Its range.
        task: What knowing it saves, per task.
        tasks: The same of a hundred tasks.
        bar: The bar.
    """

    name: int
    range: int
    task: int
    tasks: int
    bar: int

    @classmethod
    def of(cls, width: int) -> Columns:
        """The columns for a width, the caret's column not counted."""
        name, span = (28, 20) if width >= _WIDE else (min(max(20, width // 3), 28), 0)
        task = tasks = 9
        return cls(name, span, task, tasks, max(width - name - span - task - tasks - 2, 0))


def header(columns: Columns, sure: Confidence) -> Line:
    """What the columns are; above the bars, what their whole length is."""
    room = columns.name + columns.range
    what = _longest(
        room, "worth measuring (ranges taken as independent)", "worth measuring if independent", "worth if independent"
    )
    cells = fitted(f" {what}", 1 + room)
    cells += right("per task", columns.task) + right(f"per {_TASKS}", columns.tasks)
    everything = amount(sure.cost_of_not_knowing)
    scale = _longest(columns.bar, f"knowing everything: {everything}", f"all: {everything}", everything, "")
    return ((f"{cells}  {scale}", "dim"),)


def worth_line(key: str, known: Evidence | None, sure: Confidence, columns: Columns, caret: str, style: str) -> Line:
    """What measuring one number is worth."""
    parameter, worth = find(key), sure.worth_measuring[key]
    quiet = style == "dim"
    span = show_range(parameter, *known.ends) if known is not None and known.ends is not None else ""
    whole = sure.cost_of_not_knowing
    filled = round(columns.bar * min(worth / whole, 1.0)) if worth > 0.0 and 0.0 < whole < math.inf else 0
    return (
        (caret + fitted(_name(parameter, columns.name), columns.name), style),
        (right(span, columns.range), "dim"),
        (right(amount(worth), columns.task), "dim" if quiet or not worth > 0.0 else "strong"),
        (right(amount(_TASKS * worth), columns.tasks), "dim"),
        ("  " + fitted("━" * max(filled, 1 if worth > 0.0 else 0), columns.bar), "dim" if quiet else "heading"),
    )


def about(key: str, known: Evidence | None, sure: Confidence) -> str:
    """One number in a sentence: its range, where that comes from, and what knowing it would save."""
    parameter, worth = find(key), sure.worth_measuring[key]
    source = f" ({plain_text(known.source)})" if known is not None and known.source else ""
    span = f"{show_range(parameter, *known.ends)}{source}" if known is not None and known.ends is not None else ""
    if math.isnan(worth):
        return f"{parameter.title}: {span}; what knowing it is worth is not known, for a mean cost is infinite"
    if worth <= 0.0:
        return f"{parameter.title}: {span}; whatever it is, the same strategy is cheaper on average"
    saves = f"{amount(worth)} a task, {amount(_TASKS * worth)} in {_TASKS}"
    return f"{parameter.title}: {span}; to choose with it known saves {saves}"


def amount(worth: float) -> str:
    """Dollars that knowing saves, with the two digits that are sure; nothing as a dash."""
    rounded = float(f"{worth:.2g}")
    return "—" if worth == 0.0 else f"${rounded:.0f}" if 10.0 <= rounded < 1000.0 else dollars(rounded)


def _name(parameter: Parameter, width: int) -> str:
    return parameter.title if len(parameter.title) <= width else parameter.title.replace("strong ", "str. ", 1)

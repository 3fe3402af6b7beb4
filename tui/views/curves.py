"""The cost of A and of B against one parameter."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from textual.app import ComposeResult

from engine.numerics.arrays import Array
from engine.scenarios.notation import show
from engine.scenarios.parameters import Parameter
from engine.scenarios.registry import find, ranged
from engine.scenarios.strategies import RIVALS, STRATEGIES, STRONG_ONLY, WEAK_ONLY, A, B, Strategy
from engine.sweep import Curve, axis, curve
from engine.verdict import value_text
from tui.answers.deadline import Deadline
from tui.plot.canvas import PlotCanvas
from tui.plot.chart import Chart, Mark, Marker, Scale, Series, TickFormat, dollar_tick, percent_tick, plain_tick
from tui.state.snapshot import Pin, Snapshot
from tui.terminal.abilities import ascii_only
from tui.views.curve_range import Range, choose
from tui.views.view import View

if TYPE_CHECKING:
    from engine.confidence import Bands

_MOST_GHOSTS = 3
_CEILING = 2.5
"""How many times the largest present cost the y axis may show: near a rate of 0 every cost is infinite."""

_LOOKS = {
    A: ("A", Marker.THIN, "a"),
    B: ("B", Marker.HEAVY, "b"),
    STRONG_ONLY: ("strong", Marker.STEPS, "c"),
    WEAK_ONLY: ("weak", Marker.PLUSES, "d"),
}
"""Label, marker and style of each strategy's curve."""

_BANDS = (("a", Marker.BAND_THIN), ("b", Marker.BAND_HEAVY))
_BAND_PLACES = 32
"""Where on the axis a band is worked out; between them it is straight."""
_BAND_POINTS = 64
"""Points that it is read off there: bands are worked out at every key."""


@dataclass(frozen=True, eq=False)
class Wanted:
    """A picture to be drawn.

    Attributes:
        snapshot: Of which state.
        parameter: Against which parameter.
        shown: The part of its axis.
        value: Its present value, if it has one.
        points: Its crossovers.
        strategies: Whose curves: A and B, or all four.
    """

    snapshot: Snapshot
    parameter: Parameter
    shown: Range
    value: float | None
    points: tuple[float, ...]
    strategies: tuple[Strategy, ...]

    @property
    def x(self) -> Array:
        """Values along the axis."""
        low, high, log = self.shown.low, self.shown.high, self.shown.log
        x = axis(self.parameter, low, high, log=log) if low > 0 or not log else np.array([])
        return x[x > self.parameter.kind.domain.low] if self.parameter.kind.domain.open_low and not log else x


@dataclass(frozen=True, eq=False)
class Lines:
    """What is drawn: the curves of the scenario in force, and by pin those of A and B."""

    now: Curve
    ghosts: tuple[tuple[Array, Array], ...]


@dataclass(frozen=True, eq=False)
class Plotted:
    """A picture without bands."""

    wanted: Wanted
    lines: Lines


class Curves(View, can_focus=True):
    """A and B with their crossovers, the present value, and the pinned scenarios as ghosts; strong and weak only on request."""

    ENTRY = "curves"

    DEFAULT_CSS = """
    Curves.-stale PlotCanvas { text-opacity: 60%; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._snapshot: Snapshot | None = None
        self._chosen_scales: dict[str, bool] = {}
        self._ranges: dict[str, Range] = {}
        self._ghosts: dict[Pin, tuple[Array, Array]] = {}
        self._ghosts_for: tuple[str, Range] | None = None
        self._drawn: tuple[object, ...] = ()
        self._strategies: tuple[Strategy, ...] = RIVALS
        self._canvas = PlotCanvas(ascii_only=ascii_only())
        self._deadline: Deadline[Wanted, Lines] = Deadline(self._work_out, self._plot_late, self.call_later)
        self._banding: Deadline[Plotted, Bands | None] = Deadline(_bands, self._band_late, self.call_later, 0.5)

    def compose(self) -> ComposeResult:
        """The canvas."""
        yield self._canvas

    def show(self, snapshot: Snapshot) -> None:
        """Draw the curves of the scenario in force."""
        self._snapshot = snapshot
        self._draw()

    def action_step(self, count: int) -> None:
        """Change the value that is plotted against."""
        if self._snapshot is not None:
            self.post_message(self.Step(self._snapshot.axis, count))

    def action_go(self) -> None:
        """Go to the row that is plotted against."""
        if self._snapshot is not None:
            self.post_message(self.GoTo(self._snapshot.axis))

    def action_log(self) -> None:
        """Switch between a linear and a logarithmic axis."""
        if self._snapshot is not None:
            key = self._snapshot.axis
            self._chosen_scales[key] = not self._logarithmic(find(key))
            self._draw()

    def action_alone(self) -> None:
        """Draw the two models alone as well, or no more."""
        self._strategies = RIVALS if self._strategies == STRATEGIES else STRATEGIES
        self._draw()

    def _logarithmic(self, parameter: Parameter) -> bool:
        return self._chosen_scales.get(parameter.key, parameter.kind.logarithmic)

    def _draw(self) -> None:
        snapshot = self._snapshot
        if snapshot is None:
            return
        parameter = find(snapshot.axis)
        now = snapshot.value(parameter.key)
        value = float(now) if isinstance(now, int | float) else None
        log = self._logarithmic(parameter)
        crossings = snapshot.crossings(parameter.key)
        points = tuple(point.value for point in crossings.points) if crossings else ()
        shown = choose(parameter, value, list(points), log=log, before=self._ranges.get(parameter.key))
        self._ranges[parameter.key] = shown
        # Moving the focus draws nothing.
        state = (snapshot.scenario, snapshot.axis, shown, snapshot.pins, self._strategies)
        if state != self._drawn:
            self._drawn = state
            wanted = Wanted(snapshot, parameter, shown, value, points, self._strategies)
            lines = self._deadline.ask(wanted)
            if lines is not None:
                self._plot(wanted, lines)
        self.set_class(snapshot.stale or self._deadline.busy, "-stale")

    def _plot(self, wanted: Wanted, lines: Lines) -> None:
        plotted, bands = Plotted(wanted, lines), None
        if ranged(wanted.snapshot.scenario):
            bands = self._banding.ask(plotted)
        else:
            self._banding.forget()
        self._put(plotted, bands)

    def _put(self, plotted: Plotted, bands: Bands | None) -> None:
        # While a band is being worked out there is none: that of another state would be a wrong one.
        self._canvas.chart = _chart(plotted.wanted, plotted.lines, bands)
        # Drawn at once, so that rows, verdict and chart are one paint.
        self._canvas.on_idle()

    def _band_late(self, plotted: Plotted, bands: Bands | None) -> None:
        if bands is not None:
            self._put(plotted, bands)

    def _plot_late(self, wanted: Wanted, lines: Lines) -> None:
        self._plot(wanted, lines)
        self._draw()

    def _work_out(self, wanted: Wanted) -> Lines:
        snapshot, parameter, x = wanted.snapshot, wanted.parameter, wanted.x
        now = curve(snapshot.scenario, parameter.key, x, wanted.strategies)
        if self._ghosts_for != (parameter.key, wanted.shown):
            self._ghosts_for, self._ghosts = (parameter.key, wanted.shown), {}
        for pin in snapshot.pins[-_MOST_GHOSTS:]:
            if pin not in self._ghosts:
                ghost = curve(pin.scenario, parameter.key, x)
                self._ghosts[pin] = (ghost.a, ghost.b)
        return Lines(now, tuple(self._ghosts[pin] for pin in snapshot.pins[-_MOST_GHOSTS:]))


def _bands(plotted: Plotted) -> Bands | None:
    # Loaded by answers about ranges only.
    from engine.confidence import bands

    wanted = plotted.wanted
    x = wanted.x
    some = x[np.unique(np.linspace(0, len(x) - 1, _BAND_PLACES).round().astype(int))] if len(x) else x
    return bands(wanted.snapshot.scenario, wanted.parameter.key, some, _BAND_POINTS) if len(some) else None


def _ends(bands: Bands | None) -> list[Series]:
    """Both ends of the bands of A and B, without labels."""
    if bands is None:
        return []
    both = zip(_BANDS, (bands.a, bands.b), strict=True)
    return [Series(bands.x, end, "", marker, style) for (style, marker), ends in both for end in ends]


def _chart(wanted: Wanted, found: Lines, bands: Bands | None = None) -> Chart:
    snapshot, parameter, shown, value, lines = wanted.snapshot, wanted.parameter, wanted.shown, wanted.value, found.now
    total = dict(zip(snapshot.outcome.costs.strategies, snapshot.outcome.costs.total_cost.tolist(), strict=True))
    costs = [total[one] for one in wanted.strategies if math.isfinite(total[one])]
    marks = [
        Mark(x, height, show(parameter, x), Marker.CROSS, "mark")
        for x in wanted.points
        if shown.low <= x <= shown.high and math.isfinite(height := _at(lines.x, lines.a, x))
    ]
    if value is not None:
        marks += [Mark(value, cost, "", Marker.POINT, "value") for cost in costs]
    marks = [*_pinned_points(snapshot, parameter.key), *marks]
    now = f", now {value_text(parameter, value)}" if value is not None else ""
    series = [Series(lines.x, y, *_LOOKS[one]) for one, y in zip(wanted.strategies, lines.costs.total_cost, strict=True)]
    # A and B are drawn over the others.
    series = [*series[len(RIVALS) :], *series[: len(RIVALS)]]
    return Chart(
        series=tuple(series),
        marks=tuple(marks),
        ghosts=(*_ends(bands), *_ghosts(snapshot, found)),
        title=f"{parameter.title} [{parameter.full_symbol}]{now}",
        x_scale=Scale.LOG if shown.log else Scale.LINEAR,
        x_limits=(shown.low, shown.high),
        y_ceiling=_CEILING * max(costs) if costs and max(costs) > 0 else None,
        x_format=_tick_format(parameter),
        y_format=dollar_tick,
        subject=f"{parameter.key} {shown}",
    )


def _ghosts(snapshot: Snapshot, found: Lines) -> list[Series]:
    """The curves of the last pins, numbered; those that coincide with a curve drawn already are left out."""
    drawn, ghosts = [found.now.a, found.now.b], []
    first = max(len(snapshot.pins) - _MOST_GHOSTS, 0)
    for number, both in enumerate(found.ghosts, first + 1):
        for y in both:
            if not any(np.array_equal(y, other, equal_nan=True) for other in drawn):
                drawn.append(y)
                ghosts.append(Series(found.now.x, y, str(number), Marker.DOTS, "ghost"))
    return ghosts


def _pinned_points(snapshot: Snapshot, key: str) -> list[Mark]:
    """Where the pinned scenarios are."""
    marks = []
    for pin in snapshot.pins[-_MOST_GHOSTS:]:
        now = replace(snapshot, scenario=pin.scenario).value(key)
        verdict = pin.outcome.verdict
        if isinstance(now, int | float):
            marks += [
                Mark(float(now), y, "", Marker.HOLLOW, "ghost") for y in (verdict.cost_a, verdict.cost_b) if math.isfinite(y)
            ]
    return marks


def _at(x: Array, y: Array, value: float) -> float:
    """The height of a curve at a value."""
    finite = np.isfinite(y)
    return float(np.interp(value, x[finite], y[finite])) if finite.any() else math.nan


def _tick_format(parameter: Parameter) -> TickFormat:
    notation = parameter.kind.notation
    return percent_tick if notation == "percent" else dollar_tick if notation == "money" else plain_tick

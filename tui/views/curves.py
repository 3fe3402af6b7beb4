"""The cost of A and of B against one parameter."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from textual.app import ComposeResult

from engine.notation import show
from engine.parameters import Array, Parameter
from engine.registry import find
from engine.sweep import Curve, axis, curve
from engine.verdict import value_text
from tui.plot.canvas import PlotCanvas
from tui.plot.chart import Chart, Mark, Marker, Scale, Series, TickFormat, dollar_tick, percent_tick, plain_tick
from tui.snapshot import Pin, Snapshot
from tui.terminal.abilities import ascii_only
from tui.views.curve_range import Range, choose
from tui.views.view import View

_MOST_GHOSTS = 3
_CEILING = 2.5
"""How many times the larger present cost the y axis may show: near a rate of 0 every cost is infinite."""


class Curves(View):
    """Two curves with their crossovers, the present value, and the pinned scenarios as ghosts."""

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
        self._canvas = PlotCanvas(ascii_only=ascii_only())

    def compose(self) -> ComposeResult:
        """The canvas."""
        yield self._canvas

    def show(self, snapshot: Snapshot) -> None:
        """Draw the curves of the scenario in force."""
        self._snapshot = snapshot
        self._draw()

    def action_log(self) -> None:
        """Switch between a linear and a logarithmic axis."""
        if self._snapshot is not None:
            key = self._snapshot.axis
            self._chosen_scales[key] = not self._logarithmic(find(key))
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
        points = [point.value for point in crossings.points] if crossings else []
        shown = choose(parameter, value, points, log=log, before=self._ranges.get(parameter.key))
        self._ranges[parameter.key] = shown
        # Moving the focus draws nothing.
        state = (snapshot.scenario, snapshot.axis, shown, snapshot.pins)
        if state == self._drawn:
            return
        self._drawn = state
        x = axis(parameter, shown.low, shown.high, log=log) if shown.low > 0 or not log else np.array([])
        if parameter.kind.domain.open_low and not log:
            x = x[x > parameter.kind.domain.low]
        lines = curve(snapshot.base(parameter.key), parameter.key, x)
        self._canvas.chart = self._chart(snapshot, parameter, shown, lines, value, points)
        # Drawn at once, so that rows, verdict and chart are one paint.
        self._canvas.on_idle()

    def _chart(
        self, snapshot: Snapshot, parameter: Parameter, shown: Range, lines: Curve, value: float | None, points: list[float]
    ) -> Chart:
        costs = [cost for cost in (snapshot.outcome.verdict.cost_a, snapshot.outcome.verdict.cost_b) if math.isfinite(cost)]
        marks = [
            Mark(x, height, show(parameter, x), Marker.CROSS, "mark")
            for x in points
            if shown.low <= x <= shown.high and math.isfinite(height := _at(lines.x, lines.a, x))
        ]
        if value is not None:
            marks += [
                Mark(value, cost, "", Marker.POINT, "value")
                for cost in (snapshot.outcome.verdict.cost_a, snapshot.outcome.verdict.cost_b)
                if math.isfinite(cost)
            ]
        ghosts = self._ghosts_of(snapshot, parameter, shown, lines)
        marks = [*_pinned_points(snapshot, parameter.key), *marks]
        now = f", now {value_text(parameter, value)}" if value is not None else ""
        return Chart(
            series=(
                Series(lines.x, lines.a, "A", Marker.THIN, "a"),
                Series(lines.x, lines.b, "B", Marker.HEAVY, "b"),
            ),
            marks=tuple(marks),
            ghosts=tuple(ghosts),
            title=f"{parameter.title} [{parameter.full_symbol}]{now}",
            x_scale=Scale.LOG if shown.log else Scale.LINEAR,
            x_limits=(shown.low, shown.high),
            y_ceiling=_CEILING * max(costs) if costs and max(costs) > 0 else None,
            x_format=_tick_format(parameter),
            y_format=dollar_tick,
            subject=f"{parameter.key} {shown}",
        )

    def _ghosts_of(self, snapshot: Snapshot, parameter: Parameter, shown: Range, lines: Curve) -> list[Series]:
        """The curves of the last pins, numbered; those that coincide with a curve drawn already are left out."""
        drawn, ghosts = [lines.a, lines.b], []
        first = max(len(snapshot.pins) - _MOST_GHOSTS, 0)
        for number, pin in enumerate(snapshot.pins[first:], first + 1):
            for y in self._ghost(pin, parameter, shown, lines):
                if not any(np.array_equal(y, other, equal_nan=True) for other in drawn):
                    drawn.append(y)
                    ghosts.append(Series(lines.x, y, str(number), Marker.DOTS, "ghost"))
        return ghosts

    def _ghost(self, pin: Pin, parameter: Parameter, shown: Range, lines: Curve) -> tuple[Array, Array]:
        state = (parameter.key, shown)
        if state != self._ghosts_for:
            self._ghosts_for, self._ghosts = state, {}
        if pin not in self._ghosts:
            ghost = curve(pin.scenario, parameter.key, lines.x)
            self._ghosts[pin] = (ghost.a, ghost.b)
        return self._ghosts[pin]


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

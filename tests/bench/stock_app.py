"""The first anchor: the same question in a minimal Textual app of stock widgets and textual-plotext.

Left and right change the value in focus, Tab moves the focus, digits are typed into the field. It is
written the plain way: a change recomputes the costs and draws everything that depends on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import numpy as np
from textual import on
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import DataTable, Input, Label, Static
from textual_plotext import PlotextPlot  # type: ignore[import-not-found,unused-ignore]

from engine.prices.costs import costs
from engine.scenarios.registry import assign, numbers, value
from engine.scenarios.strategies import STRATEGIES
from engine.sweep import curve
from presets.scenarios.library import DEFAULT, open_scenario

_COLUMNS = ("strategy", "generate", "fix", "re-read", "total", "attempts")
_X = np.linspace(0.0, 8.0, 200)


class Field(Input):
    """One value."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("left", "add(-0.1)", "Less"),
        ("right", "add(0.1)", "More"),
    ]

    def __init__(self, key: str, number: float) -> None:
        super().__init__(f"{number:g}", compact=True, select_on_focus=False)
        self.key = key
        self.cursor_blink = False

    def action_add(self, step: float) -> None:
        """Change the value by a step."""
        self.value = f"{float(self.value or 0.0) + step:.6g}"


class StockApp(App[None]):
    """Fields at the left; verdict, table and plot at the right."""

    CSS = """
    #fields { width: 46; }
    Label { width: 22; height: 1; }
    Field { width: 1fr; }
    Horizontal { height: auto; }
    #all { height: 1fr; }
    #verdict { height: 2; }
    DataTable { height: 6; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._scenario = open_scenario(DEFAULT).scenario

    def compose(self) -> ComposeResult:
        """Everything at once."""
        with Horizontal(id="all"):
            with VerticalScroll(id="fields", can_focus=False):
                yield from self._fields()
            with Vertical():
                yield Static(id="verdict")
                yield DataTable[str](show_cursor=False)
                yield PlotextPlot()

    def _fields(self) -> Iterable[Horizontal]:
        for parameter in numbers():
            number = value(self._scenario, parameter.key)
            if isinstance(number, int | float):
                yield Horizontal(Label(parameter.title), Field(parameter.key, number))

    def on_mount(self) -> None:
        """The first answer."""
        self.query_one(DataTable).add_columns(*_COLUMNS)
        self.query_one(DataTable).can_focus = False
        next(field for field in self.query(Field) if field.key == "weak.bugs").focus()
        self._show()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        try:
            number = float(event.value)
        except ValueError:
            return
        if isinstance(event.input, Field) and value(self._scenario, event.input.key) != number:
            self._scenario = assign(self._scenario, {event.input.key: number})
            self._show()

    def _show(self) -> None:
        figures = costs(self._scenario)
        totals = [float(total) for total in figures.total_cost]
        table = self.query_one(DataTable)
        table.clear()
        rows = (figures.generation_cost, figures.fix_cost, figures.growth_penalty, figures.total_cost, figures.attempts)
        for index, strategy in enumerate(STRATEGIES):
            table.add_row(strategy.name, *(f"{float(row[index]):.3f}" for row in rows))
        winner = STRATEGIES[totals.index(min(totals[:2]))]
        self.query_one("#verdict", Static).update(
            f"{winner.name} is cheaper: ${min(totals[:2]):.3f} against ${max(totals[:2]):.3f}"
        )
        lines = curve(self._scenario, "weak.bugs", _X)
        widget = self.query_one(PlotextPlot)
        plot: Any = widget.plt
        plot.clear_data()
        plot.plot(_X.tolist(), lines.a.tolist(), label="A")
        plot.plot(_X.tolist(), lines.b.tolist(), label="B")
        widget.refresh()


if __name__ == "__main__":
    StockApp().run()

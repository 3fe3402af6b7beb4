"""The four strategies in one table: what each costs, where the money goes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from engine.outcome import Outcome
from engine.scenarios.strategies import RIVALS, Strategy
from tui.answers.columns import TOTAL, Column, columns
from tui.answers.figures import count, in_column, short_count
from tui.state.snapshot import Snapshot
from tui.widgets.lines import Line, Lines, fitted, right

_ROOMY = 72
_LEAST = (" ◂", " ◂ least")
"""Marks the cheapest of all, in a word where there is room."""
_KEY = ": Z"
"""The key that makes room for the columns left out."""


@dataclass(frozen=True)
class Written:
    """A column as it is written.

    Attributes:
        column: Which.
        heading: What stands above it.
        cells: A text for each strategy.
        width: The cells that it takes, with the gap before it.
    """

    column: Column
    heading: str
    cells: tuple[str, ...]
    width: int

    @classmethod
    def of(cls, column: Column, outcome: Outcome, dollars: Callable[[float], str], *, roomy: bool) -> Written:
        """A column in full, or as short as it goes."""
        heading, narrowest, gap = (column.title, 6, 2) if roomy else (column.short, 5, 1)
        cells = tuple(column.cells(outcome, dollars, count if roomy else short_count))
        return cls(column, heading, cells, max(len(heading), *map(len, cells), narrowest) + gap)


@dataclass(frozen=True)
class Layout:
    """What stands where.

    Attributes:
        names: The strategies.
        first: Their width.
        chosen: The columns that fit, in their order.
        left_out: How many do not.
    """

    names: tuple[str, ...]
    first: int
    chosen: tuple[Written, ...]
    left_out: int

    @property
    def used(self) -> int:
        """The cells up to the end of the last column."""
        return self.first + sum(one.width for one in self.chosen)

    @classmethod
    def of(cls, outcome: Outcome, width: int) -> Layout:
        """The layout for a width: in full if all columns have room then, otherwise as many as fit."""
        layout = cls._with(outcome, width, roomy=True) if width >= _ROOMY else None
        return cls._with(outcome, width, roomy=False) if layout is None or layout.left_out else layout

    @classmethod
    def _with(cls, outcome: Outcome, width: int, *, roomy: bool) -> Layout:
        names = tuple(s.name if roomy else s.name.replace(" → ", "→") for s in outcome.costs.strategies)
        first = max(map(len, names))
        dollars = in_column(outcome.costs.total_cost, narrow=True)
        written = [Written.of(column, outcome, dollars, roomy=roomy) for column in columns(outcome)]
        room = width - first - len(_LEAST[0])
        chosen: list[Written] = []
        for one in sorted(written, key=lambda w: w.column.rank):
            room -= one.width
            # What is left out must be said, too.
            if room < (0 if len(chosen) == len(written) - 1 else 1):
                break
            chosen.append(one)
        return cls(names, first, tuple(one for one in written if one in chosen), len(written) - len(chosen))


class Table(Lines):
    """The table. Columns that have no room are counted in its heading; with more width they come back."""

    def __init__(self, widget_id: str | None = None) -> None:
        super().__init__(widget_id)
        self._snapshot: Snapshot | None = None

    def show(self, snapshot: Snapshot) -> None:
        """Draw the costs of the scenario in force."""
        self._snapshot = snapshot
        self.rebuild()

    def build(self, width: int, _height: int) -> Iterable[Line]:
        """Heading and one line for each strategy."""
        if self._snapshot is None:
            return []
        outcome, stale = self._snapshot.outcome, self._snapshot.stale
        layout = Layout.of(outcome, width)
        heads = [(right(one.heading, one.width), "dim") for one in layout.chosen]
        more = f" +{layout.left_out}" if layout.left_out else ""
        if more and layout.used + len(more) + len(_KEY) <= width:
            more += _KEY
        lines: list[Line] = [((fitted("dollars", layout.first), "dim"), *heads, (more, "dim"))]
        winner, least = _cheapest(outcome)
        for row, strategy in enumerate(outcome.costs.strategies):
            style = "dim" if stale else _style(strategy, cheapest=strategy.key == winner)
            cells = [
                (right(one.cells[row], one.width), "dim" if stale else "strong" if one.column is TOTAL else "text")
                for one in layout.chosen
            ]
            # The verdict is about A and B; that one model alone may cost less still should not be overlooked.
            mark = _LEAST[layout.used + len(_LEAST[1]) <= width] if strategy.key == least else ""
            lines.append(((fitted(layout.names[row], layout.first), style), *cells, (mark, "dim" if stale else "good")))
        return lines


def _cheapest(outcome: Outcome) -> tuple[str, str]:
    """Keys of the cheaper one of A and B, and of the cheapest of all; empty if every cost is infinite."""
    totals, keys = outcome.costs.total_cost, [strategy.key for strategy in outcome.costs.strategies]
    if not np.isfinite(totals).any():
        return "", ""
    return keys[int(np.argmin(totals[: len(RIVALS)]))], keys[int(np.argmin(totals))]


def _style(strategy: Strategy, *, cheapest: bool) -> str:
    if strategy not in RIVALS:
        return "text"
    return ("a" if strategy is RIVALS[0] else "b") if cheapest else "text"

"""The four strategies in one table: what each costs, where the money goes."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.notation import money, plain
from engine.outcome import Outcome
from engine.parameters import Array
from engine.strategies import RIVALS, Strategy
from tui.snapshot import Snapshot
from tui.widgets.lines import Line, Lines, fitted, right


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        title: Its heading.
        short: Its heading where there is little room.
        rank: Which columns stay when not all fit: small numbers first.
        cells: A text for each strategy.
    """

    title: str
    short: str
    rank: int
    cells: tuple[str, ...]


_NARROWEST = 6
_ROOMY = 72
_LEAST = (" ◂", " ◂ least")
"""Marks the cheapest of all, in a word where there is room."""


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
        roomy = width >= _ROOMY
        names = [s.name if roomy else s.name.replace(" → ", "→") for s in outcome.costs.strategies]
        first = max(len(name) for name in names)
        gap = 2 if roomy else 1
        chosen, left_out = _fitting(columns(outcome), width - first - len(_LEAST[0]), gap, roomy=roomy)
        widths = [_width(column, gap, roomy=roomy) for column in chosen]
        heads = [(right(c.title if roomy else c.short, w), "dim") for c, w in zip(chosen, widths, strict=True)]
        more = f" +{left_out}" if left_out else ""
        lines: list[Line] = [((fitted("dollars", first), "dim"), *heads, (more, "dim"))]
        winner, least = _cheapest(outcome)
        for row, strategy in enumerate(outcome.costs.strategies):
            style = "dim" if stale else _style(strategy, cheapest=strategy.key == winner)
            cells = [
                (right(column.cells[row], w), "dim" if stale else "strong" if column.title == "total" else "text")
                for column, w in zip(chosen, widths, strict=True)
            ]
            # The verdict is about A and B; that one model alone may cost less still should not be overlooked.
            mark = _LEAST[first + sum(widths) + len(_LEAST[1]) <= width] if strategy.key == least else ""
            lines.append(((fitted(names[row], first), style), *cells, (mark, "dim" if stale else "good")))
        return lines


def columns(outcome: Outcome) -> list[Column]:
    """All columns of an outcome; those of giving up only where anything is given up on."""
    costs = outcome.costs
    bugs = np.array([getattr(outcome.scenario, s.generator).bugs for s in costs.strategies], dtype=np.float64)
    per_bug = np.where(bugs > 0, costs.attempts / np.where(bugs > 0, bugs, 1.0), 0.0)
    decimals = _decimals(costs.total_cost)
    found = [
        Column("generate", "gen.", 2, _money(costs.generation_cost, decimals)),
        Column("fix", "fix", 3, _money(costs.fix_cost, decimals)),
        Column("re-read", "reread", 4, _money(costs.growth_penalty, decimals)),
        Column("total", "total", 1, _money(costs.total_cost, decimals)),
        Column("attempts", "tries", 5, tuple(_count(x) for x in costs.attempts)),
        Column("per bug", "per bug", 8, tuple(_count(x) for x in per_bug)),
    ]
    if np.any(costs.unresolved_bugs > 0):
        found.insert(3, Column("hand-off", "h-off", 7, _money(costs.handoff_cost, decimals)))
        found.append(Column("given up", "unfixed", 6, tuple(_count(x) for x in costs.unresolved_bugs)))
    return found


def _fitting(found: list[Column], room: int, gap: int, *, roomy: bool) -> tuple[list[Column], int]:
    """The columns that fit, in their order, and how many do not."""
    chosen: list[Column] = []
    for column in sorted(found, key=lambda c: c.rank):
        # What is left out must be said, too.
        reserve = 0 if len(chosen) == len(found) - 1 else 1
        used = sum(_width(c, gap, roomy=roomy) for c in [*chosen, column])
        if used + reserve > room:
            break
        chosen.append(column)
    return [column for column in found if column in chosen], len(found) - len(chosen)


def _width(column: Column, gap: int, *, roomy: bool) -> int:
    title = column.title if roomy else column.short
    return gap + max(len(title), *(len(cell) for cell in column.cells), _NARROWEST if roomy else _NARROWEST - 1)


def _decimals(totals: Array) -> int:
    """Decimals for all dollars of the table: the smallest total gets three digits."""
    positive = totals[np.isfinite(totals) & (totals > 0)]
    return min(max(2 - math.floor(math.log10(float(positive.min()))), 2), 6) if positive.size else 2


def _money(amounts: Array, decimals: int) -> tuple[str, ...]:
    return tuple(money(x) if math.isinf(x) or abs(x) >= 1000 else f"{x:.{decimals}f}" for x in amounts.tolist())


def _count(number: float) -> str:
    return "∞" if np.isinf(number) else plain(float(number), 1) if number < 1000 else plain(float(number))


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

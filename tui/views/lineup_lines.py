"""How the line-up is written, at any width."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.contenders.contender import Contender
from engine.lineup import Lineup
from engine.scenarios.notation import money, percent, plain
from tui.answers.columns import PER_FINISHED, UNFIXED
from tui.widgets.lines import Line, Span, fitted, right

_ROOMY, _WIDE = 62, 86
_STYLES = {"strong-weak": "a", "weak-strong": "b"}


@dataclass(frozen=True)
class Columns:
    """How wide the columns are; zero leaves one out.

    Attributes:
        name: The strategy.
        cost: Its total cost.
        bar: The cost as a bar.
        left: Bugs given up on.
        task: Cost per finished task.
        how: Its best limit, runs or consultations.
    """

    name: int
    cost: int
    bar: int
    left: int
    task: int
    how: int

    @classmethod
    def of(cls, width: int, found: Lineup) -> Columns:
        """The columns for a width; those of giving up only where anything is given up on."""
        unfinished = any(one.finished < 1.0 - 1e-9 for one in found.contenders)
        name = 28 if width >= _ROOMY else 17
        cost, task, how = 8, (10 if unfinished else 0), (28 if width >= _WIDE else 13 if width >= _ROOMY else 8)
        left = 8 if unfinished and width >= _ROOMY else 0
        if 2 + name + cost + left + task + 2 + how > width:
            how = 0
        bar = max(width - 2 - name - cost - left - task - how - 3, 0)
        return cls(name, cost, bar if bar >= 4 else 0, left, task, how)

    @property
    def short(self) -> bool:
        """Whether names are written short."""
        return self.name < 28


def header(columns: Columns) -> Line:
    """What the columns are."""
    cells = (
        fitted("  strategy", columns.name + 2) + right("dollars", columns.cost) + " " * (columns.bar + 1 if columns.bar else 0)
    )
    cells += right(UNFIXED.title, columns.left) if columns.left else ""
    cells += right(PER_FINISHED.short, columns.task) if columns.task else ""
    return ((cells, "dim"),)


def line(one: Contender, columns: Columns, longest: float, caret: str, style: str) -> Line:
    """One strategy.

    Args:
        one: Which.
        columns: The widths.
        longest: The cost of the longest bar.
        caret: What stands before it.
        style: ``text`` for its own style; otherwise that of the name.
    """
    own = style if style != "text" else _STYLES.get(one.key, "text")
    quiet = style == "dim"
    spans: list[Span] = [
        (caret, own),
        ("≈" if flattered(one) else "*" if one.note else " ", "dim"),
        (fitted(name(one, short=columns.short), columns.name), own),
        (right(amount(one.total_cost), columns.cost), "dim" if quiet else "strong"),
    ]
    if columns.bar:
        spans.append((f" {bar(one.total_cost, longest, columns.bar)}", "dim" if quiet else _STYLES.get(one.key, "text")))
    if columns.left:
        spans.append((right("" if one.unresolved_bugs is None else _count(one.unresolved_bugs), columns.left), "dim"))
    if columns.task:
        spans.append((right(amount(one.cost_per_finished_task), columns.task), "dim" if quiet else "text"))
    if columns.how:
        spans.append((f"  {fitted(how(one, columns.how), columns.how)}", "dim"))
    return tuple(spans)


def name(one: Contender, *, short: bool = False) -> str:
    """What a strategy is called: ``cascade, weak generates``, or shorter ``cascade (weak)``."""
    return one.name.replace(", weak generates", " (weak)").replace(", strong generates", " (strong)") if short else one.name


def flattered(one: Contender) -> bool:
    """Whether its cost rests on attempts being independent of each other across models or runs."""
    return one.key.startswith(("cascade", "best-of"))


def how(one: Contender, width: int) -> str:
    """What is particular to it, in as many words as there is room for."""
    if one.runs is not None:
        chance = "" if one.success is None else f"{percent(one.success)}"
        texts = [f"k {_limit(one.limit)}, one of them succeeds: {chance}", f"k {_limit(one.limit)}, {chance}", chance]
    elif one.limit is not None:
        best = "" if one.limit == one.best_limit else f", best {_limit(one.best_limit)}"
        texts = [f"k {_limit(one.limit)}{best or ' is best'}, {_count(one.escalated_bugs or 0.0)} escalate"]
        texts += [f"k {_limit(one.limit)}{best}", f"k {_limit(one.limit)}"]
    elif one.consultations is not None:
        few = f"{one.consultations:.1f}" if one.consultations >= 0.1 else "<.1"
        texts = [f"asks {_count(one.consultations)} times", f"asks {_count(one.consultations)}", f"asks {few}"]
    else:
        texts = [""]
    return next((text for text in texts if len(text) <= width), texts[-1])


def about(one: Contender) -> str:
    """One strategy in a sentence."""
    return f"{_about(one)} Its cost is infinite." if math.isinf(one.total_cost) else _about(one)


def _about(one: Contender) -> str:
    match one.key.partition("-")[0]:
        case "cascade":
            limit = one.limit if one.limit is not None else math.inf
            first = (
                "every attempt is weak"
                if math.isinf(limit)
                else f"at each bug {limit:.0f} weak attempts, then the strong model"
            )
            if limit == 0:
                first = "no weak attempts, the strong model at once"
            best = "" if one.limit == one.best_limit else f"; {_limit(one.best_limit)} would cost least"
            return _sentence(f"Cascade: {first}; {_count(one.escalated_bugs or 0.0)} bugs get that far{best}.", one.note)
        case "advisor":
            asked = f"it is asked {_count(one.consultations or 0.0)} times in a task"
            return _sentence(f"Advisor: the weak model fixes, now and then with advice of the strong one; {asked}.", one.note)
        case "best":
            runs = "no run" if not one.runs else f"{one.runs:.0f} weak run{'s' if one.runs != 1 else ''}"
            each = "" if one.run_cost is None else f" of ${money(one.run_cost)}"
            chance = "" if one.success is None else f"; the chance that one of them fixes every bug is {percent(one.success)}"
            return _sentence(
                f"Best of n: what A costs pays for {runs}{each}, up to {_limit(one.limit)} attempts per bug{chance}.", one.note
            )
    fixer = one.fixer or one.generator
    return _sentence(
        f"The {one.generator} model generates, the {fixer} model fixes: {_count(one.attempts)} attempts.", one.note
    )


def amount(dollars: float) -> str:
    """``$0.60``, ``∞``."""
    return "∞" if math.isinf(dollars) else f"${money(dollars)}"


def bar(cost: float, longest: float, width: int) -> str:
    """A bar from the left; an arrow for what has no end."""
    if math.isinf(cost):
        return "━" * (width - 1) + "▶"
    halves = round(2 * width * (cost / longest)) if longest > 0 else 0
    halves = max(halves, 1) if cost > 0 else 0
    return fitted("━" * (halves // 2) + "╸" * (halves % 2), width)


def _limit(limit: float | None) -> str:
    return "—" if limit is None else "∞" if math.isinf(limit) else f"{limit:.0f}"


def _count(number: float) -> str:
    if math.isinf(number):
        return "∞"
    return "0" if number == 0 else "<0.001" if number < 0.001 else f"{number:.2g}" if number < 10 else plain(number)


def _sentence(text: str, note: str) -> str:
    return f"{text} {note}" if note else text

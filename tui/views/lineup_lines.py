"""How the line-up is written, at any width."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.contenders.contender import Contender
from engine.lineup import Lineup
from engine.scenarios.notation import percent
from tui.answers.columns import PER_FINISHED, TIME, UNFIXED
from tui.answers.figures import attempt_limit, dollars, rough_count, time
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
        time: How long it takes.
        how: Its best limit, runs or consultations.
        short: Whether names are written short.
    """

    name: int
    cost: int
    bar: int
    left: int
    task: int
    time: int
    how: int
    short: bool

    @classmethod
    def of(cls, width: int, found: Lineup) -> Columns:
        """The columns for a width; those of giving up only where anything is given up on."""
        unfinished = any(one.finished < 1.0 - 1e-9 for one in found.contenders)
        short = width < _ROOMY
        named = max([17 if short else 28, *(len(name(one, short=short)) for one in found.contenders)])
        cost, task, how = 8, (10 if unfinished else 0), (28 if width >= _WIDE else 13 if width >= _ROOMY else 8)
        left = 8 if unfinished and width >= _ROOMY else 0
        time = 12 if found.timed and width >= _ROOMY else 0
        if 2 + named + cost + left + task + time + 2 + how > width:
            how = 0
        bar = max(width - 2 - named - cost - left - task - time - how - 3, 0)
        return cls(named, cost, bar if bar >= 4 else 0, left, task, time, how, short)


def header(columns: Columns) -> Line:
    """What the columns are."""
    cells = (
        fitted("  strategy", columns.name + 2) + right("dollars", columns.cost) + " " * (columns.bar + 1 if columns.bar else 0)
    )
    cells += right(UNFIXED.title, columns.left) if columns.left else ""
    cells += right(PER_FINISHED.short, columns.task) if columns.task else ""
    cells += right(TIME.title, columns.time) if columns.time else ""
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
        ("≈" if one.idea.flattered else "*" if one.note else " ", "dim"),
        (fitted(name(one, short=columns.short), columns.name), own),
        (right(dollars(one.total_cost), columns.cost), "dim" if quiet else "strong"),
    ]
    if columns.bar:
        spans.append((f" {bar(one.total_cost, longest, columns.bar)}", "dim" if quiet else _STYLES.get(one.key, "text")))
    if columns.left:
        spans.append((right("" if one.unresolved_bugs is None else rough_count(one.unresolved_bugs), columns.left), "dim"))
    if columns.task:
        spans.append((right(dollars(one.cost_per_finished_task), columns.task), "dim" if quiet else "text"))
    if columns.time:
        spans.append((right(time(one.seconds), columns.time), "dim" if quiet else "text"))
    if columns.how:
        spans.append((f"  {fitted(how(one, columns.how), columns.how)}", "dim"))
    return tuple(spans)


def name(one: Contender, *, short: bool = False) -> str:
    """What a strategy is called: ``cascade, weak generates``, or shorter ``cascade (weak)``."""
    return one.name.replace(", weak generates", " (weak)").replace(", strong generates", " (strong)") if short else one.name


def how(one: Contender, width: int) -> str:
    """What is particular to it, in as many words as there is room for."""
    if one.runs is not None:
        chance = "" if one.success is None else f"{percent(one.success)}"
        texts = [
            f"k {attempt_limit(one.limit)}, one of them succeeds: {chance}",
            f"k {attempt_limit(one.limit)}, {chance}",
            chance,
        ]
    elif one.limit is not None:
        best = "" if one.limit == one.best_limit else f", best {attempt_limit(one.best_limit)}"
        texts = [f"k {attempt_limit(one.limit)}{best or ' is best'}, {rough_count(one.escalated_bugs or 0.0)} escalate"]
        texts += [f"k {attempt_limit(one.limit)}{best}", f"k {attempt_limit(one.limit)}"]
    elif one.consultations is not None:
        few = f"{one.consultations:.1f}" if one.consultations >= 0.1 else "<.1"
        texts = [f"asks {rough_count(one.consultations)} times", f"asks {rough_count(one.consultations)}", f"asks {few}"]
    elif one.escalated_bugs is not None:
        strong = rough_count(one.escalated_bugs)
        texts = [f"{strong} to the strong model", f"{strong} to strong", ""]
    else:
        texts = [""]
    return next((text for text in texts if len(text) <= width), texts[-1])


def about(one: Contender) -> str:
    """One strategy in a sentence, and what there is to say about its cost."""
    endless = "Its cost is infinite." if math.isinf(one.total_cost) else ""
    taken = "" if math.isnan(one.seconds) else f"It takes {time(one.seconds)}."
    return " ".join(filter(None, (f"{_about(one)}.", taken, one.note, endless)))


def _about(one: Contender) -> str:
    limit = math.inf if one.limit is None else one.limit
    strong = f"{rough_count(one.escalated_bugs or 0.0)} bugs get that far"
    best = "" if one.limit == one.best_limit else f"; {attempt_limit(one.best_limit)} would cost least"
    match one.idea.key:
        case "cascade":
            first = f"at each bug {limit:.0f} weak attempts, then the strong model"
            if limit == 0:
                first = "no weak attempts, the strong model at once"
            elif math.isinf(limit):
                first = "every attempt is weak"
            return f"Cascade: {first}; {strong}{best}"
        case "router":
            return f"Router: bugs taken for easy go to the weak model, bugs taken for hard to the strong one; {strong}"
        case "cascade-routing":
            weak = "weak attempts only" if math.isinf(limit) else f"{limit:.0f} weak attempts first"
            return f"Cascade routing: bugs taken for hard go to the strong model, the others get {weak}; {strong}{best}"
        case "plan-first":
            weak = f"the weak one generates with the plan and fixes: {rough_count(one.attempts)} attempts"
            return f"Plan first: the strong model plans, {weak}"
        case "advisor":
            asked = f"it is asked {rough_count(one.consultations or 0.0)} times in a task"
            return f"Advisor: the weak model fixes, now and then with advice of the strong one; {asked}"
        case "best-of-n":
            runs = "no run" if not one.runs else f"{one.runs:.0f} weak run{'s' if one.runs != 1 else ''}"
            each = "" if one.run_cost is None else f" of {dollars(one.run_cost)}"
            chance = "" if one.success is None else f"; the chance that one of them fixes every bug is {percent(one.success)}"
            return f"Best of n: what A costs pays for {runs}{each}, up to {attempt_limit(one.limit)} attempts per bug{chance}"
    return f"The {one.generator} model generates, the {one.fixer} model fixes: {rough_count(one.attempts)} attempts"


def bar(cost: float, longest: float, width: int) -> str:
    """A bar from the left; an arrow for what has no end."""
    if math.isinf(cost):
        return "━" * (width - 1) + "▶"
    halves = round(2 * width * (cost / longest)) if longest > 0 else 0
    halves = max(halves, 1) if cost > 0 else 0
    return fitted("━" * (halves // 2) + "╸" * (halves % 2), width)

"""What ``crossover calibrate`` says, as lines to read and as JSON."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine.estimates.seen_survival import SeenSurvival
from engine.outcome import Outcome
from engine.scenarios.notation import counted, grouped, rounded, show, show_range
from engine.scenarios.registry import find
from engine.sentences import change
from presets.calibration.calibration import Calibration, DollarCheck, LoggedModel, Sources
from presets.files.refusal import shown
from presets.files.text import plain_text
from tui.answers.as_json import json_number, outcome_json
from tui.answers.as_text import paragraph, table
from tui.answers.figures import chance, dollars, in_column
from tui.cli import output
from tui.reports.calibration import left_out, models, read, verdict

_WIDTH = 80
"""Of a terminal."""

_MOST_ATTEMPTS = 12
_LEAST_ATTEMPTS = 3
_FEW = 5
"""Bugs at risk below which no more is shown of a curve."""

_CELLS = 24
_SEEN, _FITTED = "█", "○"
_LEGEND = (
    f"{_SEEN} still open, as if those given up were like the others; at most: if no further attempt had fixed them; "
    f"{_FITTED} fitted: as rate and spread say."
)
_NOT_TOLD = (
    "Not in logs: how a model fixes what the other left, and whether people gave one the harder tasks.",
    "Nor what no test shows, later bugs, deleted sessions, subscriptions, and calls that agents do not log.",
)
_DELETED = (
    'Claude Code deletes its logs after 30 days; "cleanupPeriodDays": 3650 in ~/.claude/settings.json keeps them. '
    "Twenty tasks given to the two models by coin toss tell most of what logs cannot."
)


@dataclass(frozen=True)
class Answer:
    """Everything that there is to say.

    Attributes:
        found: What the logs say.
        outcome: What the engine says of their scenario.
        base: Name of the scenario that the rest is from.
        saved: The file that the scenario was saved in; empty if it was not.
        word: What opens it again.
    """

    found: Calibration
    outcome: Outcome
    base: str
    saved: str = ""
    word: str = ""


def lines(answer: Answer) -> list[str]:
    """The answer as lines to read."""
    found = answer.found
    text = _sources(found.sources)
    copies = [("requests repeated where conversations were copied or resumed", found.sources.duplicates)]
    skipped = left_out([*(copies if found.sources.duplicates else []), *found.sources.skipped])
    text += _section("Left out:", [*skipped, *found.left_out])
    for drawn in models(found.models):
        text += ["", _heading(drawn[0]), *drawn[1:]] if drawn else []
    text += ["", *_measured(found)]
    text += _section(f"Otherwise as in the base scenario, {plain_text(answer.base)}:", found.kept)
    pictures = [_attempts(model, model.curve, found) for model in found.models if model.role and model.curve]
    text += [line for picture in pictures for line in ("", *picture)]
    text += _lines(_LEGEND) if pictures else []
    text += ["", *_dollar_check(found.dollars)]
    text += _section("Also seen:", found.remarks)
    text += ["", *_verdict(answer)]
    text += ["", *(line for said in _NOT_TOLD for line in _lines(said)), *_lines(_DELETED), ""]
    if answer.saved:
        return [*text, f"saved in {shown(answer.saved)}; {_opens(answer.word)} opens it"]
    return [*text, "nothing was saved; --save NAME keeps this as a scenario of yours"]


def _lines(text: str, indent: str = "") -> list[str]:
    return paragraph(text, indent, _WIDTH)


def _opens(word: str) -> str:
    return f'"crossover {plain_text(word)}"'


def _heading(text: str) -> str:
    return output.styled(text, output.BOLD)


def _section(title: str, sentences: Iterable[str]) -> list[str]:
    """Sentences under a title; nothing where there is none."""
    found = [line for said in sentences for line in _lines(plain_text(said), "  ")]
    return ["", *map(_heading, _lines(title)), *found] if found else []


def _sources(sources: Sources) -> list[str]:
    amount = f"read: {counted(sources.requests, 'request')} in {counted(sources.files, 'file')}"
    noted = [line for said in left_out(sources.noted) for line in _lines(said)]
    return [*map(_heading, _lines(f"Your own numbers: {read(sources)}")), amount, *noted]


def _verdict(answer: Answer) -> list[str]:
    begin, headline, more = verdict(answer.found, answer.outcome, answer.base)
    return [*_lines(begin), *map(_heading, _lines(headline)), *(line for said in more for line in _lines(said))]


def _measured(found: Calibration) -> list[str]:
    """Every number with its range, and from how many it is; the days stand above already."""
    rows = []
    for one in found.parameters:
        parameter = find(one.key)
        unit = parameter.kind.unit
        title = f"{parameter.title} ({unit})" if unit and unit not in re.findall(r"\w+", parameter.title) else parameter.title
        between = "" if one.low is None or one.high is None else show_range(parameter, rounded(one.low), rounded(one.high))
        source = one.source.removesuffix(found.sources.dates) + ("" if one.used else "; not in the scenario")
        rows.append([title, show(parameter, rounded(one.value)), between, f" {plain_text(source)}"])
    if not rows:
        return [_heading("Nothing could be measured.")]
    first, *rest = table(["measured", "value", "90 % range", ""], [[*row[:3], ""] for row in rows])
    width = max(map(len, [first, *rest]))
    # Where the line would be too long, from how many it is goes without in how many sessions.
    sources = [row[3] if width + 1 + len(row[3]) <= _WIDTH else row[3].split(" in ")[0] for row in rows]
    return [_heading(first), *(f"{line:{width}} {source}" for line, source in zip(rest, sources, strict=True))]


def _attempts(model: LoggedModel, curve: SeenSurvival, found: Calibration) -> list[str]:
    """Attempts by number, and the share of the bugs still open after each, in numbers and as a picture."""
    measured = {one.key: show(find(one.key), rounded(one.value)) for one in found.parameters}
    fit = (("fix rate", f"{model.role}.easy_fix_rate"), ("spread", "assumptions.spread"))
    fits = all(key in measured for _, key in fit)
    said = ", ".join(f"{words} {measured[key]}" for words, key in fit) if fits else "too few bugs for a rate"
    many = min(len(curve.fixed), max(int((curve.at_risk >= _FEW).sum()), _LEAST_ATTEMPTS), _MOST_ATTEMPTS)
    counts = [[str(at + 1), grouped(float(curve.at_risk[at])), grouped(float(curve.fixed[at]))] for at in range(many)]
    shares = [(float(curve.still_open[at]), float(curve.never[at]), float(curve.fitted[at])) for at in range(many)]
    heads = ["attempt", "at risk", "fixed", "still open", "at most", *(["fitted"] if fits else [])]
    rows = [[*numbers, *map(chance, three[: len(heads) - 3])] for numbers, three in zip(counts, shares, strict=True)]
    first, *rest = table(heads, rows, left=0)
    text = [*map(_heading, _lines(f"Attempts of {plain_text(model.name)} ({model.role}; {said})")), first]
    width = max(map(len, (first, *rest)))
    text += [
        f"{line:{width}}  {_bar(seen, fitted if fits else None)}" for line, (seen, _, fitted) in zip(rest, shares, strict=True)
    ]
    if len(curve.fixed) > many:
        text.append(f"… and up to {len(curve.fixed)} attempts at a bug")
    return text


def _bar(seen: float, fitted: float | None) -> str:
    """A share as a bar, with another one marked on it."""
    cells = [" "] * (_CELLS + 1)
    if not math.isnan(seen):
        cells[: round(seen * _CELLS)] = _SEEN * round(seen * _CELLS)
    if fitted is not None:
        cells[round(fitted * _CELLS)] = _FITTED
    return "".join(cells).rstrip()


def _dollar_check(check: DollarCheck | None) -> list[str]:
    if check is None:
        return [_heading("No dollar check: no request of a task that counts has a price.")]
    amounts = [(plain_text(part.name), part.logged, part.predicted) for part in check.parts]
    amounts.append(("all of it", check.logged, check.predicted))
    column = in_column(np.array([row[1:] for row in amounts]))
    rows = [[name, column(logged), column(predicted)] for name, logged, predicted in amounts]
    off = "" if math.isnan(check.ratio) else f" ({change(check.ratio - 1.0)})"
    first = f"Dollar check: {dollars(check.logged)} logged, {dollars(check.predicted)} by the model for the same work{off}"
    drawn = table(["dollars", "logged", "by the model"], rows)
    said = check.sentence or "They differ by no more than 25 %, so the sizes above add up." if rows else ""
    return [*map(_heading, _lines(first)), *drawn, *_lines(plain_text(said))]


def as_json(answer: Answer) -> dict[str, object]:
    """The answer as docs/answers.schema.json lays it down."""
    found, sources = answer.found, answer.found.sources
    return {
        "sources": {
            "files": sources.files,
            "sessions": sources.sessions,
            "requests": sources.requests,
            "duplicates": sources.duplicates,
            "skipped": [{"why": why, "count": count} for why, count in sources.skipped],
        },
        "models": {
            one.name: {
                "role": one.role,
                "tasks": one.tasks,
                "bugs": one.bugs,
                "attempts": one.attempts,
                "fixed": one.fixed,
                "given_up": one.given_up,
                "open": one.open,
                "requests": one.requests,
                "dollars": json_number(one.dollars),
            }
            for one in found.models
        },
        "parameters": {
            one.key: {"value": one.value, "low": one.low, "high": one.high, "n": one.count, "source": one.source}
            for one in found.parameters
        },
        "dollars": {
            "logged": None if found.dollars is None else json_number(found.dollars.logged),
            "predicted": None if found.dollars is None else json_number(found.dollars.predicted),
        },
        "verdict": outcome_json(answer.outcome),
        "scenario": answer.saved or None,
    }

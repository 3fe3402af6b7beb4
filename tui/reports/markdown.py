"""The report in Markdown: verdict, costs, crossovers, inputs, notes. Texts from files are shown as they are, never obeyed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial

from engine.scenarios.evidence import Evidence
from engine.scenarios.notation import show, show_range
from engine.scenarios.parameters import Parameter
from engine.scenarios.registry import find, of_files, value
from engine.scenarios.scenario import Scenario
from engine.sentences import in_sentences
from engine.verdict import value_text
from presets.files.text import plain_text
from tui.answers.answer import HEADLINE
from tui.answers.columns import columns
from tui.answers.figures import count, dollars
from tui.reports.comparison import Part, comparison
from tui.reports.ranking import Ranking, difference_text, ranking, ratio_text
from tui.state.snapshot import Snapshot

_MEANS_SOMETHING = re.compile(r"[\\`*_\[\]<>&|~#!$@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
"""What Markdown, in the middle of a line, takes for more than the character itself; addresses are no links either."""

_FENCE = re.compile(r"`{3,}")


def markdown(snapshot: Snapshot) -> str:
    """The report on a scenario in force."""
    scenario = snapshot.scenario
    parts = [
        [f"# {escaped(scenario.name) or 'Scenario without a name'}"],
        _verdict(snapshot),
        ["## Costs", "", *_costs(snapshot)],
        ["## What flips it", "", *_flips(ranking(snapshot))],
        ["## Inputs", "", *_models(snapshot), "", *_others(snapshot), *_known(snapshot)],
    ]
    if snapshot.pins:
        parts.insert(-1, ["## Beside what is pinned", "", *_comparison(snapshot)])
    if scenario.notes.strip():
        quoted = f"Quoted from the scenario. {escaped(snapshot.notes_are_not_of)}".strip()
        parts.append(["## Notes of the scenario", "", quoted, "", *_verbatim(scenario.notes)])
    return "\n".join("\n".join([*part, ""]) for part in parts)


def escaped(text: str) -> str:
    """A text from a file as Markdown that shows exactly this text, on one line."""
    return _MEANS_SOMETHING.sub(r"\\\g<0>", plain_text(text.strip()))


def _verbatim(text: str) -> list[str]:
    """A text of several lines in a code block whose fence is longer than any in the text."""
    shown = plain_text(text, lines=True).strip("\n")
    fence = "`" * max([3, *(len(found) + 1 for found in _FENCE.findall(shown))])
    return [f"{fence}text", *(line.rstrip() for line in shown.split("\n")), fence]


def _verdict(snapshot: Snapshot) -> list[str]:
    outcome, scenario = snapshot.outcome, snapshot.scenario
    context = "a fresh context per bug" if scenario.workflow.context == "fresh" else "one shared context for all bugs"
    caching = "on" if scenario.assumptions.caching else "off"
    answer = in_sentences(outcome, snapshot.crossings(HEADLINE), confidence=outcome.confidence)
    lines = [f"**{answer.headline.full}**"]
    lines += [line for said in answer.all[1:] for line in ("", _sentence(said.full))]
    return [*lines, "", f"With {context}, caching {caching}." + (" Not saved in this state." if snapshot.modified else "")]


def _costs(snapshot: Snapshot) -> list[str]:
    outcome = snapshot.outcome
    shown = columns(outcome)
    best = outcome.verdict.cheaper
    names = [f"**{s.name}**" if s.key == best else s.name for s in outcome.costs.strategies]
    written = [column.cells(outcome, dollars, count) for column in shown]
    heads = ["strategy", *(column.title for column in shown)]
    notes = " ".join(["Dollars for one task on average.", *(column.note for column in shown if column.note)])
    return [*_table(heads, zip(names, *written, strict=True)), "", notes]


def _flips(found: Ranking) -> list[str]:
    rows = []
    for flip in found.flips:
        parameter = find(flip.key)
        now = show(parameter, None) if flip.now is None else value_text(parameter, flip.now)
        further = f" (and {flip.others} more)" if flip.others else ""
        target = value_text(parameter, flip.crossover) + further
        rows.append([_name(parameter), now, target, ratio_text(flip), difference_text(flip)])
    lines = _table(["parameter", "now", "crossover", "ratio", "difference"], rows) if rows else ["No parameter alone flips it."]
    if found.steady:
        lines += ["", "Without a crossover:", ""]
        lines += [f"- {_name(find(steady.key))}: {steady.reason}" for steady in found.steady]
    return lines


def _comparison(snapshot: Snapshot) -> list[str]:
    """The results beside those of the pins, and the inputs that differ."""
    entries = comparison(snapshot)
    heads = ["", "now", *(f"pin {number + 1}" for number in range(len(snapshot.pins)))]
    labels = [f"- pin {number}: {escaped(snapshot.pin_label(pin))}" for number, pin in enumerate(snapshot.pins, 1)]
    rows = [
        [escaped(entry.label), *(f"{escaped(cell)} {mark}" for cell, mark in zip(entry.cells, entry.marks, strict=True))]
        for entry in entries
        if entry.part in (Part.RESULT, Part.DIFFERENT)
    ]
    counts = [f"{entry.label}." for entry in entries if entry.part is Part.HEADING]
    return [*labels, "", *_table(heads, rows), "", " ".join(counts)]


def _models(snapshot: Snapshot) -> list[str]:
    """Both models side by side."""
    scenario = snapshot.scenario
    sides = ("strong", "weak")
    models = [escaped(getattr(scenario, side).model) or "—" for side in sides]
    rows = [["model", *models]]
    for parameter in of_files():
        if parameter.section == "strong":
            keys = [f"{side}.{parameter.field}" for side in sides]
            rows.append([f"{parameter.label} {_symbol(parameter.symbol)}", *(_held(snapshot, key) for key in keys)])
    return _table(["", *sides], rows)


def _others(snapshot: Snapshot) -> list[str]:
    """Workflow, assumptions and line-up; where an assumption is not the published one, that is said."""
    rows = []
    for parameter in of_files():
        if parameter.section in ("strong", "weak"):
            continue
        published = show(parameter, parameter.default) if snapshot.unpublished(parameter.key) else ""
        rows.append([f"{parameter.label} {_symbol(parameter.symbol)}", _held(snapshot, parameter.key), published])
    return _table(["", "value", "published"], rows)


def _known(snapshot: Snapshot) -> list[str]:
    """What is known of inputs: in which range they lie, and where that comes from; and what was, as it is saved."""
    rows = []
    for parameter in of_files():
        now, saved = (scenario.evidence.get(parameter.key, Evidence()) for scenario in (snapshot.scenario, snapshot.saved))
        if now != Evidence() or saved != Evidence():
            spans, sources = ([write(one) for one in (now, saved)] for write in (partial(_range, parameter), _source))
            rows.append([_name(parameter), _and_saved(*spans), _and_saved(*sources)])
    heads = ["", "range (90 %)", "source"]
    return ["", "What is known of them:", "", *_table(heads, rows)] if rows else []


def _held(snapshot: Snapshot, key: str) -> str:
    """A value with its unit, and the saved one where it differs."""
    parameter = find(key)

    def text(scenario: Scenario) -> str:
        setting = value(scenario, key)
        return value_text(parameter, setting) if isinstance(setting, float) else show(parameter, setting)

    now, saved = snapshot.scenario, snapshot.saved
    return f"{text(now)} (saved: {text(saved)})" if value(now, key) != value(saved, key) else text(now)


def _range(parameter: Parameter, known: Evidence) -> str:
    return show_range(parameter, *known.ends) if known.ends else ""


def _source(known: Evidence) -> str:
    return escaped(known.source)


def _and_saved(now: str, saved: str) -> str:
    return now if now == saved else f"{now} (saved: {saved or 'none'})".strip()


def _name(parameter: Parameter) -> str:
    return f"{parameter.title} {_symbol(parameter.full_symbol)}"


def _symbol(symbol: str) -> str:
    return f"`{symbol}`" if symbol else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    ruler = ["---", *("---:" for _ in heads[1:])]
    return ["| " + " | ".join(cell.strip() for cell in row) + " |" for row in (heads, ruler, *rows)]

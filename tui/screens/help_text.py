"""What the line of help says: of the row in focus, of what is being typed, of what is looked for.

Each as a text, its style and a heading before it.
"""

from __future__ import annotations

from typing import TypeAlias

from engine.scenarios.evidence import Evidence
from engine.scenarios.notation import show, show_range
from engine.scenarios.parameters import Parameter
from engine.scenarios.registry import find, value
from engine.verdict import value_text
from presets.files.text import plain_text
from tui.state.panels import FOLDS
from tui.state.snapshot import Snapshot
from tui.widgets.row_finder import matches

Help: TypeAlias = tuple[str, str, str]


def about_search(text: str) -> Help:
    """While part of a row's name is being typed."""
    nothing = text.strip() and not matches(text)
    about = "no row has all of these words" if nothing else "typing moves to the first row that has it, ↑↓ to others"
    return f"{text}▏  {about}", "text", "Find row:"


def about_row(snapshot: Snapshot) -> Help:
    """The parameter of the row in focus, or what is wrong with the value that is being typed there."""
    if panel := FOLDS.get(snapshot.focus):
        return panel.heading.entry.about, "dim", f"{panel.title}:"
    parameter, editing = find(snapshot.focus), snapshot.editing
    if editing is not None and editing.problem:
        return plain_text(editing.problem), "problem", ""
    head = f"{parameter.title}{f' [{parameter.full_symbol}]' if parameter.full_symbol else ''}"
    text = parameter.entry.about
    if editing is not None and editing.meaning:
        return plain_text(f"{editing.meaning}. {text}"), "text", head
    known = snapshot.known(parameter.key)
    if snapshot.changed(parameter.key):
        saved, knew = value(snapshot.saved, parameter.key), snapshot.saved.evidence.get(parameter.key)
        written = value_text(parameter, saved) if isinstance(saved, float) else show(parameter, saved)
        parts = [written] if saved != snapshot.value(parameter.key) else []
        parts += [_told(parameter, knew) if knew else "no range"] if knew != known else []
        text = f"Saved: {', '.join(parts)}. {text}"
    if known:
        told = _told(parameter, known)
        text = f"{told[:1].upper()}{told[1:]}. {text}"
    if snapshot.unpublished(parameter.key):
        text = f"Published: {show(parameter, parameter.default)}. {text}"
    return text, "dim", f"{head}:"


def _told(parameter: Parameter, known: Evidence) -> str:
    """What is known of a number: ``range 2.0..8.0 (201 of 500 issues)``."""
    source = plain_text(known.source)
    if known.ends is None:
        return f"from {source}"
    return f"range {show_range(parameter, *known.ends)}{f' ({source})' if source else ''}"

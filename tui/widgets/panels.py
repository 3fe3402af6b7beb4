"""The panels of parameter rows: which parameters, in which order, under which heading."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

from engine.scenarios.parameters import Parameter
from engine.scenarios.registry import PARAMETERS
from engine.scenarios.scenario import WHAT_IF
from tui.widgets.matching import best_first, has_words

_ORDER = (
    ("strong", "Strong"),
    ("weak", "Weak"),
    (WHAT_IF, "What if"),
    ("workflow", "Workflow"),
    ("assumptions", "Assumptions"),
    ("strong long prompts", "Strong, long prompts"),
    ("weak long prompts", "Weak, long prompts"),
    ("lineup", "Line-up inputs"),
)
"""Sections of the registry and their groups, in the order of the screen."""


@dataclass(frozen=True)
class Panel:
    """One panel of rows.

    Attributes:
        section: The section of its parameters, with the group that they are in, or ``what if``.
        title: Its heading.
        parameters: Its rows.
    """

    section: str
    title: str
    parameters: tuple[Parameter, ...]

    def label(self, parameter: Parameter) -> str:
        """What a row of this panel is called."""
        return parameter.title if self.section == WHAT_IF else parameter.label

    def symbol(self, parameter: Parameter) -> str:
        """Its symbol, which says whose it is where the panel does not."""
        return parameter.full_symbol if self.section == WHAT_IF else parameter.symbol


def _section(parameter: Parameter) -> str:
    group = parameter.entry.group
    return group if group == WHAT_IF else f"{parameter.section} {group}".strip()


PANELS: tuple[Panel, ...] = tuple(
    Panel(section, title, tuple(p for p in PARAMETERS.values() if _section(p) == section)) for section, title in _ORDER
)
"""All panels."""

ROW_KEYS: tuple[str, ...] = tuple(p.key for panel in PANELS for p in panel.parameters)
"""The keys of all rows, in the order of the screen."""

PANEL_OF: dict[str, Panel] = {p.key: panel for panel in PANELS for p in panel.parameters}
"""The panel of each row."""

LINES: tuple[Panel | Parameter, ...] = tuple(chain.from_iterable((panel, *panel.parameters) for panel in PANELS))
"""Headings and rows, one line each."""

LINE_OF: dict[str, int] = {line.key: number for number, line in enumerate(LINES) if isinstance(line, Parameter)}
"""The line of each row."""


def matches(part: str) -> list[str]:
    """The keys of the rows whose name, symbol or key has every word of ``part``; the very name comes first."""
    if not part.strip():
        return []

    def text(parameter: Parameter) -> str:
        panel = PANEL_OF[parameter.key]
        return f"{panel.title} {parameter.title} {parameter.full_symbol} {parameter.key}"

    found = [key for key in ROW_KEYS if has_words(part, text(PARAMETERS[key]))]
    return best_first(part, found, lambda key: (PARAMETERS[key].title, key))

"""The panels of parameter rows: which parameters, in which order, under which heading, and which of them fold.

What the registry calls a group has a panel of its own, and that one folds: where none of its rows says anything, it is one
line until somebody opens it. The heading of a panel that folds is a choice between folded and open, and a row like others.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from engine.scenarios.model import CONTEXT_WINDOWS, WAITING, WHAT_IF
from engine.scenarios.notation import counted
from engine.scenarios.parameters import Entry, Kind, Parameter
from engine.scenarios.registry import PARAMETERS, find
from engine.scenarios.scenario import Scenario
from engine.scenarios.workflow import CALLS, COMPACTION

_ORDER = (
    ("strong", "Strong"),
    ("weak", "Weak"),
    (WHAT_IF, "What if"),
    ("workflow", "Workflow"),
    (CALLS, "Calls"),
    ("assumptions", "Assumptions"),
    (WAITING, "Waiting"),
    (CONTEXT_WINDOWS, "Context windows"),
    (COMPACTION, "Compaction"),
    ("strong.long prompts", "Strong, long prompts"),
    ("weak.long prompts", "Weak, long prompts"),
    ("lineup", "Line-up inputs"),
    ("lineup.advice", "Advice"),
    ("lineup.router", "Router"),
    ("lineup.plan first", "Plan first"),
)
"""Sections of the registry, groups of a section, and groups of either model, in the order of the screen."""

FOLDED, OPEN = "folded", "open"
_FOLD = Kind(choices=(FOLDED, OPEN))


@dataclass(frozen=True)
class Panel:
    """One panel of rows.

    Attributes:
        key: The section of its parameters, with the group that they are in; of a group of either model, the group alone.
        title: Its heading.
        parameters: Its rows.
    """

    key: str
    title: str
    parameters: tuple[Parameter, ...]

    @property
    def folds(self) -> bool:
        """Whether it is one line where none of its rows says anything."""
        return bool(self.parameters[0].entry.group)

    @property
    def count(self) -> str:
        """How many rows it has: ``3 rows``."""
        return counted(len(self.parameters), "row")

    @cached_property
    def heading(self) -> Parameter:
        """The heading as a row: it stands for the rows below, and is folded or open."""
        rows = " · ".join(map(self.label, self.parameters))
        about = f"{rows}. Folded while nothing of it is set; → or Enter opens it, ← folds it again."
        return Parameter(
            self.key,
            Entry(_FOLD, "", self.key.rpartition(".")[2], about),
            targets=tuple(parameter.key for parameter in self.parameters),
        )

    def label(self, parameter: Parameter) -> str:
        """What a row of this panel is called."""
        return parameter.title if self._of_either_model else parameter.label

    def symbol(self, parameter: Parameter) -> str:
        """Its symbol, which says whose it is where the panel does not."""
        return parameter.full_symbol if self._of_either_model else parameter.symbol

    def used_by(self, scenario: Scenario) -> bool:
        """Whether a row says something: has another value than where a file leaves it out."""
        return any(
            getattr(getattr(scenario, parameter.section), parameter.field) != parameter.default
            for parameter in self.parameters
            if not parameter.linked
        )

    @property
    def _of_either_model(self) -> bool:
        return self.key == self.parameters[0].entry.group


def _key(parameter: Parameter) -> str:
    section, group = parameter.section, parameter.entry.group
    return group if group in dict(_ORDER) else f"{section}.{group}" if group else section


PANELS: tuple[Panel, ...] = tuple(
    Panel(key, title, tuple(p for p in PARAMETERS.values() if _key(p) == key)) for key, title in _ORDER
)
"""All panels."""

FOLDS: dict[str, Panel] = {panel.key: panel for panel in PANELS if panel.folds}
"""Those that fold, by key."""

ROW_KEYS: tuple[str, ...] = tuple(p.key for panel in PANELS for p in panel.parameters)
"""The keys of all rows, in the order of the screen."""

PANEL_OF: dict[str, Panel] = {p.key: panel for panel in PANELS for p in panel.parameters} | FOLDS
"""The panel of each row, and of each heading that folds."""

PLACES: tuple[str, ...] = tuple(key for panel in PANELS for key in (panel.key, *panel.heading.targets) if key in PANEL_OF)
"""The keys of all rows and of the headings that fold: where the focus can be."""


def panel_lines(folded: Collection[str]) -> list[Panel | Parameter]:
    """Headings and rows, one line each; some panels are folded."""
    shown: list[Panel | Parameter] = []
    for panel in PANELS:
        shown.append(panel)
        if panel.key not in folded:
            shown += panel.parameters
    return shown


def row_of(key: str) -> Parameter:
    """The parameter of a row; of a heading, the choice that it is."""
    return FOLDS[key].heading if key in FOLDS else find(key)

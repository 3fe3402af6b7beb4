"""A scenario: every number of one what-if, immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.scenarios.assumptions import Assumptions
from engine.scenarios.evidence import NOTHING_KNOWN, Evidence
from engine.scenarios.lineup_inputs import LineupInputs
from engine.scenarios.model import Model
from engine.scenarios.workflow import Workflow


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """Everything that one answer depends on, and what a scenario file holds.

    Two scenarios are equal if every value is; one whose numbers are arrays is a sweep and is not compared.
    """

    name: str = ""
    notes: str = ""
    strong: Model
    weak: Model
    workflow: Workflow
    assumptions: Assumptions = field(default_factory=Assumptions)
    lineup: LineupInputs = field(default_factory=LineupInputs)
    evidence: Mapping[str, Evidence] = field(default_factory=lambda: NOTHING_KNOWN, hash=False)
    """What is known of its numbers, by key, in the order of the registry; immutable. No cost depends on it."""

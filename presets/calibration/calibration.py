"""What logs say, in full: everything that a report or a program may want of it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.estimates.seen_survival import SeenSurvival
from engine.scenarios.scenario import Scenario
from presets.prices.scenario_prices import Side

OFF = 0.25
"""How far logged and predicted dollars may differ before it is said which part is off."""


def dates(first: str, last: str) -> str:
    """From one day to another, to follow other words: ``, 2026-10-22 to 2026-11-20``; empty where the first is not known."""
    return f", {' to '.join(dict.fromkeys((first, last)))}" if first else ""


@dataclass(frozen=True)
class Sources:
    """What was read.

    Attributes:
        files: Files.
        sessions: Conversations with agents that had a request.
        requests: Calls of models.
        duplicates: Requests that were there before.
        skipped: What was left out: why, and how many.
        noted: What was not as it should be and counts all the same: what, and how many.
        agents: Which programs wrote the logs, and how many sessions each.
        first: Day of the first request, ``2026-10-22``; empty where no log tells.
        last: Day of the last one.
    """

    files: int
    sessions: int
    requests: int
    duplicates: int
    skipped: tuple[tuple[str, int], ...]
    agents: tuple[tuple[str, int], ...]
    noted: tuple[tuple[str, int], ...] = ()
    first: str = ""
    last: str = ""

    @property
    def dates(self) -> str:
        """From when to when, to follow other words."""
        return dates(self.first, self.last)


@dataclass(frozen=True, eq=False)
class LoggedModel:
    """What logs hold of one model.

    Attributes:
        name: The catalogue's id; as the log names it where the catalogue does not know it.
        listed: Whether the catalogue knows it.
        role: What it is in the scenario; ``None``: it is not in it.
        tasks: Tasks with a check that it began.
        bugs: Bugs in them.
        attempts: Attempts that it made at bugs, whoever left them.
        fixed: Bugs that these fixed.
        given_up: Bugs that were given up after them.
        open: Bugs of which the log does not tell the end, or that another model went on with.
        taken_over: Bugs, among those that it attempted, that another model had left, or had attempted before.
        requests: Calls of it, those of sub-agents included.
        dollars: What they cost, as logged or at catalogue prices; NaN where neither is known.
        curve: Attempts at risk and fixed by number of the attempt, beside what rate and spread say; ``None`` without attempts.
    """

    name: str
    listed: bool
    role: Side | None
    tasks: int
    bugs: int
    attempts: int
    fixed: int
    given_up: int
    open: int
    taken_over: int
    requests: int
    dollars: float
    curve: SeenSurvival | None = None


@dataclass(frozen=True)
class Measured:
    """A number that logs tell.

    Attributes:
        key: Of which parameter.
        value: The number.
        low: Lower end of the range in which it lies with a chance of 90 %; ``None`` where no range can be told.
        high: The upper end.
        count: From how many.
        unit: How many of what: ``bugs``.
        source: One line: ``37 bugs in 12 sessions, 2026-10-22 to 2026-11-20``.
        used: Whether the scenario has it; a sentence of ``Calibration.kept`` says why not.
    """

    key: str
    value: float
    low: float | None
    high: float | None
    count: int
    unit: str
    source: str
    used: bool = True


@dataclass(frozen=True)
class Part:
    """A part of the dollars.

    Attributes:
        name: Which: ``generation``.
        logged: What its requests cost at catalogue prices.
        predicted: What the model says that the same work costs; nothing for what it does not know of.
    """

    name: str
    logged: float
    predicted: float


@dataclass(frozen=True)
class DollarCheck:
    """What the tasks that were counted cost, beside what the model says for as many generations and attempts.

    Attributes:
        logged: As the logs say, and at catalogue prices where they do not.
        predicted: By the engine, from the sizes of each model's own work, at catalogue prices.
        anew: The same if every task began a conversation, as it does in the scenario.
        parts: The same by part; what price lists differ in is one of them.
        sentence: Which part is off, where they differ by more than ``OFF``; empty otherwise.
    """

    logged: float
    predicted: float
    anew: float
    parts: tuple[Part, ...]
    sentence: str = ""

    @property
    def ratio(self) -> float:
        """Predicted dollars per logged one; NaN where nothing is known to have cost anything."""
        return self.predicted / self.logged if self.logged else float("nan")


@dataclass(frozen=True, eq=False)
class Calibration:
    """What logs say.

    Attributes:
        sources: What was read.
        models: The models in the logs: strong, weak, and the others by their number of bugs and requests.
        parameters: What was measured, in the order of the registry.
        dollars: The dollar check; ``None`` where no request of a counted task has a price.
        left_out: What was left out of the counts and why, a sentence each.
        kept: What stays as in the base scenario and why, a sentence each.
        remarks: What had to be chosen, and what else the logs show that no number of the scenario says, a sentence each.
        scenario: The base scenario with the measured values and what is known of them.
    """

    sources: Sources
    models: tuple[LoggedModel, ...]
    parameters: tuple[Measured, ...]
    dollars: DollarCheck | None
    left_out: tuple[str, ...]
    kept: tuple[str, ...]
    remarks: tuple[str, ...]
    scenario: Scenario

"""What happened in a session: tasks, their generations, the bugs in them and the attempts at these (docs/calibrate.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from math import isfinite
from typing import Literal, TypeAlias, get_args

from presets.logs.record import Asked, Checked, Compacted, Edited, Event, GaveUp, LoggedSession, Request

End: TypeAlias = Literal["fixed", "given up", "open"]
Kind: TypeAlias = Literal["generation", "attempt", "further work"]
Between: TypeAlias = Literal["", "tools", "failed check", "other"]
BETWEEN: tuple[Between, ...] = get_args(Between)
"""What may have added to a conversation, besides an answer, up to the same model's next request: tools, a check that failed, or
something else; nothing where the next is of another conversation."""


@dataclass
class Spell:
    """The attempts of one model at a bug.

    Attributes:
        fixer: The model.
        attempts: How many it made.
        end: How they ended: open where the log ends, a conversation is compacted or another model takes over.
        taken_over: Whether another model left the bug, or attempted it before.
    """

    fixer: str
    attempts: int = 0
    end: End = "open"
    taken_over: bool = False


@dataclass
class Part:
    """Requests of the main conversation that belong together.

    Attributes:
        kind: The generation, up to the first check; an attempt, from a failed check to the next with at least one edit; or
            what was done from a passed check, or from where a bug was given up, to the next check.
        requests: They, and, of the last part of a task, those that follow.
        number: Of an attempt: how many of its task came before it.
        goes_on: Whether it begins in the conversation in which the task began.
        conversation: How many conversations of the session came before the one in which it begins.
    """

    kind: Kind
    requests: list[Request]
    number: int = 0
    goes_on: bool = True
    conversation: int = 0

    @property
    def model(self) -> str:
        """The model that ended it; empty without a request."""
        return self.requests[-1].model if self.requests else ""

    @property
    def mixed(self) -> bool:
        """Whether more than one model had a part in it."""
        return len({request.model for request in self.requests}) > 1


@dataclass
class Task:
    """What a person asked for, from their prompt to the next.

    Attributes:
        parts: Generation, attempts and further work, in turn. Without a check all of it is the generation.
        between: What came between each request of the parts and the one before, that of the task before included.
        asides: Requests of sub-agents and the like.
        bugs: For each bug, the attempts of one model after the other.
        checks: Checks that count.
        seconds: How long each check ran, whatever came of it, where the log tells.
        edits: Changes of files.
        passed: Of a harness's task, how it was found.
        trial: Whether a harness gave it.
    """

    parts: list[Part] = field(default_factory=list)
    between: list[Between] = field(default_factory=list)
    asides: list[Request] = field(default_factory=list)
    bugs: list[list[Spell]] = field(default_factory=list)
    checks: int = 0
    seconds: list[float] = field(default_factory=list)
    edits: int = 0
    passed: bool | None = None
    trial: bool = False

    @property
    def requests(self) -> Iterator[Request]:
        """All of them: those of its parts, and those beside."""
        return chain(*(part.requests for part in self.parts), self.asides)

    @property
    def counts(self) -> bool:
        """Whether it says anything of bugs and sizes: it has a request, and a check and an edit unless a harness gave it."""
        return self.generator != "" and (self.trial or (self.checks > 0 and self.edits > 0))

    @property
    def generator(self) -> str:
        """The model that began it; empty without a request."""
        return next((part.requests[0].model for part in self.parts if part.requests), "")


@dataclass
class Told:
    """What a session comes to.

    Attributes:
        tasks: The tasks with a request.
        reruns: Checks that were run again with nothing changed.
        unknown: Checks of which the log does not tell whether they passed.
        only_tests: Checks that failed when only tests had been changed: the test was written first.
        unchanged: Checks with nothing changed before: at the beginning of a task, or by another command while a bug is open.
        compactions: How often a conversation was compacted or cleared.
    """

    tasks: list[Task]
    reruns: int = 0
    unknown: int = 0
    only_tests: int = 0
    unchanged: int = 0
    compactions: int = 0


def told(session: LoggedSession) -> Told:
    """The tasks of a session."""
    walk = _Walk()
    for event in session.events:
        if not (session.trial and isinstance(event, Asked | Checked | Edited | GaveUp)):
            walk.see(event)
    walk.end_task("open")
    if session.trial:
        for task in walk.told.tasks:
            task.trial, task.passed = True, session.passed
    return walk.told


class _Walk:
    """Goes through the events of a session."""

    def __init__(self) -> None:
        self.told = Told([])
        self.task: Task | None = None
        self.goes_on = False
        """Whether there is a request of the main conversation before, and the conversation still is the same."""
        self.between: Between = "tools"
        """What happened since then."""
        self.model = ""
        self.pending: list[Request] = []
        """Requests since the last check."""
        self.red = False
        """Whether the last check failed."""
        self.bug: list[Spell] | None = None
        """The bug that is attempted; none where it was given up."""
        self.spell: Spell | None = None
        """The attempts at it that are counted; none after a compaction."""
        self.attempts = 0
        """Attempts of the task so far."""
        self.edited = self.edited_code = False
        """Whether files were changed since the last check, and others than tests."""
        self.command = -1
        self.conversation = self.task_began = self.part_began = 0
        """How many conversations came before this one, before the one in which the task began, and the part."""

    @property
    def present(self) -> Task:
        """The task; what comes before the first prompt of a person begins one."""
        if self.task is None:
            self.task = Task()
        return self.task

    def see(self, event: Event) -> None:
        """Take the next event in."""
        match event:
            case Request():
                self.request(event)
            case Checked():
                self.check(event)
            case Edited():
                self.edited = True
                self.edited_code |= not event.tests_only
                self.present.edits += 1
            case Asked():
                self.between = "other"
                if not event.more:
                    self.end_task("given up")
            case GaveUp():
                self.edited |= self.red
                self.edited_code |= self.red
                self.end_bug("given up")
                if event.rewound:
                    self.conversation += 1
                    self.goes_on = False
            case Compacted():
                self.told.compactions += 1
                self.conversation += 1
                self.goes_on, self.spell = False, None

    def request(self, request: Request) -> None:
        task = self.present
        if request.aside:
            task.asides.append(request)
            return
        if not self.pending:
            self.part_began = self.conversation
            if not task.parts:
                self.task_began = self.conversation
        task.between.append(self.between if self.goes_on and request.model == self.model else "")
        if request.model != self.model:
            if self.bug is not None:
                self.spell = Spell(request.model, taken_over=True)
                self.bug.append(self.spell)
            self.model = request.model
        self.goes_on, self.between = True, "tools"
        self.pending.append(request)

    def check(self, event: Checked) -> None:
        task = self.present
        if isfinite(event.seconds):
            task.seconds.append(event.seconds)
        plain = self.between == "tools"
        self.between = "other"
        if event.passed is None:
            self.told.unknown += 1
        elif not self.edited and (self.red or not task.edits or event.command == self.command):
            self.unchanged(event, passed=event.passed)
        elif self.edited and not (self.edited_code or self.red or event.passed):
            self.told.only_tests += 1
        else:
            self.between = "failed check" if plain and not event.passed else "other"
            self.counted(event, task, passed=event.passed)

    def unchanged(self, event: Checked, *, passed: bool) -> None:
        """A check before which nothing was changed. One that passes when run again says that its failure was none."""
        if not self.present.checks or event.command != self.command:
            self.told.unchanged += 1
            return
        self.told.reruns += 1
        if self.red and passed:
            self.red = False
            if self.bug is not None and not any(spell.attempts for spell in self.bug):
                self.present.bugs.pop()
            elif self.spell is not None and self.spell.attempts:
                self.spell.end = "fixed"
            self.bug = self.spell = None

    def counted(self, event: Checked, task: Task, *, passed: bool) -> None:
        """A check that ends a part."""
        self.close("generation" if not task.checks else "attempt" if self.bug is not None else "further work")
        task.checks += 1
        self.command, self.edited, self.edited_code = event.command, False, False
        if self.spell is not None:
            self.spell.attempts += 1
        if passed:
            self.end_bug("fixed")
        elif not self.red:
            self.spell = Spell(self.model)
            self.bug = [self.spell]
            task.bugs.append(self.bug)
        self.red = not passed

    def close(self, kind: Kind) -> None:
        """What was done since the last check is a part."""
        parts = self.present.parts
        parts.append(Part(kind, self.pending, self.attempts, self.part_began == self.task_began, self.part_began))
        self.attempts += kind == "attempt"
        self.pending = []

    def end_bug(self, end: End) -> None:
        if self.spell is not None:
            self.spell.end = end
        self.bug = self.spell = None

    def end_task(self, end: End) -> None:
        """The task is over; a bug that is still there ends so."""
        self.end_bug(end)
        if self.task is not None:
            parts = self.task.parts
            if parts:
                parts[-1].requests.extend(self.pending)
            elif self.pending:
                parts.append(Part("generation", self.pending))
            if parts or self.task.asides:
                self.told.tasks.append(self.task)
        self.task, self.pending, self.command, self.attempts = None, [], -1, 0
        self.red = self.edited = self.edited_code = False

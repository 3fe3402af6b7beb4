"""What one session adds to what is kept of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from math import inf
from typing import TypeAlias

from engine.estimates.episodes import Episode
from presets.calibration.calls import NOWHERE, UNCOUNTED, Calls, Work
from presets.calibration.gathered import Held, OfModel
from presets.calibration.sums import Sums
from presets.calibration.tasks import Kind, Part, Task, Told, told
from presets.files.text import cut, plain_text
from presets.logs.record import LoggedSession, Request

_LONGEST = 80
"""Characters of an agent's name, which a log may give itself."""


def add(session: LoggedSession, calls: Calls) -> None:
    """Keep what a session says; what its requests say is kept when the calls are settled."""
    found, into = told(session), calls.into
    if session.parent and (main := into.held.get(session.parent)) is not None:
        _OneSession(calls, session, found, main.at).keep_beside(main)
    elif found.tasks:
        if any(task.generator for task in found.tasks):
            into.sessions += 1
            into.agents[cut(plain_text(session.agent), _LONGEST)] += 1
        one = _OneSession(calls, session, found, into.where(session))
        one.keep()
        into.held[session.key] = Held(one.at, one.begun)
    calls.end_session()


_Stretch: TypeAlias = tuple[Kind, str, int]
"""A kind of work, the model that did it, and how many conversations came before."""


class _Works(dict[str, int]):
    """The numbers of the models' work in a session, by the names that the log has for them."""

    def __init__(self, begun: Callable[[str], int]) -> None:
        super().__init__()
        self.begun = begun

    def __missing__(self, name: str) -> int:
        self[name] = number = self.begun(name)
        return number


class _OneSession:
    def __init__(self, calls: Calls, session: LoggedSession, found: Told, at: int) -> None:
        self.calls = calls
        self.into = calls.into
        self.session = session
        self.found = found
        self.at = at
        self.project = self.into.project(session)
        self.begun: list[tuple[float, bool]] = []
        self.works = _Works(self.work)
        self.last = 0
        """The number of the last request of the main conversation."""
        self.caches = any(request.read or request.write for task in found.tasks for request in task.requests)

    def of(self, name: str) -> OfModel:
        return self.into.models.setdefault(self.into.names.identity(name), OfModel())

    def work(self, name: str) -> int:
        """A model begins to work in the session."""
        work = Work(
            of=self.of(name),
            listed=self.into.names.find(name),
            at=self.at,
            project=self.project,
            sized=self.session.sized,
            caches=self.caches,
            kept=self.session.sized,
        )
        return self.calls.begin(work)

    def summed(self, name: str) -> Sums:
        work = self.calls.work(self.works[name])
        work.kept = True
        return work.sums

    def keep(self) -> None:
        into, found = self.into, self.found
        into.compactions += found.compactions
        into.left_out.update(reruns=found.reruns, unknown=found.unknown, only_tests=found.only_tests, unchanged=found.unchanged)
        for task in found.tasks:
            self.task(task)
        first = next((part.requests[0] for task in found.tasks for part in task.parts if part.requests), None)
        if first is not None and self.session.sized and not self.session.resumed:
            self.summed(first.model).add("prompt", first.prompt)

    def keep_beside(self, main: Held) -> None:
        """Keep what requests say that a sub-agent made for another session: each belongs to the task that was at work."""
        for request in (request for task in self.found.tasks for request in task.asides):
            self.add([request], "sub-agents" if main.compared(request.time) else UNCOUNTED)

    def add(self, requests: Sequence[Request], account: str, *, counts: bool = False) -> None:
        works = self.works
        self.calls.add(requests, [works[request.model] for request in requests], account, counts=counts)

    def task(self, task: Task) -> None:
        priced = all(map(self.into.names.find, {request.model for request in task.requests}))
        compared = priced and self.session.sized
        began = next((request.time for part in task.parts for request in part.requests), -inf)
        self.begun.append((began, compared and task.counts))
        # Sub-agents whose conversation is not known are somebody's work.
        counts = task.counts or not task.generator
        first = self.calls.number
        for name, requests in (*((part.kind, part.requests) for part in task.parts), ("sub-agents", task.asides)):
            self.add(requests, UNCOUNTED if not counts else name if compared else NOWHERE, counts=task.counts)
        self.last = self.calls.follow(first, self.last, task.between)
        if task.counts:
            self.counted(task)
            if compared:
                self.compared(task)
            else:
                self.into.left_out["no price" if self.session.sized else "no sizes"] += 1
        elif task.generator:
            self.into.left_out["no check" if not task.checks else "no edit"] += 1

    def counted(self, task: Task) -> None:
        """What a task says of bugs and sizes."""
        of, sums = self.of(task.generator), self.summed(task.generator)
        if not task.trial:
            of.tasks += 1
            of.bugs += len(task.bugs)
            sums.add("bugs", len(task.bugs))
        elif task.passed is not None:
            of.tasks += 1
            of.bugs += not task.passed
            sums.add("failed", not task.passed)
        for bug in task.bugs:
            for spell in bug:
                fixer = self.of(spell.fixer)
                fixer.taken_over += spell.taken_over and spell.attempts > 0
                fixer.episodes.append(Episode(self.at, spell.attempts, spell.end == "fixed", spell.end == "given up"))
        for seconds in task.seconds:
            sums.add("test seconds", seconds)
        if self.session.sized:
            for part in task.parts:
                self.part(task, part)

    def part(self, task: Task, part: Part) -> None:
        if part.mixed or not part.requests:
            self.into.left_out["mixed"] += part.mixed
            return
        sums, written = self.summed(part.model), sum(request.output for request in part.requests)
        if part.kind == "generation":
            sums.add("begun with", part.requests[0].prompt)
            sums.add("generated", written)
            sums.add("generation calls", len(part.requests) - 1)
            further = [request for other in task.parts if other.kind == "further work" for request in other.requests]
            sums.add("all generated", written + sum(request.output for request in further))
            sums.add("all generation calls", len(part.requests) - 1 + len(further))
        elif part.kind == "attempt":
            sums.add("fixed", written)
            sums.add("fix calls", len(part.requests) - 1)
            sums.add("earlier attempts", part.number)
            sums.add("fixed, by number", part.number * written)
            if not part.number:
                self.into.repairs[part.goes_on] += 1
                if part.goes_on and part.model == task.generator:
                    sums.add("handed over", max(0, part.requests[0].prompt - task.parts[0].requests[0].prompt))

    def compared(self, task: Task) -> None:
        """The work that they were paid for."""
        begun: dict[_Stretch, tuple[Request, bool]] = {}
        lengths: Counter[_Stretch] = Counter()
        at = 0
        for part in task.parts:
            if part.requests and part.kind != "further work":
                stretch: _Stretch = part.kind, part.model if part.kind == "attempt" else task.generator, part.conversation
                begun.setdefault(stretch, (part.requests[0], task.between[at] != ""))
                lengths[stretch] += 1
            at += len(part.requests)
        for (kind, model, conversation), (first, held) in begun.items():
            self.of(model).compared[kind, held].add(first.prompt, lengths[kind, model, conversation])

"""What one session adds to what is kept of all."""

from __future__ import annotations

from collections import defaultdict
from math import inf, isfinite, nan

from engine.estimates.episodes import Episode
from presets.calibration.gathered import Dollars, Gathered, Held, OfModel
from presets.calibration.request_price import listed_price
from presets.calibration.sums import Sums
from presets.calibration.tasks import Part, Step, Task, Told, told
from presets.files.text import cut, plain_text
from presets.logs.record import LoggedSession, Request

_SAME = 0.8
"""A prompt of at least this share of the one before goes on with its conversation."""

_LONGEST = 80
"""Characters of an agent's name, which a log may give itself."""

_IDLE = 600.0
"""Seconds beyond which nobody waits for a tool or an answer: somebody was asked, or a computer slept."""


def add(session: LoggedSession, into: Gathered) -> None:
    """Keep what a session says."""
    found = told(session)
    if session.parent and (main := into.held.get(session.parent)) is not None:
        _OneSession(into, session, found, main.at).keep_beside(main)
        return
    if any(task.generator for task in found.tasks):
        into.sessions += 1
        into.agents[cut(plain_text(session.agent), _LONGEST)] += 1
    if found.tasks:
        one = _OneSession(into, session, found, into.where(session))
        one.keep()
        into.held[session.key] = Held(one.at, one.begun)


class _OneSession:
    def __init__(self, into: Gathered, session: LoggedSession, found: Told, at: int) -> None:
        self.into = into
        self.session = session
        self.found = found
        self.at = at
        self.begun: list[tuple[float, bool]] = []
        self.sums: dict[str, Sums] = defaultdict(Sums)
        self.caches = any(
            request.read or request.write
            for task in found.tasks
            for requests in (*(part.requests for part in task.parts), task.asides)
            for request in requests
        )

    def of(self, name: str) -> OfModel:
        return self.into.models.setdefault(self.into.names.identity(name), OfModel())

    def summed(self, name: str) -> Sums:
        return self.sums[self.into.names.identity(name)]

    def keep(self) -> None:
        into, found = self.into, self.found
        into.compactions += found.compactions
        into.left_out.update(reruns=found.reruns, unknown=found.unknown, only_tests=found.only_tests, unchanged=found.unchanged)
        first = next((part.requests[0] for task in found.tasks for part in task.parts if part.requests), None)
        if first is not None and self.session.sized and not self.session.resumed:
            self.summed(first.model).add("prompt", first.prompt)
        for task in found.tasks:
            self.task(task)
        self.keep_sums()

    def keep_sums(self) -> None:
        project = self.into.project(self.session)
        for name, sums in self.sums.items():
            self.into.models[name].sums.append((sums.array, self.at, project))

    def keep_beside(self, main: Held) -> None:
        """Keep what requests say that a sub-agent made for another session: each belongs to the task that was at work."""
        for request in (request for task in self.found.tasks for request in task.asides):
            spent = Dollars()
            self.request(request, spent)
            if main.compared(request.time):
                self.spend({"sub-agents": spent})
            else:
                self.into.uncounted += spent.logged
        self.keep_sums()

    def task(self, task: Task) -> None:
        priced = True
        spent: dict[str, Dollars] = defaultdict(Dollars)
        for name, requests in (*((part.kind, part.requests) for part in task.parts), ("sub-agents", task.asides)):
            for request in requests:
                priced &= self.request(request, spent[name])
        for step in task.steps:
            self.step(step, counts=task.counts)
        compared = priced and self.session.sized
        began = next((request.time for part in task.parts for request in part.requests), -inf)
        self.begun.append((began, compared and task.counts))
        if not task.generator:
            # Sub-agents whose conversation is not known; somebody's work they are.
            if compared:
                self.spend(spent)
        elif not task.counts:
            self.into.left_out["no check" if not task.checks else "no edit"] += 1
            self.into.uncounted += sum(dollars.logged for dollars in spent.values())
        else:
            self.counted(task)
            if compared:
                self.spend(spent)
                self.compared(task)
            else:
                self.into.left_out["no price" if self.session.sized else "no sizes"] += 1

    def request(self, request: Request, spent: Dollars) -> bool:
        """Whether the catalogue has its price."""
        into, of = self.into, self.of(request.model)
        into.requests += 1
        of.requests += 1
        of.main += not request.aside
        if isfinite(request.time):
            into.first, into.last = min(into.first, request.time), max(into.last, request.time)
        if self.session.sized:
            into.longest = max(into.longest, request.prompt + request.output)
            sums = self.summed(request.model)
            if request.write:
                sums.add("written to cache", request.write)
                sums.add("written for an hour", request.write_hour)
            if 0.0 < request.seconds < _IDLE and request.output:
                sums.add("answer", request.output)
                sums.add("answer seconds", request.seconds)
                sums.add("answer, by seconds", request.output * request.seconds)
        model = into.names.find(request.model)
        listed = nan if model is None else listed_price(request, model, by_length=self.session.sized)
        # Who has a subscription pays nothing by the request, and logs say 0.
        logged = request.dollars if request.dollars > 0.0 else listed
        of.unpriced += not isfinite(logged)
        if isfinite(logged):
            of.dollars += logged
            spent.logged += logged
        if isfinite(listed):
            spent.listed += listed
        return isfinite(listed)

    def step(self, step: Step, *, counts: bool) -> None:
        before, after = step.before, step.after
        if not self.session.sized or before.model != after.model:
            return
        sums = self.summed(after.model)
        if self.caches and after.prompt >= _SAME * before.prompt:
            held = min(after.read, before.prompt)
            sums.add("re-read", held)
            sums.add("sent before", before.prompt)
            sums.add("missed", 2 * held < before.prompt)
        if not counts:
            return
        if after.prompt >= before.prompt and step.between != "other":
            sums.add("trace" if step.between == "failed check" else "tool output", after.prompt - before.prompt - before.output)
        waited = after.time - after.seconds - before.time
        if step.between == "tools" and 0.0 <= waited < _IDLE:
            sums.add("tool seconds", waited)

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

    def spend(self, spent: dict[str, Dollars]) -> None:
        """Dollars that the dollar check looks at."""
        for name, dollars in spent.items():
            self.into.dollars[name].logged += dollars.logged
            self.into.dollars[name].listed += dollars.listed

    def compared(self, task: Task) -> None:
        """The work that they were paid for."""
        self.of(task.generator).generations += 1
        attempts = [part for part in task.parts if part.kind == "attempt" and part.requests]
        for model in {part.model for part in attempts}:
            own = [part for part in attempts if part.model == model]
            self.of(model).conversations[len(own), model == task.generator and own[0].goes_on] += 1

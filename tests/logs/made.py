"""Generated sessions whose truth is known: they are played call by call from true parameters.

Token counts are whole, times increase and have three decimals, keys are unique. The truth stands beside every session, in
the order in which it happened; it is written down while playing and not read off the events.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import exp

import numpy as np

from presets.logs.record import Asked, Checked, Compacted, Edited, Event, GaveUp, LoggedSession, Request
from tests.logs.true import PLAIN, STRONG, WEAK, End, TrueHabits, TrueModel, TrueSpell, TrueTask, TrueWork

STARTED = 1_792_656_000.0
"""When the first session begins: 2026-10-22."""


@dataclass(frozen=True)
class Made:
    """A session with its truth.

    Attributes:
        session: What a reader should give back.
        tasks: What really happened.
    """

    session: LoggedSession
    tasks: tuple[TrueTask, ...]


def made(
    count: int,
    seed: int = 0,
    *,
    models: tuple[TrueModel, ...] = (STRONG, WEAK),
    work: TrueWork | None = None,
    habits: TrueHabits = PLAIN,
    agent: str = "Claude Code",
) -> Iterator[Made]:
    """Sessions, one of each model in turn; each depends on the seed and its own number only.

    Args:
        count: How many.
        seed: Of the generator of random numbers.
        models: Whose sessions; with ``switch_rate`` they take over from each other.
        work: Sizes; the usual ones if left out.
        habits: What people do.
        agent: Which program wrote them.
    """
    for number in range(count):
        player = _Player(seed, number, models, work or TrueWork(), habits)
        yield player.play(agent)


def made_trials(
    tasks: int,
    repeats: int = 1,
    seed: int = 0,
    *,
    model: TrueModel = STRONG,
    work: TrueWork | None = None,
    agent: str = "Harbor",
) -> Iterator[LoggedSession]:
    """Sessions of a harness: one generation each, passed where it left no bug. Tasks are named ``task-3``."""
    for number in range(tasks * repeats):
        player = _Player(seed, number, (model,), work or TrueWork(), PLAIN)
        player.ask()
        player.tasks.append(TrueTask(model.name))
        passed = player.generate(player.tasks[0], check=False) == 0
        events = tuple(_rounded(event) for event in player.events if isinstance(event, Request))
        name = f"task-{number // repeats}"
        yield LoggedSession(f"trial-{seed}-{number:05}", agent, events, "run", name, passed, trial=True)


class _Player:
    def __init__(self, seed: int, number: int, models: tuple[TrueModel, ...], work: TrueWork, habits: TrueHabits) -> None:
        self.random = np.random.default_rng([seed, number])
        self.key = f"made-{seed}-{number:05}"
        self.models = models
        self.model = models[number % len(models)]
        self.work = work
        self.habits = habits
        self.time = STARTED + 3600.0 * number
        self.events: list[Event] = []
        self.tasks: list[TrueTask] = []
        self.first = self.size(work.prompt_tokens)
        self.prompt = self.first
        self.cached = 0
        """Tokens of the prompt before, where the same model sent it in the same conversation."""
        self.compactions = 0
        self.answered = 0.0
        """When the last answer of the main conversation was there."""

    def play(self, agent: str) -> Made:
        for _ in range(1 + self.random.poisson(self.habits.tasks_per_session - 1)):
            self.task()
        self.events = [_rounded(event) for event in self.events]
        return Made(LoggedSession(self.key, agent, tuple(self.events), "project"), tuple(self.tasks))

    def chance(self, rate: float) -> bool:
        return rate > 0 and self.random.random() < rate

    def size(self, mean: float) -> int:
        """A token count around a mean."""
        if mean <= 0:
            return 0
        spread = max(self.work.sizes_spread, 1e-6) ** 2
        return max(1, self.whole(self.random.gamma(1 / spread, mean * spread)))

    def whole(self, value: float) -> int:
        """Rounded up or down at random, with the right mean."""
        return int(value + self.random.random())

    def calls(self, mean: float) -> int:
        """How many calls, with the mean and spread that the work has."""
        more = mean - 1
        variance = (self.work.calls_spread * more) ** 2
        if more <= 0 or variance <= 0:
            return 1 + self.whole(more)
        if variance <= more:
            raise ValueError(f"{mean:g} calls cannot have a spread of {self.work.calls_spread:g}")
        return 1 + int(self.random.negative_binomial(more**2 / (variance - more), more / variance))

    def ask(self, *, more: bool = False) -> None:
        self.time += 30.0 + self.random.exponential(60.0)
        self.events.append(Asked(self.time, more))
        if self.cached:
            self.prompt += self.size(self.work.asked_tokens)

    def task(self) -> None:
        self.ask()
        task = TrueTask(self.model.name, checked=not self.chance(self.habits.unchecked))
        self.tasks.append(task)
        began, compactions = self.prompt, self.compactions
        bugs = self.generate(task, check=task.checked)
        if not task.checked:
            return
        fixed = True
        for number in range(bugs):
            if number:
                if not fixed:
                    self.call(self.model.verbosity * 150)
                    self.check(passed=True)
                self.call(self.model.verbosity * self.work.fix_tokens / self.work.fix_calls)
                self.edit()
                self.check(passed=False)
            if not number and compactions == self.compactions:
                task.handed_over = self.prompt - began
            fixed = self.bug(task)
        if fixed and self.chance(self.habits.last_word_rate):
            self.after(task)

    def after(self, task: TrueTask) -> None:
        """A last word after a check that passed; it belongs to what ended there."""
        written = self.call(self.model.verbosity * 150)
        if task.fixed:
            task.fixed[-1] += written
            task.fix_calls[-1] += 1
        else:
            task.generated += written
            task.generation_calls += 1

    def generate(self, task: TrueTask, *, check: bool) -> int:
        """How many bugs the generation leaves."""
        calls = self.calls(self.work.generation_calls)
        mean = self.model.verbosity * self.work.generation_tokens / self.work.generation_calls
        bugs = int(self.random.poisson(self.model.bugs)) if check else int(self.random.random() < 1 - exp(-self.model.bugs))
        test_first = check and calls > 1 and self.chance(self.habits.test_first_rate)
        for call in range(calls):
            task.generated += self.call(mean)
            task.generation_calls += 1
            if call == 0 and test_first:
                self.edit(tests_only=True)
                self.check(passed=False)
                continue
            if call == calls - 1:
                self.edit()
            if call == calls - 1 and check:
                self.known(task, passed=not bugs)
            elif call < calls - 1:
                self.use_tool()
        if not check:
            self.use_tool()
        return bugs

    def bug(self, task: TrueTask) -> bool:
        """Attempts at a bug; whether it was fixed."""
        spells: list[TrueSpell] = []
        task.bugs.append(spells)
        rate, attempts, tried, known = self.rate(), 0, 0, True
        while True:
            if self.chance(self.habits.more_rate):
                self.ask(more=True)
            fixed = self.chance(rate)
            stayed = self.attempt(task, passed=fixed)
            if not stayed and known:
                spells.append(TrueSpell(self.model.name, attempts, "open"))
                known = False
            attempts += 1
            tried += 1
            end = self.ended(tried, fixed=fixed)
            if end:
                if known:
                    spells.append(TrueSpell(self.model.name, attempts, end))
                return end == "fixed"
            if len(self.models) > 1 and self.chance(self.habits.switch_rate):
                if known:
                    spells.append(TrueSpell(self.model.name, attempts, "open"))
                self.model = next(other for other in self.models if other is not self.model)
                self.compact()
                rate, attempts, self.cached, known = self.rate(), 0, 0, True

    def rate(self) -> float:
        """The chance of the present model to fix the next bug in one attempt."""
        mean, spread = self.model.fix_rate, self.model.spread
        if not spread or mean >= 1:
            return mean
        total = 1 / spread - 1
        return float(self.random.beta(mean * total, (1 - mean) * total))

    def ended(self, tried: int, *, fixed: bool) -> End | None:
        if fixed:
            return "fixed"
        limit = self.habits.attempt_limit
        if self.chance(self.habits.give_up_rate) or (limit and tried >= limit):
            self.events.append(GaveUp(self.time))
            return "given up"
        return None

    def attempt(self, task: TrueTask, *, passed: bool) -> bool:
        """Play an attempt; whether its conversation was not compacted."""
        calls = self.calls(self.work.fix_calls)
        mean = self.model.verbosity * self.work.fix_tokens / self.work.fix_calls
        compactions, written = self.compactions, 0
        for call in range(calls):
            written += self.call(mean)
            if call == 0:
                self.edit()
            if call < calls - 1:
                self.use_tool()
        self.known(task, passed=passed)
        task.fixed.append(written)
        task.fixers.append(self.model.name)
        task.fix_calls.append(calls)
        return compactions == self.compactions

    def compact(self) -> None:
        """Where the conversation has become too long, go on from a summary."""
        if 0 < self.habits.compact_above < self.prompt:
            self.events.append(Compacted(self.time, self.prompt))
            self.compactions += 1
            self.prompt, self.cached = self.first + self.size(self.work.summary_tokens), 0

    def call(self, mean: float) -> int:
        """One call that writes about so much."""
        self.compact()
        output = self.size(mean)
        read = self.cached if self.chance(self.work.cache_hit_rate) else 0
        request = self.request(self.model, self.prompt, output, read)
        self.time += request.seconds
        self.answered = self.time
        self.events.append(replace(request, time=self.time))
        self.tasks[-1].sent_before += self.cached
        self.tasks[-1].reread += read
        if self.chance(self.habits.aside_rate):
            aside = self.request(self.model, self.size(8_000), self.size(500), 0)
            self.events.append(replace(aside, time=self.time + aside.seconds, aside=True))
            self.time += aside.seconds
        self.cached = self.prompt
        self.prompt += output
        return output

    def request(self, model: TrueModel, prompt: int, output: int, read: int) -> Request:
        write = prompt - read if self.work.writes else 0
        hour = write if self.chance(self.work.hour_share) else 0
        seconds = round(model.first_token_seconds + output / model.output_speed, 3)
        return Request(model.name, prompt, output, read, write, hour, seconds=seconds)

    def edit(self, *, tests_only: bool = False) -> None:
        self.time += 0.01
        self.events.append(Edited(self.time, tests_only))

    def use_tool(self) -> None:
        self.time += self.size(1000 * self.work.tool_seconds) / 1000
        added = self.size(self.work.tool_tokens)
        self.prompt += added
        self.tasks[-1].tools.append(added)
        self.tasks[-1].tool_seconds.append(self.time - self.answered)

    def check(self, *, passed: bool | None) -> None:
        seconds = max(1, self.size(1000 * self.work.test_seconds)) / 1000
        self.time += seconds
        self.events.append(Checked(passed, self.time, seconds, 1))
        self.tasks[-1].test_seconds.append(seconds)
        added = self.size(self.work.passed_tokens if passed else self.work.trace_tokens)
        self.prompt += added
        if passed is False:
            self.tasks[-1].traces.append(added)

    def known(self, task: TrueTask, *, passed: bool) -> None:
        """A check whose outcome is known, with what may stand around it."""
        if self.chance(self.habits.unknown_rate):
            self.check(passed=None)
            task.unknown += 1
        self.check(passed=passed)
        if not passed and self.chance(self.habits.rerun_rate):
            self.check(passed=False)
            task.reruns += 1


def _rounded(event: Event) -> Event:
    return replace(event, time=round(event.time, 3))

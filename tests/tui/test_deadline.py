"""What takes longer than a key may is worked out in a thread: the newest question only, and failures are not lost."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from engine.numerics.abandonment import go_on
from tui.answers import deadline as deadline_module
from tui.answers.deadline import Deadline

Call = tuple[Callable[..., object], tuple[object, ...]]


@dataclass
class Desk:
    """Asks, and does what is posted when it is told to, as an event loop would."""

    gates: dict[str, threading.Event] = field(default_factory=dict)
    began: dict[str, threading.Event] = field(default_factory=dict)
    started: list[str] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)
    posted: queue.SimpleQueue[Call] = field(default_factory=queue.SimpleQueue)

    def __post_init__(self) -> None:
        for name in ("one", "two", "three", "wrong", "patient"):
            self.gates[name], self.began[name] = threading.Event(), threading.Event()
        self.deadline: Deadline[str, str] = Deadline(self.work, self.take, lambda call, *args: self.posted.put((call, args)))

    def work(self, question: str) -> str:
        self.started.append(question)
        self.began[question].set()
        if question == "patient":
            # As the engine's loops do.
            while not self.gates[question].wait(0.001):
                go_on()
        self.gates[question].wait()
        if question == "wrong":
            raise ValueError(question)
        return question.upper()

    def take(self, question: str, answer: str) -> None:
        self.taken.append((question, answer))

    def deliver(self) -> None:
        """Wait for the next call that was posted, and make it."""
        call, arguments = self.posted.get()
        call(*arguments)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline_module, "patience", 0.0)


def test_what_is_there_in_time_is_the_answer_at_once(desk: Desk) -> None:
    desk.gates["one"].set()
    assert desk.deadline.ask("one") == "ONE"
    assert not desk.deadline.busy
    assert desk.posted.empty()
    assert not desk.taken


@pytest.mark.usefixtures("impatient")
def test_what_is_late_is_taken_when_it_is_there(desk: Desk) -> None:
    assert desk.deadline.ask("one") is None
    assert desk.deadline.busy
    desk.gates["one"].set()
    desk.deliver()
    assert desk.taken == [("one", "ONE")]
    assert not desk.deadline.busy


@pytest.mark.usefixtures("impatient")
def test_only_the_newest_question_is_answered(desk: Desk) -> None:
    assert desk.deadline.ask("one") is None
    desk.began["one"].wait()
    assert desk.deadline.ask("two") is None
    assert desk.deadline.ask("three") is None
    for gate in desk.gates.values():
        gate.set()
    desk.deliver()
    assert desk.started == ["one", "three"]
    assert desk.taken == [("three", "THREE")]


@pytest.mark.usefixtures("impatient")
def test_work_that_looks_ends_when_a_newer_question_comes(desk: Desk) -> None:
    assert desk.deadline.ask("patient") is None
    desk.began["patient"].wait()
    desk.gates["two"].set()
    assert desk.deadline.ask("two") is None
    desk.deliver()
    assert desk.taken == [("two", "TWO")]
    assert not desk.gates["patient"].is_set()


@pytest.mark.usefixtures("impatient")
def test_an_answer_that_is_forgotten_is_not_taken(desk: Desk) -> None:
    assert desk.deadline.ask("one") is None
    desk.began["one"].wait()
    desk.deadline.forget()
    assert not desk.deadline.busy
    desk.gates["one"].set()
    desk.gates["two"].set()
    if (answer := desk.deadline.ask("two")) is None:
        desk.deliver()
    assert answer == "TWO" or desk.taken == [("two", "TWO")]
    assert desk.posted.empty()


@pytest.mark.usefixtures("impatient")
def test_a_late_failure_is_raised_where_it_is_taken(desk: Desk) -> None:
    assert desk.deadline.ask("wrong") is None
    desk.gates["wrong"].set()
    with pytest.raises(ValueError, match="wrong"):
        desk.deliver()
    assert not desk.deadline.busy


def test_a_failure_in_time_is_raised_at_once(desk: Desk) -> None:
    desk.gates["wrong"].set()
    with pytest.raises(ValueError, match="wrong"):
        desk.deadline.ask("wrong")
    assert not desk.deadline.busy


@pytest.mark.usefixtures("impatient")
def test_leaving_does_not_wait(desk: Desk) -> None:
    desk.deadline.ask("one")
    desk.began["one"].wait()
    threads = [thread for thread in threading.enumerate() if thread.name == "crossover-answers"]
    assert threads
    assert all(thread.daemon for thread in threads)
    desk.gates["one"].set()

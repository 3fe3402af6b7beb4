"""One rule for whatever may take long: what is there within the patience of a key is shown at once, the rest when it is there.

The work is done in a thread in any case; whoever asks waits for it as long as a key may take, and then goes on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

from engine.numerics.abandonment import Abandoned, abandonable

Question = TypeVar("Question")
Answer = TypeVar("Answer")

patience = 0.02
"""Seconds that an answer is waited for. Two such waits and a paint fit into the 50 ms after which a key seems to be lost."""


class _Task:
    """One question: what is worked out for it, and what came of that."""

    __slots__ = ("abandoned", "answer", "failure", "late", "question", "ready")

    def __init__(self, question: Any) -> None:
        self.question = question
        self.answer: Any = None
        self.failure: Exception | None = None
        self.late = self.abandoned = False
        self.ready = threading.Lock()
        self.ready.acquire()


class Deadline(Generic[Question, Answer]):
    """Questions of which only the newest one matters; no more than one is worked on.

    Args:
        work: What answers a question, in a thread; it must not touch the screen.
        take: Gets a question and its answer if that was late; in the thread that asks.
        post: Has a function called there, such as a widget's ``call_later``; called in the other thread.
        share: Of the patience: what only adds to another answer is waited for less.
    """

    def __init__(
        self,
        work: Callable[[Question], Answer],
        take: Callable[[Question, Answer], object],
        post: Callable[..., object],
        share: float = 1.0,
    ) -> None:
        self._work = work
        self._share = share
        self._take = take
        self._post = post
        self._task: _Task | None = None
        self._lock = threading.Lock()
        self._at_work = False
        self._next: _Task | None = None

    @property
    def busy(self) -> bool:
        """Whether the newest question has no answer yet."""
        return self._task is not None

    def ask(self, question: Question) -> Answer | None:
        """The answer, if it is there soon; otherwise ``take`` gets it. Questions before this one no longer count.

        Raises:
            Exception: What the work raised.
        """
        behind = self.busy
        self.forget()
        self._task = task = _Task(question)
        # While even the question before is not answered there is no point in waiting.
        task.late = behind
        self._begin(task)
        if not behind and task.ready.acquire(timeout=self._share * patience):
            return self._settled(task)
        task.late = True
        return self._settled(task) if task.ready.acquire(blocking=False) else None

    def forget(self) -> None:
        """No answer is wanted any more."""
        if self._task is not None:
            self._task.abandoned = True
            self._task = None

    def _settled(self, task: _Task) -> Answer:
        self._task = None
        if task.failure is not None:
            raise task.failure
        answer: Answer = task.answer
        return answer

    def _arrived(self, task: _Task) -> None:
        # It may have been taken at once after all, or be wanted no more.
        if task is self._task:
            self._take(task.question, self._settled(task))

    def _begin(self, task: _Task) -> None:
        with self._lock:
            self._next = task
            if self._at_work:
                return
            self._at_work = True
        _in_a_thread(self._work_off)

    # In the other thread

    def _work_off(self) -> None:
        while (task := self._following()) is not None:
            try:
                with abandonable(task):
                    task.answer = self._work(task.question)
            except Abandoned:
                continue
            except Exception as error:  # noqa: BLE001  raised again where it can be seen
                task.failure = error
            task.ready.release()
            if task.late and not task.abandoned:
                self._post(self._arrived, task)

    def _following(self) -> _Task | None:
        with self._lock:
            task, self._next = self._next, None
            self._at_work = task is not None
            return task


_idle: list[SimpleQueue[Callable[[], None]]] = []
"""Threads that wait for something to do, each by its queue: starting one takes longer than what most keys ask for."""


def _in_a_thread(work: Callable[[], None]) -> None:
    """Daemons, so that leaving the program never waits for them."""
    if _idle:
        queue = _idle.pop()
    else:
        queue = SimpleQueue()
        threading.Thread(target=_serve, args=(queue,), daemon=True, name="crossover-answers").start()
    queue.put(work)


def _serve(queue: SimpleQueue[Callable[[], None]]) -> None:
    while True:
        queue.get()()
        _idle.append(queue)

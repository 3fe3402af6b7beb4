"""Work that takes longer than a key may: done in a thread, the newest question only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from textual.message import Message
from textual.message_pump import MessagePump

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Background(Generic[Question, Answer]):
    """One thread at most; a question asked meanwhile waits, and a newer one takes its place.

    The owner gets a message ``Background.Done`` and passes it to ``accept``. The threads are daemons: leaving the
    program never waits for them.

    Args:
        owner: Who is told.
        work: What answers a question; it must not touch the screen.
    """

    class Done(Message):
        """A question was answered, or raised."""

        def __init__(self, source: object, question: object, answer: object, failure: Exception | None) -> None:
            super().__init__()
            self.source, self.question, self.answer, self.failure = source, question, answer, failure

    def __init__(self, owner: MessagePump, work: Callable[[Question], Answer]) -> None:
        self._owner = owner
        self._work = work
        self._wanted: Question | None = None
        self.busy = False
        """Whether a thread is at work."""

    def ask(self, question: Question) -> None:
        """Answer this question next; those before it no longer count."""
        self._wanted = question
        if not self.busy:
            self._start(question)

    def forget(self) -> None:
        """No answer is wanted any more."""
        self._wanted = None

    def accept(self, message: Background.Done) -> Answer | None:
        """The answer, if it is to the newest question; otherwise that one is started.

        Raises:
            Exception: What the work raised.
        """
        self.busy = False
        if self._wanted is None:
            return None
        if message.question is not self._wanted:
            self._start(self._wanted)
            return None
        self._wanted = None
        if message.failure is not None:
            raise message.failure
        answer: Answer = message.answer  # type: ignore[assignment]
        return answer

    def _start(self, question: Question) -> None:
        self.busy = True
        threading.Thread(target=self._answer, args=(question,), daemon=True).start()

    def _answer(self, question: Question) -> None:
        answer, failure = None, None
        try:
            answer = self._work(question)
        except Exception as error:  # noqa: BLE001  raised again where it can be seen
            failure = error
        self._owner.post_message(self.Done(self, question, answer, failure))

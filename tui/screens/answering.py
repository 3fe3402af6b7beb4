"""A screen that asks the engine behind its back, and lets whatever depends on the answer wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.outcome import Outcome
from tui.answers.answer import Question, answer, how_sure
from tui.answers.deadline import Deadline
from tui.state.session import Session
from tui.state.snapshot import Snapshot
from tui.widgets.lines import LinesScreen
from tui.workarounds.fence import Fenced, borne

if TYPE_CHECKING:
    from engine.confidence import Confidence


class Answering(Fenced, LinesScreen):
    """Shows the states of a session as they come.

    Args:
        session: The session.
        classes: What the style sheet needs to know of the screen.
    """

    def __init__(self, session: Session, classes: str) -> None:
        super().__init__(classes=classes)
        self.session = session
        self._deadline: Deadline[Question, Outcome] = Deadline(answer, session.take, self.call_later)
        self._sureness: Deadline[Outcome, Confidence | None] = Deadline(how_sure, session.take_how_sure, self.call_later, 0.5)
        self._answered = asyncio.Event()

    def show(self, snapshot: Snapshot) -> None:
        """Draw a snapshot."""
        raise NotImplementedError

    def listen(self) -> None:
        """Show every state from now on."""
        self.session.listener = self._told_of
        self.session.ask = self._answer
        self.session.ask_how_sure = self._how_sure
        # The first screen does not wait for it.
        self.call_after_refresh(self.session.weigh)

    @property
    def snapshot(self) -> Snapshot:
        """The present state of the session."""
        return self.session.snapshot

    def _told_of(self, snapshot: Snapshot) -> None:
        if not snapshot.pending:
            self._answered.set()
        self.show(snapshot)

    def _answer(self, question: Question) -> Outcome | None:
        if (known := question.answered) is not None:
            self._deadline.forget()
            return known
        try:
            return self._deadline.ask(question)
        except Exception as error:
            if not borne(self, error):
                raise
            return None

    def _how_sure(self, outcome: Outcome) -> Confidence | None:
        try:
            return self._sureness.ask(outcome)
        except Exception as error:
            if not borne(self, error):
                raise
            return None

    def when_answered(self, act: Callable[[], object]) -> None:
        """Do what depends on the answer: now, or as soon as it is there. Keys pressed meanwhile wait for that, too."""
        if self.snapshot.pending:
            self.run_worker(self._wait_and(act))
        else:
            act()

    async def _wait_and(self, act: Callable[[], object]) -> None:
        if await self.until_answered():
            act()

    async def until_answered(self) -> bool:
        """Wait until the answer to the present state is there; ``False`` if there is none."""
        while self.snapshot.pending and self._deadline.busy:
            self._answered.clear()
            await self._answered.wait()
        return not self.snapshot.pending

"""Work in a thread: only the newest question is answered, and failures are not lost."""

from __future__ import annotations

import threading

import pytest
from textual import on
from textual.app import App

from tui.views.background import Background


class Asker(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Semaphore(0)
        self.started: list[str] = []
        self.answers: list[str] = []
        self.background: Background[str, str] = Background(self, self.work)
        self.failure: Exception | None = None

    def work(self, question: str) -> str:
        self.started.append(question)
        self.gate.acquire()
        if question == "wrong":
            raise ValueError(question)
        return question.upper()

    @on(Background.Done)
    def done(self, message: Background.Done) -> None:
        try:
            answer = self.background.accept(message)
        except ValueError as error:
            self.failure = error
            return
        if answer is not None:
            self.answers.append(answer)


async def test_only_the_newest_question_is_answered() -> None:
    app = Asker()
    async with app.run_test() as pilot:
        for question in ("one", "two", "three"):
            app.background.ask(question)
        assert app.background.busy
        app.gate.release(10)
        while app.background.busy:
            await pilot.pause()
    assert app.started == ["one", "three"]
    assert app.answers == ["THREE"]


async def test_what_is_forgotten_is_not_answered() -> None:
    app = Asker()
    async with app.run_test() as pilot:
        app.background.ask("one")
        app.background.forget()
        app.gate.release(10)
        while app.background.busy:
            await pilot.pause()
        assert app.answers == []
        app.background.ask("two")
        while app.background.busy:
            await pilot.pause()
    assert app.answers == ["TWO"]


async def test_failures_come_back() -> None:
    app = Asker()
    async with app.run_test() as pilot:
        app.background.ask("wrong")
        app.gate.release(10)
        while app.background.busy:
            await pilot.pause()
    assert isinstance(app.failure, ValueError)
    with pytest.raises(ValueError, match="wrong"):
        raise app.failure


async def test_leaving_does_not_wait() -> None:
    app = Asker()
    async with app.run_test():
        app.background.ask("never answered")
    assert all(thread.daemon for thread in threading.enumerate() if thread.name.endswith("(_answer)"))
    app.gate.release(10)

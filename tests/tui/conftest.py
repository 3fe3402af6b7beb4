"""A home of their own for every test of the explorer, and an explorer to press keys in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextvars import Context, copy_context
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Static

from presets.scenarios.library import open_scenario, save_as
from tui.answers import deadline
from tui.app import ExplorerApp
from tui.screens.explorer import Explorer
from tui.state.settings import Settings
from tui.state.snapshot import Snapshot
from tui.state.workspace import Workspace, first_document
from tui.widgets.bars import HelpLine, KeyBar, TabBar, TitleBar
from tui.widgets.lines import Lines
from tui.widgets.rows import Rows
from tui.widgets.table import Table
from tui.widgets.verdict_box import VerdictBox


class Hands:
    """An explorer and the hands that press its keys."""

    def __init__(self, app: ExplorerApp, pilot: Pilot[None], context: Context) -> None:
        self.app = app
        self.pilot = pilot
        self._context = context

    @property
    def explorer(self) -> Explorer:
        return self.app.explorer

    @property
    def now(self) -> Snapshot:
        return self.explorer.snapshot

    async def press(self, *keys: str) -> None:
        """Press keys and wait until all of their effects are on the screen; in the context of the application, which draws."""

        async def press() -> None:
            await self.pilot.press(*keys)
            await self.pilot.pause()

        await asyncio.create_task(press(), context=self._context)

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size, in the context of the application: some widgets draw at once."""
        await asyncio.create_task(self.pilot.resize_terminal(width, height), context=self._context)
        await asyncio.create_task(self.pilot.pause(), context=self._context)

    async def paste(self, text: str) -> None:
        """Paste a text, in the context of the application, too."""
        self.app.post_message(events.Paste(text))
        await asyncio.create_task(self.pilot.pause(), context=self._context)

    async def write(self, text: str) -> None:
        names = {
            " ": "space",
            ".": "full_stop",
            "/": "slash",
            "%": "percent_sign",
            "-": "minus",
            "_": "underscore",
            "$": "dollar_sign",
        }
        await self.press(*(names.get(character, character) for character in text))

    async def answer(self, text: str) -> None:
        """Type over what a dialog proposes."""
        await self.press("ctrl+u")
        await self.write(text)
        await self.press("enter")

    async def find(self, part: str) -> None:
        """Move to a row by its name."""
        await self.press("slash")
        await self.write(part)
        await self.press("enter")

    def text(self, widget: type[Lines]) -> str:
        """What a widget shows."""
        return "\n".join(
            next(found for found in self.explorer.query(Lines) if isinstance(found, widget) and found.size.height).plain
        )

    @property
    def rows(self) -> str:
        return self.text(Rows)

    @property
    def row(self) -> str:
        """The line in focus."""
        return next(line for line in self.explorer.query_one(Rows).plain if line.startswith("▸"))

    @property
    def verdict(self) -> str:
        return self.text(VerdictBox)

    @property
    def table(self) -> str:
        return self.text(Table)

    @property
    def title(self) -> str:
        return self.text(TitleBar)

    @property
    def tabs(self) -> str:
        return self.text(TabBar)

    @property
    def message(self) -> str:
        return " ".join(self.text(HelpLine).split())

    @property
    def keys(self) -> str:
        return self.text(KeyBar)

    @property
    def everything(self) -> str:
        """All that the screen says, in one line, without the frames of dialogs; first what a dialog says, in one piece."""
        lines = self.screen_lines()
        top = next((line for line in lines if "╭" in line and "╮" in line), "")
        inside = slice(top.find("╭") + 1, top.find("╮"))
        dialog = [line[inside] for line in lines if top and line[inside.start - 1] == "│"]
        return " ".join(" ".join([*dialog, *lines]).replace("│", " ").split())

    @property
    def asked(self) -> str:
        """What the dialog in front says, wherever its lines are broken."""
        return " ".join(str(one.content) for one in self.app.screen.query(Static))

    def screen_lines(self) -> list[str]:
        """Everything as a terminal would show it."""
        return ["".join(segment.text for segment in line) for line in self.app.screen._compositor.render_strips()]


Opener = Callable[..., Awaitable[Hands]]


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name in ("NO_COLOR", "COLORFGBG", "CROSSOVER_ASCII", "TMUX"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine, too, every answer is there at once, unless a test wants it late."""
    monkeypatch.setattr(deadline, "patience", 60.0)


@pytest.fixture
async def explorers() -> AsyncIterator[Opener]:
    """Opens explorers; they are closed at the end of the test."""
    ended = asyncio.Event()
    running: list[asyncio.Task[None]] = []

    async def run(app: ExplorerApp, size: tuple[int, int], started: asyncio.Future[tuple[Pilot[None], Context]]) -> None:
        # Textual wants to be left in the task that entered it, and a fixture's two halves are two tasks.
        try:
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                started.set_result((pilot, copy_context()))
                await ended.wait()
        except Exception as error:
            if started.done():
                raise
            started.set_exception(error)

    async def opened(
        scenario: str | None = "textbook", size: tuple[int, int] = (120, 36), settings: Settings | None = None
    ) -> Hands:
        document, message = first_document(scenario)
        app = ExplorerApp(Workspace(document), settings, filter(None, [message]))
        started: asyncio.Future[tuple[Pilot[None], Context]] = asyncio.get_running_loop().create_future()
        running.append(asyncio.create_task(run(app, size, started)))
        return Hands(app, *await started)

    yield opened
    ended.set()
    await asyncio.gather(*running)


@pytest.fixture
async def hands(explorers: Opener) -> Hands:
    """An explorer on the textbook scenario, 120×36."""
    return await explorers()


@pytest.fixture
def mine() -> Path:
    """A scenario of the user's own."""
    path = save_as(open_scenario("textbook").scenario, "mine").source.path
    assert path is not None
    return path

"""Numbers from people's logs, in the explorer."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from time import sleep

import pytest

from presets.calibration.calibration import Calibration
from presets.kept.pins import kept_pins
from presets.logs.book import Book
from presets.prices.quality import quality
from presets.scenarios.library import open_scenario
from tests.logs.as_claude_code import write
from tests.logs.made import made
from tests.terminal.terminal import PATIENCE
from tests.tui.conftest import Hands
from tui.dialogs.logs import LogsDialog
from tui.screens.log_actions import LogActions


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """Logs of a few sessions."""
    folder = tmp_path / "logs"
    folder.mkdir()
    write([one.session for one in made(24)], folder)
    return folder


async def asked(hands: Hands, where: str) -> str:
    """What the dialog says of a path, when it is done with it."""
    await hands.press("I")
    await hands.paste(where)
    await hands.press("enter")
    dialog = hands.app.screen
    assert isinstance(dialog, LogsDialog)
    while dialog.working:
        await hands.pilot.pause()
    return hands.asked


@pytest.mark.slow
async def test_logs_open_as_a_scenario_beside_the_present_one(hands: Hands, logs: Path) -> None:
    before = hands.now.scenario
    said = await asked(hands, str(logs))
    assert "24 sessions of Claude Code" in said
    assert "Measured: strong bugs left; strong fixes easy; " in said
    assert "measured numbers, and otherwise Textbook example:" in said
    await hands.resize(80, 18)
    assert "Enter opens it, the present scenario is pinned; ↑↓ scroll, Esc goes back" in hands.everything
    await hands.press("enter")
    await hands.pilot.pause()
    now = hands.now
    assert now.scenario.name.startswith("Your own numbers")
    assert now.scenario.evidence["workflow.prompt_tokens"].source
    assert now.modified
    assert [pin.scenario for pin in now.pins] == [before]
    await hands.press("s")
    await hands.write("mine")
    await hands.press("enter")
    await hands.pilot.pause()
    assert not hands.now.modified
    saved = open_scenario("mine").scenario
    assert saved.notes.startswith("From your own logs")
    assert saved.evidence == now.scenario.evidence
    assert kept_pins()[0][0].scenario == before
    # As calibrate --save does it.
    measured = {one.model: one for one in quality().measurements if one.own}
    assert measured[saved.strong.model].bugs.value == saved.strong.bugs
    assert measured[saved.weak.model].benchmark == "logs/mine"
    assert hands.message.startswith("Saved mine and, for m and W, how well its models did, in ")


async def test_what_cannot_be_read_is_said_and_asked_for_again(hands: Hands, tmp_path: Path) -> None:
    said = await asked(hands, str(tmp_path / "nowhere"))
    assert "there is no such file or folder" in said
    await hands.press("escape")
    (tmp_path / "empty").mkdir()
    said = await asked(hands, str(tmp_path / "empty"))
    assert f"no session of an agent in {tmp_path / 'empty'}" in said
    await hands.press("escape")
    assert hands.now.scenario.name == "Textbook example"


@pytest.mark.slow
async def test_leaving_stops_the_reading(hands: Hands, logs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    began, ended = threading.Event(), threading.Event()

    def endless(_: LogActions, _paths: list[Path], book: Book) -> Calibration:
        began.set()
        try:
            while True:
                sleep(0.001)
                book.took(1)
        finally:
            ended.set()

    monkeypatch.setattr(LogActions, "_calibrated", endless)
    await hands.press("I")
    await hands.paste(str(logs))
    await hands.press("enter")
    assert await asyncio.to_thread(began.wait, PATIENCE)
    await hands.press("escape")
    assert await asyncio.to_thread(ended.wait, PATIENCE)
    assert hands.now.pins == ()

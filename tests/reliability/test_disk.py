"""Disks and folders that fail: a clear sentence, the session goes on, what was on the disk stays."""

from __future__ import annotations

import os
import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from presets.scenarios.document import open_path
from tests.reliability.conftest import Start
from tests.reliability.kills import check_files
from tests.terminal.explorer import command, environment
from tests.terminal.process import program
from tests.terminal.terminal import Terminal


@contextmanager
def full_disk(terminal: Terminal) -> Iterator[None]:
    """The session cannot write a byte into any file."""
    limits = resource.prlimit(terminal.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(terminal.process.pid, resource.RLIMIT_FSIZE, (0, limits[1]))
    yield
    resource.prlimit(terminal.process.pid, resource.RLIMIT_FSIZE, limits)


def test_a_full_disk(start: Start, mine: Path, home: Path) -> None:
    before = mine.read_bytes()
    terminal = start()
    with full_disk(terminal):
        terminal.press("right")
        terminal.wait_for("mine *", "Unsaved work is not kept:", " 4.1 ")
        terminal.press("s")
        terminal.wait_for("Not saved:", "mine.toml", "file too large")
        assert mine.read_bytes() == before
        # Work goes on.
        terminal.press("right")
        terminal.wait_for(" 4.2 ")
    terminal.press("s")
    terminal.wait_for("Saved mine")
    assert open_path(mine).scenario.weak.bugs == 4.2
    check_files(home)


@pytest.mark.slow
def test_a_disk_that_is_full_for_a_while_costs_no_draft(start: Start, mine: Path) -> None:
    terminal = start()
    terminal.press("right")
    terminal.wait_for("mine *")
    with full_disk(terminal):
        terminal.press("right")
        terminal.wait_for("Unsaved work is not kept:", " 4.2 ")
    terminal.press("right")
    terminal.wait_for(" 4.3 ")
    terminal.press("right")
    terminal.wait_for(" 4.4 ")
    terminal.kill()
    again = start()
    again.wait_for("A session ended without saving its changes to mine")
    again.press("r")
    again.wait_for("Recovered")
    assert any(value in again.text for value in (" 4.3 ", " 4.4 "))


@pytest.mark.slow
def test_folders_that_cannot_be_written(mine: Path, home: Path) -> None:
    wrapper: list[str] = []
    if os.geteuid() == 0:
        # Who may write anything anywhere gives that up.
        if shutil.which("setpriv") is None:
            pytest.skip("root needs setpriv to be refused")
        wrapper = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--inh-caps=-all"]
    before = mine.read_bytes()
    folders = [home / "state", home / "scenarios", home]
    (home / "state").mkdir(exist_ok=True)
    for folder in folders:
        folder.chmod(0o500)
    try:
        with Terminal(program([*wrapper, *command(), "mine"], environment(home)), 100, 30) as terminal:
            terminal.wait_for("Unsaved work is not kept:", "write-protected")
            terminal.press("right")
            terminal.wait_for("mine *", " 4.1 ")
            terminal.press("s")
            terminal.wait_for("is in a write-protected folder", "write mine over it")
            terminal.press("w")
            terminal.wait_for("Not saved:", "permission denied")
            assert mine.read_bytes() == before
            elsewhere = home.parent / "elsewhere.toml"
            terminal.press("S")
            terminal.wait_for("Save under which name?")
            terminal.press("ctrl+u", *str(elsewhere), "enter")
            terminal.wait_for("Saved elsewhere")
            assert open_path(elsewhere).scenario.weak.bugs == 4.1
    finally:
        for folder in folders:
            folder.chmod(0o700)


def test_folders_that_vanish_are_made_again(start: Start, mine: Path, home: Path) -> None:
    terminal = start()
    terminal.press("right")
    terminal.wait_for("mine *", " 4.1 ")
    shutil.rmtree(home)
    terminal.press("right")
    terminal.wait_for(" 4.2 ")
    terminal.press("s")
    terminal.wait_for("was deleted since it was opened", "write mine over it")
    terminal.press("w")
    terminal.wait_for("Saved mine")
    assert open_path(mine).scenario.weak.bugs == 4.2


def test_work_is_kept_although_the_folder_vanished(start: Start, mine: Path, home: Path) -> None:
    terminal = start()
    shutil.rmtree(home / "state")
    terminal.press("right")
    terminal.wait_for("mine *", " 4.1 ")
    terminal.press("right")
    terminal.wait_for(" 4.2 ")
    terminal.wait_until(lambda: "Unsaved work is not kept" in terminal.text or any((home / "state").rglob("*.toml")), "a draft")

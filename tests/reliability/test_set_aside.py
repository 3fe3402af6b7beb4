"""Files that the explorer cannot use at the start: it starts, says which, and they are beside where they were."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from presets.scenarios.library import open_scenario, save_as
from tests.terminal.explorer import command, environment
from tests.terminal.process import program
from tests.terminal.terminal import Terminal

SPOILED = {
    "settings.toml": "theme =\n",
    "models.toml": "models = 3\n",
    "state/last.toml": "half a fi",
    "state/pins.toml": "half a fi",
    "state/drafts/a.toml": "half a fi",
}


@pytest.fixture
def folder(home: Path) -> Path:
    """A folder with a scenario of the user's own."""
    save_as(open_scenario("textbook").scenario, "mine")
    (home / "state" / "drafts").mkdir(parents=True)
    return home


def starts(home: Path, *words: str) -> str:
    """Start, change a value and leave; what is said at the start, and what is left on the terminal at the end."""
    with Terminal(program([*command(), *words], environment(home)), 160, 40) as terminal:
        terminal.wait_for("prices of", "Set aside as ")
        said = " ".join(terminal.text.split())
        terminal.press("right")
        terminal.wait_for(" 4.1 ")
        terminal.press("u", "q")
        assert terminal.wait_for_exit() == 0
        return said + " ".join(terminal.text.split())


@pytest.mark.slow
def test_spoiled_files_are_set_aside_and_the_start_goes_on(folder: Path) -> None:
    for name, content in SPOILED.items():
        (folder / name).write_text(content)
    said = starts(folder)
    for name, content in SPOILED.items():
        assert f"crossover: Set aside as {Path(name).name}.unusable: " in said
        assert (folder / f"{name}.unusable").read_text() == content


@pytest.mark.slow
def test_pipes_in_the_places_of_files_are_waited_for_by_nobody(folder: Path) -> None:
    for name in SPOILED:
        os.mkfifo(folder / name)
    said = starts(folder).split("crossover: Set aside as ")
    for name in SPOILED:
        assert any(one.startswith(f"{Path(name).name}.unusable: ") and "it is a pipe, not a file" in one for one in said)
        assert (folder / f"{name}.unusable").is_fifo()

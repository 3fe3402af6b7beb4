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
@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_file_is_set_aside_and_the_start_goes_on(folder: Path, name: str) -> None:
    (folder / name).write_text(SPOILED[name])
    said = starts(folder)
    path = folder / f"{name}.unusable"
    assert f"crossover: Set aside as {path.name}: " in said
    assert path.read_text() == SPOILED[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", SPOILED)
def test_a_pipe_in_the_place_of_a_file_is_waited_for_by_nobody(folder: Path, name: str) -> None:
    os.mkfifo(folder / name)
    assert "it is a pipe, not a file" in starts(folder)
    assert (folder / f"{name}.unusable").is_fifo()


@pytest.mark.slow
def test_all_of_them_at_once(folder: Path) -> None:
    for name, content in SPOILED.items():
        (folder / name).write_text(content)
    said = starts(folder)
    for name, content in SPOILED.items():
        assert f"Set aside as {Path(name).name}.unusable: " in said
        assert (folder / f"{name}.unusable").read_text() == content

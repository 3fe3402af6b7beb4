"""``kill -9`` at random moments of an editing session.

``python -m tests.reliability.kills 1000`` does it a thousand times and says how much was lost.
"""

from __future__ import annotations

import os
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from engine.scenarios.scenario import Scenario
from presets.kept import drafts
from presets.scenarios.document import open_path
from presets.scenarios.library import open_scenario, save_as
from tests.reliability.typist import Typist, shows
from tests.terminal.explorer import environment
from tests.terminal.nursery import Nursery
from tests.terminal.terminal import Terminal

MODULES = (
    "tui.app",
    "tui.cli.explorer",
    "tui.cli.commands",
    "tui.views.curves",
    "presets.kept.drafts",
    "tui.dialogs.dialog",
    "tomli_w",
)
"""What a session loads until its first paint, and to ask its first question."""

_MOST_CHANGES = 6
_OFFER = "A session ended without saving"
_CHANGED = "write mine over it"


class Lost(AssertionError):
    """More was lost than may be."""


@contextmanager
def sessions() -> Iterator[Nursery]:
    """Where killed sessions come from."""
    with Nursery(MODULES, "tui.cli:main") as nursery:
        yield nursery


def kills(nursery: Nursery, home: Path, seed: int, count: int) -> Counter[str]:
    """Start a session on a file, take back what the one before it left, edit, save, kill; and again.

    Args:
        nursery: Starts the sessions.
        home: The user's folder, that of ``CROSSOVER_HOME`` as well.
        seed: Of all that is left to chance.
        count: How many sessions to kill.

    Returns:
        How often which part of the work was there afterwards.

    Raises:
        Lost: If a change is gone that was on the screen before the last one was, or a file is damaged.
    """
    random = Random(seed)
    path = save_as(open_scenario("textbook").scenario, "mine").source.path
    assert path is not None
    must = open_path(path).scenario
    outcomes: Counter[str] = Counter()
    for number in range(count):
        launch = nursery.session(["mine"], environment(home), home)
        with Terminal(launch, 100, 30) as terminal:
            may, what = _edit(terminal, random, path, must)
            terminal.kill()
        left = _left(path)
        if left not in may:
            raise Lost(
                f"seed {seed}, session {number}, {what}: none of the {len(may)} states that may be left\n{terminal.text}"
            )
        outcomes[f"{what}: {_name(len(may) - 1 - max(i for i, one in enumerate(may) if one == left))}"] += 1
        check_files(home)
        must = left
    return outcomes


def _edit(terminal: Terminal, random: Random, path: Path, must: Scenario) -> tuple[list[Scenario], str]:
    """Work until the moment of the kill.

    Returns:
        The states that may be left, the last one being that of the last key; and what was going on.
    """
    if random.random() < 0.08:
        terminal.read_for(random.random() * 0.3)
        return [must], "while starting"
    saved = open_path(path).scenario
    if any(drafts.drafts_folder().glob("*.toml")):
        terminal.wait_for(_OFFER)
        terminal.press("r")
        if random.random() < 0.1:
            terminal.read_for(random.random() * 0.05)
            return [must], "while taking work over"
        terminal.wait_for("Recovered")
    else:
        terminal.wait_for("prices of")
    typist = Typist(random, saved, must)
    states = [must]
    for left in range(random.randrange(1, _MOST_CHANGES + 1), 0, -1):
        terminal.press(*typist.move())
        change = typist.change()
        terminal.press(*change.keys)
        states.append(change.scenario)
        if left > 1:
            terminal.wait_until(lambda row=change.row: shows(terminal, row), f"{change.row} after {change.keys}")  # type: ignore[misc]
            if random.random() < 0.15:
                terminal.press("s")
                typist.saved()
                if random.random() < 0.5:
                    terminal.read_for(random.random() * 0.05)
                    return states[-2:], "while saving"
                _wait_until_saved(terminal)
                states = states[-1:]
    terminal.read_for(random.random() * 0.06)
    # The last key may have had no answer; of the answers seen, the last one's draft may be on its way to the disk.
    return states[-3:], "while editing"


def _wait_until_saved(terminal: Terminal) -> None:
    answers = ("Saved mine", "Nothing to save", _CHANGED)
    # Changes may have led back to what the file says; and a session killed after writing the file, before its draft
    # knew of it, leaves a draft of the file as it was before.
    terminal.wait_until(lambda: any(answer in terminal.text for answer in answers), "the save")
    if _CHANGED in terminal.text:
        terminal.press("w")
        terminal.wait_for("Saved mine")


def _left(path: Path) -> Scenario:
    """What a person has now: the draft that is offered, or else the file."""
    offered, problems = drafts.abandoned()
    if problems:
        raise Lost(problems[0])
    for other in offered[1:]:
        # A session killed while it took work over leaves it twice.
        if other.scenario != offered[0].scenario:
            raise Lost("two different drafts of one session")
        drafts.discard(other)
    return offered[0].scenario if offered else open_path(path).scenario


def check_files(home: Path) -> None:
    """Every TOML file of the user's folder is whole.

    Raises:
        Lost: If one is not.
    """
    for path in home.rglob("*"):
        if path.suffix not in (".toml", ".toml~"):
            continue
        try:
            tomllib.loads(path.read_text(encoding="utf-8"))
            if path.parent.name == "scenarios":
                open_path(path)
        except ValueError as error:
            raise Lost(f"{path.name} is damaged: {error}") from error


def _name(lost: int) -> str:
    return ("all is there", "the key just pressed is lost", "that key and the change answered just before it are lost")[lost]


def main() -> None:
    """Kill as many sessions as the first argument says."""
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as name, sessions() as nursery:
        home = Path(name) / "home"
        os.environ["CROSSOVER_HOME"] = str(home)
        for outcome, times in sorted(kills(nursery, home, seed, count).items()):
            sys.stdout.write(f"{times:5} {outcome}\n")


if __name__ == "__main__":
    main()

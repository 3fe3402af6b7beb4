"""A changed value to its final answer in every view, and how many answers were dimmed first.

On a terminal of 120×40, for scenarios with fresh and with shared context: the values of three rows are changed up and
down while the view is in front.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random
from time import perf_counter

from engine.scenarios.registry import assign
from presets.scenarios.document import save_new
from presets.scenarios.library import entries, open_scenario
from tests.bench.noting import FILE
from tests.bench.programs import ROOT, Program, importing
from tests.terminal.latency import QUIET, percentile
from tests.terminal.terminal import Terminal
from tui.keys.views import VIEWS

SOME = ("textbook", "swe-issue", "refactor", "small-script")
"""A quick scenario, one with many ranges, and two whose prices depend on the length of a prompt."""
CONTEXTS = ("fresh", "shared")

_ROWS = ("weak bugs left", "weak hard bugs fixed", "prompt")
_CHANGES = ("right", "right", "right", "left", "left", "left")
_SETTLED = 0.3
"""Seconds of silence after which a view has opened."""
_PATIENCE = 1.0
"""Seconds of silence after which a late answer is over."""


@dataclass(frozen=True)
class Answers:
    """What changed values took in one view.

    Attributes:
        last: Milliseconds to the last byte of each final answer.
        dimmed: How many of them were dimmed first.
    """

    last: tuple[float, ...] = ()
    dimmed: int = 0

    def __add__(self, other: Answers) -> Answers:
        return Answers(self.last + other.last, self.dimmed + other.dimmed)

    @property
    def p50(self) -> float:
        """Median."""
        return percentile(self.last, 50)

    @property
    def p99(self) -> float:
        """What 99 of 100 stay below."""
        return percentile(self.last, 99)

    @property
    def share_dimmed(self) -> float:
        """Share of those dimmed first."""
        return self.dimmed / len(self.last)


def every_scenario() -> tuple[str, ...]:
    """The bundled ones."""
    return tuple(entry.name for entry in entries() if entry.bundled)


def views_table(folder: Path, names: Sequence[str], keys: int, against: Path | None = None) -> str:
    """The table of all views as Markdown.

    Args:
        folder: Where to keep what the explorers need.
        names: The scenarios.
        keys: How many values to change in each view.
        against: Another checkout of Crossover, measured beside this one: how many times as long its answers take.
    """
    trees = [ROOT, *([against] if against else [])]
    lines = [f"| ms p50 / p99 | {' | '.join(entry.title for entry in VIEWS)} |", "|---|" + "---|" * len(VIEWS)]
    for name, context in product(names, CONTEXTS):
        sys.stderr.write(f"{name}, {context} …\n")
        path = folder / f"{name}-{context}.toml"
        save_new(assign(open_scenario(name).scenario, {"workflow.context": context}), path)
        explorers = [_explorer(folder, tree, path) for tree in trees]
        cells = [_cell(*(_measured(explorer, entry.name, keys) for explorer in explorers)) for entry in VIEWS]
        lines.append(f"| {name}, {context} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(here: Answers, there: Answers | None = None) -> str:
    dimmed = f", {100 * here.share_dimmed:.0f} % dimmed" if here.dimmed else ""
    ratio = f" (×{there.p50 / here.p50:.1f} / ×{there.p99 / here.p99:.1f})" if there else ""
    return f"{here.p50:.1f} / {here.p99:.1f}{dimmed}{ratio}"


def _explorer(folder: Path, tree: Path, path: Path) -> Program:
    return Program(
        "Crossover",
        # The folder of the script is no place to import from: it has modules of other names' meaning.
        (sys.executable, "-P", str(ROOT / "tests" / "bench" / "noting.py"), str(path)),
        "cheaper",
        change=_CHANGES,
        move=(),
        type=(),
        environment=importing(folder, tree) | {"CROSSOVER_HOME": str(folder / "home"), FILE: str(folder / "late")},
        state=folder / "home",
    )


def _measured(program: Program, view: str, count: int) -> Answers:
    found, pause = Answers(), Random(1)
    late = Path(program.environment[FILE])
    with _in_front(program, view) as terminal:
        # The first ones make the program warm.
        _answer(terminal, _CHANGES[0], late), _answer(terminal, _CHANGES[-1], late)
        for row in _ROWS:
            terminal.press("/", *row, "enter")
            terminal.settled(_SETTLED)
            for _ in range(-(-count // len(_ROWS) // len(_CHANGES))):
                for key in _CHANGES:
                    terminal.read_for(pause.random() * 0.04)
                    found += _answer(terminal, key, late)
    return found


@contextmanager
def _in_front(program: Program, view: str) -> Iterator[Terminal]:
    key = next(entry.key for entry in VIEWS if entry.name == view)
    with Terminal(program.launch(), 120, 40) as terminal:
        terminal.wait_for(program.ready)
        terminal.settled(_SETTLED)
        # Something to compare with.
        terminal.press("p", key)
        terminal.settled(_SETTLED)
        yield terminal


def _answer(terminal: Terminal, key: str, late: Path) -> Answers:
    """Change a value and wait for its final answer."""
    before, pressed = _size(late), perf_counter()
    terminal.press(key)
    took = 0.0
    while terminal.read(QUIET if _size(late) == before else _PATIENCE):
        took = (terminal.heard - pressed) * 1e3
    return Answers((took,), int(_size(late) > before)) if took else Answers()


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0

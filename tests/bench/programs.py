"""The programs that are measured, and what to press in each."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.sheet import sheet
from tests.terminal.process import Launch, program

ROOT = Path(__file__).parents[2]
_REQUIREMENTS = ("numpy", "plotext", "textual")


@dataclass(frozen=True)
class Program:
    """A program and the keys that do in it what is measured.

    Attributes:
        name: What the table calls it.
        command: How it is started.
        ready: What its screen shows when it is up.
        change: Keys of which each changes a value.
        move: Keys of which each moves the focus.
        type: Keys that type a value in place, and take it.
        environment: What is set for it besides the terminal.
        state: A folder where a session may leave something to the next one; emptied before each.
    """

    name: str
    command: tuple[str, ...]
    ready: str
    change: tuple[str, ...]
    move: tuple[str, ...]
    type: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    state: Path | None = None

    def launch(self) -> Launch:
        """Starts it, as in an xterm of 256 colours over SSH."""
        if self.state is not None:
            shutil.rmtree(self.state, ignore_errors=True)
        inherited = {
            name: value for name, value in os.environ.items() if name not in ("COLORTERM", "NO_COLOR", "LINES", "COLUMNS")
        }
        # Compiled modules are kept as on any user's machine, if not in our folders.
        inherited.pop("PYTHONDONTWRITEBYTECODE", None)
        return program(self.command, {**inherited, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **self.environment})


def crossover(folder: Path) -> Program:
    """Crossover, with a home of its own."""
    return Program(
        "Crossover",
        (sys.executable, "-m", "llm_crossover", "textbook"),
        "cheaper",
        change=("right", "right", "right", "left", "left", "left"),
        move=("down", "down", "up", "up"),
        type=("6", ".", "2", "5", "enter", "3", ".", "5", "enter"),
        environment=importing(folder) | {"CROSSOVER_HOME": str(folder / "home")},
        state=folder / "home",
    )


def stock(folder: Path, python: str) -> Program:
    """The minimal Textual app, run by a Python that has textual-plotext."""
    return Program(
        "Textual's widgets, textual-plotext",
        (python, "-m", "tests.bench.stock_app"),
        "cheaper",
        change=("right", "right", "right", "left", "left", "left"),
        move=("tab", "tab", "shift+tab", "shift+tab"),
        type=("1", "2", "backspace", "backspace"),
        environment=importing(folder),
    )


def spreadsheet(folder: Path) -> Program | None:
    """``sc``, if it is installed."""
    if shutil.which("sc") is None:
        return None
    path = folder / "costs.sc"
    path.write_text(sheet())
    return Program(
        "sc",
        ("sc", str(path)),
        "weak first",
        change=("+", "+", "+", "-", "-", "-"),
        move=("j", "j", "k", "k"),
        type=("=", "6", ".", "2", "5", "enter"),
    )


def with_textual_plotext(folder: Path) -> str:
    """Make a virtual environment with textual-plotext, and our versions of all else; its Python."""
    python = folder / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    versions = [f"{name}=={importlib.metadata.version(name)}" for name in _REQUIREMENTS]
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", "textual-plotext", *versions], check=True)
    return str(python)


def importing(folder: Path, tree: Path = ROOT) -> dict[str, str]:
    """The environment in which Python imports from a checkout of Crossover."""
    return {"PYTHONPATH": str(tree), "PYTHONPYCACHEPREFIX": str(folder / "compiled")}

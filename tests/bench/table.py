"""The table of measurements as Markdown."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from tests.bench.measure import Figures, Keys

Size: TypeAlias = tuple[int, int]
Measured: TypeAlias = Mapping[str, Mapping[Size, Figures]]
"""Figures by program and size."""

_SMALL, _LARGE = (120, 40), (200, 60)


def table(measured: Measured, load: float) -> str:
    """The table, with a sentence on the machine above it.

    Args:
        measured: The figures.
        load: Programs that were ready to run on average while measuring, ours included.
    """
    names = list(measured)
    lines = [machine(load), "", f"| | goal | {' | '.join(names)} |", "|---|---|" + "---|" * len(names)]
    for title, goal, size, text in _ROWS:
        cells = [text(measured[name][size]) if size in measured[name] else "–" for name in names]
        lines.append(f"| {title} | {goal} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def machine(load: float) -> str:
    """A sentence on what was measured on."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("textual", "plotext", "numpy"))
    return (
        f"{datetime.now(tz=UTC):%Y-%m-%d}, {_processor()}, {os.cpu_count()} cores, load {load:.1f} on average; "
        f"Python {platform.python_version()}, {versions}."
    )


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def _times(kind: str) -> Callable[[Figures], str]:
    return lambda figures: f"{_of(figures, kind).p50:.1f} / {_of(figures, kind).p99:.1f}"


def _bytes(kind: str) -> Callable[[Figures], str]:
    return lambda figures: f"{_thousands(_of(figures, kind).bytes_p50)} / {_thousands(_of(figures, kind).bytes_p99)}"


def _of(figures: Figures, kind: str) -> Keys:
    keys: Keys = getattr(figures, kind)
    return keys


def _thousands(number: float) -> str:
    return f"{number:,.0f}".replace(",", " ")


_ROWS: tuple[tuple[str, str, Size, Callable[[Figures], str]], ...] = (
    ("key that changes a value → last byte, 120×40, ms p50 / p99", "8 / 13", _SMALL, _times("change")),
    ("the same at 200×60", "12 / 18", _LARGE, _times("change")),
    ("key that only moves the focus, 120×40, ms p50 / p99", "5 / –", _SMALL, _times("move")),
    ("the same at 200×60", "", _LARGE, _times("move")),
    ("key that types a value in place, 120×40, ms p50 / p99", "", _SMALL, _times("typing")),
    ("the same at 200×60", "", _LARGE, _times("typing")),
    ("bytes per changed value, 120×40, median / p99", "1 200 / 4 000", _SMALL, _bytes("change")),
    ("the same at 200×60", "", _LARGE, _bytes("change")),
    ("bytes per moved focus, 120×40, median / p99", "", _SMALL, _bytes("move")),
    ("bytes per key typed in place, 120×40, median / p99", "", _SMALL, _bytes("typing")),
    ("bytes while idle for 10 s", "0", _SMALL, lambda figures: str(figures.idle)),
    ("key held at 30 Hz for 5 s: ms from the last key to the last byte, 120×40", "50", _SMALL, lambda f: f"{f.held:.0f}"),
    ("the same at 200×60", "", _LARGE, lambda figures: f"{figures.held:.0f}"),
    ("bytes per key meanwhile, 120×40", "", _SMALL, lambda figures: _thousands(figures.held_bytes)),
    ("start → complete first screen, 120×40, ms", "400", _SMALL, lambda figures: f"{figures.start:.0f}"),
    ("the same at 200×60", "", _LARGE, lambda figures: f"{figures.start:.0f}"),
    ("memory, 120×40, MB", "90", _SMALL, lambda figures: f"{figures.memory:.0f}"),
    ("processor time per changed value, 120×40, ms", "", _SMALL, lambda figures: f"{figures.change.processor:.1f}"),
    (
        "ready to run while others ran, per changed value, 120×40, ms",
        "",
        _SMALL,
        lambda figures: f"{figures.change.waited:.1f}",
    ),
)
"""Title, goal, size of the terminal and text of each row."""

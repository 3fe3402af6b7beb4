"""The tables of docs/performance.md: ``python -m tests.bench.latency`` measures them anew, in about a quarter of an hour.

The first is of keys, bytes, start and memory, the second of a changed value in every view. With the first two anchors
are measured in the same run, since the milliseconds of one machine say little about another: the same question in a
minimal Textual app of stock widgets with textual-plotext, for which a virtual environment is made, and on a sheet of the
terminal spreadsheet ``sc`` (Debian's package ``sc``).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import mean

from tests.bench import programs
from tests.bench.measure import Figures, measure
from tests.bench.table import Size, machine, table
from tests.bench.views import SOME, every_scenario, views_table

SIZES: tuple[Size, ...] = ((120, 40), (200, 60))
DOCUMENT = programs.ROOT / "docs" / "performance.md"
_KEYS = "<!-- python -m tests.bench.latency --write -->\n"
_VIEWS = "<!-- python -m tests.bench.latency --views --write -->\n"
_END = "<!-- end -->\n"


def main() -> None:
    """Measure, and write the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.latency", description=__doc__)
    parser.add_argument("--keys", type=int, default=200, help="how many keys of each kind")
    parser.add_argument("--starts", type=int, default=9, help="how many starts")
    parser.add_argument("--idle", type=float, default=10.0, help="seconds to be idle")
    parser.add_argument("--python", help="a Python that has textual-plotext; without it a virtual environment is made")
    parser.add_argument("--no-anchors", action="store_true", help="measure Crossover alone")
    parser.add_argument("--views", action="store_true", help="measure the views alone")
    parser.add_argument("--all", action="store_true", help="the views with every bundled scenario")
    parser.add_argument("--against", type=Path, help="another checkout, for how many times as long its views take")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {DOCUMENT.relative_to(programs.ROOT)}")
    arguments = parser.parse_args()
    with _folder() as folder:
        if not arguments.views:
            _tell(arguments, _KEYS, _keys_table(arguments, folder))
        names = every_scenario() if arguments.all else SOME
        before = os.getloadavg()[0]
        written = views_table(folder, names, arguments.keys, arguments.against)
        _tell(arguments, _VIEWS, f"{machine(mean([before, os.getloadavg()[0]]))}\n\n{written}")


def _keys_table(arguments: argparse.Namespace, folder: Path) -> str:
    measured: dict[str, dict[Size, Figures]] = {}
    loads = [os.getloadavg()[0]]
    for program in _programs(arguments, folder):
        for size in SIZES:
            _say(f"{program.name}, {size[0]}×{size[1]}")
            figures = measure(program, *size, keys=arguments.keys, starts=arguments.starts, idle=arguments.idle)
            measured.setdefault(program.name, {})[size] = figures
            loads.append(os.getloadavg()[0])
    written = table(measured, mean(loads))
    if not arguments.no_anchors and "sc" not in measured:
        written += "\n`sc` is not installed; its column is left out.\n"
    return written


def _tell(arguments: argparse.Namespace, begin: str, written: str) -> None:
    sys.stdout.write(written)
    if arguments.write:
        before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(begin)
        DOCUMENT.write_text(f"{before}{begin}{written}{_END}{rest.partition(_END)[2]}", encoding="utf-8")


def _programs(arguments: argparse.Namespace, folder: Path) -> Iterator[programs.Program]:
    yield programs.crossover(folder)
    if arguments.no_anchors:
        return
    if arguments.python is None:
        _say("making a virtual environment with textual-plotext")
    yield programs.stock(folder, arguments.python or programs.with_textual_plotext(folder))
    if (spreadsheet := programs.spreadsheet(folder)) is not None:
        yield spreadsheet


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def _say(text: str) -> None:
    sys.stderr.write(f"{text} …\n")


if __name__ == "__main__":
    main()

"""``crossover report``: the files that ``w`` writes in the explorer, without a screen."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

import numpy as np

from engine.scenarios.parameters import ParameterError
from engine.scenarios.registry import find
from presets.files.refusal import Refusal, Unasked, shown
from tui.answers.answer import HEADLINE
from tui.cli import output
from tui.cli.beside import beside
from tui.cli.inputs import Batch, add_range, add_scenarios
from tui.reports import files


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_scenarios(parser)
    add_range(parser)
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="the file, whose end says what is written: .md, .json or .csv (a curve); without it: Markdown to standard output",
    )
    parser.add_argument(
        "--vary", default=HEADLINE, metavar="KEY", help=f"what the curve is plotted against (default {HEADLINE})"
    )
    parser.add_argument("--force", action="store_true", help="write over a file that is there already")


# Absurdly large numbers overflow to infinity, which the answer says; no warning between its lines.
@np.errstate(all="ignore")
def run(arguments: argparse.Namespace) -> int:
    """Write the report on the first scenario, with the others beside it; returns the exit status."""
    try:
        axis = find(arguments.vary)
    except ParameterError as error:
        raise output.Usage(f"--vary: {error}") from None
    if not axis.kind.numeric:
        raise output.Usage(f"--vary takes a number, and {axis.key} is {axis.kind.allowed}")
    found = beside(Batch(arguments), axis.key)
    if found is None:
        return 1
    _, snapshot = found
    if arguments.output is None:
        sys.stdout.write(output.encodable(files.content(snapshot, ".md", _no_screen), sys.stdout))
        return 0
    try:
        written = files.write(snapshot, arguments.output, screen=_no_screen, overwrite=arguments.force)
    except Unasked as refusal:
        raise Refusal(f"{refusal}; --force writes all the same") from None
    output.message(f"wrote {shown(written)}")
    return 0


def _no_screen() -> NoReturn:
    raise Refusal("a picture is one of the screen, and w in the explorer takes it; here a report ends in .md, .json or .csv")

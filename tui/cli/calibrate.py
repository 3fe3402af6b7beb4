"""``crossover calibrate``: the numbers of a scenario from people's own logs."""

from __future__ import annotations

import argparse
import gc
import os
import re
import time
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path

import numpy as np

from engine.outcome import evaluate
from engine.scenarios.registry import revise, with_evidence
from engine.scenarios.scenario import Scenario
from presets.calibration.as_quality import keep_quality
from presets.calibration.calibrate import calibrate
from presets.files.places import named_path
from presets.files.refusal import Refusal, shown
from presets.files.text import plain_text
from presets.logs.agents import looked_at, standard_places
from presets.logs.gathering import gather, named, no_session
from presets.logs.outcomes import TestCommands
from presets.prices.catalogue import catalogue
from presets.prices.quality import own_path
from presets.scenarios.library import path_of, save_as
from tui.cli import calibration_report, output
from tui.cli.calibration_report import Answer
from tui.cli.inputs import ONE_SCENARIO, load
from tui.cli.progress import Progress

_UNITS = {"h": 3600.0, "d": 86_400.0, "w": 7 * 86_400.0}
_AGO = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)([hdw])")
_BASE = "own-terminal"
"""A coding agent at work, with ranges around what was not measured; the textbook's numbers are one-prompt attempts without."""
_GIVE = '"crossover calibrate PATH" takes files and folders from anywhere else'


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files and folders of logs, or tables of your own; without one, where Claude Code and Codex put their logs",
    )
    parser.add_argument(
        "--since", metavar="WHEN", help="only sessions that went on since then: 30d, 12h and 6w ago, or 2026-10-22"
    )
    parser.add_argument(
        "--project", default="", metavar="NAME", help="only sessions in projects whose folder has this in its name"
    )
    parser.add_argument(
        "--test-command",
        default="",
        metavar="REGEX",
        help="what commands that run your tests look like, a regular expression; otherwise the usual test runners",
    )
    for side in ("strong", "weak"):
        parser.add_argument(
            f"--{side}", default="", metavar="MODEL", help=f"the {side} model; otherwise of the two with the most bugs"
        )
    parser.add_argument(
        "--base",
        metavar="SCENARIO",
        help=f"what stays where logs say too little: {ONE_SCENARIO} (default {_BASE} without a price on your hour)",
    )
    parser.add_argument(
        "--save",
        metavar="NAME",
        help="save the scenario under this name, its models' quality in your quality.toml; or at a path",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")


# Absurdly large numbers overflow to infinity, which the answer says; no warning between its lines.
@np.errstate(all="ignore")
def run(arguments: argparse.Namespace) -> int:
    """Read, estimate, print, and save if asked to; returns the exit status."""
    # Commands go without the collector, but this one may read a gigabyte.
    gc.enable()
    since = "" if arguments.since is None else arguments.since
    earliest = _earliest(since, time.time()) if since else None
    tests = TestCommands(arguments.test_command)
    base = _base() if arguments.base is None else load(arguments.base)
    if arguments.save is not None:
        _check_free(arguments.save)
    paths = [named_path(path) for path in arguments.paths] or _standard()
    with Progress() as progress:
        book = progress.book
        sessions = gather(paths, book, tests, earliest, arguments.project)
        first = next(sessions, None)
        if first is None:
            chosen = bool(since or arguments.project)
            raise Refusal(no_session(paths, book, chosen=chosen) + ("" if chosen else f"; {_GIVE}"))
        found = calibrate(chain([first], sessions), book, base, catalogue(), strong=arguments.strong, weak=arguments.weak)
    saved, failure = _saved(found.scenario, arguments.save)
    answer = Answer(found, evaluate(found.scenario), base.name, *(saved or ("", "")))
    if arguments.json:
        output.write_json(calibration_report.as_json(answer))
    else:
        for line in calibration_report.lines(answer):
            output.write(line)
    if saved is not None:
        kept = keep_quality(found, arguments.save, catalogue()).measurements
        if kept and not arguments.json:
            models = " and ".join(plain_text(one.name) for one in kept)
            output.write(
                f"how well {models} did is in {shown(own_path())} now; crossover pairs, and m and W in the explorer, use it"
            )
    if failure is not None:
        raise failure
    return 0


def _base() -> Scenario:
    """The scenario that the rest is from where none is named; of money, logs tell what models cost."""
    base = load(_BASE)
    key = "assumptions.hour_value"
    return replace(with_evidence(revise(base, {key: 0.0}), {key: None}), name=f"{base.name}, your hour without a price")


def _earliest(since: str, now: float) -> float:
    """The moment that ``--since`` gives, in seconds since 1970.

    Raises:
        Usage: If it gives none.
    """
    if ago := _AGO.fullmatch(since.strip()):
        return now - float(ago[1]) * _UNITS[ago[2]]
    try:
        return datetime.fromisoformat(since.strip()).timestamp()
    except (ValueError, OverflowError, OSError):
        raise output.Usage(f'--since takes 12h, 30d or 6w, or a day as 2026-10-22, not "{since}"') from None


def _standard() -> list[Path]:
    """The standard places that there are.

    Raises:
        Refusal: If there is none.
    """
    if found := standard_places():
        return found
    raise Refusal(f"there are no logs of Claude Code or Codex: looked for {named(looked_at())}; {_GIVE}")


def _check_free(name: str) -> None:
    """Refuse a name that is taken before anything is read.

    Raises:
        Refusal: If there is such a file, or can be none.
    """
    if os.path.lexists(path := path_of(name)):
        raise Refusal(f"{shown(path)} exists already; --save takes a name that is free")


def _saved(scenario: Scenario, name: str | None) -> tuple[tuple[str, str] | None, Refusal | None]:
    """The file that was written and what opens it again, or what kept it from being written."""
    if name is None:
        return None, None
    # A name that people read goes into the file as well, unless they gave a path.
    named = scenario if os.sep in name else replace(scenario, name=name.strip())
    try:
        source = save_as(named, name).source
    except Refusal as refusal:
        return None, refusal
    return (str(source.path), source.word), None

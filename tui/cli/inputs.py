"""The scenarios that a command is asked about, with what ``--set`` changes in them."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence

from engine.scenarios.parameters import ParameterError
from engine.scenarios.registry import assign, find, value
from engine.scenarios.scenario import Scenario
from engine.scenarios.typed import Place, Typed, read
from presets.files.reading import read_bytes, read_descriptor
from presets.files.refusal import Refusal, shown
from presets.files.text import plain_text
from presets.scenarios.library import Entry, locate
from presets.scenarios.scenario_file import parse_scenario
from tui.cli import output

STANDARD_INPUT = "-"
ONE_SCENARIO = "a bundled or saved name, a path, or - for standard input"

_HANDED_OVER = re.compile(r"/dev/stdin|(?:/dev|/proc/self)/fd/(\d{1,9})")
"""Paths that stand for what a shell has opened, as ``<(command)`` does; any other pipe is refused."""


def add_scenarios(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of a command about several scenarios."""
    parser.add_argument(
        "scenarios", nargs="+", metavar="SCENARIO", help="a bundled or saved name, a path, or - for standard input"
    )
    add_set(parser)


def add_set(parser: argparse.ArgumentParser) -> None:
    """Add ``--set``."""
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="changes",
        help="change a number first: weak.bugs=6.3, workflow.prompt_tokens=20k, weak.easy_fix_rate=0.9 or 90%%, "
        "or by something: weak.bugs=+10%%, -3, *2 or /2; may be repeated",
    )


def changes(texts: Sequence[str]) -> list[Typed]:
    """What ``--set`` changes, in the order given.

    Raises:
        Usage: If one is not ``KEY=VALUE``, its key unknown or its value not allowed.
    """
    found = []
    for text in texts:
        key, sign, word = text.partition("=")
        if not sign:
            raise output.Usage(f'--set takes KEY=VALUE, not "{text}"')
        try:
            found.append(read(find(key.strip()), word, Place.FILES))
        except ParameterError as error:
            raise output.Usage(f"--set: {error}") from None
    return found


def changed(scenario: Scenario, edits: Sequence[Typed]) -> Scenario:
    """The scenario with what ``--set`` changes; a change such as ``+10%`` is one of what the others before it left.

    Raises:
        ParameterError: If the scenario has no value that such a change could lead to; one sentence.
    """
    for edit in edits:
        key = edit.parameter.key
        scenario = assign(scenario, {key: edit.value(value(scenario, key))})
    return scenario


def load(word: str) -> Scenario:
    """The scenario that a word on the command line means.

    Raises:
        Refusal: If it cannot be used.
    """
    if word == STANDARD_INPUT:
        if sys.stdin is None:
            raise Refusal("standard input: it is closed")
        return parse_scenario(read_descriptor(sys.stdin.fileno(), "standard input"), "standard input")
    if handed := _HANDED_OVER.fullmatch(word):
        return parse_scenario(read_descriptor(int(handed[1] or 0), plain_text(word)), plain_text(word))
    return load_file(locate(word))


def load_file(entry: Entry) -> Scenario:
    """The scenario in a file that was located.

    Raises:
        Refusal: If it cannot be used; anything but a regular file is refused at once.
    """
    return parse_scenario(read_bytes(entry.path), shown(entry.path))


class Batch:
    """The scenarios of one command: those that cannot be used are told and the others go on.

    Attributes:
        status: The exit status so far: 1 once a scenario could not be used.
    """

    def __init__(self, arguments: argparse.Namespace) -> None:
        self._words: list[str] = arguments.scenarios
        self._changes = changes(arguments.changes)
        self.status = 0
        if self._words.count(STANDARD_INPUT) > 1:
            raise output.Usage("standard input (-) can be read only once")

    def __iter__(self) -> Iterator[tuple[str, Scenario]]:
        """Each word, harmless to show, with its scenario."""
        for word in self._words:
            try:
                scenario = changed(load(word), self._changes)
            except Refusal as refusal:
                output.message(str(refusal))
                self.status = 1
            except ParameterError as error:
                output.message(f"{plain_text(word)}: --set: {error}")
                self.status = 1
            else:
                yield plain_text(word), scenario

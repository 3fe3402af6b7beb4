"""The scenarios that a command is asked about, with what ``--set`` changes in them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from engine.notation import parse
from engine.parameters import ParameterError, Setting
from engine.registry import assign, find
from engine.scenario import Scenario
from presets.library import locate
from presets.refusal import Refusal, shown
from presets.scenario_file import parse_scenario
from presets.text import plain_text
from presets.tomlfile import LARGEST, read_bytes
from tui.cli import output

STANDARD_INPUT = "-"


def add_scenarios(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of a command about several scenarios."""
    parser.add_argument("scenarios", nargs="+", metavar="SCENARIO", help="a name, a path, or - for standard input")
    add_set(parser)


def add_set(parser: argparse.ArgumentParser) -> None:
    """Add ``--set``."""
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="changes",
        help="change a number first, as weak.bugs=6.3 or workflow.prompt_tokens=20k; may be repeated",
    )


def changes(texts: Sequence[str]) -> dict[str, Setting]:
    """The values that ``--set`` gives, by key.

    Raises:
        Usage: If one is not ``KEY=VALUE``, its key unknown or its value not allowed.
    """
    found: dict[str, Setting] = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign:
            raise output.Usage(f'--set takes KEY=VALUE, not "{text}"')
        try:
            found[key.strip()] = parse(find(key.strip()), value)
        except ParameterError as error:
            raise output.Usage(f"--set: {error}") from None
    return found


def load(word: str) -> Scenario:
    """The scenario that a word on the command line means.

    Raises:
        Refusal: If it cannot be used.
    """
    if word == STANDARD_INPUT:
        return parse_scenario(sys.stdin.buffer.read(LARGEST + 1), "standard input")
    entry = locate(word)
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
                scenario = assign(load(word), self._changes)
            except Refusal as refusal:
                output.message(str(refusal))
                self.status = 1
            else:
                yield plain_text(word), scenario

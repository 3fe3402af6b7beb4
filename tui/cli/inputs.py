"""The scenarios that a command is asked about, with what ``--set`` changes in them."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from engine.scenarios.parameters import ParameterError
from engine.scenarios.registry import PARAMETERS, assign, dropped, find, revise, suggestion, value, with_evidence
from engine.scenarios.scenario import Scenario
from engine.scenarios.together import fitting
from engine.scenarios.typed import Place, read
from engine.scenarios.typed_range import TypedRange, read_range
from presets.files.reading import read_bytes, read_descriptor
from presets.files.refusal import Refusal, shown
from presets.files.text import plain_text
from presets.prices.catalogue import catalogue
from presets.prices.scenario_prices import SIDES, Side, take_prices
from presets.scenarios.library import Entry, locate
from presets.scenarios.scenario_file import parse_scenario
from tui.answers.memory import keep_memory
from tui.cli import output

Understood = TypeVar("Understood")

STANDARD_INPUT = "-"
ONE_SCENARIO = "a bundled or saved name, a path, or - for standard input"

Edit: TypeAlias = Callable[[Scenario, Scenario], Scenario]
"""One change of a scenario; with it comes the scenario as it is saved."""

MODEL_KEYS: Mapping[str, Side] = MappingProxyType({f"{side}.model": side for side in SIDES})
"""The keys under which ``--set`` takes a model of the catalogue with its prices and its context window."""

_MODELS = '; "crossover models" lists them'
_HANDED_OVER = re.compile(r"/dev/stdin|(?:/dev|/proc/self)/fd/(\d{1,9})")
"""Paths that stand for what a shell has opened, as ``<(command)`` does; any other pipe is refused."""


def add_scenarios(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of a command about several scenarios."""
    parser.add_argument("scenarios", nargs="+", metavar="SCENARIO", help=ONE_SCENARIO)
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
        "or by something: weak.bugs=+10%%, -3, *2 or /2; or take a model with its prices: weak.model=openai/gpt-6-luna; "
        "may be repeated",
    )


def add_range(parser: argparse.ArgumentParser) -> None:
    """Add ``--range``."""
    parser.add_argument(
        "--range",
        action="append",
        default=[],
        metavar="KEY=RANGE",
        dest="ranges",
        help="say how sure a number is, after what --set changes: weak.bugs=2..8, weak.easy_fix_rate=90%%..97%%, "
        "strong.bugs=±20%% (or +-20%%); weak.bugs= takes the scenario's own range away; may be repeated",
    )


def changes(texts: Sequence[str]) -> list[Edit]:
    """What ``--set`` changes, in the order given.

    Raises:
        Usage: If one is not ``KEY=VALUE``, its key or model unknown or its value not allowed.
        Refusal: If a model is named and the user's own cannot be read.
    """
    return _read("--set", "VALUE", texts, _edit)


def ranges(texts: Sequence[str]) -> list[TypedRange]:
    """What ``--range`` says, in the order given.

    Raises:
        Usage: If one is not ``KEY=RANGE``, its key unknown or it can have no such range.
    """
    return _read("--range", "RANGE", texts, lambda key, word: read_range(find(key), word, Place.FILES))


def _read(option: str, wanted: str, texts: Sequence[str], understood: Callable[[str, str], Understood]) -> list[Understood]:
    found = []
    for text in texts:
        key, sign, word = text.partition("=")
        if not sign:
            raise output.Usage(f'{option} takes KEY={wanted}, not "{text}"')
        try:
            found.append(understood(key.strip(), word))
        except ParameterError as error:
            raise output.Usage(f"{option}: {error}") from None
    return found


def _edit(key: str, word: str) -> Edit:
    if side := MODEL_KEYS.get(key):
        return _model(side, word.strip())
    if key not in PARAMETERS:
        raise ParameterError(f'unknown parameter "{key}"{suggestion(key, [*PARAMETERS, *MODEL_KEYS])}')
    typed = read(find(key), word, Place.FILES)
    return lambda scenario, saved: revise(scenario, {key: typed.value(value(scenario, key))}, saved)


def _model(side: Side, model_id: str) -> Edit:
    listed = catalogue()
    if model := listed.get(model_id):
        return lambda scenario, _: take_prices(scenario, side, model)
    meant = suggestion(model_id, [model.id for model in listed.models])
    raise ParameterError(f'the catalogue has no model "{model_id}"{meant or _MODELS}')


def changed(scenario: Scenario, edits: Sequence[Edit]) -> Scenario:
    """The scenario with what ``--set`` changes; a change such as ``+10%`` is one of what the others before it left.

    What is known of a number is dropped where it is not true of the new value.

    Raises:
        ParameterError: If the scenario has no value that such a change could lead to, or values that do not go together.
    """
    saved = scenario
    for edit in edits:
        scenario = edit(scenario, saved)
    return fitting(scenario)


def known(scenario: Scenario, edits: Sequence[TypedRange]) -> Scenario:
    """The scenario with what ``--range`` says, around the values that it has.

    Raises:
        ParameterError: If one of them cannot have that range, or a value beside one does not go with the others.
    """
    for edit in edits:
        key = edit.parameter.key
        given = edit.given(value(scenario, key))
        scenario = with_evidence(assign(scenario, {key: given.value}), {key: given.evidence})
    return fitting(scenario)


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
        keep_memory()
        self._words: list[str] = arguments.scenarios
        self._changes = changes(arguments.changes)
        self._ranges = ranges(arguments.ranges) if "ranges" in arguments else None
        self.status = 0
        if self._words.count(STANDARD_INPUT) > 1:
            raise output.Usage("standard input (-) can be read only once")

    def __iter__(self) -> Iterator[tuple[str, Scenario]]:
        """Each word, harmless to show, with its scenario."""
        return ((word, scenario) for word, _, scenario in self.with_saved())

    def with_saved(self) -> Iterator[tuple[str, Scenario, Scenario]]:
        """The same with the scenario as it is saved before the one that is asked about."""
        for word in self._words:
            try:
                saved = load(word)
                scenario = self._asked(word, saved)
            except Refusal as refusal:
                output.message(str(refusal))
                self.status = 1
            else:
                yield plain_text(word), saved, scenario

    def _asked(self, word: str, saved: Scenario) -> Scenario:
        """A scenario with what ``--set`` changes and ``--range`` says.

        Raises:
            Refusal: If it cannot be used.
        """
        option = "--set"
        try:
            after = changed(saved, self._changes)
            option = "--range"
            scenario = known(after, self._ranges or ())
        except ParameterError as error:
            raise Refusal(f"{plain_text(word)}: {option}: {error}") from None
        if self._ranges is not None:
            elsewhere = with_evidence(saved, {edit.parameter.key: None for edit in self._ranges})
            if lost := dropped(elsewhere, after, attrgetter("key")):
                output.message(f"{plain_text(word)}: {lost}")
        return scenario

"""How long a program takes to answer a key, and with how many bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from math import ceil
from random import Random
from time import perf_counter

from tests.terminal.terminal import Terminal

QUIET = 0.08
"""Seconds of silence after which an answer is over."""


@dataclass(frozen=True)
class Answer:
    """A program's answer to one key.

    Attributes:
        first: Milliseconds from writing the key to the first byte.
        last: Milliseconds to the last byte.
        size: Bytes.
    """

    first: float
    last: float
    size: int


def answer(terminal: Terminal, name: str, quiet: float = QUIET) -> Answer | None:
    """Press a key and wait until its answer is over; ``None`` if there was none."""
    pressed = perf_counter()
    terminal.press(name)
    first = last = 0.0
    size = 0
    while count := terminal.read(quiet):
        last = terminal.heard
        first = first or last
        size += count
    return Answer((first - pressed) * 1e3, (last - pressed) * 1e3, size) if size else None


def answers(terminal: Terminal, names: Sequence[str], count: int, seed: int = 1, quiet: float = QUIET) -> list[Answer]:
    """Press keys in turn, at moments that no timer of the program can be in step with.

    Args:
        terminal: Where.
        names: The keys; always pressed to the end, so that they can leave things as they were.
        count: How many to measure at least; a tenth more are pressed before.
        seed: Of the random pauses between keys.
        quiet: Seconds of silence after which an answer is over.

    Returns:
        The answers; keys that nothing answered have none.
    """
    pause = Random(seed)
    warm_up = ceil(max(count // 10, 1) / len(names)) * len(names)
    found = []
    for number in range(warm_up + ceil(count / len(names)) * len(names)):
        terminal.read_for(pause.random() * 0.04)
        heard = answer(terminal, names[number % len(names)], quiet)
        if heard is not None and number >= warm_up:
            found.append(heard)
    return found


@dataclass(frozen=True)
class Held:
    """What a held key did.

    Attributes:
        tail: Milliseconds from the last key to the last byte.
        size: Bytes in all.
        keys: How many keys were sent.
    """

    tail: float
    size: int
    keys: int


def held(terminal: Terminal, names: Sequence[str], rate: float = 30.0, seconds: float = 5.0, quiet: float = 0.5) -> Held:
    """Hold a key: send it at a fixed rate, whatever the program does.

    Args:
        terminal: Where.
        names: The key, or several in turn.
        rate: Keys per second.
        seconds: How long.
        quiet: Seconds of silence after which all answers have come.
    """
    count, before = round(rate * seconds), len(terminal.received)
    start = last = perf_counter()
    for number, name in enumerate(islice(cycle(names), count)):
        while (left := start + number / rate - perf_counter()) > 0:
            if terminal.read(left):
                last = terminal.heard
        terminal.press(name)
    released = perf_counter()
    while terminal.read(quiet):
        last = terminal.heard
    return Held(max((last - released) * 1e3, 0.0), len(terminal.received) - before, count)


def percentile(values: Iterable[float], percent: float) -> float:
    """The smallest value that so many percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(ceil(percent * len(ordered) / 100) - 1, 0)]

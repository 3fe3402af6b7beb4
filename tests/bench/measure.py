"""One program on one size of terminal: every figure of the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from tests.bench.programs import Program
from tests.bench.usage import memory_mb, processor_ms, waited_ms
from tests.terminal.latency import answers, held, percentile
from tests.terminal.terminal import Terminal

_SETTLED = 0.4
"""Seconds of silence after which a first screen is complete."""


@dataclass(frozen=True)
class Keys:
    """What pressing one kind of key took.

    Attributes:
        p50: Median of the milliseconds to the last byte.
        p99: The same that 99 of 100 keys stay below.
        bytes_p50: Median of the bytes.
        bytes_p99: The same for 99 of 100.
        processor: Milliseconds of processor time per key.
        waited: Milliseconds per key that it was ready to run while others ran.
    """

    p50: float
    p99: float
    bytes_p50: float
    bytes_p99: float
    processor: float
    waited: float


@dataclass(frozen=True)
class Figures:
    """Everything measured.

    Attributes:
        start: Median milliseconds from the start to the last byte of the first screen.
        change: Keys that change a value.
        move: Keys that move the focus.
        typing: Keys that type a value in place.
        held: Milliseconds from the last key of a held one to the last byte.
        held_bytes: Bytes per key meanwhile.
        idle: Bytes while idle.
        memory: Megabytes after all that.
    """

    start: float
    change: Keys
    move: Keys
    typing: Keys
    held: float
    held_bytes: float
    idle: int
    memory: float


def measure(program: Program, columns: int, rows: int, *, keys: int, starts: int, idle: float) -> Figures:
    """Measure a program.

    Args:
        program: What.
        columns: Width of the terminal.
        rows: Height of the terminal.
        keys: How many of each kind to press.
        starts: How often to start it for the median; one more comes before them.
        idle: Seconds to be idle.
    """
    started = [_start(program, columns, rows) for _ in range(starts + 1)][1:]
    with _up(program, columns, rows) as terminal:
        idle_bytes = terminal.read_for(idle)
        change = _press(terminal, program.change, keys)
        move = _press(terminal, program.move, keys)
        typing = _press(terminal, program.type, keys)
        hold = held(terminal, program.change[:1])
        memory = memory_mb(terminal.process.pid)
    return Figures(median(started), change, move, typing, hold.tail, hold.size / hold.keys, idle_bytes, memory)


def _start(program: Program, columns: int, rows: int) -> float:
    with Terminal(program.launch(), columns, rows) as terminal:
        terminal.wait_for(program.ready)
        complete = perf_counter()
        while terminal.read(_SETTLED):
            complete = perf_counter()
        return (complete - terminal.started) * 1e3


@contextmanager
def _up(program: Program, columns: int, rows: int) -> Iterator[Terminal]:
    with Terminal(program.launch(), columns, rows) as terminal:
        terminal.wait_for(program.ready)
        while terminal.read(1.0):
            pass
        yield terminal


def _press(terminal: Terminal, names: Sequence[str], count: int) -> Keys:
    pid = terminal.process.pid
    processor, waited = processor_ms(pid), waited_ms(pid)
    heard = answers(terminal, names, count)
    return Keys(
        percentile((one.last for one in heard), 50),
        percentile((one.last for one in heard), 99),
        percentile((one.size for one in heard), 50),
        percentile((one.size for one in heard), 99),
        (processor_ms(pid) - processor) / (1.1 * len(heard)),
        (waited_ms(pid) - waited) / (1.1 * len(heard)),
    )

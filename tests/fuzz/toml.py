"""Fuzz the TOML readers for as long as one likes: ``python -m tests.fuzz.toml --inputs 1000000``.

Inputs are mutations of allowed files (``tests.fuzz.mutation``). The same seed and number of processes give the
same inputs. One that breaks a promise is made smaller, kept in a file, and named; the exit status is then 1.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from presets.files.places import HOME_VARIABLE
from tests.fuzz.mutation import Mutator
from tests.fuzz.oracle import SECONDS, Broken, Oracle, Reading

_MEMORY = 2 << 30
"""The most bytes of address space that a process may have; a reader that wants more fails."""

_SPECIAL = re.compile(r"""'[^']*'|"[^"]*"|\d+""")


@dataclass
class Tally:
    """What became of many inputs.

    Attributes:
        inputs: How many.
        outcomes: How often each outcome.
        slowest: Seconds of the slowest one, and its size.
        memory: Bytes of memory at the most, and of them those that were there before the first input.
        broken: How many inputs broke a promise.
        failures: What they broke, and a file with the first such input of each kind.
    """

    inputs: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, int] = (0.0, 0)
    memory: tuple[int, int] = (0, 0)
    broken: int = 0
    failures: dict[str, str] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Put another process's tally to this one."""
        self.inputs += other.inputs
        self.outcomes += other.outcomes
        self.slowest = max(self.slowest, other.slowest)
        self.memory = max(self.memory, other.memory)
        self.broken += other.broken
        self.failures = other.failures | self.failures


def fuzz(inputs: int, seed: int, folder: Path) -> Tally:
    """Examine so many inputs in this process; ``CROSSOVER_HOME`` must name ``folder``, which exists."""
    oracle, mutator = Oracle(folder), Mutator(seed)
    tally = Tally(inputs=inputs, memory=(0, peak_memory()))
    signal.signal(signal.SIGPROF, _interrupt)
    for _ in range(inputs):
        content = mutator.input()
        try:
            reading = _examine(oracle, content)
        except Exception as error:  # noqa: BLE001 - anything but a refusal is what is looked for
            tally.broken += 1
            kind = f"{type(error).__name__}: {re.sub(_SPECIAL, '…', str(error))}"
            if kind not in tally.failures:
                tally.failures[kind] = _kept(oracle, content, error, folder)
            continue
        tally.outcomes.update(reading.outcomes)
        tally.slowest = max(tally.slowest, (reading.seconds, len(content)))
    tally.memory = (peak_memory(), tally.memory[1])
    return tally


def peak_memory() -> int:
    """The most bytes of memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise Broken(f"reading took more than {SECONDS:g} s")


def _examine(oracle: Oracle, content: bytes) -> Reading:
    """Examine an input, but not for ever."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        return oracle.examine(content)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)


def _kept(oracle: Oracle, content: bytes, error: Exception, folder: Path) -> str:
    """Keep an input that fails, as small as it gets; returns its file."""
    piece = len(content) // 2
    while piece:
        start = 0
        while start < len(content):
            shorter = content[:start] + content[start + piece :]
            try:
                _examine(oracle, shorter)
            except Exception as other:  # noqa: BLE001
                if type(other) is type(error):
                    content = shorter
                    continue
            start += piece
        piece //= 2
    handle, path = tempfile.mkstemp(prefix="fuzz-", suffix=".toml", dir=folder.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return path


def _process(share: tuple[int, int]) -> Tally:
    inputs, seed = share
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    with tempfile.TemporaryDirectory(prefix="crossover-fuzz-") as folder:
        os.environ[HOME_VARIABLE] = folder
        return fuzz(inputs, seed, Path(folder))


def _summary(tally: Tally, seconds: float) -> str:
    read = {name: number for name, number in tally.outcomes.items() if name.endswith(": ok")}
    return "\n".join(
        [
            f"{tally.inputs:,} inputs, {tally.inputs / seconds:,.0f} a second",
            f"distinct refusals: {len(tally.outcomes) - len(read)}; read: {dict(sorted(read.items()))}",
            f"slowest input: {tally.slowest[0] * 1000:.0f} ms for {tally.slowest[1]:,} bytes",
            f"memory at the most: {tally.memory[0] >> 20} MB, {tally.memory[1] >> 20} MB of them before the first input",
            f"broken promises: {tally.broken}",
            *(f"  {kind}: {path}" for kind, path in tally.failures.items()),
        ]
    )


def main() -> int:
    """Fuzz in several processes and print what came of it; returns the exit status."""
    parser = argparse.ArgumentParser(description="Fuzz the TOML readers.")
    parser.add_argument("--inputs", type=int, default=100_000, help="how many inputs")
    parser.add_argument("--processes", type=int, default=2, help="how many at the same time")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="a number that decides what they are")
    arguments = parser.parse_args()
    count, tally, start = arguments.processes, Tally(), time.monotonic()
    shares = [(arguments.inputs // count + (n < arguments.inputs % count), arguments.seed * count + n) for n in range(count)]
    with multiprocessing.get_context("spawn").Pool(count) as pool:
        for done in pool.imap_unordered(_process, shares):
            tally.add(done)
    seconds = time.monotonic() - start
    sys.stdout.write(f"seed {arguments.seed}, {count} processes, {seconds:.0f} s: {_summary(tally, seconds)}\n")
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())

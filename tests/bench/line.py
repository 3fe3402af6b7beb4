"""What the explorer is like over a line: ``python -m tests.bench.line ssh -tt HOST crossover textbook``.

Any command will do that ends in the explorer on the default scenario: over SSH, inside tmux, both. Prints one row of the
table in docs/performance.md: milliseconds from a key that changes a value to the last byte of the answer (median, and
what 99 of 100 stay below), bytes per key (median), and for a key held at 30 Hz for 5 s the milliseconds from the last
key to the last byte.
"""

from __future__ import annotations

import os
import sys

from tests.terminal.latency import answers, held, percentile
from tests.terminal.process import program
from tests.terminal.terminal import Terminal

_QUIET = 0.3
"""Seconds of silence after which an answer is over: more than the line's round trip."""

_KEYS = ("right", "right", "right", "left", "left", "left")


def main() -> None:
    """Measure."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("COLORTERM", "TMUX", "NO_COLOR")}
    launch = program(sys.argv[1:], inherited | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"})
    with Terminal(launch, 120, 40) as terminal:
        terminal.wait_for("cheaper")
        while terminal.read(1.0):
            pass
        heard = answers(terminal, _KEYS, 60, quiet=_QUIET)
        hold = held(terminal, _KEYS[:1], quiet=1.0)
    last, sizes = [one.last for one in heard], [one.size for one in heard]
    sys.stdout.write(
        f"| {percentile(last, 50):.0f} / {percentile(last, 99):.0f} | {percentile(sizes, 50):.0f} "
        f"| {hold.tail:.0f} | {hold.size / hold.keys:.0f} |\n"
    )


if __name__ == "__main__":
    main()

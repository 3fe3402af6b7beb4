"""The command line: answers as text, JSON and CSV, and the way into the explorer."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

# Small matrices need no threads, and starting them takes longer than an answer; must precede numpy's import.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells expect it."""

PIPE_CLOSED = 141
"""Exit status when whoever read the output stopped reading, as shells expect it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        argv: The arguments; ``None``: those of the process.

    Returns:
        The exit status: 0 done, 1 a scenario that cannot be used, or an answer that cannot be written, 2 wrong usage.
    """
    # What imports make stays; the collector would look through it again and again. A command ends before it is needed,
    # the explorer switches it on when the first screen stands.
    collecting = gc.isenabled()
    gc.disable()
    # Imported only now, so that Ctrl-C during the imports is quiet too.
    try:
        from tui.cli import output

        return _run(list(sys.argv[1:] if argv is None else argv))
    except BrokenPipeError:
        output.give_up(sys.stdout)
        return PIPE_CLOSED
    except OSError as error:
        output.give_up(sys.stdout)
        output.message(output.failure(error))
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        if collecting:
            gc.enable()


def _run(arguments: list[str]) -> int:
    """Run a command and see its answer out.

    Raises:
        OSError: If the answer cannot be written.
    """
    from tui.cli import output

    output.occupy()
    if sys.stdout is None:
        output.message("nothing was done: standard output is closed")
        return 1
    from tui.cli.commands import run

    try:
        status = run(arguments)
    except SystemExit as leaving:  # argparse leaves this way, after --help and after wrong usage
        status = leaving.code if isinstance(leaving.code, int) else 2
    sys.stdout.flush()
    return status

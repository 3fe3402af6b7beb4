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
        The exit status: 0 done, 1 a scenario that cannot be used, 2 wrong usage.
    """
    # What imports make stays; the collector would look through it again and again. A command ends before it is needed,
    # the explorer switches it on when the first screen stands.
    collecting = gc.isenabled()
    gc.disable()
    # Imported only now, so that Ctrl-C during the imports is quiet too.
    try:
        from tui.cli.commands import run

        status = run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except SystemExit as leaving:  # argparse leaves this way, after --help and after wrong usage
        return leaving.code if isinstance(leaving.code, int) else 2
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # What is still buffered would raise again when Python closes the stream at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    finally:
        if collecting:
            gc.enable()
    return status

"""The commands ``crossover`` and ``llm-crossover``; ``python -m llm_crossover`` is the same."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command line; returns its exit status."""
    if os.name != "posix":
        sys.exit("crossover: this system lacks what Linux, macOS and others of POSIX have; on Windows it runs in WSL")
    # Other projects have an engine or a tui, too: in a folder that PYTHONPATH names, or installed beside this one.
    # Those of the program lie beside this file where it is installed, and beside its folder in a checkout.
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path.insert(0, here if os.path.isdir(os.path.join(here, "tui")) else os.path.dirname(here))
    from tui.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())

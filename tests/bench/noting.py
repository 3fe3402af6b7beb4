"""The explorer, noting which answers came late: what ``tests.bench.views`` measures in place of ``crossover``.

For every question of which the answer was not there within the patience of a key, so that what it replaces was dimmed
first, a byte is appended to the file that ``CROSSOVER_BENCH_LATE`` names.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from tui.answers.deadline import Deadline
from tui.cli import main

FILE = "CROSSOVER_BENCH_LATE"


def note_late_answers() -> None:
    """From now on."""
    notes = os.open(os.environ[FILE], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    ask = Deadline.ask

    def noted(deadline: Deadline[Any, Any], question: Any) -> Any:
        answer = ask(deadline, question)
        if answer is None:
            os.write(notes, b".")
        return answer

    Deadline.ask = noted  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    note_late_answers()
    sys.exit(main())

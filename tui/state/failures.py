"""Defects of our own: said in one sentence, kept in a file, and no reason to end the session."""

from __future__ import annotations

import sys
import traceback

from engine.scenarios.scenario import Scenario
from presets.files.refusal import Refusal, shown
from presets.files.text import cut, plain_text
from presets.kept.failures import keep
from presets.scenarios.scenario_file import render_scenario

_LONGEST = 100


def sentence(what: str, error: BaseException, scenario: Scenario | None = None, rest: str = "") -> str:
    """What to say of a failure; its traceback is kept in a file that the sentence names.

    Args:
        what: What failed: ``This view``.
        error: What was raised.
        scenario: What it was raised for; kept as well.
        rest: What still works.
    """
    # Textual wraps what a worker raised.
    error = getattr(error, "error", error)
    said = cut(plain_text(f"{type(error).__name__}: {error}".rstrip(": ")), _LONGEST)
    details = f"{what} failed.\n\n{''.join(traceback.format_exception(error))}\nPython {sys.version}\n"
    if scenario is not None:
        details += f"\n{render_scenario(scenario).decode()}"
    try:
        kept = f"Its details are in {shown(keep(details))}"
    except Refusal as refusal:
        kept = f"Its details are not kept: {refusal}"
    except Exception as second:  # noqa: BLE001  the last resort must hold
        kept = f"Its details are not kept: {plain_text(repr(second))}"
    return f"{what} failed: {said}{rest}. {kept}"

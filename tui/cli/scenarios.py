"""``crossover scenarios``: bundled and saved scenarios with their verdicts."""

from __future__ import annotations

import argparse

import numpy as np

from engine.sentences import in_sentences
from presets.files.refusal import Refusal
from presets.files.text import cut, plain_text
from presets.scenarios.document import open_path
from presets.scenarios.library import entries
from tui.answers.answer import Question, answer
from tui.cli import output

_LONGEST_NAME = 40


def configure(parser: argparse.ArgumentParser) -> None:
    """This command takes no arguments."""
    del parser


# Absurdly large numbers overflow to infinity, which the answer says; no warning between its lines.
@np.errstate(all="ignore")
def run(arguments: argparse.Namespace) -> int:
    """List them; returns the exit status, 1 if one of them cannot be used."""
    del arguments
    rows, status = [], 0
    for entry in entries():
        try:
            scenario = open_path(entry.path, entry.name).scenario
        except Refusal as refusal:
            output.message(str(refusal))
            status = 1
            continue
        verdict = "; ".join(said.full for said in in_sentences(answer(Question(scenario, ()))).verdict)
        origin = "bundled" if entry.bundled else "yours"
        rows.append([plain_text(entry.name), origin, cut(plain_text(scenario.name), _LONGEST_NAME), verdict])
    for line in output.table(["name", "from", "what", "verdict"], rows, left=4):
        output.write(line)
    return status

"""``crossover completion``: what a shell needs to complete the words of a command line."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from presets.files.text import plain_text

SCRIPTS: Mapping[str, Path] = MappingProxyType(
    {
        shell: Path(__file__).with_name("completions") / name
        for shell, name in (("bash", "crossover.bash"), ("zsh", "_crossover"), ("fish", "crossover.fish"))
    }
)
"""The script of each shell; it asks this command, with ``--words``, what a word may become."""

_BREAKS = frozenset("=:")
"""At which bash takes a word for several."""

_SPECIAL = re.compile(r"[^\w@%+=:,./~-]")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument(
        "shell",
        choices=SCRIPTS,
        metavar="SHELL",
        help='bash, zsh or fish. For the first two: eval "$(crossover completion SHELL)" at the end of ~/.bashrc or ~/.zshrc. '
        "For fish: crossover completion fish > ~/.config/fish/completions/crossover.fish",
    )
    parser.add_argument("--words", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Print the script, or what the last of the words may become, one on a line; returns the exit status."""
    if not arguments.words:
        sys.stdout.write(SCRIPTS[arguments.shell].read_text("utf-8"))
        return 0
    # Slow to import, and a script does without.
    from tui.cli.candidates import candidates

    words = _joined(arguments.words) if arguments.shell == "bash" else arguments.words
    for candidate in candidates(words):
        text = candidate.text if arguments.shell == "fish" else _SPECIAL.sub(r"\\\g<0>", candidate.text)
        if arguments.shell == "bash":
            print(text[len(words[-1]) - len(_begun(arguments.words[-1])) :])
        else:
            print(f"{text}\t{plain_text(candidate.about)}")
    return 0


def _joined(words: list[str]) -> list[str]:
    """The words of bash, put together where it took one for several."""
    found: list[str] = []
    for word in words:
        if found and (_parts(word) or _parts(found[-1][-1:])):
            found[-1] += word
        else:
            found.append(word)
    return found


def _begun(word: str) -> str:
    """What bash will replace of the last one."""
    return "" if _parts(word) else word


def _parts(word: str) -> bool:
    return bool(word) and set(word) <= _BREAKS

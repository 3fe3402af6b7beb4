"""A text in the editor that a person has chosen for everything."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from presets.files.reading import read_bytes
from presets.files.refusal import Refusal, reason, shown
from presets.files.text import cut, plain_text
from presets.files.tomlfile import decoded
from presets.files.writing import OWNER_ONLY


def chosen_editor() -> list[str]:
    """The command in ``$VISUAL`` or ``$EDITOR``; nothing if neither is set.

    Raises:
        Refusal: If it is no command.
    """
    for name in ("VISUAL", "EDITOR"):
        if (value := os.environ.get(name, "")).strip():
            try:
                return shlex.split(value)
            except ValueError:
                raise Refusal(f"${name} is no command: {cut(plain_text(value), 60)}") from None
    return []


def edited(text: str, command: list[str], terminal: Callable[[], AbstractContextManager[None]]) -> str:
    """What a person makes of a text in their editor; it is in a file that nobody else can read.

    Args:
        text: What they start from.
        command: The editor, which gets the file as its last argument.
        terminal: Lends the terminal to somebody else meanwhile.

    Raises:
        Refusal: If the editor cannot be started, fails, or leaves what is no text. Where it was changed, the file stays.
    """
    name = plain_text(Path(command[0]).name)
    try:
        folder = Path(tempfile.mkdtemp(prefix="crossover-"))
    except OSError as error:
        raise Refusal(f"no file for {name} can be made: {reason(error)}") from None
    file, before, lost = folder / "notes.txt", text.encode("utf-8", "replace"), False
    try:
        file.touch(mode=OWNER_ONLY)
        file.write_bytes(before)
        with terminal(), _undisturbed():
            status = subprocess.run([*command, str(file)], check=False).returncode  # noqa: S603  their own command
        after = _left(file, name, status)
    except OSError as error:
        raise Refusal(f"{name} cannot be started: {reason(error)}") from None
    except Refusal as refusal:
        lost = _content(file) not in (before, None)
        raise Refusal(f"{refusal}; what was written is in {shown(file)}") if lost else refusal from None
    finally:
        if not lost:
            shutil.rmtree(folder, ignore_errors=True)
    # Editors end the last line of a file where it had no end.
    return after if text.endswith("\n") else after.removesuffix("\n")


def _left(file: Path, name: str, status: int) -> str:
    if status:
        raise Refusal(f"{name} {f'ended with status {status}' if status > 0 else f'was ended by signal {-status}'}")
    return decoded(read_bytes(file), f"what {name} left")


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Keys that interrupt are the editor's; it gets these signals in the usual way, unlike with ``SIG_IGN``."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGQUIT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

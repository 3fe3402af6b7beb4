"""A session that is stopped and continued, as a shell does it: the whole screen is there again, and every key counts."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from time import perf_counter

import pytest

from tests.terminal.explorer import command, environment, explorer
from tests.terminal.process import program
from tests.terminal.terminal import PATIENCE, Terminal
from tui.workarounds.signals import one_after_the_other


def stop(terminal: Terminal, number: signal.Signals) -> None:
    """Stop the session; its terminal shows a shell's prompt."""
    terminal.signal(number)
    until = perf_counter() + PATIENCE
    # What it has to say before it stops must be read, or it never does.
    while os.waitid(os.P_PID, terminal.process.pid, os.WSTOPPED | os.WNOHANG) is None:
        terminal.read(0.01)
        assert perf_counter() < until, f"still running\n{terminal.text}"
    while terminal.read(0.0):
        pass
    terminal.screen.feed(b"\x1b[2J\x1b[H[1]+  Stopped\r\n$ fg\r\n")


@pytest.mark.slow
@pytest.mark.parametrize("output", ["changed", "whole"])
@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGSTOP])
def test_a_session_that_was_stopped_and_continued(home: Path, number: signal.Signals, output: str) -> None:
    with Terminal(explorer(home, "textbook", CROSSOVER_OUTPUT=output), 120, 40) as terminal:
        terminal.wait_for("cheaper", "prices of")
        whole = terminal.settled()
        for _ in range(2):
            stop(terminal, number)
            terminal.signal(signal.SIGCONT)
            terminal.wait_until(lambda: terminal.text == whole, "the whole screen")
        terminal.press("right")
        terminal.wait_for("textbook *", " 4.1 ")
        terminal.press("u", "q")
        assert terminal.wait_for_exit() == 0


@pytest.mark.slow
def test_another_size_while_it_was_stopped(home: Path) -> None:
    with Terminal(explorer(home, "textbook"), 120, 40) as terminal:
        terminal.wait_for("cheaper", "prices of")
        stop(terminal, signal.SIGTSTP)
        terminal.resize(80, 24)
        terminal.signal(signal.SIGCONT)
        # The words of a narrow screen.
        terminal.wait_for("WEAK FIRST: $", " Flips ", "bugs left")


@pytest.mark.slow
def test_a_dialog_is_there_again(home: Path) -> None:
    with Terminal(explorer(home, "textbook"), 120, 40) as terminal:
        terminal.wait_for("cheaper", "prices of")
        terminal.press("o")
        terminal.wait_for("Open a scenario", "bundled")
        whole = terminal.settled()
        stop(terminal, signal.SIGTSTP)
        terminal.signal(signal.SIGCONT)
        terminal.wait_until(lambda: terminal.text == whole, "the whole screen")


@pytest.mark.slow
def test_a_session_that_is_continued_unasked(home: Path) -> None:
    with Terminal(explorer(home, "textbook"), 120, 40) as terminal:
        terminal.wait_for("cheaper", "prices of")
        for _ in range(5):
            terminal.signal(signal.SIGCONT)
        terminal.press("right")
        terminal.wait_for("textbook *", " 4.1 ")
        terminal.press("u", "q")
        assert terminal.wait_for_exit() == 0


async def test_a_signal_does_not_interrupt_the_answer_to_the_one_before_it() -> None:
    """Two resizes at once: the size that the first one read must not be the last one reported."""
    told: list[str] = []
    all_told = asyncio.Event()

    def answer(*_: object) -> None:
        told.append("read")
        if len(told) == 1:
            os.kill(os.getpid(), signal.SIGUSR1)
            # Python answers between two instructions.
            sum(range(1000))
        told.append("told")
        if told.count("told") == 2:
            all_told.set()

    before = signal.signal(signal.SIGUSR1, answer)
    try:
        one_after_the_other(signal.SIGUSR1)
        os.kill(os.getpid(), signal.SIGUSR1)
        await asyncio.wait_for(all_told.wait(), PATIENCE)
    finally:
        signal.signal(signal.SIGUSR1, before)
    assert told == ["read", "told", "read", "told"]


@pytest.mark.slow
def test_an_editor_has_the_terminal_until_it_ends_and_its_interrupts_are_its_own(home: Path, tmp_path: Path) -> None:
    script = tmp_path / "editor"
    script.write_text(
        '#!/bin/sh\ntrap "echo INTERRUPTED" INT\necho "EDITOR HERE"\nuntil read line; do :; done\necho "$line" > "$1"\n'
    )
    script.chmod(0o700)
    with Terminal(explorer(home, "textbook", VISUAL=str(script)), 120, 40) as terminal:
        terminal.wait_for("cheaper", "prices of")
        terminal.press("i")
        terminal.wait_for("e edits")
        terminal.press("e")
        terminal.wait_for("EDITOR HERE")
        terminal.press("ctrl+c")
        terminal.wait_for("INTERRUPTED")
        terminal.press(*"mine", "enter")
        terminal.wait_for("The notes are changed", "cheaper", "prices of")
        terminal.press("u")
        terminal.wait_for("Undone: notes edited")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0


_SHELL = """
import os, signal, subprocess, sys
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
job = subprocess.Popen(sys.argv[1:], process_group=0)
os.tcsetpgrp(0, job.pid)
while os.WIFSTOPPED(os.waitpid(job.pid, os.WUNTRACED)[1]):
    os.tcsetpgrp(0, os.getpgrp())
    print("[1]+  Stopped", flush=True)
    sys.stdin.readline()
    os.tcsetpgrp(0, job.pid)
    os.killpg(job.pid, signal.SIGCONT)
print("LEFT", flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("wrapper", [[], ["sh", "-c", '"$@"; true', "sh"]])
def test_ctrl_z_gives_the_terminal_to_the_shell_until_it_continues_the_explorer(home: Path, wrapper: list[str]) -> None:
    """Also where a program such as a script only waits for the explorer: the whole job stops."""
    job = [*wrapper, *command(), "textbook"]
    with Terminal(program([sys.executable, "-c", _SHELL, *job], environment(home)), 120, 40) as terminal:
        terminal.wait_for("cheaper", "prices of")
        terminal.press("right")
        terminal.wait_for("textbook *", " 4.1 ")
        whole = terminal.settled()
        for _ in range(2):
            terminal.press("ctrl+z")
            terminal.wait_until(lambda: terminal.received.endswith(b"Stopped\r\n"), "the shell")
            terminal.screen.feed(b"\x1b[2J\x1b[H$ fg\r\n")
            terminal.press("enter")
            terminal.wait_until(lambda: terminal.text == whole, "the whole screen")
        terminal.press("u", "q")
        terminal.wait_until(lambda: b"LEFT" in terminal.received, "the end")

"""A session ends when it is told to, or when its terminal is gone, whatever it is doing: soon, and with its work kept."""

from __future__ import annotations

import os
import signal
import sys
import termios
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from time import perf_counter

import pytest

from presets.kept import drafts
from tests.reliability.conftest import Start
from tests.reliability.test_ends import changed, offered
from tests.reliability.test_suspension import stop
from tests.terminal.explorer import command, environment, explorer
from tests.terminal.process import ended, program, work_done
from tests.terminal.terminal import PATIENCE, Terminal
from tui.terminal.endings import Endings

ENDS = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]


def processor_time(pid: int, thread: int) -> int:
    """Ticks that a thread of a process has used; -1 when it is gone."""
    try:
        stat = Path(f"/proc/{pid}/task/{thread}/stat").read_text()
    except FileNotFoundError:
        return -1
    fields = stat.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def idle(pid: int) -> None:
    """Wait until a process does nothing."""
    until, before = perf_counter() + PATIENCE, None
    while (now := work_done(pid)) is None or now != before:
        before = now
        assert perf_counter() < until, "it never rests"
        select([], [], [], 0.2)


def stuck(terminal: Terminal) -> None:
    """Make the session wait for its terminal: paint after paint is asked for, nothing is read, and at last nothing done."""
    pid, before = terminal.process.pid, -2
    while (now := processor_time(pid, pid)) != before:
        before = now
        for _ in range(20):
            terminal.write(b"v\x0c")
            select([], [], [], 0.005)
        idle(pid)


def kept() -> list[object]:
    return [draft.scenario.weak.bugs for draft in drafts.abandoned()[0]]


@contextmanager
def running(code: str, home: Path) -> Iterator[Terminal]:
    """A session with something done to the program before."""
    launch = program([sys.executable, "-c", textwrap.dedent(code)], environment(home))
    with Terminal(launch, 100, 30) as terminal:
        yield terminal


@pytest.mark.slow
@pytest.mark.parametrize("number", ENDS)
def test_a_signal_ends_a_session_whose_terminal_reads_nothing(start: Start, mine: Path, number: signal.Signals) -> None:
    terminal = changed(start)
    stuck(terminal)
    terminal.signal(number)
    assert ended(terminal.process.pid, PATIENCE)
    assert terminal.wait_for_exit() == 128 + number
    assert kept() == [4.1]


@pytest.mark.slow
def test_a_terminal_that_was_given_back_at_once_is_as_it_was(start: Start, mine: Path) -> None:
    terminal = changed(start)
    before = termios.tcgetattr(terminal._master)
    stuck(terminal)
    terminal.signal(signal.SIGTERM)
    assert ended(terminal.process.pid, PATIENCE)
    terminal.wait_for_exit()
    after = termios.tcgetattr(terminal._master)
    assert not before[3] & termios.ICANON
    assert after[3] & termios.ICANON
    assert after[3] & termios.ECHO
    assert bytes(terminal.received).endswith(b"\x1b[<u\x1b[?1049l\x1b[?25h")


@pytest.mark.slow
def test_a_dropped_line_ends_a_session_whose_terminal_reads_nothing(start: Start, mine: Path) -> None:
    terminal = changed(start)
    stuck(terminal)
    terminal.hang_up()
    assert ended(terminal.process.pid, PATIENCE)
    assert kept() == [4.1]


@pytest.mark.slow
@pytest.mark.parametrize("terminal_reads", ["all", "nothing"])
def test_a_session_that_must_not_hear_of_a_dropped_line_ends_with_it(home: Path, terminal_reads: str) -> None:
    """As under nohup: no signal comes, and the terminal is gone."""
    home.mkdir()
    shell = program(["sh", "-c", f"trap '' HUP; exec {' '.join(command())} textbook"], environment(home))
    with Terminal(shell, 100, 30) as terminal:
        terminal.wait_for("prices of")
        terminal.press("right")
        terminal.wait_for("textbook *")
        terminal.wait_until(lambda: any(drafts.drafts_folder().glob("*.toml")), "the draft")
        if terminal_reads == "nothing":
            stuck(terminal)
        terminal.hang_up()
        assert ended(terminal.process.pid, PATIENCE)
    assert kept() == [4.1]


@pytest.mark.slow
@pytest.mark.parametrize("number", ENDS)
def test_a_signal_ends_a_session_that_computes(home: Path, number: signal.Signals) -> None:
    code = """
        import sys
        import tui.state.session
        from tui.cli import main

        def endless(self, key):
            while True:
                pass

        tui.state.session.Session.plot_against = endless
        sys.exit(main(["textbook"]))
    """
    with running(code, home) as terminal:
        terminal.wait_for("prices of")
        terminal.press("5", "enter")
        terminal.wait_for("now 5.0")
        terminal.wait_until(lambda: any(drafts.drafts_folder().glob("*.toml")), "the draft")
        terminal.press("x")
        terminal.signal(number)
        assert terminal.wait_for_exit() == 128 + number
    assert kept() == [5.0]
    assert b"\x1b[?1049l" in terminal.received


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("how", [signal.SIGTSTP, signal.SIGSTOP])
def test_a_signal_ends_a_session_that_is_suspended(home: Path, number: signal.Signals, how: signal.Signals) -> None:
    home.mkdir()
    with Terminal(explorer(home, "textbook"), 100, 30) as terminal:
        terminal.wait_for("prices of")
        terminal.press("right")
        terminal.wait_for("textbook *")
        terminal.wait_until(lambda: any(drafts.drafts_folder().glob("*.toml")), "the draft")
        stop(terminal, how)
        terminal.signal(number)
        # As a shell does it.
        terminal.signal(signal.SIGCONT)
        assert terminal.wait_for_exit() == 128 + number
    assert kept() == [4.1]


@pytest.mark.slow
@pytest.mark.parametrize("told", [[signal.SIGTERM, signal.SIGCONT], [signal.SIGCONT, signal.SIGTERM]])
@pytest.mark.parametrize("how", [signal.SIGTSTP, signal.SIGSTOP])
def test_a_signal_ends_a_session_that_a_shell_has_put_into_the_background(
    home: Path, how: signal.Signals, told: list[signal.Signals]
) -> None:
    """It may not touch the terminal then: the system would stop it. Its threads may hear of two signals in either order."""
    home.mkdir()
    patient = f"import sys, tui.workarounds.signals as signals; signals._BOTH = {PATIENCE}"
    session = f"{patient}; from tui.cli import main; sys.exit(main())"
    code = f"""
        import os, signal, subprocess, sys, time
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        child = subprocess.Popen({[sys.executable, "-c", session, "textbook"]}, process_group=0)
        os.tcsetpgrp(0, child.pid)
        os.waitpid(child.pid, os.WUNTRACED)
        os.tcsetpgrp(0, os.getpgrp())
        for number in {[*map(int, told)]}:
            child.send_signal(number)
            # As long as a thread may need to hear of it.
            time.sleep(0.3)
        print("ENDED", child.wait(), flush=True)
    """
    with running(code, home) as terminal:
        terminal.wait_for("prices of")
        terminal.press("right")
        terminal.wait_for("textbook *")
        terminal.wait_until(lambda: any(drafts.drafts_folder().glob("*.toml")), "the draft")
        children = Path(f"/proc/{terminal.process.pid}/task/{terminal.process.pid}/children").read_text().split()
        os.kill(int(children[0]), how)
        terminal.wait_for(f"ENDED {128 + signal.SIGTERM}")
    assert kept() == [4.1]


@pytest.mark.slow
def test_a_signal_ends_a_session_whose_output_is_stopped(start: Start, mine: Path) -> None:
    """Ctrl+S, where the terminal takes it for itself."""
    terminal = changed(start)
    descriptor = os.open(f"/proc/{terminal.process.pid}/fd/0", os.O_RDWR | os.O_NOCTTY)
    termios.tcflow(descriptor, termios.TCOOFF)
    stuck(terminal)
    terminal.signal(signal.SIGTERM)
    assert ended(terminal.process.pid, PATIENCE)
    os.close(descriptor)
    assert kept() == [4.1]


@pytest.mark.slow
def test_a_signal_ends_a_session_that_is_being_left(start: Start, mine: Path) -> None:
    terminal = start()
    stuck(terminal)
    terminal.press("q")
    terminal.signal(signal.SIGTERM)
    assert ended(terminal.process.pid, PATIENCE)


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["tui.app.load", "tui.app.Workspace", "tui.app.ExplorerApp.get_default_screen"])
def test_a_signal_ends_a_session_that_begins(home: Path, moment: str) -> None:
    owner, _, name = moment.rpartition(".")
    code = f"""
        import sys, time
        import tui.app
        from tui.cli import main

        def waiting(*_):
            print("WAITING", file=sys.__stdout__, flush=True)
            while True:
                pass

        {owner}.{name} = waiting
        sys.exit(main(["textbook"]))
    """
    with running(code, home) as terminal:
        terminal.wait_for("WAITING")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_for_exit() in (-signal.SIGTERM, 128 + signal.SIGTERM)
        assert (b"\x1b[?1049h" in terminal.received) == (b"\x1b[?1049l" in terminal.received)


@pytest.mark.slow
def test_what_is_being_typed_is_kept_even_then(start: Start, mine: Path) -> None:
    terminal = start()
    terminal.press("7")
    terminal.wait_for("take it", "now 7.0")
    pid, before = terminal.process.pid, -2
    while (now := processor_time(pid, pid)) != before:
        before = now
        for columns in (101, 100) * 10:
            terminal.resize(columns, 30)
            select([], [], [], 0.01)
        idle(pid)
    terminal.signal(signal.SIGTERM)
    assert ended(terminal.process.pid, PATIENCE)
    offered(start).wait_for("mine *", " 7.0 ")


@pytest.mark.slow
@pytest.mark.parametrize("term", ["dumb", "unknown", "", "vt52"])
def test_a_terminal_that_can_show_nothing_is_told_so(home: Path, term: str) -> None:
    with Terminal(program([*command(), "textbook"], environment(home, {"TERM": term})), 100, 30) as terminal:
        assert terminal.wait_for_exit() == 2
        assert b"\x1b" not in terminal.received
        said = " ".join(terminal.text.split())
        assert said.startswith("crossover: the explorer needs a terminal that puts text anywhere on its screen, and TERM")
        assert said.endswith('"crossover compare" answers on any')


@pytest.mark.slow
@pytest.mark.parametrize(("size", "shown"), [((100, 30), (100, 30)), ((0, 0), (80, 24)), ((100, 0), (100, 24))])
@pytest.mark.parametrize("term", ["xterm-256color", "something-new"])
def test_the_size_is_what_the_terminal_says(home: Path, term: str, size: tuple[int, int], shown: tuple[int, int]) -> None:
    line = f"stty columns {size[0]} rows {size[1]}; exec {' '.join(command())} textbook 2>{home}.err"
    home.parent.mkdir(exist_ok=True)
    with Terminal(program(["sh", "-c", line], environment(home, {"TERM": term})), *shown) as terminal:
        terminal.wait_for("prices of")
        terminal.settled()
        assert terminal.screen.lines[-1].strip()
        idle(terminal.process.pid)
        assert not terminal.read(0.3), "idle, it sends nothing"
        terminal.press("right")
        terminal.wait_for("textbook *", " 4.1 ")
        terminal.press("u", "q")
        assert terminal.wait_for_exit() == 0


def test_a_signal_that_another_thread_hears_of_is_answered_at_once() -> None:
    """Otherwise a session that is continued stays dark until the next key, every now and then."""
    woken, waits = threading.Event(), threading.Event()
    other = threading.Thread(target=waits.wait)
    other.start()
    before = signal.signal(signal.SIGUSR1, lambda *_: None)
    try:
        with Endings((), lambda _: True, lambda: None, woken.set):
            signal.pthread_kill(other.ident or 0, signal.SIGUSR1)
            assert woken.wait(PATIENCE)
    finally:
        signal.signal(signal.SIGUSR1, before)
        waits.set()
        other.join()

"""The command as a process: exit codes, pipes, interrupts, encodings, colours, and what it imports."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import subprocess
import sys
import termios
from array import array
from pathlib import Path

import pytest

from tests.presets.files import MINIMAL

ROOT = Path(__file__).parents[2]
CROSSOVER = [sys.executable, "-m", "llm_crossover"]


def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*CROSSOVER, *arguments], cwd=ROOT, input=stdin, capture_output=True, env=os.environ | environment, check=False
    )


def test_a_scenario_through_a_pipe() -> None:
    done = run("compare", "--json", "-", stdin=MINIMAL.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["name"] == "Minimal"


@pytest.mark.slow
def test_exit_codes() -> None:
    assert run("compare", "textbook").returncode == 0
    assert run("compare", "nosuch").returncode == 1
    assert run("compare").returncode == 2


@pytest.mark.slow
@pytest.mark.parametrize("module", ["engine", "presets"])
def test_the_lower_layers_load_nothing_of_the_screen(module: str) -> None:
    program = (
        "import importlib, pkgutil, sys\n"
        f"package = importlib.import_module({module!r})\n"
        f"for found in pkgutil.walk_packages(package.__path__, {module + '.'!r}): importlib.import_module(found.name)\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert module in loaded
    assert not loaded & ({"textual", "plotext", "rich", "tui"} | ({"presets", "tomllib"} if module == "engine" else set()))


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments", [["compare", "--json", "textbook"], ["report", "textbook"], ["scenarios"], ["models"], ["--help"]]
)
def test_answers_load_no_screen(arguments: list[str]) -> None:
    program = f"import sys; from tui.cli import main; main({arguments!r}); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert not loaded & {"textual", "plotext", "rich", "tomli_w", "genai_prices"}
    assert ("numpy" in loaded) == (arguments != ["--help"])


def test_a_reader_that_stops_early_is_no_error() -> None:
    with subprocess.Popen(
        [*CROSSOVER, "compare", *["textbook"] * 200], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_an_interrupt_is_quiet() -> None:
    with subprocess.Popen(
        # What a shell runs in the background ignores interrupts, and so would all that it starts.
        ["env", "--default-signal=INT", *CROSSOVER, "compare", "-"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        assert process.stdin is not None
        process.stdin.write(b"x")
        process.stdin.flush()
        # Only once it waits for the rest is the interrupt one of the command and not of an import.
        wait_for_the_reader(process)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read() == b""


def wait_for_the_reader(process: subprocess.Popen[bytes]) -> None:
    """Return when a process has taken what its standard input held and sleeps."""
    task = Path(f"/proc/{process.pid}/stat")
    if not task.exists():
        pytest.skip("needs /proc")
    assert process.stdin is not None
    left = array("i", [1])
    while left[0] or task.read_text().rsplit(")", 1)[1].split()[0] != "S":
        os.sched_yield()
        fcntl.ioctl(process.stdin, termios.FIONREAD, left)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_output_without_utf_8(encoding: str) -> None:
    done = run("compare", "textbook", PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    text = done.stdout.decode(encoding)
    assert "A strong -> weak" in text
    assert run("compare", "Größe", PYTHONIOENCODING=encoding).returncode == 1


def terminal(**environment: str) -> str:
    """What the command writes to a terminal."""
    master, slave = pty.openpty()
    try:
        subprocess.run(
            [*CROSSOVER, "compare", "textbook"], cwd=ROOT, stdin=slave, stdout=slave, env=os.environ | environment, check=True
        )
        os.close(slave)
        written = b""
        while True:
            try:
                written += os.read(master, 65536)
            except OSError:  # the terminal is gone: all has been read
                return written.decode()
    finally:
        os.close(master)


@pytest.mark.slow
def test_colour_on_a_terminal_only_and_only_if_wanted() -> None:
    assert "\x1b[1m" in terminal(TERM="xterm-256color", NO_COLOR="")
    assert "\x1b" not in terminal(TERM="xterm-256color", NO_COLOR="1")
    assert "\x1b" not in terminal(TERM="dumb", NO_COLOR="")
    assert b"\x1b" not in run("compare", "textbook", TERM="xterm-256color").stdout

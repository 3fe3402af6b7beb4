from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

import pytest
from textual.drivers.headless_driver import HeadlessDriver

from tests.plot.charts import terminal

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals", allow_module_level=True)

from textual.drivers.linux_driver import LinuxDriver

from tui.workarounds.changed_cells_driver import changed_cells_driver

ROOT = Path(__file__).parents[2]
PROGRAM = """
from textual.app import App
from textual.binding import Binding
from tests.plot.charts import two_lines
from tui.plot.canvas import PlotCanvas
from tui.workarounds.changed_cells_driver import changed_cells_driver, repaint

class Plot(App):
    BINDINGS = [Binding("n", "step"), Binding("r", "repaint")]
    shift = 0.0

    def get_driver_class(self):
        return changed_cells_driver(super().get_driver_class())

    def compose(self):
        yield PlotCanvas(two_lines())

    def action_step(self):
        self.shift += 0.01
        self.query_one(PlotCanvas).chart = two_lines(self.shift)

    def action_repaint(self):
        repaint(self)

Plot().run()
"""


class Terminal:
    """A program on a pseudo-terminal."""

    def __init__(self, width: int, height: int, **environment: str) -> None:
        self.pid, self.descriptor = os.forkpty()
        if self.pid == 0:
            self._run(environment)
        self.resize(width, height)

    def _run(self, environment: dict[str, str]) -> None:
        os.chdir(ROOT)
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        fixed = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
        os.execve(sys.executable, [sys.executable, "-c", PROGRAM], kept | fixed | environment)

    def resize(self, width: int, height: int) -> None:
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def read(self, silence: float = 0.3, limit: float = 20.0) -> str:
        """All output until nothing comes for a while, at least some."""
        data, end = b"", time.monotonic() + limit
        while time.monotonic() < end:
            if select.select([self.descriptor], [], [], silence)[0]:
                data += os.read(self.descriptor, 65536)
            elif data:
                break
        return data.decode()

    def press(self, keys: str) -> str:
        os.write(self.descriptor, keys.encode())
        return self.read()

    def close(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.descriptor)


def test_a_real_terminal_is_sent_changes_and_after_a_resize_everything() -> None:
    program = Terminal(80, 24)
    try:
        written = [program.read(silence=1.0)]
        assert "└" in written[0]
        steps = [program.press("n") for _ in range(4)]
        written += steps
        assert all(0 < len(step.encode()) < len(written[0].encode()) / 2 for step in steps)
        shown = terminal(80, 24, *written).display
        again = program.press("r")
        assert terminal(80, 24, again).display == shown

        program.resize(60, 20)
        resized = program.read(silence=1.0)
        assert all("└" in "".join(terminal(60, 20, text).display) for text in (resized, program.press("r")))
    finally:
        program.close()


def test_the_variable_switches_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert issubclass(changed_cells_driver(LinuxDriver), LinuxDriver)
    assert changed_cells_driver(LinuxDriver) is not LinuxDriver
    monkeypatch.setenv("CROSSOVER_OUTPUT", "whole")
    assert changed_cells_driver(LinuxDriver) is LinuxDriver


def test_other_drivers_stay() -> None:
    assert changed_cells_driver(HeadlessDriver) is HeadlessDriver

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from textual.drivers.headless_driver import HeadlessDriver

from tests.plot.charts import terminal
from tests.terminal.explorer import environment
from tests.terminal.process import program
from tests.terminal.terminal import Terminal

if sys.platform == "win32":
    pytest.skip("no pseudo-terminals", allow_module_level=True)

from textual.drivers.linux_driver import LinuxDriver

from tui.workarounds.changed_cells_driver import changed_cells_driver

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


def written(plot: Terminal, *, silence: float = 0.5) -> str:
    """What is written from now on, at least something, until nothing comes for a while."""
    before = len(plot.received)
    plot.wait_until(lambda: len(plot.received) > before, "something written")
    plot.settled(silence)
    return plot.received[before:].decode()


def pressed(plot: Terminal, key: str) -> str:
    """What a key makes it write."""
    plot.write(key.encode())
    return written(plot)


@pytest.mark.slow
def test_a_real_terminal_is_sent_changes_and_after_a_resize_everything(home: Path) -> None:
    with Terminal(program([sys.executable, "-c", PROGRAM], environment(home)), 80, 24) as plot:
        plot.wait_for("└")
        plot.settled(1.0)
        first = plot.received.decode()
        steps = [pressed(plot, "n") for _ in range(4)]
        assert all(0 < len(step.encode()) < len(first.encode()) / 2 for step in steps)
        shown = terminal(80, 24, first, *steps).display
        again = pressed(plot, "r")
        assert terminal(80, 24, again).display == shown

        plot.resize(60, 20)
        resized = written(plot, silence=1.0)
        assert all("└" in "".join(terminal(60, 20, text).display) for text in (resized, pressed(plot, "r")))


def test_the_variable_switches_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert issubclass(changed_cells_driver(LinuxDriver), LinuxDriver)
    assert changed_cells_driver(LinuxDriver) is not LinuxDriver
    monkeypatch.setenv("CROSSOVER_OUTPUT", "whole")
    assert changed_cells_driver(LinuxDriver) is LinuxDriver


def test_other_drivers_stay() -> None:
    assert changed_cells_driver(HeadlessDriver) is HeadlessDriver

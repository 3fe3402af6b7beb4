"""The start: nothing is loaded that the first screen does not need, and it is painted once."""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import RenderableType
from textual.screen import Screen

from tui.app import ExplorerApp
from tui.keys.views import VIEWS
from tui.state.workspace import Workspace, first_document

ROOT = Path(__file__).parents[2]

_OPENS = """
import asyncio, sys
from tui.app import ExplorerApp
from tui.state.workspace import Workspace, first_document

async def opened():
    async with ExplorerApp(Workspace(first_document("textbook")[0])).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        print(*sys.modules)

asyncio.run(opened())
"""

_LATER = {
    *(view.path.partition(":")[0] for view in VIEWS[1:]),
    *(f"tui.dialogs.{name}" for name in ("help", "models", "notes", "open", "picker", "report", "theme")),
    *("tui.screens.palette", "tui.reports", "tui.answers.as_json", "tui.answers.curve", "tui.cli"),
    *("engine.lineup", "engine.odds", "engine.chances.cost_lattice", "engine.confidence", "engine.ranges"),
    *("tomli_w", "tomlkit", "genai_prices", "importlib.metadata", "json", "csv", "argparse"),
    *(f"numpy.{name}" for name in ("fft", "ma", "polynomial", "random", "testing")),
    *(f"textual.widgets.{name}" for name in ("_data_table", "_footer", "_markdown", "_tabbed_content", "_text_area")),
}
"""What is imported where it is used: a start would wait for it."""


def shown(screen: Screen[object]) -> list[str]:
    return ["".join(segment.text for segment in line) for line in screen._compositor.render_strips()]


_FAULTS = """
import resource
import numpy as np
from tui.answers.memory import keep_memory

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        [np.ones(1 << 18) for _ in range(8)]
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

keep_memory()
faults()
print(faults())
"""
"""How often the system makes a page of memory while eight arrays of 2 MB come and go twenty times."""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="the C library has no such setting")
def test_the_memory_of_one_answer_serves_the_next() -> None:
    done = subprocess.run([sys.executable, "-c", _FAULTS], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    pages = 20 * 8 * (1 << 18) * 8 // resource.getpagesize()
    assert int(done.stdout) < pages / 100


@pytest.mark.slow
def test_what_the_first_screen_does_not_need_is_not_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", _OPENS], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "tui.views.curves" in loaded
    assert not loaded & _LATER


@pytest.mark.parametrize("size", [(64, 18), (80, 24), (120, 40), (200, 60)])
async def test_the_first_paint_is_the_whole_screen(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[list[str]] = []
    display = ExplorerApp._display

    def displayed(app: ExplorerApp, screen: Screen[object], renderable: RenderableType | None) -> None:
        painted.append(shown(screen))
        display(app, screen, renderable)

    monkeypatch.setattr(ExplorerApp, "_display", displayed)
    app = ExplorerApp(Workspace(first_document("textbook")[0]))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        assert painted[0] == shown(app.screen)


async def test_garbage_is_collected_once_the_first_screen_stands() -> None:
    gc.disable()
    try:
        async with ExplorerApp(Workspace(first_document("textbook")[0])).run_test() as pilot:
            await pilot.pause()
            assert gc.isenabled()
    finally:
        gc.enable()

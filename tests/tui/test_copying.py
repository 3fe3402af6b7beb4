"""y takes the answer to the clipboard, in the form that one chooses, and to the buffer of tmux, which may not pass it on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from presets.scenarios.library import own_scenarios
from tests.terminal.terminal import PATIENCE
from tests.tui.conftest import Hands

TMUX = """#!/bin/sh
# Notes what it is called with and what it is given; an old one, which does not know -w.
echo "$*" >> "$0.called"
if [ "$2" = -w ]; then exit 1; fi
cat > "$0.buffer"
"""


def tmux(folder: Path, script: str) -> None:
    path = folder / "tmux"
    path.write_text(script)
    path.chmod(0o700)


@pytest.mark.slow
async def test_what_is_chosen_is_copied(hands: Hands) -> None:
    await hands.press("right", "y", "escape")
    assert (hands.app.clipboard, hands.app.screen) == ("", hands.explorer)
    await hands.press("y", "enter")
    assert hands.app.clipboard.startswith("textbook with weak bugs left 4.1: ")
    assert "WEAK FIRST is cheaper" in hands.app.clipboard
    assert hands.message.startswith("Copied the verdict, if your terminal takes it (OSC 52)")
    await hands.press("y", "t")
    assert hands.app.clipboard.startswith("dollars          generate    fix")
    assert len(hands.app.clipboard.splitlines()) == 5
    await hands.press("y", "m")
    assert hands.app.clipboard.startswith("# Textbook example\n\n**WEAK FIRST")
    await hands.press("y", "c")
    assert hands.app.clipboard == "crossover compare textbook --set weak.bugs=4.1\n"
    assert hands.message.startswith("Copied the command")


@pytest.mark.slow
async def test_tmux_gets_it_too_and_its_failures_are_nobodys(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmux(tmp_path, TMUX)
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")
    monkeypatch.setenv("PATH", os.pathsep.join([str(tmp_path), os.environ["PATH"]]))
    monkeypatch.setattr("tui.terminal.clipboard._PATIENCE", PATIENCE)
    await hands.press("y", "y")
    await hands.app.workers.wait_for_complete()
    await hands.pilot.pause()
    assert hands.message == "Copied the verdict; tmux pastes it, too (prefix ])"
    assert (tmp_path / "tmux.buffer").read_text() == hands.app.clipboard
    assert (tmp_path / "tmux.called").read_text().splitlines() == ["load-buffer -w -", "load-buffer -"]
    monkeypatch.setattr("tui.terminal.clipboard._PATIENCE", 0.3)
    for script in ("#!/bin/sh\nexit 1\n", "#!/no/such/program\n", "no program at all", "#!/bin/sh\nexec sleep 600\n"):
        tmux(tmp_path, script)
        await hands.press("y", "t")
        await hands.app.workers.wait_for_complete()
        await hands.pilot.pause()
        assert hands.message.startswith("Copied the table, if your terminal takes it (OSC 52)")


async def test_without_any_file_to_begin_from_the_command_says_so(hands: Hands) -> None:
    own_scenarios().mkdir(parents=True)
    (own_scenarios() / "textbook.toml").write_text("schema = 2\n")
    hands.explorer.workspace.source = type(hands.explorer.workspace.source)("", None, "")
    await hands.press("y", "c")
    assert hands.message.startswith("Nothing is copied: ")
    assert "schema" in hands.message
    assert not hands.app.clipboard

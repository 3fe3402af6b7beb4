"""What is done to saved scenarios in the list of `o`: another name, a copy, away and back."""

from __future__ import annotations

from pathlib import Path

from presets.kept import drafts
from presets.kept.memory import last_scenario, remember
from presets.scenarios.library import open_scenario, own_scenarios, save_as
from tests.tui.conftest import Opener


def names() -> list[str]:
    return sorted(path.name for path in own_scenarios().iterdir())


def save(name: str) -> Path:
    path = save_as(open_scenario("textbook").scenario, name).source.path
    assert path is not None
    return path


async def test_saved_scenarios_are_renamed_copied_deleted_and_brought_back(explorers: Opener) -> None:
    path = save("mine")
    path.write_text(f"# my comment\n{path.read_text()}")
    save("other")
    left = drafts.Keeper.begin()
    left.keep(open_scenario("swe-issue").scenario, open_scenario("mine").source)
    left.close()
    remember(open_scenario("mine").source)
    hands = await explorers("mine")
    await hands.press("l", "right", "o", "ctrl+r", "ctrl+u")
    await hands.write("other")
    await hands.press("enter")
    assert hands.asked.endswith("other.toml exists already; choose another name")
    await hands.press("ctrl+u")
    await hands.write("Yours")
    await hands.press("enter")
    assert names() == ["other.toml", "yours.toml"]
    # What is open, what was left unsaved and what the next start opens follow.
    workspace = hands.explorer.workspace
    assert (workspace.source.word, workspace.source.path) == ("yours", path.with_name("yours.toml"))
    (draft,) = (draft for draft in drafts.abandoned()[0] if draft.path == left.path)
    assert draft.source is not None
    assert (draft.source.word, draft.source.path) == ("yours", path.with_name("yours.toml"))
    assert draft.scenario == open_scenario("swe-issue").scenario
    assert last_scenario()[0] == "yours"

    await hands.press("ctrl+t")
    assert "yours is open; open another one first" in hands.everything
    await hands.press("ctrl+n", "enter")
    assert names() == ["other.toml", "yours-2.toml", "yours.toml"]
    assert open_scenario("yours-2").scenario.notes.startswith("copied from yours; changed: nothing")

    await hands.press("ctrl+t")
    assert names() == ["other.toml", "yours-2.toml.deleted", "yours.toml"]
    assert "yours-2" in "\n".join(line for line in hands.screen_lines() if "deleted; Enter brings it back" in line)
    await hands.press("enter")
    assert names() == ["other.toml", "yours-2.toml", "yours.toml"]

    await hands.write("textbook")
    await hands.press("ctrl+t")
    assert "Only scenarios of your own" in hands.everything
    await hands.press("ctrl+n", "enter", "escape")
    assert "my-textbook.toml" in names()
    await hands.press("s")
    assert hands.message.startswith("Saved yours")
    assert path.with_name("yours.toml").read_text().startswith("# my comment\n")

"""Keys: one list for everything, remapped by the user, documented."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from tests.tui.conftest import Opener
from tui.keys.document import keys_document
from tui.keys.key import display
from tui.keys.registry import active_in, all_keys, by_id
from tui.keys.views import VIEWS
from tui.state.settings import Settings

_UNSAFE = {"ctrl+h", "ctrl+i", "ctrl+m", "ctrl+enter", "shift+enter", "alt+enter", "ctrl+j"}
_TAKEN = {"ctrl+a", "ctrl+b", "ctrl+s"}


def test_ids_are_unique_and_every_key_says_what_it_does() -> None:
    assert len(by_id()) == len(all_keys())
    for key in all_keys():
        assert key.tooltip.endswith("."), key.id
        assert key.group
        assert key.keys
        assert not key.footer or key.description


def test_no_key_is_lost_on_the_way_through_tmux() -> None:
    for key in all_keys():
        assert not set(key.keys) & _UNSAFE, key.id
        assert not set(key.keys) <= _TAKEN, key.id


@pytest.mark.parametrize(
    "where", ["rows", "editing", "finding", "found", "explorer", "opening", *(view.name for view in VIEWS)]
)
def test_no_two_keys_of_one_place_clash(where: str) -> None:
    for one, other in combinations(active_in(where), 2):
        assert not set(one.keys) & set(other.keys), (one.id, other.id)


def test_rows_and_explorer_do_not_clash() -> None:
    rows = {name for key in active_in("rows") for name in key.keys}
    assert not rows & {name for key in active_in("explorer") for name in key.keys}


def test_every_action_exists() -> None:
    from tui.dialogs.models import ModelsDialog
    from tui.dialogs.open import OpenDialog
    from tui.screens.explorer import Explorer
    from tui.widgets.rows import Rows

    for key in all_keys():
        name = f"action_{key.action.partition('(')[0]}"
        if key.where in ("rows", "editing", "finding", "found"):
            assert hasattr(Rows, name), key.id
        elif key.where == "explorer" and not key.view:
            assert hasattr(Explorer, name), key.id
        elif key.where in (dialogs := {"opening": OpenDialog, "models": ModelsDialog}):
            assert hasattr(dialogs[key.where], name), key.id
        else:
            from importlib import import_module

            entry = next(view for view in VIEWS if view.name in (key.where, key.view))
            module, _, cls = entry.path.partition(":")
            assert hasattr(getattr(import_module(module), cls), name), key.id


def test_the_document_is_what_the_keys_are() -> None:
    path = Path(__file__).parents[2] / "docs" / "keys.md"
    assert path.read_text(encoding="utf-8") == keys_document(), "run: python -m tui.keys > docs/keys.md"


def test_keys_read_as_people_write_them() -> None:
    assert [display(key) for key in ("ctrl+z", "shift+left", "question_mark", "f1", "U")] == ["^z", "Shift ←", "?", "F1", "U"]


@pytest.mark.slow
async def test_mapped_keys_work_and_are_shown(explorers: Opener) -> None:
    mapped = {"explorer.pin": "b", "rows.edit": "e", "flips.go": "t"}
    hands = await explorers(size=(200, 60), settings=Settings(mapped))
    assert "b pin" in hands.keys
    await hands.press("p")
    assert not hands.now.pins
    await hands.press("b")
    assert len(hands.now.pins) == 1
    await hands.press("enter")
    assert hands.now.editing is None
    await hands.press("e")
    assert hands.now.editing is not None
    await hands.press("ctrl+u", "7", "enter")
    assert hands.now.value("weak.bugs") == 7.0
    await hands.press("F", "tab", "t")
    assert hands.explorer._rows.has_focus


def test_no_action_is_listed_by_its_id() -> None:
    for key in all_keys():
        assert key.title
        assert key.id not in key.title
        assert "_" not in key.title

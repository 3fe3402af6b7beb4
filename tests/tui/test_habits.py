"""Keys do what habits expect, or say why not."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from tests.tui.conftest import Hands, Opener
from tui.keys.key import pressed
from tui.keys.registry import active_in, all_keys
from tui.keys.views import VIEWS
from tui.state.panels import ROW_KEYS

OPENS = [view.key for view in VIEWS]


def look(hands: Hands) -> list[str]:
    return hands.screen_lines()


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (64, 20)])
async def test_tab_gives_every_view_the_keys(explorers: Opener, size: tuple[int, int]) -> None:
    hands = await explorers(size=size)
    for key in OPENS:
        await hands.press(key)
        if not hands.explorer.current_view.has_focus:
            await hands.press("tab")
        assert hands.explorer.current_view.has_focus, key
        await hands.press("tab")
        assert hands.explorer._rows.has_focus, key


@pytest.mark.slow
@pytest.mark.parametrize("pinned", [0, 1])
@pytest.mark.parametrize("name", [view.name for view in VIEWS])
async def test_every_key_that_the_footer_offers_in_a_view_does_something_or_says_why_not(
    explorers: Opener, name: str, pinned: int
) -> None:
    view = next(view for view in VIEWS if view.name == name)
    hands = await explorers()
    await hands.press(*"p" * pinned, *["right"] * pinned)
    for key in (key for key in active_in(name) if key.footer):
        await hands.press("escape", view.key)
        if not hands.explorer.current_view.has_focus:
            await hands.press("tab")
        before = look(hands)
        await hands.press(key.keys[0])
        assert look(hands) != before, key.id


@pytest.mark.slow
@pytest.mark.parametrize("row", ["weak.bugs", "workflow.context", "assumptions.caching", "what if", ROW_KEYS[0], ROW_KEYS[-1]])
async def test_every_key_that_the_footer_offers_in_the_rows_does_something_or_says_why_not(explorers: Opener, row: str) -> None:
    offered = [key for key in (*active_in("rows"), *active_in("explorer")) if key.footer and not key.view]
    hands = await explorers()
    for key in offered:
        if not hands.app.is_running:
            hands = await explorers()
        await hands.press("escape")
        hands.explorer.session.focus(row)
        await hands.pilot.pause()
        await hands.press("down") if row == ROW_KEYS[-1] and key.id == "rows.down" else None
        before = look(hands)
        await hands.press(key.keys[0])
        at_the_end = key.id == "rows.down" and row == ROW_KEYS[-1]
        assert at_the_end or look(hands) != before or not hands.app.is_running, (key.id, row)


async def test_the_curves_move_their_point_and_lead_to_their_row(hands: Hands) -> None:
    await hands.press("down", "tab", "right", "right")
    assert hands.now.value("weak.bugs") == 4.2
    assert hands.now.focus == "weak.hard_fraction"
    await hands.press("comma", "enter")
    assert hands.now.value("weak.bugs") == 3.2
    assert hands.now.focus == "weak.bugs"
    assert hands.explorer._rows.has_focus


@pytest.mark.slow
async def test_enter_in_the_line_up_goes_to_the_row_or_says_that_there_is_none(hands: Hands) -> None:
    await hands.press("L", "tab", "home")
    seen = set()
    for _ in range(12):
        await hands.press("enter")
        if hands.explorer._rows.has_focus:
            seen.add("row")
            await hands.press("tab")
        else:
            assert hands.message.startswith("No row governs ")
            seen.add("none")
        await hands.press("down")
    assert seen == {"row", "none"}


async def test_a_step_that_goes_no_further_says_so(hands: Hands) -> None:
    hands.explorer.session.assign({"weak.bugs": 0.0})
    await hands.press("left")
    assert hands.message == "weak bugs left goes no further than 0.0"
    await hands.press("u", "backspace")
    assert hands.message == "weak bugs left is as it was saved"


async def test_a_digit_on_a_row_that_is_no_number_says_so(hands: Hands) -> None:
    hands.explorer.session.focus("workflow.context")
    await hands.press("5")
    assert "is no number" in hands.message
    assert hands.now.editing is None


@pytest.mark.slow
@pytest.mark.parametrize("view", [None, *OPENS])
async def test_a_key_without_a_meaning_is_answered(hands: Hands, view: str | None) -> None:
    if view is not None:
        await hands.press(view, "tab")
    for key, name in (("colon", ":"), ("ctrl+k", "^k"), ("f7", "F7"), ("e", "e"), ("insert", "insert")):
        await hands.press(key)
        assert hands.message == f"Nothing on ‘{name}’; ? lists keys"


@pytest.mark.slow
async def test_not_while_something_is_typed_or_a_dialog_is_open(hands: Hands) -> None:
    await hands.press("7", "ctrl+k")
    assert "Nothing on" not in hands.message
    await hands.press("escape", "slash", "ctrl+k")
    assert "Nothing on" not in hands.message
    await hands.press("escape", "o", "ctrl+k", "f7", "escape")
    assert "Nothing on" not in hands.message


def test_what_a_terminal_sends_by_itself_is_no_key() -> None:
    assert pressed("ctrl+k", "\x0b") == "^k"
    assert pressed("ignore", None) == pressed("ctrl+at", "\x00") == ""


async def test_gg_and_shift_g_go_to_the_ends(hands: Hands) -> None:
    before = hands.now.scenario
    await hands.press("G")
    assert hands.now.focus == hands.now.places[-1]
    await hands.press("g", "g")
    assert hands.now.focus == ROW_KEYS[0]
    hands.explorer.session.focus("weak.bugs")
    await hands.press("g", "g")
    assert hands.now.focus == ROW_KEYS[0]
    assert hands.now.scenario == before


@pytest.mark.slow
@pytest.mark.parametrize("view", ["F", "L", "P"])
async def test_home_and_end_in_the_lists_of_views(hands: Hands, view: str) -> None:
    for key in ("right", "right", "right"):
        await hands.press("p", key, "down")
    await hands.resize(120, 24)
    await hands.press(view, "tab", "home")
    first = look(hands)
    await hands.press("G")
    last = look(hands)
    assert last != first
    await hands.press("home")
    assert look(hands) == first
    await hands.press("end")
    assert look(hands) == last


async def test_n_goes_on_after_a_search_until_it_is_forgotten(hands: Hands) -> None:
    await hands.press("n")
    assert hands.message == "The scenario's prices are those of the catalogue"
    await hands.find("cache")
    found = [hands.now.focus]
    assert "n next found" in hands.keys
    for _ in range(3):
        await hands.press("n")
        found.append(hands.now.focus)
    assert len(set(found)) == 4
    places = [ROW_KEYS.index(key) for key in found]
    assert sum(after < before for before, after in pairwise(places)) <= 1, "downwards, and once round"
    await hands.press("N")
    assert hands.now.focus == found[-2]
    await hands.find("bugs, both")
    await hands.press("n")
    assert hands.message == "No other row has ‘bugs, both’"
    await hands.press("escape", "n")
    assert hands.message == "The scenario's prices are those of the catalogue"


@pytest.mark.slow
@pytest.mark.parametrize("key", ["o", "m", "question_mark"])
async def test_home_and_end_in_the_lists_of_dialogs(hands: Hands, key: str) -> None:
    await hands.press(key)
    options = hands.app.screen.query_one(OptionList)
    await hands.press("end")
    assert options.highlighted == options.option_count - 1
    await hands.press("home")
    assert options.highlighted == 0


async def test_home_and_end_in_the_list_of_actions(hands: Hands) -> None:
    await hands.press("ctrl+p")
    options = hands.app.screen.query_one(OptionList)
    await hands.press("end")
    assert options.highlighted == options.option_count - 1
    await hands.press("home")
    assert options.highlighted == 0


@pytest.mark.parametrize(("key", "axis"), [("X", "x_key"), ("Y", "y_key")])
async def test_the_axes_of_the_map_from_anywhere(hands: Hands, key: str, axis: str) -> None:
    await hands.press("down", key)
    assert hands.explorer._view == "map"
    assert getattr(hands.explorer.current_view, axis) == "weak.hard_fraction"


async def test_how_to_leave(hands: Hands) -> None:
    await hands.press("ctrl+c")
    assert hands.message == "q leaves, and asks if there is something to save; Esc goes back"
    await hands.press("F", "tab", "ctrl+c")
    assert hands.message.startswith("q leaves")


async def test_without_a_shell_nothing_is_suspended(hands: Hands) -> None:
    await hands.press("right", "ctrl+z")
    assert hands.message == "There is no shell behind the explorer that could bring it back; q leaves"
    assert hands.now.value("weak.bugs") == 4.1


def test_undo_is_on_u_alone() -> None:
    assert next(key.keys for key in all_keys() if key.id == "explorer.undo") == ("u",)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "work" / "reports").mkdir(parents=True)
    (tmp_path / "work" / "report-1.md").write_text("")
    (tmp_path / "work" / "mine.toml").write_text("")
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / "work"


def field(hands: Hands) -> str:
    return hands.app.screen.query_one(Input).value


@pytest.mark.slow
@pytest.mark.parametrize("key", ["w", "S", "o"])
async def test_tab_completes_a_path(hands: Hands, folder: Path, key: str) -> None:
    await hands.press(key, "ctrl+u")
    await hands.paste("~/wo")
    await hands.press("tab")
    assert field(hands) == "~/work/"
    if key == "w":
        await hands.paste("rep")
        await hands.press("tab")
        assert field(hands) == "~/work/report"
        assert "2 begin so: report-1.md  reports/" in "\n".join(look(hands))
        await hands.paste("s")
    else:
        await hands.paste("r")
    await hands.press("tab")
    assert field(hands) == "~/work/reports/"
    await hands.paste("nothing")
    await hands.press("tab")
    assert field(hands) == "~/work/reports/nothing"
    assert "Nothing there begins with ~/work/reports/nothing" in "\n".join(look(hands))


@pytest.mark.parametrize("key", ["S", "o"])
async def test_tab_on_a_name_says_what_a_path_is(hands: Hands, folder: Path, key: str) -> None:
    await hands.press(key, "ctrl+u", "m", "tab")
    assert field(hands) == "m"
    assert "Tab completes paths, and those begin with ./ or ~/ or /" in "\n".join(look(hands))


async def test_the_list_of_o_shows_what_a_path_may_become(hands: Hands, folder: Path) -> None:
    await hands.press("o")
    await hands.paste("./")
    ids = [option.id for option in hands.app.screen.query_one(OptionList).options]
    assert ids == ["./", "./mine.toml", "./reports/"]
    await hands.press("end", "enter")
    assert field(hands) == "./reports/"


@pytest.mark.slow
async def test_a_path_that_tab_completed_is_written(hands: Hands, folder: Path) -> None:
    await hands.press("w", "ctrl+u")
    await hands.paste("rep")
    await hands.press("tab")
    await hands.paste("s")
    await hands.press("tab")
    await hands.paste("new.md")
    await hands.press("enter")
    assert (folder / "reports" / "new.md").exists()

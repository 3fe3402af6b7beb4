"""Moving, stepping, typing and finding with real keys."""

from __future__ import annotations

import pytest

from tests.tui.conftest import Hands, Opener
from tui.state.panels import FOLDS, PANEL_OF, PANELS, PLACES, ROW_KEYS, panel_lines
from tui.widgets.row_finder import matches


def test_every_parameter_has_exactly_one_row() -> None:
    from engine.scenarios.registry import PARAMETERS

    assert sorted(ROW_KEYS) == sorted(PARAMETERS)
    assert len(panel_lines(())) == len(ROW_KEYS) + len(PANELS)


async def test_the_first_screen_answers(hands: Hands) -> None:
    assert hands.row.startswith("▸bugs left")
    assert "WEAK FIRST is cheaper: $0.849 against $1.10" in hands.verdict
    assert "until weak bugs left [q_w] reaches 5.3" in hands.verdict
    assert "A strong → weak" in hands.table
    assert "weak only" in hands.table
    assert "textbook" in hands.title
    assert "? help" in hands.keys


async def test_arrows_move_and_the_help_follows(hands: Hands) -> None:
    await hands.press("down")
    assert hands.now.focus == "weak.hard_fraction"
    assert "weak hard fraction [φ_w]: Share of those bugs that are hard." in hands.message
    await hands.press("up", "up")
    assert hands.now.focus == "weak.cache_write_price"
    await hands.press("home")
    assert hands.now.focus == ROW_KEYS[0]
    await hands.press("up")
    assert hands.now.focus == ROW_KEYS[0]
    await hands.press("end")
    assert hands.now.focus == PLACES[-3] == "lineup.plan first"
    await hands.press(*["pageup"] * 11)
    assert hands.now.focus == "workflow.prompt_tokens"
    await hands.press("pagedown", "pagedown")
    assert hands.now.focus == "assumptions.caching"
    await hands.press("k", "j")
    assert hands.now.focus == "assumptions.caching"


async def test_stepping_changes_everything(hands: Hands) -> None:
    table = hands.table
    await hands.press("right")
    assert "4.1 bugs*" in hands.row
    assert hands.table != table
    assert "textbook *" in hands.title
    await hands.press("left")
    assert "4.0 bugs " in hands.row
    assert " *" not in hands.title
    await hands.press("shift+right")
    assert hands.now.value("weak.bugs") == 5.0
    await hands.press("shift+left")
    assert hands.now.value("weak.bugs") == 4.0
    await hands.press("full_stop", "comma")
    assert hands.now.value("weak.bugs") == 4.0


async def test_a_digit_starts_typing_and_every_key_is_answered(hands: Hands) -> None:
    await hands.press("6")
    assert "STRONG FIRST" in hands.verdict
    assert hands.now.editing is not None
    assert "Enter take it" in hands.keys
    await hands.write(".3")
    assert hands.now.value("weak.bugs") == 6.3
    assert hands.explorer.session.history.labels == ()
    await hands.press("enter")
    assert hands.now.undo == "weak bugs left 4.0 → 6.3"
    assert "6.3 bugs*" in hands.row
    assert "move" in hands.keys


async def test_escape_restores(hands: Hands) -> None:
    verdict = hands.verdict
    await hands.press("9", "9", "escape")
    assert hands.verdict == verdict
    assert hands.now.editing is None
    assert hands.row.startswith("▸bugs left")


async def test_an_impossible_value_is_one_sentence_and_the_answer_is_dimmed(hands: Hands) -> None:
    await hands.press("6")
    verdict = hands.verdict
    await hands.press("x")
    assert hands.verdict == verdict
    assert hands.message == 'weak bugs left must be a finite number at least 0, not "6x"'
    assert hands.explorer.current_view.has_class("-stale")
    styles = {style for line in hands.explorer._verdicts[0]._lines for _, style in line}
    assert styles == {"dim"}
    await hands.press("enter")
    assert hands.now.editing is not None
    await hands.press("backspace", "enter")
    assert hands.now.value("weak.bugs") == 6.0
    assert not hands.explorer.current_view.has_class("-stale")


async def test_enter_edits_the_present_value_with_a_cursor(hands: Hands) -> None:
    await hands.press("enter")
    assert hands.now.editing is not None
    await hands.press("left", "backspace", "home", "delete", "5", "end", "2")
    await hands.press("enter")
    assert hands.now.value("weak.bugs") == 52.0
    await hands.press("enter", "ctrl+u", "7", "down")
    assert hands.now.value("weak.bugs") == 7.0
    assert hands.now.focus == "weak.hard_fraction"


async def test_what_enter_proposes_is_selected_and_typing_replaces_it(hands: Hands) -> None:
    await hands.press("enter", "7", "enter")
    assert hands.now.value("weak.bugs") == 7.0
    await hands.press("enter", "backspace")
    assert hands.now.editing is not None
    assert hands.now.editing.text == ""
    await hands.press("2", "enter", "enter", "right", "5", "enter")
    assert hands.now.value("weak.bugs") == 25.0
    await hands.press("enter", "slash", "5", "enter")
    assert hands.now.value("weak.bugs") == 5.0


async def test_what_is_selected_is_seen_to_be(hands: Hands) -> None:
    await hands.press("enter")
    line = next(line for line in hands.explorer._rows._lines if line[0][0].startswith("▸"))
    assert ("4", "tab") in line
    await hands.press("end")
    line = next(line for line in hands.explorer._rows._lines if line[0][0].startswith("▸"))
    assert ("4", "edit") in line


@pytest.mark.slow
async def test_what_is_typed_says_what_it_means(hands: Hands) -> None:
    await hands.find("growth")
    await hands.press("5")
    assert hands.message.startswith("growth [g] = 5 %. How much more")
    await hands.press("enter")
    assert "5 %" in hands.row
    await hands.find("cache hits")
    await hands.write("0.97")
    assert hands.message.startswith("cache hits [h] = 0.97 %; for 97 % type 97. ")
    await hands.press("ctrl+u")
    await hands.write("120")
    assert hands.message == "cache hits must be at least 0 % and at most 100 %, not 120 %"
    await hands.press("escape")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("plus", "1", "0", "percent_sign"), 4.4),
        (("minus", "5", "0", "percent_sign"), 2.0),
        (("asterisk", "0", "full_stop", "5"), 2.0),
        (("plus", "1", "0", "0", "0"), 1004.0),
        (("minus", "3"), 1.0),
    ],
)
async def test_a_sign_begins_a_change_of_the_present_value(hands: Hands, keys: tuple[str, ...], expected: float) -> None:
    for key in keys:
        await hands.press(key)
        assert not hands.now.stale, key
        assert not hands.message.startswith("weak bugs left must be ")
    assert "4 bugs → " in hands.message
    await hands.press("enter")
    assert hands.now.value("weak.bugs") == expected


async def test_a_slash_alone_still_finds_rows(hands: Hands) -> None:
    await hands.press("slash", "2")
    assert hands.now.editing is None
    assert hands.message.startswith("Find row: 2")


async def test_enter_and_arrows_turn_choices_and_flags(hands: Hands) -> None:
    await hands.find("context")
    await hands.press("enter")
    assert hands.now.scenario.workflow.context == "shared"
    assert "shared context" in hands.title
    await hands.find("caching")
    await hands.press("right")
    assert hands.now.scenario.assumptions.caching
    assert "≠" in hands.row
    assert "Published: off." in hands.message
    await hands.press("5")
    assert hands.now.editing is None


async def test_backspace_puts_back_the_saved_value(hands: Hands) -> None:
    await hands.press("9", "enter")
    assert "Saved: 4.0." in hands.message
    await hands.press("backspace")
    assert hands.now.value("weak.bugs") == 4.0
    assert hands.now.undo == "weak bugs left 9.0 → 4.0"


async def test_finding_a_row_by_name(hands: Hands) -> None:
    await hands.press("slash")
    await hands.write("pric")
    assert "Find row: pric" in hands.message
    assert hands.now.focus == "strong.input_price"
    await hands.press("down")
    assert hands.now.focus == "strong.output_price"
    await hands.press("up", "up")
    assert hands.now.focus == matches("pric")[-1]
    await hands.press("escape")
    assert hands.now.focus == "weak.bugs"
    await hands.press("slash")
    await hands.write("weak fixes h")
    await hands.press("backspace", "enter")
    assert hands.now.focus == "weak.easy_fix_rate"
    await hands.press("slash")
    await hands.write("zzz")
    assert hands.now.focus == "weak.easy_fix_rate"
    await hands.press("enter")


async def test_pasting_a_value(hands: Hands) -> None:
    from textual import events

    hands.app.screen.post_message(events.Paste("  6.5 \nand more"))
    await hands.pilot.pause()
    assert hands.now.editing is not None
    assert hands.now.editing.text == "6.5"
    await hands.press("enter")
    assert hands.now.value("weak.bugs") == 6.5


async def test_the_mouse_moves_and_edits(hands: Hands) -> None:
    await hands.pilot.click("#rows", offset=(5, 5))
    assert hands.now.focus == "strong.bugs"
    await hands.pilot.click("#rows", offset=(5, 5))
    assert hands.now.editing is not None
    await hands.press("escape")
    await hands.pilot.click("#rows", offset=(5, 0))
    assert hands.now.focus == "strong.bugs"


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 16)])
async def test_every_row_can_be_reached_and_is_seen_with_its_heading(explorers: Opener, size: tuple[int, int]) -> None:
    hands = await explorers(size=size)
    await hands.press("home")
    for key in (key for key in PLACES if key not in FOLDS or key in hands.now.silent):
        assert hands.now.focus == key
        await hands.pilot.press(*["enter"] * (key in FOLDS))
        assert hands.row
        assert PANEL_OF[key].title in hands.rows
        await hands.pilot.press("down")
    await hands.pilot.pause()


async def test_leaving_the_rows_takes_a_valid_value_and_forgets_others(hands: Hands) -> None:
    await hands.press("8")
    hands.explorer.set_focus(None)
    await hands.pilot.pause()
    assert hands.now.value("weak.bugs") == 8.0
    assert hands.now.editing is None


async def test_finding_the_very_name_and_finding_nothing(hands: Hands) -> None:
    await hands.find("context")
    assert hands.now.focus == "workflow.context"
    await hands.press("slash")
    await hands.write("xyzzy")
    assert hands.message.startswith("Find row: xyzzy▏ no row has all of these words")
    assert hands.now.focus == "workflow.context"
    await hands.press("enter")
    assert hands.now.focus == "workflow.context"


async def test_what_is_selected_makes_room_for_a_long_paste(hands: Hands) -> None:
    await hands.press("enter")
    await hands.paste(f"6.{'0' * 38}")
    assert hands.message.startswith("weak bugs left [q_w] = 6 bugs. ")
    await hands.press("enter")
    assert hands.now.value("weak.bugs") == 6.0

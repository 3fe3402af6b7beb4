"""The keys of the rows: moving and changing, typing a value, finding a row."""

from __future__ import annotations

from tui.keys.key import Key

VALUES = (
    Key("rows.up", ("up", "k"), "move(-1)", "", "Moves to the row above.", "Rows", "rows"),
    Key("rows.down", ("down", "j"), "move(1)", "move", "Moves to the row below.", "Rows", "rows", 1, show="↑↓"),
    Key(
        "rows.less",
        ("left",),
        "step(-1)",
        "",
        "Makes the value smaller by one step; on a heading, folds its rows.",
        "Rows",
        "rows",
    ),
    Key(
        "rows.more",
        ("right",),
        "step(1)",
        "change",
        "Makes the value larger by one step; on a heading, shows its rows.",
        "Rows",
        "rows",
        2,
        show="←→",
    ),
    Key("rows.much_less", ("shift+left", "comma"), "step(-10)", "", "Makes the value smaller by ten steps.", "Rows", "rows"),
    Key("rows.much_more", ("shift+right", "full_stop"), "step(10)", "", "Makes the value larger by ten steps.", "Rows", "rows"),
    Key(
        "rows.edit",
        ("enter",),
        "edit",
        "type",
        "Starts typing over the value; so does a digit, and + - * for a change of it. Every keystroke is answered. "
        "On a heading, shows its rows or folds them.",
        "Rows",
        "rows",
        3,
        show="0-9",
    ),
    Key(
        "rows.range",
        ("r",),
        "edit_range",
        "range",
        "Starts typing the range in which the value lies with a chance of 90 %: `2..8` or `±20%`; `()` takes it away.",
        "Rows",
        "rows",
    ),
    Key(
        "rows.revert", ("backspace", "delete"), "revert", "saved value", "Puts back the saved value of the row.", "Rows", "rows"
    ),
    Key("rows.first", ("home",), "move_to(0)", "", "Moves to the first row; so does gg.", "Rows", "rows"),
    Key("rows.last", ("end", "G"), "move_to(-1)", "", "Moves to the last row.", "Rows", "rows"),
    Key("rows.previous_panel", ("pageup", "shift+up"), "panel(-1)", "", "Moves to the panel above.", "Rows", "rows"),
    Key("rows.next_panel", ("pagedown", "shift+down"), "panel(1)", "", "Moves to the next panel.", "Rows", "rows"),
)

EDITING = (
    Key("editing.commit", ("enter",), "commit", "take it", "Takes the typed value.", "Typing a value", "editing", 1),
    Key("editing.cancel", ("escape",), "cancel", "old value", "Puts the old value back.", "Typing a value", "editing", 2),
    Key("editing.up", ("up",), "commit_and_move(-1)", "", "Takes the value and moves up.", "Typing a value", "editing"),
    Key(
        "editing.down",
        ("down", "tab"),
        "commit_and_move(1)",
        "take, next",
        "Takes the value and moves down.",
        "Typing a value",
        "editing",
        3,
        show="↓",
    ),
    Key("editing.left", ("left",), "cursor(-1)", "", "Moves the cursor left.", "Typing a value", "editing"),
    Key("editing.right", ("right",), "cursor(1)", "", "Moves the cursor right.", "Typing a value", "editing"),
    Key("editing.start", ("home",), "cursor(-99)", "", "Moves the cursor to the start.", "Typing a value", "editing"),
    Key("editing.end", ("end",), "cursor(99)", "", "Moves the cursor to the end.", "Typing a value", "editing"),
    Key("editing.back", ("backspace",), "rub_out", "", "Deletes the character before the cursor.", "Typing a value", "editing"),
    Key("editing.delete", ("delete",), "delete", "", "Deletes the character at the cursor.", "Typing a value", "editing"),
    Key("editing.clear", ("ctrl+u",), "clear", "", "Deletes all that is typed.", "Typing a value", "editing"),
)

FINDING = (
    Key(
        "finding.take",
        ("enter", "tab"),
        "found",
        "stay here",
        "Stays on the row that was found.",
        "Finding a row",
        "finding",
        1,
    ),
    Key(
        "finding.cancel",
        ("escape",),
        "give_up",
        "go back",
        "Goes back to the row where finding began.",
        "Finding a row",
        "finding",
        2,
    ),
    Key(
        "finding.next",
        ("down",),
        "seek_next(1)",
        "next",
        "Goes to the next row that matches.",
        "Finding a row",
        "finding",
        3,
        show="↑↓",
    ),
    Key("finding.previous", ("up",), "seek_next(-1)", "", "Goes to the row before that matches.", "Finding a row", "finding"),
    Key("finding.back", ("backspace",), "seek_rub_out", "", "Deletes the last character.", "Finding a row", "finding"),
)

FOUND = (
    Key("found.next", ("n",), "found_next(1)", "next found", "Goes to the next row that matches.", "After finding", "found", 4),
    Key("found.previous", ("N",), "found_next(-1)", "", "Goes to the row before that matches.", "After finding", "found"),
    Key(
        "found.forget",
        ("escape",),
        "forget_found",
        "",
        "Forgets what was looked for; then n is about prices again.",
        "After finding",
        "found",
    ),
)

"""Every key of the explorer, in one list: bindings, footer, help, palette and docs/keys.md are made from it.

``tests/tui/test_keys.py`` checks that docs/keys.md is what ``keys_document`` writes; ``python -m tui.keys`` writes it.
"""

from __future__ import annotations

from functools import cache

from textual.binding import Binding, BindingType

from tui.key import Key
from tui.views import VIEWS

_VALUES = (
    Key("rows.up", ("up", "k"), "move(-1)", "", "Moves to the row above.", "Rows", "rows"),
    Key("rows.down", ("down", "j"), "move(1)", "move", "Moves to the row below.", "Rows", "rows", 1, show="↑↓"),
    Key("rows.less", ("left",), "step(-1)", "", "Makes the value smaller by one step.", "Rows", "rows"),
    Key("rows.more", ("right",), "step(1)", "change", "Makes the value larger by one step.", "Rows", "rows", 2, show="←→"),
    Key("rows.much_less", ("shift+left", "comma"), "step(-10)", "", "Makes the value smaller by ten steps.", "Rows", "rows"),
    Key("rows.much_more", ("shift+right", "full_stop"), "step(10)", "", "Makes the value larger by ten steps.", "Rows", "rows"),
    Key(
        "rows.edit",
        ("enter",),
        "edit",
        "type",
        "Starts typing over the value; so does a digit, and + - * for a change of it. Every keystroke is answered.",
        "Rows",
        "rows",
        3,
        show="0-9",
    ),
    Key(
        "rows.revert", ("backspace", "delete"), "revert", "saved value", "Puts back the saved value of the row.", "Rows", "rows"
    ),
    Key("rows.first", ("home",), "move_to(0)", "", "Moves to the first row; so does gg.", "Rows", "rows"),
    Key("rows.last", ("end", "G"), "move_to(-1)", "", "Moves to the last row.", "Rows", "rows"),
    Key("rows.previous_panel", ("pageup", "shift+up"), "panel(-1)", "", "Moves to the panel above.", "Rows", "rows"),
    Key("rows.next_panel", ("pagedown", "shift+down"), "panel(1)", "", "Moves to the next panel.", "Rows", "rows"),
)

_EDITING = (
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

_FINDING = (
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

_FOUND = (
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

_EXPLORER = (
    Key(
        "explorer.plot",
        ("x",),
        "plot",
        "plot",
        "Plots the curves against the row in focus.",
        "Explore",
        footer=4,
        reason="not a number",
    ),
    Key(
        "explorer.crossover",
        ("g",),
        "crossover",
        "crossover",
        "Sets the row in focus to its crossover, where both strategies cost the same; again, to its next one. "
        "Where it has no other, the second g takes that back and goes to the first row.",
        "Explore",
        footer=5,
        reason="no crossover along this row",
    ),
    Key(
        "explorer.jump",
        ("slash",),
        "jump",
        "find row",
        "Jumps to a row by part of its name. While a value is typed, it divides.",
        "Explore",
        footer=12,
    ),
    Key(
        "explorer.context",
        ("c",),
        "context",
        "context",
        "Switches between a fresh context per bug and a shared one.",
        "Explore",
        footer=10,
    ),
    Key(
        "explorer.model",
        ("m",),
        "model",
        "models",
        "Opens the price catalogue and takes a model's prices.",
        "Explore",
        footer=9,
    ),
    Key(
        "explorer.prices",
        ("n",),
        "prices",
        "newer prices",
        "Takes the catalogue's newer prices of the scenario's models.",
        "Explore",
        reason="prices are those of the catalogue",
    ),
    Key(
        "explorer.pin",
        ("p",),
        "pin",
        "pin",
        "Puts the scenario aside: a ghost in the curves, a column in the comparison.",
        "Explore",
        footer=11,
    ),
    Key("explorer.unpin", ("ctrl+x",), "unpin", "drop pins", "Drops all pins.", "Explore", reason="nothing is pinned"),
    Key(
        "explorer.undo",
        ("u",),
        "undo",
        "undo",
        "Takes back the last step.",
        "Change",
        footer=7,
        reason="nothing to undo",
    ),
    Key(
        "explorer.redo",
        ("U", "ctrl+y"),
        "redo",
        "redo",
        "Takes the step undone last again.",
        "Change",
        reason="nothing to redo",
    ),
    Key("explorer.reset", ("R",), "reset", "reset", "Puts back every saved value.", "Change", reason="nothing is changed"),
    Key("explorer.save", ("s",), "save", "save", "Saves the scenario.", "Scenario", footer=6),
    Key("explorer.save_as", ("S",), "save_as", "save as", "Saves the scenario under a new name.", "Scenario"),
    Key(
        "explorer.open", ("o",), "open", "open", "Opens another scenario, with a preview of its verdict.", "Scenario", footer=8
    ),
    Key(
        "explorer.notes",
        ("i",),
        "notes",
        "notes",
        "Shows the notes: where the scenario's numbers come from; there `e` edits them.",
        "Scenario",
    ),
    Key("explorer.copy", ("y",), "copy", "copy", "Copies the verdict to the clipboard.", "Scenario"),
    Key("explorer.report", ("w",), "report", "write report", "Writes a report: Markdown, JSON, CSV or SVG.", "Scenario"),
    Key(
        "explorer.other_side",
        ("tab", "shift+tab"),
        "other_side",
        "view",
        "Moves between the rows and the view.",
        "Views",
        footer=13,
    ),
    Key(
        "explorer.next_view",
        ("v", "right_square_bracket"),
        "next_view(1)",
        "next view",
        "Shows the next view.",
        "Views",
        footer=14,
    ),
    Key("explorer.previous_view", ("V", "left_square_bracket"), "next_view(-1)", "", "Shows the previous view.", "Views"),
    Key("explorer.zoom", ("z",), "zoom('view')", "zoom", "Gives the view the whole screen, and back.", "Views", footer=15),
    Key(
        "explorer.zoom_answer",
        ("Z",),
        "zoom('answer')",
        "whole answer",
        "Gives verdict, table and view the whole width, and back: every column of the table has room.",
        "Views",
    ),
    Key(
        "explorer.help",
        ("question_mark", "f1"),
        "help",
        "help",
        "Shows every key that is active here; type to search.",
        "Help",
        footer=20,
    ),
    Key("explorer.palette", ("ctrl+p",), "palette", "actions", "Lists every action; type to search.", "Help", footer=19),
    Key(
        "explorer.theme",
        ("T",),
        "theme",
        "theme",
        "Chooses the colours, which are tried at once and remembered; at first they are the terminal's own.",
        "Help",
    ),
    Key("explorer.suspend", ("ctrl+z",), "suspend", "", "Leaves the terminal to the shell; its fg comes back.", "Help"),
    Key("explorer.how_to_leave", ("ctrl+c",), "how_to_leave", "", "Says how to leave.", "Help"),
    Key("explorer.repaint", ("ctrl+l",), "repaint", "repaint", "Paints the whole screen anew.", "Help"),
    Key("explorer.back", ("escape",), "back", "", "Leaves zoom or the view, back to the rows.", "Views"),
    Key(
        "explorer.quit",
        ("q", "ctrl+q"),
        "quit_session",
        "quit",
        "Leaves; asks if there is something to save.",
        "Help",
        footer=21,
    ),
)


def _views() -> list[Key]:
    opening = [Key(f"view.{v.name}", (v.key,), f"view('{v.name}')", v.title, v.help, "Views") for v in VIEWS]
    return [*opening, *(key for view in VIEWS for key in view.keys)]


@cache
def all_keys() -> tuple[Key, ...]:
    """Every key, in the order of help and docs."""
    return (*_VALUES, *_EDITING, *_FINDING, *_FOUND, *_EXPLORER, *_views())


@cache
def by_id() -> dict[str, Key]:
    """Every key by id."""
    return {key.id: key for key in all_keys()}


def active_in(where: str) -> list[Key]:
    """The keys of one place."""
    return [key for key in all_keys() if key.where == where]


def bindings(where: str) -> list[BindingType]:
    """Textual's bindings of the keys of one place; a key that a view answers goes through the explorer."""
    return [
        Binding(
            ",".join(key.keys),
            key.bound_action,
            key.description,
            tooltip=key.tooltip,
            id=key.id,
        )
        for key in active_in(where)
    ]


def keys_document() -> str:
    """docs/keys.md."""
    lines = ["# Keys", "", "Generated from `tui/keys.py` by `python -m tui.keys`; do not edit.", ""]
    lines += ['Every key can be changed in `settings.toml`: a line `"id" = "key"` under `[keys]`.', ""]
    for group in dict.fromkeys(key.group for key in all_keys()):
        lines += [f"## {group}", "", "| key | what it does | id |", "|---|---|---|"]
        for key in all_keys():
            if key.group == group:
                names = " ".join(f"`{_escaped(name)}`" for name in key.names)
                lines.append(f"| {names} | {key.tooltip} | `{key.id}` |")
        lines.append("")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    from pathlib import Path

    (Path(__file__).parent.parent / "docs" / "keys.md").write_text(keys_document(), encoding="utf-8")

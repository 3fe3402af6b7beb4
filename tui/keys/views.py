"""The views of the explorer: what tab bar and keys must know of each before its module is loaded.

To add a view:

1. Write ``tui/views/NAME.py`` with a subclass of ``tui.views.view.View`` (read its docstring).
2. Add one ``ViewEntry`` to ``VIEWS`` below, in the order of the tabs: name, title, the key that opens it, where its class
   is, and its own keys. Nothing else has to know of it: tab, key, footer, help, palette and docs/keys.md follow.

A view's module is imported when the view is first opened, never before the first screen.
"""

from __future__ import annotations

from dataclasses import dataclass

from tui.keys.key import Key


@dataclass(frozen=True)
class ViewEntry:
    """One view: what the tab bar and the keys must know before its module is loaded.

    Attributes:
        name: Its short name, also the ``where`` of keys that act while it has focus.
        title: The words on its tab.
        short: The words on its tab where there is little room.
        key: The key that opens it.
        help: One sentence on what it shows.
        path: ``module:Class``, imported when the view is first opened.
        keys: Its own keys. ``where=NAME``: active while the view has focus, the action is the view's. ``where="explorer"``
            with ``view=NAME``: active while the view is visible, wherever the focus is; the action is the view's too.
    """

    name: str
    title: str
    short: str
    key: str
    help: str
    path: str
    keys: tuple[Key, ...] = ()


VIEWS: tuple[ViewEntry, ...] = (
    ViewEntry(
        "curves",
        "Curves",
        "Curves",
        "C",
        "The cost of A and B against one parameter, with their crossovers.",
        "tui.views.curves:Curves",
        (
            Key(
                "curves.alone",
                ("a",),
                "alone",
                "single models",
                "Draws the curves of strong only and weak only as well, or no more.",
                "Views",
                footer=16,
                view="curves",
                reason="only for the curves",
            ),
            Key(
                "curves.log",
                ("l",),
                "log",
                "log axis",
                "Switches the axis of the curves between linear and logarithmic.",
                "Views",
                view="curves",
                reason="only for the curves",
            ),
            Key(
                "curves.less",
                ("left",),
                "step(-1)",
                "",
                "Makes the value plotted against smaller by one step.",
                "Curves",
                "curves",
            ),
            Key(
                "curves.more",
                ("right",),
                "step(1)",
                "move along",
                "Makes the value plotted against larger by one step: the point moves along the curves.",
                "Curves",
                "curves",
                1,
                show="←→",
            ),
            Key(
                "curves.much_less",
                ("shift+left", "comma"),
                "step(-10)",
                "",
                "Makes the value plotted against smaller by ten steps.",
                "Curves",
                "curves",
            ),
            Key(
                "curves.much_more",
                ("shift+right", "full_stop"),
                "step(10)",
                "",
                "Makes the value plotted against larger by ten steps.",
                "Curves",
                "curves",
            ),
            Key("curves.go", ("enter",), "go", "its row", "Goes to the row plotted against.", "Curves", "curves", 2),
        ),
    ),
    ViewEntry(
        "flips",
        "What flips it",
        "Flips",
        "F",
        "How far every parameter is from its crossover, nearest first.",
        "tui.views.flips:Flips",
        (
            Key("flips.up", ("up", "k"), "move(-1)", "", "Moves to the line above.", "What flips it", "flips"),
            Key(
                "flips.down",
                ("down", "j"),
                "move(1)",
                "move",
                "Moves to the line below.",
                "What flips it",
                "flips",
                1,
                show="↑↓",
            ),
            Key("flips.page_up", ("pageup",), "page(-1)", "", "Moves up by a page.", "What flips it", "flips"),
            Key("flips.page_down", ("pagedown",), "page(1)", "", "Moves down by a page.", "What flips it", "flips"),
            Key("flips.first", ("home",), "move_to(0)", "", "Moves to the nearest crossover.", "What flips it", "flips"),
            Key("flips.last", ("end", "G"), "move_to(-1)", "", "Moves to the last line.", "What flips it", "flips"),
            Key("flips.go", ("enter",), "go", "its row", "Goes to the parameter's row.", "What flips it", "flips", 2),
            Key(
                "flips.flip",
                ("g",),
                "flip",
                "to crossover",
                "Sets the parameter of the line to its crossover.",
                "What flips it",
                "flips",
                3,
            ),
            Key(
                "flips.plot",
                ("x",),
                "plot",
                "plot",
                "Plots the curves against the parameter of the line.",
                "What flips it",
                "flips",
                4,
            ),
        ),
    ),
    ViewEntry(
        "map",
        "Map",
        "Map",
        "M",
        "Who wins where, and by how much, over two parameters at once.",
        "tui.views.map:Map",
        (
            Key(
                "map.across",
                ("X",),
                "across",
                "→ axis",
                "Puts the row in focus on the map's columns.",
                "Map",
                footer=16,
                view="map",
                opens=True,
            ),
            Key(
                "map.upwards",
                ("Y",),
                "up",
                "↑ axis",
                "Puts the row in focus on the map's rows.",
                "Map",
                footer=17,
                view="map",
                opens=True,
            ),
            Key(
                "map.left",
                ("left",),
                "look(-1, 0)",
                "look",
                "Moves the cursor, which tells what holds at its point.",
                "Map",
                "map",
                1,
                show="←↑↓→",
            ),
            Key("map.right", ("right",), "look(1, 0)", "", "Moves the cursor to the right.", "Map", "map"),
            Key("map.up", ("up",), "look(0, 1)", "", "Moves the cursor up.", "Map", "map"),
            Key("map.down", ("down",), "look(0, -1)", "", "Moves the cursor down.", "Map", "map"),
            Key("map.far_left", ("shift+left", "comma"), "look(-8, 0)", "", "Moves the cursor far to the left.", "Map", "map"),
            Key(
                "map.far_right",
                ("shift+right", "full_stop"),
                "look(8, 0)",
                "",
                "Moves the cursor far to the right.",
                "Map",
                "map",
            ),
            Key("map.take", ("enter",), "take", "set both", "Sets both parameters to the cursor's values.", "Map", "map", 4),
            Key("map.home", ("home", "backspace"), "home", "", "Puts the cursor back to the present values.", "Map", "map"),
        ),
    ),
    ViewEntry(
        "lineup",
        "Line-up",
        "Line-up",
        "L",
        "Every strategy on the same inputs, cheapest first.",
        "tui.views.lineup:LineUp",
        (
            Key("lineup.up", ("up", "k"), "move(-1)", "", "Moves to the strategy above.", "Line-up", "lineup"),
            Key(
                "lineup.down",
                ("down", "j"),
                "move(1)",
                "move",
                "Moves to the strategy below.",
                "Line-up",
                "lineup",
                1,
                show="↑↓",
            ),
            Key("lineup.first", ("home",), "move_to(0)", "", "Moves to the cheapest strategy.", "Line-up", "lineup"),
            Key("lineup.last", ("end", "G"), "move_to(-1)", "", "Moves to the dearest strategy.", "Line-up", "lineup"),
            Key("lineup.go", ("enter",), "go", "its row", "Goes to the row that governs the strategy.", "Line-up", "lineup", 2),
        ),
    ),
    ViewEntry(
        "odds",
        "Odds",
        "Odds",
        "O",
        "How much one run may cost, and the chance to stay within a budget.",
        "tui.views.odds:OddsView",
        (
            Key(
                "odds.less",
                ("less_than_sign",),
                "budget(-1)",
                "budget",
                "Makes the budget smaller.",
                "Odds",
                footer=16,
                view="odds",
                reason="only for the odds",
                show="<>",
            ),
            Key(
                "odds.more",
                ("greater_than_sign",),
                "budget(1)",
                "",
                "Makes the budget larger.",
                "Odds",
                view="odds",
                reason="only for the odds",
            ),
            Key(
                "odds.type",
                ("B",),
                "type_budget",
                "type budget",
                "Asks for a budget in dollars.",
                "Odds",
                footer=17,
                view="odds",
                reason="only for the odds",
            ),
            Key(
                "odds.shape",
                ("d",),
                "shape",
                "shape",
                "Switches between runs that cost no more and runs that cost about so much.",
                "Odds",
                footer=18,
                view="odds",
                reason="only for the odds",
            ),
            Key("odds.left", ("left",), "budget(-1)", "", "Makes the budget smaller.", "Odds", "odds"),
            Key("odds.right", ("right",), "budget(1)", "budget", "Makes the budget larger.", "Odds", "odds", 1, show="←→"),
            Key(
                "odds.far_left",
                ("shift+left", "comma"),
                "budget(-10)",
                "",
                "Makes the budget smaller by ten steps.",
                "Odds",
                "odds",
            ),
            Key(
                "odds.far_right",
                ("shift+right", "full_stop"),
                "budget(10)",
                "",
                "Makes the budget larger by ten steps.",
                "Odds",
                "odds",
            ),
        ),
    ),
    ViewEntry(
        "compare",
        "Compare",
        "Compare",
        "P",
        "Pinned scenarios and this one side by side.",
        "tui.views.compare:Compare",
        (
            Key("compare.previous", ("left",), "choose(-1)", "", "Chooses the pin to the left.", "Compare", "compare"),
            Key(
                "compare.next",
                ("right",),
                "choose(1)",
                "choose",
                "Chooses the pin to the right.",
                "Compare",
                "compare",
                1,
                show="←→",
            ),
            Key("compare.up", ("up", "k"), "scroll(-1)", "", "Scrolls up.", "Compare", "compare"),
            Key("compare.down", ("down", "j"), "scroll(1)", "scroll", "Scrolls down.", "Compare", "compare", 2, show="↑↓"),
            Key("compare.first", ("home",), "move_to(0)", "", "Scrolls to the beginning.", "Compare", "compare"),
            Key("compare.last", ("end", "G"), "move_to(-1)", "", "Scrolls to the end.", "Compare", "compare"),
            Key("compare.page_up", ("pageup",), "page(-1)", "", "Scrolls up by a page.", "Compare", "compare"),
            Key("compare.page_down", ("pagedown",), "page(1)", "", "Scrolls down by a page.", "Compare", "compare"),
            Key(
                "compare.swap",
                ("enter",),
                "swap",
                "swap",
                "Works on the chosen pin; the scenario in force takes its place.",
                "Compare",
                "compare",
                3,
            ),
            Key(
                "compare.remove",
                ("delete", "backspace"),
                "remove",
                "remove",
                "Removes the chosen pin.",
                "Compare",
                "compare",
                4,
            ),
        ),
    ),
)
"""All views, in the order of their tabs."""

"""A defect of ours is said in the place where it happened, kept in a file, and the session lives on."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from presets.kept.failures import failures_folder
from tests.tui.conftest import Hands
from tui.answers import deadline
from tui.keys.views import VIEWS
from tui.views.view import View
from tui.widgets.lines import Lines
from tui.widgets.table import Table
from tui.widgets.verdict_box import VerdictBox

NAMES = [view.name for view in VIEWS]
pytestmark = pytest.mark.fails


def view_class(name: str) -> type[View]:
    module, _, cls = next(view.path for view in VIEWS if view.name == name).partition(":")
    found: type[View] = getattr(import_module(module), cls)
    return found


def broken(*_: object, **__: object) -> None:
    raise ZeroDivisionError("a defect of ours")


def told() -> list[str]:
    return [path.read_text() for path in failures_folder().glob("*.txt")]


def screen(hands: Hands) -> str:
    """What the view in front shows."""
    region = hands.explorer.current_view.region
    lines = hands.screen_lines()[region.y : region.bottom]
    return " ".join(" ".join(line[region.x : region.right] for line in lines).split())


async def settle(hands: Hands, done: Callable[[], bool]) -> None:
    for _ in range(1000):
        if done():
            break
        await hands.pilot.pause(0.01)
    await hands.pilot.pause()
    assert done(), "\n".join(hands.screen_lines())


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", ["show", "inside"])
async def test_a_view_that_fails_says_so_and_the_session_lives_on(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, name: str, part: str
) -> None:
    key = next(view.key for view in VIEWS if view.name == name)
    other = next(view for view in VIEWS if view.name != name)
    await hands.press(other.key)
    with monkeypatch.context() as patch:
        if part == "show":
            patch.setattr(view_class(name), "show", broken)
        else:
            patch.setattr("tui.plot.chart_rows.ChartRows.draw", broken)
            for one in vars(import_module(view_class(name).__module__)).values():
                if isinstance(one, type) and issubclass(one, Lines):
                    patch.setattr(one, "build", broken)
        await hands.press(key, "right", "right")
        await settle(hands, lambda: "This view failed" in screen(hands))
        assert "This view failed: ZeroDivisionError: a defect of ours; the other views work." in screen(hands)
        assert hands.now.value("weak.bugs") == 4.2
        assert "WEAK FIRST is cheaper" in hands.verdict
        await hands.press(other.key)
    await hands.press("left", key)
    await settle(hands, lambda: "This view failed" not in screen(hands))
    assert hands.app.is_running
    assert any("ZeroDivisionError: a defect of ours" in text and "[weak]" in text for text in told())
    assert str(failures_folder()).endswith("state/failures")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["flips", "map", "lineup", "odds"])
@pytest.mark.parametrize("late", [0.0, 0.02])
async def test_what_fails_in_a_thread_is_said_in_its_view(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, name: str, late: float
) -> None:
    monkeypatch.setattr(deadline, "patience", late)
    await hands.press("right")
    begin = deadline.Deadline.__init__

    def begun(self: deadline.Deadline[Any, Any], _work: object, take: Any, post: Any) -> None:
        begin(self, broken, take, post)

    with monkeypatch.context() as patch:
        patch.setattr(deadline.Deadline, "__init__", begun)
        await hands.press(next(view.key for view in VIEWS if view.name == name))
        await settle(hands, lambda: "This view failed" in screen(hands))
    await hands.press("C", "u")
    assert hands.now.value("weak.bugs") == 4.0
    assert "This view failed" not in screen(hands)


@pytest.mark.parametrize("widget", [Table, VerdictBox])
async def test_a_table_or_verdict_that_fails_says_so(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, widget: type[Table | VerdictBox]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(widget, "build", broken)
        await hands.press("right")
        assert "This part failed: ZeroDivisionError: a defect of ours; the others work." in " ".join(hands.text(widget).split())
    await hands.press("u")
    assert "failed" not in "".join(hands.screen_lines())
    assert hands.now.value("weak.bugs") == 4.0


@pytest.mark.parametrize("late", [0.0, 0.02])
async def test_an_answer_that_fails_leaves_the_session_alive(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, late: float
) -> None:
    monkeypatch.setattr(deadline, "patience", late)
    with monkeypatch.context() as patch:
        patch.setattr(hands.explorer._deadline, "_work", broken)
        await hands.press("right")
        await settle(hands, lambda: "That failed" in hands.message)
        assert "ZeroDivisionError: a defect of ours; u takes the last change back" in hands.message
        await hands.press("p", "w", "y")
        assert not hands.now.pins
        assert len(hands.app.screen_stack) == 1
    await hands.press("u")
    await settle(hands, lambda: not hands.now.pending)
    assert hands.now.value("weak.bugs") == 4.0
    await hands.press("p")
    await settle(hands, lambda: bool(hands.now.pins))


@pytest.mark.slow
@pytest.mark.parametrize("key", ["x", "g", "c", "s", "w"])
async def test_a_key_that_fails_says_so(hands: Hands, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    from tui.screens.explorer import Explorer

    actions = {"x": "action_plot", "g": "action_crossover", "c": "action_context", "s": "action_save", "w": "action_report"}
    monkeypatch.setattr(Explorer, actions[key], broken)
    await hands.press(key)
    assert hands.message.startswith("That failed: ZeroDivisionError: a defect of ours")
    await hands.press("right")
    assert hands.now.value("weak.bugs") == 4.1


async def test_a_dialog_that_fails_is_closed(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.dialogs.open.OpenDialog.found", broken)
    await hands.press("o")
    await settle(hands, lambda: len(hands.app.screen_stack) == 1)
    await settle(hands, lambda: "That failed" in hands.message)
    await hands.press("right")
    assert hands.now.value("weak.bugs") == 4.1


async def test_where_no_details_can_be_kept_it_says_that(hands: Hands, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    failures_folder().parent.mkdir(parents=True, exist_ok=True)
    failures_folder().write_text("a file in the folder's place")
    monkeypatch.setattr(Table, "build", broken)
    await hands.press("Z", "right")
    assert "Its details are not kept" in " ".join(hands.text(Table).split())

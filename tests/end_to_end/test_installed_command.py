"""The installed command on a terminal: real bytes, a real screen, a whole session from start to start."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from engine.outcome import evaluate
from engine.scenarios.registry import assign
from presets.scenarios.library import open_scenario
from tests.terminal.explorer import explorer
from tests.terminal.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="waits for processes as Linux does")


def headline(bugs: float) -> str:
    """The verdict on the textbook scenario with so many bugs left by the weak model."""
    return evaluate(assign(open_scenario("textbook").scenario, {"weak.bugs": bugs})).verdict.headline


def row(terminal: Terminal) -> str:
    """The row in focus."""
    return next((line for line in terminal.screen.lines if line.startswith("▸")), "")


def quit_without_saving(terminal: Terminal) -> int:
    terminal.press("q")
    terminal.wait_for("unsaved changes")
    terminal.press("d")
    return terminal.wait_for_exit()


@pytest.mark.slow
def test_a_whole_session(home: Path) -> None:
    with Terminal(explorer(home)) as terminal:
        terminal.wait_for("Crossover  textbook", headline(4.0))
        # A digit starts typing in place; every key is answered before Enter takes the value.
        terminal.press("7")
        terminal.wait_for(headline(7.0), "take it")
        terminal.press(".", "5")
        terminal.wait_for(headline(7.5))
        terminal.press("enter")
        terminal.wait_for("textbook *")
        assert "7.5" in row(terminal)
        terminal.press("right")
        terminal.wait_for(headline(7.6))
        terminal.press("u")
        terminal.wait_for("Undone", headline(7.5))
        terminal.press("U")
        terminal.wait_for("Redone", headline(7.6))
        terminal.press("u")
        terminal.wait_for(headline(7.5))
        terminal.press("S")
        terminal.wait_for("Save under which name?")
        terminal.press("ctrl+u", *"seven and a half", "enter")
        terminal.wait_for("Saved seven-and-a-half", "Crossover  seven-and-a-half")
        assert "seven-and-a-half *" not in terminal.text
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
    assert [path.name for path in (home / "scenarios").iterdir()] == ["seven-and-a-half.toml"]
    with Terminal(explorer(home)) as terminal:
        terminal.wait_for("Crossover  seven-and-a-half", headline(7.5))
        terminal.wait_until(lambda: "7.5" in row(terminal), "the value in its row")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0


@pytest.mark.slow
def test_the_terminal_is_left_as_it_was(home: Path) -> None:
    with Terminal(explorer(home, "textbook")) as terminal:
        terminal.wait_for("cheaper")
        assert b"\x1b[?1049h" in terminal.received
        assert b"\x1b[?1000h" in terminal.received
        terminal.press("right")
        terminal.wait_for("textbook *")
        before = len(terminal.received)
        assert quit_without_saving(terminal) == 0
    last = bytes(terminal.received[before:])
    assert {b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l"} <= set(re.findall(rb"\x1b\[\?\d+[hl]", last))


@pytest.mark.slow
def test_the_title_tells_file_and_changes(home: Path) -> None:
    with Terminal(explorer(home, "textbook")) as terminal:
        terminal.wait_until(lambda: terminal.screen.title == "crossover: textbook", "the title")
        terminal.press("right")
        terminal.wait_until(lambda: terminal.screen.title == "crossover: textbook *", "the mark of changes")
        terminal.press("u")
        terminal.wait_until(lambda: terminal.screen.title == "crossover: textbook", "no mark")
        terminal.press("q")
        assert terminal.wait_for_exit() == 0
        assert terminal.screen.title == ""


@pytest.mark.slow
def test_too_small_a_terminal_says_so_and_keeps_the_work(home: Path) -> None:
    with Terminal(explorer(home, "textbook"), 40, 10) as terminal:
        terminal.wait_for("Crossover needs 60×16", "40×10")
        terminal.resize(120, 40)
        terminal.wait_for(headline(4.0))
        terminal.press("5", "enter")
        terminal.wait_for(headline(5.0), "textbook *")
        terminal.resize(20, 5)
        terminal.wait_for("Crossover needs")
        assert "cheaper" not in terminal.text
        terminal.resize(100, 30)
        terminal.wait_for(headline(5.0), "textbook *")


@pytest.mark.slow
def test_every_size_in_use(home: Path) -> None:
    with Terminal(explorer(home, "textbook")) as terminal:
        terminal.wait_for(headline(4.0))
        for number, (columns, rows) in enumerate([(200, 60), (80, 24), (60, 16), (300, 100), (120, 40)], 1):
            terminal.resize(columns, rows)
            terminal.press("right")
            figure = re.search(r"\$[\d.]+", headline(4.0 + number / 10))
            assert figure is not None
            # A narrow screen has no room for the whole headline, but for what the cheaper strategy costs.
            terminal.wait_for(figure[0], f"{4.0 + number / 10:.1f}")


@pytest.mark.slow
def test_no_color(home: Path) -> None:
    with Terminal(explorer(home, "textbook", NO_COLOR="1")) as terminal:
        terminal.wait_for(headline(4.0))
        terminal.press("right")
        terminal.wait_for(headline(4.1))
        styles = {tuple(style.split(b";")) for style in re.findall(rb"\x1b\[([\d;]*)m", bytes(terminal.received))}
    assert styles
    for style in styles:
        assert not coloured([int(code or 0) for code in style]), style


def coloured(codes: list[int]) -> bool:
    """Whether a style has a hue: greys of the 256 colours are none, nor are black and white."""
    greys = {0, 7, 8, 15, 16, 59, 102, 145, 188, 231, *range(232, 256)}
    while codes:
        code = codes.pop(0)
        if code in (38, 48):
            kind, *rest = codes[:2] if codes[0] == 5 else codes[:4]
            del codes[: 1 + len(rest)]
            if rest[0] not in greys if kind == 5 else len(set(rest)) > 1:
                return True
        elif code in (*range(31, 37), *range(41, 47), *range(91, 97), *range(101, 107)):
            return True
    return False


@pytest.mark.slow
@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "POSIX"}, {"LC_ALL": "en_US.ISO-8859-1"}, {"LC_ALL": "C.UTF-8", "CROSSOVER_ASCII": "1"}]
)
def test_a_terminal_that_is_not_utf_8_gets_ascii_only(home: Path, locale: dict[str, str]) -> None:
    with Terminal(explorer(home, "textbook", **locale)) as terminal:
        terminal.wait_for("WEAK FIRST is cheaper", ">bugs left")
        terminal.press("right")
        terminal.wait_for("textbook *")
        for key in ("v", "v", "v", "v", "?"):
            before = terminal.text
            terminal.press(key)
            terminal.wait_until(lambda before=before: terminal.text != before, f"what {key} shows")  # type: ignore[misc]
        assert bytes(terminal.received).isascii()


@pytest.mark.slow
def test_without_the_mouse_the_terminal_keeps_it(home: Path) -> None:
    with Terminal(explorer(home, "textbook", "--no-mouse")) as terminal:
        terminal.wait_for("cheaper")
        terminal.press("right")
        terminal.wait_for("textbook *")
        assert not re.search(rb"\x1b\[\?(?:1000|1002|1003|1006|1015|1016)h", bytes(terminal.received))


def test_what_cannot_be_opened_leaves_the_terminal_alone(home: Path) -> None:
    with Terminal(explorer(home, "textbok")) as terminal:
        assert terminal.wait_for_exit() == 1
        assert 'there is no scenario "textbok"; did you mean "textbook"?' in terminal.text
        assert b"\x1b" not in terminal.received

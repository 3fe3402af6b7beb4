"""The notes of a scenario: read, edited in a person's editor or in the explorer, undone, quoted."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from textual.app import App

from presets.files.reading import LARGEST
from presets.files.refusal import Refusal
from tests.tui.conftest import Hands
from tui.dialogs.notes import NotesArea
from tui.terminal.external_editor import chosen_editor, edited

Editor = Callable[[str], list[str]]


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """Makes an editor of a shell script that gets the file as ``$1``; its files lie in a folder of this test."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "tmp").mkdir()

    def made(script: str) -> list[str]:
        path = tmp_path / "an editor"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o700)
        monkeypatch.setenv("VISUAL", f"'{path}' -x")
        return chosen_editor()

    return made


def left(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "tmp").iterdir())


def said(hands: Hands) -> str:
    return " ".join(" ".join(line.replace("│", " ") for line in hands.screen_lines()).split())


# The editor


def test_the_text_goes_through_a_file_of_ones_own_and_nothing_is_left(editor: Editor, tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    command = editor(f'stat -c "%a" "$2" "$(dirname "$2")" > {seen}; echo "and more" >> "$2"')
    assert edited("one\n", command, nullcontext) == "one\nand more\n"
    assert seen.read_text().split() == ["600", "700"]
    assert not left(tmp_path)


def test_the_last_line_gets_no_end_that_it_did_not_have(editor: Editor) -> None:
    assert edited("one", editor('echo >> "$2"'), nullcontext) == "one"


def test_the_terminal_is_lent_for_as_long_as_the_editor_runs(editor: Editor, tmp_path: Path) -> None:
    lent = tmp_path / "lent"

    @contextmanager
    def lend() -> Iterator[None]:
        lent.touch()
        yield
        lent.unlink()

    assert edited("", editor(f'test -e {lent} && printf yes > "$2"'), lend) == "yes"
    assert not lent.exists()


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("exit 3", "an editor ended with status 3"),
        ("kill -9 $$", "an editor was ended by signal 9"),
        ('rm "$2"', "there is no such file"),
    ],
)
def test_an_editor_that_fails_is_said(editor: Editor, tmp_path: Path, script: str, words: str) -> None:
    with pytest.raises(Refusal, match=words) as refused:
        edited("one\n", editor(script), nullcontext)
    assert "what was written" not in str(refused.value)
    assert not left(tmp_path)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ('echo two > "$2"; exit 1', "ended with status 1; what was written is in "),
        (r'printf "\344" > "$2"', "what an editor left, line 1: the byte 0xe4 is not valid UTF-8; what was written is in "),
        (f'head -c {LARGEST + 1} /dev/zero > "$2"', "more than 256 kB"),
    ],
)
def test_what_was_written_and_cannot_be_taken_is_kept(editor: Editor, tmp_path: Path, script: str, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        edited("one\n", editor(script), nullcontext)
    (folder,) = left(tmp_path)
    assert (folder / "notes.txt").stat().st_size


def test_an_editor_that_is_not_there_is_said(editor: Editor, tmp_path: Path) -> None:
    editor("")
    with pytest.raises(Refusal, match="nosuch cannot be started: there is no such file"):
        edited("one", ["/bin/nosuch"], nullcontext)
    assert not left(tmp_path)


def test_which_editor_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "  ")
    assert chosen_editor() == []
    monkeypatch.setenv("EDITOR", "vi -u NONE")
    assert chosen_editor() == ["vi", "-u", "NONE"]
    monkeypatch.setenv("VISUAL", "'emacs")
    with pytest.raises(Refusal, match="VISUAL is no command: 'emacs"):
        chosen_editor()


# In the explorer


@pytest.fixture
def suspended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that can be lent."""
    monkeypatch.setattr(App, "suspend", lambda _app: nullcontext())


@pytest.mark.slow
@pytest.mark.usefixtures("suspended")
async def test_notes_edited_elsewhere_are_one_step(hands: Hands, editor: Editor) -> None:
    editor('echo "our own" > "$2"')
    await hands.press("right", "i", "e")
    assert hands.message == "The notes are changed; u takes that back"
    assert hands.now.scenario.notes == "our own\n"
    await hands.press("u")
    assert hands.now.scenario.notes.startswith("The smallest")
    assert hands.now.value("weak.bugs") == 4.1
    await hands.press("u", "U", "U")
    assert hands.now.scenario.notes == "our own\n"
    assert "*" in hands.title


@pytest.mark.usefixtures("suspended")
@pytest.mark.parametrize(
    ("script", "words"), [("", "The notes are as they were"), ("exit 1", "The notes are as they were: an editor ended with")]
)
async def test_notes_that_did_not_change_are_said(hands: Hands, editor: Editor, script: str, words: str) -> None:
    editor(script)
    await hands.press("i", "e")
    assert hands.message.startswith(words)
    assert not hands.now.modified
    assert not hands.now.undo


@pytest.mark.slow
async def test_without_an_editor_notes_are_written_in_the_explorer(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    await hands.press("i", "e")
    assert "Notes of Textbook example" in said(hands)
    await hands.write("Ours. ")
    await hands.press("enter", "f2")
    assert hands.now.scenario.notes.startswith("Ours. \nThe smallest")
    await hands.press("u")
    assert not hands.now.modified


@pytest.mark.slow
async def test_what_was_written_is_thrown_away_only_when_asked_twice(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    await hands.press("i", "e", "x", "escape")
    assert "Esc again throws the changes away" in said(hands)
    await hands.press("y", "escape")
    assert "Esc again throws" in said(hands)
    await hands.press("escape")
    assert hands.app.screen is hands.explorer
    assert hands.message == "The notes are as they were"
    await hands.press("i", "e", "escape")
    assert hands.app.screen is hands.explorer


async def test_control_characters_are_shown_as_what_they_are_and_stay(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    hands.explorer.session.put(replace(hands.now.scenario, notes="a\x1b[31mb\tc\u202e"), "notes")
    await hands.press("i")
    assert "a␛[31mb c�" in said(hands)
    await hands.press("e")
    shown = said(hands)
    assert "a␛[31mb" in shown
    assert "\x1b" not in shown
    await hands.press("x", "f2")
    assert hands.now.scenario.notes == "xa\x1b[31mb\tc\u202e"
    assert isinstance(NotesArea("\x00").get_line(0).plain, str)


async def test_notes_of_another_state_are_shown_as_such(hands: Hands) -> None:
    await hands.press("right", "i")
    assert "Changed since the notes were saved: weak bugs left 4.0 → 4.1." in said(hands)
    assert "e edits, Esc goes back" in said(hands)
    await hands.press("escape", "u", "i")
    assert "Changed since" not in said(hands)


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_what_the_keys_do_is_said_in_every_size(hands: Hands, size: tuple[int, int]) -> None:
    await hands.resize(*size)
    await hands.press("i")
    assert "e edits, Esc goes back" in said(hands)


def test_temporary_files_are_private_whatever_the_umask(editor: Editor, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        seen = tmp_path / "mode"
        edited("x", editor(f'stat -c "%a" "$2" > {seen}'), nullcontext)
    finally:
        os.umask(before)
    assert stat.S_IMODE(int(seen.read_text(), 8)) == 0o600

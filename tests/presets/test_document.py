"""Saving: all or nothing, the previous version kept, nobody else's work overwritten."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from engine.scenarios.registry import assign
from engine.scenarios.scenario import Scenario
from presets.files import writing
from presets.files.reading import LARGEST
from presets.files.refusal import AlreadyThere, Refusal, Unasked
from presets.files.writing import folder_locked
from presets.scenarios.document import ChangedOnDisk, Document, open_path, save, save_new
from presets.scenarios.library import open_scenario
from presets.scenarios.scenario_file import parse_scenario
from tests.presets.files import IRREGULAR, MINIMAL, with_line


@pytest.fixture
def document(tmp_path: Path) -> Document:
    """A scenario file opened."""
    path = tmp_path / "mine.toml"
    path.write_text(f"# a comment\n{MINIMAL}")
    return open_path(path)


def changed(scenario: Scenario, bugs: float = 6.3) -> Scenario:
    return assign(scenario, {"weak.bugs": bugs})


def path_of(document: Document) -> Path:
    assert document.source.path is not None
    return document.source.path


def test_saving_keeps_the_previous_version(document: Document) -> None:
    path = path_of(document)
    before = path.read_bytes()
    saved = save(changed(document.scenario), document.source)
    assert saved.scenario.weak.bugs == 6.3
    assert open_path(path) == saved
    assert path.with_name("mine.toml~").read_bytes() == before
    assert sorted(os.listdir(path.parent)) == ["mine.toml", "mine.toml~"]


def test_saving_again_needs_the_new_source(document: Document) -> None:
    first = save(changed(document.scenario), document.source)
    second = save(changed(document.scenario, 7.0), first.source)
    assert second.scenario.weak.bugs == 7.0
    with pytest.raises(ChangedOnDisk):
        save(changed(document.scenario, 8.0), document.source)


def test_saving_what_is_there_writes_nothing(document: Document) -> None:
    saved = save(changed(document.scenario), document.source)
    before = path_of(saved).stat()
    assert save(saved.scenario, saved.source) == saved
    assert path_of(saved).stat().st_ino == before.st_ino


def test_a_new_file_is_its_owners_only_and_so_is_a_new_folder(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "new.toml"
    save_new(document.scenario, path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.parent.parent.stat().st_mode & 0o777 == 0o700


def test_an_existing_file_keeps_its_permissions(document: Document) -> None:
    path = path_of(document)
    path.chmod(0o640)
    save(changed(document.scenario), document.source)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_symbolic_link_stays_one(document: Document, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to("mine.toml")
    opened = open_path(link)
    save(changed(opened.scenario), opened.source)
    assert link.is_symlink()
    assert open_path(path_of(document)).scenario.weak.bugs == 6.3


def test_a_file_changed_by_someone_else_is_noticed(document: Document) -> None:
    path = path_of(document)
    theirs = path.read_text().replace("Minimal", "Theirs")
    path.write_text(theirs)
    with pytest.raises(ChangedOnDisk, match="was changed by someone else since it was opened; nothing was written"):
        save(changed(document.scenario), document.source)
    assert path.read_text() == theirs
    save(changed(document.scenario), document.source, overwrite=True)
    assert open_path(path).scenario == changed(document.scenario)
    assert path.with_name("mine.toml~").read_text() == theirs


def test_a_file_deleted_by_someone_else_is_noticed(document: Document) -> None:
    path = path_of(document)
    path.unlink()
    with pytest.raises(ChangedOnDisk, match="was deleted since it was opened"):
        save(changed(document.scenario), document.source)
    assert not path.exists()
    save(changed(document.scenario), document.source, overwrite=True)
    assert path.exists()


def test_two_sessions_on_one_file(document: Document) -> None:
    save(changed(document.scenario, 1.0), document.source)
    with pytest.raises(ChangedOnDisk):
        save(changed(document.scenario, 2.0), document.source)
    assert open_path(path_of(document)).scenario.weak.bugs == 1.0


@pytest.mark.parametrize(
    "content", ["", "not a scenario", "schema = 1", "\ufeff" + MINIMAL, MINIMAL.replace("schema = 1", "schema = 9")]
)
def test_what_is_no_scenario_is_never_overwritten(document: Document, content: str) -> None:
    path = path_of(document)
    path.write_text(content)
    with pytest.raises(Refusal, match="nothing was written over it"):
        save(document.scenario, document.source, overwrite=True)
    assert path.read_text() == content


def test_another_file_is_not_overwritten_unless_told(document: Document) -> None:
    with pytest.raises(AlreadyThere, match="exists already"):
        save_new(changed(document.scenario), path_of(document))
    assert save_new(changed(document.scenario), path_of(document), overwrite=True).scenario.weak.bugs == 6.3


def test_bundled_scenarios_are_never_written() -> None:
    bundled = open_scenario("textbook")
    assert bundled.source.bundled
    before = path_of(bundled).read_bytes()
    with pytest.raises(Refusal, match="bundled with Crossover and never changed"):
        save(changed(bundled.scenario), bundled.source)
    with pytest.raises(Refusal, match="bundled with Crossover and never changed"):
        save_new(bundled.scenario, path_of(bundled), overwrite=True)
    assert path_of(bundled).read_bytes() == before


def test_a_write_protected_file_is_replaced_only_when_told(document: Document) -> None:
    path = path_of(document)
    path.chmod(0o400)
    before = path.read_bytes()
    with pytest.raises(Unasked, match="is write-protected; nothing was written"):
        save(changed(document.scenario), document.source)
    assert path.read_bytes() == before
    save(changed(document.scenario), document.source, overwrite=True)
    assert path.stat().st_mode & 0o777 == 0o400
    assert path.with_name("mine.toml~").read_bytes() == before


def test_what_is_wrong_with_a_file_is_asked_together(document: Document) -> None:
    path = path_of(document)
    path.write_text(path.read_text().replace("Minimal", "Theirs"))
    path.chmod(0o400)
    with pytest.raises(ChangedOnDisk, match="was changed by someone else since it was opened and is write-protected; nothing"):
        save(changed(document.scenario), document.source)
    with pytest.raises(AlreadyThere, match="exists already and is write-protected; nothing"):
        save_new(changed(document.scenario), path)


def test_a_write_protected_folder_is_written_only_when_told(document: Document) -> None:
    folder = path_of(document).parent
    folder.chmod(0o500)
    names = os.listdir(folder)
    try:
        with pytest.raises(Unasked, match="is in a write-protected folder; nothing was written"):
            save(changed(document.scenario), document.source)
        for new in ("new.toml", "below/new.toml"):
            with pytest.raises(Unasked, match="is in a write-protected folder; nothing was written"):
                save_new(document.scenario, folder / new)
        assert os.listdir(folder) == names
        if os.geteuid() == 0:
            save(changed(document.scenario), document.source, overwrite=True)
    finally:
        folder.chmod(0o700)


def test_the_version_before_is_no_one_elses_file(document: Document) -> None:
    before = path_of(document).with_name("mine.toml~")
    before.write_text("precious")
    before.chmod(0o400)
    with pytest.raises(Unasked, match=r"mine\.toml~ is write-protected; nothing was written"):
        save(changed(document.scenario), document.source)
    assert before.read_text() == "precious"
    assert open_path(path_of(document)) == document
    before.unlink()
    before.symlink_to("elsewhere")
    with pytest.raises(Refusal, match="it is a symbolic link, not a file"):
        save(changed(document.scenario), document.source, overwrite=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize(("mode", "asks"), [(0o644, True), (0o666, False), (0o664, True), (0o600, True)])
def test_another_users_file_is_replaced_only_when_told_and_stays_theirs(document: Document, mode: int, *, asks: bool) -> None:
    path = path_of(document)
    os.chown(path, 12345, 54321)
    path.chmod(mode)
    if asks:
        with pytest.raises(Unasked, match="belongs to someone else and is write-protected; nothing was written"):
            save(changed(document.scenario), document.source)
    save(changed(document.scenario), document.source, overwrite=asks)
    status = path.stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (12345, 54321, mode)


@pytest.mark.parametrize("make", IRREGULAR.values(), ids=IRREGULAR)
def test_what_is_no_file_is_neither_read_nor_replaced(document: Document, tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "other.toml"
    make(path)
    before = path.lstat()
    with pytest.raises(Refusal, match=r"it is a \w+, not a file"):
        open_path(path)
    with pytest.raises(Refusal, match=r"it is a \w+, not a file"):
        save_new(document.scenario, path, overwrite=True)
    assert path.lstat() == before


def test_a_folder_that_someone_keeps_locked_is_said(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "_PATIENCE", 0.0)
    with folder_locked(path_of(document).parent), pytest.raises(Refusal, match="is kept locked by another program"):
        save(changed(document.scenario), document.source)


@pytest.mark.parametrize("name", ["a\nb", "", " ", "x" * 300, "\ud800"])
def test_a_name_that_no_file_can_hold_is_refused_before_writing(document: Document, name: str) -> None:
    before = path_of(document).read_bytes()
    with pytest.raises(Refusal):
        save(replace(document.scenario, name=name), document.source)
    assert path_of(document).read_bytes() == before


def test_a_scenario_too_large_to_read_back_is_not_written(document: Document) -> None:
    with pytest.raises(Refusal, match="would be refused"):
        save(replace(document.scenario, notes="x" * LARGEST), document.source)


def failing(code: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize(("code", "words"), [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "the disk is read-only")])
@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_failing_disk_damages_nothing(
    document: Document, monkeypatch: pytest.MonkeyPatch, call: str, code: int, words: str
) -> None:
    path = path_of(document)
    before = path.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(os, call, failing(code))
        with pytest.raises(Refusal, match=f"was not written: {words}"):
            save(changed(document.scenario), document.source)
    assert path.read_bytes() == before
    assert [name for name in os.listdir(path.parent) if name.endswith(".tmp")] == []
    assert save(changed(document.scenario), document.source).scenario.weak.bugs == 6.3


def test_an_interruption_leaves_nothing_behind(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before = path_of(document).read_bytes()
    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(changed(document.scenario), document.source)
    assert path_of(document).read_bytes() == before
    assert os.listdir(path_of(document).parent) == ["mine.toml"]


def test_a_folder_where_the_file_should_be(tmp_path: Path, document: Document) -> None:
    with pytest.raises(Refusal, match="it is a folder, not a file"):
        save_new(document.scenario, tmp_path, overwrite=True)


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "mine.toml/below"])
def test_impossible_paths_are_one_sentence(document: Document, name: str) -> None:
    with pytest.raises(Refusal):
        save_new(document.scenario, path_of(document).parent / name)


_SAVER = """
import sys
from pathlib import Path
from engine.scenarios.registry import assign
from presets.scenarios.document import open_path, save
document = open_path(Path(sys.argv[1]))
print("ready", flush=True)
for round in range(1_000_000):
    document = save(assign(document.scenario, {"weak.bugs": float(round)}), document.source)
"""


@pytest.mark.slow
def test_killed_in_the_middle_of_saving(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MINIMAL)
    root = Path(__file__).parents[2]
    for round_ in range(8):
        process = subprocess.Popen([sys.executable, "-c", _SAVER, str(path)], cwd=root, stdout=subprocess.PIPE, text=True)
        with process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(0.002 * round_)  # a different moment each time, not a wait for something
            process.send_signal(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
        parse_scenario(path.read_bytes(), "mine.toml")
    document = open_path(path)
    save(changed(document.scenario, 0.5), document.source)
    assert sorted(os.listdir(tmp_path)) == ["mine.toml", "mine.toml~"]
    assert path.read_text() == with_line("bugs = 4", "bugs = 0.5")

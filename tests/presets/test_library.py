"""Names and paths: what is found, listed, suggested and saved where."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.scenarios.registry import assign
from presets.files.places import state
from presets.files.refusal import AlreadyThere, Refusal
from presets.kept.memory import last_scenario, remember
from presets.scenarios import library
from presets.scenarios.filing import duplicate
from presets.scenarios.library import Entry, entries, file_stem, locate, open_scenario, own_scenarios, save_as
from tests.presets.files import MINIMAL


def own(name: str, text: str = MINIMAL) -> Path:
    folder = own_scenarios()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_text(text)
    return path


def test_bundled_scenarios_are_listed_and_usable() -> None:
    names = [entry.name for entry in entries()]
    assert library.DEFAULT in names
    assert len(names) >= 8
    assert names == sorted(names)
    for name in names:
        document = open_scenario(name)
        assert document.source.bundled
        assert document.source.title == name


def test_own_scenarios_come_first_and_hide_bundled_ones() -> None:
    own("zebra")
    own("textbook")
    own(".hidden")
    listed = entries()
    assert [entry.name for entry in listed[:2]] == ["textbook", "zebra"]
    assert [entry.bundled for entry in listed if entry.name == "textbook"] == [False]
    assert open_scenario("textbook").scenario.name == "Minimal"


def test_a_suffix_does_no_harm() -> None:
    assert open_scenario("textbook.toml").source.bundled


def test_paths_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "compare").write_text(MINIMAL)
    (tmp_path / "textbook.toml").write_text(MINIMAL)
    (tmp_path / "textbook").write_text(MINIMAL)
    for word in ("./compare", str(tmp_path / "compare"), "compare", "textbook.toml", "./textbook"):
        assert open_scenario(word).scenario.name == "Minimal"
    assert open_scenario("./compare").source.word == str(tmp_path / "compare")
    assert open_scenario("textbook").source.bundled, "a name of the library goes before a file without suffix"


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("textbok", 'there is no scenario "textbok"; did you mean "textbook"?'),
        ("xyzzy", 'there is no scenario "xyzzy"; "crossover scenarios" lists them'),
        ("", 'there is no scenario ""'),
        ("a\x1b[2Jb", "a␛[2Jb"),
        ("x" * 5000, 'there is no scenario "xxx'),
        ("/no/such.toml", "/no/such.toml: there is no such file"),
        ("no\0/such", "there is no such file"),
        ("/", "it is a folder, not a file"),
        ("/dev/null", "it is a device, not a file"),
        ("/dev/zero", "it is a device, not a file"),
    ],
)
def test_what_cannot_be_opened_is_one_sentence(word: str, sentence: str) -> None:
    with pytest.raises(Refusal) as caught:
        open_scenario(word)
    assert sentence in str(caught.value)


def test_a_folder_a_large_file_and_an_unreadable_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="it is a folder, not a file"):
        open_scenario(f"{tmp_path}/")
    large = tmp_path / "large.toml"
    with large.open("wb") as file:
        file.truncate(10_000_000)
    with pytest.raises(Refusal, match="a file of more than 256 kB is none of Crossover's"):
        open_scenario(str(large))
    large.chmod(0)

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)  # root may read anything
    with pytest.raises(Refusal, match=r"large\.toml: permission denied"):
        open_scenario(str(large))


def test_saving_under_a_name(home: Path) -> None:
    scenario = open_scenario("textbook").scenario
    saved = save_as(scenario, " My Größe: v1.5/ ".replace("/", ""))
    assert saved.source.path == home / "scenarios" / "my-größe-v1.5.toml"
    assert saved.source.word == "my-größe-v1.5"
    assert not saved.source.bundled
    assert open_scenario("my-größe-v1.5") == saved
    with pytest.raises(AlreadyThere):
        save_as(scenario, "my größe V1.5")


def test_a_copy_keeps_the_comments_and_the_order_of_its_origin(tmp_path: Path) -> None:
    text = MINIMAL.replace("bugs = 4\n", "bugs = 4   # counted by hand\n\n# that is all\n")
    path = own("mine", text)
    scenario = open_scenario("mine").scenario
    changed = assign(scenario, {"weak.bugs": 6.0})
    for copy, bugs in (
        (duplicate(Entry("mine", path, bundled=False), "Second"), "4"),
        (save_as(changed, "Third", like=path), "6"),
    ):
        assert copy.source.path is not None
        assert not copy.anew
        lines = copy.source.path.read_text().splitlines()
        assert f"bugs = {bugs}   # counted by hand" in lines
        assert "# that is all" in lines
        assert copy.scenario.weak == assign(scenario, {"weak.bugs": float(bugs)}).weak
    assert copy.scenario == changed
    assert path.read_text() == text
    # Whatever became of the origin meanwhile, a copy is written.
    for origin in (tmp_path / "gone.toml", tmp_path, own("broken", "[[")):
        assert save_as(changed, "Third", overwrite=True, like=origin) == save_as(changed, "Third", overwrite=True)


def test_saving_at_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    saved = save_as(open_scenario("textbook").scenario, "./here")
    assert saved.source.path == tmp_path / "here.toml"


@pytest.mark.parametrize("name", ["textbook", "Textbook.toml", "", "///".replace("/", "-"), "...", "\x1b"])
def test_names_that_cannot_be(name: str) -> None:
    with pytest.raises(Refusal):
        save_as(open_scenario("textbook").scenario, name)


@pytest.mark.parametrize("name", ["", ".", "..", " ", ".toml", "..toml"])
def test_a_path_without_a_name_is_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refusal, match=r"names no file; a name must follow the last slash$"):
        save_as(open_scenario("textbook").scenario, f"{tmp_path}/{name}", overwrite=True)
    with pytest.raises(Refusal, match=r"^///"):
        save_as(open_scenario("textbook").scenario, f"///{name}", overwrite=True)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
@given(st.text())
def test_a_name_never_leaves_the_folder(name: str) -> None:
    stem = file_stem(name)
    assert os.sep not in stem
    assert not stem.startswith((".", "-"))
    assert "\0" not in stem
    assert len(stem.encode(errors="surrogatepass")) <= 80
    assert file_stem(stem) == stem


def test_the_last_scenario_is_remembered() -> None:
    assert last_scenario() == (None, "")
    remember(open_scenario("textbook").source)
    assert last_scenario() == ("textbook", "")
    (state() / "last.toml").write_text("scenario = 3")
    (word, problem) = last_scenario()
    assert word is None
    assert "Set aside as last.toml.unusable" in problem
    assert "last.toml, line 1: scenario must be a text" in problem
    assert (state() / "last.toml.unusable").read_text() == "scenario = 3"
    assert last_scenario() == (None, "")


def test_locating_reads_nothing() -> None:
    path = own("broken", "nonsense")
    assert locate("broken").path == path

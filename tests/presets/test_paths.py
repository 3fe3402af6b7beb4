"""Completing paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from presets.files.paths import completed, completions


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("reports", "reviews", "deep/er"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("report.md", "repair.toml", "Loud.TOML", ".hidden.toml", "reports/one.toml", "deep/er/two.toml"):
        (tmp_path / name).write_text("")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "found", "common"),
    [
        ("re", ["repair.toml", "report.md", "reports/", "reviews/"], "re"),
        ("rep", ["repair.toml", "report.md", "reports/"], "rep"),
        ("repo", ["report.md", "reports/"], "report"),
        ("./repo", ["./report.md", "./reports/"], "./report"),
        ("reports/", ["reports/one.toml"], "reports/one.toml"),
        ("deep", ["deep/"], "deep/"),
        ("deep/", ["deep/er/"], "deep/er/"),
        ("~", ["~/"], "~/"),
        ("~/rev", ["~/reviews/"], "~/reviews/"),
        (".h", [".hidden.toml"], ".hidden.toml"),
        ("nobody", [], "nobody"),
        ("~nobody-of-that-name", [], "~nobody-of-that-name"),
        ("~nobody-of-that-name/x", [], "~nobody-of-that-name/x"),
        ("gone/x", [], "gone/x"),
        ("nul\0/x", [], "nul\0/x"),
        ("nowh", ["nowhere"], "nowhere"),
    ],
)
def test_what_a_path_may_become(folder: Path, typed: str, found: list[str], common: str) -> None:
    assert completions(typed) == found
    assert completed(typed, found) == common


def test_hidden_files_are_for_those_who_ask_and_ends_count_in_any_case(folder: Path) -> None:
    assert completions("./", (".toml",)) == ["./Loud.TOML", "./deep/", "./repair.toml", "./reports/", "./reviews/"]
    assert completions(f"{folder}/Lo", (".toml",)) == [f"{folder}/Loud.TOML"]

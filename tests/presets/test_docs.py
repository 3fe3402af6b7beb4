"""docs/files.md names every key, and its examples are files that can be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.scenarios.parameters import Parameter
from engine.scenarios.registry import of_files
from presets.files.tomlfile import parse
from presets.prices.catalogue import catalogue_of

TEXT = (Path(__file__).parents[2] / "docs" / "files.md").read_text()


@pytest.mark.parametrize("parameter", of_files(), ids=lambda parameter: parameter.key)
def test_every_key_is_documented(parameter: Parameter) -> None:
    rows = [row for row in TEXT.splitlines() if row.startswith(f"| `{parameter.field}` |")]
    assert len(rows) == 1
    assert parameter.kind.allowed.replace('"', "`") in rows[0]


def test_the_example_of_a_catalogue_is_one() -> None:
    section = TEXT.partition("## Price catalogue\n")[2].partition("\n## ")[0]
    example = "\n".join(line[4:] for line in section.splitlines() if line.startswith("    "))
    (model,) = catalogue_of(parse(example.encode(), "docs/files.md")).models
    assert model.long_prompt_threshold == 100_000

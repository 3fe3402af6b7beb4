"""The figures of docs/model.md are the engine's, all of them, and its headings are those that the code names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.engine.quoted import GIVEN, SUBJECTS, quoted

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
FLOWING = " ".join(TEXT.split())
FIGURE = re.compile(r"[−+]?\$\d|\d %|\d\.\d|10[⁻⁰¹²³⁴-⁹]+")
"""Dollars, shares, decimals and powers of ten."""


@pytest.mark.parametrize("subject", SUBJECTS)
def test_figures_are_those_of_the_engine(subject: str) -> None:
    for sentence in quoted(subject):
        assert sentence in FLOWING


def test_every_figure_is_checked() -> None:
    rest = FLOWING
    for sentence in [*(sentence for subject in SUBJECTS for sentence in quoted(subject)), *GIVEN]:
        assert sentence in rest
        rest = rest.replace(sentence, " … ")
    unchecked = [rest[max(found.start() - 40, 0) : found.end() + 20] for found in FIGURE.finditer(rest)]
    assert not unchecked, "tests/engine/quoted.py does not compute these"


def test_sections_that_code_refers_to_are_there() -> None:
    headings = {line.removeprefix("## ") for line in TEXT.splitlines() if line.startswith("## ")}
    named = set()
    for path in (ROOT / "engine").rglob("*.py"):
        for names in re.findall(r"docs/model\.md, ([^)]+)\)", path.read_text(encoding="utf-8")):
            named.update(re.split(r", | and ", names))
    assert {"Survival", "Conversations", "Tokens", "Dollars", "Crossovers"} <= named
    assert named <= headings
    for title in re.findall(r"\]\(#([a-z-]+)\)", TEXT):
        assert title in {re.sub(r"[^a-z -]", "", heading.lower()).replace(" ", "-") for heading in headings}, title


def test_names_in_the_code_are_those_of_the_code() -> None:
    rows = [
        line.split("|") for line in TEXT[TEXT.index("## Notation") :].split("\n## ")[0].splitlines() if line.startswith("| ")
    ]
    assert rows[0][3].strip() == "name in the code"
    names = [name for row in rows for name in re.findall(r"`([\w.]+)`", row[3])]
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "engine").rglob("*.py"))
    assert len(names) > 20
    for name in names:
        owner, _, field = name.partition(".")
        body = re.search(rf"^(?:class|def) {owner}\b.*?(?=^(?:class|def|@|[A-Z])|\Z)", code, re.MULTILINE | re.DOTALL)
        assert body, name
        assert not field or re.search(rf"^    (?:def )?{field}\b", body[0], re.MULTILINE), name

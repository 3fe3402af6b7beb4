"""docs/cli.md and the manual page are made from the parsers, and name what the program looks at."""

from __future__ import annotations

import re
from pathlib import Path

from tui.cli.document import cli_document, man_page

ROOT = Path(__file__).parents[2]
_READ = re.compile(
    r"""(?:environ|env|environment)\)?(?:\.get\(|\[)"([A-Z_]+)"|VARIABLE = "([A-Z_]+)"|in \("(VISUAL)", "(EDITOR)"\)"""
)


def test_the_documents_are_up_to_date() -> None:
    assert (ROOT / "docs" / "cli.md").read_text() == cli_document(), "python -m tui.cli.document > docs/cli.md"
    assert (ROOT / "docs" / "crossover.1").read_text() == man_page(), "python -m tui.cli.document man > docs/crossover.1"


def test_every_variable_of_the_environment_is_named() -> None:
    sources = [path.read_text() for room in ("engine", "presets", "tui") for path in (ROOT / room).rglob("*.py")]
    read = {name for source in sources for found in _READ.findall(source) for name in found if name}
    assert {"CROSSOVER_HOME", "CROSSOVER_OUTPUT", "NO_COLOR", "LANG", "EDITOR"} <= read
    section = cli_document().partition("## Environment variables")[2]
    assert read <= set(re.findall(r"[A-Z_]{4,}", section))

"""Fuzz the TOML readers guided by coverage, with Atheris (``pip install atheris``), by hand.

    python -m tests.fuzz.coverage_guided -runs=1000000 -max_len=8192 CORPUS

``CORPUS`` is a folder for the inputs that reached something new; it may be left out. What follows are libFuzzer's
options. An input that breaks a promise ends the run and is kept as ``crash-…`` in the current folder.
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from pathlib import Path

from presets.files.places import HOME_VARIABLE


def main() -> None:
    """Instrument the readers, begin with the allowed files, and run until told to stop."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["presets", "tomllib", "tui.state.settings", "tests.fuzz.oracle"]):
        for name in [name for name in sys.modules if name.partition(".")[0] in ("presets", "tomllib")]:
            del sys.modules[name]
        oracle = importlib.import_module("tests.fuzz.oracle")
        seeds = importlib.import_module("tests.fuzz.seeds")
    with tempfile.TemporaryDirectory(prefix="crossover-fuzz-") as folder:
        os.environ[HOME_VARIABLE] = folder
        begin = Path(folder) / "seeds"
        begin.mkdir()
        for number, content in enumerate(content for kind in seeds.seeds() for content in kind):
            (begin / str(number)).write_bytes(content)
        words = Path(folder) / "words"
        spelt = ("".join(rf"\x{byte:02x}" for byte in token) for token in seeds.TOKENS)
        words.write_text("".join(f'"{word}"\n' for word in spelt), "ascii")
        examine = oracle.Oracle(Path(folder)).examine
        options = ["-timeout=5", "-rss_limit_mb=2048", f"-dict={words}", *sys.argv[1:], str(begin)]
        atheris.Setup([sys.argv[0], *options], lambda content: examine(bytes(content)) and None)
        atheris.Fuzz()


if __name__ == "__main__":
    main()

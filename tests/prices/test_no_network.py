"""No network, ever, but for the command that refreshes prices; and the one that serves a page listens."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.logs.as_codex import write
from tests.logs.made import made
from tui.cli import commands

ROOT = Path(__file__).parents[2]
REACHING = {
    *("aiohttp", "ftplib", "genai_prices", "http", "httpcore", "httpx", "httpx2", "imaplib", "poplib", "requests", "smtplib"),
    *("socket", "socketserver", "ssl", "telnetlib", "textual_serve", "urllib3", "webbrowser", "xmlrpc"),
}
"""What reaches a network, of the standard library and of others; ``urllib.parse`` does not."""
MODULES = {"tui/cli/price_source.py": "tui/cli/prices.py", "tui/cli/page/server.py": "tui/cli/serve.py"}
"""The modules that use any of that, and the commands that import them."""

# Everything that could leave the machine is denied; a program that tries ends with a traceback.
GUARD = """
import sys

def deny(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        raise RuntimeError("the network was used: " + event)

sys.addaudithook(deny)
"""

COMMANDS = [
    ["compare", "textbook", "swe-issue", "--json"],
    ["sweep", "textbook", "--vary", "weak.bugs"],
    ["lineup", "textbook"],
    ["odds", "textbook"],
    ["report", "textbook"],
    ["pairs", "textbook"],
    ["calibrate", "LOGS"],
    ["models", "opus"],
    ["parameters"],
    ["scenarios"],
    ["completion", "bash", "--words", "compare", ""],
]

EXPLORER = """
import asyncio
from tui.app import ExplorerApp
from tui.state.workspace import Workspace, first_document

async def use():
    app = ExplorerApp(Workspace(first_document("textbook")[0]))
    async with app.run_test(size=(120, 40)) as pilot:
        for key in ("down", "right", "m", "escape", "p", "2", "3", "4", "1", "question_mark", "escape", "ctrl+z"):
            await pilot.press(key)
            await pilot.pause()

asyncio.run(use())
"""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{name.name}" for name in node.names)


@cache
def imported() -> dict[str, tuple[str, ...]]:
    """What every module of the program imports, by its path."""
    return {
        path.relative_to(ROOT).as_posix(): tuple(imports(path))
        for package in ("engine", "presets", "tui")
        for path in (ROOT / package).rglob("*.py")
    }


@pytest.mark.slow
def test_one_module_alone_can_reach_a_network_and_one_can_listen() -> None:
    found = {
        path
        for path, names in imported().items()
        for name in names
        if name.partition(".")[0] in REACHING or name.startswith(("urllib.request", "urllib.error", "asyncio.open_"))
    }
    assert found == set(MODULES)


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_one_command_alone_imports_that_module(module: str) -> None:
    dotted = module.removesuffix(".py").replace("/", ".")
    found = {path for path, names in imported().items() if any(f"{name}.".startswith(f"{dotted}.") for name in names)}
    assert found == {MODULES[module]}


def guarded(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", GUARD + program],
        cwd=ROOT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_no_command_is_left_out() -> None:
    assert {arguments[0] for arguments in COMMANDS} == {*commands.COMMANDS} - {"prices", "serve"}


@pytest.mark.slow
def test_no_command_uses_it(tmp_path: Path) -> None:
    logs = tmp_path / "LOGS"
    logs.mkdir()
    write([one.session for one in made(2)], logs)
    all_of_them = [[str(logs) if argument == logs.name else argument for argument in arguments] for arguments in COMMANDS]
    done = guarded(f"from tui.cli import main\nprint([main(arguments) for arguments in {all_of_them!r}], file=sys.stderr)")
    assert (done.returncode, done.stderr) == (0, f"{[0] * len(COMMANDS)}\n")


@pytest.mark.slow
def test_the_help_does_not_use_it() -> None:
    done = guarded("from tui.cli import main; sys.exit(main(['--help']))")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_the_explorer_does_not_use_it() -> None:
    done = guarded(EXPLORER)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_the_price_command_does_not_use_it_offline() -> None:
    pytest.importorskip("genai_prices", reason='needs the extra "prices"')
    done = guarded("from tui.cli import main; sys.exit(main(['prices', '--offline']))")
    assert (done.returncode, done.stderr) == (0, "")


def test_the_guard_sees_the_network_used() -> None:
    done = guarded("import socket; socket.create_connection(('127.0.0.1', 9))")
    assert "the network was used" in done.stderr

"""Which files a shell command changes, or gives back as they were; and a tool of which nothing but its name is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from presets.logs.shell import Simple
from presets.logs.values import text

_HINTS = re.compile(r">|\btee\b|\b(?:g?sed|perl|ruby)\b|\bpatch\b|\bapply\b")
_WRITERS = frozenset({"cat", "echo", "printf", "tee"})
_IN_PLACE = re.compile(r"-[a-zA-Z]*i(?:[.~]\S*)?|--in-place(?:=.*)?")
_ELSEWHERE = re.compile(
    r"/(?:tmp|dev|proc|var/folders|var/tmp|private/tmp|private/var)(?:/|$)|.*/\.claude/(?:plans|projects)/|\$|~"
)
_NO_SOURCE = re.compile(r".*\.(?:log|out|tmp|bak)$")
_FILE = re.compile(r"^[^-].*\.[A-Za-z]\w{0,4}$")
_WORDS = re.compile(r"[A-Z]?[a-z]+")
_CHANGES = frozenset({"edit", "insert", "patch", "replace", "write"})
_PATHS = ("file_path", "filePath", "path", "relative_path", "pathInProject")


def may_change(command: str) -> bool:
    """Whether a closer look is worth while."""
    return _HINTS.search(command) is not None


def changed_files(commands: Iterable[Simple], folder: str) -> tuple[str, ...]:
    """The files that commands change in a project's folder."""
    written = (path for one in commands for path in _changed(one))
    return tuple(path for path in written if inside(path, folder) and not _NO_SOURCE.match(path))


def changed_by(tool: str, given: Mapping[str, Any]) -> str:
    """The file that a tool of an MCP server changes; empty if it seems to change none.

    Args:
        tool: Its name, with the server's or without: ``mcp__filesystem__edit_file``.
        given: What it was called with.
    """
    words = {word.lower() for word in _WORDS.findall(tool.rpartition("__")[2])}
    if not (words & _CHANGES or {"create", "file"} <= words) or given.get("dryRun") is True:
        return ""
    return text(given, *_PATHS)


def inside(path: str, folder: str) -> bool:
    """Whether a file belongs to a project, and is no scratch or an agent's own plan.

    Args:
        path: Of the file; a relative one is inside.
        folder: The project's; empty where it is not known.
    """
    return bool(folder and path.startswith(folder)) or not _ELSEWHERE.match(path)


def undoes(commands: Iterable[Simple]) -> bool:
    """Whether commands give files back as git has them. Changes that are put aside and brought back were not undone."""
    given = [one.words[1:] for one in commands if _name(one) == "git"]
    return any(map(_undoes, given)) and not any("stash" in words and {"pop", "apply"} & set(words) for words in given)


def _changed(one: Simple) -> Iterator[str]:
    name, given = _name(one), one.words[1:]
    if name in _WRITERS:
        yield from one.targets
    if name == "tee":
        yield from (word for word in given if not word.startswith("-"))
    elif name in {"sed", "gsed", "perl", "ruby"} and any(map(_IN_PLACE.fullmatch, given)):
        yield from (word for word in given if _FILE.match(word) and not re.search(r"[\s;{}|]", word))
    elif name == "patch" or (name == "git" and given[:1] in {("apply",), ("am",)}):
        tries = {"--check", "--dry-run", "--stat"} & set(given)
        yield from () if tries else (next((word for word in given if _FILE.match(word)), name),)


def _undoes(words: tuple[str, ...]) -> bool:
    """Whether git, given these words, undoes changes of files."""
    rest = list(words)
    while rest and rest[0].startswith("-"):  # git -C folder …
        del rest[: 2 if rest[0] in {"-C", "-c"} else 1]
    if not rest:
        return False
    name, *given = rest
    if name == "checkout":
        paths = given[given.index("--") + 1 :] if "--" in given else given
        return ("--" in given and bool(paths)) or any(path == "." or _FILE.search(path) for path in paths)
    if name == "restore":
        return not {"--staged", "-S"} & set(given) or bool({"--worktree", "-W"} & set(given))
    if name == "reset":
        return "--hard" in given
    return name == "stash" and not (given and given[0] in {"pop", "apply", "list", "show", "drop", "clear", "branch"})


def _name(one: Simple) -> str:
    return one.words[0].rsplit("/", 1)[-1]

"""On which line each key of a TOML text stands; ``tomllib`` does not say.

One pass in linear time over any text whatever. It also finds what would cost ``tomllib`` quadratic time or
the stack (long dotted keys, deep brackets) before it gets to see the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]
"""The keys from the top of a file to a value; a number counts the tables of an array of tables."""

_TOKEN = re.compile(
    r"""
    (?P<basic>"(?:[^"\\\n]++|\\[^\n])*+"?) | (?P<literal>'[^'\n]*+'?) | (?P<bare>[A-Za-z0-9_+:-]++)
    | (?P<blank>[^\S\n]++|\#[^\n]*+) | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_DEEPEST = 16


@dataclass(frozen=True)
class Repeat:
    """A key or section that is given twice."""

    path: KeyPath
    line: int
    first: int


@dataclass
class Outline:
    """Where everything stands.

    Attributes:
        lines: The line of each key and section, counted from 1.
        repeats: What is given twice, in order.
        too_deep: The line on which keys or brackets nest deeper than any file of ours, if one does.
    """

    lines: dict[KeyPath, int] = field(default_factory=dict)
    repeats: list[Repeat] = field(default_factory=list)
    too_deep: int | None = None

    def line(self, path: KeyPath) -> int | None:
        """The line of a key, or of the nearest thing around it that has one."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return None


def outline(text: str) -> Outline:
    """The outline of a TOML text; of a malformed one, as far as it can be made out."""
    return _Scanner(text).scan()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found = Outline()
        self.line = 1
        self.arrays: dict[KeyPath, int] = {}
        self.table: KeyPath = ()
        self.parts: list[str] = []
        self.state = "key"
        self.double = False
        self.depth = 0
        self.dots = 0

    def scan(self) -> Outline:
        text, position = self.text, 0
        while position < len(text) and self.found.too_deep is None:
            if text.startswith(('"""', "'''"), position):
                position = self._skip_lines(position)
                continue
            token = _TOKEN.match(text, position)
            if token is None:  # pragma: no cover - the last alternative matches anything
                break
            position = token.end()
            kind, piece = token.lastgroup, token.group()
            if kind == "sign":
                self._sign(piece, text[position : position + 1])
            elif kind != "blank" and self.state in ("key", "header"):
                self.parts.append(piece if kind == "bare" else piece[1:-1])
            if max(self.depth, self.dots, len(self.parts)) > _DEEPEST:
                self.found.too_deep = self.line
        return self.found

    def _skip_lines(self, start: int) -> int:
        """The end of the text of several lines that begins at ``start``."""
        quotes, position = self.text[start : start + 3], start + 3
        while (end := self.text.find(quotes, position)) >= 0:
            before = end
            while quotes == '"""' and before > position and self.text[before - 1] == "\\":
                before -= 1
            if (end - before) % 2 == 0:
                break
            position = end + 1
        stop = len(self.text) if end < 0 else end + 3
        while end >= 0 and stop < end + 5 and self.text[stop : stop + 1] == quotes[0]:
            stop += 1  # up to two quotation marks may stand before the closing three
        self.line += self.text.count("\n", start, stop)
        return stop

    def _sign(self, sign: str, following: str) -> None:
        if sign == "\n":
            self.line += 1
            self.dots = 0
            if self.depth == 0:
                self.state, self.parts = "key", []
        elif sign == ".":
            self.dots += 1
        elif self.state == "key":
            if sign == "=":
                self._record(self._resolve(self.table, self.parts))
                self.state, self.dots, self.parts = "value", 0, []
            elif sign == "[" and not self.parts:
                self.state, self.double, self.dots = "header", following == "[", 0
        elif self.state == "header":
            if sign == "]" and self.parts:
                self._header()
        elif self.state == "value":
            self.dots = 0
            self.depth = max(self.depth + {"[": 1, "{": 1, "]": -1, "}": -1}.get(sign, 0), 0)

    def _header(self) -> None:
        path = self._resolve((), self.parts, last=not self.double)
        if self.double:
            self.arrays[path] = count = self.arrays.get(path, -1) + 1
            path = (*path, count)
        self._record(path)
        self.table, self.state, self.parts = path, "rest", []

    def _resolve(self, start: KeyPath, parts: list[str], *, last: bool = True) -> KeyPath:
        """The path that ``parts`` name: inside an array of tables, its latest table."""
        path = start
        for index, part in enumerate(parts):
            path = (*path, part)
            if path in self.arrays and (last or index < len(parts) - 1):
                path = (*path, self.arrays[path])
        return path

    def _record(self, path: KeyPath) -> None:
        first = self.found.lines.setdefault(path, self.line)
        if first != self.line:
            self.found.repeats.append(Repeat(path, self.line, first))

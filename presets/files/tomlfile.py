"""TOML files read with care: a bounded size, valid text, and refusals that name the line.

The scenario, catalogue, draft and settings readers all go through ``TomlFile``, so they refuse alike.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any, NoReturn

from engine.scenarios.registry import suggestion
from presets.files.outline import KeyPath, Outline, outline
from presets.files.reading import LARGEST, Missing, read_bytes, too_large
from presets.files.refusal import Refusal, shown
from presets.files.text import cut

LONGEST_LINE = 200
"""The most characters of a text that must be one line: names and ids."""


@dataclass(frozen=True)
class TomlFile:
    """A file as read.

    Attributes:
        label: How messages name the file.
        content: Its bytes.
        data: Its values.
        outline: On which line each stands.
    """

    label: str
    content: bytes
    data: dict[str, Any]
    outline: Outline

    def located(self, path: KeyPath, sentence: str) -> str:
        """A sentence that names the file and the line of ``path``."""
        line = self.outline.line(path)
        return f"{self.label}, line {line}: {sentence}" if line else f"{self.label}: {sentence}"

    def refuse(self, path: KeyPath, sentence: str) -> NoReturn:
        """Raise a refusal that names the file and the line of ``path``."""
        raise Refusal(self.located(path, sentence))

    def only(self, path: KeyPath, known: Iterable[str], hint: Callable[[str], str] | None = None) -> None:
        """Refuse the first key of the table at ``path`` that is not a known one, naming the nearest.

        Args:
            path: Which table.
            known: The keys that it may have.
            hint: What to say of an unknown key that is near none of them.
        """
        names = list(known)
        for key in self.table(path):
            if key not in names:
                near = suggestion(key, names) or (hint(key) if hint else "") or f" ({allowed(names)})"
                self.refuse((*path, key), f'unknown key "{cut(key, 60)}"{_inside(path)}{near}')

    def table(self, path: KeyPath) -> Mapping[str, Any]:
        """The table at ``path``; one that is missing is empty.

        Raises:
            Refusal: If something else stands there.
        """
        found: Any = self.data
        for part in path:
            found = found[part] if isinstance(part, int) else found.get(part, {})
        if not isinstance(found, dict):
            self.refuse(path, f"[{_dotted(path)}] must be a section, not {kind_of(found)}")
        return found

    def sections(self, key: str) -> int:
        """How many ``[[key]]`` sections there are.

        Raises:
            Refusal: If something else has that name.
        """
        found = self.data.get(key, [])
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            self.refuse((key,), f"{key} must be a list of [[{key}]] sections")
        return len(found)

    def text(self, path: KeyPath, default: str | None = None, *, lines: bool = False) -> str:
        """The text at ``path``.

        Args:
            path: Which value.
            default: The text if it is left out; ``None``: it must be there.
            lines: Whether it may have several lines.

        Raises:
            Refusal: If it is missing, no text, or has line breaks that it must not have.
        """
        key, table = path[-1], self.table(path[:-1])
        if key not in table:
            if default is None:
                self.missing(path, "a text")
            return default
        value = table[str(key)]
        if not isinstance(value, str):
            self.refuse(path, f"{_dotted(path)} must be a text in quotation marks, not {kind_of(value)}")
        if not lines and (problem := line_problem(value)):
            self.refuse(path, f"{_dotted(path)} {problem}")
        return value

    def missing(self, path: KeyPath, wanted: str) -> NoReturn:
        """Raise the refusal of a value that is not there."""
        key, section = _dotted(path), path[:-1]
        if section and not self.table(section):
            raise Refusal(f"{self.label}: the section [{_dotted(section)}] is missing; it must give {path[-1]}, {wanted}")
        self.refuse(section, f"{key} is missing; it must be {wanted}")

    def schema(self, expected: int) -> None:
        """Refuse any other version of the file format."""
        found = self.data.get("schema")
        if found is None:
            self.refuse((), f'schema is missing; the file must begin with "schema = {expected}"')
        if isinstance(found, bool) or not isinstance(found, int) or found < 1:
            self.refuse(("schema",), f"schema must be {expected}, not {kind_of(found)}")
        if found != expected:
            self.refuse(("schema",), f"schema must be {expected}, not {kind_of(found)}; this needs a newer Crossover")


def line_problem(text: str) -> str:
    """What keeps ``text`` from being a name, in words that follow what it is called; or nothing."""
    if "\n" in text or "\r" in text:
        return "must be one line"
    if len(text) > LONGEST_LINE:
        return f"must have at most {LONGEST_LINE} characters, not {len(text)}"
    return ""


def read(path: Path) -> TomlFile:
    """The file at ``path``.

    Raises:
        Refusal: If it cannot be read or is no TOML.
    """
    return parse(read_bytes(path), shown(path))


def read_if_there(path: Path) -> TomlFile | None:
    """The file at ``path``, or ``None`` if there is none.

    Raises:
        Refusal: If it cannot be read, or whether there is one cannot be known, or it is no TOML.
    """
    try:
        return read(path)
    except Missing:
        return None


def parse(content: bytes, label: str) -> TomlFile:
    """The TOML file with that content.

    Args:
        content: The bytes of the file.
        label: How messages name it.

    Raises:
        Refusal: If it is not valid UTF-8 or not valid TOML; the line is named.
    """
    if len(content) > LARGEST:
        raise too_large(label)
    text = decoded(content, label)
    if not text.strip():
        raise Refusal(f"{label}: the file is empty")
    found = outline(text.replace("\r\n", "\n"))
    if found.too_deep:
        raise Refusal(f"{label}, line {found.too_deep}: keys or brackets are nested too deeply")
    if found.repeats:
        repeat = found.repeats[0]
        raise Refusal(f"{label}, line {repeat.line}: {_named(repeat.path)} is given twice, first on line {repeat.first}")
    try:
        return TomlFile(label, content, tomllib.loads(text), found)
    except tomllib.TOMLDecodeError as error:
        raise Refusal(f"{label}, {_explained(str(error), text)}") from None
    except (ValueError, RecursionError):  # an integer of thousands of digits
        raise Refusal(f"{label}: a number has too many digits, or brackets are nested too deeply") from None


def decoded(content: bytes, label: str) -> str:
    """The text in a file's content.

    Raises:
        Refusal: If it is not valid UTF-8; the line is named.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refusal(f"{label}: the file is UTF-16 text; save it as UTF-8")
    if content.startswith(b"\xef\xbb\xbf"):
        raise Refusal(f"{label}, line 1: the file begins with a byte order mark; save it as UTF-8 without one")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refusal(f"{label}, line {line}: the byte 0x{content[error.start]:02x} is not valid UTF-8") from None


_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_MEANINGS = {
    "Invalid value": "no TOML value; text needs quotation marks and a number begins with a digit",
    "Invalid statement": "neither a [section] nor key = value",
    "Expected '='": 'a key needs "=" and a value',
    "Expected newline or end": "something is left over after the value; numbers are written in full, as 20_000 or 0.97",
    "Unterminated string": "the closing quotation mark is missing",
    "Expected '\"": "the closing quotation mark is missing",
    "Expected \"'": "the closing quotation mark is missing",
    "Unclosed": "the closing bracket is missing",
    "Expected ']": "the closing bracket is missing",
    "Illegal character": "a control character must be written as \\u001B",
    "Unescaped '\\'": "a backslash in a text must be doubled",
    "Escaped character": "the escaped character does not exist",
    "Cannot": "a key or section is given twice",
}


def _explained(message: str, text: str) -> str:
    """``line N: "the line": what is wrong with it``, from the words of ``tomllib``."""
    lines = text.rstrip().split("\n")
    place = _PLACE.search(message)
    number = min(int(place[1]), len(lines)) if place and place[1] else len(lines)
    meaning = next((known for start, known in _MEANINGS.items() if message.startswith(start)), "this is not valid TOML")
    return f'line {number}: "{cut(lines[number - 1].strip(), 60)}": {meaning}'


def kind_of(value: object) -> str:
    """A value of a file as a refusal quotes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, list):
        return "an array"
    if isinstance(value, date | time):
        return "a date or time"
    if isinstance(value, int) and value.bit_length() > 200:
        return "a number of very many digits"
    return cut(f'"{value}"' if isinstance(value, str) else repr(value), 60)


def allowed(names: list[str]) -> str:
    """The keys allowed, for a refusal."""
    return f"allowed: {', '.join(names)}"


def _dotted(path: KeyPath) -> str:
    return ".".join(str(part) for part in path if isinstance(part, str))


def _inside(path: KeyPath) -> str:
    return f" in [{_dotted(path)}]" if path else ""


def _named(path: KeyPath) -> str:
    return cut(_dotted(path), 80)

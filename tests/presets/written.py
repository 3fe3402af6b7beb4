"""Scenario files as people write them: in any order and layout, with comments everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from engine.scenarios.registry import SECTIONS, of_files
from engine.scenarios.scenario import Scenario
from presets.files.rendering import render


@dataclass(frozen=True)
class Line:
    """A line of a file, or several that belong together.

    Attributes:
        text: What stands there, with the comment and without the end of the line.
        keys: The values that it gives or would give: ``weak.bugs``, ``evidence.weak.bugs``; none: a heading, a comment.
        comment: The comment at its end.
    """

    text: str
    keys: frozenset[str] = frozenset()
    comment: str = ""


def written(scenario: Scenario, random: Random) -> list[Line]:
    """The lines of a file that says a scenario."""
    return _Writer(random).lines(scenario)


class _Writer:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.comments = 0

    def lines(self, scenario: Scenario) -> list[Line]:
        top = [self.pair("schema", "1", "schema"), self.pair("name", text(scenario.name), "name")]
        if scenario.notes or self.chance(0.2):
            top.append(self.pair("notes", text(scenario.notes), "notes"))
        below: list[list[Line]] = []
        for section in SECTIONS:
            self.section(section, self.values(scenario, section), top, below)
        self.evidence(scenario, top, below)
        self.random.shuffle(top)
        self.random.shuffle(below)
        return [*self.apart(top), *(line for part in below for line in self.apart(part))]

    def values(self, scenario: Scenario, section: str) -> dict[str, str]:
        holder = getattr(scenario, section)
        found = {"model": text(holder.model)} if getattr(holder, "model", "") else {}
        for parameter in of_files():
            if parameter.section == section:
                held = getattr(holder, parameter.field)
                if held is not None and (parameter.required or held != parameter.default or self.chance(0.3)):
                    found[parameter.field] = self.value(held)
        return found

    def section(self, section: str, values: dict[str, str], top: list[Line], below: list[list[Line]]) -> None:
        pairs = list(values.items())
        self.random.shuffle(pairs)
        style = self.random.choice(["heading"] * 4 + ["dotted", "braces"])
        if style == "heading" and (pairs or self.chance(0.5)):
            heading = self.commented(self.random.choice([f"[{section}]", f"  [ {section} ]", f'["{section}"]']))
            below.append([heading, *(self.pair(field, value, f"{section}.{field}") for field, value in pairs)])
        elif style == "dotted":
            top += [self.pair(f"{section}{self.dot()}{field}", value, f"{section}.{field}") for field, value in pairs]
        elif pairs:
            fields = [parameter.field for parameter in of_files() if parameter.section == section]
            top.append(self.pair(section, self.braces(pairs), *(f"{section}.{field}" for field in ("model", *fields))))

    def evidence(self, scenario: Scenario, top: list[Line], below: list[list[Line]]) -> None:
        known = {f'"{key}"': self.known(evidence) for key, evidence in scenario.evidence.items()}
        style = self.random.choice(["heading", "heading", "headings", "dotted", "deeper", "braces"])
        own = {name: f"evidence.{name[1:-1]}" for name in known}
        if style == "heading":
            lines = [self.pair(name, self.braces(pairs), own[name]) for name, pairs in known.items()]
            below.append([self.commented("[evidence]"), *lines])
        elif style == "headings":
            for name, pairs in known.items():
                below.append(
                    [self.commented(f"[evidence.{name}]", own[name]), *(self.pair(*pair, own[name]) for pair in pairs)]
                )
        elif style == "dotted":
            top += [self.pair(f"evidence.{name}", self.braces(pairs), own[name]) for name, pairs in known.items()]
        elif style == "deeper":
            top += [self.pair(f"evidence.{name}.{end}", to, own[name]) for name, pairs in known.items() for end, to in pairs]
        elif known:
            inner = self.braces([(name, self.braces(pairs)) for name, pairs in known.items()])
            top.append(self.pair("evidence", inner, *(f"evidence.{parameter.key}" for parameter in of_files())))

    def known(self, evidence: Any) -> list[tuple[str, str]]:
        pairs = [(end, self.value(getattr(evidence, end))) for end in ("low", "high") if evidence.ends]
        pairs += [("source", text(evidence.source))] if evidence.source else []
        self.random.shuffle(pairs)
        return pairs

    def pair(self, name: str, value: str, *keys: str) -> Line:
        between = self.random.choice([" = ", "=", "   =\t"])
        return self.commented(f"{self.random.choice(['', '', '  ', chr(9)])}{name}{between}{value}", *keys)

    def braces(self, pairs: list[tuple[str, str]]) -> str:
        inside, comma = self.random.choice([(" ", ", "), ("", ","), ("  ", " ,  ")])
        return f"{{{inside}{comma.join(f'{name} = {value}' for name, value in pairs)}{inside}}}"

    def value(self, held: Any) -> str:
        if isinstance(held, bool):
            return str(held).lower()
        if isinstance(held, str):
            return self.random.choice([f'"{held}"', f"'{held}'"])
        ways = [repr(held)]
        if held.is_integer() and abs(held) < 2**53:
            ways += [f"{int(held)}", f"{int(held):_}", f"{held:_}"]
        ways += [short for short in (f"{held:.0e}", f"{held:.3E}") if float(short) == held]
        return self.random.choice(ways)

    def commented(self, line: str, *keys: str) -> Line:
        comment = self.comment() if self.chance(0.4) else ""
        between = self.random.choice([" ", "", "    "]) if comment else self.random.choice(["", "", "  "])
        return Line(f"{line}{between}{comment}", frozenset(keys), comment)

    def comment(self) -> str:
        self.comments += 1
        return self.random.choice(
            [f"# {self.comments} what I think of it", f'#{self.comments} = "[x]" # no', f"# {self.comments} é …"]
        )

    def apart(self, lines: list[Line]) -> list[Line]:
        """The lines, with others between them that say nothing."""
        found = []
        for line in lines:
            while self.chance(0.3):
                found.append(Line(self.random.choice(["", "   ", self.comment(), f"\t{self.comment()}"])))
            found.append(line)
        return found

    def dot(self) -> str:
        return self.random.choice([".", ".", " . "])

    def chance(self, share: float) -> bool:
        return self.random.random() < share


def text(value: str) -> str:
    """A text as a value."""
    return render({"x": value}).decode().removeprefix("x = ").removesuffix("\n")

"""A scenario file for the tests, and arbitrary scenarios."""

from __future__ import annotations

import math
import os
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from engine.scenarios.evidence import Evidence, check_range
from engine.scenarios.parameters import Parameter, ParameterError
from engine.scenarios.registry import SECTIONS, of_files, value, with_evidence
from engine.scenarios.scenario import Scenario
from tests.drawing import fitting

MINIMAL = """\
schema = 1
name = "Minimal"

[strong]
input_price = 4.0
output_price = 20.0
bugs = 1.0
hard_fraction = 0.25
easy_fix_rate = 0.97
hard_fix_rate = 0.32

[weak]
input_price = 0.5
output_price = 2
bugs = 4
hard_fraction = 0.5
easy_fix_rate = 0.9
hard_fix_rate = 0.1

[workflow]
prompt_tokens = 20_000
generation_tokens = 18_000
fix_tokens = 18_000
trace_tokens = 9_000
context = "fresh"
"""


def _socket(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(f"/proc/self/fd/{folder}/{path.name}")  # a socket's own path must be short
    finally:
        os.close(folder)


IRREGULAR: dict[str, Callable[[Path], None]] = {
    "pipe": os.mkfifo,
    "folder": lambda path: path.mkdir(),
    "device": lambda path: path.symlink_to("/dev/zero"),
    "terminal": lambda path: path.symlink_to("/dev/tty"),
    "socket": _socket,
}
"""What may stand in the place of a file, and how it comes there."""

# Everything that UTF-8 can hold.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
LINES = TEXTS.filter(lambda text: not set(text) & {"\n", "\r"})


def with_line(old: str, new: str, text: str = MINIMAL) -> str:
    """The file with one line replaced, which must be there."""
    assert old in text
    return text.replace(old, new, 1)


def _values(parameter: Parameter) -> st.SearchStrategy[Any]:
    kind = parameter.kind
    if kind.flag:
        return st.booleans()
    if kind.choices:
        return st.sampled_from(kind.choices)
    domain = kind.domain
    if domain.whole:
        values: st.SearchStrategy[Any] = st.integers(int(domain.low), int(domain.high)).map(float)
    else:
        high = None if math.isinf(domain.high) else domain.high
        values = st.floats(
            domain.low, high, exclude_min=domain.open_low, exclude_max=domain.open_high, allow_nan=False, allow_infinity=False
        )
        values |= st.integers(1, 2**53).map(float) if high is None else st.just(0.5)
    return st.none() | values if parameter.optional else values


@st.composite
def _evidence(draw: st.DrawFn, parameter: Parameter, held: Any) -> Evidence:
    """Anything that may be known of a number: a source at least."""
    share, source = draw(st.floats(0.01, 0.99)), draw(LINES)
    if not isinstance(held, float) or not draw(st.booleans()):
        return Evidence(source=source or "measured")
    domain = parameter.kind.domain
    high = 2.0 * held if math.isinf(domain.high) else domain.high
    try:
        known = check_range(parameter, held, domain.low + share * (held - domain.low), held + share * (high - held))
    except ParameterError:  # at an end of the domain
        return Evidence(source=source or "measured")
    return replace(known, source=source)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Any scenario that a file may hold."""
    sections = {}
    for section, holder in SECTIONS.items():
        values = {p.field: draw(_values(p)) for p in of_files() if p.section == section}
        if section in ("strong", "weak"):
            values["model"] = draw(LINES)
        sections[section] = holder(**values)
    scenario = fitting(Scenario(name=draw(LINES.filter(str.strip)), notes=draw(TEXTS), **sections))
    known = draw(st.lists(st.sampled_from(of_files()), max_size=3))
    return with_evidence(scenario, {p.key: draw(_evidence(p, value(scenario, p.key))) for p in known})

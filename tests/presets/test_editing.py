"""Saving a file that somebody wrote: the lines of what changed change, and every other one stays byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.scenarios.evidence import Evidence
from engine.scenarios.registry import SECTIONS, assign, of_files, value, with_evidence
from engine.scenarios.scenario import Scenario
from engine.scenarios.together import KEY
from presets.scenarios import scenario_file
from presets.scenarios.document import open_path, save
from presets.scenarios.scenario_file import edit_scenario, parse_scenario, render_scenario
from tests.drawing import fitting
from tests.presets.files import scenarios, with_line
from tests.presets.written import written
from tests.searching import examples


def changed_keys(before: Scenario, after: Scenario) -> set[str]:
    """All that differs, as the lines of ``written`` name it."""
    found = {name for name in ("name", "notes") if getattr(before, name) != getattr(after, name)}
    found |= {f"{side}.model" for side in ("strong", "weak") if getattr(before, side).model != getattr(after, side).model}
    found |= {parameter.key for parameter in of_files() if value(before, parameter.key) != value(after, parameter.key)}
    known = before.evidence.keys() | after.evidence.keys()
    return found | {f"evidence.{key}" for key in known if before.evidence.get(key) != after.evidence.get(key)}


def some_of(before: Scenario, other: Scenario, random: Random) -> Scenario:
    """A scenario with some of what another one says; what is known of numbers that changed is the other one's."""
    share = random.choice([0.0, 0.03, 0.3, 1.0])
    found = replace(before, **{name: getattr(random.choice([before, other]), name) for name in ("name", "notes")})
    known = dict(before.evidence)
    for section in SECTIONS:
        taken = {p.field for p in of_files() if p.section == section and random.random() < share}
        taken |= {"model"} if section in ("strong", "weak") and random.random() < share else set()
        theirs = getattr(other, section)
        found = replace(found, **{section: replace(getattr(found, section), **{name: getattr(theirs, name) for name in taken})})
        for field in taken:
            known.pop(f"{section}.{field}", None)
            if f"{section}.{field}" in other.evidence:
                known[f"{section}.{field}"] = other.evidence[f"{section}.{field}"]
    found = fitting(replace(found, evidence=MappingProxyType({})))
    if found.assumptions.compact_at is None:
        known = {key: one for key, one in known.items() if key != KEY or one.ends is None}
    return with_evidence(found, known)


MINE = """\
# measured in May
schema = 1
name = "Mine"   # and nobody else's

[weak]   # the small one
input_price = 0.5
output_price = 2
bugs = 1_200            # from the log
hard_fraction = 0.5
context_window = 1e6    # they say
easy_fix_rate = 0.9
hard_fix_rate = 0.1

# -- the big one --
[strong]
input_price=4.0
output_price=20.0
bugs=1.0
hard_fraction=0.25
easy_fix_rate=0.97
hard_fix_rate=0.32

[workflow]
prompt_tokens = 20_000
generation_tokens = 18_000
fix_tokens = 18_000
trace_tokens = 9_000
context = "fresh"

[evidence]
"strong.bugs" = {low=0.5, high=2}   # a guess
# still to do: weak.bugs"""


def test_comments_order_and_layout_stay() -> None:
    before = parse_scenario(MINE.encode(), "x")
    after = assign(before, {"weak.bugs": 1500.0, "weak.context_window": None, "weak.cache_read_price": 0.1, "strong.bugs": 1.5})
    after = assign(after, {"lineup.advice_rate": 0.5})
    after = with_evidence(after, {"strong.bugs": Evidence(0.5, 3.0), "weak.bugs": Evidence(source="a log")})
    expected = MINE
    for old, new in [
        ("output_price = 2\n", "output_price = 2\ncache_read_price = 0.1\n"),
        ("bugs = 1_200  ", "bugs = 1_500  "),
        ("context_window = 1e6    # they", "# they"),
        ("bugs=1.0", "bugs=1.5"),
        ("high=2}   # a guess\n", 'high=3}   # a guess\n"weak.bugs" = { source = "a log" }\n'),
        ("to do: weak.bugs", "to do: weak.bugs\n\n[lineup]\nadvice_rate = 0.5\n"),
    ]:
        expected = with_line(old, new, expected)
    assert (edit_scenario(MINE.encode(), after) or b"").decode() == expected
    assert edit_scenario(MINE.encode(), before) == MINE.encode()


@pytest.mark.parametrize("failing", [lambda *_: MINE, lambda *_: "", {}.__getitem__], ids=["wrong", "empty", "raises"])
def test_what_cannot_be_changed_line_by_line_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: Callable[..., str]
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(MINE)
    document = open_path(path)
    after = assign(document.scenario, {"weak.bugs": 6.3})
    monkeypatch.setattr(scenario_file, "edited", failing)
    saved = save(after, document.source)
    assert saved.anew
    assert path.read_bytes() == render_scenario(after)
    assert path.with_name("mine.toml~").read_text() == MINE
    monkeypatch.undo()
    assert not save(document.scenario, saved.source).anew


@pytest.mark.slow
@given(scenarios(), scenarios(), st.integers(0, 2**32))
@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.large_base_example], phases=[Phase.generate]
)
def test_only_the_lines_of_what_changed_change(before: Scenario, other: Scenario, seed: int) -> None:
    random = Random(seed)
    lines, after = written(before, random), some_of(before, other, random)
    end = random.choice(["\n", "\r\n"])
    ended = [line.text.replace("\n", end) + end for line in lines]
    if random.random() < 0.2:
        ended[-1] = ended[-1].removesuffix(end)
    text = "".join(ended)
    assert parse_scenario(text.encode(), "x") == before
    content = edit_scenario(text.encode(), after)
    assert content is not None
    assert parse_scenario(content, "x") == after
    changed, found = changed_keys(before, after), content.decode()
    if not changed:
        assert found == text
    place = 0
    for line, stood in zip(lines, ended, strict=True):
        if not line.keys & changed:
            place = found.index(stood, place) + len(stood)
        assert line.comment in found
    if end == "\r\n":
        assert "\n" not in found.replace("\r\n", "")

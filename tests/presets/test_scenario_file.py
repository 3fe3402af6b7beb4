"""Scenario files: what is read, what is refused and how, and that nothing is lost in writing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings

from engine.scenarios.evidence import Evidence
from engine.scenarios.scenario import Scenario
from presets.files.refusal import Refusal
from presets.scenarios.scenario_file import parse_scenario, render_scenario
from tests.presets.files import MINIMAL, scenarios, with_line
from tests.searching import examples


def refusal(text: str | bytes) -> str:
    content = text.encode() if isinstance(text, str) else text
    with pytest.raises(Refusal) as caught:
        parse_scenario(content, "x.toml")
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.startswith("x.toml")
    return sentence


def test_what_may_be_left_out_has_its_default() -> None:
    scenario = parse_scenario(MINIMAL.encode(), "x.toml")
    assert scenario.name == "Minimal"
    assert scenario.notes == ""
    assert scenario.weak.bugs == 4.0
    assert isinstance(scenario.weak.bugs, float)
    assert scenario.weak.cache_read_price is None
    assert scenario.weak.verbosity == 1.0
    assert scenario.assumptions.attempt_limit is None


def test_a_factor_on_prices_is_in_a_file_only_where_it_is_not_1() -> None:
    scenario = parse_scenario(MINIMAL.encode(), "x.toml")
    assert (scenario.strong.price_scale, scenario.weak.price_scale) == (1.0, 1.0)
    assert b"price_scale" not in render_scenario(scenario)
    given = parse_scenario(MINIMAL.replace("[weak]", "[weak]\nprice_scale = 0.7").encode(), "x.toml")
    assert (given.weak.price_scale, given.weak.input_price) == (0.7, scenario.weak.input_price)
    assert render_scenario(given).count(b"price_scale = 0.7\n") == 1
    assert parse_scenario(render_scenario(given), "x.toml") == given


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("bugs = 4", "bugs = -1", "line 15: weak.bugs must be a finite number at least 0, not -1"),
        ("bugs = 4", "bugs = nan", "line 15: weak.bugs must be a finite number at least 0, not nan"),
        ("bugs = 4", "bugs = inf", "line 15: weak.bugs must be a finite number at least 0, not inf"),
        ("bugs = 4", "bugs = -inf", "line 15: weak.bugs must be a finite number at least 0, not -inf"),
        ("bugs = 4", "bugs = 1e999", "line 15: weak.bugs must be a finite number at least 0, not inf"),
        ("bugs = 4", 'bugs = "4"', 'line 15: weak.bugs must be a finite number at least 0, not "4"'),
        ("bugs = 4", "bugs = true", "line 15: weak.bugs must be a finite number at least 0, not true"),
        ("bugs = 4", "bugs = [4]", "line 15: weak.bugs must be a finite number at least 0, not an array"),
        ("bugs = 4", "bugs = 2026-11-20", "line 15: weak.bugs must be a finite number at least 0, not a date or time"),
        ("bugs = 4", f"bugs = {'9' * 400}", "line 15: weak.bugs must be a finite number at least 0, not a number of very"),
        ("bugs = 4", f"bugs = {'9' * 5000}", "a number has too many digits"),
        (
            "bugs = 4",
            f"bugs = 0x{'f' * 5000}",
            "weak.bugs must be a finite number at least 0, not a number of very many digits",
        ),
        ("bugs = 4", "[weak.bugs]\nx = 1", "weak.bugs must be a finite number at least 0, not a section"),
        (
            "hard_fix_rate = 0.1",
            "hard_fix_rate = 0",
            "line 18: weak.hard_fix_rate must be a number above 0 and at most 1, not 0",
        ),
        ("hard_fix_rate = 0.1", "hard_fix_rate = 97", "a number above 0 and at most 1, not 97; 97 % is 0.97"),
        ("hard_fix_rate = 0.1", "hard_fix_rate = 1.2", "line 18: weak.hard_fix_rate must be a number above 0 and at most 1"),
        (
            "hard_fraction = 0.5",
            "hard_fraction = 1.01",
            "line 16: weak.hard_fraction must be a number at least 0 and at most 1",
        ),
        ('"fresh"', '"fresch"', 'workflow.context must be "fresh" or "shared", not "fresch"'),
        ('"fresh"', "1", 'workflow.context must be "fresh" or "shared", not 1'),
        ('"fresh"', "fresh", 'line 25: "context = fresh": no TOML value; text needs quotation marks'),
        ("bugs = 4", "bug = 4", 'line 15: unknown key "bug" in [weak]; did you mean "bugs"?'),
        ("bugs = 4", "bugs = 4\nprompt_tokens = 1", 'unknown key "prompt_tokens" in [weak]; it belongs in [workflow]'),
        ("bugs = 4", "bugs = 4\nxyzzy = 1", 'line 16: unknown key "xyzzy" in [weak] (allowed: model, input_price,'),
        ("[weak]", "[week]", 'line 12: unknown key "week"; did you mean "weak"?'),
        ('name = "Minimal"', 'name = "Minimal"\nbugs = 1', 'line 3: unknown key "bugs"; it belongs in [strong] or [weak]'),
        ("bugs = 4", "", "line 12: weak.bugs is missing; it must be a finite number at least 0"),
        ("bugs = 4", "bugs = 4\nbugs = 5", "line 16: weak.bugs is given twice, first on line 15"),
        ("[workflow]", "[strong]", "line 20: strong is given twice, first on line 4"),
        ("bugs = 4", "bugs = 4k", 'line 15: "bugs = 4k": something is left over after the value'),
        ("bugs = 4", "bugs 4", 'line 15: "bugs 4": a key needs "=" and a value'),
        ("bugs = 4", "bugs =", 'line 15: "bugs =": no TOML value'),
        ('"Minimal"', '"Minimal', 'line 2: "name = "Minimal": a control character must be written as'),
        ("schema = 1", "schema = 2", "line 1: schema must be 1, not 2; this needs a newer Crossover"),
        ("schema = 1", "schema = 0", "line 1: schema must be 1, not 0"),
        ("schema = 1", "schema = true", "line 1: schema must be 1, not true"),
        ("schema = 1", 'schema = "1"', 'line 1: schema must be 1, not "1"'),
        ("schema = 1", "", 'schema is missing; the file must begin with "schema = 1"'),
        ('name = "Minimal"', "", "name is missing; it must be a text"),
        ('name = "Minimal"', "name = 3", "line 2: name must be a text in quotation marks, not 3"),
        ('name = "Minimal"', 'name = " "', "line 2: name must not be empty"),
        ('name = "Minimal"', 'name = """a\nb"""', "line 2: name must be one line"),
        ('name = "Minimal"', f'name = "{"x" * 201}"', "line 2: name must have at most 200 characters, not 201"),
        ("[weak]", "[weak]\nmodel = 7", "line 13: weak.model must be a text in quotation marks, not 7"),
        ("[weak]", "[weak]\nmodel = 'a\\nb'\nx='", "the closing quotation mark is missing"),
    ],
)
def test_refusals_say_where_what_and_what_is_allowed(old: str, new: str, expected: str) -> None:
    assert expected in refusal(with_line(old, new))


@pytest.mark.parametrize("section", ["strong", "weak", "workflow"])
def test_a_missing_section_is_named(section: str) -> None:
    text = re.sub(rf"\[{section}\]\n([^\[]*)", "", MINIMAL)
    assert f"the section [{section}] is missing" in refusal(text)


def test_a_section_must_be_one() -> None:
    text = re.sub(r"\[workflow\]\n([^\[]*)", "", MINIMAL)
    assert "line 3: [workflow] must be a section, not 3" in refusal(with_line("\n\n", "\nworkflow = 3\n", text))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"\xef\xbb\xbf" + MINIMAL.encode(), "line 1: the file begins with a byte order mark"),
        (MINIMAL.encode("utf-16"), "the file is UTF-16 text; save it as UTF-8"),
        (MINIMAL.encode().replace(b"Minimal", b"Minim\xe4l"), "line 2: the byte 0xe4 is not valid UTF-8"),
        (b"\x00" * 100, "line 1"),
        (b"a = " + b"[" * 100_000, "line 1: keys or brackets are nested too deeply"),
        (b"a = " + b"{a=" * 60_000, "line 1: keys or brackets are nested too deeply"),
        (b"a" + b".a" * 100_000 + b" = 1", "line 1: keys or brackets are nested too deeply"),
        (b"\n[a" + b".a" * 100_000 + b"]", "line 2: keys or brackets are nested too deeply"),
        (b"x" * (256 * 1024 + 1), "a file of more than 256 kB is none of Crossover's"),
        (b"PK\x03\x04\x00\xff\xfe", "line 1: the byte 0xff is not valid UTF-8"),
    ],
    # As names of tests some contents would fill screens.
    ids=range(12),
)
def test_what_is_no_toml_text_is_refused(content: bytes, expected: str) -> None:
    assert expected in refusal(content)


def test_windows_line_ends_count_as_one_line() -> None:
    text = with_line("bugs = 4", "bugs = -4").replace("\n", "\r\n")
    assert "line 15: weak.bugs" in refusal(text)
    assert parse_scenario(MINIMAL.replace("\n", "\r\n").encode(), "x.toml") == parse_scenario(MINIMAL.encode(), "x.toml")


def test_lines_are_counted_through_texts_of_several_lines() -> None:
    notes = 'notes = """\nbugs = 1\n[weak]\n\\""" "" \n"""\n\n[strong]'
    assert "line 21: weak.bugs" in refusal(with_line("bugs = 4", "bugs = -4", with_line("[strong]", notes)))


def test_hostile_text_is_kept_and_shown_harmlessly() -> None:
    hostile = "\\u001b]0;owned\\u0007\\u202E[bold]"
    scenario = parse_scenario(with_line("Minimal", hostile).encode(), "x.toml")
    assert scenario.name == "\x1b]0;owned\x07\u202e[bold]"
    shown = refusal(with_line('"fresh"', f'"{hostile}"'))
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "␛]0;owned␇�[bold]" in shown


def test_every_bundled_scenario_survives_writing() -> None:
    folder = Path(__file__).parents[2] / "presets" / "scenarios"
    paths = sorted(folder.glob("*.toml"))
    assert len(paths) >= 8
    for path in paths:
        scenario = parse_scenario(path.read_bytes(), path.name)
        assert parse_scenario(render_scenario(scenario), path.name) == scenario


@pytest.mark.slow
@given(scenarios())
@settings(max_examples=examples(100), deadline=None)
def test_what_is_written_reads_back_the_same(scenario: Scenario) -> None:
    written = render_scenario(scenario)
    read = parse_scenario(written, "x.toml")
    assert read == scenario
    assert repr(read) == repr(scenario)
    assert render_scenario(read) == written


def test_whole_tokens_and_attempts_are_written_as_such() -> None:
    text = with_line("20_000", "20_000.0") + "[assumptions]\nattempt_limit = 5\n"
    written = render_scenario(parse_scenario(text.encode(), "x.toml")).decode()
    assert "prompt_tokens = 20000\n" in written
    assert "attempt_limit = 5\n" in written
    assert "input_price = 4.0\n" in written


LONG_PROMPTS = """\
context_window = 1_050_000
long_prompt_threshold = 272_000
long_input_price = 1.0
long_output_price = 3
"""


def test_windows_and_long_prompts_are_read_and_written() -> None:
    text = with_line("[workflow]", f"{LONG_PROMPTS}\n[workflow]")
    scenario = parse_scenario(text.encode(), "x.toml")
    weak = scenario.weak
    assert (weak.context_window, weak.long_prompt_threshold) == (1_050_000.0, 272_000.0)
    assert (weak.long_input_price, weak.long_output_price) == (1.0, 3.0)
    written = render_scenario(scenario).decode()
    lines = "context_window = 1050000\nlong_prompt_threshold = 272000\nlong_input_price = 1.0\nlong_output_price = 3.0\n"
    assert f"hard_fix_rate = 0.1\n{lines}\n[workflow]" in written
    assert parse_scenario(written.encode(), "x.toml") == scenario


def test_what_is_left_out_stays_left_out() -> None:
    written = render_scenario(parse_scenario(MINIMAL.encode(), "x.toml")).decode()
    assert "context_window" not in written
    assert "long_" not in written


@pytest.mark.parametrize("key", ["context_window", "long_prompt_threshold", "long_input_price", "long_output_price"])
def test_impossible_windows_and_long_prompts_are_refused(key: str) -> None:
    sentence = refusal(with_line("bugs = 4", f"bugs = 4\n{key} = -1"))
    assert f"line 16: weak.{key} must be a finite number at least 0, not -1" in sentence


def test_notes_stay_readable() -> None:
    text = with_line("[strong]", "notes = 'one\\ttwo'\n[strong]")
    scenario = parse_scenario(text.replace("one\\ttwo", "one").encode(), "x.toml")
    assert 'notes = "one"' in render_scenario(scenario).decode()
    several = parse_scenario(with_line("[strong]", 'notes = """\none\ntwo\n"""\n[strong]').encode(), "x.toml")
    assert 'notes = """\none\ntwo\n"""' in render_scenario(several).decode()


def with_evidence(line: str) -> str:
    return f"{MINIMAL}\n[evidence]\n{line}\n"


def test_what_is_known_is_read_and_written_on_a_line_for_each_number() -> None:
    tokens = '"workflow.prompt_tokens" = { low = 10000, high = 30000 }'
    bugs = '"weak.bugs" = { low = 2.0, high = 8.5, source = "6 \\" of 9" }'
    scenario = parse_scenario(with_evidence(f"{tokens}\n{bugs}").encode(), "x.toml")
    assert dict(scenario.evidence) == {
        "weak.bugs": Evidence(2.0, 8.5, '6 " of 9'),
        "workflow.prompt_tokens": Evidence(1e4, 3e4),
    }
    written = render_scenario(scenario).decode()
    assert written.endswith(f"\n[evidence]\n{bugs}\n{tokens}\n")
    assert parse_scenario(written.encode(), "x.toml") == scenario


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('"weak.bugs" = { low = 2 }', "line 28: the range of weak.bugs has no high; it must have both ends, low and high"),
        ('"weak.bugs" = { low = 9, high = 3 }', "line 28: the range of weak.bugs must begin below its end, not 9..3"),
        ('"weak.bugs" = { low = 0, high = 8 }', "line 28: the range of weak.bugs must lie above 0, not 0..8"),
        ('"weak.bugs" = { low = 5, high = 8 }', "line 28: the range of weak.bugs must have its value 4 inside, not 5..8"),
        ('"weak.bugs" = { low = 4, high = 8 }', "line 28: the range of weak.bugs must have its value 4 inside, not 4..8"),
        ('"weak.bugs" = { low = 2, high = inf }', "high in the evidence of weak.bugs must be a finite number, not inf"),
        ('"weak.bugs" = { low = true, high = 8 }', "low in the evidence of weak.bugs must be a finite number, not true"),
        (f'"weak.bugs" = {{ low = 2, high = 1{"0" * 400} }}', "must be a finite number, not a number of very many digits"),
        ('"weak.bugs" = { lo = 2, high = 8 }', 'unknown key "lo" in [evidence.weak.bugs]; did you mean "low"?'),
        ('"weak.bug" = { low = 2, high = 8 }', 'line 28: unknown key "weak.bug" in [evidence]; did you mean "weak.bugs"?'),
        ("weak.bugs = { low = 2, high = 8 }", 'the keys of [evidence] stand in quotation marks: "weak.…" = { … }'),
        ('"weak.bugs" = 3', "line 28: the evidence of weak.bugs must be { low = …, high = …, source = … }, not 3"),
        ('"weak.bugs" = { source = "a\\nb" }', "line 28: evidence.weak.bugs.source must be one line"),
        (
            '"weak.hard_fix_rate" = { low = 0.05, high = 1 }',
            "the range of weak.hard_fix_rate must lie above 0 and below 1, not 0.05..1",
        ),
        ('"weak.cache_read_price" = { low = 1, high = 2 }', "weak.cache_read_price is left out; only a value can have a range"),
        ('"workflow.context" = { low = 1, high = 2 }', 'workflow.context has no range: it is "fresh" or "shared"'),
        ('"assumptions.caching" = { low = 1, high = 2 }', "assumptions.caching has no range: it is true or false"),
        ('"assumptions.attempt_limit" = { low = 1, high = 2 }', "assumptions.attempt_limit has no range: it is a whole number"),
        ('"both.bugs" = { low = 1, high = 2 }', "both.bugs sets strong.bugs and weak.bugs, which have ranges of their own"),
    ],
)
def test_impossible_evidence_is_refused(line: str, expected: str) -> None:
    assert expected in refusal(with_evidence(line))
